"""Reading files: encodings, line ends, folders, and what is refused."""

from pathlib import Path

import pytest

from index.errors import LetterError
from index.source.encodings import decode
from index.source.files import read
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
