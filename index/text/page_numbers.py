"""What a page number looks like, and what running headers have in common."""

import re

_DASH = "[-—–―─－一·]{1,2}"
"""Text recognition reads the dashes around a page number as 一."""

DECORATED = re.compile(
    rf"{_DASH}\s*(?P<a>\d{{1,4}})\s*{_DASH}"
    r"|第\s*(?P<b>\d{1,4})\s*页(\s*(?:[,，/]\s*)?共\s*\d{1,4}\s*页)?"
    r"|共\s*\d{1,4}\s*页\s*(?:[,，/]\s*)?第\s*(?P<c>\d{1,4})\s*页"
    r"|[Pp]age\s+(?P<d>\d{1,4})(\s+of\s+\d{1,4})?"
)
BARE = re.compile(r"(\d{1,4})(\s*/\s*\d{1,4})?")


def is_page_number(line: str) -> bool:
    """Whether a line at the edge of a page is its number: "— 3 —", "第 3 页 共 8 页", "3/8", "3"."""
    return bool(DECORATED.fullmatch(line) or BARE.fullmatch(line))


def repeatable(line: str) -> str:
    """A line without its figures: what headers with the page's number in them have in common."""
    return re.sub(r"[\d\s]+", "#", line)
