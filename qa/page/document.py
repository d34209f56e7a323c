"""The letter as a readable HTML document: its title, headings and paragraphs, numbered in the margin."""

from collections.abc import Sequence
from html import escape

from index.types import Document, Passage, Role, Section
from qa.page.html import anchor, tag
from qa.page.labels import full
from qa.page.languages import Strings
from qa.terminal import is_chinese


def render_letter(document: Document, strings: Strings) -> str:
    """A document, each paragraph with a button that shows its citation."""
    entries: list[Section | Passage] = [section for section in document.sections if section.ranges]
    entries = sorted([*entries, *document.passages], key=_position)
    parts = [
        _heading(entry, document) if isinstance(entry, Section) else _paragraph(entry, strings) for entry in entries
    ]
    language = "zh" if is_chinese(document.text) else None
    return tag("article", "".join(parts), class_="letter", aria_label=document.title, lang=language)


def _position(entry: Section | Passage) -> int:
    return entry.ranges[0][0]


def _heading(section: Section, document: Document) -> str:
    """A heading looks to the page's script like a paragraph without a number."""
    text = _slices(document.text, section.ranges).strip()
    level = min(3 + len(section.parents), 6)
    return tag(
        "div",
        tag(f"h{level}", escape(text), class_="text"),
        class_="paragraph heading",
        id=anchor(section.ranges),
        tabindex=-1,
    )


def _slices(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    return "".join(text[start:end] for start, end in ranges)


def _paragraph(passage: Passage, strings: Strings) -> str:
    citation = passage.citation
    number = tag(
        "button",
        str(citation.paragraph),
        type="button",
        class_="number",
        aria_label=strings("paragraph_button", number=citation.paragraph),
        aria_expanded="false",
        lang=strings.language,
        data_cite=anchor(passage.ranges),
    )
    text = tag("h2" if citation.role is Role.TITLE else "p", escape(passage.text), class_="text")
    kind = f"paragraph role-{citation.role.value}"
    return tag(
        "div", number + text, class_=kind, id=anchor(passage.ranges), tabindex=-1, data_citation=full(citation, strings)
    )
