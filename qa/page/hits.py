"""Hits as HTML: a passage quoted word for word, its evidence marked, its citation, and what a reader can do with it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from index.types import Passage, Role
from qa.answering.answer import Hit
from qa.page.figures import Shown, shown_figures
from qa.page.html import anchor, marked, tag
from qa.page.labels import full, place
from qa.page.languages import Strings
from qa.page.takeaway import quote_markdown, quote_text
from qa.page.view import Turn, View
from qa.terminal import is_chinese

_FIRST_FOLD, _FOLD = 360, 160
"""Characters, about a phone's screen and a third of it. The first passage, or another one, is shown whole up to this
length; of a longer one the evidence is shown, with the whole a click away."""


def best_hits(turn: Turn, view: View) -> str:
    """The hits that answer: the first, and those that are equal to it (a whole section of the outline, say)."""
    best = turn.best
    return _listed(
        turn,
        best,
        view,
        "hit first",
        lambda hit: _hit(hit, turn, view, _FIRST_FOLD, whole=len(best) > 1 and hit.highlights == hit.passage.ranges),
    )


def other_hits(turn: Turn, hits: Sequence[Hit], view: View, title: str, kind: str) -> str:
    """Hits below the answer, or instead of one; `kind` is their class."""
    if not hits:
        return ""
    listed = _listed(turn, hits, view, "hit", lambda hit: _hit(hit, turn, view, _FOLD))
    return tag("div", tag("h3", escape(title), class_="others-title") + listed, class_=kind)


def _listed(turn: Turn, hits: Sequence[Hit], view: View, kind: str, show: Callable[[Hit], str]) -> str:
    """Some hits of an answer as a list. In an archive those of one letter stand together under its name."""
    letters = replace(turn.answer, hits=tuple(hits)).by_document().values()
    items = "".join(
        tag("li", (_letter(hit, view) if hit is found[0] else "") + show(hit), class_=kind)
        for found in letters
        for hit in found
    )
    return tag("ol", items, class_="hits")


def _letter(hit: Hit, view: View) -> str:
    """The letter of a hit, and which others it stands for."""
    parts = [source(hit.passage, view)]
    for key, names in (("supersedes", hit.supersedes), ("copies", hit.copies)):
        if names:
            letters = view.strings("list").join(view.library.known_as(name) for name in names)
            parts.append(tag("p", escape(view.strings(key, letters=letters)), class_="stands-for"))
    return "".join(parts)


def source(passage: Passage, view: View) -> str:
    """In an archive, which letter a passage is from."""
    if not view.library.archive:
        return ""
    citation = passage.citation
    words = tag("b", escape(citation.title), lang="zh" if is_chinese(citation.title) else None)
    return tag("p", words + (tag("span", escape(citation.number)) if citation.number else ""), class_="source")


def quoted(passage: Passage, view: View) -> str:
    """A passage that answers no question by itself, and its citation."""
    return source(passage, view) + quote(passage, escape(passage.text)) + _citation(passage, [], view)


def _hit(hit: Hit, turn: Turn, view: View, limit: int, *, whole: bool = False) -> str:
    """A passage with its evidence marked, its citation, and buttons to copy it.

    Where it answers as a `whole` nothing is marked. Of more than `limit` characters the evidence is shown, with the
    whole a click away.
    """
    spans = [] if whole else hit.passage.spans_of(hit.highlights)
    asked = turn.answer.understood if turn.answered and hit in turn.best else ""
    found = [figure for span in spans for figure in shown_figures(asked, hit.text, span, view.strings)]
    shown = quote(hit.passage, marked(hit.text, spans, found))
    start, end = (spans[0][0], spans[-1][1]) if spans else (0, len(hit.text))
    if len(hit.text) > limit and end - start < len(hit.text):
        before, after = "…" if start else "", "…" if end < len(hit.text) else ""
        summary = tag("summary", escape(view.strings("whole_paragraph")))
        excerpt = before + marked(hit.text, spans, found, (start, end)) + after
        shown = quote(hit.passage, excerpt) + tag("details", summary + shown)
    if hit.citation.role is Role.HEADING:
        return tag("div", shown + _citation(hit.passage, [], view), class_="heading-hit")
    foot = _citation(hit.passage, spans, view) + tag("p", _actions(hit, turn, view), class_="actions")
    return shown + _meanings(hit, found, view.strings) + tag("div", foot, class_="foot")


def _meanings(hit: Hit, found: Sequence[Shown], strings: Strings) -> str:
    """Figures that count in 万 or 亿, for a reader who does not; others see it on hover."""
    if "million" not in strings.words:
        return ""
    items = [
        tag("li", tag("b", escape(hit.text[slice(*figure.span)]), lang="zh") + f" = {escape(figure.meaning)}")
        for figure in found
        if figure.meaning
    ]
    return tag("ul", "".join(items), class_="meanings") if items else ""


def quote(passage: Passage, content: str) -> str:
    """`content`, which is HTML already, as a quotation in the passage's language."""
    return tag("blockquote", tag("p", content), lang="zh" if is_chinese(passage.text) else None)


def _citation(passage: Passage, spans: Sequence[tuple[int, int]], view: View) -> str:
    """A link that shows the passage in the letter; the original words of its place beside the reader's."""
    citation, strings = passage.citation, view.strings
    heading = citation.role is Role.HEADING  # its own words are the place already
    label = strings("show_in_letter") if heading and strings.chinese else place(citation, strings)
    words = tag("span", escape(label), class_="place")
    outline = citation.outline
    if outline and not heading and not strings.chinese:
        words += tag("span", escape(outline), class_="original", lang="zh")
    title = f"{strings('show_in_letter')}: {full(citation, strings)}"
    link = tag(
        "a",
        words,
        href=f"#{anchor(passage.ranges)}",
        class_="cite",
        data_show=anchor(passage.ranges),
        data_document=passage.document,
        data_citation=full(citation, strings),
        data_evidence=json.dumps(list(spans)),
        data_text=passage.text,
        title=title,
    )
    return tag("p", link, class_="citation")


def _actions(hit: Hit, turn: Turn, view: View) -> str:
    strings = view.strings
    buttons = quiet("copy", strings, data_copy=quote_text(hit, strings))
    buttons += quiet("copy_markdown", strings, data_copy=quote_markdown(hit, strings))
    if view.judging and turn.judged is None and not (turn.answered and hit.rank == 1):
        buttons += quiet("judge_this", strings, data_judge=f"{turn.number} {hit.rank}")
    return buttons


def quiet(key: str, strings: Strings, **data: str | int | bool) -> str:
    """A button without a frame; its `data` say what the page's script does with it."""
    hint = strings.words.get(f"{key}_hint")
    return tag("button", escape(strings(key)), type="button", class_="quiet", title=hint, **data)
