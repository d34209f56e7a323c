"""How texts are folded for matching. Folding is for matching only; what is shown stays as the letter writes it."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


@cache
def _traditional() -> frozenset[str]:
    """The characters that OpenCC simplifies: most texts have none of them, and need not wait for its dictionaries."""
    return frozenset((Path(__file__).parent / "traditional.txt").read_text(encoding="utf-8").strip())


@cache
def _simplifier() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """NFKC, lower case, Traditional Chinese as Simplified: the form in which two texts are compared."""
    folded = encodable(unicodedata.normalize("NFKC", text).lower())
    return folded if _traditional().isdisjoint(folded) else str(_simplifier().convert(folded))


def encodable(text: str) -> str:
    """The text with half surrogate pairs, which no encoding can carry, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
