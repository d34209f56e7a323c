"""Passage → evidence: the sentence of a passage that answers a question."""

import numpy as np

from index.index import Index
from index.lexical import tokens
from index.sentences import sentences
from index.types import Passage, Span
from qa.figures import asked_for, figures
from qa.retrieval import Scores

FIGURE_BONUS = 0.15
"""Chosen on the development questions, by how often the highlight holds the answer."""


def best_sentence(index: Index, passage: Passage, question: str, late: Scores) -> Span:
    """The span, within the passage's text, of the sentence nearest to the question.

    Nearness is the late interaction of each sentence, `late`, plus the rarity-weighted share of the question's tokens
    that the sentence has, plus a bonus for a figure of the kind that the question asks for.
    """
    spans = sentences(passage.text)
    rarities = index.lexicon.rarities(set(tokens(question)))
    total = sum(rarities.values()) or 1.0
    shares = [
        sum(rarities[token] for token in rarities.keys() & set(tokens(passage.text[start:end]))) / total
        for start, end in spans
    ]
    kinds = asked_for(question)
    bonus = [
        FIGURE_BONUS * any(figure.kind in kinds for figure in figures(passage.text[start:end])) for start, end in spans
    ]
    return spans[int(np.argmax(late + np.array(shares) + np.array(bonus)))]
