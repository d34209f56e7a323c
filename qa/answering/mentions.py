"""A thing → where it is mentioned, in one letter or in many.

Words that the letters themselves use are found exactly: by the rarest of their tokens, and then in the text, headings
included. Words of another language are found by meaning: late interaction with each sentence.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from index.search.index import Index, Rows
from index.search.lexical import term, tokens
from index.text.folding import fold
from index.text.sentences import sentences
from index.types import Passage, Span
from qa.understanding.words import content

MEANT = 0.4
"""The late interaction from which a sentence is taken to mention a thing named in another language: of 41 things in six
languages, in the shipped letter and 300 made-up ones, .79 of the mentions are found; of 18 that none mentions, 16 stay
unfound."""

MEANT_CONFIDENCE = 0.77
"""The share of the mentions found there that are right."""

_SEARCHED = 5000
"""Passages that are looked through for the meaning of a word, the nearest ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that mentions something, by its row. `ranges` are the source ranges of the mention, those of the whole
    passage where its heading has it; `confidence` is the chance that it is one."""

    row: int
    score: float
    passage: Passage
    ranges: tuple[Span, ...]
    confidence: float


def mentions(index: Index, thing: str, without: AbstractSet[int] = frozenset()) -> list[Place]:
    """The passages that mention a thing (as `understanding.mentions` gives it), in reading order; `without` are the
    numbers of letters to leave out.

    Exact words are found in every letter. By meaning, only the `_SEARCHED` nearest passages are looked through, and
    each letter has one place at most.
    """
    found = _exact(index, thing, without)
    if not found and not re.search("[\\u4e00-\\u9fff]", thing):
        found = _meant(index, thing, without)
    return sorted(found, key=lambda place: place.row)


def best_of_each(found: Iterable[Place]) -> list[Place]:
    """The best place of every letter, best first, ties in reading order."""
    best: dict[str, Place] = {}
    for place in found:
        known = best.setdefault(place.passage.document, place)
        if place.score > known.score:
            best[place.passage.document] = place
    return sorted(best.values(), key=lambda place: -place.score)


def _exact(index: Index, thing: str, without: AbstractSet[int]) -> list[Place]:
    counts = index.lexicon.frequencies(tokens(thing))
    if not counts or not min(counts.values()):
        return []
    rarest = min(counts, key=lambda token: (counts[token], token))
    rows = np.sort(index.matching(np.array([term(rarest)], np.uint32), np.ones(1, np.float32), counts[rarest]))
    scores = index.bm25(rows, *index.lexicon.weights(thing))
    kept = [at for at, owner in enumerate(index.owners(rows).tolist()) if owner not in without]
    found = []
    for at in kept:
        passage = index.passage(int(rows[at]))
        spans = list(places(passage.text, thing))
        if spans or any(any(places(heading, thing)) for heading in passage.citation.headings):
            ranges = tuple(part for span in spans for part in passage.locate(*span)) or passage.ranges
            found.append(Place(int(rows[at]), float(scores[at]), passage, ranges, 1.0))
    return found


def _meant(index: Index, thing: str, without: AbstractSet[int]) -> list[Place]:
    words = content(thing)
    if not words:
        return []
    vector, asked = index.encoder.read(words)
    if asked is None or not len(asked):
        return []
    rows = index.nearest(vector, _SEARCHED)
    held = index.tokens(rows)
    if not held:
        return []
    weights = np.linalg.norm(asked, axis=1)
    met = held.best(asked) @ weights / weights.sum()
    said = [met[start + 1 : end] for start, end in zip(held.passages, held.passages[1:], strict=False)]
    scores = np.array([scores.max(initial=0) for scores in said], np.float32)
    found = []
    for at in _best_by_document(index, rows, scores, without):
        if scores[at] >= MEANT:
            passage = index.passage(int(rows[at]))
            span = sentences(passage.text)[int(said[at].argmax())]
            found.append(Place(int(rows[at]), float(scores[at]), passage, passage.locate(*span), MEANT_CONFIDENCE))
    return found


def _best_by_document(index: Index, rows: Rows, scores: np.ndarray, without: AbstractSet[int]) -> Iterable[int]:
    """The place in `rows` of the best passage of each document."""
    best: dict[int, int] = {}
    owners = index.owners(rows)
    for at in np.lexsort((rows, -scores)).tolist():
        if owners[at] not in without:
            best.setdefault(int(owners[at]), at)
    return [best[owner] for owner in sorted(best)]


def places(text: str, thing: str) -> Iterator[Span]:
    """Where a folded thing stands in a text, whatever its spaces, widths and sizes."""
    positions = [at for at, character in enumerate(text) if not character.isspace()]
    folded = fold("".join(text[at] for at in positions))
    if len(folded) != len(positions):  # Some character folds to several: fold one by one.
        parts = [fold(text[at]) for at in positions]
        folded = "".join(parts)
        positions = [at for at, part in zip(positions, parts, strict=True) for _ in part]
    wanted = "".join(thing.split())
    start = folded.find(wanted)
    while wanted and start >= 0:
        end = start + len(wanted)
        if _whole(folded, start, end):
            yield positions[start], positions[end - 1] + 1
        start = folded.find(wanted, end)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or figure is not the part of a longer one."""
    return not (_joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    both = left + right
    return len(both) == 2 and both.isascii() and (both.isalpha() or both.isdigit())
