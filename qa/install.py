"""From a fresh checkout to a running command with nothing but Python: a virtual environment, one install, no repeats.

Standard library only; nothing of the project is imported before it is installed.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def installed(extra: str = "") -> Path:
    """The Python of an environment with this checkout installed: the active one, else `.venv` here, made if need be.

    A second call returns at once unless pyproject.toml or constraints.txt has changed.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything has checked the version
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    active = sys.prefix != sys.base_prefix
    prefix = Path(sys.prefix) if active else ROOT / ".venv"
    python = prefix / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"Making a virtual environment in {prefix.name} …", flush=True)
        try:
            venv.create(prefix, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("Python's venv module is incomplete; on Debian or Ubuntu: apt install python3-venv")
    state = _state()
    if _stamp(prefix, extra) != state:
        print("Installing (a few minutes the first time) …", flush=True)
        target = f"{ROOT}[{extra}]" if extra else str(ROOT)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.call([*pip, "--constraint", str(ROOT / "constraints.txt"), "--editable", target]):
            sys.exit("The installation failed; pip says why above.")
        for done in {"", extra}:
            _stamp_file(prefix, done).write_text(state)
    return python


def _state() -> str:
    """What an installation depends on: this folder, and what it asks to be installed."""
    state = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        state.update((ROOT / name).read_bytes())
    return state.hexdigest()


def _stamp(prefix: Path, extra: str) -> str:
    file = _stamp_file(prefix, extra)
    return file.read_text() if file.exists() else ""


def _stamp_file(prefix: Path, extra: str) -> Path:
    return prefix / f"ask-the-letter-{extra or 'plain'}.installed"
