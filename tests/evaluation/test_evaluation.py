"""The evaluation as a whole: a real small corpus asked, judged, summed up, compared, shown."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import LetterError
from index.search.index import Index
from qa.answering.judging import SIGNALS, Calibration
from qa.answering.letter import Letter
from qa.evaluation.ablation import READINGS, VARIANTS, ablate, markdown
from qa.evaluation.asking import ask_all
from qa.evaluation.calibrate import Example, apply, calibrate, collect, record, render
from qa.evaluation.measures import compare
from qa.evaluation.measures.summary import Report, summarise
from qa.evaluation.outcome import Outcome, Shown
from qa.evaluation.prepare import Options, prepare
from qa.evaluation.report.html import page
from qa.evaluation.report.table import render as render_table
from tests.conftest import StubEncoder, write
from tests.evaluation.test_foreign import BRIDGE, SCHOOL, small_task, squad
from tests.test_cli import run

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"


def outcome(id_: str, right: bool | None = True, **changes: Any) -> Outcome:
    """An outcome as plain as can be: answered with confidence 0.9; `right` is None for an unanswerable question."""
    score = None if right is None else float(right)
    plain = Outcome(
        id=id_,
        lang="zh",
        kind="fact",
        question=f"question {id_}",
        answerable=right is not None,
        answered=True,
        certain=True,
        confidence=0.9,
        seconds=0.01,
        success_1=score,
        success_3=score,
        success_5=score,
        rr=score,
        ndcg=score,
        section=score,
        contained=None,
        f1=None,
        exact=None,
        came=(),
        expected=(),
    )
    return replace(plain, **changes)


def report(outcomes: Sequence[Outcome], **about: Any) -> Report:
    """A report with the least that is said about it."""
    return summarise(outcomes, 0.5, {"gold": "gold.jsonl", "model": "stub", **about})


def test_outcomes_say_what_came_and_what_should_have() -> None:
    task, index = small_task()
    first, second, third, fourth = ask_all(Letter(index), task)
    assert (first.success_1, first.rr, first.contained) == (1, 1, 1)
    assert (second.success_1, second.contained) == (1, 1)
    assert (third.success_1, third.contained, third.came[0].right) == (0, 0, False)
    assert third.came[0].text == SCHOOL.strip()
    assert [shown.text for shown in third.expected] == [BRIDGE.strip()]
    assert (fourth.success_1, fourth.rr, fourth.contained, fourth.expected) == (None, None, None, ())
    start, end = first.came[0].marks[0]
    assert "1200万元" in first.came[0].text[start:end]


def test_progress_counts_every_question() -> None:
    task, index = small_task()
    seen: list[tuple[int, int]] = []
    ask_all(Letter(index), task, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_section_accuracy_takes_the_section_and_what_is_below(letter_index: Index) -> None:
    task, _ = prepare(Options(GOLD, split="dev"), StubEncoder())
    task = replace(task, questions=task.questions[::4])
    asked = ask_all(Letter(letter_index), task)
    right = [outcome for outcome in asked if outcome.success_1 and "吸收" not in outcome.came[0].text]
    assert len(right) > 20
    assert sum(outcome.section or 0 for outcome in right) / len(right) > 0.95
    assert {outcome.section for outcome in asked if not outcome.answerable} == {None}


def test_figures_are_means_over_the_questions_that_have_a_share_in_them() -> None:
    outcomes = [outcome("a"), outcome("b", right=False, answered=False), outcome("c", right=None, confidence=0.2)]
    figures = report(outcomes).slices[0].figures
    assert figures["success_1"].value == (1 + 0) / 2
    assert figures["coverage"].value == (1 + 0) / 2
    assert figures["false_answers"].value == 1 / 1
    assert figures["contained"].n == 0


def test_slices_are_cut_by_language_group_and_kind() -> None:
    outcomes = [outcome("a"), outcome("b", lang="yue"), outcome("c", right=False, lang="fr", kind="noisy")]
    slices = {(part.by, part.name): part for part in report(outcomes).slices}
    assert slices["group", "Chinese"].figures["success_1"].value == 1
    assert slices["group", "other languages"].figures["success_1"].value == 0
    assert slices["lang", "yue"].n == 1
    assert slices["kind", "fact"].n == 2


def test_the_operating_point_is_what_was_answered() -> None:
    outcomes = [outcome("a"), outcome("b", answered=False, confidence=0.3), outcome("c", right=None, confidence=0.6)]
    point = report(outcomes).operating_point
    assert point
    assert (point.threshold, point.coverage, point.false_answers) == (0.5, 1 / 2, 1 / 1)


def test_the_table_marks_what_is_too_small_to_conclude() -> None:
    outcomes = [outcome(str(number)) for number in range(20)]
    outcomes += [outcome(f"fr {number}", lang="fr") for number in range(19)]
    lines = {line.split()[0]: line for line in render_table(report(outcomes)).splitlines() if line}
    assert "?" in lines["fr"]
    assert "?" not in lines["zh"]


def test_a_comparison_pairs_questions_and_lists_those_that_flipped(tmp_path: Path) -> None:
    before = [outcome("won", right=False), outcome("lost"), outcome("same"), outcome("old"), outcome("no", right=None)]
    now = [outcome("won"), outcome("lost", right=False), outcome("same"), outcome("new"), outcome("no", right=None)]
    file = tmp_path / "before.json"
    file.write_text(json.dumps(report(before).as_dict()), encoding="utf-8")
    found = compare.compare(now, compare.load(file))
    assert [flip.id for flip in found.flipped(won=True)] == ["won"]
    assert [flip.id for flip in found.flipped(won=False)] == ["lost"]
    assert (found.pairs, found.unpaired) == (3, 2)
    everything = found.changes[0]
    assert (everything.before.value, everything.now.value) == (2 / 3, 2 / 3)
    assert (everything.won, everything.lost, everything.p_success) == (1, 1, 1.0)
    assert everything.rr_change.value == (1 - 1 + 0) / 3
    assert "Won: 1\n  won  question won\nLost: 1" in compare.render(found)


@pytest.mark.parametrize("content", ["{", "[]", '{"outcomes": [{"id": "a"}]}', '{"outcomes": null}'])
def test_a_comparison_with_another_kind_of_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "before.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LetterError, match="was not saved by qa eval --json"):
        compare.load(file)


def example(split: str, signal: float, right: bool | None) -> Example:
    """A question whose first signal is given; the others say nothing."""
    return Example(split, outcome("q", right=right), np.array([signal, *[0.5] * (len(SIGNALS) - 1)]))


def test_calibration_learns_the_signal_that_tells_and_ignores_those_that_never_change() -> None:
    examples = [example("dev", 1.0, True), example("dev", 0.0, None)] * 20
    examples += [example("test", 1.0, None), example("test", 0.0, True)] * 20
    found = calibrate(examples)
    assert found.coefficients[0] > 1
    assert set(found.coefficients[1:]) == {0.0}
    dev, test = ([outcome_.answered for outcome_ in apply(found, examples[start:][:2])] for start in (0, 40))
    assert dev == test == [True, False]


def test_questions_about_the_outline_keep_their_confidence() -> None:
    fixed = Example("dev", outcome("q", confidence=1.0), None)
    assert apply(Calibration((0.0,) * len(SIGNALS), -9.0, 0.5, 0.5), [fixed]) == [fixed.outcome]


def test_calibration_needs_both_kinds_of_question() -> None:
    with pytest.raises(LetterError, match="The split 'dev' needs"):
        calibrate([example("dev", 1.0, True), example("test", 0.0, None)])


def test_a_calibration_is_collected_fitted_written_and_shown(tmp_path: Path) -> None:
    task, index = prepare(Options(GOLD), StubEncoder())
    task = replace(task, questions=task.questions[::8])
    examples = collect(index, task)
    seen = [found.signals for found in examples if found.signals is not None]
    assert {len(signal) for signal in seen} == {len(SIGNALS)}
    found = calibrate(examples)
    written = json.loads(record({"words": found}))["words"]
    assert list(written["coefficients"]) == list(SIGNALS)
    assert 0 < written["threshold"] <= written["certain"] <= 1
    refused = [outcome_ for outcome_ in apply(found, examples) if not outcome_.answerable]
    dev = [found_.split == "dev" for found_ in examples if not found_.outcome.answerable]
    wrong = [outcome_.certain for outcome_, is_dev in zip(refused, dev, strict=True) if is_dev]
    assert sum(wrong) / len(wrong) <= 0.05
    shown = render(examples, [("fitted", found)]).splitlines()
    assert [line.split()[:2] for line in shown[1:3]] == [["fitted", "dev"], ["fitted", "test"]]


def test_the_collected_signals_give_the_confidence_that_asking_gives(letter_index: Index) -> None:
    task, _ = prepare(Options(GOLD, split="dev"), StubEncoder())
    task = replace(task, questions=task.questions[::20])
    calibration = Calibration.shipped(reads=False)
    asked = ask_all(Letter(letter_index, calibration), task)
    applied = apply(calibration, collect(letter_index, task))
    assert [o.confidence for o in applied] == pytest.approx([o.confidence for o in asked])
    assert [o.answered for o in applied] == [o.answered for o in asked]


def test_the_ablation_has_a_row_for_every_variant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.evaluation.ablation.load_encoder", lambda name: StubEncoder())
    file = squad(tmp_path, "zh.json", {"a": "天桥投资多少？", "b": "路灯更换了几盏？"})
    head, _, *rows = ablate(Options(file)).splitlines()
    assert head.startswith("| Variant | Success@1, Chinese |")
    assert [row.split(" | ")[0] for row in rows] == [f"| {variant.name}" for variant in VARIANTS]


def test_the_ablation_compares_ways_to_read_follow_ups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.evaluation.ablation.load_encoder", lambda name: StubEncoder())
    lines = [line for line in GOLD.read_text(encoding="utf-8").splitlines() if '"zh-followup-01' in line]
    gold = write(tmp_path, "gold.jsonl", "\n".join(lines))
    head, _, *rows = ablate(Options(gold)).split("\n\n")[1].splitlines()
    assert head.startswith(f"| Follow-ups (n = {len(lines)}) | Success@1 |")
    assert [row.split(" | ")[0] for row in rows] == [f"| {name}" for name, _ in READINGS]


def test_a_markdown_table_has_its_rule() -> None:
    assert markdown([["a", "b"], ["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


class Loads(HTMLParser):
    """Collects what a page would load, run or link to, and the tags that it leaves open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe", "object") or {"src", "href", "onclick"} & {
            key for key, _ in attrs
        }:
            self.loads.append(tag)
        if tag not in ("meta", "path", "circle", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "circle", "rect"):
            assert self.open.pop() == tag


def test_the_page_shows_every_failure_and_escapes_what_it_shows() -> None:
    evil = '<script>alert(1)</script>&"'
    shown = Shown("d#1", evil, f"before {evil} after", False, ((7, 15), (7, 20), (40, 40)))
    outcomes = [
        outcome("wrong", right=False, question=evil, came=(shown,), expected=(shown,), rr=1 / 3),
        outcome("false answer", right=None, came=(shown,)),
        outcome("refused", answered=False, confidence=0.1, lang=evil, kind=evil),
        outcome("fine"),
    ]
    text = page(report(outcomes, note=evil))
    assert Loads(text).loads == []
    assert Loads(text).open == []
    assert "<script" not in text
    assert re.findall(r"<h2>([^<]*) \(1\)</h2>", text) == [
        "The wrong passage came first",
        "Answered, though nothing answers it",
        "Refused, though the first passage was right",
    ]
    assert "right passage at rank 3" in text
    assert "before <mark>&lt;script&gt;</mark><mark>alert</mark>(1)" in text


def test_the_page_shows_a_comparison(tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(json.dumps(report([outcome("a", right=False)]).as_dict()), encoding="utf-8")
    now = [outcome("a")]
    text = page(report(now), compare.compare(now, compare.load(file)))
    assert "<h2>Compared with before.json</h2>" in text
    assert "Won: 1" in text


def test_the_command_evaluates_saves_compares_and_shows(tmp_path: Path) -> None:
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    gold = tmp_path / "ten.jsonl"
    gold.write_text("\n".join(lines[::80][:10]), encoding="utf-8")
    saved, shown = tmp_path / "out.json", tmp_path / "out.html"
    done = run("eval", str(gold), "--json", str(saved), "--html", str(shown))
    assert done.returncode == 0, done.stderr
    assert "Success@1" in done.stdout
    assert len(json.loads(saved.read_text(encoding="utf-8"))["outcomes"]) == 10
    text = shown.read_text(encoding="utf-8")
    assert not re.search(r"https?://", text)
    assert Loads(text).loads == []
    again = run("eval", str(gold), "--compare", str(saved))
    assert "Won: 0\nLost: 0" in again.stdout


def test_a_bad_gold_file_ends_the_command_with_all_its_faults(tmp_path: Path) -> None:
    gold = tmp_path / "bad.jsonl"
    gold.write_text('{"id": 1}\n{', encoding="utf-8")
    done = run("eval", str(gold))
    assert done.returncode == 2
    assert "bad.jsonl:1: " in done.stderr
    assert "bad.jsonl:2: not JSON" in done.stderr
    assert "Traceback" not in done.stderr
