"""Passage → evidence: the sentence of a passage that answers a question."""

import numpy as np

from index.index import Index
from index.lexical import tokens
from index.sentences import sentences
from index.types import Span


def best_sentence(index: Index, row: int, question: str) -> Span:
    """The span, within the passage's text, of the sentence nearest to the question.

    Nearness is the cosine of the vectors plus the rarity-weighted share of the question's tokens that the sentence has.
    """
    passage = index.passages[row]
    spans = sentences(passage.text)
    vector = index.encoder.encode([question], "question")[0]
    cosines = index.sentence_vectors.vectors(np.arange(index.starts[row], index.starts[row + 1])) @ vector
    asked = set(tokens(question))
    total = sum(index.lexicon.rarity(token) for token in asked) or 1.0
    shares = [
        sum(index.lexicon.rarity(token) for token in asked & set(tokens(passage.text[start:end]))) / total
        for start, end in spans
    ]
    return spans[int(np.argmax(cosines + np.array(shares)))]
