"""Paragraphs and their roles → what is known about a document as a whole, every fact with its place in the text.

Where a document says a thing more than once, the first of these that it has counts:

- title: the line that has the role; what a decree or notice encloses without calling it an attachment has a title too.
- number: the document number under the letterhead.
- issuer: the letterhead, the signature above the date, the names at the head of the title ("…市商务局关于…的函").
  Several bodies that issue together are one fact each. A law has none of them and no issuer.
- date: the signed date; a date below the title or in a report's subtitle; the last passing or amendment of a law; the
  time of the meeting in minutes; the printing date, for want of another.
- kind: the word that ends the title, 函 or 条例.

Of attachments and of contacts each is a fact. What the document lacks is taken from the table that its website put
over it.
"""

import re
from collections.abc import Iterator, Sequence

from index.outline.enclosures import Enclosure
from index.outline.paragraphs import Paragraph
from index.outline.patterns import (
    ATTACHMENT_LINE,
    CALLED_ADDRESSEES,
    CALLED_NUMBER,
    CALLED_TITLE,
    COPIES_LINE,
    KINDS,
    LABEL,
    NOTE_LINE,
    NUMBER,
    NUMBER_LINE,
    OFFICE,
    OPENNESS_LINE,
    SIGNER_LINE,
    URGENCY,
)
from index.outline.website import Labelled
from index.role import Role
from index.text.dates import DATE, DATE_OR_MONTH, iso_date
from index.text.folding import unspaced
from index.types import Fact, Field, locate

_DATE = re.compile(DATE)
_SIGNED_DATE = re.compile(DATE_OR_MONTH)
_NUMBER = re.compile(NUMBER)
_KIND_WORDS = "|".join(r"\s*".join(word) for word in KINDS.split("|"))
_KIND = re.compile(rf"(?P<kind>{_KIND_WORDS})\s*(?:[（(].{{0,40}}[）)])?(?:\[\d{{1,3}}\])?$")
_HEAD = re.compile("(?P<names>[^，。；《》]{2,60}?)(?:关于|转发|印发|(?<!应)对)")
_ORDER = re.compile("(?P<names>.+)(?:令|公告|通告|公报)$")
_AFTER_NAMES = re.compile(rf"(?<!\s)\s*(?:文\s*件|{DATE_OR_MONTH}\s*(?:印发?)?)$")
_WORD = re.compile(r"[^\s、]+")
_PASSED = re.compile("通过|批准|公布|发布|修订|修正|会议上")
_MEETING_TIME = re.compile(r"(?:会议)?时\s*间\s*[：:]")
_NOTE_MARK = re.compile(r"\s*(?:\[\d{1,3}\]|［\d{1,3}］|〔\d{1,3}〕|[①-⑳*※])$")
_CLASS = re.compile(r"[A-Z]\s*[1-9]?\s*类?(?=[）)】\s]*$)")
_SIGNER = re.compile(rf"{SIGNER_LINE.pattern}\s*(?P<names>.*\S)")
_ATTACHED = re.compile(r"(?<![^\s；;。：:])(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、](?!\d{1,3}(?!\d))\s*")
_FRAME = " \t\u3000（()）【】[]：:"
_ENDS = " \t\u3000。；;，"


def metadata(
    found: Sequence[Paragraph],
    assigned: Sequence[Role],
    enclosed: Sequence[Enclosure],
    values: Sequence[Labelled],
    shown: str,
) -> tuple[Fact, ...]:
    """The facts of a document, in the order of `Field`; a field that it does not give is left out. `values` are what
    its website says of it, at places of `shown`."""
    by_role: dict[Role, list[Paragraph]] = {role: [] for role in Role}
    for paragraph, role in zip(found, assigned, strict=True):
        by_role[role].append(paragraph)
    titles = by_role[Role.TITLE]
    back = found[: enclosed[0].start] if enclosed else found
    fields: dict[Field, Iterator[Fact | None]] = {
        Field.TITLE: (_title(paragraph) for paragraph in titles),
        Field.NUMBER: (_number(paragraph) for paragraph in by_role[Role.NUMBER]),
        Field.ISSUER: _issuers(by_role),
        Field.DATE: _dates(back, assigned),
        Field.ADDRESSEES: (_addressees(paragraph) for paragraph in by_role[Role.ADDRESSEES]),
        Field.CLASS_MARK: _class_marks(by_role),
        Field.SIGNER: _signers(found, assigned),
        Field.ATTACHMENT: _attachments(found, assigned, enclosed),
        Field.CONTACT: (_framed(Field.CONTACT, paragraph) for paragraph in by_role[Role.CONTACT]),
        Field.OPENNESS: (_after(Field.OPENNESS, paragraph, OPENNESS_LINE) for paragraph in by_role[Role.OPENNESS]),
        Field.COPIES: (_after(Field.COPIES, paragraph, COPIES_LINE) for paragraph in by_role[Role.COPIES]),
        Field.KIND: (_match(Field.KIND, paragraph, _KIND, "kind") for paragraph in titles),
    }
    facts: list[Fact] = []
    for field, several in fields.items():
        given = [fact for fact in several if fact] or list(_labelled(field, values, shown))
        if field is Field.TITLE:
            given = given[:1] + _enclosed_titles(found, enclosed)
        elif field not in _EACH:
            given = given[:1]
        values_given = {fact.value: fact for fact in reversed(given)}
        facts += [fact for fact in given if values_given[fact.value] is fact]
    return tuple(facts)


_EACH = frozenset({Field.ISSUER, Field.ATTACHMENT, Field.CONTACT})
"""Fields of which a document may have several values."""


def _labelled(field: Field, values: Sequence[Labelled], shown: str) -> Iterator[Fact]:
    """What the table of a website says. The day of putting a document up stands in for its date."""
    wanted = {Field.DATE: ("date", "published")}.get(field, (field.value,))
    for says in wanted:
        for value in values:
            words = unspaced(shown[slice(*value.span)])
            if value.says == says:
                date = _SIGNED_DATE.search(words)
                words = (iso_date(date[0]) if date else "") if field is Field.DATE else words
                if words and (field is not Field.NUMBER or _NUMBER.search(words)):
                    yield Fact(field, words, (value.span,))


def _title(paragraph: Paragraph) -> Fact:
    mark, label = _NOTE_MARK.search(paragraph.text), CALLED_TITLE.match(paragraph.text)
    start = label.end() if label else 0
    return _fact(Field.TITLE, paragraph, start, mark.start() if mark and mark.start() else len(paragraph.text))


def _enclosed_titles(found: Sequence[Paragraph], enclosed: Sequence[Enclosure]) -> list[Fact]:
    return [fact for enclosure in enclosed if not enclosure.label for fact in _enclosure(Field.TITLE, found, enclosure)]


def _enclosure(field: Field, found: Sequence[Paragraph], enclosure: Enclosure) -> Iterator[Fact]:
    """The title of what is enclosed."""
    lines = found[enclosure.titled : enclosure.body]
    if lines:
        ranges = [*locate(lines[0].spans, enclosure.offset, len(lines[0].text))]
        ranges += [span for line in lines[1:] for span in line.spans]
        yield Fact(
            field,
            unspaced(lines[0].words[enclosure.offset :] + "".join(line.words for line in lines[1:])),
            tuple(ranges),
        )


def _number(paragraph: Paragraph) -> Fact | None:
    label = CALLED_NUMBER.match(paragraph.text)
    return _match(Field.NUMBER, paragraph, _NUMBER) or (label and _after(Field.NUMBER, paragraph, CALLED_NUMBER))


def _addressees(paragraph: Paragraph) -> Fact | None:
    if CALLED_ADDRESSEES.match(paragraph.text):
        return _after(Field.ADDRESSEES, paragraph, CALLED_ADDRESSEES)
    return _framed(Field.ADDRESSEES, paragraph)


def _class_marks(by_role: dict[Role, list[Paragraph]]) -> Iterator[Fact | None]:
    """The mark on a line of its own, or beside the number."""
    for paragraph in by_role[Role.CLASS_MARK]:
        if urgency := URGENCY.match(paragraph.text):
            yield _fact(Field.CLASS_MARK, paragraph, *urgency.span())
        yield _match(Field.CLASS_MARK, paragraph, _CLASS)
    for paragraph in by_role[Role.NUMBER]:
        if beside := NUMBER_LINE.match(paragraph.text):
            yield _fact(Field.CLASS_MARK, paragraph, *beside.span("mark")) if beside["mark"] else None


def _signers(found: Sequence[Paragraph], assigned: Sequence[Role]) -> Iterator[Fact | None]:
    for paragraph, role in zip(found, assigned, strict=True):
        if role in (Role.SIGNER, Role.NUMBER) and (match := _SIGNER.search(paragraph.text)):
            yield _fact(Field.SIGNER, paragraph, *match.span("names"))


def _attachments(
    found: Sequence[Paragraph], assigned: Sequence[Role], enclosed: Sequence[Enclosure]
) -> Iterator[Fact | None]:
    """The names of attachments: those that the letter lists, and of those that it does not list their titles."""
    seen: set[str] = set()
    heads = {at for enclosure in enclosed for at in range(enclosure.start, enclosure.body)}
    for at, (paragraph, role) in enumerate(zip(found, assigned, strict=True)):
        if role is Role.ATTACHMENTS and at not in heads:
            for fact in _names_of_attachments(paragraph):
                seen.add(fact.value)
                yield fact
    for enclosure in enclosed:
        if enclosure.label:
            yield from (fact for fact in _enclosure(Field.ATTACHMENT, found, enclosure) if fact.value not in seen)


def _names_of_attachments(paragraph: Paragraph) -> Iterator[Fact]:
    """附件：1.甲 2.乙 → 甲 and 乙."""
    text = paragraph.text
    label = ATTACHMENT_LINE.match(text)
    start = label.end() if label else 0
    numbers = list(_ATTACHED.finditer(text, start))
    places = [match.end() for match in numbers] or [start]
    stops = [match.start() for match in numbers[1:]] + [len(text)]
    for left, right in zip(places, stops, strict=True):
        words = text[left:right].strip(_ENDS)
        if words:
            at = text.index(words, left)
            yield _fact(Field.ATTACHMENT, paragraph, at, at + len(words))


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
    return label.end() if label and label["colon"] else 0


def _names(paragraph: Paragraph, start: int, end: int | None = None) -> Iterator[Fact]:
    """The bodies named between two offsets: one for each word if all words name one, as in "商务局 财政局文件"."""
    end = start + len(_AFTER_NAMES.sub("", paragraph.text[start:end]))
    words = [match.span() for match in _WORD.finditer(paragraph.text, start, end)]
    if words and not all(OFFICE.search(paragraph.text[left:right]) for left, right in words):
        words = [(words[0][0], words[-1][1])]
    for left, right in words:
        if OFFICE.search(paragraph.text[left:right]):
            yield _fact(Field.ISSUER, paragraph, left, right)


def _dates(found: Sequence[Paragraph], assigned: Sequence[Role]) -> Iterator[Fact | None]:
    signed: list[Fact] = []
    given: list[Fact] = []
    passed: list[Fact] = []
    met: list[Fact] = []
    printed: list[Fact] = []
    for position, (paragraph, role) in enumerate(zip(found, assigned, strict=False)):
        if role is Role.SIGNATURE or (role is Role.DATE and position and assigned[position - 1] is Role.SIGNATURE):
            signed += _date_facts(paragraph)
        elif role is Role.DATE and NOTE_LINE.match(paragraph.text):
            passed += _date_facts(paragraph)
        elif role in (Role.DATE, Role.ISSUER):
            given += _date_facts(paragraph)
        elif role is Role.BODY and _MEETING_TIME.match(paragraph.text):
            met += _date_facts(paragraph)
        elif role in (Role.PRINT_DATE, Role.PRINTER):
            printed += _date_facts(paragraph)
    numbered = [
        fact
        for paragraph, role in zip(found, assigned, strict=False)
        if role is Role.NUMBER
        for fact in _date_facts(paragraph)
    ]
    yield from signed
    yield from given
    yield from sorted(passed, key=lambda fact: fact.value, reverse=True)
    yield from met
    yield from numbered
    yield from printed


def _date_facts(paragraph: Paragraph) -> Iterator[Fact]:
    """The written dates of a paragraph that are days of the calendar; in a law's note, those of passing or amending."""
    note = NOTE_LINE.match(paragraph.text)
    matches = list(_DATE.finditer(paragraph.text)) or list(_SIGNED_DATE.finditer(paragraph.text))
    ends = [match.start() for match in matches[1:]] + [len(paragraph.text)]
    for match, end in zip(matches, ends, strict=False):
        value = iso_date(match[0])
        if value and (not note or _PASSED.search(paragraph.text[match.end() : end])):
            yield Fact(Field.DATE, value, locate(paragraph.spans, *match.span()))


def _framed(field: Field, paragraph: Paragraph) -> Fact | None:
    """The words of a line without the brackets around them or the colon behind."""
    words = paragraph.text.strip(_FRAME)
    start = paragraph.text.index(words)
    return _fact(field, paragraph, start, start + len(words)) if words else None


def _after(field: Field, paragraph: Paragraph, pattern: re.Pattern[str]) -> Fact | None:
    """The words of a line after what `pattern` matches, or within the brackets that it matches whole."""
    match = pattern.match(paragraph.text)
    start = match.end() if match and match.end() < len(paragraph.text) else 0
    words = paragraph.text[start:].strip(_FRAME + "。")
    if not words:
        return None
    at = paragraph.text.index(words, start)
    return _fact(field, paragraph, at, at + len(words))


def _match(field: Field, paragraph: Paragraph, pattern: re.Pattern[str], group: int | str = 0) -> Fact | None:
    match = pattern.search(paragraph.text)
    return _fact(field, paragraph, *match.span(group)) if match else None


def _fact(field: Field, paragraph: Paragraph, start: int, end: int) -> Fact:
    return Fact(field, unspaced(paragraph.words[start:end]), locate(paragraph.spans, start, end))
