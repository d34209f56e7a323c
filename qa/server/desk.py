"""Where every question passes, from the page and from programs: it is answered, counted and logged."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TextIO

from index.errors import LetterError
from qa.answering.answer import Answer
from qa.answering.letter import Letter
from qa.server.metrics import Metrics
from qa.stopwatch import stages


@dataclass(frozen=True, slots=True)
class Log:
    """One line of JSON a question. Nothing says who asked; what was asked only if `questions` says so.

    `milliseconds` are those of the stages that the question went through, and in all: "understand" finds the documents
    and the topic that are meant, "retrieve" ranks passages, "judge" works out the confidence.
    """

    stream: TextIO
    questions: bool = False


class Desk:
    """Answers questions, and knows how many there were."""

    def __init__(self, log: Log | None = None) -> None:
        self.metrics = Metrics()
        self._log = log
        self._lock = Lock()

    def ask(
        self,
        letter: Letter,
        question: str,
        *,
        top_k: int = 3,
        history: Sequence[str] = (),
        where: Sequence[str] = (),
        current: str = "",
    ) -> Answer:
        """`letter.ask`, counted and logged.

        Raises:
            LetterError: as `letter.ask` does.
        """
        start = time.perf_counter()
        answer, outcome = None, "errors"
        with stages() as spent:
            try:
                answer = letter.ask(question, top_k=top_k, history=history, where=where, current=current)
                outcome = "answered" if answer.answered else "refused"
            except LetterError:
                outcome = "invalid"
                raise
            finally:
                seconds = time.perf_counter() - start
                self.metrics.count("questions", outcome)
                self.metrics.took(seconds)
                self._note(question, outcome, seconds, spent, answer)
        return answer

    def _note(
        self, question: str, outcome: str, seconds: float, spent: dict[str, float], answer: Answer | None
    ) -> None:
        if not self._log:
            return
        record = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "outcome": outcome,
            "answered": answer.answered if answer else None,
            "section": list(answer.hits[0].citation.labels) if answer and answer.hits else None,
            "milliseconds": {name: round(1000 * value, 3) for name, value in {**spent, "total": seconds}.items()},
        }
        if self._log.questions:
            record["question"] = question
        with self._lock:
            print(json.dumps(record), file=self._log.stream, flush=True)
