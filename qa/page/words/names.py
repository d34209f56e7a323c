"""Names of a letter in the reader's language: kinds of documents, and the letters that ship with a translation."""

import json
from functools import cache
from pathlib import Path

from qa.page.words.languages import Strings

_FOLDER = Path(__file__).parent.parent / "data"


def translated(words: str, title: str, strings: Strings) -> str:
    """What words of the letter of a `title` mean, "" where no translation ships. White space does not count."""
    return _letters().get(_bare(title), {}).get(_bare(words), {}).get(strings.language, "")


def kind(value: str, strings: Strings) -> str:
    """A kind of document (函, 通知) in the reader's language, as it is where we have no word for it."""
    return value if strings.chinese else _kinds().get(value, {}).get(strings.language, value)


def _bare(words: str) -> str:
    return "".join(words.split())


@cache
def _letters() -> dict[str, dict[str, dict[str, str]]]:
    """Title → words of the letter → language → their translation."""
    read = json.loads((_FOLDER / "translations.json").read_text(encoding="utf-8"))
    return {_bare(title): {_bare(words): told for words, told in letter.items()} for title, letter in read.items()}


@cache
def _kinds() -> dict[str, dict[str, str]]:
    """Kind → language → its name."""
    read: dict[str, dict[str, str]] = json.loads((_FOLDER / "kinds.json").read_text(encoding="utf-8"))
    return read
