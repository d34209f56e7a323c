"""Kept figures → results.json, tables in Markdown and plots, all in results/."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.cells import REFERENCE, ROOT
from tests.benchmarks.systems import PEERS

Cells = dict[tuple[int, str, str, str], dict[str, Any]]
"""(passages, encoder, measure, system) → figures; a cold start stands under the system too."""

RESULTS = Path(__file__).parent / "results"

SYSTEMS = ("ours", "ours dense", *PEERS)

_COLUMNS: tuple[tuple[str, str, str, float, str], ...] = (
    ("cold start, s", "cold", "seconds", 1, ".2f"),
    ("memory, MiB", "cold", "resident_bytes", 1 / 2**20, ".0f"),
    ("p50, ms", "query", "p50_ms", 1, ".2f"),
    ("p95, ms", "query", "p95_ms", 1, ".2f"),
    ("8 clients: p50, ms", "crowd", "p50_ms", 1, ".2f"),
    ("questions/s", "crowd", "questions_per_second", 1, ".0f"),
    ("indexes passages/s", "build", "passages_per_second", 1, ".0f"),
    ("on disk, MiB", "build", "bytes_on_disk", 1 / 2**20, ".1f"),
)
"""Title, measure, figure, factor, format."""


def write_report(folder: Path, plotting_python: str) -> str:
    """Write everything that has been measured; return the tables."""
    raw = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
    cells = by_system(raw)
    RESULTS.mkdir(exist_ok=True)
    for record in raw:
        record.pop("found", None)
    data = {"machine": machine(), "cells": raw}
    (RESULTS / "results.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    rows = sorted({key[:2] for key in cells}, key=lambda row: (row[1], row[0]))
    text = "\n\n".join([f"{machine()}", aims(cells), *(table(cells, *row) for row in rows)]) + "\n"
    (RESULTS / "tables.md").write_text(text, encoding="utf-8")
    subprocess.check_call([plotting_python, "-m", "tests.benchmarks.plots"], cwd=ROOT)
    return text


def by_system(records: Iterable[dict[str, Any]]) -> Cells:
    """Kept figures by what they are of. Where systems took turns, numbers are the medians of the turns."""
    turns: dict[tuple[int, str, str, str], list[dict[str, Any]]] = {}
    for record in records:
        systems = record["systems"] if record["measure"] == "cold" else {record["system"]: record}
        for system, figures in systems.items():
            turns.setdefault((record["passages"], record["encoder"], record["measure"], system), []).append(figures)
    return {key: _median(found) for key, found in turns.items()}


def _median(turns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A failure in any turn is one of all; errors are added up."""
    first = next((turn for turn in turns if "failed" in turn), turns[0])
    if "failed" in first:
        return first
    numbers = [key for key, value in first.items() if isinstance(value, int | float)]
    medians = {key: median(turn[key] for turn in turns if key in turn) for key in numbers}
    return first | medians | ({"errors": sum(turn["errors"] for turn in turns)} if "errors" in first else {})


def machine() -> str:
    """The machine in words."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def table(cells: Cells, passages: int, encoder: str) -> str:
    """One row of sizes and encoders, a system a line; in brackets what ours is of it (below 1: ours has less)."""
    titles = [column[0] for column in _COLUMNS] + ["Recall@10"]
    lines = [f"### {passages:,} passages, encoder {encoder}", "", f"| | {' | '.join(titles)} |"]
    lines.append("|---|" + "--:|" * len(titles))
    for system in SYSTEMS:
        entries = [_entry(cells, passages, encoder, system, column) for column in _COLUMNS]
        lines.append(f"| {system} | {' | '.join([*entries, _recall(cells, passages, encoder, system)])} |")
    reference = cells.get((passages, encoder, "cold", REFERENCE), {})
    if "seconds" in reference:
        ours = _figure(cells, passages, encoder, "cold", "ours", "seconds")
        ratio = f" ({_short(ours / reference['seconds'])})" if ours else ""
        lines.append(f"| importing and reading alone | {reference['seconds']:.2f}{ratio} |" + " |" * (len(titles) - 1))
    return "\n".join(lines)


def _entry(cells: Cells, passages: int, encoder: str, system: str, column: tuple[str, str, str, float, str]) -> str:
    _, measure, key, factor, form = column
    value = _figure(cells, passages, encoder, measure, system, key)
    if value is None:
        return "failed" if "failed" in cells.get((passages, encoder, measure, system), {}) else ""
    ours = _figure(cells, passages, encoder, measure, "ours", key)
    ratio = f" ({_short(ours / value)})" if ours is not None and not system.startswith("ours") else ""
    errors = cells[passages, encoder, measure, system].get("errors", 0)
    return f"{value * factor:{form}}{ratio}" + (f", {errors} errors" if errors else "")


def _short(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def _figure(cells: Cells, passages: int, encoder: str, measure: str, system: str, key: str) -> float | None:
    value = cells.get((passages, encoder, measure, system), {}).get(key)
    return None if value is None else float(value)


def _recall(cells: Cells, passages: int, encoder: str, system: str) -> str:
    """Ours dense against exact search over its own vectors; a peer against the floor, which is exact."""
    if system == "ours dense":
        value = _figure(cells, passages, encoder, "recall", "ours", "recall_at_10")
        return "" if value is None else f"{value:.3f}"
    exact = cells.get((passages, encoder, "query", "floor"), {}).get("found")
    found = cells.get((passages, encoder, "query", system), {}).get("found")
    if system == "ours" or not exact or not found:
        return ""
    shares = [len(set(mine) & set(best)) / len(set(best)) for mine, best in zip(found, exact, strict=True)]
    return f"{sum(shares) / len(shares):.3f}"


def aims(cells: Cells) -> str:
    """What the project wants to be true, and what was measured."""
    lines = ["| aim | passages, encoder | measured | at most |", "|---|---|--:|--:|"]
    for passages, encoder in sorted({key[:2] for key in cells}, key=lambda row: (row[1], row[0])):
        for aim, measured, limit in _aims(cells, passages, encoder):
            if measured is not None:
                lines.append(f"| {aim} | {passages:,}, {encoder} | {measured:.3g} | {limit:.3g} |")
    return "\n".join(lines)


def _aims(cells: Cells, passages: int, encoder: str) -> Iterable[tuple[str, float | None, float]]:
    def figure(measure: str, system: str, key: str) -> float | None:
        return _figure(cells, passages, encoder, measure, system, key)

    def least(measure: str, key: str, systems: Iterable[str]) -> float | None:
        return min((value for system in systems if (value := figure(measure, system, key)) is not None), default=None)

    embedded = encoder == "embedded"
    if embedded:
        cold = figure("cold", "ours", "seconds")
        yield "cold start : fastest peer's", _ratio(cold, least("cold", "seconds", PEERS)), 0.1
        yield "cold start : importing and reading", _ratio(cold, figure("cold", REFERENCE, "seconds")), 1.5
        yield "memory of a cold answer, MiB", _ratio(figure("cold", "ours", "resident_bytes"), 2**20), 150
    yield (
        "dense question : floor's",
        _ratio(figure("query", "ours dense", "p50_ms"), figure("query", "floor", "p50_ms")),
        1,
    )
    if embedded:
        # A whole question of ours beside a mere search with the usual kind of model.
        six = [cells.get((passages, "six-layer", "query", peer), {}).get("p50_ms") for peer in PEERS]
        fastest = min((time for time in six if time), default=None)
        yield (
            "whole question : fastest peer's with six layers",
            _ratio(figure("query", "ours", "p50_ms"), fastest),
            1 / 3,
        )
    else:
        fastest = least("query", "p50_ms", PEERS)
        yield "whole question : fastest peer's", _ratio(figure("query", "ours", "p50_ms"), fastest), 1 / 3
    yield (
        "LlamaIndex's passages/s : ours",
        _ratio(figure("build", "LlamaIndex", "passages_per_second"), figure("build", "ours", "passages_per_second")),
        1,
    )
    yield "errors of eight threads", figure("crowd", "ours", "errors"), 0
    recall = figure("recall", "ours", "recall_at_10")
    yield "dense passages missed, 1 - Recall@10", None if recall is None else 1 - recall, 0.03
    if passages >= 1_000_000:
        speed = _ratio(figure("recall", "ours", "search_ms"), figure("recall", "ours", "exact_search_ms"))
        memory = _ratio(figure("recall", "ours", "bytes_in_memory"), figure("recall", "ours", "exact_bytes"))
        yield "dense search : exact search, time", speed, 1 / 5
        yield "dense search : exact search, memory", memory, 1 / 3
        yield "opening the index, s", figure("query", "ours", "open_seconds"), 1


def _ratio(value: float | None, of: float | None) -> float | None:
    return value / of if value is not None and of else None
