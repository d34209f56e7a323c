"""Many visitors at once, on this machine:

    python -m tests.benchmarks.load --minutes 5 --clients 64

Starts the page in a process of its own and asks it over HTTP as browsers and programs do: questions in several
languages from the gold set, letters of the visitors' own, answers that nobody waits for, pages that are read a few
bytes at a time. Every client has an address of its own in 127.0.0.0/8, so that the limit of requests per client holds
as it is shipped, and checks each answer against the one that it must be. Between two things a client waits as a person
would, about three seconds. Linux only, for the addresses and for the memory that is read from /proc. Prints a table,
and writes it to tests/benchmarks/results/load.md with the figures beside it in load.json.
"""

import argparse
import asyncio
import base64
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from statistics import median
from typing import Any

import httpx

import qa
from qa.answering.letter import SEEDS
from qa.server.site import RATE
from tests.page.conftest import free_port
from tests.page.test_documents import NOTICE

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"
RESULTS = Path(__file__).parent / "results"

THINK = 3.0
"""Seconds between two things that a visitor does, on average: reading takes longer, so this is many people's work."""

WARM_UP = 0.4
"""The part of the time after which memory must be flat: by then as many visitors leave, and are forgotten, as come."""


@dataclass
class Notes:
    """What the clients saw. Times are in seconds, by what was done."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)
    busy: float = 0.0

    async def timed(self, name: str, action: Awaitable[str]) -> None:
        """Do something and note how long it took, and what was wrong with it."""
        start = time.perf_counter()
        try:
            wrong = await action
        except (httpx.HTTPError, OSError, ValueError, KeyError) as error:
            wrong = f"{type(error).__name__}: {error}"
        self.times[name].append(time.perf_counter() - start)
        if wrong:
            self.errors[f"{name}: {wrong[:120]}"] += 1


@dataclass(frozen=True)
class Page:
    """Where the page is, and what it must answer."""

    address: str
    answers: dict[str, Any]


class Client:
    """A visitor with an address and a letter of its own."""

    def __init__(self, number: int, page: Page, notes: Notes) -> None:
        self.page = page
        self.notes = notes
        self.number = number
        self.host = f"127.0.1.{number + 1}"
        self.random = random.Random(number)
        self.session = f"visitor{number}"
        self.key = ""
        self.there: asyncio.Task[None] | None = None
        transport = httpx.AsyncHTTPTransport(local_address=self.host)
        self.http = httpx.AsyncClient(base_url=page.address, transport=transport, timeout=60)

    async def visit(self, until: float, think: float) -> None:
        """Do one thing after the other until a time."""
        await asyncio.sleep(self.random.uniform(0, 3) * think)  # they do not all come in the same second
        await self.notes.timed("open", self.open())
        slow = self.number % 16 == 15
        actions: list[tuple[str, Callable[[], Awaitable[str]], int]] = [
            ("ask", self.ask, 60),
            ("ask on the page", self.ask_on_the_page, 25),
            ("bring a letter", self.bring, 3),
            ("leave in mid-answer", self.leave, 8),
            ("open", self.open, 6),
        ]
        while time.monotonic() < until:
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * think)
            if slow:
                await self.notes.timed("read slowly", self.read_slowly(until))
                continue
            (name, action, _), *_ = self.random.choices(actions, [weight for *_, weight in actions])
            await self.notes.timed(name, action())
        self.go()
        await self.http.aclose()

    def go(self) -> None:
        """Close the page."""
        if self.there:
            self.there.cancel()

    async def stay(self, session: str) -> None:
        """The connection by which the server knows that a page is open."""
        with suppress(httpx.HTTPError):
            async with self.http.stream("GET", f"/gradio_api/heartbeat/{session}", timeout=None) as beats:
                async for _ in beats.aiter_bytes():
                    pass

    async def ask(self) -> str:
        """A program's question, whose answer must be the one that Python gets."""
        question = self.random.choice(list(self.page.answers))
        begun = await self.http.post("/gradio_api/call/v2/ask", json={"question": question})
        if begun.status_code != 200:
            return f"status {begun.status_code}"
        told = await self.http.get(f"/gradio_api/call/v2/ask/{begun.json()['event_id']}")
        found = re.search(r"event: complete\ndata: (.*)", told.text)
        if not found:
            return f"no answer: {told.text!r}"
        return "" if json.loads(found[1])[0] == self.page.answers[question] else "another question's answer"

    async def leave(self) -> str:
        """A question whose answer is not waited for."""
        question = self.random.choice(list(self.page.answers))
        begun = await self.http.post("/gradio_api/call/v2/ask", json={"question": question})
        with suppress(httpx.TimeoutException):
            async with self.http.stream("GET", f"/gradio_api/call/v2/ask/{begun.json()['event_id']}"):
                pass
        return ""

    async def open(self) -> str:
        """The page anew, as it loads in a browser."""
        self.go()
        self.session = f"visitor{self.number}x{self.random.getrandbits(60):x}"
        self.key = ""
        self.there = asyncio.create_task(self.stay(self.session))
        page = await self.http.get("/")
        shown = (await self._call("look", {})).get("panel", "")
        return "" if page.status_code == 200 and "中商务电函" in shown else f"status {page.status_code}, {shown[:80]!r}"

    async def bring(self) -> str:
        """A letter that no other visitor has."""
        data = NOTICE.replace("一楼借阅区", f"第{self.number}号借阅区").encode()
        letter = {"name": f"{self.number}.txt", "size": len(data), "data": base64.b64encode(data).decode()}
        brought = await self._call("bring", letter)
        self.key = brought.get("key", "")
        return "" if self.key else f"not brought: {brought}"

    async def ask_on_the_page(self) -> str:
        """A question to the letter that this visitor has before them: nobody else's letter may answer."""
        question = "借阅区闭馆吗？" if self.key else "外贸企业贷款余额是多少？"
        shown = unescape((await self._call("ask", {"question": question, "key": self.key})).get("turn", ""))
        right = f"第{self.number}号借阅区" if self.key else "609.82 亿元"
        foreign = [number for number in re.findall(r"第(\d+)号借阅区", shown) if int(number) != self.number]
        if foreign:
            return "another visitor's letter"
        return "" if right in shown and question in shown else f"another answer: {shown[:200]!r}"

    async def read_slowly(self, until: float) -> str:
        """The page, a hundred bytes at a time, for some seconds."""
        host, port = self.page.address.removeprefix("http://").split(":")
        reading, writing = await asyncio.open_connection(host, int(port), local_addr=(self.host, 0), limit=100)
        writing.write(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        for _ in range(100):
            if not await reading.read(100) or time.monotonic() > until:
                break
            await asyncio.sleep(0.1)
        writing.close()
        return ""

    async def _call(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """What the server tells the page's script."""
        told = await self.http.post(f"/gradio_api/run/page_{name}", json={"data": [given]})
        found: dict[str, Any] = told.json()["data"][0] if told.status_code == 200 else {"status": told.status_code}
        return found


async def light(page: Page, notes: Notes, seconds: float) -> None:
    """One client alone, whose pauses are as short as the limit of requests allows."""
    client = Client(0, page, notes)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await notes.timed("ask", client.ask())
        await asyncio.sleep(2 / RATE)
    await client.http.aclose()


async def heavy(page: Page, notes: Notes, seconds: float, clients: int, process: int) -> None:
    """All clients together."""
    start = time.monotonic()

    async def watch() -> None:
        while True:
            notes.memory.append((time.monotonic() - start, megabytes(process)))
            await asyncio.sleep(1)

    watching, before = asyncio.create_task(watch()), processor(process)
    visits = [Client(number, page, notes).visit(start + seconds, THINK) for number in range(clients)]
    await asyncio.gather(*visits)
    watching.cancel()
    notes.busy = (processor(process) - before) / (time.monotonic() - start)


def megabytes(process: int) -> float:
    """The resident memory of a process."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def processor(process: int) -> float:
    """The seconds of processor time that a process has used, without those of processes that it started."""
    user, system = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def expected(questions: int) -> dict[str, Any]:
    """Questions of the gold set, in all its languages, and what each must be answered."""
    lines = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    chosen = random.Random(0).sample([line["question"] for line in lines if not line.get("history")], questions)
    letter = qa.open(SEEDS)
    return {question: json.loads(json.dumps(letter.ask(question).as_dict())) for question in chosen}


def summary(alone: Notes, together: Notes, clients: int, minutes: float, metrics: str) -> dict[str, Any]:
    """All figures."""
    half = alone.times["ask"]
    times = {
        name: {"n": len(values), "p50": percentile(values, 0.5) * 1000, "p99": percentile(values, 0.99) * 1000}
        for name, values in sorted(together.times.items())
    }
    warm = [value for second, value in together.memory if second > WARM_UP * minutes * 60]
    third = max(1, len(warm) // 3)
    return {
        "clients": clients,
        "minutes": minutes,
        "light p50 ms": median(half) * 1000,
        "light p99 ms": percentile(half, 0.99) * 1000,
        "times ms": times,
        "p99 of questions over p50 of the light load": times["ask"]["p99"] / (median(half) * 1000),
        "requests": sum(len(values) for values in together.times.values()),
        "processor": together.busy,
        "errors": dict(together.errors + alone.errors),
        "memory MB": {"after warm-up": median(warm[:third]), "at the end": median(warm[-third:]), "most": max(warm)},
        "server": {
            line.split()[0]: float(line.split()[1])
            for line in metrics.splitlines()
            if "_total " in line and line[0] != "#"
        },
    }


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    memory = found["memory MB"]
    rows = [f"| {name} | {row['n']} | {row['p50']:.0f} | {row['p99']:.0f} |" for name, row in found["times ms"].items()]
    growth = memory["at the end"] / memory["after warm-up"] - 1
    return "\n".join(
        [
            f"`python -m tests.benchmarks.load --minutes {found['minutes']:g} --clients {found['clients']}`",
            "",
            "| | n | p50 ms | p99 ms |",
            "|---|--:|--:|--:|",
            f"| ask, one client alone | | {found['light p50 ms']:.0f} | {found['light p99 ms']:.0f} |",
            *rows,
            "",
            f"- {found['requests']} actions, {sum(found['errors'].values())} errors or wrong answers"
            + "".join(f"\n  - {count} × {error}" for error, count in found["errors"].items()),
            f"- p99 of questions = {found['p99 of questions over p50 of the light load']:.1f} × p50 of the light load",
            f"- memory {memory['after warm-up']:.0f} MB after warm-up, {memory['at the end']:.0f} MB at the end "
            f"({growth:+.1%}), {memory['most']:.0f} MB at most",
            f"- {found['processor']:.0%} of one processor for the server",
            "",
        ]
    )


def main() -> int:
    """Load the page, check every answer, print a table; 1 if anything was wrong."""
    options = argparse.ArgumentParser(description="Many visitors at once, every answer checked.")
    options.add_argument("--minutes", type=float, default=5, help="How long.")
    options.add_argument("--clients", type=int, default=64, choices=range(1, 251), metavar="1..250", help="How many.")
    options.add_argument("--out", type=Path, default=RESULTS, help="The folder of the results.")
    chosen = options.parse_args()
    minutes, clients, out = chosen.minutes, chosen.clients, chosen.out
    answers = expected(150)
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "XDG_DATA_HOME": home}
        command = [sys.executable, "-m", "qa", "chat", "--port", str(port), "--no-feedback"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            print(server.stdout.readline().strip())
            address = f"http://127.0.0.1:{port}"
            page = Page(address, answers)
            alone, together = Notes(), Notes()
            asyncio.run(light(page, alone, min(20, minutes * 12)))
            asyncio.run(heavy(page, together, minutes * 60, clients, server.pid))
            metrics = httpx.get(f"{address}/metrics").text
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    found = summary(alone, together, clients, minutes, metrics)
    found["exit code"] = server.returncode
    out.mkdir(parents=True, exist_ok=True)
    (out / "load.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "load.md").write_text(table(found), encoding="utf-8")
    print(table(found))
    return 1 if found["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
