"""Paragraphs → roles: front matter, body and back matter of an official letter, by the forms of GB/T 9704-2012."""

import re
from collections.abc import Sequence

from index.outline.contents import contents
from index.outline.enclosures import Enclosure, enclosures, signed_at, signs
from index.outline.paragraphs import Paragraph
from index.outline.patterns import (
    ATTACHMENT_LINE,
    CALLED_ADDRESSEES,
    CALLED_NUMBER,
    CALLED_TITLE,
    CAPTION_LINE,
    CLASS_LINE,
    CLOSING_LINE,
    CONTACT_LINE,
    COPIES_LINE,
    DATE_LINE,
    LABEL,
    LABELLED,
    NOTE_LINE,
    NUMBER_LINE,
    OFFICE,
    OPENNESS_LINE,
    PASSED,
    PERSON_LINE,
    PLAIN_TITLE,
    PRINTED_LINE,
    SIGNED_LINE,
    SIGNER_LINE,
    TITLE_LINE,
    URGENCY,
)
from index.role import Role

_THANKS = re.compile(r"(衷心|诚挚|再次)?感谢")
_MINUTES = re.compile(
    r"(会议)?(时\s*间|地\s*点|主\s*持|出\s*席|参\s*加|列\s*席|缺\s*席|请\s*假|记\s*录)(人员|人)?\s*[：:]"
)
_PROSE = re.compile("。|^(为|根据|经|现)|(如下|下列|以下).{0,8}[：:]$")
_NOTE = re.compile(r"[\[［〔](?P<n>[0-9]{1,3})[\]］〕]")
_NOTES = re.compile("(?:注释|注|附注|脚注|尾注)[：:]?$")
_ITEM = re.compile(r"[0-9]{1,2}\s*[.．、]")

_LABELLED = {"issuer": Role.ISSUER, "number": Role.NUMBER, "date": Role.DATE, "published": Role.PRINT_DATE}

_FRONT_LIMIT = 16
"""Front matter has a class mark, an issuer, a number, a title and addressees; no letter needs more lines than this."""

_LINE_LIMIT = 60
"""Longer lines are prose. A title may be longer, but says 关于."""


def roles(found: Sequence[Paragraph]) -> tuple[list[Role], list[Enclosure]]:
    """One role for each paragraph, and what is enclosed. A text that is no letter is all body, but for a title at
    its head; so is what is enclosed."""
    notes = [at for at, paragraph in enumerate(found) if paragraph.note]
    if not notes:
        return _roles(found)
    places = [at for at, paragraph in enumerate(found) if not paragraph.note]
    assigned, enclosed = _roles([found[at] for at in places])
    result = [Role.FOOTNOTE] * len(found)
    for at, role in zip(places, assigned, strict=True):
        result[at] = role
    places.append(len(found))
    return result, [
        Enclosure(e.label, e.number, places[e.start], places[e.titled], places[e.body], places[e.end], e.offset)
        for e in enclosed
    ]


def _roles(found: Sequence[Paragraph]) -> tuple[list[Role], list[Enclosure]]:
    assigned = [Role.BODY] * len(found)
    listed = contents(found)
    front = _front(found, listed)
    for position in range(front):
        assigned[position] = Role.BODY if found[position].row else _front_role(found[position].text)
    _choose_title(found[:front], assigned)
    for position in listed:
        assigned[position] = Role.CONTENTS
    if listed.start <= front:
        front = max(front, listed.stop)
        if listed and front < len(found) and _addresses(found[front].text):
            assigned[front] = Role.ADDRESSEES
            front += 1
    signed = signed_at(found, front)
    enclosed = enclosures(found, front, signed)
    end = enclosed[0].start if enclosed else len(found)
    attached = _attachments(found, front, {enclosure.start for enclosure in enclosed})
    _assign_back(found, assigned, front, end, min(signed, end), attached)
    for position in _endnotes(found, front):
        assigned[position] = Role.FOOTNOTE
    for enclosure in enclosed:
        if enclosure.label:
            assigned[enclosure.start] = Role.ATTACHMENTS
        if enclosure.body == enclosure.end:
            assigned[enclosure.start : enclosure.end] = [Role.ATTACHMENTS] * (enclosure.end - enclosure.start)
    if enclosed:
        for position in range(enclosed[-1].end, len(found)):
            assigned[position] = _back_role(found[position].text)
    return assigned, enclosed


def _assign_back(
    found: Sequence[Paragraph], assigned: list[Role], front: int, end: int, signed: int, attached: set[int]
) -> None:
    """The roles of the back matter, up to what is enclosed."""
    tail = _tail(found, front, end, signed, attached)
    for position in range(tail, end):
        paragraph = found[position]
        if not paragraph.marker and not paragraph.row:
            assigned[position] = _back_role(paragraph.text)
    for position in attached:
        assigned[position] = Role.ATTACHMENTS
    for position in reversed(range(tail, end)):
        following = assigned[position + 1] if position + 1 < len(found) else Role.BODY
        if assigned[position] is Role.BODY and (signs(found[position]) or SIGNED_LINE.match(found[position].text)):
            if following is Role.PRINT_DATE:
                assigned[position] = Role.PRINTER
            elif following in (Role.DATE, Role.SIGNATURE) or SIGNED_LINE.match(found[position].text):
                assigned[position] = Role.SIGNATURE


def _attachments(found: Sequence[Paragraph], front: int, heads: set[int]) -> set[int]:
    """The lines that name attachments: 附件：1.…, and the numbers below it; not those that begin one."""
    attached: set[int] = set()
    for position in range(front, len(found)):
        text = found[position].text
        if position in heads:
            continue
        item = position - 1 in attached and _ITEM.match(text) and len(text) <= _LINE_LIMIT
        if item or (text[0] == "附" and ATTACHMENT_LINE.match(text)):
            attached.add(position)
    return attached


def _endnotes(found: Sequence[Paragraph], front: int) -> list[int]:
    """The paragraphs that begin with [1], [2] and so on, if there are two or more in a row, and the word above them."""
    notes: list[int] = []
    for position in range(front, len(found)):
        note = _NOTE.match(found[position].text) if found[position].text[0] in "[［〔" else None
        if note and int(note["n"]) == len(notes) + 1 and (not notes or position == notes[-1] + 1):
            notes.append(position)
        elif len(notes) == 1:
            notes = []
    if len(notes) < 2:
        return []
    above = notes[0] - 1
    return [above] * (above >= front and bool(_NOTES.match(found[above].text))) + notes


def _tail(found: Sequence[Paragraph], front: int, end: int, signed: int, attached: set[int]) -> int:
    """Where the back matter begins: at the closing words or the names before the first signed date, or else after the
    last paragraph that is plainly body. A date or a contact in the middle of the body is body."""
    bodies = [
        position
        for position in range(front, end)
        if position not in attached
        and (found[position].marker or found[position].row or _back_role(found[position].text) is Role.BODY)
    ]
    start = max([front, *(position + 1 for position in bodies)])
    if signed < end:
        start = signed if SIGNED_LINE.match(found[signed].text) else signed - 1
    while start > front and (start - 1 in attached or signs(found[start - 1]) or _closes(found[start - 1])):
        start -= 1
    return start


def _closes(paragraph: Paragraph) -> bool:
    """Whether a paragraph may stand right above a signature: closing words, a contact, how the letter is made
    public."""
    if paragraph.marker or paragraph.row:
        return False
    return _back_role(paragraph.text) in (Role.CLOSING, Role.CONTACT, Role.OPENNESS)


def _front(found: Sequence[Paragraph], listed: range) -> int:
    """How many paragraphs come before the letter begins to speak."""
    head = found[: listed.start] if listed else found
    for position, paragraph in enumerate(head[:_FRONT_LIMIT]):
        text = paragraph.text
        if paragraph.row or CAPTION_LINE.match(text) or (paragraph.heading and position and _titled(found[:position])):
            return position
        if _addresses(text):
            return position + 1
        if paragraph.marker or _MINUTES.match(text):
            return position
        if (label := LABEL.match(text)) and label["colon"]:
            continue
        prose = re.search("[。；！？]|[：:]$", text) or (
            len(text) > _LINE_LIMIT and "关于" not in text and not paragraph.whole and not PASSED.match(text)
        )
        if prose and not NOTE_LINE.match(text) and not paragraph.heading:
            return position
    if len(head) > _FRONT_LIMIT:
        return 0
    return len(head) if listed else max(len(head) - 1, 0)


def _titled(found: Sequence[Paragraph]) -> bool:
    return any(paragraph.heading or PLAIN_TITLE.match(paragraph.text) for paragraph in found)


def _addresses(text: str) -> bool:
    """Whether a line is the salutation that ends the front matter, and not "现就有关事项通知如下："."""
    return text.endswith(("：", ":")) and not _PROSE.search(text) and not LABEL.match(text)


def _front_role(text: str) -> Role:
    if CLASS_LINE.match(text):
        return Role.CLASS_MARK
    if (label := LABEL.match(text)) and label["colon"]:
        says = LABELLED.get(re.sub(r"\s", "", label["label"]))
        if says or not OPENNESS_LINE.match(text):
            return _LABELLED.get(says or "", Role.BODY)
    if _addresses(text):
        return Role.ADDRESSEES
    for pattern, role in (
        (URGENCY, Role.CLASS_MARK),
        (NUMBER_LINE, Role.NUMBER),
        (CALLED_NUMBER, Role.NUMBER),
        (CALLED_ADDRESSEES, Role.ADDRESSEES),
        (CALLED_TITLE, Role.TITLE),
        (SIGNER_LINE, Role.SIGNER),
        (OPENNESS_LINE, Role.OPENNESS),
        (CONTACT_LINE, Role.CONTACT),
        (DATE_LINE, Role.DATE),
        (NOTE_LINE, Role.DATE),
        (PERSON_LINE, Role.SIGNATURE),
    ):
        if pattern.match(text):
            return role
    bare = re.sub(r"\s", "", text)
    return Role.TITLE if TITLE_LINE.match(bare) or PLAIN_TITLE.match(bare) else Role.ISSUER


def _choose_title(front: Sequence[Paragraph], assigned: list[Role]) -> None:
    """A document has one title: the last candidate. Where no line looks like one, it is what markup says, or the last
    unnamed line that is no body's name."""
    titles = [at for at in range(len(front)) if assigned[at] is Role.TITLE]
    others = [at for at in range(len(front)) if assigned[at] is Role.ISSUER]
    marked = [at for at in others if front[at].heading]
    unnamed = [at for at in others if not OFFICE.search(re.sub(r"\s", "", front[at].text))]
    for candidates in (titles, marked, unnamed):
        if candidates:
            for at in titles:
                assigned[at] = Role.ISSUER
            assigned[candidates[-1]] = Role.TITLE
            return


def _back_role(text: str) -> Role:
    if PRINTED_LINE.match(text):
        return Role.PRINT_DATE if DATE_LINE.match(text.rstrip("印发制 \u3000")) else Role.PRINTER
    for pattern, role in (
        (DATE_LINE, Role.DATE),
        (CONTACT_LINE, Role.CONTACT),
        (OPENNESS_LINE, Role.OPENNESS),
        (COPIES_LINE, Role.COPIES),
        (CLOSING_LINE, Role.CLOSING),
    ):
        if pattern.match(text):
            return role
    return Role.CLOSING if _THANKS.match(text) and len(text) <= _LINE_LIMIT else Role.BODY
