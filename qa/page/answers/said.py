"""What an answer says before its quotes do."""

from index.types import Citation, Field, Step
from qa.answering.answer import Answer, Said
from qa.page.view import Turn, View
from qa.page.words.figures import date
from qa.page.words.labels import step
from qa.page.words.names import kind, translated


def said(turn: Turn, view: View) -> str:
    """The answer in a word in the reader's language, "" where the quotes alone say it: "Yes, in 2 places", "6",
    "29 June 2023", "Section 4"."""
    brief, strings = turn.answer.brief, view.strings
    if not brief:
        return ""
    if brief.said is Said.YES:
        return strings("said_places", count=brief.count) if brief.count > 1 else strings("said_yes")
    if brief.said is Said.COUNT:
        return str(brief.count)
    if brief.said is Said.FACT:
        return _fact(brief.field, brief.value, turn.answer, view)
    return _place(turn, view) if brief.said is Said.PLACE and turn.answered else ""


def refused(answer: Answer, view: View) -> str:
    """Why there is no answer, in one sentence."""
    brief, strings = answer.brief, view.strings
    if brief and brief.said is Said.NO:
        return strings("said_no")
    if brief and brief.said is Said.ABSENT:
        return strings("said_absent", count=brief.count)
    if brief and brief.said is Said.WHICH:
        return strings("said_which")
    return strings("not_said")


def _fact(field: Field | None, value: str, answer: Answer, view: View) -> str:
    if field is Field.DATE:
        return date(value, view.strings)
    if field is Field.KIND:
        return kind(value, view.strings)
    title = answer.hits[0].citation.title if answer.hits else ""
    return translated(value, title, view.strings) or value


def _place(turn: Turn, view: View) -> str:
    """The place that all quotes stand at, with the meaning of its heading where one ships."""
    common = _common([hit.citation for hit in turn.best])
    if not common or view.strings.chinese:
        return " › ".join(map(str, common))
    title = turn.best[0].citation.title
    words = view.strings("separator").join(step(each, view.strings) for each in common)
    meaning = translated(common[-1].heading, title, view.strings)
    return f"{words}: {meaning}" if meaning else words


def _common(citations: list[Citation]) -> tuple[Step, ...]:
    common = citations[0].steps
    for citation in citations[1:]:
        pairs = zip(common, citation.steps, strict=False)
        length = next((at for at, (left, right) in enumerate(pairs) if left != right), None)
        common = common[: min(len(common), len(citation.steps)) if length is None else length]
    return common
