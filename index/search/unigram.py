"""Texts → tokens, many at once, by a vocabulary that is not loaded: it stays memory-mapped as a trie, and is searched.

The tokens are those of the `tokenizers` library: the likeliest cut of each word into pieces (Viterbi's algorithm over a
Unigram model, Kudo 2018). That library takes several times as long to read the vocabulary as a question takes to
answer, and more than twice as long with the texts of a corpus. `index.training.vocabulary` makes the file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN = 0
"""The token of what no piece covers."""

_PENALTY = 10.0
"""How much less likely a character without a piece is than the least likely piece."""

_LONGEST_WORD = 256
"""Characters. All words take a step together, as often as the longest of them has characters."""

_AT_ONCE = 200_000
"""Characters that are read together: 28 MB."""

_SPACE = ord(" ")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A trie of pieces, its nodes numbered breadth first from 0, the root.

    `edges`, shape (nodes - 1,), ascend: `edges[n - 1]` is the number of node n's parent times 65536, plus the character
    that leads from there to n. `tokens` and `scores`, shape (nodes + 1,), are those of the piece that ends at a node,
    -inf where none does, and behind them those of a character without a piece. `longest` is the depth of the trie.
    `normal[c]`, shape (65536,), is the character that stands for character c, 0 if that depends on others or is not
    exactly one. `alone` matches what is a word even inside another.
    """

    edges: NDArray[np.uint64]
    tokens: NDArray[np.uint32]
    scores: NDArray[np.float64]
    longest: int
    normal: NDArray[np.uint16]
    alone: re.Pattern[str]
    firsts: Ints

    @classmethod
    def of(cls, tensors: Mapping[str, Any], alone: str) -> "Vocabulary":
        """From what `trie` and `index.training.vocabulary` give."""
        edges = tensors["edges"]
        roots = edges[: np.searchsorted(edges, np.uint64(1 << 16))].astype(np.int64)
        firsts = np.zeros(1 << 16, np.int64)
        firsts[roots] = np.arange(1, len(roots) + 1)
        found = (edges, tensors["tokens"], tensors["scores"], int(tensors["longest"][0]), tensors["normal"])
        return cls(*found, re.compile(alone), firsts)

    def read(self, texts: Sequence[str]) -> list[NDArray[np.uint32] | None]:
        """The tokens of texts; None for one that has characters that are not read one by one, that is too long, or that
        has too long a word."""
        size = sum(map(len, texts))
        if size > _AT_ONCE:
            half = len(texts) // 2
            return self.read(texts[:half]) + self.read(texts[half:]) if half else [None]
        starts, at, tokens, unread = self._tokens(texts)
        bounds = np.searchsorted(at, starts).tolist()
        found: list[NDArray[np.uint32] | None] = [tokens[start:end] for start, end in pairwise(bounds)]
        for text in unread:
            found[text] = None
        return found

    def ends(self, text: str) -> list[int] | None:
        """Where each token of a text ends, ascending; None where `read` gives None."""
        _, at, _, unread = self._tokens([text])
        return None if unread else (at + 1).tolist()

    def _tokens(self, texts: Sequence[str]) -> tuple[Ints, Ints, NDArray[np.uint32], list[int]]:
        """Where texts start when they stand one after the other with a character between them, the last character of
        every token there, the tokens, and the numbers of the texts that cannot be read."""
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
        points = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le"), np.uint32)
        normal = np.where(points < len(self.normal), self.normal[points & 0xFFFF], 0)
        begins, ends = self._words(normal)
        long = ends - begins > _LONGEST_WORD
        unread = np.searchsorted(starts, [*np.flatnonzero(normal == 0), *begins[long]], side="right") - 1
        at, tokens = self._cut(normal, begins[~long], ends[~long])
        return starts, at, tokens, unread.tolist()

    def _words(self, normal: NDArray[np.uint16]) -> tuple[Ints, Ints]:
        """Where words begin and end."""
        space = normal == _SPACE
        matches = self.alone.finditer(normal.tobytes().decode("utf-16-le"))
        edge = np.zeros(len(normal) + 1, np.bool_)
        edge[np.fromiter(chain.from_iterable(match.span() for match in matches), np.int64)] = True
        edge[:-1] |= space
        edge[1:] |= space
        edge[0] = True
        edges = np.flatnonzero(edge)
        words = ~space[edges[:-1]]
        return edges[:-1][words], edges[1:][words]

    def _cut(self, normal: NDArray[np.uint16], begins: Ints, ends: Ints) -> tuple[Ints, NDArray[np.uint32]]:
        """Tokens of words, and where each of them ends. Characters without a piece, one after the other, are one
        unknown token."""
        lengths = ends - begins
        word = np.repeat(np.arange(len(begins)), lengths)
        offsets = np.arange(len(word)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        at = begins[word] + offsets
        nodes = self._pieces(normal[at], lengths[word] - offsets)
        chosen = self._likeliest(nodes, offsets)
        on_path = np.zeros(len(word), np.bool_)
        last = np.cumsum(lengths) - 1
        while len(last):
            on_path[last] = True
            last = (last - chosen[last])[offsets[last] >= chosen[last]]
        path = np.flatnonzero(on_path)
        tokens = self.tokens[nodes[path, chosen[path] - 1]]
        unknown = tokens == UNKNOWN
        again = np.zeros(len(path), np.bool_)
        again[1:] = unknown[1:] & unknown[:-1] & (word[path[1:]] == word[path[:-1]])
        return at[path[~again]], tokens[~again]

    def _pieces(self, characters: NDArray[np.uint16], left: Ints) -> NDArray[np.int32]:
        """The nodes of the pieces that end at characters of words, shape (characters, longest), by their lengths from
        1; 0 for none. `left` counts the characters of the word from each on."""
        nodes = np.zeros((len(characters), self.longest), np.int32)
        at, here = np.arange(len(characters)), self.firsts[characters]
        for length in range(1, self.longest + 1):
            ends = self.scores[here] > -np.inf
            nodes[at[ends] + length - 1, length - 1] = here[ends]
            goes_on = (here > 0) & (left[at] > length)
            at, here = at[goes_on], here[goes_on]
            keys = here.astype(np.uint64) << np.uint64(16) | characters[at + length]
            child = np.searchsorted(self.edges, keys)
            known = self.edges[np.minimum(child, len(self.edges) - 1)] == keys
            at, here = at[known], child[known] + 1
        nodes[nodes[:, 0] == 0, 0] = len(self.edges) + 1
        return nodes

    def _likeliest(self, nodes: NDArray[np.int32], offsets: Ints) -> Ints:
        """How long the piece is that ends at each character in the likeliest cut of its word up to there; of equally
        likely ones the longest."""
        best = np.zeros(len(nodes))
        chosen = np.ones(len(nodes), np.int64)
        order = np.argsort(offsets.astype(np.uint16), kind="stable")
        bounds = np.searchsorted(offsets[order], np.arange(offsets.max(initial=-1) + 2)).tolist()
        for offset, (start, end) in enumerate(pairwise(bounds)):
            ends = order[start:end]
            lengths = np.arange(min(offset + 1, self.longest), 0, -1)
            before = best[ends[:, None] - lengths]
            if offset < self.longest:
                before[:, 0] = 0
            totals = before + self.scores[nodes[ends[:, None], lengths - 1]]
            pick = totals.argmax(axis=1)
            best[ends] = totals[np.arange(len(ends)), pick]
            chosen[ends] = lengths[pick]
        return chosen


def trie(pieces: Sequence[tuple[str, float]]) -> dict[str, NDArray[Any]]:
    """The tensors of a trie of pieces with their scores; their tokens are their places. Those with characters beyond
    the Basic Multilingual Plane are left out, as texts with these are not read."""
    kept = [(token, piece, score) for token, (piece, score) in enumerate(pieces) if max(piece) < "\U00010000"]
    longest = max(len(piece) for _, piece, _ in kept)
    nodes = {"": 0}
    edges: list[int] = []
    for length in range(1, longest + 1):
        parts = {piece[:length] for _, piece, _ in kept if len(piece) >= length}
        keys = sorted((nodes[part[:-1]] << 16 | ord(part[-1]), part) for part in parts)
        nodes |= {part: len(edges) + number for number, (_, part) in enumerate(keys, 1)}
        edges += [key for key, _ in keys]
    tokens = np.full(len(nodes) + 1, UNKNOWN, "<u4")
    scores = np.full(len(nodes) + 1, -np.inf, "<f8")
    for token, piece, score in kept:
        tokens[nodes[piece]], scores[nodes[piece]] = token, score
    scores[-1] = min(score for _, score in pieces) - _PENALTY
    return {"edges": np.array(edges, "<u8"), "tokens": tokens, "scores": scores, "longest": np.array([longest], "<u4")}
