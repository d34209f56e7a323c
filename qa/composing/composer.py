"""An answer, passages or a section → what a language model makes of them, every statement checked as it comes."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index.errors import LetterError
from index.types import Document, Passage
from qa.answering.answer import Answer
from qa.answering.composed import Composed, Task
from qa.composing.check import checked
from qa.composing.client import Client
from qa.composing.prompting import NOT_STATED, Given, language_of, messages
from qa.composing.statements import lines, statements

_CHARACTERS = 24_000
"""Of passages that go into one prompt: what small models read, at a token or two a character."""


@dataclass(frozen=True, slots=True)
class Composer:
    """A language model that writes in one language, and is not believed. `language` is a BCP 47 tag.

    A composer is what `letter.ask(question, compose=composer)` takes.

    Raises:
        LetterError: nothing can be composed in that language.
    """

    client: Client
    language: str = "en"

    def __post_init__(self) -> None:
        object.__setattr__(self, "language", language_of(self.language))

    def writing(self, language: str) -> "Composer":
        """The same composer in another language.

        Raises:
            LetterError: nothing can be composed in it.
        """
        return replace(self, language=language)

    def __call__(self, answer: Answer) -> Composed:
        """What it answers, whole."""
        return _last(self.answer(answer))

    def answer(self, answer: Answer) -> Iterator[Composed]:
        """An answer in the reader's language from the hits of an answer, growing by a line; the last one is whole.
        Where the letter does not say, nothing is sent. Closing the iterator cancels."""
        passages = [Given.of(hit.passage) for hit in answer.hits] if answer.answered else []
        return self._compose(Task.ANSWER, passages, answer.understood)

    def translate(self, passages: Sequence[Passage]) -> Iterator[Composed]:
        """Passages in the reader's language; as `answer` does."""
        return self._compose(Task.TRANSLATE, [Given.of(passage) for passage in passages])

    def outline(self, document: Document) -> Iterator[Composed]:
        """The headings of a document in the reader's language; as `answer` does."""
        headings = [Given(document.title, str(each.step)) for each in document.sections if each.heading]
        return self._compose(Task.TRANSLATE, headings)

    def summarise(self, passages: Sequence[Passage]) -> Iterator[Composed]:
        """What a section or a letter says, in few sentences; as `answer` does."""
        return self._compose(Task.SUMMARISE, [Given.of(passage) for passage in passages])

    def _compose(self, task: Task, passages: Sequence[Given], question: str = "") -> Iterator[Composed]:
        composed = Composed(task, self.language, self.client.model, self.client.host)
        given = _within(passages)
        if not given:
            yield composed
            return
        if len(given) < len(passages):
            composed = replace(
                composed, problem=f"Only the first {len(given)} of {len(passages)} passages were given to the model."
            )
        try:
            with closing(self.client.stream(messages(task, given, self.language, question))) as pieces:
                for line in lines(pieces):
                    if NOT_STATED in line.upper():
                        continue
                    found = tuple(checked(each, given, self.language) for each in statements(line))
                    if found:
                        composed = replace(composed, statements=composed.statements + found)
                        yield composed
        except LetterError as error:
            composed = replace(composed, problem=str(error))
        yield composed


def _last(growing: Iterator[Composed]) -> Composed:
    *_, whole = growing
    return whole


def _within(passages: Sequence[Given]) -> list[Given]:
    """The first passages that a prompt has room for."""
    kept, room = [], _CHARACTERS
    for given in passages:
        room -= len(given.text)
        if room < 0:
            break
        kept.append(given)
    return kept
