"""Examples → tokens → batches of rows of about one length."""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from index.search.reading.reader import BEGIN, END, LONGEST_QUESTION, LONGEST_WINDOW, PAD
from index.training.reader.examples import Example

POOL = 40
"""So many batches are drawn at once and sorted by length, so that little is padding and yet much is left to chance."""


class Tokens(NamedTuple):
    """An example as the network takes it. `first` and `last` are the places of the answer's tokens in the row, -1 where
    it has none; the window's tokens begin at `window` and end before the row's last."""

    ids: list[int]
    window: int
    answered: bool
    first: int
    last: int


class Batch(NamedTuple):
    """Rows of tokens: `ids` (rows, tokens), `mask` 1 where a token is, `inside` where it is of the window."""

    ids: Tensor
    mask: Tensor
    inside: Tensor
    answered: Tensor
    first: Tensor
    last: Tensor


def tokenise(examples: Sequence[Example], tokenizer: Tokenizer) -> Iterator[Tokens]:
    """The examples' tokens, `<s> question </s></s> window </s>`; without those whose words are cut off."""
    questions = tokenizer.encode_batch([example.question for example in examples], add_special_tokens=False)
    windows = tokenizer.encode_batch([example.window for example in examples], add_special_tokens=False)
    for example, question, window in zip(examples, questions, windows, strict=True):
        front = [BEGIN, *question.ids[:LONGEST_QUESTION], END, END]
        places = words_to_tokens(window, example.words) if example.words else (-1, -1)
        if places is not None:
            first, last = (place + len(front) if place >= 0 else -1 for place in places)
            ids = [*front, *window.ids[:LONGEST_WINDOW], END]
            yield Tokens(ids, len(front), example.answered, first, last)


def words_to_tokens(window: Encoding, words: tuple[int, int]) -> tuple[int, int] | None:
    """The first and the last token that overlap the words; None if one of them is beyond the longest window."""
    inside = [n for n, (start, end) in enumerate(window.offsets) if start < words[1] and words[0] < end]
    return (inside[0], inside[-1]) if inside and inside[-1] < LONGEST_WINDOW else None


def batches(rows: Sequence[Tokens], size: int, seed: int) -> Iterator[list[Tokens]]:
    """All rows once, in an order by chance, `size` at a time."""
    chance = random.Random(seed)
    order = list(rows)
    chance.shuffle(order)
    for start in range(0, len(order), size * POOL):
        pool = sorted(order[start : start + size * POOL], key=lambda row: len(row.ids))
        cut = [pool[at : at + size] for at in range(0, len(pool), size)]
        chance.shuffle(cut)
        yield from cut


def stack(rows: Iterable[Tokens]) -> Batch:
    """Rows side by side, the shorter ones padded."""
    taken = list(rows)
    longest = max(len(row.ids) for row in taken)
    ids = torch.full((len(taken), longest), PAD)
    mask = torch.zeros(len(taken), longest, dtype=torch.long)
    inside = torch.zeros(len(taken), longest, dtype=torch.bool)
    for number, row in enumerate(taken):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        mask[number, : len(row.ids)] = 1
        inside[number, row.window : len(row.ids) - 1] = True
    answered = torch.tensor([float(row.answered) for row in taken])
    first, last = torch.tensor([row.first for row in taken]), torch.tensor([row.last for row in taken])
    return Batch(ids, mask, inside, answered, first, last)
