"""A visitor's file is read in a process of its own, within limits of size, pages, characters, time and memory."""

import base64
import os
import sys
import time
from pathlib import Path

import pytest

import qa
from index.errors import LetterError
from index.source.files import SUFFIXES, extract
from index.types import Source
from qa.page.uploads import bring, extraction
from qa.page.uploads.bring import Table, check
from qa.page.uploads.extraction import CHARACTERS, TooMuchError, extract_apart
from qa.page.words.languages import strings
from qa.server.limits import LIMIT
from tests.conftest import StubEncoder
from tests.page.test_documents import NOTICE

EN = strings("en")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_the_process_reads_is_what_the_reader_reads(encoding: str) -> None:
    assert extract_apart("a.txt", NOTICE.encode(encoding)) == extract("a.txt", NOTICE.encode(encoding))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "data", [PNG, b"\x7fELF" + bytes(200), b"PK\x03\x04" + bytes(50), b"%PDF-1.7\n%\xff\x00\n", b""]
)
def test_the_content_must_be_what_the_name_says(suffix: str, data: bytes) -> None:
    faults = "is empty|is damaged|of a kind that is not read here|could not be read here|text recognition"
    with pytest.raises(LetterError, match=faults):
        check(f"letter{suffix}", len(data), encoded(data), EN)


@pytest.mark.parametrize("name", ["letter.exe", "letter", "letter.svg", ".txt/", "letter.txt.zip"])
def test_other_kinds_of_file_are_refused_unread(name: str) -> None:
    with pytest.raises(LetterError, match="of a kind that is not read here"):
        check(name, 10, encoded(NOTICE.encode()), EN)


@pytest.mark.parametrize(
    ("size", "data"), [(LIMIT + 1, ""), (0, "A" * (LIMIT * 4 // 3 + 8))], ids=["as it says", "though it says less"]
)
def test_a_file_that_is_too_large_is_refused_unread(size: int, data: str) -> None:
    with pytest.raises(LetterError, match="is larger than 5 MB"):
        check("a.txt", size, data, EN)


def test_a_text_that_is_too_long_is_refused() -> None:
    text = "字" * (CHARACTERS + 1)
    with pytest.raises(LetterError, match="at most 300 pages and 400,000 characters"):
        check("a.txt", len(text.encode()), encoded(text.encode()), EN)
    assert len(check("a.txt", 1, encoded(text[:-1].encode()), EN).text) == CHARACTERS


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "C:\\secret\\passwd.txt", "/etc/passwd.txt", "a\x00/passwd.txt"]
)
def test_a_path_in_a_name_is_no_path(name: str) -> None:
    assert check(name, 1, encoded(NOTICE.encode()), EN).name == "passwd.txt"


def reader_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process find, in place of the reader, one that does something else."""
    (folder / "index" / "source").mkdir(parents=True)
    for package in ("index", "index/source"):
        real = str(Path(qa.__file__).parent.parent / package)
        (folder / package / "__init__.py").write_text(f"__path__.append({real!r})")
    code = f"SUFFIXES = ()\ndef extract(name, data):\n    {does}\n"
    (folder / "index" / "source" / "files.py").write_text(code)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])


@pytest.mark.parametrize(
    "does",
    [
        "while True: pass",
        "bytearray(2 << 30)",
        "import os; os.abort()",
        "import os; os._exit(0)",
        "open('written', 'w').write('x')",
        "import time; time.sleep(60)",
        "raise SystemExit",
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
def test_a_reader_gone_wrong_is_stopped_and_harms_nothing(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader_that(does, tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(extraction, "SECONDS", 3)
    start = time.monotonic()
    with pytest.raises(TooMuchError, match="takes too much time or memory"):
        extract_apart("a.txt", b"x")
    assert time.monotonic() - start < 30  # the sleeper would take sixty
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").stat().st_size


def test_one_address_brings_twenty_letters_and_then_waits() -> None:
    table = Table(limited=True)
    for _ in range(20):
        table.admit("192.0.2.1", EN)
    with pytest.raises(LetterError, match="No more letters can be taken at the moment"):
        table.admit("192.0.2.1", EN)
    table.admit("192.0.2.2", EN)


def test_the_room_for_letters_is_limited_and_is_free_again_when_one_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bring, "ROOM", len(NOTICE) - 1)
    table = Table(limited=False)
    table.admit("", EN)
    corpus = table.add("", Source("a.txt", NOTICE), StubEncoder(), EN)
    with pytest.raises(LetterError, match="No more letters"):
        table.admit("", EN)
    table.drop(corpus.key)
    table.admit("", EN)


def test_letters_are_asked_together_under_one_key_and_a_new_one_of_a_name_replaces_the_old() -> None:
    table = Table(limited=False)
    key = table.add("", Source("a.txt", NOTICE), StubEncoder(), EN).key
    assert table.add(key, Source("b.txt", NOTICE), StubEncoder(), EN).key == key
    corpus = table.add(key, Source("a.txt", NOTICE.replace("八点", "九点")), StubEncoder(), EN)
    assert [document.name for document in corpus.letter.documents] == ["b.txt", "a.txt"]
    assert "九点" in corpus.letter.documents[1].text
    assert table.get(key) is corpus
    assert table.get("another") is None
    assert table.add("another", Source("a.txt", NOTICE), StubEncoder(), EN).key != "another"


def test_only_so_many_letters_are_asked_together() -> None:
    table, key = Table(limited=False), ""
    for number in range(10):
        key = table.add(key, Source(f"{number}.txt", NOTICE), StubEncoder(), EN).key
    with pytest.raises(LetterError, match="At most 10 letters"):
        table.add(key, Source("more.txt", NOTICE), StubEncoder(), EN)


def test_letters_are_forgotten_an_hour_after_the_last_question() -> None:
    now = [0.0]
    table = Table(limited=False, clock=lambda: now[0])
    key = table.add("", Source("a.txt", NOTICE), StubEncoder(), EN).key
    now[0] = 3500
    assert table.get(key)
    now[0] = 7000
    assert table.get(key)
    now[0] = 10_700
    assert table.get(key) is None
