"""Passage → sentences: the smallest units that are embedded and highlighted."""

import re

from index.types import Span

_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n]+[”’）》】」』)\"']*|$)")


def sentences(text: str) -> list[Span]:
    """Sentences and clauses up to a semicolon, as spans of `text` without outer white space. None if it is blank."""
    found = []
    for match in _SENTENCE.finditer(text):
        words = match[0].strip()
        if words:
            start = match.start() + match[0].index(words[0])
            found.append((start, start + len(words)))
    return found
