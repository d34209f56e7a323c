"""What the styles of a Word file say of paragraphs and runs, those that a style is based on included."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.source.formats.word.xml import W, switch, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_DEPTH = 20
"""Styles that one is based on, at most; Word allows eleven."""


@dataclass(frozen=True, slots=True)
class Style:
    """What is said of a paragraph; None or "" where nothing is. `heading` is its level from 1, 0 for body text; `list`
    and `depth` are those of its number, and `list_style` the style that gives it."""

    list: str = ""
    depth: str = ""
    list_style: str = ""
    indented: bool | None = None
    heading: int | None = None
    hidden: bool | None = None
    font: str = ""


class Styles:
    """The part styles.xml."""

    def __init__(self, root: "_Element | None") -> None:
        every = () if root is None else root.iterchildren(f"{W}style")
        self._elements = {style.get(f"{W}styleId") or "": style for style in every}
        self._known: dict[str, Style] = {}

    def style(self, name: str) -> Style:
        """A style by its id; an empty one if it is unknown."""
        if name not in self._known:
            found = Style()
            at, below = name, 0
            while at in self._elements and below < _DEPTH:
                element = self._elements[at]
                found = merged(found, self._of_element(element, at))
                at, below = value(element, "basedOn"), below + 1
            self._known[name] = found
        return self._known[name]

    def _of_element(self, element: "_Element", name: str) -> Style:
        said = of_properties(element.find(f"{W}pPr"), element.find(f"{W}rPr"), name)
        title = _HEADING.fullmatch(value(element, "name"))
        return merged(said, Style(heading=int(title[1]))) if title else said

    def of_paragraph(self, paragraph: "_Element") -> Style:
        """What is said of a paragraph, by itself or by its style."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return Style()
        own, name = of_properties(properties, None, ""), value(properties, "pStyle")
        return merged(own, self.style(name)) if name else own


def of_properties(paragraph: "_Element | None", run: "_Element | None", style: str) -> Style:
    """What the properties of a paragraph and of its runs say."""
    hidden, font = None, ""
    if run is not None and len(run):
        hidden, fonts = switch(run, "vanish"), run.find(f"{W}rFonts")
        font = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    if paragraph is None:
        return Style(hidden=hidden, font=font)
    number = depth = ""
    indented: bool | None = None
    heading: int | None = None
    for child in paragraph:
        if child.tag == f"{W}numPr":
            number, depth = value(child, "numId"), value(child, "ilvl")
        elif child.tag == f"{W}ind":
            indented = _is_indented(child)
        elif child.tag == f"{W}outlineLvl" and (outline := child.get(f"{W}val") or "").isdecimal():
            heading = (int(outline) + 1) % 10  # 9 is body text
    return Style(number, depth, style if number else "", indented, heading, hidden, font)


def _is_indented(indent: "_Element") -> bool:
    first = (indent.get(f"{W}{name}") or "" for name in ("firstLine", "firstLineChars"))
    return any(re.match("[1-9]", amount) for amount in first)


def merged(own: Style, other: Style) -> Style:
    """`own`, and `other` where it says nothing."""
    return Style(
        own.list or other.list,
        own.depth or other.depth,
        own.list_style if own.list else other.list_style,
        own.indented if own.indented is not None else other.indented,
        own.heading if own.heading is not None else other.heading,
        own.hidden if own.hidden is not None else other.hidden,
        own.font or other.font,
    )
