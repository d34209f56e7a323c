"""The page's HTTP side: `/ask` for programs, and nothing else in public."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

import qa
from tests.page.conftest import free_port

LOAN = "外贸企业贷款余额是多少？"


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def test_ask_answers_with_the_json_of_the_command_line(client: Client, real_letter: qa.Letter) -> None:
    answer = client.predict(question=LOAN, top_k=2, history=["电商"], api_name="/ask")
    assert answer == real_letter.ask(LOAN, top_k=2, history=["电商"]).as_dict()
    assert answer["hits"][0]["section"] == ["二", "一是"]


def test_every_hit_is_the_source_word_for_word(client: Client, real_letter: qa.Letter) -> None:
    source = real_letter.documents[0].text
    hits = client.predict(question="What is the phone number?", top_k=5, api_name="/ask")["hits"]
    assert [hit["text"] for hit in hits] == ["".join(source[a:b] for a, b in hit["ranges"]) for hit in hits]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"question": " "}, "The question is empty"),
        ({"question": "长" * 100_000}, "The question has 100000 characters"),
        ({"question": LOAN, "top_k": 0}, "top_k is 0"),
        ({"question": LOAN, "top_k": "3"}, "top_k is '3', but must be a whole number"),
        ({"question": 7}, "question is 7, but must be a string"),
        ({"question": LOAN, "history": [1]}, "history is [1], but must be a list of strings"),
        ({"question": LOAN, "where": "date>2023"}, "where is 'date>2023', but must be a list of strings"),
        ({"question": LOAN, "where": ["date>2030"]}, "No document meets date>2030"),
    ],
)
def test_a_mistake_is_one_clear_sentence(client: Client, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(AppError, match=message.replace("[", r"\[")):
        client.predict(**arguments, api_name="/ask")


def test_only_ask_is_public(address: str) -> None:
    described = httpx.get(f"{address}/gradio_api/info").json()
    assert list(described["named_endpoints"]) == ["/ask"]
    assert described["unnamed_endpoints"] == {}


def test_sixteen_at_once_get_the_answers_that_they_get_alone(client: Client, real_letter: qa.Letter) -> None:
    questions = [LOAN, "联系电话是多少？", "实训基地面积有多大？", "今天天气怎么样？"] * 4
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = list(pool.map(lambda question: client.predict(question=question, api_name="/ask"), questions))
    assert answers == [real_letter.ask(question).as_dict() for question in questions]


def test_a_port_in_use_is_one_sentence_and_exit_code_2(address: str) -> None:
    port = address.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "qa", "chat", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr == f"qa: The chat cannot listen on 127.0.0.1:{port}. Choose another --port or --host.\n"


def test_the_command_serves_the_page_on_this_machine_only_and_says_where() -> None:
    port = free_port()
    command = [sys.executable, "-m", "qa", "chat", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"Ask at http://127.0.0.1:{port}/ (Ctrl+C stops the page)\n"
            assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
        finally:
            server.terminate()
