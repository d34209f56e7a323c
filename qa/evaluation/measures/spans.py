"""Is the answer in what is highlighted? All three ignore white space and count 0 where nothing is highlighted."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from qa.evaluation.judging import squeeze


def contained(highlighted: str, answers: Sequence[str]) -> float:
    """1 if some answer stands within the highlighted text, else 0."""
    return float(any(squeeze(answer) in squeeze(highlighted) for answer in answers))


def span_f1(highlighted: str, answers: Sequence[str]) -> float:
    """F1 of the highlighted characters against the answer's, best over the answers.

    Precision and recall count the characters that both have, each as often as it stands in both. (Rajpurkar et al.
    2016, SQuAD, with characters in place of words, as DRCD does for Chinese.)
    """
    return max((_f1(Counter(squeeze(highlighted)), Counter(squeeze(answer))) for answer in answers), default=0.0)


def exact(highlighted: str, answers: Sequence[str]) -> float:
    """1 if the highlighted text is an answer, punctuation at its ends left aside, else 0. (SQuAD's exact match.)"""
    return float(any(_bare(highlighted) == _bare(answer) for answer in answers))


def _f1(found: Counter[str], wanted: Counter[str]) -> float:
    both = (found & wanted).total()
    return 2 * both / (found.total() + wanted.total()) if both else 0.0


def _bare(text: str) -> str:
    letters = squeeze(text)
    kept = [position for position, letter in enumerate(letters) if not unicodedata.category(letter).startswith("P")]
    return letters[kept[0] : kept[-1] + 1] if kept else ""
