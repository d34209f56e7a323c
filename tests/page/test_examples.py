"""What the page itself offers to ask is answered: examples in every language, and questions to go on with."""

import pytest

import qa
from qa.page.answers.examples import examples, follow_ups
from qa.page.view import Corpus, Turn, View
from qa.page.words.languages import LANGUAGES, strings


def seen(letter: qa.Letter, language: str) -> View:
    corpus = Corpus(letter)
    return View(strings(language), corpus, corpus.library())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_answered_alone_and_one_after_the_other(real_letter: qa.Letter, language: str) -> None:
    offered = examples(Corpus(real_letter).library(), language)
    assert len(offered) >= 4
    alone = [question for question in offered if not real_letter.ask(question).answered]
    history = [
        question for at, question in enumerate(offered) if not real_letter.ask(question, history=offered[:at]).answered
    ]
    assert (alone, history) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_to_go_on_with_is_answered_in_the_conversation(real_letter: qa.Letter, language: str) -> None:
    view = seen(real_letter, language)
    for question in examples(view.library, language):
        turn = Turn(real_letter.ask(question))
        for following in follow_ups(turn, view):
            assert real_letter.ask(following, history=[question]).answered, following


def test_another_figure_of_the_same_sentence_is_offered(real_letter: qa.Letter) -> None:
    turn = Turn(real_letter.ask("外贸企业贷款余额是多少？"))
    assert "同比增长多少？" in follow_ups(turn, seen(real_letter, "zh-Hans"))
