"""Words and figures: BM25 over characters.

BM25 (Robertson & Zaragoza 2009, in Lucene's form) is a product of sparse vectors: a question's terms weigh by their
rarity in the corpus, a text's terms by their impact, which depends on that text alone. So texts can come and go without
touching others, and any store of sparse vectors can rank by it.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import add

import numpy as np
from numpy.typing import NDArray

from index.text.folding import fold

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_OTHER = r"(?P<figure>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_\u3400-\u9fff\uf900-\ufaff]+)"
_TOKEN = re.compile(rf"(?P<run>{_HAN}(?:\s*{_HAN})*)|{_OTHER}")

_BETWEEN = "\0"
"""What stands between texts that are read as one: no token has it, and no run of Chinese goes on behind it."""

K1 = 1.2
B = 0.5
"""Rather than 0.75: paragraphs of a letter are long because they say much, not because they repeat."""

PIVOT = 240
"""Tokens of a text of middling length, where length neither helps nor hurts: the mean of the shipped letter. It is
fixed, as a mean over the corpus would change every impact with every document."""

_REMEMBERED = 100_000
"""Tokens whose frequencies a lexicon remembers."""

Terms = NDArray[np.uint32]


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Folded tokens in reading order: figures whole (1,260 as 1260), words of other scripts whole, Chinese as single
    characters and, where two stand together, as the pair as well (spaces between them do not count)."""
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        token = match[0]
        if match.lastgroup == "figure":
            found.append(token.replace(",", ""))
        elif match.lastgroup == "word":
            found.append(token)
        else:
            run = "".join(token.split())
            found.append(run[0])
            found += chain.from_iterable(zip(map(add, run, run[1:]), run[1:], strict=False))
    return tuple(found)


def contained(words: Iterable[str], text: str) -> set[str]:
    """Those of some tokens that a text has, without cutting it into all of its own."""
    run, others = _runs_and_others(text)
    return {word for word in words if word in (run if _chinese(word) else others)}


@lru_cache(maxsize=4096)
def _runs_and_others(text: str) -> tuple[str, frozenset[str]]:
    """A folded text without white space, in which Chinese tokens can be looked for, and its other tokens."""
    folded = fold(text)
    return "".join(folded.split()), frozenset(match[0].replace(",", "") for match in re.finditer(_OTHER, folded))


@lru_cache(maxsize=1 << 16)
def _chinese(token: str) -> bool:
    return bool(re.match(_HAN, token))


@lru_cache(maxsize=1 << 17)
def term(token: str) -> int:
    """The number by which indexes know a token: its CRC-32. That two tokens share one is possible, and rare enough."""
    return zlib.crc32(token.encode("utf-8", "surrogatepass"))


def occurrences(texts: Sequence[str]) -> tuple[Terms, NDArray[np.int64]]:
    """Every occurrence of a term in texts, in no order, and the number of its text: what `term` and `tokens` give for
    each of them, in a third of the time."""
    folded = list(map(fold, texts))
    joined = _BETWEEN.join(folded)
    points = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    seen = np.flatnonzero(~np.isin(points, _spaces()))
    run = points[seen]
    han = (run >= 0x3400) & (run <= 0x4DBF) | (run >= 0x4E00) & (run <= 0x9FFF) | (run >= 0xF900) & (run <= 0xFAFF)
    pairs = han[:-1] & han[1:]
    state = _crc(np.full(len(run), 0xFFFFFFFF, np.uint32), run)
    others = list(re.finditer(_OTHER, joined))
    terms = [
        ~state[han],
        ~_crc(state[:-1][pairs], run[1:][pairs]),
        np.fromiter((term(match[0].replace(",", "")) for match in others), np.uint32, len(others)),
    ]
    places = [
        seen[han],
        seen[:-1][pairs],
        np.fromiter((match.start() for match in others), np.int64, len(others)),
    ]
    starts = np.cumsum([0, *(len(text) + 1 for text in folded)])
    return np.concatenate(terms), np.searchsorted(starts, np.concatenate(places), side="right") - 1


def _crc(state: Terms, points: NDArray[np.uint32]) -> Terms:
    """A running CRC-32 (ISO 3309), continued by one character each, of three bytes in UTF-8 as all Chinese ones are."""
    for byte in (0xE0 | points >> 12, 0x80 | points >> 6 & 0x3F, 0x80 | points & 0x3F):
        state = _crcs()[(state ^ byte) & 0xFF] ^ (state >> 8)
    return state


@cache
def _crcs() -> NDArray[np.uint32]:
    """What each byte does to a CRC-32."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ np.uint32(0xEDB88320), table >> 1)
    return table


@cache
def _spaces() -> NDArray[np.uint32]:
    """The characters that are white space to a regular expression."""
    return np.array([number for number in range(0x3001) if chr(number).isspace()], np.uint32)


def impacts(text: str) -> tuple[Terms, NDArray[np.float32]]:
    """The terms of a text in ascending order, each once, and what each is worth in it, in (0, 1)."""
    found = tokens(text)
    counts = Counter(map(term, found))
    terms = np.fromiter(sorted(counts), np.uint32, len(counts))
    frequency = np.array([counts[number] for number in terms.tolist()], np.int64)
    return terms, impact(frequency, np.int64(len(found)))


def impact(frequency: NDArray[np.int64], length: NDArray[np.int64] | np.int64) -> NDArray[np.float32]:
    """What terms are worth in texts in which they stand so often, and which have so many tokens."""
    return np.asarray(frequency / (frequency + K1 * (1 - B + B * length / PIVOT)), np.float32)


class Lexicon:
    """What the words of a corpus are worth: how rare each is. `frequency` gives the texts that have each of some terms,
    of `size` texts in all."""

    def __init__(self, size: int, frequency: Callable[[Terms], NDArray[np.int64]]) -> None:
        self._size = size
        self._frequency = frequency
        self._known: dict[str, int] = {}

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """How many texts have each of some tokens."""
        words = list(words)
        new = [word for word in words if word not in self._known]
        if new:
            if len(self._known) > _REMEMBERED:
                self._known = {}
                new = words
            counts = self._frequency(np.array([term(word) for word in new], np.uint32))
            self._known.update(zip(new, counts.tolist(), strict=True))
        known = self._known
        return {word: known[word] for word in words}

    def rarities(self, words: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency as in Lucene's BM25, above 0; a token that no text has is the rarest."""
        return {
            word: math.log(1 + (self._size - count + 0.5) / (count + 0.5))
            for word, count in self.frequencies(words).items()
        }

    def share(self, question: str) -> float:
        """How much of a question BM25 can match at all: the rarity-weighted share of its tokens that any text has, in
        [0, 1]; 0 for a question without tokens."""
        asked = tokens(question)
        counts, rarities = self.frequencies(asked), self.rarities(asked)
        total = sum(rarities[token] for token in asked)
        return sum(rarities[token] for token in asked if counts[token]) / total if total else 0.0

    def weights(self, question: str) -> tuple[Terms, NDArray[np.float32]]:
        """A question as a sparse vector: the terms that any text has, in ascending order, and the sum of their
        rarities over the question. Its product with a text's `impacts` is BM25."""
        asked = tokens(question)
        counts, rarities = self.frequencies(asked), self.rarities(asked)
        weights: dict[int, float] = {}
        for token in asked:
            if counts[token]:
                weights[term(token)] = weights.get(term(token), 0.0) + rarities[token]
        terms = np.fromiter(sorted(weights), np.uint32, len(weights))
        return terms, np.fromiter((weights[number] for number in terms.tolist()), np.float32, len(weights))
