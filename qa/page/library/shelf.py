"""The library as HTML: what to look for, a page of the letters found, and which of them are asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import LetterError
from index.search.entry import Entry
from index.types import Field
from qa.answering.answer import Hit
from qa.answering.letter import QUESTION_LIMIT
from qa.page.html import render
from qa.page.library.library import ORDERS, PAGE
from qa.page.view import View, anchor
from qa.terminal import is_chinese

_INSIDE = 12
"""Passages that a search through the texts gives: some letters, each by its best sentence."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A letter that is found by what it says: its entry and the sentence."""

    entry: Entry
    sentence: str
    anchor: str


def form(view: View) -> str:
    """The search box and the filters, as the reader left them. They stay while the list below them changes."""
    wish, found = view.wish, view.library.choices
    menus = (("issuer", wish.issuer, found.issuers), ("year", wish.year, found.years), ("kind", wish.kind, found.kinds))
    return render(
        "form.html", strings=view.strings, wish=wish, menus=menus, orders=ORDERS, count=len(view.library.entries)
    )


def found(view: View) -> str:
    """How many letters meet the reader's wish."""
    return view.strings("found", count=f"{len(view.library.found(view.wish)):,}")


def rows(view: View, inside: Sequence[Inside] = ()) -> str:
    """One page of the letters found by what they are known by, the way to the others, and those found `inside`."""
    numbers = view.library.found(view.wish)
    page = min(view.wish.page, max(0, (len(numbers) - 1) // PAGE))
    first = page * PAGE
    shown = [view.library.entries[number] for number in numbers[first : first + PAGE]]
    return render(
        "rows.html",
        strings=view.strings,
        found=found(view),
        shown=[(entry, facts(entry), is_chinese(entry.title)) for entry in shown],
        inside=inside,
        page=page,
        first=first + 1,
        last=first + len(shown),
        count=len(numbers),
        more=first + len(shown) < len(numbers),
    )


def facts(entry: Entry) -> list[str]:
    """What tells a letter from others of its title, in its own words."""
    issuers = [fact.value for fact in entry.metadata if fact.field is Field.ISSUER]
    return list(filter(None, [*issuers, entry.number, entry.fact(Field.DATE), entry.fact(Field.KIND)]))


def inside(view: View) -> list[Inside]:
    """The letters whose texts say what the reader looks for, in any language, and whose titles do not."""
    words = view.wish.words[:QUESTION_LIMIT]
    if not words:
        return []
    try:
        hits = view.corpus.letter.ask(words, _INSIDE, where=view.wish.filters).hits
    except LetterError:  # no letter meets the filters
        return []
    listed = {view.library.entries[number].name for number in view.library.found(view.wish)}
    return [
        Inside(view.library.entry(hit.passage.document), _sentence(hit), anchor(hit.passage.ranges))
        for hit in _best_of_each(hits)
        if hit.passage.document in view.library and hit.passage.document not in listed
    ]


def _best_of_each(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.document, hit)
    return list(best.values())


def _sentence(hit: Hit) -> str:
    return hit.passage.slice(hit.highlights) or hit.text


def scope(view: View) -> str:
    """Above the question: which letters it goes to, where that is not simply all of them."""
    strings, wish = view.strings, view.wish
    number = len(view.library.found(wish)) if wish.conditions else 0
    chosen = filter(None, [wish.words, wish.issuer, wish.year, wish.kind])
    own = [entry.name for entry in view.library.entries] if view.corpus.key else []
    return render("scope.html", strings=strings, wish=wish, count=f"{number:,}", chosen=" · ".join(chosen), own=own)
