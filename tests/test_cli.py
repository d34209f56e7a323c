"""The command line, run as a person runs it: a process of its own, the embedded model, the real letter."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.answering.letter import QUESTION_LIMIT
from qa.cli import parser
from tests.conftest import LETTER, write


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `qa` with some words; the environment is the test's own home."""
    return subprocess.run(
        [sys.executable, "-m", "qa", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


@pytest.mark.parametrize(
    ("question", "section", "words"),
    [
        ("外贸企业贷款余额", ["二", "一是"], "609.82 亿元"),
        ("工商易贷", ["二", "四是"], "5824 万元"),
        ("实训基地面积", ["三"], "1260 m²"),
        ("私募股权投资基金数量和规模", ["四"], "117支，基金规模约377亿元"),
        ("境外分会场", ["六", "一是"], "马来西亚、香港、澳门、台湾"),
        ("运行的商标指导站有多少个", ["六", "三是"], "22 个镇街商标品牌培育指导站已经运行"),
        ("联系电话", [], "89892285"),
        ("发文字号", [], "中商务电函〔2023〕10号"),
        ("How large is the outstanding loan balance of foreign trade companies?", ["二", "一是"], "609.82 亿元"),
    ],
)
def test_asking_finds_the_right_passage_first_in_the_right_section(
    question: str, section: list[str], words: str
) -> None:
    done = run("ask", question, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["answered"] is True
    assert answer["hits"][0]["section"] == section
    assert words in answer["hits"][0]["text"]


@pytest.mark.parametrize("question", ["中山市有多少人口", "今天天气怎么样"])
def test_what_the_letter_does_not_say_is_refused(question: str) -> None:
    assert json.loads(run("ask", question, "--json").stdout)["answered"] is False
    assert "文中没有" in run("ask", question).stdout


def test_the_json_has_its_stable_form_and_every_hit_is_verbatim() -> None:
    answer = json.loads(run("ask", "技能补贴", "--json", "--top-k", "5").stdout)
    assert list(answer) == ["question", "understood", "answered", "certain", "confidence", "brief", "hits", "scope"]
    assert len(answer["hits"]) == 5
    source = LETTER.read_text(encoding="utf-8")
    for rank, hit in enumerate(answer["hits"], 1):
        keys = {"rank", "score", "text", "ranges", "document", "section", "citation", "highlights"}
        assert keys <= set(hit)
        assert hit["rank"] == rank
        assert "".join(source[start:end] for start, end in hit["ranges"]) == hit["text"]


def test_history_makes_a_follow_up_understood() -> None:
    done = run("ask", "那面积呢？", "--history", "隧子（中山）品牌出海平台在哪里？", "--json")
    answer = json.loads(done.stdout)
    assert answer["understood"] == "隧子（中山）品牌出海平台在哪里 · 面积"
    assert "超过1万m²" in answer["hits"][0]["text"]


def test_an_answer_for_people_marks_the_evidence_and_cites_it() -> None:
    shown = run("ask", "外贸企业贷款余额达到多少？").stdout
    assert "二、关于加强金融授信扶持力度的建议 › 一是 › 第13段" in shown
    assert "609.82 亿元" in shown.split("【")[1].split("】")[0]


def test_the_outline_shows_sections_points_audit_and_breaks() -> None:
    shown = run("outline").stdout
    for words in (
        "一 关于建设跨境电商产业集聚区的建议",
        "六 关于加强宣传",
        "四是",
        "5032 of 5032 (100.00%)",
        "Breaks healed: 9",
    ):
        assert words in shown


def test_own_letters_are_indexed_and_then_asked(tmp_path: Path) -> None:
    write(
        tmp_path,
        "letter.txt",
        "关于修建人行天桥的答复\n一、关于天桥\n天桥将于2025年5月建成，投资1200万元。\n",
        "gb18030",
    )
    folder = str(tmp_path / "index")
    done = run("index", str(tmp_path / "letter.txt"), "--index", folder)
    assert done.returncode == 0, done.stderr
    assert "2 passages of 1 document" in done.stdout
    answer = json.loads(run("ask", "天桥投资多少", "--json", QA_INDEX=folder).stdout)
    assert "1200万元" in answer["hits"][0]["text"]


def test_an_index_is_added_to_and_only_a_mirror_takes_away_what_it_names_first(tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    for name, built in (("one.txt", "天桥一座"), ("two.txt", "隧道两条")):
        write(tmp_path, name, f"一、修建\n今年修建{built}。\n")
        assert run("index", str(tmp_path / name), "--index", index).returncode == 0
    again = run("index", str(tmp_path / "one.txt"), "--index", index)
    assert "2 passages of 2 documents are indexed" in again.stdout
    assert "(1 unchanged, 1 kept)" in again.stdout
    mirrored = run("index", "--mirror", str(tmp_path / "two.txt"), "--index", index)
    goes, held = mirrored.stdout.splitlines()
    assert goes == "Goes: one.txt"
    assert "1 passage of 1 document is" in held.replace("are", "is")
    assert run("index", "--list", "--index", index).stdout.startswith("two.txt")


def test_one_file_that_cannot_be_read_is_named_at_the_end_and_costs_no_other_its_place(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    write(letters, "a.txt", "")
    write(letters, "b.txt", "一、修建\n今年修建天桥一座。\n")
    done = run("index", str(letters), "--index", str(tmp_path / "index"))
    assert done.returncode == 1
    assert "1 passage of 1 document" in done.stdout
    assert done.stderr == "qa: 'a.txt' is empty. Nothing can be asked of it.\n"
    assert run("index", "--list", "--index", str(tmp_path / "index")).stdout.startswith("b.txt")


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGPIPE")
def test_a_reader_that_has_had_enough_ends_a_command_quietly(tmp_path: Path) -> None:
    write(tmp_path, "long.txt", "一、修建\n" + "今年修建天桥一座。\n" * 20_000)
    command = f"{sys.executable} -m qa outline {tmp_path / 'long.txt'} | head -n 1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=True
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_every_mistake_gets_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    empty = write(tmp_path, "empty.txt", "")
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"\x00\x01\x02")
    (tmp_path / "folder").mkdir()
    index = tmp_path / "index"
    assert run("index", str(LETTER), "--index", str(index)).returncode == 0
    next(index.glob("segment-*/passages.npy")).write_text("{", encoding="utf-8")
    mistakes = {
        ("index",): "Name the files and folders to index",
        ("index", "--mirror", "--index", str(index)): "Name the files and folders to index",
        ("index", str(empty), "--list"): "Or one of --list",
        ("index", "--export", "x.qa", "--index", str(tmp_path / "x.db")): "Milvus has backups of its own",
        ("index", str(tmp_path / "nowhere")): "There is no file or folder",
        ("index", str(empty)): "is empty",
        ("index", str(binary)): "is not a text file",
        ("index", str(tmp_path / "folder")): "holds no document",
        ("outline", str(empty)): "is empty",
        ("ask", "问", "--index", str(index)): "is damaged",
        ("ask", "问", "--index", str(tmp_path / "none")): "There is no index",
        ("ask", "问", "--top-k", "0"): "from 1 to 100 passages",
        ("ask", " "): "empty",
        ("ask", "q" * 100_000): f"at most {QUESTION_LIMIT}",
        ("ask", "问", "--model", "no/such-model"): "could not be loaded",
    }
    for words, reason in mistakes.items():
        done = run(*words, HF_HUB_OFFLINE="1")
        assert done.returncode == 2, (words[:2], done.stderr)
        assert reason in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert not done.stdout


def test_asking_for_a_place_imports_no_parser_and_no_library_that_it_does_not_use() -> None:
    script = """
import sys
from qa.cli import main
sys.argv = ["qa", "ask", "第二条建议的第四点说了什么？", "-k", "9"]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
    assert run("ask", "问").returncode == 0  # The index is made.
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "5824 万元" in done.stdout
    imported = {name.partition(".")[0] for name in done.stderr.split()}
    assert {"numpy", "qa", "index"} <= imported
    heavy = {
        "tokenizers",
        "torch",
        "transformers",
        "sentence_transformers",
        "gradio",
        "scipy",
        "pandas",
        "opencc",
        "typer",
    }
    assert not heavy & imported
    assert not [name for name in done.stderr.split() if name.startswith(("index.outline", "index.source"))]


COMMANDS = ["ask", "chat", "index", "verify", "outline", "eval"]


def test_every_command_and_option_has_help() -> None:
    group = next(action for action in parser(COMMANDS)._actions if isinstance(action, argparse._SubParsersAction))
    assert list(group.choices) == COMMANDS
    for command in group.choices.values():
        assert command.description
        assert all(option.help for option in command._actions)
        assert run(command.prog.split()[-1], "--help").returncode == 0
