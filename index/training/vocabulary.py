"""`tokenizer.json` → the vocabulary that `index.search.unigram` searches, and the fingerprint of what is delivered:

    python -m index.training.vocabulary FOLDER

`FOLDER` is a model that `index.training` has made. Both files say again what is in its tokenizer and weights, in a form
that is there at once.
"""

import json
import sys
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.search.encoder import FINGERPRINT, VOCABULARY, fingerprint
from index.search.unigram import UNKNOWN, trie

_PLANE = 0x10000
"""The Basic Multilingual Plane: the code points that a table is made for."""

_JOINING = {"Cc", "Cf", "Cn", "Co", "Cs", "Mc", "Me", "Mn", "Sk"}
"""Unicode categories of characters that may be one grapheme with others, or that a text hardly has."""

_JOINING_LETTERS = frozenset((*range(0x1100, 0x1200), 0x0D4E, 0x0E33, 0x0EB3, 0xFF9E, 0xFF9F))
"""Letters that may be one grapheme with others (Unicode Standard Annex 29): jamo, signs of vowels and of voicing."""


def write(folder: Path) -> None:
    """Write both files beside the model."""
    file = folder / "tokenizer.json"
    state = json.loads(file.read_text(encoding="utf-8"))
    model = state["model"]
    if model["unk_id"] != UNKNOWN or model["byte_fallback"]:
        raise ValueError(f"{file} is no Unigram model whose token {UNKNOWN} is the unknown one")
    (alone,) = [step["pattern"]["Regex"] for step in state["pre_tokenizer"]["pretokenizers"] if step["type"] == "Split"]
    tensors = trie(model["vocab"]) | {"normal": normal(Tokenizer.from_file(str(file)))}
    save_file(tensors, folder / VOCABULARY, {"alone": alone})
    (folder / FINGERPRINT).write_text(fingerprint(folder) + "\n", encoding="ascii")


def normal(tokenizer: Tokenizer) -> NDArray[np.uint16]:
    """The character that each one becomes, 0 where it becomes none or several, or may belong to its neighbours."""
    table = np.zeros(_PLANE, "<u2")
    for number in range(_PLANE):
        character = chr(number)
        if character in "\t\n" or not (unicodedata.category(character) in _JOINING or number in _JOINING_LETTERS):
            found = tokenizer.normalizer.normalize_str(character)
            table[number] = ord(found) if len(found) == 1 and ord(found) < _PLANE else 0
    return table


if __name__ == "__main__":
    write(Path(sys.argv[1]))
