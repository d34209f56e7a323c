"""Does every part earn its place? The same questions with one part left out, or one alone."""

from dataclasses import dataclass, fields, replace

from index.encoder import load_encoder
from qa.confidence import Calibration
from qa.evaluation.asking import Progress, ask_all
from qa.evaluation.outcome import Outcome
from qa.evaluation.prepare import Options, prepare
from qa.evaluation.summary import figures, group
from qa.evaluation.table import brief
from qa.letter import Letter
from qa.retrieval import EVERYTHING, Weights

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
    Variant("without sentence vectors", replace(EVERYTHING, sentence=0.0)),
    Variant("without late interaction", replace(EVERYTHING, late=0.0)),
    Variant("without section context", section_context=False),
)
"""The rows of the table. A ranking of weight 0 may still bring candidates; it does not rank them."""


def ablate(options: Options, progress: Progress | None = None) -> str:
    """Ask every variant, and set the figures in one Markdown table."""
    encoder = load_encoder(options.model)
    rows: list[list[str]] = []
    for variant in VARIANTS:
        task, index = prepare(options, encoder, section_context=variant.section_context)
        letter = Letter(index, Calibration.shipped(), variant.weights)
        rows.append([variant.name, *_cells(ask_all(letter, task, progress))])
    titles = [f"{title}, {name}" for name in GROUPS for _, title in _MEASURES]
    return markdown([["Variant", *titles], *rows])


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
