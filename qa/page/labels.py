"""Citations in the language of the reader."""

import re

from index.text.numbering import numeral
from index.types import Citation, Role
from qa.page.languages import Strings

_NUMERAL = "[零〇一二三四五六七八九十百千两]+"
_KINDS = (
    ("part", f"第({_NUMERAL})编"),
    ("chapter", f"第({_NUMERAL})章"),
    ("division", f"第({_NUMERAL})节"),
    ("article", f"第({_NUMERAL})条"),
    ("point", f"({_NUMERAL})是"),
    ("point", f"第({_NUMERAL})"),
    ("subsection", f"[（(]({_NUMERAL})[）)]"),
    ("item", "[（(]?([0-9０-９]+|[①-⑳])[）)]?"),
    ("section", f"({_NUMERAL})"),
)
"""The key of a label's words in the strings, and the labels that it stands for. 首先 and the like stay as they are."""


def place(citation: Citation, strings: Strings) -> str:
    """Where in its document a passage stands: "Section 2, point 1, paragraph 17"; in Chinese 二、… › 一是 › 第17段."""
    if strings.chinese:
        steps = [outline] if (outline := original(citation)) else []
    else:
        steps = [_step(label, strings) for label in citation.labels]
    if citation.role is not Role.BODY:
        steps.append(strings(f"role_{citation.role.value}"))
    if citation.role is not Role.HEADING:
        steps.append(strings("paragraph", number=citation.paragraph))
    joined = strings("separator").join(steps)
    return joined[0].upper() + joined[1:]


def original(citation: Citation) -> str:
    """The outline's steps to the passage as the letter writes them, headings included; "" outside its sections."""
    document = f"《{citation.title}》" + (f"（{citation.number}）" if citation.number else "")
    steps = str(citation).removeprefix(f"{document} › ").split(" › ")
    return " › ".join(steps[: len(citation.labels)])


def full(citation: Citation, strings: Strings) -> str:
    """The whole address, document included, as one line to copy. Title and headings stay as the letter writes them."""
    if strings.chinese:
        return str(citation)
    document = strings("quote", title=citation.title)
    if citation.number:
        document += strings("number_of", number=citation.number)
    outline = original(citation)
    return strings("separator").join([document, place(citation, strings)]) + (f" [{outline}]" if outline else "")


def _step(label: str, strings: Strings) -> str:
    for key, pattern in _KINDS:
        if match := re.fullmatch(pattern, label):
            return strings(key, number=numeral(match[1]))
    return label
