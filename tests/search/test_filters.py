"""Conditions on documents."""

import pytest

from index.errors import LetterError
from index.search.entry import Entry
from index.search.filters import Condition, select
from index.types import Fact, Field


def entry(name: str, **facts: str) -> Entry:
    """A document with some metadata."""
    found = tuple(Fact(Field(field), value, ((0, 1),)) for field, value in facts.items())
    return Entry(name, "", "题", "", 1, 0, found, b"")


ENTRIES = (
    entry("a.txt", date="2023-06-05", issuer="中山市商务局", number="中商务电函〔2023〕10号"),
    entry("b.txt", date="2022-12-31", issuer="珠海市教育局"),
    entry("c.txt", issuer="中山市教育局"),
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("date>=2023-01-01", [0]),
        ("date<2023", [1]),
        ("date<=2023", [0, 1]),
        ("date=2023-06", [0]),
        ("date!=2023", [1, 2]),
        ("issuer~教育", [1, 2]),
        ("issuer ~ 中山市商務局", [0]),
        ("issuer=中山市商务局", [0]),
        ("issuer!=中山市商务局", [1, 2]),
        ("number~2023", [0]),
        ("name=c.txt", [2]),
        ("title~题", []),
        ("any~题", [0, 1, 2]),
        ("any~教育", [1, 2]),
        ("any~中商务电函", [0]),
        ("any~C.TXT", [2]),
    ],
)
def test_a_condition_selects_the_documents_that_meet_it(condition: str, expected: list[int]) -> None:
    assert list(select(ENTRIES, [Condition.parse(condition)])) == expected


def test_all_conditions_must_be_met_and_none_selects_all() -> None:
    conditions = [Condition.parse("issuer~中山"), Condition.parse("date>2000")]
    assert select(ENTRIES, conditions) == (0,)
    assert select(ENTRIES, []) == (0, 1, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023", "is no condition"),
        ("colour=red", "Write a field"),
        ("date>=yesterday", "is no date"),
        ("issuer>商务局", "an order that only dates have"),
        ("issuer=", "is no condition"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_to_write(text: str, reason: str) -> None:
    with pytest.raises(LetterError, match=reason):
        Condition.parse(text)
