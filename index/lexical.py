"""Words and figures: how texts are folded for matching, and BM25 over characters.

Folding is for matching only; what is shown stays as the letter writes it.
"""

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from opencc import OpenCC

_TOKEN = re.compile(
    r"(?P<figure>\d+(?:[.,]\d+)*)|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])|(?P<word>[^\W\d_\u3400-\u9fff]+)"
)


_FREQUENCIES = "frequencies.json"


@cache
def _simplifier() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """NFKC, lower case, Traditional Chinese as Simplified: the form in which two texts are compared."""
    return str(_simplifier().convert(unicodedata.normalize("NFKC", text).lower()))


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Folded tokens in reading order: figures whole (1,260 as 1260), words of other scripts whole, Chinese as single
    characters and, where two stand together, as the pair as well (spaces between them do not count)."""
    found: list[str] = []
    folded = fold(text)
    before, end = "", 0
    for match in _TOKEN.finditer(folded):
        han = match["han"] or ""
        if han and before and not folded[end : match.start()].strip():
            found.append(before + han)
        if han:
            found.append(han)
        elif match["figure"]:
            found.append(match["figure"].replace(",", ""))
        else:
            found.append(match["word"])
        before, end = han, match.end()
    return tuple(found)


class Lexicon:
    """BM25 (Robertson & Zaragoza 2009, Lucene's form) over `tokens`, kept by bm25s."""

    def __init__(self, retriever: Any, size: int, frequencies: dict[str, int]) -> None:
        self._retriever = retriever
        self._size = size
        self._frequencies = frequencies

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> "Lexicon":
        """Index the texts, in order."""
        import bm25s

        # b = 0.5 rather than 0.75: paragraphs of a letter are long because they say much, not because they repeat.
        retriever = bm25s.BM25(k1=1.2, b=0.5, method="lucene")
        words = [tokens(text) or ("",) for text in texts]
        retriever.index(words, show_progress=False)
        frequencies = Counter(word for text in words for word in set(text))
        return cls(retriever, len(texts), dict(frequencies))

    @classmethod
    def load(cls, folder: Path, size: int) -> "Lexicon":
        """Load what `save` wrote; `size` is the number of texts."""
        import bm25s

        frequencies = json.loads((folder / _FREQUENCIES).read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(folder, show_progress=False), size, frequencies)

    def save(self, folder: Path) -> None:
        """Write arrays and vocabulary into a folder: .npy and .json files, no pickles."""
        self._retriever.save(folder, show_progress=False)
        (folder / _FREQUENCIES).write_text(json.dumps(self._frequencies, ensure_ascii=False), encoding="utf-8")

    def rarity(self, token: str) -> float:
        """Inverse document frequency as in Lucene's BM25, above 0; a token that no text has is the rarest."""
        frequency = self._frequencies.get(token, 0)
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))

    def share(self, question: str) -> float:
        """How much of a question BM25 can match at all: the rarity-weighted share of its tokens that any text has, in
        [0, 1]; 0 for a question without tokens."""
        asked = tokens(question)
        total = sum(self.rarity(token) for token in asked)
        return sum(self.rarity(token) for token in asked if token in self._frequencies) / total if total else 0.0

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 of every text, shape (size,), at least 0; 0 where no token matches."""
        known = [token for token in tokens(question) if token in self._retriever.vocab_dict]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._retriever.get_scores(known), np.float32)
