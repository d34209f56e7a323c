"""Gold sets: what is refused, and which passages are right."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from index.errors import LetterError
from index.outline.parse import parse
from index.types import Document, Source
from qa.evaluation.gold import load_gold
from qa.evaluation.judging import Places, find, right_passages

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"

GOOD: dict[str, Any] = {
    "id": "a",
    "split": "dev",
    "lang": "zh",
    "kind": "fact",
    "question": "外贸企业贷款余额是多少？",
    "history": [],
    "evidence": ["外贸企业贷款余额达到609.82亿元"],
    "section": ["二", "一是"],
    "answers": ["609.82亿元"],
    "answerable": True,
}


def gold_file(folder: Path, *lines: dict[str, Any] | str) -> Path:
    """A gold file of records and raw lines."""
    file = folder / "gold.jsonl"
    words = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    file.write_text("\n".join(words) + "\n", encoding="utf-8")
    return file


def without(name: str) -> dict[str, Any]:
    """The good record without a field."""
    return {key: value for key, value in GOOD.items() if key != name}


def test_the_shipped_gold_set_stands_in_the_letter_and_covers_what_it_should(letter_document: Document) -> None:
    questions = load_gold(GOLD, [letter_document])
    assert len(questions) >= 300
    assert {question.split for question in questions} == {"dev", "test"}
    assert sum(not question.answerable for question in questions) >= 80
    languages = Counter(question.lang for question in questions)
    assert languages["en"] >= 60
    assert all(languages[lang] >= 12 for lang in ("es", "pt", "ja", "ko", "fr", "de", "ru", "vi", "ar"))


def test_every_answerable_question_of_the_shipped_set_has_a_right_passage(letter_document: Document) -> None:
    places = Places([letter_document])
    for question in load_gold(GOLD, [letter_document]):
        assert bool(right_passages(places, question.evidence, question.section)) is question.answerable, question.id


def test_a_good_line_is_read_whole(tmp_path: Path, letter_document: Document) -> None:
    (question,) = load_gold(gold_file(tmp_path, GOOD), [letter_document])
    assert question.split == "dev"
    assert question.evidence == ("外贸企业贷款余额达到609.82亿元",)
    assert question.section == ("二", "一是")
    assert question.answers == ("609.82亿元",)
    assert question.answerable


def test_feedback_lines_with_more_fields_and_without_a_split_count_as_test_questions(
    tmp_path: Path, letter_document: Document
) -> None:
    (question,) = load_gold(gold_file(tmp_path, without("split") | {"time": "2026-01-01"}), [letter_document])
    assert question.split == "test"


def test_all_bad_lines_are_refused_at_once_with_file_line_and_reason(tmp_path: Path, letter_document: Document) -> None:
    file = gold_file(
        tmp_path,
        GOOD,
        "{not json",
        without("answers"),
        GOOD | {"id": "b", "history": "前一问", "answerable": "yes"},
        GOOD | {"id": "c", "section": ["九"]},
        "",
        GOOD,
        GOOD | {"id": "d", "evidence": ["外贸企业贷款余额达到999亿元"]},
        GOOD | {"id": "e", "evidence": ["吸收采纳该建议。"], "section": ["二", "一是"]},
        GOOD | {"id": "f", "split": "train"},
        "[1]",
        GOOD | {"id": "g", "evidence": []},
        GOOD | {"id": "h", "answerable": False},
    )
    with pytest.raises(LetterError) as refused:
        load_gold(file, [letter_document])
    head, *faults = str(refused.value).split("\n")
    assert head == f"{file} has 12 faults. Mend:"
    assert faults == [
        f"{file}:2: not JSON (Expecting property name enclosed in double quotes at column 2)",
        f"{file}:3: the field 'answers' is missing",
        f"{file}:4: 'history' must be a list of texts, not '前一问'",
        f"{file}:4: 'answerable' must be true or false, not 'yes'",
        f"{file}:5: the letter has no section '九'",
        f"{file}:7: the id 'a' stands in line 1 already",
        f"{file}:8: the evidence '外贸企业贷款余额达到999亿元' is not in the letter",
        f"{file}:9: the evidence '吸收采纳该建议。' stands in several sections, none of which is the question's",
        f"{file}:10: 'split' must be 'dev' or 'test', not 'train'",
        f"{file}:11: not a JSON object",
        f"{file}:12: the question is answerable, but names no evidence",
        f"{file}:13: the question is not answerable, but names evidence",
    ]


@pytest.mark.parametrize(("content", "reason"), [("", "holds no question"), ("\n\n", "holds no question")])
def test_an_empty_gold_file_is_refused(tmp_path: Path, letter_document: Document, content: str, reason: str) -> None:
    with pytest.raises(LetterError, match=reason):
        load_gold(gold_file(tmp_path, content), [letter_document])


def test_a_gold_file_that_is_not_there_is_refused(tmp_path: Path, letter_document: Document) -> None:
    with pytest.raises(LetterError, match="There is no file"):
        load_gold(tmp_path / "none.jsonl", [letter_document])


def test_evidence_is_found_across_white_space_and_healed_breaks(letter_document: Document) -> None:
    places = Places([letter_document])
    assert places.right("外贸企业贷款余额 达到609.82\n亿元", ("二", "一是")) == {f"{letter_document.name}#13"}


def test_evidence_that_stands_in_every_section_counts_in_the_questions_own(letter_document: Document) -> None:
    places = Places([letter_document])
    assert len(places.standing("吸收采纳该建议。")) == 6
    assert places.right("吸收采纳该建议。", ("四",)) == {f"{letter_document.name}#20"}


def test_a_section_includes_its_points_and_null_is_outside_every_section() -> None:
    text = "关于路灯的答复\n市政局\n一、关于路灯\n路灯已亮。\n一是路灯更换完毕，市政局负责。\n二是路灯检查完毕。\n"
    document = parse(Source("lamp", text))
    places = Places([document])
    paths = {passage.id: passage.citation.labels for passage in document.passages}
    assert {paths[id_] for id_ in places.right("路灯", ("一",))} == {("一",), ("一", "一是"), ("一", "二是")}
    assert {paths[id_] for id_ in places.right("市政局", None)} == {()}


def test_a_heading_as_evidence_makes_every_passage_of_its_section_right(letter_document: Document) -> None:
    places = Places([letter_document])
    right = places.right("四、关于成立跨境电商产业基金的建议", ("四",))
    assert right == {f"{letter_document.name}#{paragraph}" for paragraph in (20, 21, 22)}


def test_any_slice_of_evidence_is_enough(letter_document: Document) -> None:
    places = Places([letter_document])
    slices = ("吸收采纳该建议。", "四、关于成立跨境电商产业基金的建议", "市金融局积极引进优质投资机构")
    assert len(right_passages(places, slices, ("四",))) == 3


def test_a_slice_is_located_in_the_text_as_it_is_written() -> None:
    text = "余额达到 609.82 亿元。"
    start, end = find("609.82亿元", text) or (0, 0)
    assert text[start:end] == "609.82 亿元"
    assert find("610亿元", text) is None
