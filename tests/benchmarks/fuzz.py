"""Fuzzing: real files with damage, damaged indexes and mutilated questions, for as long as one likes.

    python -m tests.benchmarks.fuzz --minutes 60 --target reader

Targets: `reader` (text, Markdown, HTML), `formats` (DOCX and PDF), `index` (a saved index whose checksums are not
looked at), `ask` (questions). Inputs are numbered, and each is made from its number alone: `--first N --inputs 1` tries
one again. They run in a child process with a limit of memory, and of time for each, so that crashes and hangs count as
what they are: faults, like any exception but a `LetterError`, and like a lost character.
"""

import argparse
import faulthandler
import io
import json
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from index.errors import LetterError
from index.outline.parse import parse
from index.search.encoder import load_encoder
from index.source.files import extract, read
from index.storage import folder as store
from index.storage import manifest, writer
from index.storage.local import LocalIndex
from index.storage.manifest import MANIFEST
from index.storage.verify import faults
from qa.answering.letter import Letter
from tests.archive import FORMATS, letters, write
from tests.conftest import LETTER, OTHER, StubEncoder

MEMORY = 6 << 30
"""Bytes that a child may take."""

SECONDS = 20
"""Of processor time that an input may take."""

ROUND = 500
"""Inputs of a child."""

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"

WORDS = (
    *("一、", "（一）", "第一条", "一是", "附件：", "抄送：", "2023年6月29日", "— 3 —", "\n\n", "\n", "\f", "\t"),
    *(
        "，",
        "。",
        "（",
        "）",
        "关于",
        "的函",
        "代表：",
        "①",
        "\u202e",
        "\u0301",
        "😀",
        "\u2028",
        "\u00a0",
        "A类",
        "目录",
    ),
    *(
        "<table>",
        "</td>",
        "<br>",
        "&#0;",
        "<!--",
        "]]>",
        "|",
        "# ",
        "```",
        "%PDF-",
        "&nbsp;",
        "\u3000\u3000",
        "1.",
        "  ",
    ),
    "<p style='text-indent:2em'>",
)
"""What is put into files and questions."""


@cache
def seeds(names: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Good files of some formats: the real letter, and made-up ones."""
    found = [("letter.txt", LETTER.read_bytes())] if "text" in names else []
    with TemporaryDirectory() as folder:
        for letter in letters(6, seed=8):
            for name in names:
                path = write(letter, Path(folder), name)
                found.append((path.name, path.read_bytes()))
    return found


def mutated(data: bytes, chance: Random, words: tuple[bytes, ...] = ()) -> bytes:
    """Data with some damage: bits turned, pieces cut out, doubled, moved, repeated or overwritten, words put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place = chance.randrange(len(changed) + 1)
        length = min(chance.choice((1, 2, 4, 16, 64, 1024)), len(changed) - place)
        kind = chance.randrange(8)
        if kind == 0 and length:
            changed[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[place : place + length]
        elif kind == 2:
            changed[place:place] = changed[place : place + length] * chance.choice((1, 2, 3000 // max(length, 1) + 1))
        elif kind == 3:
            source = chance.randrange(len(changed) + 1)
            changed[place : place + length] = changed[source : source + length]
        elif kind == 4:
            changed[place : place + length] = chance.randbytes(length)
        elif kind == 5:
            del changed[place:]
        elif kind == 6:
            for number in (0, 0xFF, 0x7F):
                changed[place : place + chance.randrange(9)] = bytes([number]) * chance.randrange(9)
        elif words:
            changed[place:place] = chance.choice(words) * chance.choice((1, 1, 2, 500))
    return bytes(changed)


def read_mutated(names: tuple[str, ...], chance: Random) -> None:
    """A damaged file is refused, or it is read and split without loss."""
    name, data = chance.choice(seeds(names))
    if name.endswith(".docx") and chance.random() < 0.7:
        changed = in_package(data, chance)
    else:
        changed = mutated(data, chance, tuple(word.encode("utf-8") for word in WORDS))
    if name.endswith((".txt", ".md", ".html")) and chance.random() < 0.7:
        changed = repaired(changed)
    try:
        source = extract(name, changed)
    except LetterError as error:
        if "\n" in str(error):
            raise ValueError("a message of two lines") from error
        return
    document = parse(source)
    covered, visible = document.covered()
    if covered != visible or parse(source) != document:
        raise ValueError(f"{visible - covered} characters are lost")


def repaired(data: bytes) -> bytes:
    """Data as text in UTF-8 without control characters: most damage else gets no further than the encoding."""
    text = data.decode("utf-8", "ignore")
    return "".join(character for character in text if character >= " " or character in "\n\t\f\r").encode("utf-8")


def in_package(data: bytes, chance: Random) -> bytes:
    """A Word file with damage inside its parts, which is good for the rest."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(target, "w") as changed:
        for member in package.namelist():
            part = package.read(member)
            changed.writestr(member, mutated(part, chance) if chance.random() < 0.5 else part)
    return target.getvalue()


@cache
def good_index() -> tuple[TemporaryDirectory[str], Path]:
    """A saved index; it is there as long as the process."""
    folder = TemporaryDirectory()
    writer.update(Path(folder.name) / "index", [*read([LETTER]), OTHER], StubEncoder())
    return folder, Path(folder.name) / "index"


def ask_damaged(chance: Random) -> None:
    """A damaged index, whose checksums are not looked at, answers or is refused, and its faults are found."""
    manifest.CHECKED_WHEN_OPENED = 0
    with TemporaryDirectory() as target:
        folder = Path(target) / "index"
        shutil.copytree(good_index()[1], folder)
        files = [
            file
            for file in sorted(folder.rglob("*"))
            if file.suffix in (".npy", ".faiss", ".json") and file.stat().st_size
        ]
        file = chance.choice([file for file in files if file.name != "complete.json"])
        data = file.read_bytes()
        changed = mutated(data, chance)
        if chance.random() < 0.8 and changed:  # Of the same size, it goes further.
            changed = (changed + data)[: len(data)]
        file.write_bytes(changed)
        if changed == data:
            return
        try:
            letter = Letter(store.load(folder, StubEncoder()))
            for question in ("外贸企业贷款余额是多少？", "第二条建议怎么答复的", "建桥几座？"):
                letter.ask(question)
            list(store.texts(folder))
        except LetterError:
            pass
        try:
            found = any(True for _ in faults(folder, StubEncoder()))
        except LetterError:
            found = True
        if not found and file.name != MANIFEST:
            raise ValueError(f"no fault was found in {file.name}")


@cache
def embedded() -> tuple[Letter, list[str]]:
    """The real letter with the real model, and good questions."""
    questions = [json.loads(line)["question"] for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return Letter(LocalIndex.from_sources(read([LETTER]), load_encoder())), questions


def ask_mutilated(chance: Random) -> None:
    """Any question gets an answer, whatever was asked before."""
    letter, questions = embedded()

    def question() -> str:
        words = list(" ".join(chance.sample(questions, chance.choice((1, 1, 2)))))
        for _ in range(chance.choice((0, 1, 4, 20))):
            place = chance.randrange(len(words) + 1)
            piece = chance.choice((chr(chance.randrange(0x110000)), chance.choice(WORDS) * chance.choice((1, 1, 300))))
            words[place : place + chance.randrange(4)] = piece
        return "".join(words)[: chance.choice((5, 50, 2000))]

    asked = question()
    if asked.encode("utf-8", "replace").strip():
        try:
            answer = letter.ask(asked, history=[question() for _ in range(chance.randrange(4))])
        except LetterError:
            if asked.strip():
                raise ValueError("a question was refused") from None
            return
        for hit in answer.hits:
            text = letter.index.text(letter.index.numbers[hit.passage.document])
            if hit.text != "".join(text[start:end] for start, end in hit.passage.ranges):
                raise ValueError("a hit is no slice")


TARGETS: dict[str, Callable[[Random], None]] = {
    "reader": lambda chance: read_mutated(("text", "gb18030", "markdown", "html"), chance),
    "formats": lambda chance: read_mutated(tuple(name for name in FORMATS if name.startswith(("docx", "pdf"))), chance),
    "index": ask_damaged,
    "ask": ask_mutilated,
}


class Late(BaseException):
    """An input took too long."""


def late(*_: object) -> None:
    """Stop an input."""
    raise Late


def try_inputs(target: str, first: int, count: int) -> None:
    """Try inputs in this process: the number of each is printed before it, what it raised after it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, late)
    faulthandler.enable()
    warnings.simplefilter("ignore")
    for number in range(first, first + count):
        print(f"input {number}", flush=True)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            TARGETS[target](Random(f"{target}/{number}"))
        except (Exception, Late) as error:
            place = " < ".join(
                f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[:0:-1]
            )
            print(f"fault {number} {type(error).__name__}: {str(error)[:200]!r} {place}", flush=True)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def main() -> None:
    """Try inputs until the time is over; say how many there were and which had faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=sorted(TARGETS), required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--inputs", type=int, help="so many inputs in this process, with tracebacks")
    options = parser.parse_args()
    if options.inputs:
        try_inputs(options.target, options.first, options.inputs)
        return
    end, first, found = time.monotonic() + 60 * options.minutes, options.first, 0
    while time.monotonic() < end:
        command = [sys.executable, "-m", __spec__.name, "--target", options.target, "--first", str(first)]
        child = subprocess.run([*command, "--inputs", str(ROUND)], capture_output=True, text=True, check=False)
        lines = child.stdout.splitlines()
        told = [line for line in lines if line.startswith("fault")]
        last = max((int(line.split()[1]) for line in lines if line.startswith("input")), default=first)
        if child.returncode:
            told.append(f"fault {last} crash {child.returncode}: {child.stderr[-500:]!r}")
        found += len(told)
        first = last + 1
        print(*told, f"{options.target}: {first - options.first} inputs, {found} faults", sep="\n", flush=True)


if __name__ == "__main__":
    main()
