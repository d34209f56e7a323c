"""HTML: the text that a browser would show, one line for each block and each table row. Nothing in it is executed."""

import re
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from index.errors import LetterError
from index.source.files import decode
from index.source.formats.lines import line, row
from index.types import Source

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INLINE = (
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label"),
    *("mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
)
_UNSEEN = (
    *("head", "script", "style", "template", "noscript", "nav", "iframe", "object", "embed", "svg", "canvas", "audio"),
    *("video", "select", "button", "textarea"),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_INDENTED = re.compile(r"text-indent\s*:\s*0*(?:[1-9]|\.0*[1-9])")


def read(name: str, data: bytes) -> Source:
    """An HTML file.

    Raises:
        LetterError: it is no HTML, has no text, or nests too deeply to be a document.
    """
    html = decode(data, name)
    if not re.search("<[!a-zA-Z]", html):
        raise LetterError(f"{name!r} is not HTML. Save the letter as HTML, or name it .txt.")
    return Source(name, text_of(html, name))


def text_of(html: str, name: str) -> str:
    """The visible text of HTML.

    Raises:
        LetterError: there is none, or elements nest too deeply. `name` is said in the message.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise LetterError(f"{name!r} nests its elements too deeply to be a letter. Save it anew.")
    lines = [] if root is None else [found for found in _lines(root) if found]
    if not lines:
        raise LetterError(f"{name!r} shows no text. Nothing can be asked of it.")
    return "\n".join(lines) + "\n"


def _lines(block: "HtmlElement", before: str = "", *, indented: bool = False) -> Iterator[str]:
    """The lines of a block, `before` before the first. Recursion is as deep as the elements: the parser allows 256."""
    style = block.get("style") or ""
    indented = bool(_INDENTED.search(style)) if "text-indent" in style else indented
    numbers = _numbers(block)
    words = before + _words(block.text, block)
    for child in block:
        if child.tag == "br" or (_is_seen(child) and _is_text(child)):
            *lines, words = (words + _inline(child)).split("\n")
            yield from (line(found, indented=indented) for found in lines)
        elif _is_seen(child):
            yield line(words, indented=indented)
            words = ""
            cells = [cell for cell in child if cell.tag in ("td", "th")] if child.tag == "tr" else []
            if len(cells) > 1 and not any(cell.find(".//table") is not None for cell in cells):
                yield row([" ".join(_lines(cell)) for cell in cells])
            else:
                yield from _lines(child, next(numbers) if child.tag == "li" else "", indented=indented)
        words += _words(child.tail, block)
    yield line(words, indented=indented)


def _numbers(block: "HtmlElement") -> Iterator[str]:
    """The numbers that a browser shows before the items of a list; those of a list without order are empty."""
    start = block.get("start") or ""
    first = int(start) if re.fullmatch("[0-9]{1,6}", start) else 1
    return (f"{number}. " if block.tag == "ol" else "" for number in count(first))


def _is_seen(element: "HtmlElement") -> bool:
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    return element.tag not in _UNSEEN and not hidden


def _is_text(element: "HtmlElement") -> bool:
    """Whether an element stands inside a line, with all that is in it."""
    return element.tag in _INLINE and all(inner.tag in _INLINE or inner.tag == "br" for inner in element.iter())


def _inline(element: "HtmlElement") -> str:
    """The words of an element that stands inside a line; newlines where it breaks the line."""
    if element.tag == "br":
        return "\n"
    words = _words(element.text, element)
    for child in element:
        words += (_inline(child) if _is_seen(child) else "") + _words(child.tail, element)
    return words


def _words(text: str | None, element: "HtmlElement") -> str:
    """Text with its white space run together, as a browser shows it. Spaces that do not break are kept, as spaces."""
    if element.tag == "pre":
        return text or ""
    return re.sub(r"[ \t\n\r\f]+", " ", text or "").replace("\xa0", " ")
