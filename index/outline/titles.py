"""The first lines → the titles that stand over two or more of them."""

import re
from collections.abc import Sequence

from index.outline.ladder import Number
from index.outline.lines import Line
from index.outline.patterns import (
    ADDRESSEES_LINE,
    BARE_ATTACHMENT,
    CALLED_TITLE,
    CAPTION_LINE,
    CLASS_LINE,
    DATE_LINE,
    KINDS,
    LABEL,
    NUMBER_LINE,
    OFFICE,
    PERSON_LINE,
    PRINTED_LINE,
    SIGNED_LINE,
    SIGNER_LINE,
    URGENCY,
)

_SEARCHED = 40
"""Lines. A title stands further down only where it opens what is enclosed."""

_PROSE = re.compile("[，。；！？]|[：:]$")

_MOST = 4
"""Lines of a title."""

_LONGEST = 150

_OTHER = (
    DATE_LINE,
    PRINTED_LINE,
    SIGNED_LINE,
    NUMBER_LINE,
    CLASS_LINE,
    SIGNER_LINE,
    PERSON_LINE,
    CAPTION_LINE,
    ADDRESSEES_LINE,
    BARE_ATTACHMENT,
)
_SPEAKS = re.compile(r"关于|转发|印发|^.{2,20}(?<!应)对|《")
"""The words of a title that goes on: 某局关于…, 某局对…, 某府办公室转发…, 《…"""

_ENDS = re.compile(rf"(?:{KINDS})(?:[（(][^，。；]{{0,40}}[）)])?(?:\[\d{{1,3}}\])?$")


def titles(found: Sequence[Line], told: Sequence[Number | None]) -> dict[int, int]:
    """For each title at the head of a document, and for each further down that takes several lines, its first line and
    the line after its last."""
    spans: dict[int, int] = {}
    at, head = 0, True
    while at < min(len(found), _SEARCHED):
        head = head and "。" not in found[at].text
        end = _end(found, told, at)
        if end > at + 1 or (end > at and head):
            spans[at] = end
        at = max(end, at + 1)
    return spans


def _end(found: Sequence[Line], told: Sequence[Number | None], start: int) -> int:
    """The line after the last of the title that begins at a line; the line itself if none does."""
    text = ""
    for at in range(start, min(start + _MOST, len(found))):
        line = found[at]
        if len(line.text) > _LONGEST:
            break
        words = re.sub(r"\s", "", line.text)
        if at > start and (line.heading and not found[start].heading):
            break
        if told[at] or not _may_belong(line, words) or len(text) + len(words) > _LONGEST:
            break
        if at > start and not _goes_on(text, words, apart=line.blank):
            break
        text += words
        if _complete(text) and not (at + 1 < len(found) and found[at + 1].text.startswith("的")):
            return at + 1
    return start


def _may_belong(line: Line, words: str) -> bool:
    if (
        line.row
        or line.note
        or _PROSE.search(words)
        or BARE_ATTACHMENT.match(words)
        or re.match("[^：:]{1,8}[：:]", CALLED_TITLE.sub("", words))
    ):
        return False
    return not (any(pattern.match(line.text) for pattern in _OTHER) or LABEL.match(line.text))


def _goes_on(text: str, words: str, *, apart: bool) -> bool:
    """Whether words go on with what may be a title. After a blank line they do only if the title itself says so."""
    if _open(text) or words.startswith(("的", "》", "”", "）")):
        return True
    if OFFICE.search(words) and not _SPEAKS.search(words) and not words.startswith("关于"):
        return False
    if _SPEAKS.search(text):
        return not text.endswith("》") or bool(_ENDS.search(words))
    plain = not apart and not OFFICE.search(text) and not text.endswith(("文件", "令"))
    return plain and not URGENCY.match(text) and not _SPEAKS.match(words)


def _open(text: str) -> bool:
    return (
        text.count("《") > text.count("》") or text.count("“") > text.count("”") or text.count("（") > text.count("）")
    )


def _complete(text: str) -> bool:
    return bool(_ENDS.search(text)) and not _open(text)
