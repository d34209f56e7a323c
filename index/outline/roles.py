"""Paragraphs → roles: front matter, body and back matter of an official letter, by the forms of GB/T 9704-2012."""

import re
from itertools import takewhile

from index.outline.paragraphs import (
    ATTACHMENT_LINE,
    CLASS_LINE,
    CLOSING_LINE,
    CONTACT_LINE,
    CONTENTS_LINE,
    COPIES_LINE,
    DATE_LINE,
    KINDS,
    LABEL,
    NOTE_LINE,
    NUMBER_LINE,
    OPENNESS_LINE,
    PRINTED_LINE,
    SIGNER_LINE,
    TITLE_LINE,
    Paragraph,
)
from index.types import Role

_PLAIN_TITLE = re.compile(rf".{{4,}}({KINDS})([（(].{{0,40}}[）)])?$")
OFFICE = re.compile("(局|厅|委|会|府|办|室|院|部|处|科|中心|公司|所|社|校|学|支行|分行|银行|队|站|署|关|集团)$")

_PERSON = re.compile(r".{0,20}(长|主席|总理|主任|书记)[ \u3000]+\S{1,4}([ \u3000]+\S{1,2})?$")
"""An office and, after a wide space, the name of its head: 市长　某某."""

_URGENCY = re.compile(r"(特\s*急|加\s*急|平\s*急|绝\s*密|机\s*密|秘\s*密)(★.{0,8})?$")
_THANKS = re.compile(r"(衷心|诚挚|再次)?感谢")
_MINUTES = re.compile(
    r"(会议)?(时\s*间|地\s*点|主\s*持|出\s*席|参\s*加|列\s*席|缺\s*席|请\s*假|记\s*录)(人员|人)?\s*[：:]"
)
_PROSE = re.compile("。|^(为|根据|经|现)|(如下|下列|以下).{0,8}[：:]$")
_CONTENTS = re.compile(r"目\s*[录次]$")
_LISTED = re.compile("[^。；]{1,60}(?<![：:])$")
_ITEM = re.compile(r"[0-9０-９]{1,2}\s*[.．、]")

_LABELLED = {
    **dict.fromkeys(("发文机关", "发布机构", "发布机关", "制发机关", "发文单位"), Role.ISSUER),
    **dict.fromkeys(("发文字号", "文号"), Role.NUMBER),
    **dict.fromkeys(("成文日期", "发文日期", "生成日期"), Role.DATE),
    **dict.fromkeys(("发布日期", "公开日期", "印发日期"), Role.PRINT_DATE),
}
"""What the table above a document on a public body's website says, by its labels; other lines of it are body."""

_FRONT_LIMIT = 16
"""Front matter has a class mark, an issuer, a number, a title and addressees, on a website a table of eight lines more;
no letter needs more lines than this."""

_LINE_LIMIT = 60
"""Longer lines are prose. A title may be longer, but says 关于."""


def roles(found: list[Paragraph]) -> list[Role]:
    """One role for each paragraph. A text that is no letter is all body, but for a title at its head."""
    assigned = [Role.BODY] * len(found)
    contents = _contents(found)
    front = _front(found, contents)
    for position in range(front):
        assigned[position] = _front_role(found[position].text)
    _choose_title(found[:front], assigned)
    for position in contents:
        assigned[position] = Role.CONTENTS
    front = max(front, contents.stop)
    if contents and front < len(found) and _addresses(found[front].text):
        assigned[front] = Role.ADDRESSEES
        front += 1
    attached = _attachments(found, front)
    tail = _tail(found, front, attached)
    for position in range(tail, len(found)):
        paragraph = found[position]
        if not paragraph.marker:
            assigned[position] = _back_role(paragraph.text)
    for position in attached:
        assigned[position] = Role.ATTACHMENTS
    for position in reversed(range(tail, len(found))):
        following = assigned[position + 1] if position + 1 < len(found) else Role.BODY
        if assigned[position] is Role.BODY and _is_name(found[position]):
            if following is Role.PRINT_DATE:
                assigned[position] = Role.PRINTER
            elif following in (Role.DATE, Role.SIGNATURE):
                assigned[position] = Role.SIGNATURE
    return assigned


def _contents(found: list[Paragraph]) -> range:
    """The table of contents: 目录 and the lines below it, if they end in page numbers or their first comes again."""
    start = next((at for at, paragraph in enumerate(found) if _CONTENTS.match(paragraph.text)), len(found))
    listed = found[start + 1 :]
    if not listed:
        return range(0)
    first = _entry(listed[0])
    lines = takewhile(lambda line: line is listed[0] or _entry(line) != first, listed)
    count = sum(1 for _ in takewhile(lambda line: _LISTED.match(line.text), lines))
    again = next((line for line in listed[count:] if line.marker or _entry(line) == first), None)
    if not (count and again and _entry(again) == first):
        count = sum(1 for _ in takewhile(lambda line: CONTENTS_LINE.match(line.text), listed))
    return range(start, start + 1 + count) if count else range(0)


def _entry(paragraph: Paragraph) -> tuple[int, str]:
    """What a line of a table of contents has in common with its heading: level and number, else the words."""
    if paragraph.marker:
        return paragraph.marker.level, paragraph.marker.label
    return -1, re.sub(r"[\s.…·．]+\d*", "", paragraph.text)


def _attachments(found: list[Paragraph], front: int) -> set[int]:
    """The lines that name attachments or begin one: 附件：1.…, the numbers below it, and 附件1 by itself."""
    attached: set[int] = set()
    for position in range(front, len(found)):
        text = found[position].text
        item = position - 1 in attached and _ITEM.match(text) and len(text) <= _LINE_LIMIT
        if ATTACHMENT_LINE.match(text) or item:
            attached.add(position)
    return attached


def _tail(found: list[Paragraph], front: int, attached: set[int]) -> int:
    """Where the back matter begins: at the closing words or the names before the first signed date, or else after the
    last paragraph that is plainly body. A date or a contact in the middle of the body is body."""
    bodies = [
        position
        for position, paragraph in enumerate(found)
        if position not in attached and (paragraph.marker or _back_role(paragraph.text) is Role.BODY)
    ]
    start = max([front, *(position + 1 for position in bodies)])
    for position in range(max(front, 1), len(found)):
        if DATE_LINE.match(found[position].text) and _is_name(found[position - 1]):
            start = position - 1
            break
    while start > front and (
        start - 1 in attached or _is_name(found[start - 1]) or _back_role(found[start - 1].text) is Role.CLOSING
    ):
        start -= 1
    return start


def _front(found: list[Paragraph], contents: range) -> int:
    """How many paragraphs come before the letter begins to speak."""
    head = found[: contents.start] if contents else found
    for position, paragraph in enumerate(head[:_FRONT_LIMIT]):
        text = paragraph.text
        if _addresses(text):
            return position + 1
        if paragraph.marker or _MINUTES.match(text):
            return position
        if LABEL.match(text):
            continue
        prose = re.search("[。；！？]|[：:]$", text) or (len(text) > _LINE_LIMIT and "关于" not in text)
        if prose and not NOTE_LINE.match(text):
            return position
    if len(head) > _FRONT_LIMIT:
        return 0
    return len(head) if contents else max(len(head) - 1, 0)


def _addresses(text: str) -> bool:
    """Whether a line is the salutation that ends the front matter, and not "现就有关事项通知如下："."""
    return text.endswith(("：", ":")) and not _PROSE.search(text) and not LABEL.match(text)


def _front_role(text: str) -> Role:
    if label := LABEL.match(text):
        return _LABELLED.get(re.sub(r"\s", "", label["label"]), Role.BODY)
    if _addresses(text):
        return Role.ADDRESSEES
    for pattern, role in (
        (CLASS_LINE, Role.CLASS_MARK),
        (_URGENCY, Role.CLASS_MARK),
        (NUMBER_LINE, Role.NUMBER),
        (SIGNER_LINE, Role.SIGNER),
        (OPENNESS_LINE, Role.OPENNESS),
        (CONTACT_LINE, Role.CONTACT),
        (DATE_LINE, Role.DATE),
        (NOTE_LINE, Role.DATE),
        (_PERSON, Role.SIGNATURE),
    ):
        if pattern.match(text):
            return role
    bare = re.sub(r"\s", "", text)
    return Role.TITLE if TITLE_LINE.match(bare) or _PLAIN_TITLE.match(bare) else Role.ISSUER


def _choose_title(front: list[Paragraph], assigned: list[Role]) -> None:
    """A document has one title: the last candidate. Where no line looks like one, the last unnamed line is it."""
    for wanted in (Role.TITLE, Role.ISSUER):
        candidates = [position for position in range(len(front)) if assigned[position] is wanted]
        if candidates:
            for position in candidates:
                assigned[position] = Role.ISSUER
            assigned[candidates[-1]] = Role.TITLE
            return


def _back_role(text: str) -> Role:
    if PRINTED_LINE.match(text):
        return Role.PRINT_DATE if DATE_LINE.match(text.rstrip("印发 \u3000")) else Role.PRINTER
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


def _is_name(paragraph: Paragraph) -> bool:
    """Whether a paragraph names who signs or prints: short, without punctuation, an office at its end or a person."""
    text = paragraph.text
    if paragraph.marker or len(text) > 30 or re.search("[，。；：！？]", text):
        return False
    return bool(OFFICE.search(text) or _PERSON.match(text))
