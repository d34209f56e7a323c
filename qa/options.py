"""What a person asks of each command. The fields have the names of the options, and `cli` says what they are."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from index.errors import LetterError


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise LetterError(f"{message[:1].upper()}{message[1:]}. See: {self.prog} --help")


@dataclass(frozen=True, slots=True)
class Asking:
    """`qa ask`."""

    question: str
    top_k: int
    as_json: bool
    history: list[str]
    where: list[str]
    issuer: str | None
    compose: bool
    lang: str | None
    struck: bool
    llm: str | None
    llm_model: str | None
    model: str | None
    reader: bool
    index: str | None


@dataclass(frozen=True, slots=True)
class Serving:
    """`qa chat`."""

    host: str
    port: int
    mcp: bool
    feedback: Path | None
    no_feedback: bool
    auth: str | None
    insecure: bool
    rate: float
    proxy: str
    root: str
    log_json: bool
    log_questions: bool
    llm: str | None
    llm_model: str | None
    model: str | None
    reader: bool
    index: str | None


@dataclass(frozen=True, slots=True)
class Indexing:
    """`qa index`."""

    paths: list[Path]
    mirror: bool
    listed: bool
    remove: list[str]
    export: Path | None
    import_: Path | None
    model: str | None
    index: str | None


@dataclass(frozen=True, slots=True)
class Verifying:
    """`qa verify`."""

    model: str | None
    index: str | None


@dataclass(frozen=True, slots=True)
class Outlining:
    """`qa outline`."""

    document: Path | None


@dataclass(frozen=True, slots=True)
class Evaluating:
    """`qa eval`."""

    gold: Path
    split: str
    json_file: Path | None
    html_file: Path | None
    compare: Path | None
    queries: Path | None
    hold_out: bool
    ablation: bool
    compose: bool
    llm: str | None
    llm_model: str | None
    model: str | None
    reader: bool
    index: str | None
