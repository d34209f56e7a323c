"""Tables of contents: told by their page numbers, or by their first entry, which comes again where the text begins."""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.outline.paragraphs import Paragraph
from index.outline.patterns import CONTENTS_LINE
from index.text.numbering import Form

_CONTENTS = re.compile(r"目\s*[录次]$")
_LISTED = re.compile("[^。；]{1,60}(?<![：:])$")

_FEWEST = 4
"""Entries of a table of contents that nobody calls so."""

Key = tuple[Form | None, str]


def contents(found: Sequence[Paragraph]) -> range:
    """The paragraphs of the table of contents; none if there is none."""
    start = next((at for at, paragraph in enumerate(found) if _CONTENTS.match(paragraph.text)), len(found))
    listed = found[start + 1 :]
    if not listed:
        return _uncalled(found)
    first = _entry(listed[0])
    lines = takewhile(lambda line: line is listed[0] or _entry(line) != first, listed)
    count = sum(1 for _ in takewhile(lambda line: _LISTED.match(line.text), lines))
    again = next((line for line in listed[count:] if line.marker or _entry(line) == first), None)
    if not (count and again and _entry(again) == first):
        count = sum(1 for _ in takewhile(lambda line: CONTENTS_LINE.match(line.text), listed))
    return range(start, start + 1 + count) if count else range(0)


def _uncalled(found: Sequence[Paragraph]) -> range:
    """Numbered lines without prose between them, the first of which comes again below the last, word for word."""
    start = 0
    for at, paragraph in enumerate(found):
        if not paragraph.marker or not _LISTED.match(paragraph.text):
            start = at + 1
            continue
        first = found[start]
        if at - start >= _FEWEST and first.marker and first.text == paragraph.text and first.marker == paragraph.marker:
            return range(start, at)
    return range(0)


def _entry(paragraph: Paragraph) -> Key:
    """What a line of a table of contents has in common with its heading: the number, else the words."""
    if paragraph.marker:
        return paragraph.marker.form, paragraph.marker.label
    return None, re.sub(r"[\s.…·．]+\d*", "", paragraph.text)
