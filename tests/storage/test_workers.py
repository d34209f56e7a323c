"""Several processes build an index: the same one as a single process, whatever becomes of them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.search.encoder import load_encoder
from index.storage import workers, writer
from index.storage.manifest import read_manifest
from index.storage.tables import FILES
from index.storage.verify import faults
from index.storage.workers import Workers
from index.types import Source
from tests.conftest import StubEncoder

ROOT = Path(__file__).parent.parent.parent
LETTER = (ROOT / "seeds" / "zhongshan-2023168-reply.txt").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are started with the first batch, on any machine."""
    monkeypatch.setattr(workers, "_ALONE", 0)
    monkeypatch.setattr(workers, "_cores", lambda: 3)
    monkeypatch.setattr(writer, "_BATCH", 20_000)


def sources() -> Iterator[Source]:
    return (Source(f"{number:02}.txt", f"{LETTER}\n另有桥梁{number}座。") for number in range(30))


def contents(folder: Path) -> list[bytes]:
    """The tables of an index, in the order of its segments."""
    names = read_manifest(folder).segments
    return [(folder / name / file).read_bytes() for name in names for file in FILES.values()]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("alone") / "index"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_cores", lambda: 1)
        patch.setattr(writer, "_BATCH", 20_000)
        writer.update(folder, sources(), load_encoder())
    return contents(folder)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Workers]:
    """The workers of the indexes that are written in a test."""
    found: list[Workers] = []
    begin = Workers.__init__

    def noted(self: Workers, *words: object) -> None:
        begin(self, *words)  # type: ignore[arg-type]
        found.append(self)

    monkeypatch.setattr(Workers, "__init__", noted)
    return found


def test_several_processes_make_the_index_that_one_makes(
    tmp_path: Path, alone: list[bytes], made: list[Workers]
) -> None:
    writer.update(tmp_path / "index", sources(), load_encoder())
    assert contents(tmp_path / "index") == alone
    assert len(made[0]._processes) == 2
    assert all(process.wait(10) for process in made[0]._processes)


def test_where_others_end_the_index_is_made_all_the_same(
    tmp_path: Path, alone: list[bytes], made: list[Workers]
) -> None:
    def ending() -> Iterator[Source]:
        for number, source in enumerate(sources()):
            if number == 12:
                deadline = time.monotonic() + 30
                while len(made[0]._processes) < 2 and time.monotonic() < deadline:
                    time.sleep(0.01)
                for process in made[0]._processes:
                    process.kill()
            yield source

    writer.update(tmp_path / "index", ending(), load_encoder())
    assert contents(tmp_path / "index") == alone


def test_where_none_can_be_started_the_index_is_made_all_the_same(
    tmp_path: Path, alone: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    writer.update(tmp_path / "index", sources(), load_encoder())
    assert contents(tmp_path / "index") == alone


def test_an_error_ends_them(tmp_path: Path, made: list[Workers]) -> None:
    def failing() -> Iterator[Source]:
        for number, source in enumerate(sources()):
            if number == 12:
                raise KeyboardInterrupt
            yield source

    with pytest.raises(KeyboardInterrupt):
        writer.update(tmp_path / "index", failing(), load_encoder())
    assert all(process.wait(10) for process in made[0]._processes)
    writer.update(tmp_path / "index", sources(), load_encoder())
    assert list(faults(tmp_path / "index", load_encoder())) == []


def test_few_documents_and_other_encoders_start_none(
    tmp_path: Path, made: list[Workers], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.update(tmp_path / "stub", sources(), StubEncoder())
    monkeypatch.setattr(workers, "_ALONE", 200_000)
    writer.update(tmp_path / "few", sources(), load_encoder())
    assert [each._processes for each in made] == [[], []]


UNGUARDED = """
import sys
sys.path.insert(0, {root!r})
import qa
from index.storage import workers
from index.storage import writer
workers._ALONE, writer._BATCH, workers._cores = 0, 20_000, lambda: 3
print("once", flush=True)
qa.open({letters!r}, index={folder!r})
"""


def test_a_script_needs_no_guard_to_use_them(tmp_path: Path, alone: list[bytes]) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    for source in sources():
        (letters / source.name).write_text(source.text, encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED.format(root=str(ROOT), letters=str(letters), folder=str(tmp_path / "index")))
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("once\n", "")
    assert [name for name in contents(tmp_path / "index") if name in alone]


BUSY = """
import sys
sys.path.insert(0, {root!r})
import time
from index.storage import workers
from index.search.encoder import load_encoder
from index.types import Source
workers._ALONE, workers._cores = 0, lambda: 3
at_work = workers.Workers(load_encoder())
done = [at_work.build([(Source(f"{{number}}.txt", "一、修路\\n今年修路三条。"), "")]) for number in range(2)]
[future.result() for future in done]
print(*(process.pid for process in at_work._processes), flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_they_end_with_the_process_that_started_them_even_if_it_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BUSY.format(root=str(ROOT))], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        others = list(map(int, process.stdout.readline().split()))
        process.kill()
    deadline = time.monotonic() + 30
    while any(map(_runs, others)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert others
    assert not any(map(_runs, others))


def _runs(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rsplit(")", 1)[-1].split()[0] == "Z")


PRINTING = """
import json
dumps = json.dumps
json.dumps = lambda *words, **options: print("hello") or dumps(*words, **options)
"""


def test_what_a_library_prints_in_them_is_no_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(PRINTING, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delattr(workers, "build_batch")  # This process is not to do it in their place.
    with closing(Workers(load_encoder())) as at_work:
        tables = at_work.build([(Source("a.txt", "一、修路\n今年修路三条。"), "")]).result()
    assert len(tables.passages) == 1
