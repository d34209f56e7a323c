"""What a language model makes of a gold set is measured as the words say."""

import pytest

from qa.answering.composed import Composed, Fault, Finding, Statement, Task
from qa.answering.letter import Letter
from qa.composing.client import Client
from qa.composing.composer import Composer
from qa.evaluation.composing import Made, judge, measure, render
from qa.evaluation.gold import Question
from qa.evaluation.prepare import Options
from tests.composing.server import serving
from tests.conftest import LETTER

_GOLD = LETTER.parent.parent / "tests" / "gold" / "letter.jsonl"


def test_a_composed_answer_is_counted_by_hand(stub_letter: Letter) -> None:
    answer = stub_letter.ask("外贸企业贷款余额是多少？", top_k=3)
    given = [hit.passage.id for hit in answer.hits]
    question = Question("q", "dev", "en", "fact", "How much?", answers=("5824万元",))
    composed = Composed(
        Task.ANSWER,
        "en",
        "m",
        "h",
        (
            Statement("It is 58.24 million yuan.", (1, 3)),
            Statement("It is 5 yuan.", (2,), (Finding(Fault.FIGURE, "5 yuan"),)),
        ),
    )
    made = judge(question, answer, composed, frozenset({given[0], given[1]}))
    assert made == Made(checked=2, supported=1, cited=2, right=1, given=2, contained=True)


def test_shares_are_of_all_citations() -> None:
    made = [Made(2, 1, 2, 1, 2, True), Made(2, 2, 1, 1, 1, None)]
    text = "\n".join(render(made, "m"))
    assert f"{(1 + 2) / (2 + 2):.3f}  (3 of 4)" in text
    assert f"{(1 + 1) / (2 + 1):.3f}  (2 of 3)" in text
    assert "1.000  (1 of 1)" in text


@pytest.mark.parametrize("said", ["It says so [1]."])
def test_a_gold_set_is_composed_by_a_server(said: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    few = tmp_path_factory.mktemp("gold") / "few.jsonl"
    few.write_text("\n".join(_GOLD.read_text(encoding="utf-8").splitlines()[:4]), encoding="utf-8")
    with serving() as model:
        model.says(said)
        report = measure(Options(few), Composer(Client(model.url, "test")))
    assert "answers composed by test" in report
    assert "support: statements that pass    1.000" in report
