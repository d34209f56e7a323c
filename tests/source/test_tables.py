"""Tables with merged cells, in Word and in HTML: a row has over it what a reader sees over it."""

from pathlib import Path

import pytest

from index.source.files import extract, read
from index.types import Source
from tests.archive.writers import docx


def over(found: Source) -> dict[str, list[str]]:
    """For each row that has something special over it: what."""
    return {
        found.text[start:].split("\n")[0].strip(): [found.text[left:right] for left, right in ranges]
        for start, ranges in found.header_rows
    }


def html(rows: str, around: str = "{}") -> Source:
    """A page with a table, its cells written without end tags."""
    return extract("a.html", f"<table>{around.format(rows)}</table>".encode())


def word(tmp_path: Path, *rows: str) -> Source:
    """A Word file with a table. A cell is written `text|properties`."""
    body = ""
    for line in rows:
        cells = (cell.partition("|") for cell in line.split())
        body += (
            "<w:tr>"
            + "".join(
                f"<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{words.strip('-')}</w:t></w:r></w:p></w:tc>"
                for words, _, more in cells
            )
            + "</w:tr>"
        )
    docx(
        tmp_path / "a.docx",
        f"<w:tbl>{body}</w:tbl>".replace("w:vMerge=", "w:vMerge w:val=").replace("w:gridSpan=", "w:gridSpan w:val="),
    )
    return read([tmp_path / "a.docx"])[0]


def test_a_plain_table_needs_nothing_over_its_rows() -> None:
    found = html("<tr><td>镇<td>桩<tr><td>白鹿<td>12<tr><td>青山<td>8")
    assert found.text == "镇\t桩\n白鹿\t12\n青山\t8\n"
    assert over(found) == {}


def test_a_cell_that_reaches_down_stands_over_the_rows_it_reaches() -> None:
    below = "<tr><td>西渠<td>85<tr><td>北渠<td>6<tr><td>林业局<td>绿化<td>3"
    found = html(f"<tr><td>部门<td>项目<td>万元<tr><td rowspan=3>水利局<td>东渠<td>9{below}")
    head = "部门\t项目\t万元"
    assert found.text.split("\n")[2] == "\t西渠\t85"
    assert over(found) == {"西渠\t85": [head, "水利局"], "北渠\t6": [head, "水利局"]}


def test_a_cell_in_the_middle_that_reaches_down_keeps_the_columns() -> None:
    found = html("<tr><td>镇<td>部门<td>万元<tr><td>白鹿<td rowspan=2>水利局<td>120<tr><td>青山<td>85")
    assert found.text.endswith("青山\t\t85\n")
    assert over(found)["青山\t\t85"][-1] == "水利局"


@pytest.mark.parametrize("marked", ["{}", "<tbody>{}"])
def test_two_header_rows_stand_over_every_row(marked: str) -> None:
    found = html(
        "<tr><td rowspan=2>镇<td colspan=2>桩<tr><td>交流<td>直流<tr><td>白鹿<td>12<td>3<tr><td>青山<td>8<td>1", marked
    )
    assert over(found) == {"白鹿\t12\t3": ["镇\t桩", "交流\t直流"], "青山\t8\t1": ["镇\t桩", "交流\t直流"]}


def test_rows_in_a_head_or_of_head_cells_are_the_header() -> None:
    rows = "<tr><td>县<td>年<tr><td>（名称）<td>（数）"
    found = html(f"<thead>{rows}</thead><tr><td>望江<td>2024<tr><td>临江<td>2025")
    assert over(found)["望江\t2024"] == ["县\t年", "（名称）\t（数）"]
    found = html(f"{rows}<tr><td>望江<td>2024".replace("td", "th", 4))
    assert over(found) == {"望江\t2024": ["县\t年", "（名称）\t（数）"]}


def test_a_short_cell_over_the_whole_width_names_the_rows_below_it() -> None:
    found = html(
        "<tr><td>项目<td>万元<tr><td colspan=2>一、基本<tr><td>工资<td>9<tr><td colspan=2>二、项目<tr><td>清淤<td>5"
    )
    assert over(found) == {"工资\t9": ["项目\t万元", "一、基本"], "清淤\t5": ["项目\t万元", "二、项目"]}


def test_a_caption_above_the_header_is_prose() -> None:
    found = html("<caption>分工表</caption><tr><td colspan=2>单位：万元<tr><td>项目<td>金额<tr><td>清淤<td>5")
    assert found.text == "分工表\n单位：万元\n项目\t金额\n清淤\t5\n"
    assert over(found) == {}


def test_each_of_two_tables_without_words_between_them_has_its_own_header() -> None:
    found = extract(
        "a.html",
        "<table><tr><td>镇<td>桩<tr><td>白鹿<td>1</table><table><tr><td>年<td>元<tr><td>2024<td>7</table>".encode(),
    )
    assert over(found) == {"2024\t7": ["年\t元"]}


def test_a_page_that_is_laid_out_as_a_table_is_prose() -> None:
    letter = "".join(f"<p>第{number}段，{'清理河道并修建护坡，' * 9}。</p>" for number in range(4))
    found = html(f"<tr><td>栏目<td>{letter}")
    assert len(found.text.strip().split("\n")) == 5


def test_word_cells_that_go_on_below_stand_over_the_rows_they_reach(tmp_path: Path) -> None:
    found = word(
        tmp_path,
        "部门 项目 万元",
        '水利局|<w:vMerge="restart"/> 东渠 120',
        "-|<w:vMerge/> 西渠 85",
        "-|<w:vMerge/> 北渠 60",
        '林业局|<w:vMerge="restart"/> 绿化 30',
        "-|<w:vMerge/> 养护 10",
    )
    head = "部门\t项目\t万元"
    assert over(found) == {"西渠\t85": [head, "水利局"], "北渠\t60": [head, "水利局"], "养护\t10": [head, "林业局"]}


def test_word_header_rows_are_those_that_are_merged_or_repeated(tmp_path: Path) -> None:
    found = word(
        tmp_path,
        '镇|<w:vMerge="restart"/> 桩|<w:gridSpan="2"/>',
        "-|<w:vMerge/> 交流 直流",
        "白鹿 12 3",
        "青山 8 1",
    )
    assert over(found) == {"白鹿\t12\t3": ["镇\t桩", "交流\t直流"], "青山\t8\t1": ["镇\t桩", "交流\t直流"]}


def test_a_deleted_row_is_none(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = [
        f"<w:tr>{more}{cell.format(words)}{cell.format(1)}</w:tr>"
        for words, more in (("甲", ""), ("乙", "<w:trPr><w:del/></w:trPr>"), ("丙", ""))
    ]
    docx(tmp_path / "a.docx", f"<w:tbl>{''.join(rows)}</w:tbl>")
    assert read([tmp_path / "a.docx"])[0].text == "甲\t1\n丙\t1\n"
