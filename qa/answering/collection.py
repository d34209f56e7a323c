"""All documents of one index: what is worked out once, and used for every question."""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from index.errors import LetterError
from index.search.filters import Condition, select
from index.search.index import Index
from index.search.part import Part
from index.text.folding import fold
from qa.answering.versions import Standing
from qa.understanding.documents import Documents, Names, Scope
from qa.understanding.followup import carried
from qa.understanding.intent import Intent
from qa.understanding.question import LIKELY, Understood

_REMEMBERED = 64
"""Filters, and sets of documents, whose work is kept."""

_OPENED = 8
"""Documents whose outlines are kept."""

_THIS = re.compile(
    "[本该此]函|[这该此上][封份件篇]?(?:信|函|答复|文件|通知|回复)"
    "|\\b(?:this|that|the|same) (?:letter|reply|notice|document)\\b"
)
"""A question about the letter at hand: the one that the conversation named."""


class Collection:
    """An index, its names, filters and versions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.document = lru_cache(_OPENED)(index.document)
        self.part = lru_cache(_REMEMBERED)(self._part)
        self.standing = lru_cache(_REMEMBERED)(self._standing)
        self._meeting = lru_cache(_REMEMBERED)(self._meet)

    @cached_property
    def names(self) -> Names:
        """By what its documents are named."""
        return Names(self.index)

    def select(self, where: Sequence[str]) -> Documents | None:
        """The documents that meet all conditions; None without conditions.

        Raises:
            LetterError: a condition cannot be read, or no document meets them all.
        """
        return self._meeting(tuple(where)) if where else None

    def _meet(self, conditions: tuple[str, ...]) -> Documents:
        found = select(self.index.entries, [Condition.parse(text) for text in conditions])
        if not found:
            raise LetterError(f"No document meets {' and '.join(conditions)}. Ask with a wider condition.")
        return frozenset(found)

    def scope(self, question: str, history: Sequence[str], among: Documents | None) -> Scope | None:
        """What a question names; or, if it names nothing and goes on about something, what the conversation named last.
        Its `rest` is then the question as it is."""
        if found := self.names.scope(question, among):
            return found
        if len(self.index.entries) > 1 and history and (carried(question, history[-1]) or _THIS.search(fold(question))):
            for earlier in reversed(history):
                if found := self.names.scope(earlier, among):
                    return Scope(found.documents, found.names, question)
        return None

    def means_one(self, understood: Understood) -> bool:
        """Whether a question that names no document means the one at hand: it says so, leans on an answer from it, or
        asks for what only one document at a time has, a fact or a place."""
        if understood.scope or understood.chance(Intent.LIBRARY) >= LIKELY:
            return False
        if _THIS.search(fold(understood.question)):
            return True
        leaning = understood.carried is not None and understood.carried.leaning
        return leaning or understood.of_one_document

    def _part(self, documents: Documents) -> Index:
        """These documents as an index of their own."""
        return Part(self.index, sorted(documents))

    def _standing(self, among: Documents | None) -> Standing:
        """Which documents stand for others, of those that are searched."""
        return Standing.of(self.index, among)
