"""What the page's parts share: documents to ask, one question with its answer, what rendering needs beside these."""

from dataclasses import dataclass

from qa.answering.answer import Answer, Hit
from qa.answering.letter import Letter
from qa.page.languages import Strings
from qa.page.library import ANYTHING, Library, Wish


class Corpus:
    """Documents to ask. `own`: a visitor brought them, for that visitor alone."""

    def __init__(self, letter: Letter, *, own: bool = False) -> None:
        self.letter = letter
        self.own = own
        self._library = Library(letter.index)

    @classmethod
    def of(cls, letter: Letter, *, own: bool = False) -> "Corpus":
        """The documents of a letter that has been opened."""
        return cls(letter, own=own)

    def library(self) -> Library:
        """The documents as their store has them now."""
        library, index = self._library, self.letter.renewed()
        if library.index is not index:
            library = self._library = Library(index)
        return library


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer; `number` counts from 1 within the conversation.

    `judged` is the rank of the hit that the reader says answers it, 0 where the letter does not say; None: not judged.
    """

    number: int
    answer: Answer
    judged: int | None = None

    @property
    def answered(self) -> bool:
        """Whether there is an answer to show."""
        return self.answer.answered and bool(self.answer.hits)

    @property
    def best(self) -> tuple[Hit, ...]:
        """The first hit and those that are equal to it."""
        return tuple(hit for hit in self.answer.hits if hit.score == self.answer.hits[0].score)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel shows: a document in one version, or the library, whose name is ""."""

    name: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The interface's words, the documents, what the reader looks for among them, and whether readers may judge."""

    strings: Strings
    corpus: Corpus
    library: Library
    wish: Wish = ANYTHING
    judging: bool = False

    def shown(self, name: str) -> Shown:
        """A document to show; what there is to begin with, if there is none of that name."""
        name = name if name in self.library else self.library.first
        return Shown(name, self.library.entry(name).digest if name else "")
