"""Words of twelve languages by which figures, dates, bodies and turns of phrase are known, and how they match."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from index.text.folding import fold

_FOLDER = Path(__file__).parent
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that write no space between a number and what it counts, nor between words."""

_JOINED = re.compile("[\u0600-\u06ff]")
"""Arabic writes "and", "in" and "the" into the word that they stand before."""


@cache
def load(name: str) -> dict[str, Any]:
    """A file of this folder, by its name without the suffix."""
    found: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of some words in folded text, the longest first; one that never matches if there are none. A *
    at the end of a word lets it go on. In scripts with spaces words begin and end where letters do."""
    return "|".join(_pattern(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) or "(?!)"


def plain(word: str) -> str:
    """A word as it is looked up, without its stars."""
    return fold(word).replace("*", "")


def _pattern(word: str) -> str:
    inside = r"\s+".join(re.escape(part).replace(r"\*", r"[^\W\d_]*") for part in fold(word).split())
    first, last = word[0], word[-1]
    before = "" if _UNSPACED.match(first) or _JOINED.match(first) or not first.isalpha() else r"(?<![^\W\d_])"
    after = "" if _UNSPACED.match(last) or not last.isalpha() else r"(?![^\W\d_])"
    return before + inside + after
