"""HTML: the text that a browser would show, one line for each block and each table row. Nothing in it is executed."""

import re
from collections.abc import Iterator
from itertools import count, repeat
from typing import TYPE_CHECKING

from index.errors import Fault, UnreadableError
from index.source.encodings import decode
from index.source.formats.lines import Block, as_note, assemble, line
from index.source.formats.tables import Cell, Row, table
from index.types import Source

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INLINE = (
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label"),
    *("mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    *(
        "ruby",
        "rb",
        "rt",
        "rp",
        "rtc",
        "input",
        "img",
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "msup",
        "msub",
        "mfrac",
    ),
)
_UNSEEN = (
    *("head", "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio"),
    *("video", "select", "button", "textarea", "rt", "rp", "rtc"),
)
"""What is not shown, or small above the words."""
_AROUND = ("nav", "aside", "menu", "dialog")
_ENDS = ("header", "footer")
"""The same, where they are not those of an article, and hold no heading."""
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "toolbar", "dialog")
"""Elements, and roles of WAI-ARIA, that belong to a page and not to what it holds."""
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:share|bdshare\w*|breadcrumbs?|crumbs?|nav|navbar|menu|sidebar|toolbar|copyright)(?:$|[\s_-])", re.I
)
"""What such elements are called where they are plain blocks; it counts where they hold no sentence."""
_NOTES = ("doc-footnote", "doc-endnote", "doc-endnotes", "footnote", "footnotes", "endnotes")
"""Roles and classes of notes (DPUB-ARIA)."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INDENTED = re.compile(r"text-indent\s*:\s*0*(?:[1-9]|\.0*[1-9])")
_META = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|pptx?|zip|rar|txt|jpe?g|png)(?:$|[?#])", re.IGNORECASE)
"""Links to what is attached to a letter are part of it."""
_LINKS = 3
"""Links that a block has at the least if it is a menu, a path of the site, or a bar to share by."""
_LINKED = 0.7
"""Share of its characters that stand in links then; the rest is what parts them."""
_CELL = 300
"""Characters. A cell that holds more, in paragraphs, beside one other in a table of one row, is a page's layout."""


def read(name: str, data: bytes) -> Source:
    """An HTML file, in the encoding that it declares.

    Raises:
        LetterError: it is no HTML, has no text, or nests too deeply to be a document.
    """
    declared = _META.search(data[:4096])
    decoded = decode(data, name, declared[1].decode("ascii", "replace") if declared else "")
    if not re.search("<[!a-zA-Z]", decoded.text):
        raise UnreadableError(Fault.UNKNOWN, f"{name!r} is not HTML. Save the letter as HTML, or name it .txt.")
    return assemble(name, blocks_of(decoded.text, name), decoded.remarks)


def blocks_of(html: str, name: str) -> list[Block]:
    """The visible blocks of HTML, none of them empty.

    Raises:
        LetterError: there is none, or elements nest too deeply. `name` is said in the message.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    html = re.sub(r"^\s*<\?xml[^>]*>", "", html)
    try:
        root = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnreadableError(Fault.DAMAGED, f"{name!r} nests its elements too deeply to be a letter. Save it anew.")
    blocks = [] if root is None else [block for block in _blocks(root) if block.text]
    if not any(not block.margin for block in blocks):
        raise UnreadableError(Fault.EMPTY, f"{name!r} shows no text. Nothing can be asked of it.")
    return blocks


def _blocks(block: "HtmlElement", before: str = "", *, indented: bool = False) -> Iterator[Block]:
    """The blocks of an element, `before` before the first. Recursion is as deep as the elements: the parser allows 256.
    A line break is one within a block; two make another."""
    style = block.get("style") or ""
    indented = bool(_INDENTED.search(style)) if "text-indent" in style else indented
    heading = _HEADINGS.get(block.tag, 0)
    numbers = _numbers(block)
    words = before + _words(block.text, block)
    for child in block:
        if child.tag == "br" or (_is_seen(child) and _is_text(child)):
            words += _inline(child)
        elif _is_seen(child):
            yield from _parts(words, heading, indented=indented)
            words = ""
            if child.tag == "table":
                yield from table(list(_rows(child)))
            elif _is_around(child):
                for part in _blocks(child, indented=indented):
                    yield Block(part.text, margin=True)
            elif _is_note(child):
                yield from map(as_note, _blocks(child))
            else:
                yield from _blocks(child, next(numbers) if child.tag == "li" else "", indented=indented)
        words += _words(child.tail, block)
    yield from _parts(words, heading, indented=indented)


def _parts(words: str, heading: int, *, indented: bool) -> Iterator[Block]:
    """Words as blocks: an empty line parts them."""
    lines: list[str] = []
    if not words.strip():
        return
    for words_of_line in [*words.split("\n"), ""]:
        found = line(words_of_line, indented=indented)
        if found:
            lines.append(found)
        elif lines:
            yield Block("\n".join(lines), heading)
            lines = []


def _rows(element: "HtmlElement") -> Iterator[Row]:
    """The rows of a table. A row of one cell is prose; so is one whose cells hold tables, or the parts of a page."""
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element and _is_seen(row)]
    for caption in element.iterchildren("caption"):
        yield list(_blocks(caption))
    for row in rows:
        cells = [cell for cell in row if cell.tag in ("td", "th") and _is_seen(cell)]
        if len(cells) < 2 or any(cell.find(".//table") is not None or _is_layout(cell, rows) for cell in cells):
            yield [block for cell in cells for block in _blocks(cell)]
            continue
        in_head = next(row.iterancestors("thead", "table")).tag == "thead"
        yield [_cell(cell, head=in_head or cell.tag == "th") for cell in cells]


def _cell(element: "HtmlElement", *, head: bool) -> Cell:
    text = " ".join(block.text for block in _blocks(element))
    return Cell(text, _span(element, "colspan"), _span(element, "rowspan"), head)


def _span(element: "HtmlElement", name: str) -> int:
    """How many columns or rows a cell covers; no more than a table of a letter has."""
    return int(said) if re.fullmatch("[1-9][0-9]{0,2}", said := (element.get(name) or "").strip()) else 1


def _is_layout(cell: "HtmlElement", rows: "list[HtmlElement]") -> bool:
    return len(rows) == 1 and len(cell.findall(".//p")) > 2 and len(cell.text_content()) > _CELL


def _is_around(element: "HtmlElement") -> bool:
    """Whether an element is a menu, a path, a bar of buttons: by its name or role, or because it is all links."""
    if element.tag in _AROUND and not _is_note(element):
        return True
    if element.attrib and (element.get("role") or "").lower() in _ROLES:
        return True
    if element.tag in _ENDS and next(element.iterancestors("article", "main"), None) is None:
        return all(element.find(f".//h{level}") is None for level in "123")
    if element.attrib and _NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return not re.search("[。；]", element.text_content())
    links = [link for link in element.iter("a") if _leads_away(link.get("href"))]
    if len(links) < _LINKS or element.tag in ("body", "main", "article"):
        return False
    text = "".join(element.text_content().split())
    linked = sum(len("".join(link.text_content().split())) for link in links)
    return not re.search("[。；：]", text) and linked >= _LINKED * len(re.sub(r"[\W_]", "", text))


def _is_note(element: "HtmlElement") -> bool:
    if not element.attrib:
        return False
    said = f"{element.get('role') or ''} {element.get('class') or ''}".lower().split()
    return any(name in said for name in _NOTES) or "mso-element:footnote" in (element.get("style") or "")


def _leads_away(address: str | None) -> bool:
    """Whether a link leads to another page, neither to a place of this one nor to a file that is attached."""
    return address is None or not (re.match(r"#.", address) or _FILE.search(address))


def _numbers(block: "HtmlElement") -> Iterator[str]:
    """The numbers that a browser shows before the items of a list; those of a list without order are empty."""
    if block.tag != "ol":
        return repeat("")
    start = block.get("start") or ""
    first = int(start) if re.fullmatch("[0-9]{1,6}", start) else 1
    return (f"{number}. " for number in count(first))


def _is_seen(element: "HtmlElement") -> bool:
    if element.tag in _UNSEEN:
        return False
    return not element.attrib or not (element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""))


def _is_text(element: "HtmlElement") -> bool:
    """Whether an element stands inside a line, with all that is in it."""
    return element.tag in _INLINE and all(inner.tag in _INLINE or inner.tag == "br" for inner in element.iter())


def _inline(element: "HtmlElement") -> str:
    """The words of an element that stands inside a line; newlines where it breaks the line."""
    if element.tag == "br":
        return "\n"
    if element.tag == "input":
        return _filled((element.get("type") or "text").lower(), element)
    words = _words(element.text, element)
    for child in element:
        words += (_inline(child) if _is_seen(child) else "") + _words(child.tail, element)
    return words


def _filled(kind: str, element: "HtmlElement") -> str:
    """What a field of a form shows."""
    if kind in ("checkbox", "radio"):
        return "☐" if element.get("checked") is None else "☑"
    return (element.get("value") or "") if kind in ("text", "number", "date", "tel", "email", "url") else ""


def _words(text: str | None, element: "HtmlElement") -> str:
    """Text with its white space run together, as a browser shows it. Spaces that do not break are kept, as spaces."""
    if element.tag == "pre":
        return text or ""
    return re.sub(r"[ \t\n\r\f]+", " ", text or "").replace("\xa0", " ")
