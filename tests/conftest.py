"""What the tests share: the real letter, a deterministic stub encoder for tests that are not about the model, a home of
their own."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from index.outline.parse import parse
from index.search.encoder import Kind, TokenIds, Vectors
from index.search.lexical import term, tokens
from index.source.files import read
from index.storage.local import LocalIndex
from index.types import Document, Source
from qa.answering.judging import Calibration
from qa.answering.letter import SEEDS, Letter

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

LETTER = SEEDS / "zhongshan-2023168-reply.txt"

OTHER = Source("other.txt", "一、修路\n今年修路三条。\n二、建桥\n明年建桥两座；后年再建一座。\n")
"""A document of two passages."""


class StubEncoder:
    """A bag of words: every token has a fixed pseudo-random direction in 64 dimensions. It notes what it embeds."""

    name = "stub"
    dimension = 64
    fingerprint = "stub-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        return self.pool(self.tokenise(texts))

    def encode_tokens(self, texts: Sequence[str], kind: Kind) -> list[Vectors]:
        return [self.lookup(ids) for ids in self.tokenise(texts)]

    def read(self, question: str) -> tuple[Vectors, Vectors | None]:
        return self.encode([question], "question")[0], self.encode_tokens([question], "question")[0]

    @property
    def table(self) -> "StubEncoder":
        return self

    def tokenise(self, texts: Sequence[str]) -> list[TokenIds]:
        self.encoded += texts
        return [np.array([term(token) % _TOKENS for token in tokens(text)], np.uint32) for text in texts]

    def lookup(self, ids: TokenIds) -> Vectors:
        return np.array([_direction(number) for number in ids.tolist()], np.float32).reshape(-1, self.dimension)

    def pool(self, tokens: Sequence[TokenIds]) -> Vectors:
        sums = np.stack([self.lookup(ids).sum(axis=0) for ids in tokens])
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        return np.asarray(sums / np.where(norms > 0, norms, 1), np.float32)


_TOKENS = 1 << 20


@cache
def _direction(number: int) -> Vectors:
    if number >= _TOKENS:
        raise IndexError(f"there is no token {number}")
    return np.asarray(np.random.default_rng(number).normal(size=StubEncoder.dimension), np.float32)


@pytest.fixture(scope="session")
def letter_source() -> Source:
    """The real letter as text."""
    return read([LETTER])[0]


@pytest.fixture(scope="session")
def letter_document(letter_source: Source) -> Document:
    """The real letter, parsed."""
    return parse(letter_source)


@pytest.fixture(scope="session")
def letter_index(letter_source: Source) -> LocalIndex:
    """The real letter, indexed by the stub encoder."""
    return LocalIndex.from_sources([letter_source], StubEncoder())


@pytest.fixture(scope="session")
def stub_letter(letter_index: LocalIndex) -> Letter:
    """The real letter to ask, with the stub encoder and the shipped calibration."""
    return Letter(letter_index, Calibration.shipped(reads=False))


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a person's own indexes out of the tests, and the tests out of their home."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    for name in ("QA_INDEX", "QA_MODEL", "QA_LLM", "QA_LLM_MODEL", "QA_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A text file in a folder."""
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file
