"""Data sets of other people: SQuAD files, BEIR folders, lines of questions with passages."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import LetterError
from index.search.index import Index
from index.storage.local import LocalIndex
from index.types import Source
from qa.evaluation.foreign import hold_out, load_foreign, with_queries
from qa.evaluation.gold import Question
from qa.evaluation.outcome import Task
from qa.evaluation.prepare import Options, prepare
from tests.conftest import StubEncoder

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"
BRIDGE = "天桥将于五月建成，投资1200万元。\n"
LAMPS = "全市路灯已经更换三百盏。\n"
SCHOOL = "新学校设三十个班级。\n"


def small_task() -> tuple[Task, Index]:
    """Three documents; three questions that they answer and one that they do not."""
    sources = (Source("bridge", BRIDGE), Source("lamps", LAMPS), Source("school", SCHOOL))
    questions = (
        Question("1", "test", "zh", "fact", "天桥投资多少？", answers=("1200万元",)),
        Question("2", "test", "zh", "fact", "路灯更换了几盏？", answers=("三百盏",)),
        Question("3", "test", "zh", "fact", "学校有多少班级？", answers=("十二个",)),
        Question("4", "test", "zh", "off_topic", "天气怎么样？", answerable=False),
    )
    right = {"1": frozenset({"bridge"}), "2": frozenset({"lamps"}), "3": frozenset({"bridge"})}
    task = Task("small", questions, right, by_document=True, sources=sources)
    return task, LocalIndex.from_sources(sources, StubEncoder())


def squad(folder: Path, name: str, questions: dict[str, str], contexts: Sequence[str] = (BRIDGE, LAMPS)) -> Path:
    """A SQuAD file: one question on each context."""
    paragraphs = [
        {"context": context, "qas": [{"id": id_, "question": words, "answers": [{"text": context[:2]}]}]}
        for (id_, words), context in zip(questions.items(), contexts, strict=True)
    ]
    file = folder / name
    file.write_text(json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]}), encoding="utf-8")
    return file


def test_squad_contexts_become_documents_and_the_other_file_words_the_questions(tmp_path: Path) -> None:
    task = load_foreign(squad(tmp_path, "zh.json", {"a": "天桥投资多少？", "b": "路灯几盏？"}))
    assert task
    assert [source.text for source in task.sources] == [BRIDGE, LAMPS]
    assert task.right == {"a": {task.sources[0].name}, "b": {task.sources[1].name}}
    assert task.questions[1].answers == (LAMPS[:2],)
    asked = with_queries(task, squad(tmp_path, "es.json", {"b": "¿Cuántas farolas?"}, [LAMPS]))
    assert [(question.id, question.question) for question in asked.questions] == [("b", "¿Cuántas farolas?")]
    assert asked.sources == task.sources
    with pytest.raises(LetterError, match="No question of"):
        with_queries(task, squad(tmp_path, "fr.json", {"z": "Combien ?"}, [LAMPS]))


def test_equal_contexts_are_one_document_and_impossible_questions_are_unanswerable(tmp_path: Path) -> None:
    file = squad(tmp_path, "zh.json", {"a": "天桥投资多少？", "b": "天桥多长？"}, [BRIDGE, BRIDGE])
    record_ = json.loads(file.read_text(encoding="utf-8"))
    record_["data"][0]["paragraphs"][1]["qas"][0] |= {"is_impossible": True, "answers": []}
    file.write_text(json.dumps(record_), encoding="utf-8")
    task = load_foreign(file)
    assert task
    assert len(task.sources) == 1
    assert [question.answerable for question in task.questions] == [True, False]
    assert task.right["b"] == frozenset()


def test_a_beir_folder_is_judged_by_its_qrels(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    documents = [{"_id": "d1", "title": "天桥", "text": BRIDGE}, {"_id": "d2", "title": "", "text": LAMPS}]
    queries = [{"_id": "q1", "text": "路灯"}, {"_id": "q2", "text": "不问"}]
    for name, records in (("corpus", documents), ("queries", queries)):
        lines = "\n".join(json.dumps(record_) for record_ in records)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td1\t0\n"
    (tmp_path / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    task = load_foreign(tmp_path)
    assert task
    assert [question.question for question in task.questions] == ["路灯"]
    assert task.right == {"q1": {"d2"}}
    assert task.sources[0].text == f"天桥\n{BRIDGE}"


def test_lines_of_question_passage_and_answers_are_a_data_set(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    lines = [{"lang": "zh", "question": f"问{number}？", "passage": text, "answers": ["亮"]} for number, text in
             enumerate((BRIDGE, LAMPS, BRIDGE))]  # fmt: skip
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    task = load_foreign(file)
    assert task
    assert len(task.sources) == 2
    assert task.right["1"] == task.right["3"] != task.right["2"]
    assert [question.split for question in task.questions] == ["dev", "test", "dev"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", "{"), ("a.json", '{"data": [{}]}'), ("a.jsonl", '{"passage": "文"}')]
)
def test_a_damaged_data_set_is_refused(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LetterError, match=re.escape(str(file))):
        load_foreign(file)


def test_a_gold_set_is_no_foreign_set() -> None:
    assert load_foreign(GOLD) is None


def test_holding_out_half_the_contexts_makes_their_questions_unanswerable() -> None:
    task, _ = small_task()
    held = hold_out(task)
    kept = {source.name for source in held.sources}
    assert len(kept) == 2
    assert held == hold_out(task)
    for question, old in zip(held.questions, task.questions, strict=True):
        assert question.answerable == (old.answerable and bool(task.right[old.id] & kept))
        assert bool(held.right.get(question.id)) == question.answerable


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (Options(GOLD, split="train"), "There is no split 'train'"),
        (Options(GOLD, hold_out=True), "--queries and --hold-out need a data set"),
        (Options(GOLD, queries=GOLD), "--queries and --hold-out need a data set"),
        (Options(Path("nowhere.jsonl")), "There is no file"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: Options, reason: str) -> None:
    with pytest.raises(LetterError, match=reason):
        prepare(options, StubEncoder())


def test_an_index_does_not_go_with_a_set_that_brings_its_contexts(tmp_path: Path) -> None:
    file = squad(tmp_path, "zh.json", {"a": "天桥？"}, [BRIDGE])
    with pytest.raises(LetterError, match="brings its own contexts"):
        prepare(Options(file, index=tmp_path), StubEncoder())
