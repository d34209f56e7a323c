"""Open documents and ask them."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, overload

from index.errors import LetterError
from index.search.encoder import Encoder, load_encoder
from index.search.entry import Entry
from index.search.index import Index
from index.storage import address as stores
from index.storage import folder as store
from index.storage.local import LocalIndex, Progress
from index.text.folding import encodable
from index.types import Document
from qa.answering.answer import Answer, Hit
from qa.answering.collection import Archive
from qa.answering.confidence import Calibration
from qa.answering.highlight import best_sentence
from qa.answering.retrieval import EVERYTHING, Weights, alternate, retrieve
from qa.stopwatch import stage
from qa.understanding.followup import understand
from qa.understanding.mentions import mentions, sought

if TYPE_CHECKING:
    from qa.understanding.places import Structure

_P = ParamSpec("_P")

SEEDS = Path(__file__).parent.parent.parent / "seeds"
"""The documents that ship with the project."""

QUESTION_LIMIT = 2000
"""Characters. Longer texts are not questions, and would take long to no end."""


HISTORY_LIMIT = 4
"""Earlier questions that a follow-up may lean on; older ones are not read."""


def _blames_the_index(ask: Callable[Concatenate["Letter", _P], Answer]) -> Callable[Concatenate["Letter", _P], Answer]:
    """A large index is not read through when it is opened, so damage may show only when a question meets it."""

    @wraps(ask)
    def asked(letter: "Letter", /, *args: _P.args, **kwargs: _P.kwargs) -> Answer:
        try:
            return ask(letter, *args, **kwargs)
        except LetterError:
            raise
        except Exception:
            letter.index.check()
            raise

    return asked


@dataclass(frozen=True, slots=True)
class _Search:
    """A question on its way: as it was asked, as people are told that it was understood, and as it is searched for.

    `index` holds the documents that are asked, `without` the numbers of those of them that others stand for.
    """

    question: str
    told: str
    words: str
    topic: str
    weight: float
    top_k: int
    index: Index
    without: frozenset[int]

    @property
    def only(self) -> str | None:
        """The name of the one document that is asked, if it is one."""
        entries = self.index.entries
        if len(entries) - len(self.without) != 1:
            return None
        return next(entry.name for number, entry in enumerate(entries) if number not in self.without)


class Letter:
    """One or more documents that can be asked."""

    def __init__(self, index: Index, calibration: Calibration | None = None, weights: Weights = EVERYTHING) -> None:
        self._archive = Archive(index)
        self._calibration = calibration or Calibration.shipped()
        self._weights = weights

    @property
    def index(self) -> Index:
        """What is asked; a question takes the newest state of its store."""
        return self._archive.index

    def renewed(self) -> Index:
        """What is asked, in the newest state of its store."""
        return self._renewed().index

    @property
    def documents(self) -> Sequence[Document]:
        """The documents with their outlines; each is parsed when it is asked for."""
        return Documents(self.index)

    @_blames_the_index
    def ask(self, question: str, top_k: int = 3, history: Sequence[str] = (), where: Sequence[str] = ()) -> Answer:
        """Find the passages that answer a question, in any language.

        A question that names documents ("第2023168号", "市商务局怎么答复") is asked of these alone. Of copies and of
        versions of one letter the newest is asked.

        Args:
            question: at most `QUESTION_LIMIT` characters.
            top_k: how many hits at most, at least 1. A text that stands several times in the documents is one hit. A
                question about the outline ("第四条建议怎么答复的") gets its whole section, however long, and
                "哪些部门提到了墨西哥" every letter that does, however many.
            history: the earlier questions of the conversation, oldest first; a follow-up is understood from them.
            where: conditions that the documents must meet, as `index.search.filters.Condition.parse` reads them:
                "date>=2023-01-01", "issuer~商务局".

        Raises:
            LetterError: the question is empty or too long, `top_k` is below 1, a condition cannot be read, no
                document meets them all, or the index is damaged.
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
        with stage("understand"):
            archive = self._renewed()
            among = archive.select(where)
            scope = archive.scope(question, history, among)
            understood = understand(scope.rest if scope else question, history)
            asked = scope.documents if scope else among
            standing = archive.standing(asked)
        search = _Search(
            question,
            str(understood) if understood.topic or not scope else question,
            understood.question,
            archive.bare(understood.topic),
            understood.weight,
            top_k,
            archive.index if asked is None else archive.part(asked - standing.left_out),
            standing.left_out if asked is None else frozenset(),
        )
        if not len(search.index):  # A document may be a page number and no more.
            return Answer(question, search.told, False, False, 0.0, ())
        answer = self._mentions(search) or self._structured(search) or self._found(search, None)
        hits = tuple(
            replace(
                hit,
                supersedes=standing.older.get(hit.passage.document, ()),
                copies=standing.copies.get(hit.passage.document, ()),
            )
            for hit in answer.hits
        )
        return replace(answer, hits=hits, scope=scope.names if scope else ())

    def _renewed(self) -> Archive:
        """The newest state of the store, with what was worked out for it."""
        archive = self._archive
        index = archive.index.renewed()
        if index is not archive.index:
            archive = self._archive = Archive(index)
        return archive

    def _mentions(self, search: _Search) -> Answer | None:
        """Every letter that mentions something, if that is the question."""
        thing = sought(search.words)
        if not thing:
            return None
        found = mentions(search.index, thing, search.without)
        if not found:
            return replace(self._found(search, None), answered=False, certain=False, confidence=0.0)
        hits = [Hit(rank, mention.score, mention.passage, mention.ranges) for rank, mention in enumerate(found, 1)]
        confidence = found[0].confidence
        certain = confidence >= self._calibration.certain
        return Answer(search.question, search.told, True, certain, confidence, tuple(hits))

    def _structured(self, search: _Search) -> Answer | None:
        """What a question asks of the outline. Only one document at a time has "the third section"."""
        name = search.only
        if name is None:
            return None
        from qa.understanding.places import Structure, concerns, find

        if not (concerns(search.words) or concerns(search.topic)):
            return None
        document = self._archive.document(name)
        if structure := find(document, search.words):
            search = replace(search, told=search.told if search.told == search.question else search.words, topic="")
        elif search.topic and (place := find(document, search.topic)) and place.passages:
            structure = Structure(place.passages, search.words)
        if not structure:
            return None
        if not structure.passages:
            return replace(self._found(search, None), answered=False, certain=False, confidence=0.0)
        if structure.rest:
            return self._found(search, structure)
        hits = [Hit(rank, 1.0, passage, passage.ranges) for rank, passage in enumerate(structure.passages, 1)]
        return Answer(search.question, search.told, True, True, 1.0, tuple(hits))

    def _found(self, search: _Search, structure: "Structure | None") -> Answer:
        """The passages that come nearest, of a place in the outline if the question names one."""
        index, words = search.index, search.words
        with stage("retrieve"):
            pool = retrieve(
                index,
                words,
                self._weights,
                topic=search.topic,
                topic_weight=search.weight if search.topic else 0.0,
                rows=index.rows(structure.passages) if structure else None,
                without=search.without,
            )
        with stage("judge"):
            confidence = self._calibration.confidence(index, f"{search.topic} {words}".strip(), pool)
        hits: list[Hit] = []
        seen: set[str] = set()
        for at in alternate(pool.scores.tolist(), index.owners(pool.rows).tolist()):
            passage = index.passage(int(pool.rows[at]))
            if passage.text not in seen:
                seen.add(passage.text)
                evidence = passage.locate(*best_sentence(passage, pool.asked, pool.sentences[at]))
                hits.append(Hit(len(hits) + 1, float(pool.scores[at]), passage, evidence))
            if len(hits) == search.top_k:
                break
        answered = confidence >= self._calibration.threshold
        certain = confidence >= self._calibration.certain
        return Answer(search.question, search.told, answered, certain, confidence, tuple(hits))


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
        index: a saved index, as `index.storage.address` names it: a folder, or an address of Milvus; default:
            QA_INDEX, else QA_STORE.
        progress: called with passages embedded and passages to embed or, if the index is saved, with files.

    Raises:
        LetterError: a document, the model or the index cannot be used; the message says what to do.
    """
    encoder = load_encoder(model or os.environ.get("QA_MODEL") or None)
    chosen = index or os.environ.get("QA_INDEX") or os.environ.get("QA_STORE") or None
    if not paths:
        return Letter(stores.load(chosen, encoder) if chosen else _default(encoder, progress))
    from index.source.files import find, read

    if not chosen:
        return Letter(LocalIndex.from_sources(read(paths), encoder, progress=progress))
    changes = stores.update(chosen, find(paths), encoder, progress)
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
            from index.storage import writer

            writer.rebuild(folder, encoder, progress)
            return store.load(folder, encoder)
    from index.source.files import find, read

    try:
        stores.update(folder, find([SEEDS]), encoder, progress)
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
