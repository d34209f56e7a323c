"""A server with a language model: programs get its statements, checked, beside the quotes."""

import json
from collections.abc import Iterator

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

import qa
from qa.chat import build
from qa.composing.client import Client as Endpoint
from qa.composing.composer import Composer
from tests.composing.server import Model, serving
from tests.page.conftest import unlimited
from tests.page.test_mcp import LOAN, session

RIGHT = "The loan balance of foreign trade companies is 60.982 billion yuan"


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with serving() as server:
        server.says("The loan balance is 9 million dollars [1].\n" + RIGHT + " [1].\n")
        yield server


@pytest.fixture(scope="module")
def served(real_letter: qa.Letter, model: Model) -> Iterator[str]:
    server = build(real_letter, unlimited(), mcp=True, composer=Composer(Endpoint(model.url, "test")))
    yield server.start()
    server.close()


def test_programs_get_checked_statements_over_http_and_mcp(served: str, model: Model, real_letter: qa.Letter) -> None:
    composed = Client(served, verbose=False).predict(question=LOAN, compose="es", api_name="/ask")["composed"]
    assert [each["verdict"] for each in composed["statements"]] == ["unsupported", "supported"]
    assert composed["text"] == RIGHT + ". [1]"
    assert "Spanish" in model.asked[-1]["messages"][0]["content"]
    (called,) = session(served, ("call_tool", ("ask_letter", {"question": LOAN, "compose": "en"})))
    assert json.loads(called.content[0].text)["composed"]["failed"] == 1


def test_who_does_not_ask_for_it_gets_no_statements_and_nothing_is_sent(
    served: str, model: Model, real_letter: qa.Letter
) -> None:
    before = len(model.asked)
    answer = Client(served, verbose=False).predict(question=LOAN, api_name="/ask")
    assert answer == real_letter.ask(LOAN).as_dict()
    assert len(model.asked) == before


@pytest.mark.parametrize(("compose", "message"), [("en", "no language model"), (7, "compose is 7")])
def test_a_server_without_a_model_says_so(address: str, compose: object, message: str) -> None:
    with pytest.raises(AppError, match=message):
        Client(address, verbose=False).predict(question=LOAN, compose=compose, api_name="/ask")
