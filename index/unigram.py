"""A few texts → tokens, by a vocabulary that is not loaded: it stays memory-mapped, sorted, and is searched.

To load the same vocabulary into `tokenizers` takes several times as long as a question. The tokens are the same: the
likeliest cut of each word into pieces (Viterbi's algorithm over a Unigram model, Kudo 2018), as that library finds it.
`index.training.vocabulary` makes the file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN = 0
"""The token of what no piece covers."""

_PENALTY = 10.0
"""How much less likely a character without a piece is than the least likely piece."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces, shape (pieces,), ascending; their tokens and log probabilities run parallel. `normal[c]`, shape (65536,),
    is the character that stands for character c, 0 if that depends on others or is not exactly one. `alone` matches
    what is a word even inside another."""

    pieces: NDArray[np.str_]
    tokens: NDArray[np.uint32]
    scores: NDArray[np.float64]
    normal: NDArray[np.uint16]
    alone: re.Pattern[str]

    @classmethod
    def of(cls, tensors: Mapping[str, Any], alone: str) -> "Vocabulary":
        """From the file's tensors; `pieces` are code points there, a row each, with zeros behind."""
        points = tensors["pieces"]
        pieces = points.reshape(-1).view(f"<U{points.shape[1]}")
        return cls(pieces, tensors["tokens"], tensors["scores"], tensors["normal"], re.compile(alone))

    def read(self, text: str) -> list[int] | None:
        """The tokens of a text; None if it has characters that are not read one by one."""
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        if points.max(initial=0) >= len(self.normal):
            return None
        normal = self.normal[points]
        if not normal.all():
            return None
        words = self._words(normal.tobytes().decode("utf-16-le"))
        known = self._known(words)
        return [token for word in words for token in self._cut(word, known)]

    def _words(self, text: str) -> list[str]:
        found = []
        for word in text.split():
            end = 0
            for match in self.alone.finditer(word):
                found += [word[end : match.start()], match[0]]
                end = match.end()
            found.append(word[end:])
        return [word for word in found if word]

    def _known(self, words: list[str]) -> dict[str, tuple[int, float]]:
        """Token and score of every piece that stands in one of the words."""
        longest = self.pieces.itemsize // 4
        parts = {
            word[start:end]
            for word in words
            for start in range(len(word))
            for end in range(start + 1, min(start + longest, len(word)) + 1)
        }
        looked = np.array(sorted(parts), self.pieces.dtype)
        at = np.minimum(np.searchsorted(self.pieces, looked), len(self.pieces) - 1)
        at = at[self.pieces[at] == looked]
        pairs = zip(self.tokens[at].tolist(), self.scores[at].tolist(), strict=True)
        return dict(zip(self.pieces[at].tolist(), pairs, strict=True))

    def _cut(self, word: str, known: dict[str, tuple[int, float]]) -> list[int]:
        """The word's likeliest pieces. Characters without any, one after the other, are one unknown token."""
        longest = self.pieces.itemsize // 4
        unknown = float(self.scores.min()) - _PENALTY
        best: list[tuple[float, int, int]] = [(0.0, 0, UNKNOWN)] + [(-np.inf, 0, UNKNOWN)] * len(word)
        for start in range(len(word)):
            here = best[start][0]
            for end in range(start + 1, min(start + longest, len(word)) + 1):
                token, score = known.get(word[start:end], (UNKNOWN, unknown if end == start + 1 else -np.inf))
                if here + score > best[end][0]:
                    best[end] = (here + score, start, token)
        found: list[int] = []
        end = len(word)
        while end:
            _, start, token = best[end]
            if token != UNKNOWN or found[-1:] != [UNKNOWN]:
                found.append(token)
            end = start
        return found[::-1]
