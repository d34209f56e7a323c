"""Paragraphs → what is enclosed with a letter: the attachments behind its signature, the law behind a decree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.outline.paragraphs import Paragraph
from index.outline.patterns import (
    ATTACHED,
    BARE_ATTACHMENT,
    CONTACT_LINE,
    COPIES_LINE,
    DATE_LINE,
    NOTE_LINE,
    OFFICE,
    OPENNESS_LINE,
    PERSON_LINE,
    PLAIN_TITLE,
    PRINTED_LINE,
    SIGNED_LINE,
)
from index.text.numerals import numeral

_TITLED = re.compile(rf"(?P<label>{ATTACHED})(?:[：:]\s*|\s+)(?P<title>[^，。；：]{{2,60}})$")
_NAME = re.compile("《([^《》]{2,80})》")
_ITEM = re.compile(r"[0-9]{1,2}\s*[.、．]|[（(]?[一二三四五六七八九十]{1,2}[）)、]")

_TITLE = 60
"""Characters of a title's line."""

_NAME_LIMIT = 40
"""Characters of a signature."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What is enclosed: `start` is the paragraph that says so or its title, `body` the first after its title, `end`
    the one after its last. `label` is 附件1 and the like, "" where only a title tells it. The title begins at `offset`
    of the paragraph `titled`, and goes on to `body`; `titled` is `body` where there is none."""

    label: str
    number: int
    start: int
    titled: int
    body: int
    end: int
    offset: int = 0


def signed_at(found: Sequence[Paragraph], front: int) -> int:
    """The first signed date: a date below who signs, or beside them. The number of paragraphs where there is none."""
    for at in range(max(front, 1), len(found)):
        text = found[at].text
        if found[at].marker or found[at].row:
            continue
        if DATE_LINE.match(text) and signs(found[at - 1]):
            return at
        if (match := SIGNED_LINE.match(text)) and OFFICE.search(match["name"].rstrip()):
            return at
    return len(found)


def signs(paragraph: Paragraph) -> bool:
    """Whether a paragraph names who signs or prints: short, without punctuation, an office at its end or a person."""
    text = paragraph.text
    if (
        paragraph.marker
        or paragraph.row
        or paragraph.heading
        or len(text) > _NAME_LIMIT
        or re.search("[，。；：！？]", text)
    ):
        return False
    return bool(OFFICE.search(text) or PERSON_LINE.match(text))


def enclosures(found: Sequence[Paragraph], front: int, signed: int) -> list[Enclosure]:
    """Everything that is enclosed, in order."""
    last = _last(found, front)
    heads: list[tuple[int, int, int, str, int]] = []
    for at in range(front, last):
        head = _head(found, at, signed, last)
        if head and not (heads and at < heads[-1][2]):
            heads.append(head)
    if signed < last and not any(head[3] == "" for head in heads):
        until = heads[0][0] if heads else last
        if (title := _unlabelled(found, signed, until)) is not None:
            heads.insert(0, (title, title, title + 1, "", 0))
    ends = [head[0] for head in heads[1:]] + [last] * bool(heads)
    return [
        Enclosure(label, _number(label), start, titled, body, end, offset)
        for (start, titled, body, label, offset), end in zip(heads, ends, strict=True)
    ]


def _last(found: Sequence[Paragraph], front: int) -> int:
    """The paragraph after the last that can be enclosed: copies and printer's mark stand at the end of everything."""
    end = len(found)
    while end > front and (COPIES_LINE.match(found[end - 1].text) or PRINTED_LINE.match(found[end - 1].text)):
        end -= 1
    return end


def _head(found: Sequence[Paragraph], at: int, signed: int, last: int) -> tuple[int, int, int, str, int] | None:
    """First paragraph, paragraph of the title, first of the body, label and offset of the title of what begins here."""
    paragraph = found[at]
    if (
        paragraph.marker
        or paragraph.row
        or len(paragraph.text) > _TITLE + 20
        or not paragraph.text.startswith(("附", "【附", "（附", "(附", "[附"))
    ):
        return None
    match = BARE_ATTACHMENT.match(paragraph.text)
    if match:
        if at + 1 >= last or (at < signed < len(found) and _is_list(found, at + 1, signed)):
            return None
        title = at + 1
        end = title
        while end < last and end - title < 3 and _is_title(found, end, first=end == title):
            end += 1
        if end - title > 1 and not _goes_on(found[title].text):
            end = title + 1
        return at, title, end, re.sub(r"\s", "", match["label"]), 0
    match = _TITLED.match(paragraph.text)
    later = at > signed or (signed == len(found) and not re.search("[：:]", paragraph.text))
    if match and later and not _ITEM.match(match["title"]) and at + 1 < last and _is_text(found[at + 1]):
        return at, at, at + 1, re.sub(r"\s", "", match["label"]), match.start("title")
    return None


def _is_text(paragraph: Paragraph) -> bool:
    """Whether a paragraph may be the first below a title, and is not the next name of a list or a contact."""
    text = paragraph.text
    if CONTACT_LINE.match(text) or OPENNESS_LINE.match(text) or DATE_LINE.match(text) or text.startswith("附"):
        return False
    return bool(paragraph.marker or paragraph.row or re.search("[。：，]", text) or _is_title_text(text))


def _is_title_text(text: str) -> bool:
    return len(text) <= _TITLE and bool(PLAIN_TITLE.match(text))


def _is_list(found: Sequence[Paragraph], start: int, signed: int) -> bool:
    """Whether only names of attachments stand before the signature."""
    return all(_ITEM.match(paragraph.text) and len(paragraph.text) <= _TITLE for paragraph in found[start : signed - 1])


def _is_title(found: Sequence[Paragraph], at: int, *, first: bool) -> bool:
    paragraph = found[at]
    text = paragraph.text
    if paragraph.marker or paragraph.row or len(text) > _TITLE or re.search("[。；，！？]|[：:]$", text):
        return False
    return not (DATE_LINE.match(text) or NOTE_LINE.match(text) or BARE_ATTACHMENT.match(text)) and (
        first or bool(PLAIN_TITLE.match(text))
    )


def _goes_on(text: str) -> bool:
    """Whether a line of a title needs another."""
    return not PLAIN_TITLE.match(text)


def _unlabelled(found: Sequence[Paragraph], signed: int, until: int) -> int | None:
    """The title of what follows the signature though nobody calls it an attachment: a name that the letter gives in
    《》, or a line that looks like a title, with a text below it."""
    named = {re.sub(r"\s", "", name) for paragraph in found[: signed + 1] for name in _NAME.findall(paragraph.text)}
    for at in range(signed + 1, until - 1):
        paragraph = found[at]
        bare = re.sub(r"\s", "", paragraph.text)
        if paragraph.marker:
            return None
        if paragraph.row or len(bare) > 2 * _TITLE or re.search("[。；：]", bare) or signs(paragraph):
            continue
        if bare.strip("《》") in named or (PLAIN_TITLE.match(bare) and not re.match("[（(]", bare)):
            return at
    return None


def _number(label: str) -> int:
    digits = re.search(r"[0-9]+$|[一二三四五六七八九十]+$|[A-Z]$", label)
    if not digits:
        return 0
    return ord(digits[0]) - 64 if digits[0].isascii() and digits[0].isalpha() else numeral(digits[0])
