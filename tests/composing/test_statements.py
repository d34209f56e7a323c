"""The text of a model falls into sentences with the citations that follow them, however they are written."""

import pytest

from qa.composing.statements import lines, statements


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("It is 5. [1] It grew [2][3].", [("It is 5.", (1,)), ("It grew.", (2, 3))]),
        ("余额为5万元[1]。增长12%【2】。", [("余额为5万元。", (1,)), ("增长12%。", (2,))]),
        ("- **No. 168** is of 29. Juni 2023 [1-3].", [("No. 168 is of 29. Juni 2023.", (1, 2, 3))]),
        ("First sentence here. Second one [1].", [("First sentence here.", ()), ("Second one.", (1,))]),
        ("贷款五万元。增长3%。[1, 2]", [("贷款五万元。", ()), ("增长3%。", (1, 2))]),
        ("Twice cited. [1] [2]", [("Twice cited.", (1, 2))]),
        ("Here you are:", [("Here you are:", ())]),
        ("***", []),
        ("", []),
    ],
)
def test_a_line_is_cut(line: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(each.text, each.citations) for each in statements(line)] == expected


def test_a_stream_gives_lines_without_thoughts() -> None:
    assert list(lines(["a\nb", "c<thi", "nk>x\ny</thi", "nk>d\n", "e"])) == ["a", "bcd", "e"]
    assert list(lines(["<think>never ends\n"])) == [""]
