"""Question → what it is after: content, a fact about the document, a place in it, or nothing that a document can
answer.

A small network (one hidden layer) over the means of the question's token vectors in the embedded table, of all of
them, the first and the last, whose twelve languages share one space: what is learned from a question in one language
holds in the others. It is fitted by `qa.evaluation.intents` on questions written for it, and weighs evidence; it
decides nothing alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import embedded, read_safetensors
from index.types import Field

WEIGHTS = Path(__file__).parent / "intent.safetensors"


class Intent(StrEnum):
    """What a question is after. The first ten are facts about a document as a whole."""

    TITLE = "title"
    NUMBER = "number"
    DATE = "date"
    ISSUER = "issuer"
    ADDRESSEES = "addressees"
    SIGNER = "signer"
    ATTACHMENTS = "attachments"
    CONTACT = "contact"
    OPENNESS = "openness"
    COPIES = "copies"
    PLACE = "place"
    COUNT = "count"
    OUTLINE = "outline"
    MENTION = "mention"
    VERDICT = "verdict"
    LIBRARY = "library"
    OFF = "off"
    ORDINARY = "ordinary"


FIELDS: Mapping[Intent, Field] = {
    Intent.TITLE: Field.TITLE,
    Intent.NUMBER: Field.NUMBER,
    Intent.DATE: Field.DATE,
    Intent.ISSUER: Field.ISSUER,
    Intent.ADDRESSEES: Field.ADDRESSEES,
    Intent.SIGNER: Field.SIGNER,
    Intent.ATTACHMENTS: Field.ATTACHMENT,
    Intent.CONTACT: Field.CONTACT,
    Intent.OPENNESS: Field.OPENNESS,
    Intent.COPIES: Field.COPIES,
}
"""The field of a document's metadata that each of the facts asks for."""

Chances = Mapping[Intent, float]
"""The chance in [0, 1] of every intent; they sum to 1."""


@dataclass(frozen=True, slots=True)
class Network:
    """Two layers: `hidden`, shape (3 * dimension, units), and `output`, shape (units, intents), with their biases;
    between them max(0, x). `order` names the intents of the output."""

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]
    order: tuple[Intent, ...]

    @classmethod
    @cache
    def shipped(cls) -> "Network":
        """The network in the package."""
        found, notes = read_safetensors(WEIGHTS)
        order = tuple(map(Intent, notes["order"].split()))
        names = ("hidden", "hidden_bias", "output", "output_bias")
        hidden, hidden_bias, output, output_bias = (found[name].astype(np.float32) for name in names)
        return cls(hidden, hidden_bias, output, output_bias, order)

    def chances(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The chances of the intents, shape (questions, intents), for what `features` gives."""
        inner = np.maximum(vectors @ self.hidden + self.hidden_bias, 0)
        logits = inner @ self.output + self.output_bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


_EDGE = 3
"""Tokens at the beginning and at the end that are read once more by themselves: there stand the words that ask."""


def features(questions: Sequence[str]) -> NDArray[np.float32]:
    """What the network reads of questions, shape (questions, 3 * dimension): the unit means of all, the first and the
    last tokens."""
    table = embedded().table
    assert table is not None
    tokens = table.tokenise(questions)
    parts = (tokens, [ids[:_EDGE] for ids in tokens], [ids[-_EDGE:] for ids in tokens])
    return np.hstack([table.pool(part) for part in parts])


@lru_cache(maxsize=1024)
def intents(question: str) -> Chances:
    """What a question is after."""
    network = Network.shipped()
    found = network.chances(features([question]))[0].tolist()
    return dict(zip(network.order, found, strict=True))
