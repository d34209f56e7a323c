"""Questions of a gold set → what a language model makes of their answers: how much is supported, cited, and there."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.errors import LetterError
from index.search.encoder import load_encoder
from index.text.folding import fold
from index.types import Progress
from qa.answering.answer import Answer
from qa.answering.composed import Composed
from qa.answering.letter import Letter, shipped_reader
from qa.composing.check import tells
from qa.composing.composer import Composer
from qa.evaluation.gold import Question
from qa.evaluation.judging import squeeze
from qa.evaluation.letters import is_exam
from qa.evaluation.prepare import Options, prepare


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one question: statements checked and supported; passages cited by what is shown, those of them that
    are right, and right ones among those that the model was given; whether the short answer is in what is shown, None
    where the set names none."""

    checked: int
    supported: int
    cited: int
    right: int
    given: int
    contained: bool | None


def measure(options: Options, composer: Composer, progress: Progress | None = None) -> str:
    """Compose an answer to every answerable question that is answered, in the question's own language, and measure.

    Raises:
        LetterError: an option or a file cannot be used, the set is an exam of many letters, or the model fails.
    """
    if is_exam(options.gold):
        raise LetterError(f"{str(options.gold)!r} is a folder of splits; composing is measured on one gold file.")
    task, index = prepare(options, load_encoder(options.model))
    letter = Letter(index, reader=shipped_reader(os.cpu_count() or 1))
    questions = [question for question in task.questions if question.answerable]
    made: list[Made] = []
    for done, question in enumerate(questions, 1):
        answer = letter.ask(question.question, history=question.history)
        if answer.answered:
            composed = composer.writing(question.lang)(answer)
            if composed.problem:
                raise LetterError(composed.problem)
            made.append(judge(question, answer, composed, task.right.get(question.id, frozenset())))
        if progress:
            progress(done, len(questions))
    return "\n".join(render(made, composer.client.model))


def judge(question: Question, answer: Answer, composed: Composed, right: frozenset[str]) -> Made:
    """One composed answer beside the gold evidence: `right` are the ids of the passages that answer."""
    given = [hit.passage.id for hit in answer.hits]
    cited = {given[number - 1] for each in composed.shown for number in each.citations}
    text = " ".join(each.text for each in composed.shown)
    contained = (
        any(_contains(text, short, composed.language) for short in question.answers) if question.answers else None
    )
    return Made(
        composed.checked, len(composed.shown), len(cited), len(cited & right), len(right & set(given)), contained
    )


def _contains(text: str, short: str, language: str) -> bool:
    """Whether a text has a short answer word for word, or, in another language, all its figures."""
    return squeeze(fold(short)) in squeeze(fold(text)) or tells(text, short, language)


def render(made: Sequence[Made], model: str) -> Iterator[str]:
    """The measures, a line each. Precision and recall are over all citations (micro averages)."""
    known = [each.contained for each in made if each.contained is not None]
    yield f"{len(made)} answers composed by {model}"
    rows = (
        ("support: statements that pass", sum(each.supported for each in made), sum(each.checked for each in made)),
        ("citation precision", sum(each.right for each in made), sum(each.cited for each in made)),
        ("citation recall", sum(each.right for each in made), sum(each.given for each in made)),
        ("answer containment", sum(known), len(known)),
        ("answers with a statement", sum(each.supported > 0 for each in made), len(made)),
    )
    for name, part, whole in rows:
        yield f"  {name:32}{f'{part / whole:.3f}' if whole else '–':>6}  ({part} of {whole})"
