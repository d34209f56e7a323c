"""Open documents and ask them."""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import store
from index.encoder import Encoder, load_encoder
from index.errors import LetterError
from index.index import Index, Progress
from index.reader import Source, read
from index.types import Document, Passage
from qa.answer import Answer, Hit
from qa.confidence import Calibration
from qa.followup import Understood, understand
from qa.highlight import best_sentence
from qa.retrieval import EVERYTHING, Weights, retrieve
from qa.structure import Structure, find

SEEDS = Path(__file__).parent.parent / "seeds"
"""The documents that ship with the project."""

QUESTION_LIMIT = 2000
"""Characters. Longer texts are not questions, and would take long to no end."""


HISTORY_LIMIT = 4
"""Earlier questions that a follow-up may lean on; older ones are not read."""


class Letter:
    """One or more documents that can be asked."""

    def __init__(self, index: Index, calibration: Calibration | None = None, weights: Weights = EVERYTHING) -> None:
        self.index = index
        self._calibration = calibration or Calibration.shipped()
        self._weights = weights

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The parsed documents with their outlines."""
        return tuple(self.index.document(source.name) for source in self.index.sources)

    def ask(self, question: str, top_k: int = 3, history: Sequence[str] = ()) -> Answer:
        """Find the passages that answer a question, in any language.

        Args:
            question: at most `QUESTION_LIMIT` characters.
            top_k: how many hits at most, at least 1. A text that stands several times in the documents is one hit. A
                question about the outline ("第四条建议怎么答复的") gets its whole section, however long.
            history: the earlier questions of the conversation, oldest first; a follow-up is understood from them.

        Raises:
            LetterError: the question is empty or too long, or `top_k` is below 1.
        """
        history = [_encodable(text)[:QUESTION_LIMIT] for text in history[-HISTORY_LIMIT:]]
        question = _encodable(question).strip()
        if not question:
            raise LetterError("The question is empty. Ask something.")
        if len(question) > QUESTION_LIMIT:
            raise LetterError(
                f"The question has {len(question)} characters; at most {QUESTION_LIMIT} are read. Shorten it."
            )
        if top_k < 1:
            raise LetterError(f"top_k is {top_k}, but at least 1 passage must be asked for.")
        understood = understand(question, history)
        structure = self._structure(understood.question)
        if structure:
            understood = Understood(understood.question)
        elif understood.topic and (place := self._structure(understood.topic)) and place.passages:
            structure = Structure(place.passages, understood.question)
        if structure and not structure.passages:
            nearest = self._search(question, understood, top_k, None)
            return replace(nearest, answered=False, certain=False, confidence=0.0)
        if structure and not structure.rest:
            hits = [Hit(rank, 1.0, passage, passage.ranges) for rank, passage in enumerate(structure.passages, 1)]
            return Answer(question, str(understood), True, True, 1.0, tuple(hits))
        return self._search(question, understood, top_k, structure)

    def _structure(self, question: str) -> Structure | None:
        """What a question asks of the outline. Only one document at a time has "the third section"."""
        return find(self.documents[0], question) if len(self.documents) == 1 else None

    def _search(self, question: str, understood: Understood, top_k: int, structure: Structure | None) -> Answer:
        rows = self._rows(structure.passages) if structure else None
        words, topic, weight = understood.question, understood.topic, understood.weight
        pool = retrieve(self.index, words, self._weights, topic=topic, topic_weight=weight, rows=rows)
        confidence = self._calibration.confidence(self.index, f"{topic} {words}".strip(), pool)
        hits: list[Hit] = []
        seen: set[str] = set()
        for row, score in zip(pool.rows.tolist(), pool.scores.tolist(), strict=True):
            passage = self.index.passages[row]
            if passage.text not in seen:
                seen.add(passage.text)
                evidence = passage.locate(*best_sentence(self.index, row, pool.asked))
                hits.append(Hit(len(hits) + 1, score, passage, evidence))
            if len(hits) == top_k:
                break
        answered = confidence >= self._calibration.threshold
        certain = confidence >= self._calibration.certain
        return Answer(question, str(understood), answered, certain, confidence, tuple(hits))

    def _rows(self, passages: Sequence[Passage]) -> NDArray[np.int64]:
        wanted = {passage.id for passage in passages}
        found = [row for row, passage in enumerate(self.index.passages) if passage.id in wanted]
        return np.array(found, np.int64)


def _encodable(text: str) -> str:
    """The text with half surrogate pairs, which no encoding can carry, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def open(
    *paths: str | Path,
    model: str | None = None,
    index: str | Path | None = None,
    progress: Progress | None = None,
) -> Letter:
    """Open documents to ask them.

    Without paths: the saved index in the folder `index`, or else in the default folder, where the letter that ships
    with the project is indexed on first use. With paths: these files and folders, and if `index` is given the index is
    saved there; documents that it holds unchanged are not embedded again.

    Args:
        paths: text files, or folders of them.
        model: a sentence-transformers model by name or folder; default: QA_MODEL, else the embedded model.
        index: the folder of a saved index; default: QA_INDEX.
        progress: called with passages embedded and passages to embed.

    Raises:
        LetterError: a document, the model or the index cannot be used; the message says what to do.
    """
    encoder = load_encoder(model or os.environ.get("QA_MODEL") or None)
    chosen = index or os.environ.get("QA_INDEX") or None
    if paths:
        return Letter(_build(read(paths), encoder, Path(chosen) if chosen else None, progress))
    if chosen:
        return Letter(store.load(Path(chosen), encoder))
    return Letter(_default(encoder, progress))


def _build(sources: Sequence[Source], encoder: Encoder, folder: Path | None, progress: Progress | None) -> Index:
    known = None
    if folder and store.exists(folder):
        with suppress(LetterError):  # A stale or damaged index is replaced by the new one.
            known = store.load(folder, encoder)
    built = Index.from_sources(sources, encoder, known=known, progress=progress)
    if folder:
        store.save(built, folder)
    return built


def _default(encoder: Encoder, progress: Progress | None) -> Index:
    """The index in the default folder. What another version of the package left there is made anew from its texts."""
    folder = default_folder(encoder.name)
    if not store.exists(folder):
        sources = read([SEEDS])
    else:
        try:
            return store.load(folder, encoder)
        except store.StaleIndexError:
            sources = store.sources(folder)
    built = Index.from_sources(sources, encoder, progress=progress)
    with suppress(LetterError):  # A home that cannot be written costs the time of indexing again, no more.
        store.save(built, folder)
    return built


def default_folder(encoder_name: str) -> Path:
    """Where the index of a model is kept unless another folder is named."""
    return data_folder() / re.sub(r"[^\w.-]+", "-", encoder_name).strip("-")


def data_folder() -> Path:
    """The folder of this person's indexes and feedback."""
    from platformdirs import user_data_path

    return user_data_path("ask-the-letter")
