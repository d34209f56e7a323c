"""Passage → evidence: the sentence of a passage that answers a question."""

import numpy as np

from index.index import Index
from index.lexical import tokens
from index.sentences import sentences
from index.types import Span
from qa.retrieval import Reading


def best_sentence(index: Index, row: int, asked: Reading) -> Span:
    """The span, within the passage's text, of the sentence nearest to the question.

    Nearness is the cosine of the vectors plus the rarity-weighted share of the question's tokens that the sentence has.
    """
    passage = index.passages[row]
    spans = sentences(passage.text)
    cosines = index.sentence_vectors.vectors(np.arange(index.starts[row], index.starts[row + 1])) @ asked.vector
    words = set(tokens(asked.text))
    total = sum(index.lexicon.rarity(token) for token in words) or 1.0
    shares = [
        sum(index.lexicon.rarity(token) for token in words & set(tokens(passage.text[start:end]))) / total
        for start, end in spans
    ]
    return spans[int(np.argmax(cosines + np.array(shares)))]
