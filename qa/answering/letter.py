"""Open documents and ask them."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, overload

from index.errors import LetterError, MissingIndexError, StaleIndexError
from index.search.encoder import Encoder, load_encoder
from index.search.entry import Entry
from index.search.index import Index
from index.search.reading import Reader
from index.storage.address import Address, open_store
from index.storage.local import LocalIndex
from index.text.folding import encodable
from index.types import Document, Progress, Span
from qa.answering.answer import Answer, Hit, Said
from qa.answering.collection import Collection
from qa.answering.highlight import best_sentence
from qa.answering.judging import Calibration, Judgement
from qa.answering.retrieval import Focus, Found, Retriever, nothing
from qa.answering.search import EVERYTHING, Weights, alternate
from qa.answering.versions import Standing
from qa.stopwatch import stage
from qa.understanding.documents import Documents
from qa.understanding.intent import Intent
from qa.understanding.question import LIKELY, Understood, understand

if TYPE_CHECKING:
    from index.storage.changes import Changes

if TYPE_CHECKING:
    from qa.answering.composed import Composed

_P = ParamSpec("_P")

SEEDS = Path(__file__).parent.parent.parent / "seeds"
"""The documents that ship with the project."""

QUESTION_LIMIT = 2000
"""Characters. Longer texts are not questions, and would take long to no end."""


HISTORY_LIMIT = 4
"""Earlier questions that a follow-up may lean on; older ones are not read."""

TOP_K_LIMIT = 100

_CONVERSATIONS = 256
"""Conversations of which it is kept what was answered last."""


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


Examined = tuple[Understood, Found, Judgement, Standing]
"""What the steps to an answer give: understood, found, judged; and which documents stand for others."""


class Letter:
    """One or more documents that can be asked. `changes` says what became of the files that it was opened with, None
    without files."""

    changes: "Changes | None" = None

    def __init__(
        self,
        index: Index,
        calibration: Calibration | None = None,
        weights: Weights = EVERYTHING,
        reader: Reader | None = None,
    ) -> None:
        self._collection = Collection(index)
        self._calibration = calibration or Calibration.shipped(reads=reader is not None)
        self._weights = weights
        self._reader = reader
        self._before = lru_cache(_CONVERSATIONS)(self._answered_before)

    @property
    def index(self) -> Index:
        """What is asked; a question takes the newest state of its store."""
        return self._collection.index

    def renewed(self) -> Index:
        """What is asked, in the newest state of its store."""
        return self._renewed().index

    @property
    def documents(self) -> Sequence[Document]:
        """The documents with their outlines; each is parsed when it is asked for."""
        return DocumentList(self.index)

    @_blames_the_index
    def ask(
        self,
        question: str,
        top_k: int = 3,
        history: Sequence[str] = (),
        where: Sequence[str] = (),
        current: str = "",
        compose: Callable[[Answer], "Composed"] | None = None,
    ) -> Answer:
        """Find the passages that answer a question, in any language.

        A question that names documents ("第2023168号", "市商务局怎么答复") is asked of these alone. Of copies and of
        versions of one letter the newest is asked.

        Args:
            question: at most `QUESTION_LIMIT` characters.
            top_k: how many hits at most, from 1 to `TOP_K_LIMIT`. A text that stands several times in the documents is
                one hit. A question about the outline ("第四条建议怎么答复的") gets its whole section, however long, and
                "哪些部门提到了墨西哥" every letter that does, however many.
            history: the earlier questions of the conversation, oldest first; a follow-up is understood from them.
            where: conditions that the documents must meet, as `index.search.filters.Condition.parse` reads them:
                "date>=2023-01-01", "issuer~商务局".
            current: the name of the document that the reader has open, "" for none: what "this letter" means.
            compose: a `qa.composing.composer.Composer`, who makes `answer.composed` of the hits; None: no language
                model is asked, and nothing leaves this machine.

        Raises:
            LetterError: the question is empty or too long, `top_k` is out of range, a condition cannot be read, no
                document meets them all, or the index is damaged.
        """
        question, history = _read(question, history)
        if not 1 <= top_k <= TOP_K_LIMIT:
            raise LetterError(f"top_k is {top_k}, but from 1 to {TOP_K_LIMIT} passages can be asked for.")
        answer = self.answer(self.examine(question, history, where, current), top_k)
        return replace(answer, composed=compose(answer)) if compose else answer

    def answer(self, examined: Examined, top_k: int) -> Answer:
        """What is told of an examined question: at most `top_k` hits, unless a place or a list gives more."""
        understood, found, judgement, standing = examined
        hits = [
            replace(
                hit,
                supersedes=standing.older.get(hit.passage.document, ()),
                copies=standing.copies.get(hit.passage.document, ()),
            )
            for hit in _hits(found, top_k)
        ]
        brief = found.brief
        if brief and brief.said is (Said.NO if judgement.answered else Said.YES):  # It would say what the hits deny.
            brief = None
        return Answer(
            understood.question,
            understood.told,
            judgement.answered,
            judgement.certain,
            judgement.confidence,
            tuple(hits),
            understood.scope.names if understood.scope else (),
            brief,
        )

    def examine(
        self, question: str, history: Sequence[str] = (), where: Sequence[str] = (), current: str = ""
    ) -> Examined:
        """The steps to an answer. `ask` is these and its checks."""
        with stage("understand"):
            collection = self._renewed()
            among = collection.select(where)
            understood = understand(question, history, collection.scope(question, history, among))
            before = self._before(tuple(history), tuple(where), current, collection) if understood.carried else None
            if before and understood.carried:
                understood = replace(understood, carried=replace(understood.carried, topic=before[0]))
            chosen = understood.scope.documents if understood.scope else among
            chosen = None if chosen and len(chosen) == len(collection.index.entries) else chosen
            standing = collection.standing(chosen)
            retriever = self._retriever(
                collection, chosen, standing, before[1] if before else None, understood, current
            )
        if not len(retriever.index):  # A document may be a page number and no more.
            return understood, nothing(retriever.index, understood), Judgement(0.0, False, False), standing
        with stage("retrieve"):
            found = retriever.retrieve(understood)
        with stage("judge"):
            judgement = self._calibration.judge(understood, found)
        return understood, found, judgement, standing

    def _retriever(
        self,
        collection: Collection,
        chosen: Documents | None,
        standing: Standing,
        focus: Focus | None,
        understood: Understood,
        current: str,
    ) -> Retriever:
        """Where a question is searched for: in all documents, in some, or in the one that it means."""
        entries = collection.index.entries
        left = (chosen if chosen is not None else frozenset(range(len(entries)))) - standing.left_out
        meant = current or (focus.document if focus else "")
        number = collection.index.numbers.get(meant, -1)
        if len(left) > 1 and number in left and collection.means_one(understood):
            chosen, left = left & {number}, left & {number}
        only = collection.document(entries[next(iter(left))].name) if len(left) == 1 else None
        index = collection.index if chosen is None else collection.part(left)
        without = standing.left_out if chosen is None else frozenset[int]()
        return Retriever(index, only, without, focus, self._weights, self._reader)

    def _answered_before(
        self, history: tuple[str, ...], where: tuple[str, ...], current: str, collection: Collection
    ) -> tuple[str, Focus] | None:
        """The last of the earlier questions that asked something, and where its answer stood or came nearest; None if
        there is none."""
        for at in range(len(history) - 1, -1, -1):
            understood, found, *_ = self.examine(history[at], history[:at], where, current)
            asked = not found.refused and (understood.carried or understood.chance(Intent.OFF) < LIKELY)
            if asked and (hits := _hits(found, 1)):
                citation = hits[0].passage.citation
                return history[at], Focus(hits[0].passage.document, citation.paragraph, citation.steps)
        return None

    def _renewed(self) -> Collection:
        """The newest state of the store, with what was worked out for it."""
        collection = self._collection
        index = collection.index.renewed()
        if index is not collection.index:
            collection = self._collection = Collection(index)
        return collection


def _read(question: str, history: Sequence[str]) -> tuple[str, list[str]]:
    """A question and what came before it, as far as they are read.

    Raises:
        LetterError: the question is empty or too long.
    """
    earlier = [encodable(text)[:QUESTION_LIMIT] for text in history[-HISTORY_LIMIT:]]
    question = encodable(question).strip()
    if not question:
        raise LetterError("The question is empty. Ask something.")
    if len(question) > QUESTION_LIMIT:
        raise LetterError(
            f"The question has {len(question)} characters; at most {QUESTION_LIMIT} are read. Shorten it."
        )
    return question, earlier


def _hits(found: Found, top_k: int) -> list[Hit]:
    """What is shown of what was found: what the way gives, or the best of the pool, each text once."""
    pool, index = found.pool, found.index
    if found.shown:
        return [Hit(rank, 1.0, each.passage, each.highlights, each.answer) for rank, each in enumerate(found.shown, 1)]
    hits: list[Hit] = []
    seen: set[str] = set()
    for at in alternate(pool.scores.tolist(), index.owners(pool.rows).tolist()):
        passage = index.passage(int(pool.rows[at]))
        if passage.text not in seen:
            seen.add(passage.text)
            evidence = passage.locate(*best_sentence(passage, pool.asked, pool.sentences[at]))
            words: tuple[Span, ...] = ()
            seen_there = found.read.get(int(pool.rows[at]))
            if seen_there and seen_there.words and (seen_there.answers > 0 or not hits):
                evidence, words = seen_there.sentences, seen_there.words
            hits.append(Hit(len(hits) + 1, float(pool.scores[at]), passage, evidence, words))
        if len(hits) == top_k:
            break
    return hits


def open(
    *paths: str | Path,
    model: str | None = None,
    index: Address | None = None,
    reader: bool | None = None,
    progress: Progress | None = None,
) -> Letter:
    """Open documents to ask them.

    Without paths: the saved index at `index`, or else in the default folder, where the letter that ships with the
    project is indexed on first use. With paths: these files and folders; if `index` is given they are added to the
    index there, and all that it holds is asked. What became of each file, `Letter.changes` says: also which other
    documents the index holds, and which files could not be read.

    Args:
        paths: files, or folders of them.
        model: a sentence-transformers model by name or folder; default: QA_MODEL, else the embedded model.
        index: a saved index, as `index.storage.address` names it: a folder, or an address of Milvus; default:
            QA_INDEX.
        reader: whether the best passages are read by the small transformer in the package; default: QA_READER ("0" is
            no), else wherever onnxruntime is installed. Without it answers come sooner, and more questions are refused.
        progress: called with passages embedded and passages to embed or, if the index is saved, with files.

    Raises:
        LetterError: no document can be read, or the model or the index cannot be used; the message says what to do.
    """
    encoder = load_encoder(model or os.environ.get("QA_MODEL") or None)
    chosen = index or os.environ.get("QA_INDEX") or None
    wanted = os.environ.get("QA_READER", "") != "0" if reader is None else reader
    reads = shipped_reader() if wanted else None
    if not paths:
        return Letter(open_store(chosen).load(encoder) if chosen else _default(encoder, progress), reader=reads)
    from index.source.files import find  # A question to a saved index reads no files.
    from index.storage.changes import gather

    if chosen:
        store = open_store(chosen)
        changes = store.update(find(paths), encoder, progress)
        letter = Letter(store.load(encoder), reader=reads)
    else:
        sources, changes = gather(find(paths))
        letter = Letter(LocalIndex.from_sources(sources, encoder, progress=progress), reader=reads)
    letter.changes = changes
    return letter


@cache
def shipped_reader(threads: int = 1) -> Reader | None:
    """The reader in the package, None where it cannot run."""
    return Reader(threads=threads) if Reader.is_available() else None


class DocumentList(Sequence[Document]):
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
    store = open_store(default_folder(encoder.name))
    try:
        return store.load(encoder)
    except StaleIndexError:
        store.update((), encoder, progress)
        return store.load(encoder)
    except MissingIndexError:
        pass
    from index.source.files import find, read  # A question to a saved index reads no files.

    try:
        store.update(find([SEEDS]), encoder, progress)
        return store.load(encoder)
    except LetterError:  # A home that cannot be written costs the time of indexing again, no more.
        return LocalIndex.from_sources(read([SEEDS]), encoder, progress=progress)


def default_folder(encoder_name: str) -> Path:
    """Where the index of a model is kept unless another folder is named."""
    return data_folder() / re.sub(r"[^\w.-]+", "-", encoder_name).strip("-")


def data_folder() -> Path:
    """The folder of this person's indexes and feedback."""
    from platformdirs import user_data_path

    return user_data_path("ask-the-letter")
