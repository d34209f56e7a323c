"""A text's sentences → windows: what the reader sees of a passage."""

from collections.abc import Sequence

from index.types import Span

WIDEST = 170
"""Characters of a window as the reader was trained on it, without its heading."""


def window_around(sentences: Sequence[Span], first: int, last: int, limit: int = WIDEST, before: bool = True) -> Span:
    """Sentences `first` to `last` and whole neighbours, in turn on both sides, as long as `limit` characters hold them.

    Args:
        sentences: a text's sentences, in order, as spans of it.
        before: whether the first neighbour is the one in front.

    Returns:
        The window as a span of the text; longer than `limit` only where the sentences themselves are.
    """
    while True:
        wider = [(first - 1, last), (first, last + 1)]
        for low, high in wider if before else wider[::-1]:
            if low >= 0 and high < len(sentences) and sentences[high][1] - sentences[low][0] <= limit:
                first, last, before = low, high, low == first
                break
        else:
            return sentences[first][0], sentences[last][1]
