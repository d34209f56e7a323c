"""Word files: what Word prints and does not write is text, what it writes and does not print is none."""

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from index.errors import LetterError
from index.source.files import extract, read
from index.source.formats.word.number_formats import shown
from index.types import Source
from tests.archive.writers import docx

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def run(words: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain words."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') or not content else run(content)}</w:p>"
    )


def listed(words: str, number: int = 1, level: int = 0, more: str = "") -> str:
    """A paragraph of a list."""
    return paragraph(
        run(words),
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>{more}',
    )


def level(depth: int, form: str, pattern: str, more: str = "", start: int = 1) -> str:
    """A level of an abstract list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def numbering(levels: str, *instances: str) -> str:
    """A list part with one abstract list and its instances, of which each may override something."""
    every = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{override}</w:num>'
        for number, override in enumerate(instances or ("",), 1)
    )
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{every}'


def source(tmp_path: Path, *body: str, styles: str = "", lists: str = "") -> Source:
    """What is read of a Word file."""
    docx(tmp_path / "a.docx", "".join(body), styles=styles, numbering=lists)
    return read([tmp_path / "a.docx"])[0]


def lines(tmp_path: Path, *body: str, styles: str = "", lists: str = "") -> list[str]:
    """The lines of a Word file."""
    return source(tmp_path, *body, styles=styles, lists=lists).text.rstrip("\n").split("\n")


# Numbers


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", "1 9 10 21 100"),
        ("decimalZero", "01 09 10 21 100"),
        ("chineseCountingThousand", "一 九 十 二十一 一百"),
        ("chineseCounting", "一 九 十 二十一 一○○"),
        ("taiwaneseCountingThousand", "一 九 十 二十一 一百"),
        ("japaneseCounting", "一 九 十 二十一 百"),
        ("ideographDigital", "一 九 一〇 二一 一〇〇"),
        ("chineseLegalSimplified", "壹 玖 壹拾 贰拾壹 壹佰"),
        ("ideographLegalTraditional", "壹 玖 壹拾 貳拾壹 壹佰"),
        ("ideographTraditional", "甲 壬 癸 21 100"),
        ("ideographZodiac", "子 申 酉 21 100"),
        ("ideographEnclosedCircle", "㊀ ㊈ ㊉ 21 100"),
        ("decimalEnclosedCircle", "① ⑨ ⑩ ㉑ 100"),
        ("decimalEnclosedParen", "⑴ ⑼ ⑽ 21 100"),
        ("decimalEnclosedFullstop", "⒈ ⒐ ⒑ 21 100"),
        ("decimalFullWidth", "１ ９ １０ ２１ １００"),
        ("upperRoman", "I IX X XXI C"),
        ("lowerRoman", "i ix x xxi c"),
        ("upperLetter", "A I J U VVVV"),
        ("lowerLetter", "a i j u vvvv"),
        ("numberInDash", "- 1 - - 9 - - 10 - - 21 - - 100 -"),
        ("ordinal", "1st 9th 10th 21st 100th"),
        ("ganada", "가 자 차 21 100"),
        ("notYetInvented", "1 9 10 21 100"),
    ],
)
def test_numbers_look_as_word_shows_them(form: str, expected: str) -> None:
    assert " ".join(shown(number, form) for number in (1, 9, 10, 21, 100)) == expected


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (101, "一百零一"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (1005, "一千零五"),
        (2024, "二千零二十四"),
        (10000, "一万"),
    ],
)
def test_chinese_numbers_above_a_hundred(number: int, words: str) -> None:
    assert shown(number, "chineseCountingThousand") == words


def test_a_list_that_overrides_its_start_begins_there_once(tmp_path: Path) -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = numbering(level(0, "decimal", "%1."), "", override)
    body = [listed("甲"), listed("乙"), listed("丙", 2), listed("丁", 2), listed("戊")]
    assert lines(tmp_path, *body, lists=lists) == ["1.甲", "2.乙", "5.丙", "6.丁", "7.戊"]


def test_a_level_that_is_overridden_looks_so_in_its_list_only(tmp_path: Path) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1）")}</w:lvlOverride>'
    lists = numbering(level(0, "decimal", "%1."), "", override)
    assert lines(tmp_path, listed("甲"), listed("乙", 2), lists=lists) == ["1.甲", "B）乙"]


def test_deeper_numbers_begin_anew_unless_the_level_says_otherwise(tmp_path: Path) -> None:
    body = [listed("甲"), listed("乙", level=1), listed("丙"), listed("丁", level=1)]
    for more, last in (("", "(1)丁"), ('<w:lvlRestart w:val="0"/>', "(2)丁")):
        lists = numbering(level(0, "decimal", "%1.") + level(1, "decimal", "(%2)", more))
        assert lines(tmp_path, *body, lists=lists)[-1] == last


def test_a_legal_level_shows_the_numbers_above_it_in_arabic(tmp_path: Path) -> None:
    levels = level(0, "chineseCountingThousand", "第%1章") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    body = [listed("总则"), listed("目的", level=1)]
    assert lines(tmp_path, *body, lists=numbering(levels)) == ["第一章 总则", "1.1 目的"]


def test_deleted_and_hidden_paragraphs_are_not_counted(tmp_path: Path) -> None:
    gone = [
        listed("乙", more=f"<w:rPr>{mark}</w:rPr>").replace(run("乙"), content)
        for mark, content in (
            ("<w:del/>", "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"),
            ("<w:vanish/>", run("乙", "<w:vanish/>")),
            ("<w:moveFrom/>", f"<w:moveFrom>{run('乙')}</w:moveFrom>"),
        )
    ]
    lists = numbering(level(0, "decimal", "%1."))
    assert lines(tmp_path, listed("甲"), *gone, listed("丙"), lists=lists) == ["1.甲", "2.丙"]


def test_a_paragraph_whose_end_is_deleted_runs_into_the_next(tmp_path: Path) -> None:
    body = [paragraph(run("已完成"), "<w:rPr><w:del/></w:rPr>"), paragraph(run("清淤。")), paragraph(run("另行通知。"))]
    assert lines(tmp_path, *body) == ["已完成清淤。", "另行通知。"]


def test_numbers_come_from_styles_and_from_levels_that_name_their_style(tmp_path: Path) -> None:
    lists = numbering(level(0, "decimal", "%1、") + level(1, "decimal", "（%2）", '<w:pStyle w:val="b"/>'))
    styles = (
        '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = [paragraph(run(words), f'<w:pStyle w:val="{style}"/>') for words, style in (("甲", "a"), ("乙", "b"))]
    body.append(paragraph(run("丙"), f'<w:pStyle w:val="a"/>{none}'))
    assert lines(tmp_path, *body, styles=styles, lists=lists) == ["1、甲", "（1）乙", "丙"]


def test_a_list_that_is_linked_to_a_list_style_is_that_list(tmp_path: Path) -> None:
    lists = (
        f'<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="s"/>{level(0, "decimal", "%1)")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="s"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert lines(tmp_path, listed("甲"), listed("乙"), lists=lists) == ["1)甲", "2)乙"]


# Characters


@pytest.mark.parametrize(
    ("font", "code", "character"),
    [
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "☐"),
        ("Wingdings", "F06F", "☐"),
        ("Wingdings", "00FC", "✓"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "☐"),
        ("Wingdings 2", "F054", "☒"),
        ("Symbol", "F061", "α"),
        ("Symbol", "F0B3", "≥"),
        ("宋体", "25A1", "□"),
    ],
)
def test_symbols_are_characters(tmp_path: Path, font: str, code: str, character: str) -> None:
    symbol = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    assert lines(tmp_path, paragraph(symbol + run("同意"))) == [f"{character}同意"]


def test_letters_in_a_symbol_font_are_its_pictures_and_others_are_not(tmp_path: Path) -> None:
    font = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    body = paragraph(run("\uf0fe", font) + run("þ", font) + run("同意", font) + run("þ"))
    assert lines(tmp_path, body) == ["☑☑同意þ"]


def test_a_symbol_without_a_character_is_told_of(tmp_path: Path) -> None:
    found = source(tmp_path, paragraph('<w:r><w:sym w:font="Company Logo" w:char="F041"/></w:r>' + run("甲")))
    assert found.text == "\ufffd甲\n"
    assert len(found.remarks) == 1


@pytest.mark.parametrize(
    ("box", "shown_as"),
    [
        ('<w:default w:val="0"/>', "☐"),
        ('<w:default w:val="1"/>', "☑"),
        ('<w:default w:val="0"/><w:checked/>', "☑"),
        ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"),
        ("", "☐"),
    ],
)
def test_boxes_of_forms_are_ticked_or_not(tmp_path: Path, box: str, shown_as: str) -> None:
    begin = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{box}</w:checkBox></w:ffData></w:fldChar>'
    end = '<w:fldChar w:fldCharType="end"/>'
    field = "".join(f"<w:r>{part}</w:r>" for part in (begin, "<w:instrText>FORMCHECKBOX</w:instrText>", end))
    assert lines(tmp_path, paragraph(field + run("公开"))) == [f"{shown_as}公开"]


@pytest.mark.parametrize(
    ("instruction", "words"),
    [(r"EQ \o\ac(○,3)", "③"), (r" eq \o \ac (○,注) ", "注"), (r"EQ \f(1,3)", "1/3"), ("PAGE", ""), ("TOC \\o", "")],
)
def test_fields_show_what_they_draw_and_not_their_instructions(tmp_path: Path, instruction: str, words: str) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = mark.format("begin") + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + mark.format("end")
    assert lines(tmp_path, paragraph(run("见") + field + run("处"))) == [f"见{words}处"]


@pytest.mark.parametrize(
    ("math", "words"),
    [
        ("<m:f><m:num>{a}</m:num><m:den>{b}</m:den></m:f>", "a/b"),
        ("<m:f><m:num>{a}{b}</m:num><m:den>{b}</m:den></m:f>", "ab/b"),
        ("<m:sSup><m:e>{a}</m:e><m:sup>{b}</m:sup></m:sSup>", "a^b"),
        ("<m:sSub><m:e>{a}</m:e><m:sub>{b}</m:sub></m:sSub>", "a_b"),
        ("<m:rad><m:deg/><m:e>{a}</m:e></m:rad>", "√(a)"),
        ("<m:d><m:e>{a}</m:e></m:d>", "(a)"),
        ('<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{a}</m:sub><m:e>{b}</m:e></m:nary>', "∑_a b"),
    ],
)
def test_formulas_are_text(tmp_path: Path, math: str, words: str) -> None:
    letters = {name: f"<m:r><m:t>{name}</m:t></m:r>" for name in "ab"}
    formula = f'<m:oMath xmlns:m="{MATH}">{math.format(**letters)}</m:oMath>'
    assert lines(tmp_path, paragraph(run("补贴=") + formula + run("。"))) == [f"补贴={words}。"]


def test_phonetic_guides_are_left_out(tmp_path: Path) -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('zhen')}</w:rt><w:rubyBase>{run('圳')}</w:rubyBase></w:ruby></w:r>"
    assert lines(tmp_path, paragraph(run("深") + ruby + run("口"))) == ["深圳口"]


# Hidden text


STYLES = (
    '<w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="i"><w:basedOn w:val="h"/></w:style>'
    '<w:style w:styleId="s"><w:basedOn w:val="h"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
)


@pytest.mark.parametrize(
    ("properties", "hidden"),
    [
        ("<w:vanish/>", True),
        ('<w:vanish w:val="1"/>', True),
        ('<w:vanish w:val="false"/>', False),
        ('<w:rStyle w:val="h"/>', True),
        ('<w:rStyle w:val="i"/>', True),
        ('<w:rStyle w:val="s"/>', False),
        ('<w:rStyle w:val="h"/><w:vanish w:val="0"/>', False),
    ],
)
def test_hidden_text_is_no_text(tmp_path: Path, properties: str, hidden: bool) -> None:
    body = paragraph(run("甲") + run("内部", properties) + run("乙"))
    assert lines(tmp_path, body, styles=STYLES) == ["甲乙" if hidden else "甲内部乙"]


def test_text_that_a_paragraph_style_hides_is_no_text(tmp_path: Path) -> None:
    body = [paragraph(run("甲")), paragraph(run("内部"), '<w:pStyle w:val="h"/>'), paragraph(run("乙"))]
    assert [line for line in lines(tmp_path, *body, styles=STYLES) if line] == ["甲", "乙"]


# Notes, headings, boxes


def with_parts(path: Path, **parts: str) -> Source:
    """The file again, with more parts below word/."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with ZipFile(path, "a") as package:
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {space}>{content}</w:{name}>")
    return read([path])[0]


def words(found: Source, spans: Sequence[tuple[int, int]]) -> list[str]:
    """What stands in spans."""
    return [found.text[start:end] for start, end in spans]


def note(kind: str, number: int, *paragraphs: str) -> str:
    """A note with a mark before its words, as Word writes it."""
    inside = "".join(paragraph(f"<w:r><w:{kind}Ref/></w:r>{run(words)}") for words in paragraphs)
    return f'<w:{kind} w:id="{number}">{inside}</w:{kind}>'


def test_footnotes_follow_what_refers_to_them_and_endnotes_come_last(tmp_path: Path) -> None:
    refer = '<w:r><w:{}Reference w:id="{}"/></w:r>'
    body = [
        paragraph(run("甲") + refer.format("footnote", 2) + run("。") + refer.format("endnote", 2)),
        paragraph(run("乙") + refer.format("footnote", 3)),
        paragraph("丙"),
    ]
    docx(tmp_path / "a.docx", "".join(body))
    separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    footnotes = (
        separator + note("footnote", 2, "一注。", "续。") + note("footnote", 3, "二注。") + note("footnote", 9, "无。")
    )
    found = with_parts(tmp_path / "a.docx", footnotes=footnotes, endnotes=note("endnote", 2, "尾注。"))
    assert found.text == "甲。\n一注。\n续。\n乙\n二注。\n丙\n尾注。\n"
    assert words(found, found.notes) == ["一注。", "续。", "二注。", "尾注。"]


def test_a_note_of_a_table_does_not_cut_it(tmp_path: Path) -> None:
    refer = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    cells = [
        f"<w:tc>{paragraph(run(words) + more)}</w:tc>"
        for words, more in (("甲", refer), ("乙", ""), ("丙", ""), ("丁", ""))
    ]
    docx(tmp_path / "a.docx", f"<w:tbl><w:tr>{''.join(cells[:2])}</w:tr><w:tr>{''.join(cells[2:])}</w:tr></w:tbl>")
    assert with_parts(tmp_path / "a.docx", footnotes=note("footnote", 2, "注。")).text == "甲\t乙\n丙\t丁\n注。\n"


@pytest.mark.parametrize(
    ("properties", "depth"),
    [
        ('<w:outlineLvl w:val="0"/>', 1),
        ('<w:outlineLvl w:val="2"/>', 3),
        ('<w:outlineLvl w:val="9"/>', 0),
        ('<w:pStyle w:val="1"/>', 1),
        ('<w:pStyle w:val="2"/>', 2),
        ('<w:pStyle w:val="3"/>', 2),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', 0),
        ('<w:pStyle w:val="4"/>', 0),
    ],
)
def test_headings_are_those_of_styles_and_outline_levels(tmp_path: Path, properties: str, depth: int) -> None:
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="2"><w:name w:val="Heading 2"/></w:style>'
        '<w:style w:styleId="3"><w:name w:val="公文标题"/><w:basedOn w:val="2"/></w:style>'
        '<w:style w:styleId="4"><w:name w:val="Body Text"/></w:style>'
    )
    found = source(tmp_path, paragraph("甲"), paragraph(run("乙"), properties), styles=styles)
    assert found.headings == (((2, depth),) if depth else ())
    assert found.blocks == (0, 2)


def test_words_drawn_as_pictures_are_a_line(tmp_path: Path) -> None:
    shape = '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="东湖区文件"/></v:shape>'
    art = f"<w:r><w:pict>{shape}</w:pict></w:r>"
    assert lines(tmp_path, paragraph(art + run("甲"))) == ["东湖区文件", "甲"]


# Packages


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml", "doc/main.xml", "WORD/Document.xml"])
@pytest.mark.parametrize("absolute", [False, True])
def test_the_main_part_may_have_any_name(tmp_path: Path, main: str, absolute: bool) -> None:
    docx(tmp_path / "a.docx", paragraph("甲"))
    with ZipFile(tmp_path / "a.docx") as old, ZipFile(tmp_path / "b.docx", "w") as new:
        for member in old.namelist():
            target = f"/{main}" if absolute else main
            content = (
                old.read(member).replace(b"word/document.xml", target.encode())
                if member == "_rels/.rels"
                else old.read(member)
            )
            new.writestr(main if member == "word/document.xml" else member, content)
    assert read([tmp_path / "b.docx"])[0].text == "甲\n"


def test_strict_open_xml_is_read_with_its_lists_and_formulas(tmp_path: Path) -> None:
    math = f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>x</m:t></m:r></m:oMath>'
    docx(tmp_path / "a.docx", listed("甲") + paragraph(math), numbering=numbering(level(0, "decimal", "%1.")))
    with ZipFile(tmp_path / "a.docx") as old, ZipFile(tmp_path / "b.docx", "w") as new:
        for member in old.namelist():
            content = old.read(member)
            for usual, strict in (
                (
                    b"schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"purl.oclc.org/ooxml/wordprocessingml/main",
                ),
                (b"schemas.openxmlformats.org/officeDocument/2006/", b"purl.oclc.org/ooxml/officeDocument/"),
            ):
                content = content.replace(usual, strict)
            new.writestr(member, content)
    assert read([tmp_path / "b.docx"])[0].text == "1.甲\nx\n"


def test_a_file_of_pictures_only_says_what_to_do(tmp_path: Path) -> None:
    docx(tmp_path / "a.docx", paragraph("<w:r><w:drawing/></w:r>"))
    with pytest.raises(LetterError, match="save it as PDF"):
        extract("a.docx", (tmp_path / "a.docx").read_bytes())
