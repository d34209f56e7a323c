"""What is given to others: sdist and wheel, installed into an environment of their own, letter and model inside."""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
INSIDE = {
    "index/model/model.safetensors",
    "index/model/reader/network.onnx",
    "index/model/reader/vocabulary.safetensors",
    "qa/page/static/js/start.js",
    "qa/page/templates/turn.html",
    "qa/answering/calibration.json",
    "seeds/zhongshan-2023168-reply.txt",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that is made from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_sdist_and_wheel_hold_the_letter_the_model_and_the_page(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {*INSIDE, "LICENSE", "README.md", "pyproject.toml", "tests/__main__.py"}
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        assert set(wheel.namelist()) >= INSIDE
        assert {name.split("/")[0] for name in wheel.namelist() if "dist-info" not in name} == {"index", "qa", "seeds"}


def test_the_installed_command_answers_from_any_folder(built: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv")
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", *built.glob("*.whl")], check=True)
    packages = next((tmp_path / "venv").rglob("site-packages"))
    (packages / "dependencies.pth").write_text(
        sysconfig.get_path("purelib")
    )  # Those of the tests, not downloaded again.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(programs / "qa"), "ask", "外贸企业贷款余额是多少？", "--json"]
    done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=True)
    assert "609.82" in json.loads(done.stdout)["hits"][0]["text"]
    where = [str(programs / "python"), "-c", "import index, qa; print(index.__file__, qa.__file__)"]
    done = subprocess.run(where, cwd=elsewhere, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.count(str(packages)) == 2
