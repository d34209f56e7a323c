"""Questions that look like places, counts, mentions, follow-ups or names of documents and are not; and those that are:
two lists in twelve languages."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.storage.local import LocalIndex
from index.types import Source
from qa.understanding.documents import Names
from qa.understanding.places import Named
from qa.understanding.question import understand
from qa.understanding.words import content
from tests.conftest import StubEncoder

_HERE = Path(__file__).parent

UNRELATED = "市政府去年为偏远山区的小学校车配备了多少名专职司机和照管员？"

TRIFLE = 0.1
"""A question that borrows less of the one before is answered as if it stood alone."""


def rows(name: str) -> list[Any]:
    """The questions of a list, each with its language as the test's name."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    found = map(json.loads, lines)
    return [pytest.param(row, id=f"{row['lang']} {row['question']}") for row in found]


@cache
def names() -> Names:
    """A small archive whose documents have numbers, titles and issuers that the questions come near to."""
    letters = [
        ("市交通局", "市交通局关于第12345号建议答复的函", "交函〔2023〕12号", "2023年5月8日", "今年新增停车位三百个。"),
        ("市教育局", "市教育局关于第98号提案答复的函", "教函〔2022〕3号", "2022年6月1日", "今年新建幼儿园两所。"),
        ("市水务局", "市水务局关于《水库移民安置办法》的通知", "水发〔2021〕7号", "2021年7月2日", "移民补贴按月发放。"),
    ]
    sources = [
        Source(f"{issuer}.txt", f"{issuer}\n\n{number}\n\n{title}\n\n　　{body}\n\n{issuer}\n\n{date}\n")
        for issuer, title, number, date, body in letters
    ]
    return Names(LocalIndex.from_sources(sources, StubEncoder()))


def spoken(step: Named) -> str:
    """A step in words: "clause 2", "label 1 (一)"."""
    return f"{step.kind} {step.number} {step.label}".strip()


@pytest.mark.parametrize("row", rows("must_not_fire.jsonl"))
def test_what_only_looks_like_it_is_not_read_as_it(row: dict[str, Any]) -> None:
    understood = understand(row["question"], [UNRELATED])
    place = understood.place
    fired = {
        "place": bool(place and place.steps),
        "count": bool(place and place.counted and not place.rest),
        "mention": understood.mention is not None,
        "followup": understood.carried is not None and understood.carried.weight >= TRIFLE,
        "document": "document" in row["not"] and names().scope(row["question"]) is not None,
    }
    assert not [kind for kind in row["not"] if fired[kind]]


@pytest.mark.parametrize("row", rows("must_fire.jsonl"))
def test_a_place_a_count_or_a_mention_is_read_as_it(row: dict[str, Any]) -> None:
    understood = understand(row["question"], [UNRELATED])
    place, mention = understood.place, understood.mention
    assert (place and place.counted) == row.get("count") or mention
    assert [spoken(step) for step in (place.steps if place and not mention else ())] == row.get("steps", [])
    assert (mention.thing if mention else None) == row.get("mention", row.get("everywhere"))
    assert (mention is not None and mention.everywhere) == ("everywhere" in row)


@pytest.mark.parametrize("row", rows("must_fire.jsonl"))
def test_a_place_stands_alone_and_asks_for_nothing_besides_but_what_it_says(row: dict[str, Any]) -> None:
    understood = understand(row["question"], [UNRELATED])
    if "steps" in row or "mention" in row or "everywhere" in row:
        assert understood.carried is None
    if understood.place and not understood.mention:
        assert content(understood.place.rest) == row.get("more", "")


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("第12345号建议的答复里有多少停车位？", {"市交通局.txt"}),
        ("12345号建议的答复里有多少停车位？", {"市交通局.txt"}),
        ("12345的答复里有多少停车位？", {"市交通局.txt"}),
        ("第98号提案怎么答复的？", {"市教育局.txt"}),
        ("市交通局怎么答复的？", {"市交通局.txt"}),
        ("市交通局怎么看停车位？", {"市交通局.txt"}),
        ("市教育局的信里说新建几所幼儿园？", {"市教育局.txt"}),
        ("交函〔2023〕12号有多少停车位？", {"市交通局.txt"}),
        ("《水库移民安置办法》怎么规定补贴？", {"市水务局.txt"}),
        ("What does 市教育局 say about kindergartens?", {"市教育局.txt"}),
    ],
)
def test_a_document_that_is_named_is_known_by_its_name(question: str, documents: set[str]) -> None:
    scope = names().scope(question)
    assert scope is not None
    assert {names()._index.entries[at].name for at in scope.documents} == documents
