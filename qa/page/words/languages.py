"""The languages of the interface, and which of them a reader wants."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "strings"

LANGUAGES = {
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "en": "English",
    "es": "Español",
    "pt": "Português",
    "ja": "日本語",
    "ko": "한국어",
    "fr": "Français",
    "de": "Deutsch",
    "ru": "Русский",
    "vi": "Tiếng Việt",
    "ar": "العربية",
}
"""BCP 47 tag → the language's own name, in the order of the menu."""

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


@dataclass(frozen=True, slots=True)
class Strings:
    """The words of the interface in one language."""

    language: str
    words: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its {placeholders} filled in. It is plain text."""
        return self.words[key].format(**values)

    def hint(self, key: str) -> str:
        """What a button of this key does in a few words more, "" where its own words say it."""
        return self.words.get(f"{key}_hint", "")

    @property
    def chinese(self) -> bool:
        """Whether a reader of this language reads the letter's own headings."""
        return self.language.startswith("zh")


@cache
def strings(language: str) -> Strings:
    """The words of one of `LANGUAGES`.

    Raises:
        KeyError: the language is none of them.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Strings(language, json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8")))


def choose(*wishes: str) -> str:
    """The first language we have among the wishes, each a tag ("pt") or an Accept-Language header; else English."""
    for wish in wishes:
        for tag in _by_preference(wish):
            if found := _match(tag):
                return found
    return "en"


def _by_preference(header: str) -> list[str]:
    """Tags of an Accept-Language header by falling q-value (RFC 9110, 12.5.4); those of q=0 are left out."""
    weighted = [(weight, tag) for tag, weight in _weighted(header) if weight > 0]
    return [tag for _, tag in sorted(weighted, key=lambda entry: -entry[0])]


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    for entry in header.split(","):
        tag, _, parameter = entry.strip().partition(";")
        value = parameter.strip().removeprefix("q=")
        try:
            yield tag.strip(), float(value) if value else 1.0
        except ValueError:
            continue


def _match(tag: str) -> str | None:
    lower = tag.lower()
    if lower.split("-")[0] == "zh":
        return "zh-Hant" if lower.startswith(_TRADITIONAL) else "zh-Hans"
    return next((language for language in LANGUAGES if language == lower.split("-")[0]), None)
