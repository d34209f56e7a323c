"""Ask every question of a task and judge what comes."""

import time
from collections.abc import Sequence

from index.types import Passage, Progress
from qa.answering.answer import Answer, Hit
from qa.answering.letter import Letter
from qa.evaluation.gold import Question
from qa.evaluation.judging import find, within
from qa.evaluation.measures.ranking import DEPTH, Scores, ranking_scores
from qa.evaluation.measures.spans import contained, exact, span_f1
from qa.evaluation.outcome import Outcome, Shown, Task

Timed = tuple[Answer, float]
"""An answer and the seconds that it took."""

_SHOWN = 3
"""Passages that an outcome keeps of what came and of what should have."""


def ask_all(letter: Letter, task: Task, progress: Progress | None = None) -> list[Outcome]:
    """Ask the questions one by one, as a person would, and judge the first 10 hits of each."""
    letter.ask("预热")  # The first question of a process loads lazily and is no fair sample of the latency.
    answers: list[Timed] = []
    for question in task.questions:
        answers.append(ask(letter, question))
        if progress:
            progress(len(answers), len(task.questions))
    return judge(letter, task, answers)


def ask(letter: Letter, question: Question) -> Timed:
    """Ask one question, deep enough to be judged."""
    start = time.perf_counter()
    answer = letter.ask(question.question, top_k=DEPTH, history=question.history)
    return answer, time.perf_counter() - start


def judge(letter: Letter, task: Task, answers: Sequence[Timed]) -> list[Outcome]:
    """Judge the answers to a task's questions, in their order."""
    asked = list(zip(task.questions, answers, strict=True))
    ranked = {question.id: units(answer.hits, task) for question, (answer, _) in asked}
    scores = ranking_scores({question.id: task.right.get(question.id, frozenset()) for question, _ in asked}, ranked)
    judge = _Judge(letter, task)
    return [judge.outcome(question, answer, time_, scores.get(question.id, {})) for question, (answer, time_) in asked]


def units(hits: Sequence[Hit], task: Task) -> list[str]:
    """What the hits are judged by, best first, each once: their passages or their documents."""
    return list(dict.fromkeys(_unit(hit.passage, task) for hit in hits))


def _unit(passage: Passage, task: Task) -> str:
    return passage.document if task.by_document else passage.id


class _Judge:
    def __init__(self, letter: Letter, task: Task) -> None:
        self._task = task
        self._passages: dict[str, list[Passage]] = {}
        for passage in letter.index.passages:
            self._passages.setdefault(_unit(passage, task), []).append(passage)

    def outcome(self, question: Question, answer: Answer, seconds: float, scores: Scores) -> Outcome:
        first = answer.hits[0] if answer.hits else None
        highlighted = self._highlighted(first) if first else ""
        words = (first.words if first else "") or highlighted
        spans = question.answerable and bool(question.answers)
        return Outcome(
            id=question.id,
            lang=question.lang,
            kind=question.kind,
            question=" → ".join([*question.history, question.question]),
            answerable=question.answerable,
            answered=answer.answered,
            certain=answer.certain,
            confidence=answer.confidence,
            seconds=seconds,
            success_1=scores.get("success_1"),
            success_3=scores.get("success_3"),
            success_5=scores.get("success_5"),
            rr=scores.get("rr"),
            ndcg=scores.get("ndcg"),
            section=self._section(question, first),
            contained=contained(highlighted, question.answers) if spans else None,
            f1=span_f1(words, question.answers) if spans else None,
            exact=exact(words, question.answers) if spans else None,
            came=tuple(self._came(question, hit) for hit in answer.hits[:_SHOWN]),
            expected=self._expected(question),
        )

    def _section(self, question: Question, first: Hit | None) -> float | None:
        """Section accuracy: 1 if the first hit's address is the gold section or below it, or, where the gold section is
        null, outside every section."""
        if self._task.by_document or not question.answerable:
            return None
        return float(first is not None and within(first.citation, question.section))

    def _highlighted(self, hit: Hit) -> str:
        return hit.passage.slice(hit.highlights)

    def _came(self, question: Question, hit: Hit) -> Shown:
        right = _unit(hit.passage, self._task) in self._task.right.get(question.id, ())
        return Shown(hit.passage.id, str(hit.citation), hit.text, right, hit.passage.spans_of(hit.highlights))

    def _expected(self, question: Question) -> tuple[Shown, ...]:
        right = self._task.right.get(question.id, frozenset())
        wanted = [passage for unit in self._passages if unit in right for passage in self._passages[unit]]
        return tuple(_should(passage, question) for passage in wanted[:_SHOWN])


def _should(passage: Passage, question: Question) -> Shown:
    marks = [found for slice_ in question.evidence or question.answers if (found := find(slice_, passage.text))]
    return Shown(passage.id, str(passage.citation), passage.text, True, tuple(sorted(marks)))
