"""Pool → read pool: the windows of the best candidates go through the reader, which knows word order and meaning.

What it makes of them orders the candidates that were read anew, together with the scores that they had (reading alone
orders worse than words and vectors do), gives the exact words, and is evidence for the judgement.
"""

from dataclasses import dataclass, replace

import numpy as np
from index.search.reading import Reader, window_around

from index.search.embedding import context
from index.search.index import Index
from index.text.sentences import sentences
from index.types import Passage, Span
from qa.answering.highlight import best_sentence
from qa.answering.search import Pool

READ = 4
"""Candidates that are read, one window each: what a question may cost allows."""

WEIGHT = 0.8
"""How much the reader's log-odds count beside a sum of z-scores; chosen on the development documents."""

_HEADING = 60
"""Characters of what a window stands under that are read with it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader made of one candidate: the log-odds that its window answers, the log-probability of just these
    words, their source ranges, and the best sentence's, within which they mostly stand."""

    answers: float
    certainty: float
    words: tuple[Span, ...]
    sentence: tuple[Span, ...]


def read(reader: Reader, index: Index, question: str, pool: Pool) -> tuple[Pool, dict[int, Read]]:
    """The pool with its first `READ` candidates in a new order, and what was read, by row."""
    rows = pool.rows[:READ].tolist()
    passages = [index.passage(row) for row in rows]
    spans = [best_sentence(passage, pool.asked, pool.sentences[at]) for at, passage in enumerate(passages)]
    windows = [_window(passage, span) for passage, span in zip(passages, spans, strict=True)]
    heads = [_head(passage) for passage in passages]
    texts = [head + p.text[slice(*window)] for head, p, window in zip(heads, passages, windows, strict=True)]
    found: dict[int, Read] = {}
    for row, passage, span, window, head, reading in zip(
        rows, passages, spans, windows, heads, reader.read(question, texts), strict=True
    ):
        start, end = (offset - len(head) + window[0] for offset in reading.words)
        inside = max(start, window[0]), min(end, window[1])
        words = passage.locate(*inside) if inside[0] < inside[1] else ()
        found[row] = Read(reading.answers, reading.certainty, words, passage.locate(*span))
    return _reordered(pool, found), found


def _reordered(pool: Pool, found: dict[int, Read]) -> Pool:
    """The pool by its scores and what was read; candidates that were not read stay behind."""
    scores = pool.scores.copy()
    for at, row in enumerate(pool.rows[: len(found)].tolist()):
        scores[at] += WEIGHT * found[row].answers
    behind = scores[: len(found)].min() if found else 0.0
    scores[len(found) :] = np.minimum(scores[len(found) :], behind)
    order = np.lexsort((np.arange(len(scores)), -scores))
    return replace(
        pool,
        rows=pool.rows[order],
        scores=scores[order],
        passage=pool.passage[order],
        late=pool.late[order],
        lexical=pool.lexical[order],
        sentences=tuple(pool.sentences[at] for at in order.tolist()),
    )


def _window(passage: Passage, best: Span) -> Span:
    spans = sentences(passage.text)
    at = spans.index(best)
    return window_around(spans, at, at)


def _head(passage: Passage) -> str:
    above = context(passage).replace("\n", " ").strip()
    return above[-_HEADING:] + "\n" if above else ""
