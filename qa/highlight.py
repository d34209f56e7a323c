"""Passage → evidence: the sentence of a passage that answers a question."""

import numpy as np

from index.index import Index
from index.lexical import tokens
from index.sentences import sentences
from index.types import Span
from qa.figures import asked_for, figures
from qa.retrieval import Reading

FIGURE_BONUS = 0.15
"""Chosen on the development questions, by how often the highlight holds the answer."""


def best_sentence(index: Index, row: int, asked: Reading) -> Span:
    """The span, within the passage's text, of the sentence nearest to the question.

    Nearness is the cosine of the vectors, plus the rarity-weighted share of the question's tokens that the sentence
    has, plus a bonus for a figure of the kind that the question asks for.
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
    kinds = asked_for(asked.text)
    bonus = [
        FIGURE_BONUS * any(figure.kind in kinds for figure in figures(passage.text[start:end])) for start, end in spans
    ]
    return spans[int(np.argmax(cosines + np.array(shares) + np.array(bonus)))]
