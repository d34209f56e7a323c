"""Pool → read pool: the windows of the best candidates go through the reader, which knows word order and meaning.

What it makes of them orders the candidates that were read anew, together with the scores that they had (reading alone
orders worse than words and vectors do), gives the exact words, and is evidence for the judgement.
"""

from dataclasses import dataclass, replace

import numpy as np

from index.search.embedding import context
from index.search.index import Index
from index.search.reading import Reader, window_around
from index.text.sentences import sentences
from index.types import Passage, Span
from qa.answering.highlight import best_sentence
from qa.answering.search import Pool

READ = 4
"""Candidates that are read, one window each: what a question may cost allows."""

WEIGHT = 1.6
"""How much the reader's log-odds count beside a sum of z-scores; chosen on the development documents."""

_HEADING = 60
"""Characters of what a window stands under that are read with it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader made of one candidate: the log-odds that its window answers, the log-probability of just these
    words, their source ranges, and those of the sentences that hold them."""

    answers: float
    certainty: float
    words: tuple[Span, ...]
    sentences: tuple[Span, ...]


def read(reader: Reader, index: Index, question: str, pool: Pool) -> tuple[Pool, dict[int, Read]]:
    """The pool with its first `READ` candidates in a new order, and what was read, by row."""
    rows = pool.rows[:READ].tolist()
    passages = [index.passage(row) for row in rows]
    best = [best_sentence(passage, pool.asked, pool.sentences[at]) for at, passage in enumerate(passages)]
    windows = [_window(passage, span) for passage, span in zip(passages, best, strict=True)]
    heads = [_head(passage) for passage in passages]
    texts = [head + p.text[slice(*window)] for head, p, window in zip(heads, passages, windows, strict=True)]
    readings = reader.read(question, texts)
    found = {}
    for row, passage, head, window, reading in zip(rows, passages, heads, windows, readings, strict=True):
        offset = window[0] - len(head)
        start, end = max(reading.words[0] + offset, window[0]), min(reading.words[1] + offset, window[1])
        words = passage.locate(start, end) if start < end else ()
        found[row] = Read(reading.answers, reading.certainty, words, _holding(passage, (start, end)))
    return _reordered(pool, found), found


def _reordered(pool: Pool, found: dict[int, Read]) -> Pool:
    """The pool by its scores and what was read; candidates that were not read stay behind those that were."""
    count = len(found)
    scores = pool.scores.copy()
    scores[:count] += np.array([WEIGHT * found[row].answers for row in pool.rows[:count].tolist()], np.float32)
    scores[count:] = np.minimum(scores[count:], scores[:count].min(initial=np.inf))
    order = np.argsort(-scores, kind="stable")
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


def _holding(passage: Passage, words: Span) -> tuple[Span, ...]:
    """The source ranges of the sentences that some words of a passage stand in."""
    touched = [span for span in sentences(passage.text) if span[0] < words[1] and words[0] < span[1]]
    return passage.locate(touched[0][0], touched[-1][1]) if touched else ()


def _head(passage: Passage) -> str:
    above = context(passage).replace("\n", " ").strip()
    return above[-_HEADING:] + "\n" if above else ""
