"""Late interaction: every token of a question looks for its best counterpart in a passage.

ColBERT's MaxSim (Khattab & Zaharia 2020), each question token weighted by the norm of its vector, so that a model can
say which words matter.
"""

from collections.abc import Sequence

import numpy as np

from index.encoder import Vectors


def best_cosines(question: Vectors, passages: Sequence[Vectors]) -> Vectors:
    """Each question token's best cosine in each passage, shape (passages, question tokens).

    Token vectors have shape (tokens, dimension); those of passages are `directions`. A passage without tokens gives
    zeros.
    """
    if not len(question) or not passages:
        return np.zeros((len(passages), len(question)), np.float32)
    blank = np.zeros((1, question.shape[1]), np.float32)
    filled = [passage if len(passage) else blank for passage in passages]
    cosines = directions(question) @ np.concatenate(filled).T
    starts = np.cumsum([0, *map(len, filled[:-1])])
    return np.asarray(np.maximum.reduceat(cosines, starts, axis=1).T, np.float32)


def late_interaction(question: Vectors, passages: Sequence[Vectors]) -> Vectors:
    """The score of each passage in [-1, 1], shape (passages,): the norm-weighted mean of its best cosines."""
    norms = np.linalg.norm(question, axis=1)
    return np.asarray(best_cosines(question, passages) @ (norms / max(float(norms.sum()), 1e-9)), np.float32)


def sentence_interaction(question: Vectors, sentences: Sequence[Vectors], context: Vectors) -> Vectors:
    """The score of each sentence of a passage, shape (sentences,): a question token finds its counterpart in the
    sentence or in the passage's context (its headings), all as `directions`."""
    norms = np.linalg.norm(question, axis=1)
    best = np.maximum(best_cosines(question, sentences), best_cosines(question, [context]))
    return np.asarray(best @ (norms / max(float(norms.sum()), 1e-9)), np.float32)


def directions(tokens: Vectors) -> Vectors:
    """Token vectors at unit length, what late interaction needs of a passage; zeros stay zeros."""
    norms = np.linalg.norm(tokens, axis=1, keepdims=True)
    return np.asarray(tokens / np.where(norms > 0, norms, 1), np.float32)
