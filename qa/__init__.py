"""Ask official letters questions; get the passages that answer, word for word, with exact citations.

import qa
letter = qa.open()
answer = letter.ask("外贸企业贷款余额是多少？")
print(answer.hits[0].citation)
"""

from typing import TYPE_CHECKING, Any

from index.errors import LetterError
from qa.answering.answer import Answer, Hit

if TYPE_CHECKING:
    from qa.answering.letter import Letter, open

__all__ = ["Answer", "Hit", "Letter", "LetterError", "open"]


def __getattr__(name: str) -> Any:
    """Load numpy and FAISS when a letter is opened, not when the package is imported."""
    if name in ("Letter", "open"):
        from qa.answering import letter

        return getattr(letter, name)
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
