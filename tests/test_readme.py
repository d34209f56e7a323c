"""The README is true: every command and every snippet in it, and in its Chinese twin, runs."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import LETTER, write

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.zh-CN.md"]


def blocks(readme: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)


def commands(readme: str) -> list[str]:
    """Every command line, without comments."""
    lines = "\n".join(blocks(readme, "sh")).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a reader might stand: a checkout with a folder of letters in it."""
    (tmp_path / "letters").mkdir()
    write(tmp_path / "letters", "letter.txt", LETTER.read_text(encoding="utf-8"))
    for name in ("tests", "qa", "index", "seeds", "pyproject.toml", "constraints.txt"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.mark.parametrize("readme", READMES)
def test_every_command_runs(readme: str, folder: Path) -> None:
    found = commands(readme)
    assert "python3 qa chat" in found
    assert "python3 tests" in found
    for command in found:
        words = shlex.split(command)
        if command == "python3 qa chat":
            continue  # It serves until it is stopped: see the next test.
        if command == "python3 tests":
            words += ["--collect-only", "-q"]  # The tests are running already.
        if words[0] == "qa":
            words = [sys.executable, "-m", *words]
        if words[0] == "python3":
            words[0] = sys.executable
        cwd = ROOT if "tests" in words else folder
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_command_that_starts_the_page_serves_it() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "qa", "chat", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=os.name != "nt",
    )
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read().decode()
                break
            except OSError:
                assert server.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server did not answer in two minutes"
                time.sleep(0.2)
        assert "gradio" in page
    finally:
        os.killpg(server.pid, 15) if os.name != "nt" else server.terminate()
        server.wait(30)


@pytest.mark.parametrize("readme", READMES)
def test_every_snippet_runs(readme: str, folder: Path) -> None:
    for snippet in blocks(readme, "python"):
        done = subprocess.run(
            [sys.executable, "-c", snippet],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "5824 万元" in done.stdout


@pytest.mark.parametrize("readme", READMES)
def test_every_link_to_a_file_leads_somewhere(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (ROOT / target).exists(), target
