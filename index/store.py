"""An index on disk: a folder that a person can read, replaced as a whole or not at all.

manifest.json      what the index is made of; written last, so it is the instant a new state becomes the state
state-XXXXXXXX/    documents.jsonl, passages.jsonl, passages.faiss, sentences.faiss, starts.npy, lexical/
"""

import hashlib
import json
import os
import secrets
import shlex
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import Encoder
from index.errors import LetterError
from index.index import Index
from index.lexical import Lexicon
from index.outline import VERSION
from index.reader import Source
from index.types import Citation, Passage, Role
from index.vectors import VectorIndex

FORMAT = 1
_MANIFEST = "manifest.json"


class StaleIndexError(LetterError):
    """The index is good, but another encoder, splitter or format made it; its documents can be read with `sources`."""


def exists(folder: Path) -> bool:
    """Whether a folder holds an index, good or damaged."""
    return (folder / _MANIFEST).is_file()


def save(index: Index, folder: Path) -> None:
    """Write an index into a folder, atomically: a reader finds the old state or the new one, nothing in between.

    Raises:
        LetterError: the folder holds other things, or cannot be written.
    """
    try:
        if folder.exists() and not exists(folder) and any(not _ours(file) for file in folder.iterdir()):
            raise LetterError(f"{str(folder)!r} holds other files. Name an empty or a new folder for the index.")
        state = folder / f"state-{secrets.token_hex(4)}"
        state.mkdir(parents=True)
        _write_state(index, state)
        manifest = {
            "format": FORMAT,
            "splitter": VERSION,
            "encoder": index.encoder.name,
            "fingerprint": index.encoder.fingerprint,
            "dimension": index.encoder.dimension,
            "normalised": True,
            "state": state.name,
            "passages": len(index.passages),
            "sentences": len(index.sentence_vectors),
            "documents": [{"name": source.name, "sha256": source.sha256} for source in index.sources],
            "files": {file.relative_to(state).as_posix(): _digest(file) for file in _files(state)},
        }
        draft = folder / f"{_MANIFEST}.new"
        draft.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")
        os.replace(draft, folder / _MANIFEST)
    except OSError as error:
        raise LetterError(
            f"The index cannot be written to {str(folder)!r}: {error.strerror}. Name another folder."
        ) from error
    for old in folder.glob("state-*"):
        if old.name != state.name:
            shutil.rmtree(old, ignore_errors=True)


def load(folder: Path, encoder: Encoder) -> Index:
    """Open a saved index, checking every file against the manifest.

    Raises:
        StaleIndexError: another encoder, splitter or format made it.
        LetterError: there is no index, or it is damaged.
    """
    manifest = read_manifest(folder)
    again = _again(folder)
    if manifest["splitter"] != VERSION:
        raise StaleIndexError(
            f"The index in {str(folder)!r} was split by version {manifest['splitter']}, not {VERSION}. {again}"
        )
    if manifest["fingerprint"] != encoder.fingerprint:
        raise StaleIndexError(
            f"The index in {str(folder)!r} was made by the encoder {manifest['encoder']!r} ({manifest['dimension']} "
            f"dimensions); this one is {encoder.name!r} ({encoder.dimension}). {again}, or name the right --model."
        )
    state = folder / manifest["state"]
    try:
        for name, digest in manifest["files"].items():
            if _digest(state / name) != digest:
                raise ValueError(f"{name} has changed")
        return _read_state(state, encoder, manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LetterError(f"The index in {str(folder)!r} is damaged ({error}). {again}") from error


def sources(folder: Path) -> list[Source]:
    """The documents of a saved index, whatever encoder or splitter made it.

    Raises:
        LetterError: there is no index, or it is damaged.
    """
    manifest = read_manifest(folder)
    file = folder / manifest["state"] / "documents.jsonl"
    try:
        return [Source(record["name"], record["text"]) for record in _read_lines(file)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LetterError(f"The index in {str(folder)!r} is damaged (documents.jsonl). {_again(folder)}") from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an index.

    Raises:
        StaleIndexError: its format is another one.
        LetterError: there is none, or it cannot be read.
    """
    if not exists(folder):
        raise LetterError(
            f"There is no index in {str(folder)!r}. Make one: qa index PATHS --index {shlex.quote(str(folder))}"
        )
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        missing = {
            "format",
            "splitter",
            "encoder",
            "fingerprint",
            "dimension",
            "state",
            "passages",
            "files",
        } - manifest.keys()
        if missing or not isinstance(manifest["files"], dict) or Path(manifest["state"]).name != manifest["state"]:
            raise ValueError("manifest.json is incomplete")
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise LetterError(f"The index in {str(folder)!r} is damaged (manifest.json). {_again(folder)}") from error
    if manifest["format"] != FORMAT:
        raise StaleIndexError(
            f"The index in {str(folder)!r} has format {manifest['format']}; this version reads {FORMAT}. "
            f"{_again(folder)}"
        )
    return dict(manifest)


def _again(folder: Path) -> str:
    return f"Make it again: qa index PATHS --index {shlex.quote(str(folder))}"


def _ours(file: Path) -> bool:
    """Whether a file is what an interrupted save left."""
    return file.name.startswith(("state-", f"{_MANIFEST}."))


def _write_state(index: Index, state: Path) -> None:
    _write_lines(state / "documents.jsonl", ({"name": source.name, "text": source.text} for source in index.sources))
    _write_lines(state / "passages.jsonl", (_passage_record(passage) for passage in index.passages))
    index.passage_vectors.save(state / "passages.faiss")
    index.sentence_vectors.save(state / "sentences.faiss")
    np.save(state / "starts.npy", index.starts, allow_pickle=False)
    index.lexicon.save(state / "lexical")


def _read_state(state: Path, encoder: Encoder, manifest: dict[str, Any]) -> Index:
    sources = [Source(record["name"], record["text"]) for record in _read_lines(state / "documents.jsonl")]
    texts = {source.name: source.text for source in sources}
    passages = [_passage(record, texts) for record in _read_lines(state / "passages.jsonl")]
    passage_vectors = VectorIndex.load(state / "passages.faiss")
    sentence_vectors = VectorIndex.load(state / "sentences.faiss")
    starts = np.load(state / "starts.npy", allow_pickle=False)
    counts = {len(passages), len(passage_vectors), len(starts) - 1, manifest["passages"]}
    if len(counts) != 1 or starts[-1] != len(sentence_vectors) or passage_vectors.dimension != encoder.dimension:
        raise ValueError("its parts do not belong together")
    lexicon = Lexicon.load(state / "lexical", len(passages))
    return Index(sources, passages, encoder, passage_vectors, sentence_vectors, starts, lexicon)


def _passage_record(passage: Passage) -> dict[str, Any]:
    citation = passage.citation
    return {
        "document": passage.document,
        "ranges": passage.ranges,
        "title": citation.title,
        "number": citation.number,
        "role": citation.role,
        "labels": citation.labels,
        "headings": citation.headings,
        "paragraph": citation.paragraph,
    }


def _passage(record: dict[str, Any], texts: dict[str, str]) -> Passage:
    """A passage's words are cut from its document again, so that what is shown is the source by construction."""
    citation = Citation(
        record["title"],
        record["number"],
        Role(record["role"]),
        tuple(record["labels"]),
        tuple(record["headings"]),
        record["paragraph"],
    )
    ranges = tuple((int(start), int(end)) for start, end in record["ranges"])
    text = texts[record["document"]]
    return Passage(record["document"], ranges, "".join(text[start:end] for start, end in ranges), citation)


def _write_lines(file: Path, records: Iterable[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        for record in records:
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def _read_lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
