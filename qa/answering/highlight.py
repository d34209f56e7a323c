"""Passage → evidence: the sentence of a passage that answers a question."""

from index.search.lexical import contained
from index.text.sentences import sentences
from index.types import Passage, Span
from qa.answering.search import Reading, Scores
from qa.understanding.figures import asked_for, has_figure

FIGURE_BONUS = 0.15
"""Chosen on the development questions, by how often the highlight holds the answer."""


def best_sentence(passage: Passage, asked: Reading, late: Scores) -> Span:
    """The span, within the passage's text, of the sentence nearest to the question.

    Nearness is the late interaction of each sentence, `late`, plus the rarity-weighted share of the question's tokens
    that the sentence has, plus a bonus for a figure of the kind that the question asks for.
    """
    spans = sentences(passage.text)
    total = sum(asked.rarities.values()) or 1.0
    nearness: list[float] = late.tolist()
    for at, (start, end) in enumerate(spans):
        said = contained(asked.rarities, passage.text[start:end])
        nearness[at] += sum(rarity for token, rarity in asked.rarities.items() if token in said) / total
    close = [at for at, found in enumerate(nearness) if found >= max(nearness) - FIGURE_BONUS]
    if len(close) > 1:
        kinds = asked_for(asked.text)
        for at in close:
            nearness[at] += FIGURE_BONUS * has_figure(passage.text[slice(*spans[at])], kinds)
    return spans[nearness.index(max(nearness))]
