"""Reading files: encodings, line ends, folders, and what is refused."""

from pathlib import Path

import pytest

from index.errors import Fault, LetterError, UnreadableError
from index.source.encodings import decode
from index.source.files import extract, find, read
from index.source.formats import plain
from index.types import Source
from tests.conftest import write

TEXT = "关于外贸企业的答复\n余额 609.82 亿元。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_letter_in_any_encoding_reads_as_the_same_text(tmp_path: Path, encoding: str) -> None:
    assert read([write(tmp_path, "a.txt", TEXT, encoding)])[0].text == TEXT


def test_line_ends_become_newlines() -> None:
    assert decode("甲\r\n乙\r丙\n".encode(), "x").text == "甲\n乙\n丙\n"


def test_a_folder_is_read_recursively_in_name_order_without_its_readme(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write(tmp_path / "b", "c.txt", TEXT)
    write(tmp_path, "a.txt", TEXT)
    write(tmp_path, "README.md", "about")
    write(tmp_path, "figures.csv", "no letter")
    assert [source.name for source in read([tmp_path])] == ["a.txt", "b/c.txt"]


def test_two_files_of_one_name_stay_two_documents(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "a.txt", TEXT)
    assert len({source.name for source in read([tmp_path / "x", tmp_path / "y"])}) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture"),
        (bytes(range(32)) * 9, "not a text file"),
        (b"\xff\xff\xff\xff", "neither UTF-8 nor GB18030 nor Big5"),
    ],
)
def test_what_is_no_text_is_refused_with_name_and_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "odd.txt"
    file.write_bytes(data)
    with pytest.raises(LetterError, match=rf"odd\.txt.*{reason}"):
        read([file])


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", TEXT)
    assert len(read([tmp_path, file])) == 1


def test_a_path_too_long_for_the_system_is_no_file() -> None:
    with pytest.raises(LetterError, match="There is no file or folder"):
        read(["x" * 5000])


def test_a_missing_path_and_a_folder_without_documents_are_named(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match=r"There is no file or folder.*nowhere"):
        read([tmp_path / "nowhere"])
    with pytest.raises(LetterError, match="holds no document"):
        read([tmp_path])


# Folders


@pytest.mark.parametrize(
    "name", ["~$a.docx", "._a.docx", ".DS_Store", ".hidden.txt", "Thumbs.db", "desktop.ini", "__MACOSX/._a.txt"]
)
def test_what_programs_leave_in_folders_is_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    write(tmp_path, "a.txt", TEXT)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"\x05\x00")
    found = find([tmp_path])
    assert [file.name for file in found] == ["a.txt"]
    assert not found.skipped
    assert str(found) == ""


def test_files_of_a_folder_without_a_reader_are_counted_by_suffix(tmp_path: Path) -> None:
    for name in ("a.txt", "b.doc", "c.DOC", "d.wps", "e.xlsx", "README.md", "LICENSE"):
        write(tmp_path, name, TEXT)
    found = find([tmp_path])
    assert found.skipped == {".doc": 2, ".wps": 1, ".xlsx": 1, "": 1}
    assert str(found) == "Not read, because no document has such a suffix: 1 without suffix, 2 .doc, 1 .wps, 1 .xlsx."


def test_found_files_are_a_sequence(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write(tmp_path, name, TEXT)
    found = find([tmp_path])
    assert len(found) == 3
    assert [file.name for file in found[1:]] == ["b.txt", "c.txt"]
    assert found[-1].name == "c.txt"


@pytest.mark.parametrize("error", [KeyError("1x9"), RecursionError(), MemoryError(), ValueError("two\nlines")])
def test_a_reader_that_fails_costs_its_file_and_says_so(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def read(name: str, data: bytes) -> Source:
        raise error

    monkeypatch.setattr(plain, "read", read)
    with pytest.raises(UnreadableError, match=r"'a\.txt' could not be read \(internal: ") as caught:
        extract("a.txt", b"x")
    assert caught.value.fault is Fault.INTERNAL
    assert "\n" not in str(caught.value)
