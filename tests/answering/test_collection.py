"""Questions that name documents, filters, versions, and the order of hits from several letters."""

from collections.abc import Sequence

import pytest

from index.errors import LetterError
from index.search.part import Part
from index.storage.local import LocalIndex
from index.types import Source
from qa.answering.judging import Calibration
from qa.answering.letter import Letter
from qa.answering.search import MARGIN, alternate
from qa.answering.versions import report
from qa.terminal import render
from tests.conftest import StubEncoder


def reply(city: str, number: int, proposal: str, year: int, body: str) -> Source:
    """A bureau's reply to a proposal, in the form of the real letter."""
    issuer = f"{city}商务局"
    text = (
        f"{issuer}\n\n{city[0]}商函〔{year}〕{number}号\n\n{issuer}关于市十六届人大三次会议第{proposal}号代表建议答复的函\n\n"
        f"王金府代表：\n\n　　你们提出的《关于{body[:4]}的建议》（建议第{proposal}号）收悉。现答复如下：\n\n"
        f"　　一、关于现状\n\n　　{body}\n\n　　二、关于下一步\n\n　　吸收采纳该建议，明年继续办理{body[:4]}一事。\n\n"
        f"　　专此答复。\n\n{issuer}\n\n{year}年5月8日\n"
    )
    return Source(f"{city}{number}.txt", text)


PARKING = "停车泊位已建成三百个，投入资金五亿元。"
LIFTS = "加装电梯已完成九十部，墨西哥客商也来参观，投入资金七亿元。"
BUSES = "新能源公交车已投放八百辆，投入资金二亿元。"
ARCHIVE = [
    reply("佛山市", 7, "2023101", 2023, PARKING),
    reply("东莞市", 8, "2023102", 2023, LIFTS),
    reply("东莞市", 9, "2022103", 2022, BUSES),
]


def letter(sources: Sequence[Source]) -> Letter:
    return Letter(LocalIndex.from_sources(sources, StubEncoder()), Calibration.shipped(reads=False))


@pytest.fixture(scope="module")
def archive() -> Letter:
    return letter(ARCHIVE)


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("2023101号建议的答复里投入了多少资金？", ("佛山市7.txt",)),
        ("第 2023102 号建议的答复里投入了多少资金？", ("东莞市8.txt",)),
        ("请问东商函〔2023〕8号投入资金多少？", ("东莞市8.txt",)),
        ("东商函(2022)9号投入资金多少？", ("东莞市9.txt",)),
        ("《关于停车泊位的建议》的答复里投入资金多少？", ("佛山市7.txt",)),
        ("東莞市商務局怎麼答復加裝電梯？", ("东莞市商务局",)),
        ("2022年的答复里投入资金多少？", ("2022",)),
        ("2023年5月的复函里投入资金多少？", ("2023-05",)),
        ("How much money does proposal 2023101 say was spent?", ("佛山市7.txt",)),
        ("What does 佛山市商务局 say about parking?", ("佛山市商务局",)),
        ("2023101号和2022103号建议的答复里投入资金多少？", ("东莞市9.txt", "佛山市7.txt")),
        ("2023年东莞市商务局的答复里投入资金多少？", ("东莞市商务局",)),
        ("投入资金多少？", ()),
        ("东莞市商务局办了什么事？", ()),
        ("惠州市商务局怎么答复的？", ()),
        ("市商务局怎么答复的？", ()),
        ("粤商函〔2019〕18号是什么文件？", ()),
        ("第2099999号建议是谁提出的？", ()),
        ("2023年投入资金多少？", ()),
    ],
)
def test_a_question_goes_to_the_documents_that_it_names(archive: Letter, question: str, scope: tuple[str, ...]) -> None:
    answer = archive.ask(question, top_k=50)
    assert set(answer.scope) == set(scope)
    entries = {entry.name: entry for entry in archive.index.entries}
    for hit in answer.hits:
        entry = entries[hit.passage.document]
        known = {entry.name, *(fact.value for fact in entry.metadata)}
        dates = {value[:length] for value in known for length in (4, 7)}
        assert not scope or set(scope) & (known | dates)


def test_the_words_that_name_a_document_are_not_searched_for_in_it(archive: Letter) -> None:
    hits = archive.ask("第2023101号建议的答复里投入了多少资金？").hits
    assert PARKING in hits[0].text


def test_the_outline_of_a_named_letter_can_be_asked_for(archive: Letter) -> None:
    answer = archive.ask("2022103号建议的答复里，第一部分讲了什么？")
    assert (answer.answered, [hit.text for hit in answer.hits]) == (True, [BUSES])


def test_a_follow_up_stays_in_the_letter_that_the_conversation_named(archive: Letter) -> None:
    history = ["2022103号建议的答复里投放了多少公交车？"]
    assert archive.ask("那投入资金呢？", history=history).scope == ("东莞市9.txt",)
    assert archive.ask("这份函的日期是哪一天？", history=history).scope == ("东莞市9.txt",)
    assert archive.ask("加装电梯已完成多少部，有哪些客商来参观过？", history=history).scope == ()


def test_a_question_to_named_letters_is_answered_as_if_there_were_no_others(archive: Letter) -> None:
    question = "停车泊位投入资金多少？"
    alone = letter(ARCHIVE[:1]).ask(question, top_k=20)
    named = archive.ask(f"第2023101号建议的答复里，{question}", top_k=20)
    assert [hit.as_dict() for hit in named.hits] == [hit.as_dict() for hit in alone.hits]
    assert named.confidence == alone.confidence


@pytest.mark.parametrize(
    ("where", "documents"),
    [
        (["date>=2023-01-01"], {"佛山市7.txt", "东莞市8.txt"}),
        (["date>=2023", "issuer~东莞"], {"东莞市8.txt"}),
        (["number=东商函〔2022〕9号"], {"东莞市9.txt"}),
        ([], {"佛山市7.txt", "东莞市8.txt", "东莞市9.txt"}),
    ],
)
def test_only_documents_that_meet_the_conditions_are_asked(
    archive: Letter, where: list[str], documents: set[str]
) -> None:
    answer = archive.ask("投入资金多少？", top_k=50, where=where)
    assert set(answer.by_document()) == documents


def test_the_outline_can_be_asked_for_where_one_letter_meets_the_conditions(archive: Letter) -> None:
    assert archive.ask("第一部分讲了什么？", where=["issuer~佛山"]).hits[0].text == PARKING


@pytest.mark.parametrize(
    ("where", "reason"),
    [(["date>=2030"], "No document meets date>=2030"), (["colour=red"], "is no condition")],
)
def test_a_condition_that_selects_nothing_is_one_clear_sentence(archive: Letter, where: list[str], reason: str) -> None:
    with pytest.raises(LetterError, match=reason):
        archive.ask("投入资金多少？", where=where)


def test_of_versions_the_newest_answers_and_says_so() -> None:
    one = reply("佛山市", 7, "2023101", 2023, PARKING)
    new = one.text.replace("三百", "四百").replace("2023年5月8日", "2023年9月1日")
    found = letter([*ARCHIVE, Source("new.txt", new), Source("new again.txt", new)])
    answer = found.ask("停车泊位建成多少个？", top_k=20)
    assert "四百" in answer.hits[0].text
    assert (answer.hits[0].supersedes, answer.hits[0].copies) == (("佛山市7.txt",), ("new again.txt",))
    assert "佛山市7.txt" not in answer.by_document()
    assert "最新版本；较早的：佛山市7.txt" in render(answer, colour=False)
    line = "Versions of one document: new again.txt, new.txt, 佛山市7.txt. new.txt is the newest and answers."
    assert report(found.index.families) == [line]
    old = found.ask("停车泊位建成多少个？", where=["date<2023-06"])
    assert "三百" in old.hits[0].text
    assert old.hits[0].supersedes == ()


def test_copies_count_as_one_letter_and_are_named() -> None:
    found = letter([*ARCHIVE, Source("copy.txt", ARCHIVE[0].text)])
    answer = found.ask("停车泊位建成多少个？", top_k=50)
    assert {name for name in answer.by_document() if name in ("copy.txt", "佛山市7.txt")} == {"佛山市7.txt"}
    assert answer.hits[0].copies == ("copy.txt",)
    assert report(found.index.families) == ["Equal texts: copy.txt, 佛山市7.txt. They count as one."]


def test_many_copies_do_not_use_up_the_candidates() -> None:
    text = "\n".join(f"停车泊位第{number}处已建成。" for number in range(30))
    copies = [Source(f"{number}.txt", text) for number in range(20)]
    answer = letter([*ARCHIVE, *copies]).ask("停车泊位", top_k=100)
    assert "佛山市7.txt" in answer.by_document()


def test_one_letter_does_not_crowd_out_the_others() -> None:
    scores = [9.0, 8.9, 8.8, 8.9 - MARGIN, 8.7 - 2 * MARGIN]
    assert list(alternate(scores, [0, 0, 0, 1, 2])) == [0, 3, 1, 2, 4]
    assert list(alternate(scores, [0, 0, 0, 0, 0])) == [0, 1, 2, 3, 4]


def test_hits_are_grouped_by_letter_best_first(archive: Letter) -> None:
    answer = archive.ask("投入资金多少？", top_k=50)
    grouped = answer.by_document()
    assert next(iter(grouped)) == answer.hits[0].passage.document
    assert sorted(hit.rank for hits in grouped.values() for hit in hits) == [hit.rank for hit in answer.hits]


def test_a_part_of_an_index_is_an_index(archive: Letter) -> None:
    part = Part(archive.index, [1])
    name = archive.index.entries[1].name
    same = LocalIndex.from_sources([source for source in ARCHIVE if source.name == name], StubEncoder())
    assert [passage.text for passage in part.passages] == [passage.text for passage in same.passages]
    terms, weights = same.lexicon.weights("投入资金多少")
    assert part.frequency(terms).tolist() == same.frequency(terms).tolist()
    assert part.matching(terms, weights, 5).tolist() == same.matching(terms, weights, 5).tolist()
    assert part.document(name) == same.document(name)
