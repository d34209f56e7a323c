"""What the check catches of false statements, and what it leaves of true ones: counted on a set written by hand."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.answering.composed import Fault, Statement, Verdict
from qa.composing.check import checked
from qa.composing.prompting import Given
from qa.composing.statements import statements

_SET = Path(__file__).parent.parent / "gold" / "statements.jsonl"
_HARD = ("figure", "unit", "year", "date", "body")


def _judged() -> Iterator[tuple[dict[str, Any], Verdict]]:
    for line in _SET.read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        for entry in passage["statements"]:
            (statement,) = statements(entry["text"])
            given = [Given(passage["where"], passage["text"])]
            yield entry, checked(statement, given, entry["lang"]).verdict


def test_the_set_is_caught_and_spared_as_promised() -> None:
    """At least 95 % of false figures, dates, units and bodies are struck, at most 5 % of true statements."""
    false, struck, flagged = Counter[str](), Counter[str](), Counter[str]()
    for entry, verdict in _judged():
        false[entry["kind"]] += 1
        struck[entry["kind"]] += verdict is Verdict.UNSUPPORTED
        flagged[entry["kind"]] += verdict is Verdict.FLAGGED
    assert sum(false.values()) >= 150
    assert sum(struck[kind] for kind in _HARD) >= 0.95 * sum(false[kind] for kind in _HARD)
    assert struck["paraphrase"] <= 0.05 * false["paraphrase"]
    assert flagged["paraphrase"] <= 0.05 * false["paraphrase"]
    for kind in ("negation", "reason", "comparison"):
        assert struck[kind] + flagged[kind] > 0.5 * false[kind]


def test_the_set_has_both_kinds_in_six_languages() -> None:
    kinds = Counter((entry["lang"], entry["true"]) for entry, _ in _judged())
    assert len([lang for lang, true in kinds if true and kinds[lang, False] >= 5]) >= 6


def verdict(text: str, passage: str, language: str = "en", where: str = "《某函》（某函〔2024〕5号）") -> Statement:
    (statement,) = statements(f"{text} [1]")
    return checked(statement, [Given(where, passage)], language)


@pytest.mark.parametrize(
    ("text", "passage", "language"),
    [
        ("It lent 58.24 million yuan.", "发放贷款5824万元。", "en"),
        ("It lent more than 58 million yuan.", "发放贷款5824万元。", "en"),
        ("Nearly 60 million yuan were lent.", "发放贷款5824万元。", "en"),
        ("The share is one third.", "占比三分之一。", "en"),
        ("It doubled.", "产值翻一番。", "en"),
        ("Sales tripled.", "销量增长2倍。", "en"),
        ("The plan runs from 10 to 15 million yuan.", "投资10至15万元，另有1000至1500万元。", "en"),
        ("There are three of them.", "包括甲、乙和丙。", "en"),
        ("In 2023 nothing was built.", "去年未建。", "en"),
        ("The meeting is at 3:30 p.m.", "会议于下午3时30分召开。", "en"),
        ("Es sind 1.234,5 Hektar.", "面积1234.5公顷。", "de"),
        ("1 234,5 га.", "面积1234.5公顷。", "ru"),
        ("٥٨٫٢٤ مليون يوان", "发放贷款5824万元。", "ar"),
        ("Tổng cộng 58,24 triệu nhân dân tệ.", "共5824万元。", "vi"),
        ("Eine Frist von 30 Tagen gilt.", "期限为三十天。", "de"),
        ("The cell says 5 million yuan.", "项目\t金额（万元）\n甲\t500.00", "en"),
        ("The address is office@example.cn.", "邮箱：office@example.cn。", "en"),
        ("In 林江区 (Linjiang) it began.", "林江区已启动。", "en"),
        ("La Comisión de Desarrollo y Reforma lo aprobó.", "市发改委已批复。", "es"),
    ],
)
def test_the_same_in_other_words_is_supported(text: str, passage: str, language: str) -> None:
    found = {finding.fault for finding in verdict(text, passage, language).findings}
    assert found <= {Fault.TOPIC}  # a word vector has little to go by in four words


@pytest.mark.parametrize(
    ("text", "passage", "language", "fault"),
    [
        ("It lent 58.24 million yuan.", "发放贷款5824元。", "en", Fault.FIGURE),
        ("It lent about 58.24 million yuan.", "发放贷款5284万元。", "en", Fault.FIGURE),
        ("It lent more than 59 million yuan.", "发放贷款5824万元。", "en", Fault.FIGURE),
        ("It grew by 5 %.", "提高5个百分点。", "en", Fault.FIGURE),
        ("At most 30 people.", "不少于30人。", "en", Fault.COMPARISON),
        ("On 3 May 2024.", "2024年5月2日。", "en", Fault.DATE),
        ("In the second half of 2024.", "2024年上半年。", "en", Fault.DATE),
        ("Line K12.", "K21路。", "en", Fault.NUMBER),
        ("Write to office@example.com.", "邮箱：office@example.cn。", "en", Fault.NUMBER),
        ("In 临江区 it began.", "林河区已启动。", "en", Fault.NAME),
        ("In Donglan County it began.", "临江县已启动。", "en", Fault.NAME),
        ("В Японии открыт филиал.", "在越南设立分支机构。", "ru", Fault.NAME),
        ("Das Finanzamt zahlt.", "市教育局支付。", "de", Fault.BODY),
        ("Das Krankenhaus zahlt.", "市图书馆支付。", "de", Fault.BODY),
        ("교육국이 지급한다.", "市财政局支付。", "ko", Fault.BODY),
        ("It failed because of rain.", "工程于5月完工。", "en", Fault.REASON),
        ("The moon is made of cheese.", "市财政局安排专项资金，支持老旧小区改造。", "en", Fault.TOPIC),
    ],
)
def test_what_differs_is_found(text: str, passage: str, language: str, fault: Fault) -> None:
    assert fault in {found.fault for found in verdict(text, passage, language).findings}


def test_citations_must_be_of_passages_that_were_given() -> None:
    given = [Given("《甲》", "共12个。"), Given("《甲》", "共13个。")]
    assert checked(Statement("There are 12.", ()), given, "en").findings[0].fault is Fault.UNCITED
    assert checked(Statement("There are 12.", (1, 3)), given, "en").findings[0].words == "[3]"
    assert checked(Statement("There are 12.", (2,)), given, "en").verdict is Verdict.UNSUPPORTED
    assert checked(Statement("There are 12.", (1, 2)), given, "en").verdict is Verdict.SUPPORTED
