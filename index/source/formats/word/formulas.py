"""Formulas of Word (Office Math) → one line of text, in the linear form of Unicode Technical Note 28: x^2, √(x)."""

from typing import TYPE_CHECKING

from index.source.formats.word.xml import M, W

if TYPE_CHECKING:
    from lxml.etree import _Element


def formula(element: "_Element") -> str:
    """The text of a formula or of a part of one."""
    kind = element.tag.removeprefix(M)
    if kind == "t" or element.tag == f"{W}t":
        return element.text or ""
    if kind.endswith("Pr"):
        return ""
    own = {child.tag.removeprefix(M): formula(child) for child in element if child.tag.startswith(M)}
    if kind == "f":
        return f"{_closed(own.get('num', ''))}/{_closed(own.get('den', ''))}"
    if kind in ("sSup", "sSub", "sSubSup", "sPre"):
        low, high = own.get("sub", ""), own.get("sup", "")
        return own.get("e", "") + (f"_{_closed(low)}" if low else "") + (f"^{_closed(high)}" if high else "")
    if kind == "rad":
        return f"{own.get('deg', '')}√({own.get('e', '')})"
    if kind == "d":
        inner = _value(element, "sepChr", "|").join(formula(child) for child in element.iterchildren(f"{M}e"))
        return f"{_value(element, 'begChr', '(')}{inner}{_value(element, 'endChr', ')')}"
    if kind == "nary":
        low, high = own.get("sub", ""), own.get("sup", "")
        limits = (f"_{_closed(low)}" if low else "") + (f"^{_closed(high)}" if high else "")
        return f"{_value(element, 'chr', '∫')}{limits} {own.get('e', '')}"
    if kind == "m":
        rows = element.iterchildren(f"{M}mr")
        return "; ".join(" ".join(formula(cell) for cell in row.iterchildren(f"{M}e")) for row in rows)
    return "".join(map(formula, element))


def _closed(part: str) -> str:
    """A part that has several signs in brackets, so that what belongs together is seen."""
    is_one = len(part) < 2 or part.isalnum() or (part[0] == "(" and part.find(")") == len(part) - 1)
    return part if is_one else f"({part})"


def _value(element: "_Element", name: str, default: str) -> str:
    found = element.find(f"{M}{element.tag.removeprefix(M)}Pr/{M}{name}")
    return default if found is None else found.get(f"{M}val") or ""
