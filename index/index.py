"""Documents → a searchable index: passages, their vectors, their sentences' vectors, and their words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Vectors
from index.interaction import directions
from index.lexical import Lexicon
from index.outline import parse
from index.reader import Source
from index.sentences import sentences
from index.types import ROLE_WORDS, Document, Passage
from index.vectors import VectorIndex

Progress = Callable[[int, int], None]
"""Called with the passages embedded so far and all passages to embed."""

_BATCH = 256

_KEPT = 5000
"""Passages whose tokens are kept, about 0.2 MB each with 256 dimensions."""


class Index:
    """Everything a question is asked against. Passages are numbered from 0, document after document, in reading order.

    Sentence vectors stand in passage order too: those of passage p are rows `starts[p]` to `starts[p + 1]`.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        passages: Sequence[Passage],
        encoder: Encoder,
        passage_vectors: VectorIndex,
        sentence_vectors: VectorIndex,
        starts: NDArray[np.int64],
        lexicon: Lexicon,
    ) -> None:
        self.sources = tuple(sources)
        self.passages = tuple(passages)
        self.encoder = encoder
        self.passage_vectors = passage_vectors
        self.sentence_vectors = sentence_vectors
        self.starts = starts
        self.lexicon = lexicon
        self._token_vectors: dict[int, PassageTokens] = {}

    @classmethod
    def from_sources(
        cls,
        sources: Sequence[Source],
        encoder: Encoder,
        *,
        known: "Index | None" = None,
        section_context: bool = True,
        progress: Progress | None = None,
    ) -> "Index":
        """Parse and embed documents.

        Args:
            sources: what `read` returns.
            encoder: the model for passages and, later, questions.
            known: an index by the same encoder; documents that it holds unchanged are not embedded again.
            section_context: embed passages together with their headings (never stored in their text).
            progress: called after each batch.
        """
        documents = [parse(source) for source in sources]
        passages = [passage for document in documents for passage in document.passages]
        old = _known_rows(known, sources)
        rows = [old.get((passage.document, passage.citation.paragraph)) for passage in passages]
        counts = [len(sentences(passage.text)) for passage in passages]
        starts = np.fromiter(accumulate(counts, initial=0), np.int64, len(passages) + 1)
        passage_vectors = np.zeros((len(passages), encoder.dimension), np.float32)
        sentence_vectors = np.zeros((int(starts[-1]), encoder.dimension), np.float32)
        for position, row in enumerate(rows):
            if known and row is not None:
                passage_vectors[position] = known.passage_vectors.vectors(np.array([row]))[0]
                spoken = np.arange(known.starts[row], known.starts[row + 1])
                sentence_vectors[starts[position] : starts[position + 1]] = known.sentence_vectors.vectors(spoken)
        new = [position for position, row in enumerate(rows) if row is None]
        done = 0
        for batch in (new[start : start + _BATCH] for start in range(0, len(new), _BATCH)):
            texts = [
                embedding_text(passages[position]) if section_context else passages[position].text for position in batch
            ]
            passage_vectors[batch] = encoder.encode(texts, "passage")
            spoken = np.concatenate([np.arange(starts[position], starts[position + 1]) for position in batch])
            pieces = [passages[p].text[start:end] for p in batch for start, end in sentences(passages[p].text)]
            sentence_vectors[spoken] = encoder.encode(pieces, "passage")
            if progress:
                done += len(batch)
                progress(done, len(new))
        return cls(
            sources,
            passages,
            encoder,
            VectorIndex.from_vectors(passage_vectors),
            VectorIndex.from_vectors(sentence_vectors),
            starts,
            Lexicon.from_texts([lexical_text(passage) for passage in passages]),
        )

    def document(self, name: str) -> Document:
        """The parsed document of a name, with its outline.

        Raises:
            KeyError: the index has no document of that name.
        """
        for source in self.sources:
            if source.name == name:
                return parse(source)
        raise KeyError(name)

    def owners(self, sentence_rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The passage that each sentence row belongs to."""
        return np.searchsorted(self.starts, sentence_rows, side="right") - 1

    def token_vectors(self, rows: Iterable[int]) -> list["PassageTokens"] | None:
        """The tokens of passages, kept after their first use. None if the encoder has no token vectors."""
        rows = list(rows)
        if len(self._token_vectors) > _KEPT:
            self._token_vectors = {}
        missing = [row for row in rows if row not in self._token_vectors]
        texts, counts = [], []
        for passage in (self.passages[row] for row in missing):
            spoken = [passage.text[start:end] for start, end in sentences(passage.text)]
            texts += [context(passage), *spoken]
            counts.append(1 + len(spoken))
        if missing:
            found = self.encoder.encode_tokens(texts, "passage")
            if found is None:
                return None
            tokens = iter(map(directions, found))
            for row, count in zip(missing, counts, strict=True):
                first, *rest = islice(tokens, count)
                self._token_vectors[row] = PassageTokens(first, tuple(rest))
        return [self._token_vectors[row] for row in rows]


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Directions of a passage's tokens, shape (tokens, dimension) each: of its context, and of every sentence."""

    context: Vectors
    sentences: tuple[Vectors, ...]


def context(passage: Passage) -> str:
    """What a passage stands under: its headings, a table's header or, outside the body, what its role is called; one a
    line."""
    citation = passage.citation
    above = [words for words in (*citation.headings, passage.header) if words]
    return "\n".join(above + ([ROLE_WORDS[citation.role]] if citation.role in ROLE_WORDS else []))


def embedding_text(passage: Passage) -> str:
    """What is embedded for a passage: its context, and then its words."""
    return f"{context(passage)}\n{passage.text}".lstrip("\n")


def lexical_text(passage: Passage) -> str:
    """What BM25 reads of a passage: the same, and the labels by which people call its place."""
    return "\n".join([*passage.citation.labels, embedding_text(passage)])


def _known_rows(known: Index | None, sources: Sequence[Source]) -> dict[tuple[str, int], int]:
    """(document, paragraph) → row in `known`, for documents whose text is the same."""
    if known is None:
        return {}
    hashes = {source.name: source.sha256 for source in known.sources}
    unchanged = {source.name for source in sources if hashes.get(source.name) == source.sha256}
    return {
        (passage.document, passage.citation.paragraph): row
        for row, passage in enumerate(known.passages)
        if passage.document in unchanged
    }
