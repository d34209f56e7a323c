"""The page's parts without a browser: labels, figures, Markdown, marks."""

import io
import zipfile
from html import escape

import pytest

import qa
from index.role import Role
from index.source.files import extract
from index.types import Citation, Document, Passage, Step, Unit
from qa.answering.answer import Answer, Hit
from qa.page.answers.quotes import Run, quote, runs
from qa.page.answers.said import refused, said
from qa.page.answers.takeaway import docx, escape_markdown, markdown
from qa.page.html import render
from qa.page.view import Corpus, Turn, View
from qa.page.words.figures import date, meaning, meanings
from qa.page.words.labels import full, place
from qa.page.words.languages import strings
from qa.page.words.levels import level
from tests.conftest import LETTER

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
        ("34400 元", "en", "34,400 yuan"),
        ("34400 元", "zh-Hans", ""),
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


def reading(language: str = "en") -> View:
    """What a reader of a language sees with, of the letter that ships."""
    corpus = Corpus(qa.open(LETTER))
    return View(strings(language), corpus, corpus.library())


def test_evidence_across_a_healed_page_break_is_one_piece_and_its_exact_words_stand_out() -> None:
    words = "甲。丙丁戊。庚辛" + "长" * 80
    passage = Passage("a", ((10, 14), (16, 100)), words, citation(SECOND))
    shown = quote(passage, reading("zh-Hans"), ((12, 14), (16, 18)), ((13, 14), (16, 17)), number=1)
    assert shown.sentence == (Run("丙"), Run("丁戊", strong=True), Run("。"))
    assert shown.evidence == ((2, 6),)
    assert (shown.before, shown.after, shown.folded) == (True, True, True)


def test_words_that_are_mentioned_stand_out_inside_their_sentence() -> None:
    words = "甲。乙提到丙丁的地方在这里戊己庚。" + "长" * 80
    shown = quote(Passage("a", ((0, len(words)),), words, citation(SECOND)), reading(), ((5, 7),), number=1)
    assert shown.sentence == (Run("乙提到"), Run("丙丁", strong=True), Run("的地方在这里戊己庚。"))


def test_a_quote_is_a_slice_of_the_passage_whatever_stands_out() -> None:
    text = "甲乙丙丁戊"
    assert runs(text, ((1, 2), (3, 4)), (0, 5)) == [
        Run("甲"),
        Run("乙", strong=True),
        Run("丙"),
        Run("丁", strong=True),
        Run("戊"),
    ]
    assert "".join(run.text for run in runs(text, ((1, 2),), (1, 4))) == text[1:4]


def test_a_conversation_as_markdown_quotes_word_for_word_and_cites_in_footnotes() -> None:
    passage = Passage("a", ((0, 8),), "甲*乙\n丙 丁", citation(SECOND))
    answer = Answer("q", "q", True, True, 0.9, (Hit(1, 1.0, passage, ((0, 3),)),))
    text = markdown([(Turn(answer), reading("zh-Hans"))], strings("zh-Hans"))
    assert f"> 甲\\*乙  \n> 丙 丁[^1]\n\n[^1]: {passage.citation}\n" in text


def test_a_word_document_holds_the_questions_the_quotes_and_their_citations_as_footnotes() -> None:
    turn = Turn(qa.open(LETTER).ask("外贸企业贷款余额是多少？"))
    packed = docx([(turn, reading("zh-Hans"))], strings("zh-Hans"))
    source = extract("a.docx", packed)
    assert "外贸企业贷款余额是多少？" in source.text
    assert "".join(turn.answer.hits[0].text.split()) in "".join(source.text.split())
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        notes = package.read("word/footnotes.xml").decode()
    assert all(escape(str(hit.citation)) in notes for hit in turn.answer.hits)


def test_every_passage_of_the_letter_has_an_element_of_its_own(letter_document: Document) -> None:
    starts = [passage.ranges[0][0] for passage in letter_document.passages]
    headings = [section.ranges[0][0] for section in letter_document.sections if section.ranges]
    assert len({*starts, *headings}) == len(starts) + len(headings)


@pytest.mark.parametrize(
    ("certain", "confidence", "expected"), [(True, 0.9, "high"), (False, 0.9, "medium"), (False, 0.49, "low")]
)
def test_confidence_has_three_levels(certain: bool, confidence: float, expected: str) -> None:
    assert level(Answer("q", "q", True, certain, confidence, ())) == expected


def test_whatever_is_filled_in_is_escaped() -> None:
    shown = render("forgotten.html", strings=strings("en"), question='"><script>&')
    assert "&#34;&gt;&lt;script&gt;&amp;" in shown
    assert "<script" not in shown


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("截至 2023 年 3 月末，余额 5824 万元", "en", ["end of March 2023", "58.24 million yuan"]),
        ("2023年6月29日；今年 3 月 30 日", "en", ["29 June 2023", "30 March"]),
        ("今年 6 月底", "en", ["end of June"]),
        ("补贴 34400 元，共 43 人次", "en", ["34,400 yuan"]),
        ("13月40日", "en", []),
        ("2023年6月29日", "ja", ["2023年6月29日"]),
        ("2023年6月29日，5824 万元", "zh-Hans", []),
    ],
)
def test_figures_and_dates_are_said_in_the_readers_words(text: str, language: str, expected: list[str]) -> None:
    assert [found.meaning for found in meanings(text, strings(language))] == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "29 June 2023"), ("zh-Hans", "2023年6月29日"), ("es", "29 de junio de 2023")]
)
def test_a_date_is_written_as_the_reader_writes_it(language: str, expected: str) -> None:
    assert date("2023-06-29", strings(language)) == expected
    assert date("soon", strings(language)) == "soon"


def test_what_is_said_first_is_in_the_readers_words() -> None:
    letter = qa.open(LETTER)

    def told(question: str, language: str) -> str:
        turn, view = Turn(letter.ask(question)), reading(language)
        return said(turn, view) if turn.answered else refused(turn.answer, view)

    assert told("这封信是什么时候写的？", "en") == "29 June 2023"
    assert told("这份函的发文机关是哪个？", "en") == "Zhongshan Municipal Bureau of Commerce"
    assert told("一共有几条建议？", "ja") == "6"
    assert told("第四条建议怎么答复的？", "en").startswith("Section 4: Proposal to found")
    assert told("第九条建议怎么答复的？", "en") == "The letter has no such place; it has 6."
    assert told("信里有没有提到墨西哥？", "en").startswith("Yes")
