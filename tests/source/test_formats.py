"""One letter in every format: the passages are those of its plain text, and pages are cited."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from index.outline.parse import parse
from index.role import Role
from index.source.files import extract, read
from index.types import Document, Source, Span
from tests.archive import FORMATS, letters, write
from tests.archive.real import real_letter
from tests.archive.scan import scan
from tests.archive.writers import docx

LETTERS = letters(42)
"""Fourteen of each kind."""

Seen = tuple[str, Role, tuple[str, ...], tuple[str, ...], str]


def seen(document: Document) -> list[Seen]:
    """Every passage: its words, its role, where it stands, and its table's header."""
    return [(p.text, p.citation.role, p.citation.labels, p.citation.headings, p.header) for p in document.passages]


def document(path: Path) -> Document:
    """A file, parsed; that its ranges are word for word is checked on the way."""
    found = parse(read([path])[0])
    for passage in found.passages:
        assert passage.text == "".join(found.text[start:end] for start, end in passage.ranges)
    covered, visible = found.covered()
    assert covered == visible
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[list[Seen]]:
    """The passages of the letters' plain text."""
    folder = tmp_path_factory.mktemp("plain")
    return [seen(document(write(letter, folder, "text"))) for letter in LETTERS]


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "text"])
def test_passages_are_the_same_in_every_format(tmp_path: Path, plain: list[list[Seen]], format: str) -> None:
    found = [seen(document(write(letter, tmp_path, format))) for letter in LETTERS]
    same = sum(passages == expected for passages, expected in zip(found, plain, strict=True))
    assert same == len(LETTERS)


def test_letters_are_distinct_and_their_facts_stand_in_one_passage(plain: list[list[Seen]]) -> None:
    many = letters(300)
    assert many[: len(LETTERS)] == LETTERS
    assert len({letter.blocks for letter in many}) == len({letter.number for letter in many}) == 300
    questions = [fact.question for letter in many for fact in letter.facts]
    assert len(set(questions)) == len(questions)
    for letter, passages in zip(LETTERS, plain, strict=True):
        for fact in letter.facts:
            assert sum(fact.answer in words for words, *_ in passages) >= 1


def test_pages_break_inside_sentences_and_are_cited(tmp_path: Path) -> None:
    documents = [document(write(letter, tmp_path, "pdf")) for letter in LETTERS]
    breaks = [cut for found in documents for cut in found.breaks if cut.page]
    assert len(breaks) >= 5
    for found in documents:
        numbers = [words for start, end in found.margins if "—" in (words := found.text[start:end])]
        assert numbers == [f"— {page} —" for page in range(1, len(found.pages) + 1)]
        pages = [page for p in found.passages for page in (p.citation.page, p.citation.last_page)]
        assert pages == sorted(pages)
        assert pages[0] == 1
        assert pages[-1] == len(found.pages)


def test_a_table_row_has_its_header(tmp_path: Path) -> None:
    letter = next(letter for letter in LETTERS if any(block.rows for block in letter.blocks))
    table = next(block.rows for block in letter.blocks if block.rows)
    found = document(write(letter, tmp_path, "pdf"))
    rows = [p for p in found.passages if "\t" in p.text]
    assert [p.text for p in rows] == ["\t".join(cells) for cells in table]
    assert [p.header for p in rows] == ["", *["\t".join(table[0])] * 4]
    assert {"".join(found.text[start:end] for start, end in p.header_ranges) for p in rows[1:]} == {"\t".join(table[0])}


def test_the_real_letter_as_pdf_has_its_passages_and_cites_its_pages(tmp_path: Path, letter_source: Source) -> None:
    real_letter(letter_source.text, tmp_path / "letter.pdf")
    found, expected = document(tmp_path / "letter.pdf"), parse(letter_source)
    assert seen(found) == seen(expected)
    cut = next(p for p in found.passages if "融入到部门职能" in p.text)
    assert (cut.citation.page, cut.citation.last_page) == (1, 2)
    assert str(cut.citation).endswith("第7段（第1–2页）")
    assert cut.citation.english.endswith("paragraph 7, pages 1–2")


# Text recognition


@pytest.mark.skipif(not find_spec("rapidocr"), reason="the extra ocr is not installed")
def test_a_scanned_letter_with_a_table_reads_as_the_letter(tmp_path: Path, plain: list[list[Seen]]) -> None:
    tables = [at for at, letter in enumerate(LETTERS) if any(block.rows for block in letter.blocks)]
    at = min(tables, key=lambda at: sum(len(words) for words, *_ in plain[at]))
    scan(write(LETTERS[at], tmp_path, "pdf"), tmp_path / "scan.pdf")
    found = document(tmp_path / "scan.pdf")
    assert [p[1:3] for p in seen(found)] == [p[1:3] for p in plain[at]]
    rows = [words for words, *_ in plain[at] if "\t" in words]
    assert sum(p.text in rows for p in found.passages) >= len(rows) - 1
    assert edits("".join(p.text for p in found.passages), "".join(words for words, *_ in plain[at])) < 0.03
    assert found.passages[-1].citation.page == len(found.pages) > 1


def edits(found: str, expected: str) -> float:
    """Levenshtein distance without white space, as a share of what is expected: the character error rate."""
    found, expected = "".join(found.split()), "".join(expected.split())
    row = list(range(len(expected) + 1))
    for above, character in enumerate(found, 1):
        diagonal, row[0] = row[0], above
        for at, other in enumerate(expected, 1):
            diagonal, row[at] = row[at], min(diagonal + (character != other), row[at] + 1, row[at - 1] + 1)
    return row[-1] / len(expected)


# Word


RUN = "<w:r><w:t>{}</w:t></w:r>"


def word(tmp_path: Path, body: str) -> str:
    """The text of a Word file with this body."""
    docx(tmp_path / "a.docx", body)
    return read([tmp_path / "a.docx"])[0].text


def test_headers_and_deleted_text_of_a_word_file_are_not_text(tmp_path: Path) -> None:
    deleted = "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"
    assert word(tmp_path, f"<w:p>{RUN.format('甲')}{deleted}<w:ins>{RUN.format('丙')}</w:ins></w:p>") == "甲丙\n"


def test_a_text_box_is_read_once_before_the_paragraph_that_holds_it(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{RUN.format('框')}</w:p></w:txbxContent>"
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = f"<m:Choice><w:drawing>{box}</w:drawing></m:Choice><m:Fallback><w:pict>{box}</w:pict></m:Fallback>"
    drawing = f'<w:r><m:AlternateContent xmlns:m="{compatibility}">{choice}</m:AlternateContent></w:r>'
    assert word(tmp_path, f"<w:p>{RUN.format('甲')}{drawing}{RUN.format('乙')}</w:p>") == "框\n甲乙\n"


def test_numbers_and_indents_that_word_shows_are_text(tmp_path: Path) -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    levels = level.format(0, "chineseCounting", "%1、") + level.format(1, "chineseCounting", "（%2）")
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    styles = '<w:style w:styleId="a"><w:pPr><w:ind w:firstLineChars="200"/></w:pPr></w:style>'
    styles += '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    number = (
        '<w:p><w:pPr><w:pStyle w:val="b"/><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>'
    )
    body = "".join(
        number.format(depth, RUN.format(words)) for depth, words in ((0, "甲"), (1, "乙"), (1, "丙"), (0, "丁"))
    )
    docx(tmp_path / "a.docx", body, numbering=numbering, styles=styles)
    assert read([tmp_path / "a.docx"])[0].text == "　　一、甲\n　　（一）乙\n　　（二）丙\n　　二、丁\n"


def test_a_row_of_one_cell_is_prose_and_cells_of_several_paragraphs_are_one_line(tmp_path: Path) -> None:
    cell = f"<w:tc><w:p>{RUN}</w:p><w:p>{RUN}</w:p></w:tc>"
    rows = f"<w:tr>{cell.format('甲', '乙')}</w:tr><w:tr>{cell.format('丙', '丁')}{cell.format('戊', '己')}</w:tr>"
    body = f"<w:tbl>{rows}</w:tbl>"
    assert word(tmp_path, body) == "甲\n乙\n丙 丁\t戊 己\n"


# HTML and Markdown


def html(text: str, encoding: str = "utf-8") -> str:
    """The text of an HTML file."""
    return extract("a.html", text.encode(encoding)).text


def test_html_reads_as_it_is_shown() -> None:
    page = "<title>题</title><script>alert(1)</script><style>p{}</style><p>甲\n乙<b>丙</b><br>丁<p hidden>戊<!-- 己 -->"
    assert html(page) == "甲 乙丙\n丁\n"


def test_html_of_old_government_sites_reads_as_its_letter() -> None:
    page = (
        '<meta charset="gb2312"><table><tr><td><table><tr><td>通知</td></tr></table></td><td></td></tr></table>'
        "<p>&nbsp;&nbsp;&nbsp;&nbsp;第一条 甲。</p><p>&emsp;&emsp;第二条 乙。</p><ol start=3><li>丙<li>丁</ol>"
    )
    assert html(page, "gb18030") == "通知\n　　第一条 甲。\n　　第二条 乙。\n3. 丙\n4. 丁\n"


def test_markdown_reads_as_it_is_shown() -> None:
    text = "# 题目\n\n　　一、**甲**\n    乙\n\n| 名 | 数 |\n|---|---|\n| 丙 | 3 |\n\n- 丁\n\n<script>戊</script>\n"
    assert extract("a.md", text.encode()).text == "题目\n　　一、甲\n乙\n名\t数\n丙\t3\n丁\n"


# Margins of plain text


def margins(text: str) -> list[str]:
    """What of a text is a margin."""
    found: tuple[Span, ...] = parse(Source("x", text)).margins
    return [text[start:end] for start, end in found]


FULL = "我市已经与多家优质企业合作成立了跨境电商产业基金，" * 6


@pytest.mark.parametrize("number", ["— 3 —", "- 3 -", "第 3 页", "第3页 共8页", "共 8 页 第 3 页", "－3－"])
def test_a_page_number_is_no_passage_and_the_sentence_around_it_is_whole(number: str) -> None:
    found = parse(Source("x", f"{FULL}规模\n\n{number}\n\n一亿元。\n"))
    assert [p.text for p in found.passages] == [f"{FULL}规模一亿元。"]
    assert margins(found.text) == [number]
    assert [cut.page for cut in found.breaks] == [True]


def test_bare_numbers_count_as_page_numbers_only_in_sequence_at_the_ends_of_pages() -> None:
    assert margins(f"{FULL}规模\n\n1\n\n{FULL}。\n\n2\n") == ["1", "2"]
    assert margins(f"{FULL}规模\n\n1/2\n\n{FULL}。\n\n2/2\n") == ["1/2", "2/2"]
    assert margins(f"{FULL}。\n1\n{FULL}。\n2\n{FULL}。\n") == []
    assert margins("序号\n1\n甲\n2\n乙\n3\n丙\n") == []
    assert margins(f"{FULL}。\n\n24\n\n{FULL}。\n") == []


def test_a_running_header_beside_page_numbers_is_a_margin_and_a_repeated_sentence_is_not() -> None:
    page = f"市政府文件汇编\n{FULL}\n— {{}} —\n"
    assert margins(page.format(1) + page.format(2) + page.format(3)).count("市政府文件汇编") == 3
    page = f"吸收采纳该建议。\n{FULL}\n— {{}} —\n"
    assert "吸收采纳该建议。" not in margins(page.format(1) + page.format(2) + page.format(3))


def test_latin_words_around_a_page_number_do_not_swallow_it() -> None:
    words = "The municipal bureau of commerce has supported"
    found = parse(Source("x", f"{words}\n\n— 3 —\n\nthe local factories.\n"))
    assert [p.ranges for p in found.passages] == [((0, 46), (55, 75))]
