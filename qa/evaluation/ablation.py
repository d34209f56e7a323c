"""Does every part earn its place? The same questions with one part left out, or one alone."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from index.search.encoder import Encoder, load_encoder
from index.types import Progress
from qa.answering.judging import Calibration
from qa.answering.letter import Letter
from qa.answering.search import EVERYTHING, Weights
from qa.evaluation.asking import ask_all
from qa.evaluation.gold import Question
from qa.evaluation.measures.summary import figures, group
from qa.evaluation.outcome import Outcome
from qa.evaluation.prepare import Options, prepare
from qa.evaluation.report.table import brief

READINGS: tuple[tuple[str, Callable[[Question], Question]], ...] = (
    ("understood from the conversation", lambda question: question),
    ("without the conversation", lambda question: replace(question, history=())),
    (
        "all questions as one text",
        lambda question: replace(question, history=(), question=" ".join([*question.history, question.question])),
    ),
)
"""Ways to read a follow-up."""

GROUPS = ("Chinese", "English", "other languages")
_MEASURES = (("success_1", "Success@1"), ("success_3", "Success@3"))


@dataclass(frozen=True, slots=True)
class Variant:
    """A system with parts left out; all else weighs as it does in use."""

    name: str
    weights: Weights = EVERYTHING
    section_context: bool = True


NOTHING = Weights(**{field.name: 0.0 for field in fields(Weights)})

VARIANTS = (
    Variant("everything"),
    Variant("BM25 only", replace(NOTHING, lexical=1.0)),
    Variant("dense passages only", replace(NOTHING, passage=1.0)),
    Variant("without BM25", replace(EVERYTHING, lexical=0.0)),
    Variant("without passage vectors", replace(EVERYTHING, passage=0.0)),
    Variant("without late interaction", replace(EVERYTHING, late=0.0)),
    Variant("without section context", section_context=False),
)
"""The rows of the table. A ranking of weight 0 may still bring candidates; it does not rank them."""


def ablate(options: Options, progress: Progress | None = None) -> str:
    """Ask every variant, and set the figures in Markdown tables: parts of the search, and ways to read follow-ups."""
    encoder = load_encoder(options.model)
    rows: list[list[str]] = []
    for variant in VARIANTS:
        task, index = prepare(options, encoder, section_context=variant.section_context)
        letter = Letter(index, Calibration.shipped(reads=False), variant.weights)
        rows.append([variant.name, *_cells(ask_all(letter, task, progress))])
    titles = [f"{title}, {name}" for name in GROUPS for _, title in _MEASURES]
    return "\n\n".join([markdown([["Variant", *titles], *rows]), *_follow_ups(options, encoder)])


def _follow_ups(options: Options, encoder: Encoder) -> list[str]:
    """A table of ways to read a follow-up, over the questions that have a history; none if there are none."""
    task, index = prepare(options, encoder)
    asked = tuple(question for question in task.questions if question.history and question.answerable)
    if not asked:
        return []
    letter = Letter(index, Calibration.shipped(reads=False))
    rows = []
    for name, read in READINGS:
        measured = figures(ask_all(letter, replace(task, questions=tuple(map(read, asked)))))
        rows.append([name, *(brief(measured[key]) for key, _ in _MEASURES)])
    return [markdown([[f"Follow-ups (n = {len(asked)})", *(title for _, title in _MEASURES)], *rows])]


def markdown(rows: list[list[str]]) -> str:
    """A Markdown table; the first row is its head."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _cells(outcomes: list[Outcome]) -> list[str]:
    cells = []
    for name in GROUPS:
        measured = figures(outcome for outcome in outcomes if group(outcome) == name)
        cells += [brief(measured[key]) for key, _ in _MEASURES]
    return cells
