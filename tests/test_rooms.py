"""The rooms of the house, and the one direction in which they import each other, inside functions too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS: tuple[tuple[str, ...], ...] = (
    ("index",),
    ("index.text",),
    ("index.source",),
    ("index.outline",),
    ("index.search",),
    ("index.storage",),
    ("index.training",),
    ("qa.options", "qa.stopwatch"),
    ("qa.understanding",),
    ("qa.answering",),
    ("qa.composing",),
    ("qa.terminal",),
    ("qa.server", "qa.evaluation"),
    ("qa.page",),
    ("qa",),
)
"""Every room, and what stands alone, from the ground up. `index` are the types and errors, `qa` is the command line. A
room may import from the floors below it, and from itself."""

HEIGHT = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room(module: str) -> str:
    """The room that a module is in."""
    parts = module.split(".")
    return next(name for end in (2, 1) if (name := ".".join(parts[:end])) in HEIGHT)


def imports(source: str) -> Iterator[str]:
    """The modules of ours that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] in ("index", "qa"))
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "an import says where from"
            if node.module and node.module.split(".")[0] in ("index", "qa"):
                yield from (f"{node.module}.{name.name}" for name in node.names)


def upward(module: str, source: str) -> list[str]:
    """What a module imports that stands beside it or above it in the house."""
    own = room(module)
    found = {name for name in imports(source) if room(name) != own and HEIGHT[room(name)] >= HEIGHT[own]}
    return sorted(f"{module} imports {name}" for name in found)


def modules() -> list[Path]:
    return sorted(file for package in ("index", "qa") for file in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("index.search.index", "from index.storage.local import LocalIndex", 1),
        ("index.text.folding", "def f():\n    from index.outline import parse", 1),
        ("index.storage.local", "import index.search.vectors", 0),
        ("index.search.entry", "import qa", 1),
        ("qa.server.gate", "from qa.page.app import App", 1),
        ("qa.server.gate", "from qa.evaluation import gold", 1),
        ("qa.answering.letter", "from qa import stopwatch\nfrom qa.stopwatch import stage", 0),
        ("qa.answering.letter", "from qa import cli", 1),
        ("qa.cli", "from qa import commands\nfrom index.errors import LetterError", 0),
    ],
)
def test_an_import_from_beside_or_above_is_found(module: str, source: str, expected: int) -> None:
    assert len(upward(module, source)) == expected


def test_rooms_import_only_from_the_floors_below() -> None:
    found = [
        line
        for file in modules()
        for line in upward(".".join(file.relative_to(ROOT).with_suffix("").parts), file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_searching_needs_neither_files_nor_a_parser() -> None:
    for file in (ROOT / "index" / "search").glob("*.py"):
        rooms = set(map(room, imports(file.read_text(encoding="utf-8"))))
        assert rooms <= {"index", "index.text", "index.search"}, file
