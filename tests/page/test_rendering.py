"""The page's parts without a browser: labels, figures, Markdown, marks."""

import pytest

from index.types import Citation, Document, Passage, Role, Step, Unit
from qa.answering.answer import Answer, Hit
from qa.page.figures import meaning
from qa.page.html import marked, tag
from qa.page.labels import full, place
from qa.page.languages import strings
from qa.page.levels import level
from qa.page.takeaway import escape_markdown, quote_markdown

SECOND = Step("二", "关于甲的建议", Unit.SECTION, 2)
FIRST_POINT = Step("一是", "", Unit.POINT, 1)


def citation(*steps: Step, role: Role = Role.BODY) -> Citation:
    return Citation("某某的函", "某函〔2023〕1号", role, steps, 7)


@pytest.mark.parametrize(
    ("steps", "english", "japanese"),
    [
        ((SECOND, FIRST_POINT), "Section 2, point 1, paragraph 7", "第2部・第1点・第7段落"),
        (
            (Step("十一", "", Unit.SECTION, 11), Step("（三）", "", Unit.SUBSECTION, 3), Step("4", "", Unit.ITEM, 4)),
            "Section 11, (3), item 4, paragraph 7",
            "第11部・（3）・第4項・第7段落",
        ),
        (
            (
                Step("第二章", "总则", Unit.CHAPTER, 2),
                Step("第十五条", "", Unit.ARTICLE, 15),
                Step("（2）", "", Unit.ITEM, 2),
            ),
            "Chapter 2, Article 15, item 2, paragraph 7",
            "第2章・第15条・第2項・第7段落",
        ),
        (
            (Step("三", "", Unit.SECTION, 3), Step("首先", "", Unit.POINT, 1)),
            "Section 3, point 1, paragraph 7",
            "第3部・第1点・第7段落",
        ),
        (
            (Step("2.1", "", Unit.SECTION, 1), Step("概况", "概况", Unit.HEADING)),
            "Section 2.1, 概况, paragraph 7",
            "第2.1部・概况・第7段落",
        ),
    ],
)
def test_a_place_is_said_in_the_readers_language(steps: tuple[Step, ...], english: str, japanese: str) -> None:
    assert place(citation(*steps), strings("en")) == english
    assert place(citation(*steps), strings("ja")) == japanese


def test_a_chinese_reader_sees_the_letters_own_words_for_a_place() -> None:
    cited = citation(SECOND, FIRST_POINT)
    assert cited.outline == "二、关于甲的建议 › 一是"
    assert place(cited, strings("zh-Hans")) == "二、关于甲的建议 › 一是 › 第7段"
    assert full(cited, strings("zh-Hant")) == str(cited)


def test_a_whole_citation_names_title_number_place_and_the_original_words() -> None:
    expected = "«某某的函» (某函〔2023〕1号), Sección 2, punto 1, párrafo 7 [二、关于甲的建议 › 一是]"
    assert full(citation(SECOND, FIRST_POINT), strings("es")) == expected
    assert place(Citation("甲", "", Role.CONTACT, (), 3), strings("en")) == "Contact, paragraph 3"


@pytest.mark.parametrize(
    ("figure", "language", "expected"),
    [
        ("5824 万元", "en", "58.24 million yuan"),
        ("609.82 亿元", "en", "60.982 billion yuan"),
        ("609.82 亿元", "es", "60,982 mil millones de yuanes"),
        ("1亿元", "pt", "100 milhões de yuans"),
        ("1万m²", "en", "10,000 m²"),
        ("3 万人次", "en", "30,000"),
        ("5824 万元", "zh-Hans", "58,240,000 元"),
        ("5824 万元", "ko", "58,240,000위안"),
        ("7.11%", "en", ""),
        ("数亿元", "en", ""),
        ("34400 元", "en", ""),
    ],
)
def test_a_figure_in_wan_or_yi_is_written_out(figure: str, language: str, expected: str) -> None:
    assert meaning(figure, strings(language)) == expected


@pytest.mark.parametrize("text", ["# 1. *a* _b_ [c](d) <e> `f` & g | h ~i~ \\", "1) a", "- a", "+ a", "= a"])
def test_markdown_is_escaped_so_that_nothing_in_it_is_markup(text: str) -> None:
    escaped = escape_markdown(text)
    assert escaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == text
    assert all(escaped[at - 1] == "\\" for at, sign in enumerate(escaped) if sign in "*_[<`|~&")
    assert not escaped.startswith(("#", "-", "+", "=", "1)"))


def test_evidence_across_a_healed_page_break_is_marked_as_one_piece() -> None:
    passage = Passage("a", ((10, 14), (16, 20)), "甲乙丙丁戊己庚辛", citation(SECOND))
    hit = Hit(1, 1.0, passage, ((12, 14), (16, 17)))
    assert hit.passage.spans_of(hit.highlights) == ((2, 5),)
    assert marked(hit.text, hit.passage.spans_of(hit.highlights)) == "甲乙<mark>丙丁戊</mark>己庚辛"
    assert quote_markdown(hit, strings("zh-Hans")) == f"> 甲乙丙丁戊己庚辛  \n>\n> — {passage.citation}"


def test_every_passage_of_the_letter_has_an_element_of_its_own(letter_document: Document) -> None:
    starts = [passage.ranges[0][0] for passage in letter_document.passages]
    headings = [section.ranges[0][0] for section in letter_document.sections if section.ranges]
    assert len({*starts, *headings}) == len(starts) + len(headings)


@pytest.mark.parametrize(
    ("certain", "confidence", "expected"), [(True, 0.9, "high"), (False, 0.9, "medium"), (False, 0.49, "low")]
)
def test_confidence_has_three_levels(certain: bool, confidence: float, expected: str) -> None:
    assert level(Answer("q", "q", True, certain, confidence, ())) == expected


def test_attributes_are_escaped() -> None:
    assert (
        tag("a", "b", title='"><script>', data_x_y="&") == '<a title="&quot;&gt;&lt;script&gt;" data-x-y="&amp;">b</a>'
    )
