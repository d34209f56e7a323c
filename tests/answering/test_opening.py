"""Opening documents: nothing of an index is lost by it, and the letter says what became of the files."""

from pathlib import Path

import pytest

import qa
from index.errors import LetterError
from index.storage.changes import Changes
from tests.conftest import write

BRIDGE = "一、修桥\n今年修天桥一座，投资三百万元。\n"
TREES = "一、种树\n明年种树百棵。\n"


def test_opening_a_file_adds_it_to_the_index_and_says_what_else_is_there(tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert qa.open(write(tmp_path, "bridge.txt", BRIDGE), index=index).changes == Changes(added=["bridge.txt"])
    letter = qa.open(write(tmp_path, "trees.txt", TREES), index=index)
    assert letter.changes == Changes(added=["trees.txt"], others=["bridge.txt"])
    assert "三百万元" in letter.ask("天桥投资多少？").hits[0].text
    assert [entry.name for entry in qa.open(index=index).index.entries] == ["bridge.txt", "trees.txt"]
    assert qa.open(index=index).changes is None


@pytest.mark.parametrize("saved", [False, True])
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_asked(saved: bool, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    write(letters, "bridge.txt", BRIDGE)
    write(letters, "empty.txt", "")
    letter = qa.open(letters, index=tmp_path / "index" if saved else None)
    assert letter.changes
    assert letter.changes.added == ["bridge.txt"]
    assert [name for name, _ in letter.changes.problems] == ["empty.txt"]
    assert letter.ask("天桥投资多少？").answered


@pytest.mark.parametrize("saved", [False, True])
def test_where_no_file_can_be_read_the_reason_is_told(saved: bool, tmp_path: Path) -> None:
    with pytest.raises(LetterError, match=r"None of the files could be read. 'empty.txt' is empty"):
        qa.open(write(tmp_path, "empty.txt", ""), index=tmp_path / "index" if saved else None)
