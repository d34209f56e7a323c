"""Text of a language model, as it comes → sentences with the passages that they cite."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from qa.answering.composed import Statement

_MARK = r"[\[［【]\s*\d{1,3}(?:\s*[,，、;–-]\s*\d{1,3})*\s*[\]］】]"
_END = "[.!?。！？؟।…]"
_CITED = re.compile(rf"(?P<before>.*?)(?P<marks>(?:\s*{_MARK})+)(?P<end>\s*{_END}+[\"'”’»)）」』]*)?", re.DOTALL)
_SENTENCE_END = re.compile(
    r"[。！？](?:[”’」』）]*)\s*|(?<=[^\W\d_]{4})[.!?؟][\"”’»)]*\s+(?=[\"“«¿¡(]?[^\W\d_])|[!?؟][\"”’»)]*\s+"
)
"""Where a sentence surely ends. A full stop after a short word or a number (No. 5, z. B., 29. Juni) may not be one."""

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_DRESS = re.compile(r"^\s*(?:[-*•·]\s+|#{1,6}\s+|>\s*|\d{1,2}[.)]\s+(?=\D))")
_EMPHASIS = re.compile(r"\*\*|__|`")


def lines(pieces: Iterable[str]) -> Iterator[str]:
    """The finished lines of a stream, without what a model thinks aloud."""
    held = ""
    for piece in pieces:
        held += piece
        if "<think>" in held and "</think>" not in held:
            continue
        held = _THOUGHT.sub("", held)
        *done, held = held.split("\n")
        yield from done
    yield _THOUGHT.sub("", held)


def statements(line: str) -> list[Statement]:
    """The sentences of a line, each with the citations that follow it, before or after its full stop; none if it is
    blank. A sentence that no citation follows has none, also where the next one has."""
    text = _EMPHASIS.sub("", _DRESS.sub("", line)).strip()
    found: list[Statement] = []
    end = 0
    for match in _CITED.finditer(text):
        *uncited, last = _sentences(match["before"])
        if not last and found and not uncited:  # Marks that go on after a full stop.
            found[-1] = Statement(found[-1].text, _merge(found[-1].citations, _numbers(match["marks"])))
        else:
            found += [Statement(sentence, ()) for sentence in uncited if _says(sentence)]
            if _says(last):
                found.append(Statement(last + (match["end"] or "").strip(), _numbers(match["marks"])))
        end = match.end()
    found += [Statement(sentence, ()) for sentence in _sentences(text[end:]) if _says(sentence)]
    return found


def _sentences(text: str) -> list[str]:
    """At least one, perhaps empty."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        found.append(text[start : match.end()].strip())
        start = match.end()
    rest = text[start:].strip()
    return [*found, rest] if rest or not found else found


def _says(sentence: str) -> bool:
    return any(character.isalnum() for character in sentence)


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers of citation marks in order, each once; a range counts as its two ends and all between."""
    found: list[int] = []
    for mark in re.findall(_MARK, unicodedata.normalize("NFKC", text)):
        for part in re.findall(r"\d+(?:\s*[–-]\s*\d+)?", mark):
            first, *last = [int(number) for number in re.findall(r"\d+", part)]
            found += range(first, min(last[0], first + 99) + 1) if last else [first]
    return tuple(dict.fromkeys(found))


def _merge(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys([*first, *second]))
