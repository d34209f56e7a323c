"""A damaged or hostile index: one clear error, or the same answers; never a crash, a hang or a wrong answer."""

import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import LetterError, StaleIndexError
from index.storage import exchange, manifest, writer
from index.storage import folder as store
from index.storage.manifest import MANIFEST, read_manifest, sha256
from index.storage.tables import FILES, NAMES
from index.storage.verify import faults
from index.types import Source
from qa.answering.letter import Letter
from tests.conftest import OTHER, StubEncoder

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = ("外贸企业贷款余额是多少？", "建桥几座？")
FIGURES = [Source(f"{number}.txt", f"修路{number}条，建桥{number * 7}座。\n") for number in range(40)]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, letter_source: Source) -> Path:
    """A good index of the real letter and another document."""
    folder = tmp_path_factory.mktemp("good") / "index"
    writer.update(folder, [letter_source, OTHER], StubEncoder())
    return folder


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good index with quantized vectors."""
    folder = tmp_path_factory.mktemp("quantized") / "index"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "APPROXIMATE_FROM", 40)
        writer.update(folder, FIGURES, StubEncoder())
    return folder


@pytest.fixture(scope="module")
def right(good: Path) -> list[str]:
    """What the good index answers."""
    return answers(good)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every index counts as a large one, whose files are not read through when it is opened."""
    monkeypatch.setattr(manifest, "CHECKED_WHEN_OPENED", 0)


def answers(folder: Path) -> list[str]:
    """What an index answers."""
    letter = Letter(store.load(folder, StubEncoder()))
    return [json.dumps(letter.ask(question).as_dict(), ensure_ascii=False) for question in QUESTIONS]


def refusal(folder: Path) -> str:
    """The one line with which an index is refused."""
    with pytest.raises(LetterError) as caught:
        answers(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def outcome(folder: Path) -> list[str] | None:
    """What an index answers; None if it is refused, in one line."""
    try:
        return answers(folder)
    except LetterError as error:
        return None if "\n" not in str(error) else [str(error)]


def copies(folder: Path, target: Path) -> Iterator[tuple[Path, str, bytes]]:
    """A copy of an index, with each of its files in turn: its name and its bytes, which are there again afterwards."""
    shutil.copytree(folder, target)
    for file in sorted(file for file in target.rglob("*") if file.is_file() and file.stat().st_size):
        if file.name not in ("lock", "complete.json"):
            data = file.read_bytes()
            yield file, file.relative_to(target).as_posix(), data
            file.write_bytes(data)


@pytest.mark.parametrize("kind", ["good", "quantized"])
def test_an_index_with_any_file_cut_at_any_of_200_places_is_refused(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for file, _, data in copies(request.getfixturevalue(kind), tmp_path / "index"):
        for place in sorted({len(data) * part // 200 for part in range(200)}):
            file.write_bytes(data[:place])
            assert "damaged" in refusal(tmp_path / "index")


@pytest.mark.parametrize("kind", ["good", "quantized"])
def test_an_index_with_a_bit_turned_in_any_file_is_refused(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(8)
    for file, name, data in copies(request.getfixturevalue(kind), tmp_path / "index"):
        for _ in range(0 if name == MANIFEST else 20):
            file.write_bytes(turned(data, chance))
            assert f"{name} has changed" in refusal(tmp_path / "index")


def turned(data: bytes, chance: random.Random) -> bytes:
    """Data with one bit turned."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def test_a_manifest_with_a_bit_turned_is_refused_or_says_the_same(good: Path, tmp_path: Path, right: list[str]) -> None:
    shutil.copytree(good, tmp_path / "index")
    file = tmp_path / "index" / MANIFEST
    data, chance, refused = file.read_bytes(), random.Random(9), 0
    for _ in range(400):
        file.write_bytes(turned(data, chance))
        found = outcome(tmp_path / "index")
        assert found in (None, right)
        refused += found is None
    assert 300 < refused < 400


WILD: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**9, 10**400, 1e308, float("inf"), float("nan"), "", "x", "\x00", "../x", "/etc/passwd"),
    *([], {}, [[]], {"a": 1}, ["x", "y"], "\ud800", {"../x": [1, "x"]}, "9" * 5000),
)


@pytest.mark.parametrize("wild", WILD, ids=lambda wild: repr(wild)[:20])
def test_a_manifest_with_wild_values_is_refused_or_says_the_same(
    wild: object, good: Path, tmp_path: Path, right: list[str]
) -> None:
    shutil.copytree(good, tmp_path / "index")
    file = tmp_path / "index" / MANIFEST
    record = json.loads(file.read_text(encoding="utf-8"))
    segment = next(iter(record["segments"]))
    for places in (*((key,) for key in record), ("segments", segment), ("segments", segment, "texts.npy")):
        changed = json.loads(json.dumps(record))
        holder = changed
        for place in places[:-1]:
            holder = holder[place]
        holder[places[-1]] = wild
        file.write_text(json.dumps(changed), encoding="utf-8")
        assert outcome(tmp_path / "index") in (None, right)


@pytest.mark.parametrize("name", ["../x", "/etc", "", ".", "..", "a/b", "a\\b", "c:x", "\x00", "x\x00y"])
def test_a_manifest_that_names_other_places_is_refused(name: str, good: Path, tmp_path: Path) -> None:
    shutil.copytree(good, tmp_path / "index")
    record = read_manifest(good).record()
    for changed in ({"segments": {name: next(iter(record["segments"].values()))}}, {"codes": {name: [3, "x"]}}):
        (tmp_path / "index" / MANIFEST).write_text(json.dumps(record | changed), encoding="utf-8")
        assert "damaged (manifest.json)" in refusal(tmp_path / "index")


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "{}", "[" * 100_000, '{"format": 2}', "\ufeff{}", '{"format": 2, "format": 3}']
)
def test_a_manifest_that_is_something_else_is_refused(text: str, good: Path, tmp_path: Path) -> None:
    shutil.copytree(good, tmp_path / "index")
    (tmp_path / "index" / MANIFEST).write_text(text, encoding="utf-8")
    assert "Make it again" in refusal(tmp_path / "index")


def test_a_manifest_of_a_future_version_says_so(good: Path, tmp_path: Path) -> None:
    shutil.copytree(good, tmp_path / "index")
    record = read_manifest(good).record() | {"format": 99}
    (tmp_path / "index" / MANIFEST).write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(StaleIndexError, match="has format 99; this version reads 3"):
        answers(tmp_path / "index")


def test_an_index_without_one_of_its_files_is_refused(good: Path, tmp_path: Path) -> None:
    for file, name, _ in copies(good, tmp_path / "index"):
        file.unlink()
        assert ("no index" if name == MANIFEST else f"{name}: No such file") in refusal(tmp_path / "index")


def test_files_changed_for_those_of_another_index_are_found(
    good: Path, quantized: Path, tmp_path: Path, large: None
) -> None:
    other = next(quantized.glob("segment-*"))
    for file, name, _ in copies(good, tmp_path / "index"):
        if name != MANIFEST:
            shutil.copy(other / file.name, file)
            outcome(tmp_path / "index")
            assert list(faults(tmp_path / "index", StubEncoder()))


def pairs() -> list[tuple[str, str]]:
    """Every two tables."""
    return [(one, other) for at, one in enumerate(NAMES) for other in NAMES[at + 1 :]]


def resigned(folder: Path) -> None:
    """Give the manifest the sizes and checksums that the files have now, as one who means harm would."""
    file = folder / MANIFEST
    record = json.loads(file.read_text(encoding="utf-8"))
    for segment, files in record["segments"].items():
        for name in files:
            file = folder / segment / name
            files[name] = [file.stat().st_size, sha256(file)]
    for name in record["codes"]:
        record["codes"][name] = [(folder / name).stat().st_size, sha256(folder / name)]
    file.write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_two_tables_changed_for_each_other_are_faults_even_with_right_checksums(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(good, folder)
    segment = next(folder.glob("segment-*"))
    for one, other in pairs():
        files = [segment / FILES[name] for name in (one, other)]
        before = [file.read_bytes() for file in files]
        if before[0] != before[1]:
            files[0].write_bytes(before[1])
            files[1].write_bytes(before[0])
            resigned(folder)
            assert list(faults(folder, StubEncoder()))
            for file, data in zip(files, before, strict=True):
                file.write_bytes(data)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("kind", ["good", "quantized"])
def test_damage_that_a_large_index_shows_only_when_asked_is_told_then_or_by_verify(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, large: None
) -> None:
    chance = random.Random(10)
    for file, name, data in copies(request.getfixturevalue(kind), tmp_path / "index"):
        for _ in range(0 if name == MANIFEST else 15):
            file.write_bytes(turned(data, chance))
            outcome(tmp_path / "index")
            assert list(faults(tmp_path / "index", StubEncoder()))


def header(shape: tuple[int, ...], kind: str) -> bytes:
    """An array file that says what it likes, with nothing behind."""
    text = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
    text += b" " * (63 - (len(text) + 10) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


class Trap:
    """What runs if it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (Path.touch, (Path("sprung"),))


def pickled(target: Path) -> bytes:
    """A trap as an array file."""
    np.save(target, np.array([Trap()], object))
    return target.read_bytes()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_arrays_that_claim_too_much_or_hold_objects_are_refused(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hostile = [
        *(header(shape, "<u4") for shape in ((10**12,), (2**62, 4), (-1,), (10**30,), (2**32, 2**32))),
        *(header((1,), kind) for kind in ("|O", "<U99999999", "V0", "nonsense", "|S0")),
        *(b"", b"\x93NUMPY", b"PK\x03\x04", b"\x80\x04.", pickled(tmp_path / "trap.npy")),
        b"\x93NUMPY\x01\x00\x04\x00(((\n",
    ]
    for file, name, _ in copies(good, tmp_path / "index"):
        for data in hostile if name != MANIFEST else []:
            file.write_bytes(data)
            resigned(tmp_path / "index")
            assert "damaged" in refusal(tmp_path / "index")
    assert not (tmp_path / "sprung").exists()


DAMAGED = """
import random, resource, sys
sys.path.insert(0, {root!r})
import faiss, numpy as np
from pathlib import Path
from index.search.vectors import Codes, Flat
limit = 4 << 30
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
good, bad = Path({good!r}), Path({bad!r})
data, chance = good.read_bytes(), random.Random(11)
vector = np.ones(64, np.float32)
refused = 0
def tried(changed):
    bad.write_bytes(changed)
    try:
        if {flat}:
            read = Flat(np.asarray(np.memmap(bad, np.uint8, "r")))
            read.all()
            rows = read.nearest(vector, 10)[0]
            assert len(read) == 40 and read.dimension == 64 or (rows < len(read)).all()
            rows = rows[rows < 40]
        else:
            rows = Codes.open(bad, 40, 64).candidates(vector, 10)
    except ValueError:
        return 1
    assert all(0 <= row < 40 for row in rows.tolist())
    return 0
for place in range(0, len(data), max(len(data) // 200, 1)):
    refused += tried(data[:place])
for _ in range(400):
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 4])):
        changed[chance.randrange(chance.choice([200, len(data)]))] = chance.randrange(256)
    refused += tried(bytes(changed))
for claim in (10**9, 2**31, 2**40, 2**62, 2**64 - 1):
    for place in range(0, 160):
        changed = data[:place] + claim.to_bytes(8, "little") + data[place + 8:]
        refused += tried(changed)
print(refused)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of memory")
@pytest.mark.parametrize("kind", ["codes-*", "segment-*/vectors.faiss"])
def test_faiss_files_that_are_damaged_or_claim_a_billion_vectors_crash_nothing(
    kind: str, quantized: Path, tmp_path: Path
) -> None:
    file = next(quantized.glob(kind))
    script = DAMAGED.format(
        root=str(ROOT), good=str(file), bad=str(tmp_path / file.name), flat=file.name.endswith(".faiss")
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout) > 300


def test_a_damaged_segment_is_not_carried_into_the_next_state(good: Path, tmp_path: Path, right: list[str]) -> None:
    folder = tmp_path / "index"
    shutil.copytree(good, folder)
    texts = next(folder.glob("segment-*/texts.npy"))
    data = bytearray(texts.read_bytes())
    data[-4] ^= 1
    texts.write_bytes(data)
    sources = list(store.texts(good))
    with pytest.raises(LetterError, match=r"texts.npy has changed\). Its texts are, too.*--mirror PATHS"):
        writer.update(folder, sources, StubEncoder())
    assert writer.mirror(folder, sources, StubEncoder()).added == [source.name for source in sources]
    assert answers(folder) == right
    assert list(faults(folder, StubEncoder())) == []


def test_an_index_whose_texts_are_good_is_made_anew_from_them(good: Path, tmp_path: Path, right: list[str]) -> None:
    folder = tmp_path / "index"
    shutil.copytree(good, folder)
    next(folder.glob("segment-*/vectors.faiss")).unlink()
    changes = writer.update(folder, FIGURES[:1], StubEncoder())
    assert (changes.added, len(changes.others)) == ([FIGURES[0].name], 2)
    writer.remove(folder, [FIGURES[0].name])
    assert answers(folder) == right
    assert list(faults(folder, StubEncoder())) == []


# Archives


@pytest.fixture
def archive(good: Path, tmp_path: Path) -> Path:
    """An exported index."""
    exchange.export(good, tmp_path / "letters.qa")
    return tmp_path / "letters.qa"


@pytest.fixture
def kept(good: Path, tmp_path: Path) -> Path:
    """An index that an import would replace."""
    shutil.copytree(good, tmp_path / "kept")
    return tmp_path / "kept"


def unpacked(archive: Path) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(archive) as members:
        return {name: members.read(name) for name in members.namelist()}


def packed(archive: Path, members: dict[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> None:
    """An archive of members."""
    with zipfile.ZipFile(archive, "w", compression) as target:
        for name, data in members.items():
            target.writestr(name, data)


def is_refused(archive: Path, kept: Path, right: list[str]) -> str:
    """The line with which an archive is refused; the index that was there is as it was, and nothing else is."""
    with pytest.raises(LetterError) as caught:
        exchange.import_(archive, kept)
    assert "\n" not in str(caught.value)
    assert answers(kept) == right
    return str(caught.value)


def test_an_archive_cut_at_any_of_50_places_is_refused(archive: Path, kept: Path, right: list[str]) -> None:
    data = archive.read_bytes()
    for part in range(50):
        archive.write_bytes(data[: len(data) * part // 50])
        assert "no index that can be imported" in is_refused(archive, kept, right)


def test_an_archive_with_bits_turned_is_refused_or_imported_whole(archive: Path, kept: Path, right: list[str]) -> None:
    data, chance = archive.read_bytes(), random.Random(12)
    for _ in range(40):
        archive.write_bytes(turned(data, chance))
        with suppress(LetterError):
            exchange.import_(archive, kept)
        assert answers(kept) == right


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "..\\escaped", "segment-1/../../escaped"])
def test_an_archive_cannot_write_outside_its_folder(
    name: str, archive: Path, kept: Path, right: list[str], tmp_path: Path
) -> None:
    members = unpacked(archive)
    record = json.loads(members[MANIFEST])
    ((segment, files),) = record["segments"].items()
    for changed in (
        {"segments": {name: files}},
        {"codes": {name: [3, "x"]}},
        {"segments": {segment: {name: [3, "x"]}}},
    ):
        hostile = members | {MANIFEST: json.dumps(record | changed).encode(), name: b"abc"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            packed(archive, hostile)
        is_refused(archive, kept, right)
    assert not list(tmp_path.rglob("*escaped*"))


def test_members_that_the_manifest_does_not_name_are_not_unpacked(archive: Path, kept: Path, tmp_path: Path) -> None:
    packed(archive, unpacked(archive) | {"../escaped": b"x", "segment-1/extra.npy": b"x"})
    exchange.import_(archive, kept)
    assert list(faults(kept, StubEncoder())) == []
    assert not [file for file in tmp_path.rglob("*") if "escaped" in file.name or "extra" in file.name]


def test_a_compressed_archive_is_refused_before_it_is_unpacked(archive: Path, kept: Path, right: list[str]) -> None:
    members = unpacked(archive)
    bomb = next(name for name in members if name.endswith("texts.npy"))
    packed(archive, members | {bomb: bytes(50_000_000)}, compression=zipfile.ZIP_DEFLATED)
    assert "is compressed" in is_refused(archive, kept, right)


def test_links_doubles_and_wrong_sizes_in_an_archive_are_refused(archive: Path, kept: Path, right: list[str]) -> None:
    members = unpacked(archive)
    texts = next(name for name in members if name.endswith("texts.npy"))
    link = zipfile.ZipInfo(texts)
    link.external_attr = 0o120777 << 16
    for name, data in ((link, b"/etc/passwd"), (zipfile.ZipInfo(texts), b"short"), (zipfile.ZipInfo(texts), b"")):
        with zipfile.ZipFile(archive, "w") as target, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for member, content in members.items():
                target.writestr(member, content)
            target.writestr(name, data)  # The last of two members of one name is the one that counts.
        assert "bytes, not" in is_refused(archive, kept, right)


def test_an_archive_whose_tables_do_not_fit_is_refused_though_its_checksums_are_right(
    archive: Path, kept: Path, right: list[str]
) -> None:
    members = unpacked(archive)
    record = json.loads(members[MANIFEST])
    ((segment, files),) = record["segments"].items()
    data = header((10**9,), "<u4")
    files["texts.npy"] = [len(data), hashlib.sha256(data).hexdigest()]
    packed(archive, members | {f"{segment}/texts.npy": data, MANIFEST: json.dumps(record).encode()})
    is_refused(archive, kept, right)


def test_pickle_is_used_nowhere() -> None:
    used = re.compile(
        r"import (?:pickle|dill|cloudpickle|joblib|shelve|marshal)\b"
        r"|allow_pickle=True|np\.load\((?!.*allow_pickle=False)"
    )
    files = [file for package in ("index", "qa", "seeds") for file in (ROOT / package).rglob("*.py")]
    assert len(files) > 50
    assert [file for file in files if used.search(file.read_text(encoding="utf-8"))] == []
