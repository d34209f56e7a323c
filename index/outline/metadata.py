"""Paragraphs and their roles → what is known about a document as a whole, every fact with its place in the text.

Where a document says a thing more than once, the first of these that it has counts:

- title: the line that has the role.
- number: the document number under the letterhead.
- issuer: the letterhead, the signature above the date, the names at the head of the title ("…市商务局关于…的函").
  Several bodies that issue together are one fact each. A law has none of them and no issuer.
- date: the signed date; a date below the title or in a report's subtitle; the last passing or amendment of a law; the
  time of the meeting in minutes; the printing date, for want of another.
- kind: the word that ends the title, 函 or 条例.
"""

import re
from collections.abc import Iterator

from index.outline.paragraphs import KINDS, LABEL, NOTE_LINE, NUMBER, Paragraph
from index.outline.roles import OFFICE
from index.text.numbering import DATE, iso_date
from index.types import Fact, Field, Role, locate

_TYPESETTING = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
"""Spaces that set figures and names apart; those between Latin words belong to the words."""

_DATE = re.compile(DATE)
_NUMBER = re.compile(NUMBER)
_KIND_WORDS = "|".join(r"\s*".join(word) for word in KINDS.split("|"))
_KIND = re.compile(rf"(?P<kind>{_KIND_WORDS})\s*(?:[（(].{{0,40}}[）)])?$")
_HEAD = re.compile("(?P<names>[^，。；《》]{2,60}?)关于")
_ORDER = re.compile("(?P<names>.+)(?:令|公告|通告|公报)$")
_AFTER_NAMES = re.compile(rf"(?<!\s)\s*(?:文\s*件|{DATE})$")
_WORD = re.compile(r"[^\s、]+")
_PASSED = re.compile("通过|批准|公布|发布|修订|修正|会议上")
_MEETING_TIME = re.compile(r"(?:会议)?时\s*间\s*[：:]")
_FRAME = " \t\u3000（()）【】[]：:"


def metadata(found: list[Paragraph], assigned: list[Role]) -> tuple[Fact, ...]:
    """The facts of a document, in the order of `Field`; a field that it does not give is left out."""
    by_role: dict[Role, list[Paragraph]] = {role: [] for role in Role}
    for paragraph, role in zip(found, assigned, strict=True):
        by_role[role].append(paragraph)
    titles = by_role[Role.TITLE]
    fields = (
        (_whole(Field.TITLE, paragraph) for paragraph in titles),
        (_match(Field.NUMBER, paragraph, _NUMBER) for paragraph in by_role[Role.NUMBER]),
        _issuers(by_role),
        _dates(found, assigned),
        (_framed(Field.ADDRESSEES, paragraph) for paragraph in by_role[Role.ADDRESSEES]),
        (_framed(Field.CLASS_MARK, paragraph) for paragraph in by_role[Role.CLASS_MARK]),
        (_framed(Field.CONTACT, paragraph) for paragraph in by_role[Role.CONTACT]),
        (_match(Field.KIND, paragraph, _KIND, "kind") for paragraph in titles),
    )
    facts: list[Fact] = []
    for several in fields:
        given = [fact for fact in several if fact]
        facts += given if given and given[0].field is Field.ISSUER else given[:1]
    return tuple(facts)


def unspaced(text: str) -> str:
    """A text without the spaces that set names and figures apart: "第 12 号" is 第12号."""
    return _TYPESETTING.sub("", text)


def _issuers(by_role: dict[Role, list[Paragraph]]) -> Iterator[Fact | None]:
    for role in (Role.ISSUER, Role.SIGNATURE):
        facts = [fact for paragraph in by_role[role] for fact in _names(paragraph, _unlabelled(paragraph))]
        if facts:
            yield from facts
            return
    for paragraph in by_role[Role.TITLE]:
        if match := _HEAD.match(paragraph.text) or _ORDER.match(paragraph.text):
            yield from _names(paragraph, *match.span("names"))


def _unlabelled(paragraph: Paragraph) -> int:
    """The offset after a label ("发文机关：") at the start of a line."""
    label = LABEL.match(paragraph.text)
    return label.end() if label else 0


def _names(paragraph: Paragraph, start: int, end: int | None = None) -> Iterator[Fact]:
    """The bodies named between two offsets: one for each word if all words name one, as in "商务局 财政局文件"."""
    end = start + len(_AFTER_NAMES.sub("", paragraph.text[start:end]))
    words = [match.span() for match in _WORD.finditer(paragraph.text, start, end)]
    if words and not all(OFFICE.search(paragraph.text[left:right]) for left, right in words):
        words = [(words[0][0], words[-1][1])]
    for left, right in words:
        if OFFICE.search(paragraph.text[left:right]):
            yield _fact(Field.ISSUER, paragraph, left, right)


def _dates(found: list[Paragraph], assigned: list[Role]) -> Iterator[Fact | None]:
    signed: list[Fact] = []
    given: list[Fact] = []
    passed: list[Fact] = []
    met: list[Fact] = []
    printed: list[Fact] = []
    for position, (paragraph, role) in enumerate(zip(found, assigned, strict=True)):
        if role is Role.DATE and position and assigned[position - 1] is Role.SIGNATURE:
            signed += _date_facts(paragraph)
        elif role is Role.DATE and NOTE_LINE.match(paragraph.text):
            passed += _date_facts(paragraph)
        elif role in (Role.DATE, Role.ISSUER):
            given += _date_facts(paragraph)
        elif role is Role.BODY and _MEETING_TIME.match(paragraph.text):
            met += _date_facts(paragraph)
        elif role in (Role.PRINT_DATE, Role.PRINTER):
            printed += _date_facts(paragraph)
    yield from signed
    yield from given
    yield from sorted(passed, key=lambda fact: fact.value, reverse=True)
    yield from met
    yield from printed


def _date_facts(paragraph: Paragraph) -> Iterator[Fact]:
    """The written dates of a paragraph that are days of the calendar; in a law's note, those of passing or amending."""
    note = NOTE_LINE.match(paragraph.text)
    matches = list(_DATE.finditer(paragraph.text))
    ends = [match.start() for match in matches[1:]] + [len(paragraph.text)]
    for match, end in zip(matches, ends, strict=False):
        value = iso_date(match[0])
        if value and (not note or _PASSED.search(paragraph.text[match.end() : end])):
            yield Fact(Field.DATE, value, locate(paragraph.spans, *match.span()))


def _whole(field: Field, paragraph: Paragraph) -> Fact:
    return _fact(field, paragraph, 0, len(paragraph.text))


def _framed(field: Field, paragraph: Paragraph) -> Fact | None:
    """The words of a line without the brackets around them or the colon behind."""
    words = paragraph.text.strip(_FRAME)
    start = paragraph.text.index(words)
    return _fact(field, paragraph, start, start + len(words)) if words else None


def _match(field: Field, paragraph: Paragraph, pattern: re.Pattern[str], group: int | str = 0) -> Fact | None:
    match = pattern.search(paragraph.text)
    return _fact(field, paragraph, *match.span(group)) if match else None


def _fact(field: Field, paragraph: Paragraph, start: int, end: int) -> Fact:
    return Fact(field, unspaced(paragraph.text[start:end]), locate(paragraph.spans, start, end))
