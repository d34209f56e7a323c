"""What an operator sees: the log, the health check, the counters, the end of the process."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

import qa
from index.errors import LetterError
from qa.server.desk import Desk, Log
from qa.stopwatch import stage, stages
from tests.page.conftest import free_port

LOAN = "外贸企业贷款余额是多少？"
WEATHER = "今天天气怎么样？"


def samples(text: str) -> dict[str, float]:
    """Prometheus text → value by name with labels; every line must have the format."""
    found = {}
    for line in text.splitlines():
        if not line.startswith(("# HELP ", "# TYPE ")):
            match = re.fullmatch(r"([a-z_]+(?:\{le=\"[^\"]+\"\})?) ([\d.e+-]+)", line)
            assert match, line
            found[match[1]] = float(match[2])
    return found


def test_a_question_is_one_line_without_its_text(real_letter: qa.Letter) -> None:
    log = io.StringIO()
    desk = Desk(Log(log))
    desk.ask(real_letter, LOAN)
    desk.ask(real_letter, WEATHER)
    with pytest.raises(LetterError):
        desk.ask(real_letter, " ")
    first, second, third = map(json.loads, log.getvalue().splitlines())
    assert list(first) == ["time", "outcome", "answered", "section", "milliseconds"]
    assert (first["outcome"], first["answered"], first["section"]) == ("answered", True, ["二", "一是"])
    assert (second["outcome"], second["answered"]) == ("refused", False)
    assert (third["outcome"], third["answered"], third["section"]) == ("invalid", None, None)
    assert list(first["milliseconds"]) == ["understand", "retrieve", "judge", "total"]
    assert sum(first["milliseconds"].values()) <= 2 * first["milliseconds"]["total"]
    assert datetime.fromisoformat(first["time"]).utcoffset() == timedelta()


def test_the_text_of_a_question_is_logged_only_if_wanted(real_letter: qa.Letter) -> None:
    log = io.StringIO()
    Desk(Log(log, questions=True)).ask(real_letter, 'quote " and\nline')
    (line,) = log.getvalue().splitlines()
    assert json.loads(line)["question"] == 'quote " and\nline'


def test_stages_are_added_up_and_only_where_somebody_listens() -> None:
    with stage("unheard"):
        pass
    with stages() as spent:
        for _ in range(2):
            with stage("search"):
                time.sleep(0.01)
    assert list(spent) == ["search"]
    assert spent["search"] >= 0.02


def test_the_health_check_tells_what_is_indexed(address: str, real_letter: qa.Letter) -> None:
    passages = len(real_letter.documents[0].passages)
    assert httpx.get(f"{address}/healthz").json() == {"status": "ok", "documents": 1, "passages": passages}


def test_every_question_is_counted_by_its_outcome(address: str) -> None:
    def ask(question: str) -> None:
        event = httpx.post(f"{address}/gradio_api/call/v2/ask", json={"question": question}).json()["event_id"]
        httpx.get(f"{address}/gradio_api/call/v2/ask/{event}")

    before = samples(httpx.get(f"{address}/metrics").text)
    for question in (LOAN, LOAN, WEATHER, ""):
        ask(question)
    httpx.get(f"{address}/nowhere")
    after = samples(httpx.get(f"{address}/metrics").text)
    added = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert added["letter_answered_total"] == 2
    assert added["letter_refused_total"] == 1
    assert added["letter_invalid_total"] == 1
    assert added["letter_questions_total"] == 4
    assert added["letter_requests_unknown_total"] == 1
    assert added["letter_question_seconds_count"] == added["letter_questions_total"]
    assert added['letter_question_seconds_bucket{le="+Inf"}'] == added["letter_questions_total"]


SLOW = """
import sys, time
from qa.answering.letter import Letter
ask = Letter.ask
def slow(self, question, **words):
    print("asked", flush=True)
    time.sleep(1.5)
    return ask(self, question, **words)
Letter.ask = slow
sys.argv[1:] = ["chat", "--port", sys.argv[1]]
from qa.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_lets_the_question_in_flight_be_answered_and_exits_with_0(number: signal.Signals) -> None:
    port = free_port()
    command = [sys.executable, "-c", SLOW, str(port)]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(qa.__file__).parent.parent
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("Ask at ")
        address = f"http://127.0.0.1:{port}/gradio_api"
        told: list[str] = []
        heartbeat = threading.Thread(target=lambda: told.append(httpx.get(f"{address}/heartbeat/x", timeout=60).text))
        heartbeat.start()  # a visitor's page stays connected, and must not hold the server up
        event = httpx.post(f"{address}/call/v2/ask", json={"question": LOAN}, timeout=60).json()["event_id"]
        answer = f"{address}/call/v2/ask/{event}"
        asking = threading.Thread(target=lambda: told.append(httpx.get(answer, timeout=60).text))
        asking.start()
        assert server.stdout.readline() == "asked\n"
        time.sleep(0.3)  # the answer's stream is open, and the answer is not there yet
        server.send_signal(number)
        asking.join(30)
        heartbeat.join(30)
        assert server.wait(30) == 0
        assert any("609.82" in text for text in told)
        assert server.stderr is not None
        assert server.stderr.read() == ""
    finally:
        server.kill()
