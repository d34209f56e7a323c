"""Readers' judgements as a gold set: one JSON line each, which `qa eval` reads as it is. Nothing says who judged."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from uuid import uuid4

from index.errors import LetterError
from qa.answering.answer import Answer
from qa.terminal import is_chinese

_SCRIPTS = (("ja", "[\u3040-\u30ff]"), ("ko", "[\uac00-\ud7af]"), ("ru", "[\u0400-\u04ff]"), ("ar", "[\u0600-\u06ff]"))


class Feedback:
    """A file that judgements are appended to; it is made with its folder when the first one comes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = Lock()

    def add(self, answer: Answer, history: Sequence[str], rank: int, interface: str) -> None:
        """Note what answers a question: the evidence of the hit of a `rank`; rank 0: the letter does not say.

        Raises:
            LetterError: the file cannot be written.
        """
        hit = answer.hits[rank - 1] if rank else None
        record = {
            "id": f"feedback-{uuid4().hex}",
            "split": "dev",
            "lang": _language(answer.question, interface),
            "kind": "feedback",
            "question": answer.question,
            "history": list(history),
            "evidence": [hit.text[start:end] for start, end in hit.passage.spans_of(hit.highlights)] if hit else [],
            "section": list(hit.citation.labels) or None if hit else None,
            "answers": [],
            "answerable": hit is not None,
            "document": hit.passage.document if hit else None,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        line = json.dumps(record, ensure_ascii=False) + "\n"
        try:
            with self._lock:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                with self.file.open("a", encoding="utf-8") as lines:
                    lines.write(line)
        except OSError as error:
            raise LetterError(f"Feedback cannot be written to {str(self.file)!r}: {error.strerror}.") from error


def _language(question: str, interface: str) -> str:
    """The language of a question by its script; in Latin script it is the interface's, or else English."""
    for language, script in _SCRIPTS:
        if re.search(script, question):
            return language
    if is_chinese(question):
        return "zh-Hant" if interface == "zh-Hant" else "zh"
    return interface if interface in ("es", "pt") else "en"
