"""What the page's parts share: documents to ask, one question with its answer, what rendering needs beside these."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Span
from qa.answering.answer import Answer, Hit, Said
from qa.answering.letter import Letter
from qa.page.library.library import ANYTHING, Library, Wish
from qa.page.words.languages import Strings

_TOGETHER = (Said.YES, Said.COUNT, Said.FACT, Said.PLACE)
"""What is said of all hits together."""


class Corpus:
    """Documents to ask. `key` is "" for those that are served to all; for those that a visitor brought it is the secret
    by which that visitor's page names them."""

    def __init__(self, letter: Letter, key: str = "") -> None:
        self.letter = letter
        self.key = key
        self._library = Library(letter.index)

    def library(self) -> Library:
        """The documents as their store has them now."""
        library, index = self._library, self.letter.renewed()
        if library.index is not index:
            library = self._library = Library(index)
        return library


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer. `earlier` are the questions that it may lean on, oldest first."""

    answer: Answer
    earlier: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is an answer to show."""
        return self.answer.answered and bool(self.answer.hits)

    @property
    def best(self) -> tuple[Hit, ...]:
        """The hits that answer: the first and those that are equal to it."""
        hits = self.answer.hits
        if self.answer.brief and self.answer.brief.said in _TOGETHER:
            return tuple(hit for hit in hits if hit.score == hits[0].score)
        return hits[:1]


@dataclass(frozen=True, slots=True)
class View:
    """The interface's words, the documents, what the reader looks for among them, and whether readers may judge."""

    strings: Strings
    corpus: Corpus
    library: Library
    wish: Wish = ANYTHING
    judging: bool = False


def anchor(ranges: Sequence[Span]) -> str:
    """The id of the element that shows a passage or heading in the panel, which shows one document at a time."""
    return f"at-{ranges[0][0]}"
