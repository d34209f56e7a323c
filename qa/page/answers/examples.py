"""Questions to begin with, and questions to go on with: all of them are answered."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.errors import LetterError
from index.types import Field, Unit
from qa.answering.letter import HISTORY_LIMIT, Letter
from qa.page.library.library import ANYTHING, Library
from qa.page.view import Turn, View
from qa.understanding.figures import FigureKind, figures

_LATEST = 100
"""Letters that examples are taken from."""

_NEXT = 3
"""Questions offered after an answer."""

_EXAMPLES = Path(__file__).parent.parent / "data" / "examples.json"


def examples(library: Library, language: str) -> list[str]:
    """Questions to begin with: some about a letter that we know, else what any letter with the same parts answers; in
    an archive, the same about its latest letters by their numbers."""
    known = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    if library.archive:
        return _named_examples(library, known["numbered"][language])
    if library.first in known["letters"]:
        return list(known["letters"][library.first][language])
    document = library.document(library.first)
    parts = {passage.citation.role.value for passage in document.passages}
    if any(section.step.unit is not Unit.POINT for section in document.sections):
        parts.add("section")
    return [question for part, question in known["roles"][language].items() if part in parts]


def follow_ups(turn: Turn, view: View) -> list[str]:
    """Questions that the letter of an answer answers too: what stands next in its outline, other figures of the same
    sentence. Each has been asked of it: what it would refuse is left out."""
    if not turn.answered or view.library.archive:
        return []
    earlier = (*turn.earlier, turn.answer.question)[-HISTORY_LIMIT:]
    found: list[str] = []
    for question in _candidates(turn, view):
        if question not in found and _answered(view.corpus.letter, question, earlier):
            found.append(question)
        if len(found) == _NEXT:
            break
    return found


def _answered(letter: Letter, question: str, earlier: tuple[str, ...]) -> bool:
    try:
        return letter.ask(question, 1, earlier).answered
    except LetterError:
        return False


def _candidates(turn: Turn, view: View) -> Iterator[str]:
    strings, hit = view.strings, turn.answer.hits[0]
    if strings.chinese:
        yield from _figures(turn)
    document = view.library.document(hit.passage.document)
    top = [section for section in document.sections if not section.parents and section.step.number and section.ranges]
    here = hit.citation.steps[0].number if hit.citation.steps else 0
    after = [section for section in top if section.step.number > here] + top
    for section in after[:2]:
        if section.step.number != here:
            yield strings("ask_about_section", number=section.step.number)


def _figures(turn: Turn) -> Iterator[str]:
    """A clause of the sentence whose figure was not asked for, as a question: 同比增长 7.11% → 同比增长多少？"""
    hit = turn.answer.hits[0]
    exact = hit.words
    for start, end in hit.passage.spans_of(hit.highlights):
        sentence = hit.text[start:end]
        for figure in figures(sentence):
            written = sentence[slice(*figure.span)]
            clause = sentence[: figure.span[0]].rpartition("，")[2].strip()
            amount = figure.kind in (FigureKind.PERCENT, FigureKind.MONEY, FigureKind.AREA)
            if amount and clause and written not in exact and len(clause) <= 20:
                yield f"{clause}多少？"


def _named_examples(library: Library, questions: Mapping[str, str]) -> list[str]:
    """Each question about the latest letter that can answer it and that no question before is about."""
    numbers = library.found(ANYTHING)[:_LATEST]
    entries = [entry for entry in map(library.entries.__getitem__, numbers) if entry.number]
    asked = []
    for field, question in questions.items():
        entry = next((entry for entry in entries if entry.fact(Field(field))), None)
        if entry:
            entries.remove(entry)
            asked.append(question.format(number=entry.number))
    return asked
