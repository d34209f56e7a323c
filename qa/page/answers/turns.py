"""A question and its answer as HTML, and what a screen reader is told of it."""

from index.role import Role
from qa.page.answers.quotes import Quote, quote, quotes
from qa.page.answers.said import refused, said
from qa.page.html import render
from qa.page.view import Turn, View
from qa.page.words.labels import full, place
from qa.page.words.levels import level


def render_turn(turn: Turn, view: View) -> str:
    """A question, what the letter says to it word for word, and where."""
    answer, strings = turn.answer, view.strings
    listed = quotes(turn, view)
    best = listed[: len(turn.best)] if turn.answered else []
    brief = answer.brief
    return render(
        "turn.html",
        strings=strings,
        answer=answer,
        said=said(turn, view) if turn.answered else refused(answer, view),
        level=level(answer) if turn.answered else "",
        asks_back=bool(brief and brief.choices),
        choices=[(name, view.library.entry(name)) for name in (brief.choices if brief else ()) if name in view.library],
        scope=strings("list").join(map(view.library.known_as, answer.scope)),
        understood=answer.understood if answer.understood != answer.question else "",
        best=by_document(best),
        others=by_document(listed[len(best) :]),
        office=[] if turn.answered or (brief and brief.choices) else _office(turn, view),
        archive=view.library.archive,
        judging=view.judging,
        can_link=not view.corpus.key,
        known_as=view.library.known_as,
        notes={hit.passage.document: hit for hit in reversed(answer.hits)},
        key=view.corpus.key,
    )


def status(turn: Turn, view: View) -> str:
    """One sentence for a screen reader when an answer has come."""
    if not turn.answered:
        return refused(turn.answer, view)
    say = full if view.library.archive else place
    where = view.strings("status_answered", place=say(turn.answer.hits[0].citation, view.strings))
    return " ".join(filter(None, [said(turn, view), where]))


def by_document(listed: list[Quote]) -> dict[str, list[Quote]]:
    """Quotes by the names of their letters, those of one letter together."""
    grouped: dict[str, list[Quote]] = {}
    for each in listed:
        grouped.setdefault(each.passage.document, []).append(each)
    return grouped


def _office(turn: Turn, view: View) -> list[Quote]:
    """The contact line of the letter nearest to the question, as the place to ask."""
    hits = turn.answer.hits
    name = hits[0].passage.document if hits else view.library.first
    contacts = view.library.document(name).by_role(Role.CONTACT) if name in view.library else ()
    return [quote(passage, view) for passage in contacts]
