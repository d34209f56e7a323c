"""Texts → the pieces that the reader knows, each with its place in the text.

As with the encoder, the vocabulary is searched where it lies, and the `tokenizers` library, which takes longer to read
its file than a question takes to answer, and twice the memory of the reader itself, cuts only what that leaves: texts
with characters that compose with their neighbours or lie beyond the Basic Multilingual Plane.
"""

import unicodedata
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.errors import LetterError
from index.search.encoder import VOCABULARY
from index.search.unigram import Vocabulary
from index.types import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TOKENIZER = "tokenizer.json"

SPECIAL = 3
"""`<s>`, `<pad>` and `</s>` are no pieces of text. The vocabulary counts from the next, `<unk>`."""

MARK = "▁"
"""Stands in front of every word."""

_ALONE = "(?!)"
"""Nothing is a word inside another."""


class Pieces(NamedTuple):
    """A text's pieces, by number, and where each stands in it. A mark that is a piece by itself has no width."""

    ids: list[int]
    spans: list[Span]


class Cutter:
    """Cuts texts into the pieces of one folder's tokenizer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text; none of one that is blank.

        Raises:
            LetterError: the folder's files are missing or damaged.
        """
        marked = [mark(text) for text in texts]
        found = self._vocabulary.read([words for words, _ in marked])
        return [
            self._by_the_library(text) if ids is None else Pieces((ids + SPECIAL).tolist(), self._spans(*words))
            for text, words, ids in zip(texts, marked, found, strict=True)
        ]

    def _spans(self, words: str, places: list[int]) -> list[Span]:
        spans = []
        start = 0
        for end in self._vocabulary.ends(words) or []:
            first = start + words.startswith(" ", start)
            first += words.startswith(MARK, first)
            spans.append((places[first], places[end - 1] + 1) if first < end else (places[end - 1], places[end - 1]))
            start = end
        return spans

    def _by_the_library(self, text: str) -> Pieces:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return Pieces(encoding.ids, encoding.offsets)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        from safetensors.numpy import load_file

        try:
            return Vocabulary.of(load_file(self._folder / VOCABULARY), _ALONE)
        except Exception as error:  # safetensors raises a class of its own
            raise damaged(self._folder, error) from error

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        except Exception as error:  # tokenizers raises bare Exception
            raise damaged(self._folder, error) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


def damaged(folder: Path, error: Exception) -> LetterError:
    """What to say where a file of the reader cannot be read."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return LetterError(f"The reader in {str(folder)!r} is damaged ({reason}). Install the package again.")


def mark(text: str) -> tuple[str, list[int]]:
    """The text's words in compatibility form (NFKC), each with a mark in front and a space between; and for each
    character of that its place in the text. A mark has the place of what follows it."""
    words: list[str] = []
    places: list[int] = []
    gap = True
    for at, character in enumerate(text):
        for normal in unicodedata.normalize("NFKC", character):
            if normal.isspace() or normal == MARK:
                gap = True
                continue
            new = f" {MARK}{normal}" if gap and words else f"{MARK}{normal}" if gap else normal
            words.append(new)
            places += [at] * len(new)
            gap = False
    return "".join(words), places
