"""What is left of a question when the words that only make it one are gone."""

import pytest

from qa.understanding.words import content


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("外贸企业贷款余额是多少？", "外贸企业贷款余额"),
        ("成都的试点经验有哪些？", "成都 试点经验"),
        ("首都机场的航班恢复了多少？", "首都机场 航班恢复"),
        ("供给侧改革由谁负责？", "供给侧改革由 负责"),
        ("申请补贴要还款吗？", "申请补贴要还款"),
        ("群众了解政策吗？", "群众了解政策"),
        ("和谐社区怎么建？", "和谐社区 建"),
        ("與會人員有幾個？", "与会人员"),
        ("目的是什么？", "目的"),
        ("周边环境怎么样？", "周边环境"),
        ("那曲的牧民呢？", "那曲 牧民"),
        ("有轨电车什么时候开通？", "有轨电车 开通"),
        ("还有哪些？", ""),
        ("那这些呢？", ""),
        ("那是谁的？", ""),
        ("How much did the rural bank lend?", "rural bank lend"),
        ("¿Cuántos fondos hay?", "fondos"),
        ("私募ファンドはいくつありますか？", "私募 ファンド"),
        ("사모펀드는 몇 인가요?", "사모펀드는"),
        ("", ""),
        ("？！", ""),
    ],
)
def test_only_words_of_their_own_are_taken_from_a_question(question: str, left: str) -> None:
    assert content(question) == left


def test_a_question_word_goes_even_where_the_vocabulary_has_it_inside_a_piece() -> None:
    assert content("谁负责消防？") == "负责消防"


@pytest.mark.parametrize("question", ["\ud800成都", "😀成都", "成都\x00"])
def test_characters_that_the_vocabulary_lacks_do_no_harm(question: str) -> None:
    assert "成都" in content(question).split()
