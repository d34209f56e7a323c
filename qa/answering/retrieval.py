"""Understood question → what was found for it: by searching, at a place of the outline, in the metadata, or by mention.

However it was found, it comes with a pool of ranked passages, so that it can be judged like everything else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from index.role import Role
from index.search.index import Index
from index.search.reading import Reader
from index.types import Document, Fact, Field, Passage, Span, Step
from qa.answering.answer import Brief, Said
from qa.answering.mentions import best_of_each, mentions
from qa.answering.outline import Spot, spot
from qa.answering.reading import Read, read
from qa.answering.search import EVERYTHING, Pool, Weights, search
from qa.understanding.figures import FigureKind, asked_for, figures
from qa.understanding.intent import FIELDS, Intent
from qa.understanding.places import Kind, Place
from qa.understanding.question import LIKELY, Understood
from qa.understanding.words import content

FACT_BONUS = 10.0
"""What the passage of a fact gets on top, in sums of z-scores, if the question is surely after that fact; the square
of the chance as much if it is not. The bonuses were chosen on the development documents."""

VERDICT_BONUS = 1.5
"""What a sentence that accepts or declines gets, if the question is surely after a verdict."""

FOCUS_BONUS = 2.0
"""What the place of the last answer gets, for a question that wholly leans on it."""

CHOICES = 5
"""Documents that are offered where a question could mean several."""

_VERDICT = re.compile(
    "采纳|采用|吸收|接受|同意|支持您|支持你|暂不|不予|不宜|尚不|难以|已纳入|将纳入|列入|供.{0,6}参考|一并研究"
)


class Way(StrEnum):
    """How something was found."""

    SEARCH = "search"
    PLACE = "place"
    FACT = "fact"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage to be shown, whatever its rank in the pool, with the source ranges that answer; `answer` are those of
    the exact words, where they are known."""

    passage: Passage
    highlights: tuple[Span, ...]
    answer: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the last answer stood."""

    document: str
    paragraph: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question in an index. `pool` is ranked, best first; `shown` is what the way gives to be
    shown, in order, () where the best of the pool are. `brief` is the answer in a word. `refused` tells that there is
    nothing to judge. `read` is what a reader made of some candidates, by row."""

    index: Index
    way: Way
    pool: Pool
    shown: tuple[Evidence, ...] = ()
    brief: Brief | None = None
    refused: bool = False
    read: Mapping[int, Read] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds in one index. `only` is its document if it has one to be asked alone; `without` are the numbers of
    documents that others stand for; `focus` is where the last answer stood."""

    index: Index
    only: Document | None = None
    without: Set[int] = frozenset()
    focus: Focus | None = None
    weights: Weights = EVERYTHING
    reader: Reader | None = None

    def retrieve(self, understood: Understood) -> Found:
        """What the question is answered from. What a search found is read, if there is a reader."""
        found = self._found(understood)
        if self.reader is None or found.shown or found.refused:
            return found
        carried = understood.carried
        question = f"{carried.topic} {understood.words}" if carried and carried.leaning else understood.words
        pool, seen = read(self.reader, self.index, question, found.pool)
        return replace(found, pool=pool, read=seen)

    def _found(self, understood: Understood) -> Found:
        return (
            self._mentioned(understood)
            or self._library(understood)
            or self._which(understood)
            or self._placed(understood)
            or self._fact(understood)
            or Found(self.index, Way.SEARCH, self._search(understood, understood.words))
        )

    def _search(
        self,
        understood: Understood,
        words: str,
        passages: Sequence[Passage] | None = None,
        favoured: dict[int, float] | None = None,
    ) -> Pool:
        carried = understood.carried
        favoured = dict(favoured or {})
        if passages is None:
            self._favour_focus(understood, favoured)
            self._favour_verdicts(understood, favoured)
        return search(
            self.index,
            words,
            self.weights,
            topic=carried.topic if carried else "",
            topic_weight=carried.weight if carried else 0.0,
            rows=self._rows(passages) if passages is not None else None,
            without=self.without,
            favoured=favoured,
        )

    def _rows(self, passages: Iterable[Passage]) -> np.ndarray:
        return np.unique(
            self.index.rows([passage for passage in passages if passage.citation.role is not Role.HEADING])
        )

    def _favour_focus(self, understood: Understood, favoured: dict[int, float]) -> None:
        """The section of the last answer, for a question that leans on it."""
        if not (understood.carried and self.focus and self.focus.document in self.index.numbers):
            return
        number = self.index.numbers[self.focus.document]
        first, count = self.index.first(number), self.index.entries[number].passages
        bonus = FOCUS_BONUS * understood.carried.weight
        for row in range(first, first + count):
            steps = self.index.passage(row).citation.steps
            same = self.focus.steps and steps[: len(self.focus.steps)] == self.focus.steps
            if same or row - first + 1 == self.focus.paragraph:
                favoured[row] = favoured.get(row, 0.0) + bonus

    def _favour_verdicts(self, understood: Understood, favoured: dict[int, float]) -> None:
        chance = understood.chance(Intent.VERDICT)
        if chance < LIKELY or not self.only:
            return
        for passage, row in zip(self.only.passages, self.index.rows(self.only.passages).tolist(), strict=True):
            if _VERDICT.search(passage.text):
                favoured[row] = favoured.get(row, 0.0) + VERDICT_BONUS * chance

    def _mentioned(self, understood: Understood) -> Found | None:
        """Every letter that mentions something; or whether and where it is mentioned."""
        if not understood.mention:
            return None
        thing = understood.mention.thing
        found = mentions(self.index, thing, self.without)
        if understood.mention.everywhere:
            found = best_of_each(found)
        pool = self._search(understood, thing, [place.passage for place in found] or None)
        if not found:
            return Found(self.index, Way.SEARCH, pool, brief=Brief(Said.NO))
        shown = tuple(Evidence(place.passage, place.ranges) for place in found)
        return Found(self.index, Way.MENTION, pool, shown, Brief(Said.YES, count=len(found)))

    def _library(self, understood: Understood) -> Found | None:
        """The list of the documents, if that is the question."""
        if understood.chance(Intent.LIBRARY) < LIKELY or len(self.index.entries) < 2:
            return None
        firsts = [
            self.index.passage(self.index.first(number))
            for number in range(len(self.index.entries))
            if number not in self.without
        ]
        pool = self._search(understood, understood.words, firsts)
        shown = tuple(Evidence(passage, passage.ranges) for passage in firsts)
        return Found(self.index, Way.FACT, pool, shown, Brief(Said.COUNT, count=len(firsts)))

    def _which(self, understood: Understood) -> Found | None:
        """What only one document at a time has, asked of several: the question back, with the likeliest of them."""
        if self.only or not understood.of_one_document or len(self.index.entries) - len(self.without) < 2:
            return None
        pool = self._search(understood, understood.words)
        owners = [self.index.entries[owner].name for owner in self.index.owners(pool.rows).tolist()]
        choices = tuple(dict.fromkeys(owners))[:CHOICES]
        return Found(self.index, Way.SEARCH, pool, brief=Brief(Said.WHICH, choices=choices), refused=True)

    def _placed(self, understood: Understood) -> Found | None:
        """The passages of the place that a question names; of these the best, if it asks for more than the place."""
        place = understood.place or _whole(understood)
        if not place or not self.only:
            return None
        if not place.steps and (understood.after_fact or not _about_the_document(place, understood)):
            return None
        stands = spot(self.only, place)
        if stands is None:
            return None
        if not stands.passages:
            pool = self._search(understood, understood.words)
            return Found(self.index, Way.SEARCH, pool, brief=Brief(Said.ABSENT, count=stands.count), refused=True)
        return self._standing(understood, place, stands)

    def _standing(self, understood: Understood, place: Place, stands: Spot) -> Found:
        inside = [passage for passage in stands.passages if passage.citation.role is not Role.HEADING]
        left = content(place.rest)
        pool = self._search(understood, place.rest if left else understood.words, inside or None)
        if place.counted is not None:
            brief = Brief(Said.COUNT, count=stands.count)
        elif left and len(inside) > 1:
            return Found(self.index, Way.PLACE, pool, brief=Brief(Said.PLACE, count=len(inside)))
        else:
            brief = Brief(Said.PLACE, count=len(stands.passages))
        shown = tuple(Evidence(passage, passage.ranges) for passage in stands.passages)
        return Found(self.index, Way.PLACE, pool, shown, brief)

    def _fact(self, understood: Understood) -> Found | None:
        """The passage of a fact, if it comes first once the fact's chance is counted in."""
        if not self.only:
            return None
        facts: dict[int, list[tuple[Fact, float]]] = {}
        for intent, wanted in FIELDS.items():
            chance = understood.chance(intent)
            if chance >= 0.05:
                for fact in self.only.metadata:
                    if fact.field is wanted and (row := self._row_of(fact)) is not None:
                        facts.setdefault(row, []).append((fact, chance))
        if not facts:
            return None
        favoured = {row: FACT_BONUS * max(chance for _, chance in found) ** 2 for row, found in facts.items()}
        pool = self._search(understood, understood.words, favoured=favoured)
        first = int(pool.rows[0])
        best = max(facts.get(first, []), key=lambda found: found[1], default=None)
        if best is None or best[1] < LIKELY:
            return Found(self.index, Way.SEARCH, pool)
        evidence = self._evidence(best[0].field, asked_for(understood.words))
        return Found(self.index, Way.FACT, pool, evidence, _told(self.only, best[0].field, evidence))

    def _row_of(self, fact: Fact) -> int | None:
        """The row of the passage that a fact stands in."""
        assert self.only
        passage = _passage_of(self.only, fact)
        return int(self.index.rows([passage])[0]) if passage else None

    def _evidence(self, field: Field, kinds: Set[FigureKind]) -> tuple[Evidence, ...]:
        """The passages of a fact. Of a contact, what is asked for: its telephone or its e-mail, if it has one."""
        assert self.only
        found: dict[str, Evidence] = {}
        for fact in self.only.metadata:
            passage = _passage_of(self.only, fact) if fact.field is field else None
            if passage:
                known = found.get(passage.id)
                ranges = (*known.answer, *fact.ranges) if known else fact.ranges
                found[passage.id] = Evidence(passage, ranges, ranges)
        return tuple(_narrowed(each, kinds & _REACHED_BY) for each in found.values())


def nothing(index: Index, understood: Understood) -> Found:
    """What is found in an index without passages."""
    return Found(index, Way.SEARCH, search(index, understood.words), refused=True)


def _passage_of(document: Document, fact: Fact) -> Passage | None:
    start = fact.ranges[0][0]
    return next((p for p in document.passages if any(left <= start < right for left, right in p.ranges)), None)


_REACHED_BY = frozenset({FigureKind.PHONE, FigureKind.EMAIL})


def _narrowed(evidence: Evidence, kinds: Set[FigureKind]) -> Evidence:
    """The figures of these kinds that stand within what answers, if there are any."""
    text, within = evidence.passage.text, evidence.passage.spans_of(evidence.answer)
    spans = [
        figure.span
        for figure in figures(text)
        if figure.kind in kinds and any(left <= figure.span[0] and figure.span[1] <= right for left, right in within)
    ]
    answer = tuple(part for span in spans for part in evidence.passage.locate(*span))
    return replace(evidence, answer=answer) if answer else evidence


def _told(document: Document, field: Field, evidence: Sequence[Evidence]) -> Brief:
    """A fact in a word: as it is compared, or only the part of it that was asked for."""
    values = [fact.value for fact in document.metadata if fact.field is field]
    if field is Field.CONTACT and any(each.answer != each.highlights for each in evidence):
        values = [each.passage.slice(each.answer) for each in evidence]
    return Brief(Said.FACT, count=len(values), field=field, value="、".join(values))


def _whole(understood: Understood) -> Place | None:
    """The document's sections, for a question after them that names no place in words that are known."""
    chance = understood.chance(Intent.COUNT) + understood.chance(Intent.OUTLINE)
    return Place((), "", Kind.SECTION) if chance >= 0.8 else None


def _about_the_document(place: Place, understood: Understood) -> bool:
    """Whether a question that counts without naming a place counts the parts of the document, not things in it."""
    return not content(place.rest) or understood.chance(Intent.COUNT) + understood.chance(Intent.OUTLINE) >= LIKELY
