"""Measurements in fresh processes, each kept as a file: a run that was cut off goes on where it stopped.

Delete a file to measure it again. This process imports nothing heavy, because the peak memory that the system reports
of a child is never below what its parent had when it started it.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from threading import Timer
from typing import Any

from tests.benchmarks import corpus
from tests.benchmarks.systems import OURS, PEERS, TOP

Figures = dict[str, Any]

ROOT = Path(__file__).parent.parent.parent

REFERENCE = "reference"

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "OMP_WAIT_POLICY": "passive",
    "TOKENIZERS_PARALLELISM": "false",
}
_ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore", "HAYSTACK_TELEMETRY_ENABLED": "False"}

_ROUNDS = 5
_TURNS = 3
"""Of warm questions. All systems take turns in them too."""

_PATIENCE = 3600
"""Seconds that one measurement may take; then it counts as one that did not finish."""

_COLD_PATIENCE = 300
"""Seconds that a cold start may take."""

_READ_EVERYTHING = """
import sys, pathlib, numpy, faiss, tokenizers
for folder in sys.argv[1:]:
    for file in pathlib.Path(folder).rglob("*"):
        if file.is_file():
            file.read_bytes()
print("read", flush=True)
"""
"""The least that a cold answer could do: import numpy, FAISS and tokenizers, read the index's and the model's files."""


@dataclass(frozen=True, slots=True)
class Row:
    """One size with one encoder: so many passages, and the folder of a model with the name it has in the tables."""

    passages: int
    encoder: str
    model: str

    def model_of(self, system: str) -> str:
        """The model as a system is told of it: ours knows the one in its package by name."""
        return self.encoder if system in OURS and self.encoder == "embedded" else self.model


@dataclass(frozen=True, slots=True)
class Bench:
    """Where cells are kept (`work`), and the interpreter that has the peers."""

    work: Path
    peers_python: str

    def row(self, row: Row, say: Callable[[str], None]) -> None:
        """Measure everything of a row that has not been measured yet."""
        say(f"{row.passages} passages")
        corpus.write(self._corpus(row), row.passages)
        for name in ("ours", *PEERS):
            say(f"{row.passages} {row.encoder}: {name} indexes")
            self._cell(row, "build", name, self._worker)
        say(f"{row.passages} {row.encoder}: cold starts")
        self._cell(row, "cold", "all", self._cold)
        for turn in range(_TURNS):
            for name, measure in product((*OURS, *PEERS), ("query", "crowd")):
                say(f"{row.passages} {row.encoder}: {measure} {name}, turn {turn + 1}")
                self._cell(row, measure, name, self._worker, turn)
        say(f"{row.passages} {row.encoder}: recall")
        self._cell(row, "recall", "ours", self._recall)

    def _cell(
        self, row: Row, measure: str, name: str, action: Callable[[Row, str, str], Figures], turn: int = 0
    ) -> None:
        words = f"{row.passages} {row.encoder} {measure} {name} {turn}"
        file = self.work / "cells" / f"{words.replace(' ', '-')}.json"
        if file.exists():
            return
        figures = action(row, measure, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        head = {"passages": row.passages, "encoder": row.encoder, "measure": measure, "system": name}
        file.write_text(json.dumps(head | figures, ensure_ascii=False), encoding="utf-8")

    def _worker(self, row: Row, measure: str, name: str) -> Figures:
        folder = self._folder(row, name)
        if measure == "build":
            shutil.rmtree(folder, ignore_errors=True)
        elif not folder.exists():
            return {"failed": "it has no index"}
        words = [measure, name, row.model_of(name), str(self._corpus(row)), str(folder), str(row.passages)]
        threads = {} if measure == "build" else _ONE_THREAD
        figures = _figures([self._python(name), "-m", "tests.benchmarks.worker", *words], threads)
        if measure == "build" and "failed" in figures:
            shutil.rmtree(folder, ignore_errors=True)
        return figures

    def _recall(self, row: Row, measure: str, name: str) -> Figures:
        words = [row.model_of(name), str(self._folder(row, name)), str(row.passages)]
        return _figures([sys.executable, "-m", "tests.benchmarks.recall", *words], _ONE_THREAD)

    def _cold(self, row: Row, measure: str, name: str) -> Figures:
        """Every system once a round, so that a machine that grows slower or faster does so for all alike."""
        question = corpus.questions(row.passages, 1)[0]
        ours = str(self._folder(row, "ours"))
        commands = {
            REFERENCE: [sys.executable, "-c", _READ_EVERYTHING, ours, row.model],
            "ours": _ask(question, ours, row.model_of("ours")),
        }
        for peer in PEERS:
            words = [peer, row.model, str(self._folder(row, peer)), question]
            if self._folder(row, peer).exists():
                commands[peer] = [self.peers_python, "-m", "tests.benchmarks.systems", *words]
        runs: dict[str, list[Figures]] = {system: [] for system in commands}
        for _ in range(_ROUNDS):
            for system, command in commands.items():
                if not any("failed" in run for run in runs[system]):
                    runs[system].append(_cold_start(command))
        return {"systems": {system: _summary(found) for system, found in runs.items()}}

    def _corpus(self, row: Row) -> Path:
        return self.work / f"corpus-{row.passages}"

    def _folder(self, row: Row, name: str) -> Path:
        """The saved index of a system; both of ours share one."""
        return self.work / f"index-{row.passages}-{row.encoder}-{name.split()[0]}"

    def _python(self, name: str) -> str:
        return sys.executable if name in OURS else self.peers_python


def _ask(question: str, index: str, model: str) -> list[str]:
    """`qa ask` as people call it."""
    return [sys.executable, "-m", "qa", "ask", question, "--index", index, "--model", model, "--top-k", str(TOP)]


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Of a measured process: nothing goes to the network, and Python keeps what it compiles, as it does by default."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | _ENVIRONMENT | dict(more)


def _figures(command: Sequence[str], more: Mapping[str, str]) -> Figures:
    """Run a command that prints figures; with its peak memory, or with why there are none."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(more), text=True
    ) as process:
        try:
            out, err = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            return {"failed": f"it did not finish in {_PATIENCE} s"}
    if process.returncode:
        last = err.strip().splitlines()[-1:] or [""]
        return {"failed": f"it ended with {process.returncode}: {last[0][:300]}"}
    return dict(json.loads(out.strip().splitlines()[-1]))


def _cold_start(command: Sequence[str]) -> Figures:
    """Seconds from the start of a process to the first byte of its answer, and its memory at that moment: resident,
    and proportional (what it shares is divided among those who share it)."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment(_ONE_THREAD)
    ) as process:
        assert process.stdout
        patience = Timer(_COLD_PATIENCE, process.kill)
        patience.start()
        first = process.stdout.read(1)
        seconds = time.perf_counter() - start
        memory = _memory(process) if first else {}
        process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        patience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return {"failed": f"it ended with {process.returncode}"}
    return {
        "seconds": seconds,
        "ended_seconds": time.perf_counter() - start,
        "peak_bytes": usage.ru_maxrss * 1024,
    } | memory


def _memory(process: "subprocess.Popen[bytes]") -> Figures:
    """Hold a process still to read its memory."""
    process.send_signal(signal.SIGSTOP)
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:  # It was quicker.
        return {}
    finally:
        process.send_signal(signal.SIGCONT)
    sizes = {line.split(":")[0]: 1024 * int(line.split()[1]) for line in lines}
    return {"resident_bytes": sizes["Rss"], "proportional_bytes": sizes["Pss"]}


def _summary(runs: Sequence[Figures]) -> Figures:
    """Medians and the best of the rounds, and every time."""
    if "failed" in runs[-1]:
        return runs[-1]
    keys = sorted({key for run in runs for key in run})
    medians = {key: median(run[key] for run in runs if key in run) for key in keys}
    times = [run["seconds"] for run in runs]
    return medians | {"best_seconds": min(times), "all_seconds": times}
