"""Open documents and ask them."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import overload

from index import store, stores, writer
from index.encoder import Encoder, load_encoder
from index.entry import Entry
from index.errors import LetterError
from index.index import Index
from index.lexical import encodable
from index.local import LocalIndex, Progress
from index.reader import find as find_files
from index.reader import read
from index.types import Document
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

    @property
    def documents(self) -> Sequence[Document]:
        """The documents with their outlines; each is parsed when it is asked for."""
        return Documents(self.index)

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
        history = [encodable(text)[:QUESTION_LIMIT] for text in history[-HISTORY_LIMIT:]]
        question = encodable(question).strip()
        if not question:
            raise LetterError("The question is empty. Ask something.")
        if len(question) > QUESTION_LIMIT:
            raise LetterError(
                f"The question has {len(question)} characters; at most {QUESTION_LIMIT} are read. Shorten it."
            )
        if top_k < 1:
            raise LetterError(f"top_k is {top_k}, but at least 1 passage must be asked for.")
        self.index = self.index.renewed()
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
        return find(self.index.document(self.index.entries[0].name), question) if len(self.index.entries) == 1 else None

    def _search(self, question: str, understood: Understood, top_k: int, structure: Structure | None) -> Answer:
        rows = self.index.rows(structure.passages) if structure else None
        words, topic, weight = understood.question, understood.topic, understood.weight
        pool = retrieve(self.index, words, self._weights, topic=topic, topic_weight=weight, rows=rows)
        confidence = self._calibration.confidence(self.index, f"{topic} {words}".strip(), pool)
        hits: list[Hit] = []
        seen: set[str] = set()
        for row, score, late in zip(pool.rows.tolist(), pool.scores.tolist(), pool.sentences, strict=True):
            passage = self.index.passage(row)
            if passage.text not in seen:
                seen.add(passage.text)
                evidence = passage.locate(*best_sentence(self.index, passage, words, late))
                hits.append(Hit(len(hits) + 1, score, passage, evidence))
            if len(hits) == top_k:
                break
        answered = confidence >= self._calibration.threshold
        certain = confidence >= self._calibration.certain
        return Answer(question, str(understood), answered, certain, confidence, tuple(hits))


def open(
    *paths: str | Path,
    model: str | None = None,
    index: str | Path | None = None,
    progress: Progress | None = None,
) -> Letter:
    """Open documents to ask them.

    Without paths: the saved index at `index`, or else in the default folder, where the letter that ships with the
    project is indexed on first use. With paths: these files and folders, and if `index` is given the index is saved
    there; documents that it holds unchanged are not embedded again.

    Args:
        paths: files, or folders of them.
        model: a sentence-transformers model by name or folder; default: QA_MODEL, else the embedded model.
        index: a saved index, as `index.stores` names it: a folder, or an address of Milvus; default: QA_INDEX, else
            QA_STORE.
        progress: called with passages embedded and passages to embed or, if the index is saved, with files.

    Raises:
        LetterError: a document, the model or the index cannot be used; the message says what to do.
    """
    encoder = load_encoder(model or os.environ.get("QA_MODEL") or None)
    chosen = index or os.environ.get("QA_INDEX") or os.environ.get("QA_STORE") or None
    if paths and not chosen:
        return Letter(LocalIndex.from_sources(read(paths), encoder, progress=progress))
    if not chosen:
        return Letter(_default(encoder, progress))
    if paths:
        changes = stores.update(chosen, find_files(paths), encoder, progress)
        if changes.problems:
            raise LetterError(f"{changes.problems[0][1]} What could be read is indexed in {str(chosen)!r}.")
    return Letter(stores.load(chosen, encoder))


class Documents(Sequence[Document]):
    """The documents of an index as a sequence."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @overload
    def __getitem__(self, number: int) -> Document: ...

    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...

    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        entries = self._index.entries[number]
        if isinstance(entries, Entry):
            return self._index.document(entries.name)
        return [self._index.document(entry.name) for entry in entries]

    def __len__(self) -> int:
        return len(self._index.entries)


def _default(encoder: Encoder, progress: Progress | None) -> Index:
    """The index in the default folder. What another version of the package left there is made anew from its texts."""
    folder = default_folder(encoder.name)
    if store.exists(folder):
        try:
            return store.load(folder, encoder)
        except store.StaleIndexError:
            writer.rebuild(folder, encoder, progress)
            return store.load(folder, encoder)
    try:
        writer.update(folder, find_files([SEEDS]), encoder, progress)
        return store.load(folder, encoder)
    except LetterError:  # A home that cannot be written costs the time of indexing again, no more.
        return LocalIndex.from_sources(read([SEEDS]), encoder, progress=progress)


def default_folder(encoder_name: str) -> Path:
    """Where the index of a model is kept unless another folder is named."""
    return data_folder() / re.sub(r"[^\w.-]+", "-", encoder_name).strip("-")


def data_folder() -> Path:
    """The folder of this person's indexes and feedback."""
    from platformdirs import user_data_path

    return user_data_path("ask-the-letter")
