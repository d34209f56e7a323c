"""What all of WordprocessingML shares: its namespace, values, and switches that are on unless they say otherwise."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def value(element: "_Element", name: str) -> str:
    """The value of a child element, "" if there is none."""
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val") or ""


def is_on(element: "_Element | None", name: str) -> bool:
    """Whether a switch, a child element, is there and not off."""
    return bool(switch(element, name))


def switch(element: "_Element | None", name: str) -> bool | None:
    """Whether a switch is on; None if the element does not say."""
    child = None if element is None else element.find(f"{W}{name}")
    return None if child is None else (child.get(f"{W}val") or "1") not in ("0", "false", "off")
