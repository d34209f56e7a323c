"""A task, its passages and a language → the messages for a language model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from index.errors import LetterError
from index.types import Passage
from qa.answering.composed import Task
from qa.composing.client import Message

NOT_STATED = "NOT STATED"
"""What a model is told to write where the passages do not answer."""

_PROMPTS = Path(__file__).parent / "prompts"

LANGUAGES = {
    "zh-Hans": "Simplified Chinese (简体中文)",
    "zh-Hant": "Traditional Chinese (繁體中文)",
    "en": "English",
    "es": "Spanish (español)",
    "pt": "Portuguese (português)",
    "fr": "French (français)",
    "de": "German (Deutsch)",
    "ru": "Russian (русский)",
    "vi": "Vietnamese (Tiếng Việt)",
    "ja": "Japanese (日本語)",
    "ko": "Korean (한국어)",
    "ar": "Arabic (العربية)",
}
"""BCP 47 tag → how a model is told it. What is written in these languages can be checked, in others not."""


@dataclass(frozen=True, slots=True)
class Given:
    """A passage as the model is given it: where it stands, and its text, a header of its table included."""

    where: str
    text: str

    @classmethod
    def of(cls, passage: Passage) -> "Given":
        """From a passage of a document."""
        return cls(str(passage.citation), "\n".join(filter(None, [passage.header, passage.text])))


def language_of(tag: str) -> str:
    """One of `LANGUAGES` for a BCP 47 tag in any spelling: "zh", "zh-TW", "EN-gb".

    Raises:
        LetterError: it is none of them.
    """
    wanted = tag.strip().lower().replace("_", "-")
    if wanted.split("-")[0] == "zh":
        return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(wanted.split("-")) else "zh-Hans"
    for language in LANGUAGES:
        if wanted.split("-")[0] == language:
            return language
    raise LetterError(f"Nothing can be composed in {tag!r}. Choose one of {', '.join(LANGUAGES)}.")


def messages(task: Task, passages: Sequence[Given], language: str, question: str = "") -> list[Message]:
    """The prompt of the task, and the passages as JSON, in which no text can pass for anything else."""
    prompt = Template((_PROMPTS / f"{task.value}.txt").read_text(encoding="utf-8"))
    data = [{"n": number, "where": given.where, "text": given.text} for number, given in enumerate(passages, 1)]
    said = {"question": question, "passages": data} if question else {"passages": data}
    return [
        {"role": "system", "content": prompt.substitute(language=LANGUAGES[language])},
        {"role": "user", "content": json.dumps(said, ensure_ascii=False)},
    ]
