"""What the chat page serves, beside a Gradio chat that only echoes:

    python -m tests.benchmarks.page

Seconds from the start of a process to the first answer to `GET /` (rounds in turn), and calls a second of 1, 8 and 32
clients through Gradio's queue (POST, then the stream of events until "complete"), all on this machine: the clients take
their share of its cores, and as all have the same address our limit of requests for one address is off. The figures go
to stdout and to results/page.json.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from statistics import median, quantiles
from typing import Any

import httpx

from tests.benchmarks.cells import ROOT, environment
from tests.benchmarks.report import RESULTS, machine
from tests.page.conftest import free_port

_ROUNDS = 5
_CLIENTS = (1, 8, 32)
_SECONDS = 10.0
"""How long each number of clients asks."""

_PATIENCE = 120.0
"""Seconds for a page to come up, and for one call."""

_GOLD = ROOT / "tests" / "gold" / "letter.jsonl"

_BARE = """
import sys
import gradio as gr

page = gr.ChatInterface(lambda message, history: message, api_name="chat", analytics_enabled=False)
page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True, ssr_mode=False)
"""
"""A Gradio chat as it comes, but for what would go to the network."""


def main() -> None:
    """Print and keep the figures."""
    import qa
    from qa.answering.letter import SEEDS

    questions = [json.loads(line)["question"] for line in _GOLD.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        qa.open(SEEDS, index=folder)
        commands = {
            "ours": [sys.executable, "-m", "qa", "chat", "--no-feedback", "--rate", "0", "--index", folder, "--port"],
            "bare": [sys.executable, "-c", _BARE],
        }
        ready: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(_ROUNDS):
            for name, command in commands.items():
                with _served(command) as (_, seconds):
                    ready[name].append(seconds)
        served = {}
        for name, command in commands.items():
            with _served(command) as (address, _):
                endpoint = f"{address}/gradio_api/call/v2/{'ask' if name == 'ours' else 'chat'}"
                asyncio.run(_crowd(endpoint, name, questions, 1, 2.0))
                served[name] = {n: asyncio.run(_crowd(endpoint, name, questions, n, _SECONDS)) for n in _CLIENTS}
    data = {
        "machine": machine(),
        "ready_seconds": {name: median(times) for name, times in ready.items()},
        "ready_ratio": median(ready["ours"]) / median(ready["bare"]),
        "all_ready_seconds": ready,
        "clients": served,
    }
    text = json.dumps(data, indent=1)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "page.json").write_text(text + "\n", encoding="utf-8")
    print(text)


@contextmanager
def _served(command: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Serve a page; give its address and the seconds that it took to answer. It ends with the block."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, str(port)], cwd=ROOT, env=environment({}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(address):
            if process.poll() is not None or time.perf_counter() - start > _PATIENCE:
                raise RuntimeError(f"{command[:3]} serves no page")
            time.sleep(0.01)
        yield address, time.perf_counter() - start
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=_PATIENCE).status_code == 200
    except httpx.ConnectError:
        return False


async def _crowd(endpoint: str, name: str, questions: Sequence[str], clients: int, seconds: float) -> dict[str, Any]:
    """Calls a second of some clients that each ask one question after the other, and milliseconds of a call."""
    numbers = count()
    times: list[float] = []
    errors = 0
    end = time.perf_counter() + seconds

    async def client(http: httpx.AsyncClient) -> None:
        nonlocal errors
        while (start := time.perf_counter()) < end:
            question = questions[next(numbers) % len(questions)]
            data = {"question" if name == "ours" else "message": question}
            if await _call(http, endpoint, data):
                times.append(1000 * (time.perf_counter() - start))
            else:
                errors += 1

    limits = httpx.Limits(max_connections=2 * clients)
    start = time.perf_counter()
    async with httpx.AsyncClient(timeout=_PATIENCE, limits=limits) as http:
        await asyncio.gather(*(client(http) for _ in range(clients)))
    spent = time.perf_counter() - start
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else [0.0] * 19
    return {"calls_per_second": len(times) / spent, "p50_ms": cuts[9], "p95_ms": cuts[18], "errors": errors}


async def _call(http: httpx.AsyncClient, endpoint: str, data: dict[str, str]) -> bool:
    """One call through the queue, as Gradio's own clients make it; whether it was answered."""
    posted = await http.post(endpoint, json=data)
    if posted.status_code != 200:
        return False
    async with http.stream("GET", f"{endpoint}/{posted.json()['event_id']}") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                last = line.removeprefix("event: ").strip()
                if last in ("complete", "error"):
                    return last == "complete"
    return False


if __name__ == "__main__":
    main()
