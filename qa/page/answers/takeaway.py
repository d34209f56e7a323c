"""What a reader takes away: a conversation as Markdown or as a Word document, with its citations as footnotes."""

import io
import re
import zipfile
from collections.abc import Sequence

from qa.page.answers.quotes import Quote, quotes
from qa.page.answers.said import refused, said
from qa.page.html import render
from qa.page.view import Turn, View
from qa.page.words.languages import Strings
from qa.page.words.levels import level

_PARTS = {
    "[Content_Types].xml": "docx/types.xml",
    "_rels/.rels": "docx/package.xml",
    "word/_rels/document.xml.rels": "docx/relations.xml",
    "word/document.xml": "docx/document.xml",
    "word/footnotes.xml": "docx/footnotes.xml",
    "word/styles.xml": "docx/styles.xml",
}
"""A part of the package (ECMA-376) → its template."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML cannot hold."""


def markdown(turns: Sequence[tuple[Turn, View]], strings: Strings) -> str:
    """A conversation as a Markdown document: each question, how it was understood, the verdict, the quoted passages,
    each with a footnote that cites it."""
    blocks = [f"# {strings('page_title')}"]
    notes: list[str] = []
    for turn, view in turns:
        answer = turn.answer
        blocks.append(f"## {_one_line(answer.question)}")
        if answer.understood != answer.question:
            blocks.append(f"*{_one_line(strings('understood', question=answer.understood))}*")
        blocks.append(f"**{_one_line(verdict(turn, view))}**")
        if not turn.answered and answer.hits:
            blocks.append(strings("nearest"))
        for each in quotes(turn, view):
            notes.append(f"[^{len(notes) + 1}]: {escape_markdown(each.citation)}")
            blocks.append(_quotation(each, len(notes)))
    return "\n\n".join([*blocks, *notes]) + "\n"


def quote_markdown(each: Quote) -> str:
    """A passage as a Markdown quotation that reads exactly like the passage, and its citation."""
    return f"{_quoted(each)}\n>\n> — {escape_markdown(each.citation)}"


def docx(turns: Sequence[tuple[Turn, View]], strings: Strings) -> bytes:
    """The same conversation as a Word document."""
    told = [(turn.answer, verdict(turn, view), quotes(turn, view)) for turn, view in turns]
    notes = [each.citation for _, _, listed in told for each in listed]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for part, template in _PARTS.items():
            package.writestr(part, _NO_XML.sub("", render(template, strings=strings, turns=told, notes=notes)))
    return packed.getvalue()


def verdict(turn: Turn, view: View) -> str:
    """What is said and how sure that is, in words; or that the letter does not say."""
    if not turn.answered:
        return refused(turn.answer, view)
    told = [said(turn, view), view.strings(f"level_{level(turn.answer)}")]
    return " · ".join(filter(None, told))


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = re.sub(r"([\\`*_\[\]<>|~&])", r"\\\1", text)
    return re.sub(r"^(\s*)([#+=-]|\d+(?=[.)]))", r"\1\\\2", escaped)


def _quotation(each: Quote, note: int) -> str:
    return f"{_quoted(each)}[^{note}]"


def _quoted(each: Quote) -> str:
    return "  \n".join(f"> {escape_markdown(line)}" for line in each.passage.text.splitlines())


def _one_line(text: str) -> str:
    return escape_markdown(" ".join(text.split()))
