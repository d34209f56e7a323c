"""What happens when a visitor uses the page."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

import gradio as gr

from index.errors import LetterError
from qa.answering.answer import Answer
from qa.answering.letter import QUESTION_LIMIT, Letter
from qa.page import bring
from qa.page.bring import Table
from qa.page.conversation import best_document, render_conversation, status
from qa.page.endpoint import REMEMBERED
from qa.page.feedback import Feedback
from qa.page.frame import header, reader
from qa.page.html import tag
from qa.page.languages import choose, strings
from qa.page.library import ANYTHING, Wish
from qa.page.parts import Parts, live
from qa.page.shelf import found, rows, scope
from qa.page.view import Corpus, Shown, Turn, View
from qa.server.desk import Desk

Changes = dict[Any, Any]
"""Component → its new value or update. Components that are not in it stay as they are."""


class App:
    """The page's behaviour, one for all visitors: what is one visitor's own comes in and goes out as states."""

    def __init__(self, letter: Letter, feedback: Feedback | None, desk: Desk, table: Table) -> None:
        self._corpus = Corpus.of(letter)
        self._feedback = feedback
        self._desk = desk
        self._table = table

    def lay_out(self, blocks: gr.Blocks, concurrency_limit: int) -> None:
        """Make the components and connect their events, inside the `gr.Blocks` that is being built."""
        self._parts = parts = Parts()
        options: dict[str, Any] = {
            "outputs": parts.everything,
            "api_visibility": "private",
            "show_progress": "hidden",
            "concurrency_limit": concurrency_limit,
        }
        state = [parts.turns, parts.language, parts.shown, parts.own, parts.wish]
        look = [parts.language, parts.own, parts.wish]
        blocks.load(self._opened, [parts.saved], **options)
        gr.on([parts.question.submit, parts.send.click], self._asked, [parts.question, *state], **options)
        parts.conversation.example(self._example, state, **options)
        parts.conversation.judge(self._judged, [parts.turns, parts.language, parts.own], **options)
        parts.conversation.restart(self._restart, [parts.language, parts.own], **options)
        parts.conversation.leave(self._left, [parts.language], **options)
        parts.header.language(self._switched, [parts.turns, parts.shown, parts.own, parts.wish], **options)
        parts.reader.open(self._chosen, look, **options)
        parts.reader.back(self._to_library, look, **options)
        # One at a time: what is typed last is also found last.
        parts.reader.browse(self._browsed, look, trigger_mode="multiple", **options | {"concurrency_limit": 1})
        parts.scope.narrow(self._narrowed, look, **options)
        parts.conversation.bring(self._brought, [parts.language], **options | {"concurrency_limit": 2})

    def _view(self, language: str, own: Corpus | None, wish: Wish = ANYTHING) -> View:
        corpus = own or self._corpus
        judging = self._feedback is not None and own is None
        return View(strings(language), corpus, corpus.library(), wish, judging)

    def _opened(self, saved: str, request: gr.Request) -> Changes:
        """A visitor comes. The language is the link's, the last visit's, or the browser's; the link may ask already."""
        wishes = (request.query_params.get("lang", ""), saved, request.headers.get("accept-language", ""))
        language = choose(*(wish for wish in wishes if isinstance(wish, str)))
        view = self._view(language, None)
        shown = view.shown(view.library.first)
        changes = self._words(view, shown) | self._restart(language, None)
        if question := request.query_params.get("q", ""):
            changes |= self._answered(question, [], language, shown, None, view.wish)
            if changes[self._parts.notice]:
                changes[self._parts.question] = self._box(view, value=question)
        return changes

    def _words(self, view: View, shown: Shown | None) -> Changes:
        """Everything on the page that depends on the language, but for the conversation."""
        words = view.strings
        return {
            self._parts.language: words.language,
            self._parts.header: header(words),
            self._parts.question: self._box(view),
            self._parts.send: gr.update(value=words("send")),
            self._parts.scope: scope(view),
            **self._show(shown.name if shown else "", view),
        }

    def _box(self, view: View, **value: Any) -> Any:
        words = view.strings
        hint = words("placeholder_archive" if view.library.archive else "placeholder")
        return gr.update(label=words("question"), placeholder=hint, **value)

    def _show(self, name: str, view: View) -> Changes:
        """The panel with a document or, for "", the library."""
        shown = view.shown(name)
        return {
            self._parts.shown: shown,
            self._parts.reader: reader(shown, view),
            self._parts.rows: "" if shown.name else rows(view),
        }

    def _asked(
        self,
        question: str,
        turns: list[Turn],
        language: str,
        shown: Shown | None,
        own: Corpus | None,
        wish: Wish,
        request: gr.Request,
    ) -> Changes:
        """A question becomes the next turn; a mistake becomes a notice, and what was typed stays."""
        if not shown:
            return self._expired(request)
        changes = self._answered(question or "", turns, language, shown, own, wish)
        return changes if changes[self._parts.notice] else changes | {self._parts.question: ""}

    def _answered(
        self, question: str, turns: list[Turn], language: str, shown: Shown | None, own: Corpus | None, wish: Wish
    ) -> Changes:
        view = self._view(language, own, wish)
        if problem := _problem(question, view):
            return {self._parts.notice: _alert(problem)}
        answer = self._desk.ask(view.corpus.letter, question, history=_history(turns), where=wish.where)
        turns = [*turns, Turn(len(turns) + 1, answer)]
        view = self._view(language, own, wish)
        return {
            self._parts.turns: turns,
            self._parts.conversation: render_conversation(turns, view),
            self._parts.notice: "",
            self._parts.status: live(status(answer, view)),
            **self._beside(answer, shown, view),
        }

    def _beside(self, answer: Answer, shown: Shown | None, view: View) -> Changes:
        """The panel beside an answer: its letter, or what was shown before. What is shown already stays as it is, so
        that the reader keeps the place, unless it has changed."""
        before = shown.name if shown else ""
        name = best_document(answer, view) if answer.answered or not view.library.archive else before
        return {} if name and view.shown(name) == shown else self._show(name, view)

    def _expired(self, request: gr.Request) -> Changes:
        """A visitor comes back whose conversation has been forgotten."""
        view = self._view(choose(request.headers.get("accept-language", "")), None)
        notice = {self._parts.notice: _alert(view.strings("error_expired")), self._parts.wish: view.wish}
        return self._words(view, None) | self._restart(view.strings.language, None) | notice

    def _example(
        self,
        turns: list[Turn],
        language: str,
        shown: Shown | None,
        own: Corpus | None,
        wish: Wish,
        event: gr.EventData,
    ) -> Changes:
        return self._answered(str(event.question), turns, language, shown, own, wish)

    def _judged(self, turns: list[Turn], language: str, own: Corpus | None, event: gr.EventData) -> Changes:
        """The reader says which hit answers a question (0: none, the letter does not say). The first word counts."""
        view = self._view(language, own)
        number, rank = map(int, str(event.judgement).split())
        turn = turns[number - 1] if 0 < number <= len(turns) else None
        if not (self._feedback and view.judging and turn) or turn.judged is not None:
            return {}
        if not 0 <= rank <= len(turn.answer.hits):
            return {}
        try:
            self._feedback.add(turn.answer, _history(turns[: number - 1]), rank, language)
        except LetterError:
            return {self._parts.notice: _alert(view.strings("error_judgement"))}
        turns = [replace(entry, judged=rank) if entry is turn else entry for entry in turns]
        return {
            self._parts.turns: turns,
            self._parts.conversation: render_conversation(turns, view),
            self._parts.status: live(view.strings("judged")),
        }

    def _restart(self, language: str, own: Corpus | None) -> Changes:
        return {
            self._parts.turns: [],
            self._parts.conversation: render_conversation([], self._view(language, own)),
            self._parts.notice: "",
            self._parts.status: live(""),
        }

    def _switched(
        self, turns: list[Turn], shown: Shown, own: Corpus | None, wish: Wish, event: gr.EventData
    ) -> Changes:
        language = choose(str(event.language))
        view = self._view(language, own, wish)
        return self._words(view, shown) | {
            self._parts.conversation: render_conversation(turns, view),
            self._parts.notice: "",
            self._parts.saved: language,
        }

    def _chosen(self, language: str, own: Corpus | None, wish: Wish, event: gr.EventData) -> Changes:
        """A letter is opened, from the library or from a citation. By now it may be gone."""
        view, name = self._view(language, own, wish), str(event.document)
        gone = "" if name in view.library else _alert(view.strings("error_gone", name=name))
        return self._show(name, view) | {self._parts.notice: gone}

    def _to_library(self, language: str, own: Corpus | None, wish: Wish) -> Changes:
        return self._show("", self._view(language, own, wish))

    def _browsed(self, language: str, own: Corpus | None, wish: Wish, event: gr.EventData) -> Changes:
        """The reader looks for something else in the library, or turns a page of the list."""
        view = self._view(language, own, Wish.of(event.wish, wish.only))
        return {
            self._parts.wish: view.wish,
            self._parts.rows: rows(view),
            self._parts.scope: scope(view),
            self._parts.status: live(found(view)),
        }

    def _narrowed(self, language: str, own: Corpus | None, wish: Wish, event: gr.EventData) -> Changes:
        """Questions go to the letters found, or to all again."""
        wish = wish.asking(bool(event.only))
        return {
            self._parts.wish: wish,
            self._parts.scope: scope(self._view(language, own, wish)),
            self._parts.notice: "",
        }

    def _brought(self, language: str, event: gr.EventData, request: gr.Request) -> Iterator[Changes]:
        """A visitor's own letter takes the place of ours, for this visitor alone."""
        words = strings(language)
        try:
            self._table.admit(request.client.host if request.client else "", words)
            source = bring.check(str(event.name), int(event.size), str(event.data), words)
            for step in bring.index(source, self._corpus.letter.index.encoder):
                if isinstance(step, Corpus):
                    self._table.keep(step.letter)
                    self._desk.metrics.count("uploads")
                    yield self._enter(step, language)
                else:
                    yield {self._parts.notice: _progress(words("bringing", name=source.name), step)}
        except LetterError as error:
            self._desk.metrics.count("uploads_refused")
            yield {self._parts.notice: _alert(str(error))}

    def _enter(self, own: Corpus, language: str) -> Changes:
        return {self._parts.own: own, **self._begin(language, own)}

    def _left(self, language: str) -> Changes:
        return {self._parts.own: None, **self._begin(language, None)}

    def _begin(self, language: str, own: Corpus | None) -> Changes:
        """Other documents, a new conversation."""
        view = self._view(language, own)
        shown = self._show(view.library.first, view)
        return {self._parts.wish: view.wish, self._parts.scope: "", **self._restart(language, own), **shown}


def _history(turns: list[Turn]) -> list[str]:
    return [turn.answer.question for turn in turns[-REMEMBERED:]]


def _problem(question: str, view: View) -> str:
    """What is wrong with a question, in the reader's language; "" if nothing is."""
    strings, length = view.strings, len(question.strip())
    if not length:
        return strings("error_empty")
    if length > QUESTION_LIMIT:
        return strings("error_long", length=length, limit=QUESTION_LIMIT)
    return strings("error_none") if view.wish.only and not view.library.found(view.wish) else ""


def _alert(message: str) -> str:
    return tag("p", escape(message), class_="notice", role="alert")


def _progress(message: str, share: float) -> str:
    bar = tag("progress", value=f"{share:.2f}", max=1)
    return tag("label", escape(message) + bar, class_="progress")
