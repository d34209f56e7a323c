"""Copies and versions among the documents of an index: which one stands for the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.search.index import Index
from index.types import Family, Field


@dataclass(frozen=True, slots=True)
class Standing:
    """Of every family the newest document stands for the rest. `left_out` are the numbers of the rest in the index's
    `entries`; `older` and `copies` name them by the document that stands for them, newest first."""

    left_out: frozenset[int]
    older: dict[str, tuple[str, ...]]
    copies: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, index: Index, within: frozenset[int] | None = None) -> "Standing":
        """The standing of an index's documents or, `within` some of them, of those alone."""
        left_out: set[int] = set()
        older: dict[str, tuple[str, ...]] = {}
        copies: dict[str, tuple[str, ...]] = {}
        for family in index.families:
            numbers = [index.numbers[name] for name in family.members]
            members = [(index.entries[at].fact(Field.DATE), index.entries[at].name, at) for at in numbers]
            members = sorted((member for member in members if within is None or member[2] in within), reverse=True)
            if len(members) < 2:
                continue
            (newest, first, _), *rest = members
            left_out.update(at for _, _, at in rest)
            older[first] = tuple(name for date, name, _ in rest if family.kind == "versions" and date != newest)
            copies[first] = tuple(name for _, name, _ in rest if name not in older[first])
        return cls(frozenset(left_out), older, copies)


def report(families: Sequence[Family]) -> list[str]:
    """A line for every family, to be shown when documents have been indexed."""
    kinds = {"same": "Equal texts", "near": "Nearly equal texts", "versions": "Versions of one document"}
    return [
        f"{kinds[family.kind]}: {', '.join(family.members)}. "
        + (f"{family.newest} is the newest and answers." if family.kind == "versions" else "They count as one.")
        for family in families
    ]
