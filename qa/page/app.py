"""What happens when a visitor uses the page."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

import gradio as gr

from index.errors import LetterError
from qa.letter import QUESTION_LIMIT, Letter
from qa.page import bring
from qa.page.bring import Table
from qa.page.conversation import best_document, render_conversation, status
from qa.page.endpoint import REMEMBERED
from qa.page.feedback import Feedback
from qa.page.frame import header, reader
from qa.page.html import tag
from qa.page.languages import Strings, choose, strings
from qa.page.parts import Parts, live
from qa.page.view import Corpus, Turn, View
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
        state = [parts.turns, parts.language, parts.shown, parts.own]
        blocks.load(self._opened, [parts.saved], **options)
        gr.on([parts.question.submit, parts.send.click], self._asked, [parts.question, *state], **options)
        parts.conversation.example(self._example, state, **options)
        parts.conversation.judge(self._judged, [parts.turns, parts.language, parts.own], **options)
        parts.conversation.restart(self._restart, [parts.language, parts.own], **options)
        parts.conversation.leave(self._left, [parts.language], **options)
        parts.header.language(self._switched, [parts.turns, parts.shown, parts.own], **options)
        parts.reader.open(self._chosen, [parts.language, parts.own], **options)
        parts.conversation.bring(self._brought, [parts.language], **options | {"concurrency_limit": 2})

    def _view(self, language: str, own: Corpus | None) -> View:
        return View(strings(language), own or self._corpus, judging=self._feedback is not None and own is None)

    def _opened(self, saved: str, request: gr.Request) -> Changes:
        """A visitor comes. The language is the link's, the last visit's, or the browser's; the link may ask already."""
        wishes = (request.query_params.get("lang", ""), saved, request.headers.get("accept-language", ""))
        language = choose(*(wish for wish in wishes if isinstance(wish, str)))
        shown = self._corpus.first
        changes = self._words(language, shown, None) | self._restart(language, None)
        if question := request.query_params.get("q", ""):
            changes |= self._answered(question, [], language, shown, None)
            if changes[self._parts.notice]:
                changes[self._parts.question] = self._box(language, value=question)
        return changes

    def _words(self, language: str, shown: str, own: Corpus | None) -> Changes:
        """Everything on the page that depends on the language, but for the conversation."""
        words = strings(language)
        return {
            self._parts.language: language,
            self._parts.header: header(words),
            self._parts.question: self._box(language),
            self._parts.send: gr.update(value=words("send")),
            **self._show(shown, language, own),
        }

    def _box(self, language: str, **value: Any) -> Any:
        words = strings(language)
        return gr.update(label=words("question"), placeholder=words("placeholder"), **value)

    def _show(self, name: str, language: str, own: Corpus | None) -> Changes:
        return {self._parts.shown: name, self._parts.reader: reader(name, self._view(language, own))}

    def _asked(
        self, question: str, turns: list[Turn], language: str, shown: str, own: Corpus | None, request: gr.Request
    ) -> Changes:
        """A question becomes the next turn; a mistake becomes a notice, and what was typed stays."""
        if not shown:
            return self._expired(request)
        changes = self._answered(question or "", turns, language, shown, own)
        return changes if changes[self._parts.notice] else changes | {self._parts.question: ""}

    def _answered(self, question: str, turns: list[Turn], language: str, shown: str, own: Corpus | None) -> Changes:
        view = self._view(language, own)
        if problem := _problem(question, view.strings):
            return {self._parts.notice: _alert(problem)}
        answer = self._desk.ask(view.corpus.letter, question, history=_history(turns))
        turns = [*turns, Turn(len(turns) + 1, answer)]
        best = best_document(answer, view)
        return {
            self._parts.turns: turns,
            self._parts.conversation: render_conversation(turns, view),
            self._parts.notice: "",
            self._parts.status: live(status(answer, view.strings)),
            **(self._show(best, language, own) if best != shown else {}),
        }

    def _expired(self, request: gr.Request) -> Changes:
        """A visitor comes back whose conversation has been forgotten."""
        language = choose(request.headers.get("accept-language", ""))
        notice = {self._parts.notice: _alert(strings(language)("error_expired"))}
        return self._words(language, self._corpus.first, None) | self._restart(language, None) | notice

    def _example(
        self, turns: list[Turn], language: str, shown: str, own: Corpus | None, event: gr.EventData
    ) -> Changes:
        return self._answered(str(event.question), turns, language, shown, own)

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

    def _switched(self, turns: list[Turn], shown: str, own: Corpus | None, event: gr.EventData) -> Changes:
        language = choose(str(event.language))
        return self._words(language, shown or self._corpus.first, own) | {
            self._parts.conversation: render_conversation(turns, self._view(language, own)),
            self._parts.notice: "",
            self._parts.saved: language,
        }

    def _chosen(self, language: str, own: Corpus | None, event: gr.EventData) -> Changes:
        name = str(event.document)
        return self._show(name, language, own) if name in self._view(language, own).documents else {}

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
        return {self._parts.own: own, **self._restart(language, own), **self._show(own.first, language, own)}

    def _left(self, language: str) -> Changes:
        shown = self._show(self._corpus.first, language, None)
        return {self._parts.own: None, **self._restart(language, None), **shown}


def _history(turns: list[Turn]) -> list[str]:
    return [turn.answer.question for turn in turns[-REMEMBERED:]]


def _problem(question: str, words: Strings) -> str:
    """What is wrong with a question, in the reader's language; "" if nothing is."""
    length = len(question.strip())
    if not length:
        return words("error_empty")
    return words("error_long", length=length, limit=QUESTION_LIMIT) if length > QUESTION_LIMIT else ""


def _alert(message: str) -> str:
    return tag("p", escape(message), class_="notice", role="alert")


def _progress(message: str, share: float) -> str:
    bar = tag("progress", value=f"{share:.2f}", max=1)
    return tag("label", escape(message) + bar, class_="progress")
