"""What the page's parts share: documents to ask, one question with its answer, what rendering needs beside these."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.types import Document
from qa.answer import Answer, Hit
from qa.letter import Letter
from qa.page.languages import Strings


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents to ask, by name. `own`: a visitor brought them, for that visitor alone."""

    letter: Letter
    documents: Mapping[str, Document]
    own: bool = False

    @classmethod
    def of(cls, letter: Letter, *, own: bool = False) -> "Corpus":
        """The documents of a letter that has been opened."""
        return cls(letter, {document.name: document for document in letter.documents}, own)

    @property
    def first(self) -> str:
        """The name of the document to show before anything is asked."""
        return next(iter(self.documents))


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
class View:
    """The interface's words, the documents, and whether readers may judge answers."""

    strings: Strings
    corpus: Corpus
    judging: bool = False

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by name."""
        return self.corpus.documents
