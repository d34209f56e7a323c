"""A question and windows → what the reader makes of them, by onnxruntime.

The model (`index/model/READER.md`) is run by onnxruntime, which is imported when the first question is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import LetterError
from index.search.reading.pieces import Cutter, Pieces, damaged
from index.text.folding import encodable
from index.types import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FOLDER = Path(__file__).parents[2] / "model" / "reader"
"""The reader that ships inside the package."""

NETWORK = "network.onnx"

LONGEST_QUESTION, LONGEST_WINDOW, LONGEST_WORDS = 40, 150, 80
"""Tokens: what is longer is cut; no answer is longer."""

BEGIN, PAD, END = 0, 1, 2
"""The numbers of `<s>`, `<pad>` and `</s>`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one window.

    Attributes:
        answers: log-odds that the window answers the question; above 0 it rather does.
        words: the words that would answer, as a span of the window; empty where the window has no token.
        certainty: log-probability that the words begin and end just there, if the window answers; at most 0.
    """

    answers: float
    words: Span
    certainty: float


class Reader:
    """Reads windows for questions. May be used by several threads at once."""

    def __init__(self, folder: Path = FOLDER, threads: int = 1) -> None:
        self._folder = folder
        self._cutter = Cutter(folder)
        self._threads = threads
        self._lock = Lock()

    @staticmethod
    def is_available() -> bool:
        """Whether onnxruntime is installed and the package has its model."""
        return find_spec("onnxruntime") is not None and (FOLDER / NETWORK).is_file()

    def read(self, question: str, windows: Sequence[str]) -> list[Reading]:
        """Read all windows in one run.

        Args:
            question: in any of the languages of the model's card; cut after `LONGEST_QUESTION` tokens.
            windows: texts of about `windows.WIDEST` characters, a heading on a line in front where there is one; cut
                after `LONGEST_WINDOW` tokens.

        Returns:
            One reading for each window. A window's reading does not depend on the others.

        Raises:
            LetterError: the model's files are missing or damaged, or onnxruntime is not installed.
        """
        if not windows:
            return []
        with self._lock:
            network = self._network
            asked, *texts = self._cutter.cut([encodable(text) for text in (question, *windows)])
        front = [BEGIN, *asked.ids[:LONGEST_QUESTION], END, END]
        rows = [[*front, *text.ids[:LONGEST_WINDOW], END] for text in texts]
        lengths = np.array([len(row) for row in rows], np.int32)
        ids = np.full((len(rows), lengths.max()), PAD, np.int64)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
        answers, ends = network.run(["answers", "ends"], {"ids": ids, "lengths": lengths})
        return [
            _reading(float(logit), scores[len(front) : length - 1], text)
            for logit, scores, length, text in zip(answers, ends, lengths, texts, strict=True)
        ]

    @cached_property
    def _network(self) -> "InferenceSession":
        try:
            from onnxruntime import InferenceSession, SessionOptions
        except ImportError as error:
            raise LetterError("Reading needs onnxruntime: pip install onnxruntime.") from error
        options = SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        try:
            return InferenceSession(str(self._folder / NETWORK), options, ["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises a class of its own for every fault
            raise damaged(self._folder, error) from error


def _reading(answers: float, ends: NDArray[np.float32], window: Pieces) -> Reading:
    """The most probable words: of all pairs of a start and an end not before it, at most `LONGEST_WORDS` apart."""
    if not len(ends):
        return Reading(answers, (0, 0), 0.0)
    starts, stops = (ends - _log_sum(ends)).T.astype(np.float64)
    pairs = starts[:, None] + stops[None, :]
    pairs[~np.triu(np.tri(len(ends), k=LONGEST_WORDS - 1, dtype=bool))] = -np.inf
    first, last = divmod(int(pairs.argmax()), len(ends))
    words = (window.spans[first][0], window.spans[last][1])
    return Reading(answers, words, float(pairs[first, last]))


def _log_sum(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """log Σ exp over the tokens, shape (2,)."""
    most = scores.max(axis=0)
    return np.asarray(most + np.log(np.exp(scores - most).sum(axis=0)), np.float32)
