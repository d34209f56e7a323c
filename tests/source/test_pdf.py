"""PDF: what is laid over the text is not text, what is set in another direction or order is read in its own."""

import math
import re
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from pypdfium2 import PdfDocument
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from index.errors import Fault, UnreadableError
from index.source.files import extract
from index.source.formats.pages import ocr
from index.types import Source, Span

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
LETTER = (
    "东湖区水务局关于疏浚东湖建议的答复",
    "王芳代表：",
    "　　您提出的建议收悉，现答复如下：",
    "　　一、关于疏浚",
    "　　东湖疏浚工程已经于今年三月开工，投入资金九百万元，预计年",
    "底完工，届时湖水容量增加两成。",
    "　　二、关于护岸",
    "　　护岸工程由区城管局负责，已经完成设计，正在组织公开招标，",
    "明年六月以前完工。",
    "东湖区水务局",
    "2024年7月1日",
)
"""A letter in lines of 28 characters."""

READ = (
    "东湖区水务局关于疏浚东湖建议的答复\n王芳代表：\n　　您提出的建议收悉，现答复如下：\n　　一、关于疏浚\n"
    "　　东湖疏浚工程已经于今年三月开工，投入资金九百万元，预计年底完工，届时湖水容量增加两成。\n　　二、关于护岸\n"
    "　　护岸工程由区城管局负责，已经完成设计，正在组织公开招标，明年六月以前完工。\n东湖区水务局\n2024年7月1日\n"
)
"""What is read of it."""


def pdf(*pages: Callable[[Canvas], None]) -> Source:
    """A PDF that is drawn page by page, and read."""
    return extract("a.pdf", drawn(*pages))


def drawn(*pages: Callable[[Canvas], None]) -> bytes:
    """A PDF that is drawn page by page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=True)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def draw(
    canvas: Canvas, lines: Sequence[str], left: float = 74, top: float = 750, size: float = 16, **how: float
) -> None:
    """Lines below each other. An indent is drawn as one, not as spaces."""
    canvas.setFont(FONT, size)
    for at, line in enumerate(lines):
        words = line.lstrip("　")
        start = left + (len(line) - len(words)) * size
        canvas.drawString(start, top - at * how.get("pitch", 28), words, charSpace=how.get("spacing", 0.0))


def letter(canvas: Canvas) -> None:
    """The letter, its title in the middle and its signature at the right."""
    draw(canvas, LETTER[:1], left=(WIDTH - 17 * 16) / 2)
    draw(canvas, LETTER[1:9], top=722)
    draw(canvas, LETTER[9:], left=360, top=722 - 8 * 28)


def words(found: Source, spans: Sequence[Span]) -> list[str]:
    """What stands in spans."""
    return [found.text[start:end] for start, end in spans]


def test_the_letter_reads_as_it_should() -> None:
    assert pdf(letter).text == READ


# What is laid over the text


@pytest.mark.parametrize("angle", [10, 15, 30, 45, 60, -30, -45, 120])
@pytest.mark.parametrize("first", [True, False])
def test_a_watermark_at_any_angle_is_no_text(angle: float, first: bool) -> None:
    def mark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(angle)
        canvas.setFillColor(Color(0, 0, 0, 0.2))
        draw(canvas, ["内部资料注意保存"], left=-200, top=0, size=50)
        canvas.restoreState()

    def page(canvas: Canvas) -> None:
        for part in (mark, letter) if first else (letter, mark):
            part(canvas)

    assert pdf(page).text == READ


def test_a_large_watermark_that_stands_upright_is_no_text() -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, ["送审稿"], left=200, top=600, size=80)
        letter(canvas)

    assert pdf(page).text == READ


def test_small_pale_words_all_over_the_page_are_no_text() -> None:
    def page(canvas: Canvas) -> None:
        letter(canvas)
        canvas.setFillColor(Color(0.8, 0.8, 0.8))
        for at in range(7):
            draw(canvas, ["东湖区政务网下载"], left=100 + 40 * (at % 3), top=747 - 56 * at)

    assert pdf(page).text == READ


@pytest.mark.parametrize("start", [0, 17, 90])
def test_the_ring_of_a_seal_is_no_text(start: float) -> None:
    def page(canvas: Canvas) -> None:
        letter(canvas)
        for at, character in enumerate("东湖区水务局行政审批专用章"):
            angle = start + 210 - at * 20
            canvas.saveState()
            canvas.translate(420 + 50 * math.cos(math.radians(angle)), 480 + 50 * math.sin(math.radians(angle)))
            canvas.rotate(angle - 90)
            draw(canvas, [character], left=-6, top=0, size=12)
            canvas.restoreState()

    assert pdf(page).text == READ


@pytest.mark.parametrize("shift", [0.0, 0.2, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("down", [0.0, 1.0])
def test_what_is_drawn_twice_is_read_once(shift: float, down: float) -> None:
    def page(canvas: Canvas) -> None:
        letter(canvas)
        canvas.translate(shift, -down)
        letter(canvas)

    assert pdf(page).text == READ


def test_each_character_drawn_twice_at_once_is_read_once_and_pairs_stay() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        left = 74.0
        for character in "天天向上，1100元，人人有责":
            for shift in (0, 0.4):
                canvas.drawString(left + shift, 700, character)
            left += pdfmetrics.stringWidth(character, FONT, 16)

    assert pdf(page).text == "天天向上，1100元，人人有责\n"


# Direction and order


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_drawn_turned_is_read_upright(turn: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)
        canvas.translate(-WIDTH / 2, -HEIGHT / 2)
        letter(canvas)

    assert pdf(page).text == READ


@pytest.mark.parametrize("turn", [90, 270])
def test_a_ruled_table_that_is_turned_on_an_upright_page_is_read_after_the_words_above_it(turn: int) -> None:
    rows = [("标段", "项目", "金额"), ("第一标段", "东渠", "107"), ("第二标段", "西渠", "114")]

    def page(canvas: Canvas) -> None:
        draw(canvas, ["附件", "工程分标段预算表"])
        canvas.translate(WIDTH / 2, HEIGHT / 2 - 40)
        canvas.rotate(turn)
        for at, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.rect(-150 + 100 * column, 60 - 40 * at, 100, 40)
                draw(canvas, [cell], left=-145 + 100 * column, top=72 - 40 * at, size=12)

    assert pdf(page).text == "附件\n工程分标段预算表\n" + "".join("\t".join(cells) + "\n" for cells in rows)


def test_words_beside_the_binding_are_a_margin() -> None:
    def page(canvas: Canvas) -> None:
        letter(canvas)
        canvas.translate(30, 300)
        canvas.rotate(90)
        draw(canvas, ["装订线"], left=0, top=0, size=10)

    found = pdf(page)
    assert words(found, found.margins) == ["装订线"]
    assert found.text.replace("装订线\n", "") == READ


def test_columns_of_characters_are_read_downwards_from_the_right() -> None:
    columns = ["关于疏浚东湖的公告", "东湖将于三月疏浚，请沿岸各户", "配合。", "东湖区水务局"]

    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        for at, column in enumerate(columns):
            for down, character in enumerate(column):
                canvas.drawString(480 - at * 28, 740 - down * 18, character)

    assert "".join(pdf(page).text.split()) == "".join(columns)


LEFT = (
    "一、关于疏浚",
    "东湖疏浚工程已经于今年三月开工，投",
    "入资金九百万元，预计年底完工。",
    "二、关于护岸",
    "护岸工程由区城管局负责，已经完成设",
    "计，正在组织公开招标。",
)
RIGHT = (
    "三、关于绿化",
    "沿湖绿化由区园林局负责，栽植垂柳三",
    "百株，明年三月完成。",
    "四、关于管护",
    "建成以后由各街道管护，经费列入各街",
    "道的预算，每年安排八十万元。",
)


@pytest.mark.parametrize("offset", [0.0, 3.0, 9.0])
@pytest.mark.parametrize("heading", [True, False])
def test_two_columns_are_read_one_after_the_other(offset: float, heading: bool) -> None:
    def page(canvas: Canvas) -> None:
        if heading:
            draw(canvas, ["东湖区人民政府公报"], left=220, top=780)
        draw(
            canvas, [("　　" if at % 3 < 2 else "") + line for at, line in enumerate(LEFT)], left=50, size=12, pitch=22
        )
        right = [("　　" if at % 3 < 2 else "") + line for at, line in enumerate(RIGHT)]
        draw(canvas, right, left=310, top=750 - offset, size=12, pitch=22)

    found = "".join(pdf(page).text.split())
    assert found == ("东湖区人民政府公报" if heading else "") + "".join(LEFT + RIGHT)


def test_a_table_without_rules_is_not_two_columns() -> None:
    rows = [
        ("东湖疏浚工程", "900万元"),
        ("护岸工程（一期）", "260万元"),
        ("沿湖绿化", "80万元"),
        ("照明", "45万元"),
        ("步道", "30万元"),
    ]

    def page(canvas: Canvas) -> None:
        draw(canvas, [name for name, _ in rows], left=80)
        draw(canvas, [amount for _, amount in rows], left=340)

    assert pdf(page).text == "".join("\t".join(cells) + "\n" for cells in rows)


# Notes


def with_notes(canvas: Canvas, notes: Sequence[str], size: float = 10.5) -> None:
    """A page whose text goes on, and notes below it."""
    draw(canvas, ["　　东湖已经推行湖长制①，疏浚工程于今年三月开工②，投入资金九百"], top=300)
    draw(canvas, notes, top=200, size=size, pitch=16)


def after(canvas: Canvas) -> None:
    """The page on which the text goes on."""
    draw(canvas, ["万元，预计年底完工，届时湖水容量增加两成，水质达到三类，可供游", "泳和养殖。"])


@pytest.mark.parametrize(
    "notes",
    [
        ["① 湖长制：由党政负责同志担任湖长。", "② 见区发展改革局批复。"],
        ["①湖长制：由党政负责同志担任湖长，负责相应湖泊的管理和保护工", "作，每年考核。", "②见批复。"],
        ["[1] 湖长制见区政府文件。"],
        ["* 湖长制见区政府文件。"],
        ["1 湖长制见区政府文件。", "2 见区发展改革局批复。"],
        ["注：湖长制见区政府文件。"],
    ],
)
def test_notes_at_the_foot_of_a_page_are_apart_from_the_sentence_they_cut(notes: list[str]) -> None:
    mark = notes[0].split(" ")[0] if notes[0][0] in "[*" else ""

    def first(canvas: Canvas) -> None:
        draw(canvas, [f"　　东湖的湖长{mark}已经任命。"], top=600)
        with_notes(canvas, notes)

    found = pdf(first, after)
    assert "".join("".join(words(found, found.notes)).split()) == "".join("".join(notes).split())
    assert "投入资金九百\f万元，预计年底完工" in found.text
    assert [found.text.count(note[:6]) for note in notes] == [1] * len(notes)
    assert all(end <= found.pages[1] for _, end in found.notes)


@pytest.mark.parametrize(
    "lines", [["抄送：区政协办公室。"], ["2024年7月1日印发"], ["（此件公开发布）"], ["联系人：李明"]]
)
def test_small_type_below_the_text_that_opens_with_no_mark_is_no_note(lines: list[str]) -> None:
    def page(canvas: Canvas) -> None:
        letter(canvas)
        draw(canvas, lines, top=200, size=12)

    assert pdf(page).notes == ()


# Spaces


@pytest.mark.parametrize("spacing", [0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 14.0])
def test_spaced_out_and_justified_lines_have_no_spaces(spacing: float) -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, ["群众足不出户即可提交申请"], top=700, spacing=spacing)
        draw(canvas, ["，截至目前办理率达到百分之九十。"], top=672)

    assert "群众足不出户即可提交申请" in pdf(page).text


@pytest.mark.parametrize("spacing", [0.0, 1.0, 2.0, 3.0])
def test_a_gap_between_words_is_a_space_even_in_a_spaced_out_line(spacing: float) -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, ["联系人王芳女士"], spacing=spacing)
        canvas.drawString(74 + 7 * (16 + spacing) + 9, 750, "电话另行公布", charSpace=spacing)

    assert pdf(page).text == "联系人王芳女士 电话另行公布\n"


@pytest.mark.parametrize("gap", [2.0, 3.0, 4.0])
def test_figures_in_a_justified_line_stay_whole(gap: float) -> None:
    """Programs widen every gap, those between figures not."""

    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        left = 74.0
        for piece in re.findall(r"\d[\d.]*%?|.", "水质达标率为96.5%，比2023年提高"):
            canvas.drawString(left, 700, piece)
            left += pdfmetrics.stringWidth(piece, FONT, 16) + gap

    assert pdf(page).text == "水质达标率为96.5%，比2023年提高\n"


def test_a_title_whose_characters_stand_far_apart_is_one_line() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 22)
        for at, character in enumerate("批复文件"):
            canvas.drawString(150 + at * 70, 780, character)
        letter(canvas)

    assert pdf(page).text.startswith("批复文件\n")


# Forms and fonts


def test_values_of_a_form_are_read_where_they_stand() -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, ["姓名：", "是否公开："])
        form = canvas.acroForm
        form.textfield(name="name", value="Wang Fang", x=125, y=742, width=200, height=22)
        form.checkbox(name="open", checked=True, x=160, y=718, size=16)
        form.checkbox(name="shut", checked=False, x=200, y=718, size=16)

    assert "".join(pdf(page).text.split()) == "姓名：WangFang是否公开：☑☐"


def without_unicode(text: str) -> bytes:
    """A page in a font whose codes are the numbers of its glyphs, without a map to Unicode."""
    font = (Path(reportlab.__file__).parent / "fonts" / "Vera.ttf").read_bytes()
    glyphs = TTFont("Vera", "Vera.ttf").face.charToGlyph
    codes = "".join(f"{glyphs[ord(character)]:04x}" for character in text)
    content = "".join(f"BT /F 12 Tf 74 {700 - 20 * at} Td <{codes}> Tj ET\n" for at in range(9)).encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/Vera/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Vera/CIDToGIDMap/Identity/DW 600/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/Vera/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200"
        b"/CapHeight 700/StemV 80/FontFile2 8 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(font), font),
    ]
    data = b"%PDF-1.7\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 9\n0000000000 65535 f \n{table}trailer<</Size 9/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode()


@pytest.fixture
def no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text recognition is not installed."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr._engine.cache_clear()


@pytest.mark.usefixtures("no_recognition")
def test_a_font_without_unicode_is_never_indexed_as_it_comes() -> None:
    with pytest.raises(UnreadableError, match="rapidocr") as caught:
        extract("a.pdf", without_unicode("The bureau of water has answered."))
    assert caught.value.fault is Fault.PICTURES


@pytest.mark.usefixtures("no_recognition")
def test_pages_that_cannot_be_read_are_named_and_the_others_are() -> None:
    both = PdfDocument.new()
    for data in (drawn(letter), without_unicode("The bureau of water has answered.")):
        both.import_pages(PdfDocument(data))
    file = BytesIO()
    both.save(file)
    found = extract("a.pdf", file.getvalue())
    assert found.text == READ
    assert len(found.remarks) == 1
    assert found.remarks[0].endswith(": 2.")


@pytest.mark.skipif(not find_spec("rapidocr"), reason="the extra ocr is not installed")
def test_a_font_without_unicode_is_read_as_a_picture() -> None:
    assert "bureau" in extract("a.pdf", without_unicode("The bureau of water has answered.")).text
