"""What holds for every text, every file and every question, by hypothesis: nothing is lost, nothing is joined that does
not belong together, nothing raises but a `LetterError`."""

from bisect import bisect
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.errors import LetterError
from index.outline.parse import parse
from index.search.encoder import load_encoder
from index.source.encodings import decode
from index.source.files import SUFFIXES, extract, read
from index.storage import folder as store
from index.storage import writer
from index.storage.local import LocalIndex
from index.storage.verify import faults
from index.text.folding import plain
from index.text.numbering import Form, marker
from index.types import UNSEEN, Document, Source
from qa.answering.answer import Answer
from qa.answering.letter import QUESTION_LIMIT, Letter
from tests.conftest import LETTER, StubEncoder

# Letters of a grammar: what is a paragraph is known

PHRASES = (
    "我市已经与多家优质企业合作成立了跨境电商产业基金",
    "截至2023年6月末外贸企业贷款余额609亿元",
    "市商务局联合市财政局（以下简称两局）制定了实施方案",
    "对符合条件的企业给予“工商易贷”优惠",
    "同比增长12%",
    "按照《中山市跨境电子商务扶持办法》有关规定执行",
    "全市建成1,260个网点",
    "积极推动品牌出海",
    "依法办理",
)
NUMERALS = "一二三四五六七八九十"

sentence = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5).map("，".join)
prose = st.lists(sentence, min_size=1, max_size=4).map(lambda found: "。".join(found) + "。")


SERIES = (
    *(
        ("一、", "二、", "三、"),
        ("一．", "二．", "三．"),
        ("（一）", "（二）", "（三）"),
        ("( 一 )", "( 二 )", "( 三 )"),
    ),
    *(
        ("1.", "2.", "3."),
        ("1、", "2、", "3、"),
        ("1　", "2　", "3　"),
        ("⑴", "⑵", "⑶"),
        ("①", "②", "③"),
        ("1）", "2）", "3）"),
    ),
    *(
        ("第一部分　", "第二部分　", "第三部分　"),
        ("第一章 ", "第二章 ", "第三章 "),
        ("Ⅰ. ", "Ⅱ. ", "Ⅲ. "),
        ("A. ", "B. ", "C. "),
    ),
    *(("甲、", "乙、", "丙、"), ("壹、", "贰、", "叁、"), ("一、", "ニ、", "三、"), ("⼀、", "⼆、", "三、")),
    *(("\u200b一、", "\ufeff二、", "三、"), ("\uf0b7一、", "\uf0b7二、", "\uf0b7三、")),
)
"""Three numbers of one series, in every form."""


@st.composite
def bodies(draw: st.DrawFn) -> list[str]:
    """The paragraphs of a letter between salutation and closing words."""
    found = [draw(prose)]
    for number in NUMERALS[: draw(st.integers(0, 4))]:
        found.append(f"{number}、关于{draw(st.sampled_from(['品牌出海', '金融授信', '人才培养']))}的建议")
        found += draw(st.lists(prose, min_size=1, max_size=2))
        if draw(st.booleans()):
            found += [f"{point}是{draw(prose)}" for point in NUMERALS[: draw(st.integers(2, 4))]]
        if draw(st.booleans()):
            found += [
                f"{number}{draw(prose)}" for number in draw(st.sampled_from(SERIES[1:]))[: draw(st.integers(2, 3))]
            ]
        if draw(st.booleans()):
            found += [f"（{sub}）{draw(prose)}" for sub in NUMERALS[: draw(st.integers(1, 3))]]
    return found


FRONT = (
    *("（A类）", "中山市商务局", "中商务电函〔2023〕10号"),
    *("中山市商务局关于市十六届人大三次会议第2023168号代表建议答复的函", "冯飞、黎瑞文代表："),
)
BACK = ("专此答复，诚挚感谢对我市工作的关心支持。", "中山市商务局", "2023年6月29日", "公开方式：主动公开")


@st.composite
def letters(draw: st.DrawFn) -> tuple[str, list[int]]:
    """A letter set in lines, with a page break inside some paragraphs, and the offsets at which paragraphs begin."""
    body = draw(bodies())
    indent = draw(st.sampled_from(["", "\u3000\u3000"]))
    width = draw(st.sampled_from([26, 28, 35, 10_000]))
    between = draw(st.sampled_from(["\n", "\n\n", "\n\n\n", "\n \t\n"]))
    turn = draw(st.sampled_from(["\n", "\n\n", "\n\f", "\n\n\n"]))
    text, starts = "", list[int]()
    for words in [*FRONT, *body, *BACK]:
        lines = [words[at : at + width] for at in range(0, len(words), width)]
        cut = draw(st.integers(1, len(lines)))
        text += indent * (words in body)
        starts.append(len(text))
        text += "\n".join(lines[:cut]) + (turn if lines[cut:] else "") + "\n".join(lines[cut:]) + between
    return text, starts


def visible(text: str) -> str:
    """The characters of a text that are no white space."""
    return "".join(text.split())


@given(letters())
def test_healing_never_joins_two_paragraphs_and_joins_a_sentence_that_a_line_cut(letter: tuple[str, list[int]]) -> None:
    text, starts = letter
    document = parse(Source("x", text))
    assert_whole(document)
    for passage in document.passages:
        first, last = passage.ranges[0][0], passage.ranges[-1][1] - 1
        assert bisect(starts, first) == bisect(starts, last)
    found = {visible(passage.text) for passage in document.passages}
    for left, right in pairwise([*starts, len(text)]):
        lines = text[left:right].split()
        cut = all(line[-1] != "。" for line in lines[:-1]) and lines[-1][-1] == "。"
        if cut and lines[0][0] not in OPENING:
            assert "".join(lines) in found


OPENING = frozenset("（一二三四").union(*(number[0] for series in SERIES for number in series))
"""What paragraphs begin with whose number is not part of the passage, or of which more than the passage is known."""


def form_of(series: tuple[str, str, str]) -> Form:
    """The form of a series."""
    found = marker(plain(series[0].strip(UNSEEN)) + "甲")
    assert found
    return found.form


@given(
    st.lists(st.sampled_from(SERIES), min_size=1, max_size=3, unique_by=form_of),
    st.sampled_from(["\n", "\n\n", "\n\u3000\u3000"]),
)
def test_series_inside_series_are_an_outline_as_deep_as_they_are_many(
    ladder: list[tuple[str, str, str]], between: str
) -> None:
    def lines(depth: int) -> list[str]:
        if depth == len(ladder):
            return ["工作已经完成，群众比较满意。"]
        below = (
            f"{number}关于{name}的工作" for number, name in zip(ladder[depth], ("清淤", "绿化", "照明"), strict=True)
        )
        return [line for heading in below for line in (heading, *lines(depth + 1))]

    document = parse(Source("x", between.join(["工作情况的报告", "现报告如下。", *lines(0)]) + "\n"))
    assert_whole(document)
    assert len(document.sections) == sum(3**depth for depth in range(1, len(ladder) + 1))
    assert {len(p.citation.steps) for p in document.passages[2:]} == {len(ladder)}


# Any text

ODD = st.sampled_from(
    [
        *("\x00", "\ud800", "\udfff", "\u202e", "\u200f", "\u0301", "\U0001f468\u200d\U0001f469", "\ufeff", "\u3000"),
        *("\r", "\r\n", "\n", "\n\n", "\f", "\t", "\x0b", "\x85", "\u2028", " ", "\u00a0", "\ue000", "\ufffd"),
        *(
            "一、甲",
            "（一）乙",
            "( 二 )",
            "1.1 丁",
            "2.1.1",
            "⑴",
            "Ⅱ. ",
            "B. ",
            "乙、",
            "其一，",
            "第二部分　",
            "ニ、",
            "⼆、",
            "附件1",
            "附：甲方案",
            "二0二三年五月",
            "索引号：",
            "首页",
            "单位：万元",
            "甲　　乙　　丙",
            "1.丙",
            "第一条",
            "一是",
            "首先",
            "附件",
            "抄送：",
            "2023年6月29日",
            "— 3 —",
            "3",
            "目录",
        ),
        *(
            "，",
            "。",
            "（",
            "）",
            "关于",
            "的函",
            "代表：",
            "第１条",
            "①",
            "²",
            "٣",
            "中山市商务局",
            "x\ty",
            "……3",
            "专此答复",
        ),
    ]
)
CHARACTER = st.characters(exclude_categories=())
ANY = st.lists(st.one_of(ODD, CHARACTER, st.text(CHARACTER, max_size=30)), max_size=60).map("".join)


def assert_whole(document: Document) -> None:
    """Nothing of a document is lost, and everything is a slice of it."""
    covered, seen = document.covered()
    assert covered == seen
    for passage in document.passages:
        assert passage.text == "".join(document.text[start:end] for start, end in passage.ranges)
        assert passage.header == "".join(document.text[start:end] for start, end in passage.header_ranges)
        assert visible(passage.text)
        assert str(passage.citation)
        assert passage.citation.english
    for fact in document.metadata:
        assert fact.ranges
        assert visible(fact.value)


@given(ANY)
@settings(max_examples=300)
def test_any_text_splits_without_loss_and_twice_alike(text: str) -> None:
    document = parse(Source("x", text))
    assert_whole(document)
    assert parse(Source("x", text)) == document


@given(ANY, st.integers(0, 300), st.data())
def test_any_pages_and_margins_split_without_loss(text: str, seed: int, data: st.DataObject) -> None:
    at = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(at[::2], at[1::2], strict=False))
    assert_whole(parse(Source("x", text, tuple(at), tuple(spans))))


@pytest.mark.parametrize(
    "text",
    [
        "字" * 1_000_000,
        "a1 \u0301\U0001f600" * 200_000,
        "1\f" * 100_000,
        "、\n" * 10_000,
        "（\n\n" * 5_000,
        "关于\n" * 10_000,
        ("企业" * 10 + "\n") * 5_000,
        "第1页" + " " * 100_000 + "x",
        "共1页" + " " * 100_000 + "x",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_line_of_a_million_characters_and_lines_of_one_split_without_loss(text: str) -> None:
    assert_whole(parse(Source("x", text)))


@pytest.mark.parametrize("start", ["A", "附件", "签发", "〔2023〕", "中山市商务局关于", "法（", "5", "（第1号）"])
@pytest.mark.parametrize("run", [" ", "\u3000", "一", "1", "…", "．", "法（"])
def test_long_runs_of_one_character_after_words_of_a_letter_split_without_loss(start: str, run: str) -> None:
    line = start + run * (10_000 // len(run)) + "x"
    document = parse(Source("x", f"中山市商务局\n{line}\n{line}\n正文。\n{line}\n中山市商务局\n2023年1月1日\n"))
    assert_whole(document)


# Any file


def to_bytes(text: str) -> bytes:
    """A text as a file."""
    return text.encode("utf-8", "surrogatepass")


@given(
    st.sampled_from(SUFFIXES),
    st.one_of(st.binary(max_size=400), ANY.map(lambda text: text.encode("utf-8", "surrogatepass"))),
)
@settings(max_examples=200)
def test_any_bytes_are_a_source_or_refused(suffix: str, data: bytes) -> None:
    with suppress(LetterError):
        source = extract(f"a{suffix}", data)
        assert visible(source.text)
        assert_whole(parse(source))


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with suppress(LetterError):
        assert "\r" not in decode(data, "x").text


# Any question

ASKING = st.sampled_from(
    [
        *(
            "第",
            "三",
            "条",
            "建议",
            "怎么答复的",
            "最后一条",
            "倒数第",
            "一" * 40,
            "99",
            "²",
            "٣",
            "How many proposals?",
            "多少",
        ),
        *(
            "那面积呢？",
            "it",
            "the third section",
            "point 2",
            "换个话题",
            "面積",
            "\ud800",
            "\x00",
            "？",
            "余额",
            "\u202e",
            " ",
        ),
    ]
)
QUESTION = st.one_of(ANY, st.lists(st.one_of(ASKING, CHARACTER), max_size=40).map("".join))


@pytest.fixture(scope="module")
def embedded_letter() -> Letter:
    """The real letter with the real model."""
    return Letter(LocalIndex.from_sources(read([LETTER]), load_encoder()))


def assert_answers(letter: Letter, question: str, history: Sequence[str]) -> None:
    """Ask; a question that is blank or too long is refused."""
    if not question.strip() or len(question) > QUESTION_LIMIT:
        with pytest.raises(LetterError):
            letter.ask(question, history=history)
        return
    answer = letter.ask(question, history=history)
    assert isinstance(answer, Answer)
    assert 0 <= answer.confidence <= 1
    for hit in answer.hits:
        document = letter.index.document(hit.passage.document)
        assert hit.text == "".join(document.text[start:end] for start, end in hit.passage.ranges)
        assert hit.highlights


@given(question=QUESTION, history=st.lists(QUESTION, max_size=6))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_question_gets_an_answer_from_the_stub(stub_letter: Letter, question: str, history: list[str]) -> None:
    assert_answers(stub_letter, question, history)


@given(question=QUESTION, history=st.lists(QUESTION, max_size=6))
@example(question="第" + "一" * 1990 + "条", history=[])
@example(question="那呢", history=["那呢"] * 5000)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_question_gets_an_answer_from_the_model(embedded_letter: Letter, question: str, history: list[str]) -> None:
    assert_answers(embedded_letter, question, history)


@given(text=ANY, question=QUESTION)
@example(text="— 3 —", question="几页")
@settings(max_examples=60)
def test_any_text_can_be_asked(text: str, question: str) -> None:
    if visible(text):
        assert_answers(Letter(LocalIndex.from_sources([Source("x", text)], StubEncoder())), question, [])


# Any index


@given(st.dictionaries(st.text(CHARACTER, min_size=1, max_size=8), ANY.filter(visible), min_size=1, max_size=4))
@settings(max_examples=25)
def test_an_index_of_any_texts_comes_back_from_disk_as_it_was(texts: dict[str, str]) -> None:
    sources = [Source(name, text) for name, text in texts.items()]
    with TemporaryDirectory() as folder:
        writer.update(Path(folder) / "index", sources, StubEncoder())
        loaded = store.load(Path(folder) / "index", StubEncoder())
        assert list(loaded.passages) == list(LocalIndex.from_sources(sources, StubEncoder()).passages)
        assert [loaded.document(source.name) for source in sources] == [parse(source) for source in sources]
        assert list(faults(Path(folder) / "index", StubEncoder())) == []
