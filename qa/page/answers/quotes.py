"""Hits as quotes: what of a passage is shown, what of that stands out, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.role import Role
from index.text.sentences import sentences
from index.types import Passage, Span
from qa.page.view import Turn, View, anchor
from qa.page.words.figures import Meaning, meanings
from qa.page.words.labels import full, place
from qa.page.words.names import translated
from qa.terminal import is_chinese

_SHORT = 80
"""Characters. A passage up to this length, two lines, is shown whole: folding it would hide little."""

_LONG = 240
"""Characters. Of a passage that answers as a whole and is longer, the first sentence is shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text; `strong`: the exact words that answer."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as it is quoted. `sentence` is what is shown; `before` and `after` tell that the passage goes on there;
    `whole` is the passage with its `evidence` as spans, empty where the sentence is all of it. `number` is what the
    quote is called within its answer, from 1; 0: it is not counted.
    """

    passage: Passage
    number: int
    sentence: tuple[Run, ...]
    before: bool
    after: bool
    evidence: tuple[Span, ...]
    meanings: tuple[Meaning, ...]
    place: str
    original: str
    citation: str
    translation: str = ""

    @property
    def anchor(self) -> str:
        """The id of the passage's element in the panel."""
        return anchor(self.passage.ranges)

    @property
    def folded(self) -> bool:
        """Whether there is more of the passage than is shown."""
        return self.before or self.after

    @property
    def heading(self) -> bool:
        """Whether it is a heading, whose own words are its place."""
        return self.passage.citation.role is Role.HEADING

    @property
    def lang(self) -> str | None:
        """The language of the passage, if it is Chinese."""
        return "zh" if is_chinese(self.passage.text) else None


def quotes(turn: Turn, view: View) -> list[Quote]:
    """The hits of an answer as quotes, numbered in their order."""
    return [quote(hit.passage, view, hit.highlights, hit.answer, number=hit.rank) for hit in turn.answer.hits]


def quote(
    passage: Passage, view: View, highlights: Sequence[Span] = (), answer: Sequence[Span] = (), *, number: int = 0
) -> Quote:
    """A passage as a quote. `highlights` and `answer` are source ranges: the sentence that answers, its exact words.
    Without them the passage is quoted as a whole."""
    citation, strings = passage.citation, view.strings
    spans = passage.spans_of((*highlights, *answer))
    start, end = _sentence(passage, spans)
    exact = passage.spans_of(answer) or (spans if sum(b - a for a, b in spans) < (end - start) / 2 else ())
    whole = spans == ((0, len(passage.text)),) and len(passage.text) > _SHORT
    return Quote(
        passage,
        number,
        tuple(runs(passage.text, exact, (start, end))),
        bool(passage.text[:start].strip()),
        bool(passage.text[end:].strip()),
        () if whole else spans,
        tuple(meanings(passage.text[start:end], strings)),
        strings("show_in_letter") if citation.role is Role.HEADING and strings.chinese else place(citation, strings),
        "" if strings.chinese or citation.role is Role.HEADING else citation.outline,
        full(citation, strings),
        translated(passage.text, citation.title, strings) or _heading_translated(passage, view),
    )


def runs(text: str, exact: Sequence[Span], within: Span) -> list[Run]:
    """The part of a text `within` a span, cut where its exact words begin and end."""
    found = []
    position, last = within
    for start, end in exact:
        found += [Run(text[position:start]), Run(text[start:end], strong=True)]
        position = end
    return [run for run in [*found, Run(text[position:last])] if run.text]


def _sentence(passage: Passage, spans: Sequence[Span]) -> Span:
    """What of a passage is shown: a short one whole, else the sentences from the first to the last of the `spans`."""
    length = len(passage.text)
    if length <= _SHORT:
        return 0, length
    found = sentences(passage.text)
    inside = [(a, b) for a, b in found if any(a < end and start < b for start, end in spans)] or found
    start, end = inside[0][0], inside[-1][1]
    return found[0] if end - start > _LONG and spans == ((0, length),) else (start, end)


def _heading_translated(passage: Passage, view: View) -> str:
    citation = passage.citation
    if citation.role is not Role.HEADING or not citation.steps:
        return ""
    return translated(citation.steps[-1].heading, citation.title, view.strings)
