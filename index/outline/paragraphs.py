"""Lines → paragraphs: lines that belong together, cuts by page and line breaks healed, genuine ends kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.outline.ladder import Number, in_sequence
from index.outline.lines import WITHOUT_WIDTH, Line
from index.outline.patterns import (
    ADDRESSEES_LINE,
    ATTACHMENT_LINE,
    CAPTION_LINE,
    CLASS_LINE,
    CLOSING_LINE,
    CONTACT_LINE,
    CONTENTS_LINE,
    COPIES_LINE,
    DATE_LINE,
    NOTE_LINE,
    NUMBER_LINE,
    OFFICE,
    OPENNESS_LINE,
    PASSED,
    PRINTED_LINE,
    SIGNER_LINE,
    TITLE_LINE,
    UNIT_LINE,
)
from index.text.numbering import LAW_HEADINGS, Form, Marker
from index.types import Break, Span

# GB/T 9704-2012 sets 28 characters a line and indents a paragraph by two: a paragraph that a page break cuts has at
# least one full line, about 26 characters, before the cut. Extraction may lose a few to spaces and line-end rules.
_FULL_LINE = 20

_LONGEST = 3_000
"""Characters. A paragraph that has more is not healed any further: prose has had a full stop by then, and every line
would be held against all before it."""

_STOPS = "。！？…!?"
_TERMINALS = _STOPS + "；;：:."
_CLOSERS = "”’）》】」』〕)\"'"
_NEVER_FIRST = "，。、；：！？”’）》】」』〕,;)%％"
_BRACKETS = (("“", "”"), ("（", "）"), ("《", "》"), ("(", ")"), ("〔", "〕"), ("「", "」"))

_NOTED = re.compile("[。；！？][（(][^（）()]*[）)]$")
"""A finished sentence with a note behind it: …。（市商务局负责）"""

_ALONE = (TITLE_LINE, DATE_LINE, PRINTED_LINE, NUMBER_LINE, CLASS_LINE, NOTE_LINE, CONTENTS_LINE, CAPTION_LINE)
_OPENERS = (
    *(DATE_LINE, PRINTED_LINE, NUMBER_LINE, CLASS_LINE, CONTACT_LINE, OPENNESS_LINE, COPIES_LINE, CLOSING_LINE),
    *(ATTACHMENT_LINE, SIGNER_LINE, NOTE_LINE, UNIT_LINE, PASSED),
)

_STRONG = frozenset({Form.CHINESE, Form.CHINESE_BRACKETS})


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `text` is what the source has at `spans`, in the form that is matched; `words` the
    same as it is shown. `level` is that of its number.

    A `row` is a line of a table: it goes on with nothing, and nothing with it. `line` is the offset of its first
    line, `heading` the level that markup gives it, `whole` a title whose lines are known to be complete. One that
    `wraps` began with an indent, which its other lines have not.
    """

    spans: list[Span]
    text: str
    marker: Marker | None = None
    level: int = 0
    row: bool = False
    heading: int = 0
    note: bool = False
    whole: bool = False
    wraps: bool = False
    breaks: list[Break] = field(default_factory=list)
    words: str = ""

    def show(self, shown: str | None) -> None:
        """Take the words from the text that is shown; None if it is the one that is matched."""
        self.words = self.text
        if shown is not None:
            self.words = "".join(shown[start:end] for start, end in self.spans)
            self.marker = self.marker and self.marker.spelt(self.words)


def paragraphs(
    found: Sequence[Line], told: Sequence[Number | None], titles: Mapping[int, int], text: str
) -> list[Paragraph]:
    """Join lines. `told` are the numbers that the lines may begin with, `titles` for each title of several lines its
    first line and the line after its last.

    Numbers are accepted here, in sequence, because they decide where a paragraph may not be healed.
    """
    result: list[Paragraph] = []
    last: dict[Form, tuple[int, ...]] = {}
    title = part = 0
    for at, line in enumerate(found):
        previous = next((paragraph for paragraph in reversed(result) if not paragraph.note), None)
        if at < title:
            assert previous
            _heal(previous, line.spans, line.blank, text)
            continue
        number = told[at]
        if number and number.part != part:
            last, part = {}, number.part
        if number and not _accepted(number.marker, last, None if line.block or line.heading else previous):
            number = None
        apart = number or line.row or line.indented or line.block or line.heading or line.note or at in titles
        wrapped = at > 0 and found[at - 1].full and not line.blank and bool(previous and previous.wraps)
        going_on = not apart and previous and ((wrapped and not _opens(line.text)) or _continues(previous, line.text))
        if previous and going_on and not _signs(found, at):
            _heal(previous, line.spans[:1], line.blank, text)
        else:
            start, end = line.spans[0]
            previous = Paragraph([line.spans[0]], text[start:end], row=line.row, heading=line.heading, note=line.note)
            previous.wraps = line.indented
            if number:
                previous.marker, previous.level = number.marker, number.level
            if at in titles:
                title, previous.whole = titles[at], True
            result.append(previous)
        _heal(previous, line.spans[1:], True, text)
    return result


def _signs(found: Sequence[Line], at: int) -> bool:
    """Whether a line is the name of a body that signs: a date stands alone below it."""
    text = found[at].text
    if at + 1 == len(found) or len(text) > 2 * _FULL_LINE or not DATE_LINE.match(found[at + 1].text):
        return False
    return bool(OFFICE.search(text)) and not re.search("[，。；：]", text)


def _accepted(marker: Marker, last: dict[Form, tuple[int, ...]], previous: Paragraph | None) -> bool:
    """Whether a number opens a section: not if it goes on with a sentence ("依照 / 第三条规定"). Numbers that open many
    lines that are no sections must also start a list or go on in sequence, be it over the headings above them."""
    form = marker.form
    counts = in_sequence(marker, last.get(form, ()))
    if previous and (not previous.marker or previous.marker.form is Form.ARTICLE):
        hangs = _hangs(previous.text)
        if (hangs or _cut(previous)) and not (form is Form.ARTICLE and PASSED.match(previous.text)):
            strong = form in LAW_HEADINGS or (marker.number > 1 and (form is Form.ARTICLE or form in _STRONG))
            prose = bool(re.search("[，。；：]", previous.text)) and not PASSED.match(previous.text)
            if hangs or not (counts and (strong or not prose)):
                return False
    if not counts and not marker.sure and form is not Form.ARTICLE:
        return False
    last[form] = marker.numbers
    return True


def _continues(previous: Paragraph, line: str) -> bool:
    """Whether `line` is the rest of the paragraph before it."""
    text = previous.text
    if previous.row or previous.heading or previous.note or previous.whole or len(text) > _LONGEST:
        return False
    if line.startswith("的"):
        return True
    if _ends_with(text, _STOPS):
        return False
    if text.endswith(("，", "、")):
        return True
    if any(pattern.match(text) for pattern in _ALONE):
        return False
    if _opens(line):
        return False
    if line[0] in _NEVER_FIRST or _open_bracket(text):
        return True
    if CONTACT_LINE.match(text) and re.match("[^，。；：:]{2,8}[：:]", line):
        return False
    if _whole(text) or _is_spaced(text) or _is_spaced(line) or ADDRESSEES_LINE.match(line):
        return False
    if previous.marker and previous.marker.form is not Form.ARTICLE and len(text) < 2 * _FULL_LINE and "。" not in text:
        return False
    return _unfinished(text)


def _opens(line: str) -> bool:
    """Whether a line is one of those that stand by themselves."""
    return any(pattern.match(line) for pattern in _OPENERS)


def _whole(text: str) -> bool:
    """Whether a text stands in brackets from its first character to its last, as a contact line does."""
    return text.startswith(("（", "(")) and text.endswith(("）", ")"))


def _is_spaced(text: str) -> bool:
    """Whether a line has columns set apart by wide spaces."""
    return len(re.findall(r"\S {2,}(?=\S)|\S\u3000{2,}(?=\S)", text)) > 1


def _hangs(text: str) -> bool:
    """Whether prose stops so that only its own next words can follow."""
    return text.endswith(("，", "、", "第", "依照", "按照", "根据", "违反"))


def _cut(paragraph: Paragraph) -> bool:
    """Whether a full line stops in mid-sentence, unless it is a title or the like."""
    return (
        len(paragraph.text) >= _FULL_LINE and not paragraph.whole and not paragraph.row and _unfinished(paragraph.text)
    )


def _unfinished(text: str) -> bool:
    """Whether prose stops in mid-sentence. A short line without punctuation is a line of its own, not a cut one."""
    if _ends_with(text, _TERMINALS) or _NOTED.search(text):
        return False
    return len(text) >= _FULL_LINE or any(stop in text for stop in _STOPS + "；")


def _ends_with(text: str, marks: str) -> bool:
    return text.rstrip(_CLOSERS).endswith(tuple(marks))


def _open_bracket(text: str) -> bool:
    return any(text.count(left) > text.count(right) for left, right in _BRACKETS)


def _heal(paragraph: Paragraph, spans: list[Span], page: bool, text: str) -> None:
    """Join lines to their paragraph. Between Latin words the white space stays, so that they do not run together."""
    if not spans:
        return
    parts = [paragraph.text]
    for start, end in spans:
        last_start, last_end = paragraph.spans[-1]
        if not WITHOUT_WIDTH.fullmatch(text, last_end, start):
            paragraph.breaks.append(Break(last_end, start, page))
        latin = text[last_end - 1].isascii() and text[start].isascii() and text[start].isalnum()
        if latin and text[last_end:start].isspace():
            paragraph.spans[-1] = (last_start, end)
            parts.append(text[last_end:end])
        else:
            paragraph.spans.append((start, end))
            parts.append(text[start:end])
    paragraph.text = "".join(parts)
