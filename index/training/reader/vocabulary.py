"""The body's 250,000 pieces → those that our languages use, and a tokenizer of them.

A text that needs a piece left out is cut into smaller ones: every single character that the body knows is kept.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.search.reading.pieces import MARK
from index.search.reading.pieces import SPECIAL as UNCOUNTED
from index.search.unigram import trie
from index.training.reader.body import UNKNOWN, build_tokenizer
from index.training.vocabulary import normal

SPECIAL = UNKNOWN + 1
"""So many pieces at the front are special and keep their places."""

BATCH = 4096


def count_pieces(texts: Iterable[str], tokenizer: Tokenizer) -> Counter[int]:
    """How often each piece occurs in the texts."""
    counts: Counter[int] = Counter()
    gathered: list[str] = []
    for text in texts:
        gathered.append(text)
        if len(gathered) == BATCH:
            _count(gathered, tokenizer, counts)
            gathered = []
    _count(gathered, tokenizer, counts)
    return counts


def _count(texts: list[str], tokenizer: Tokenizer, counts: Counter[int]) -> None:
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        counts.update(encoding.ids)


def kept_pieces(pieces: list[tuple[str, float]], counts: Counter[int], own: Counter[int], most: int) -> list[int]:
    """The numbers of the pieces to keep, ascending, `most` at most beside the characters.

    Args:
        counts: how often each occurs in public text, balanced over the languages.
        own: how often in our own texts; all of these are kept.
    """
    kept = set(range(SPECIAL)) | set(own)
    kept |= {number for number, (piece, _) in enumerate(pieces) if len(piece.removeprefix(MARK)) <= 1}
    for number, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if len(kept) >= most:
            break
        kept.add(number)
    return sorted(kept)


def pruned_tokenizer(pieces: list[tuple[str, float]], kept: list[int]) -> Tokenizer:
    """The tokenizer of the kept pieces, numbered anew in their order."""
    return build_tokenizer([pieces[number] for number in kept])


def as_json(tokenizer: Tokenizer) -> str:
    """The tokenizer's file without white space."""
    return json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))


def searched_vocabulary(tokenizer: Tokenizer) -> dict[str, NDArray[Any]]:
    """The tokenizer's pieces once more, in the form that `index.search.reading.pieces` searches without loading it."""
    pieces = [(piece, score) for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]]
    characters = normal(tokenizer)
    characters[ord(MARK)] = ord(MARK)
    return trie(pieces[UNCOUNTED:]) | {"normal": characters}
