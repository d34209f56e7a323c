"""What the page's script asks of the server. The server keeps nothing of a visitor but the letters they bring: what a
question leans on comes with it, and a conversation is its questions, which are asked again where their answers are
gone."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import LetterError
from qa.answering.letter import HISTORY_LIMIT, QUESTION_LIMIT, Letter
from qa.page.answers.examples import examples, follow_ups
from qa.page.answers.takeaway import docx, markdown
from qa.page.answers.turns import render_turn, status
from qa.page.feedback import Feedback
from qa.page.html import render
from qa.page.library.library import ANYTHING, Wish
from qa.page.library.shelf import form, found, inside, rows, scope
from qa.page.reader.letter import facts, outline, render_letter
from qa.page.uploads.bring import Table, check, limits, readable, recognises
from qa.page.view import Corpus, Turn, View
from qa.page.words.languages import LANGUAGES, choose, strings
from qa.server.desk import Desk
from qa.server.limits import LIMIT

Given = dict[str, Any]
"""What the script sends, or is sent. Anyone can send anything: every field is read by `_text` and its like."""

_TURNS = 30
"""Questions of a conversation that are asked again at a time."""

_SCRIPT_WORDS = "script_"
"""How the keys of the words that the script needs begin."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the script sends it: `current` is the letter that was open, `earlier` what it may lean on."""

    question: str
    earlier: tuple[str, ...]
    key: str
    current: str
    wish: Wish

    @classmethod
    def of(cls, given: object) -> "Asked":
        """From what the script sends."""
        given = given if isinstance(given, Mapping) else {}
        sent = given.get("earlier")
        earlier = [text for text in sent if isinstance(text, str)] if isinstance(sent, list) else []
        key, current = _text(given, "key"), _text(given, "current")
        return cls(_text(given, "question"), tuple(earlier[-HISTORY_LIMIT:]), key, current, Wish.of(given.get("wish")))


class App:
    """The page's behaviour, one for all visitors."""

    def __init__(self, letter: Letter, feedback: Feedback | None, desk: Desk, table: Table) -> None:
        self._corpus = Corpus(letter)
        self._feedback = feedback
        self._desk = desk
        self._table = table

    def publish(self) -> None:
        """Add what the script calls to the `gr.Blocks` that is being built. None of it waits in Gradio's queue: a
        question is answered by the request that asks it."""
        calls: dict[str, Callable[[Given, gr.Request], Given]] = {
            "look": self._look,
            "ask": self._ask,
            "again": self._again,
            "next": self._next,
            "letter": self._letter,
            "shelf": self._shelf,
            "bring": self._bring,
            "judge": self._judge,
            "take": self._take,
        }
        for name, call in calls.items():
            api(_said(call), api_name=f"page_{name}", queue=False, api_visibility="private")

    def _view(self, given: Given) -> View:
        """Raises: ForgottenError."""
        language = _text(given, "language")
        words = strings(language if language in LANGUAGES else "en")
        corpus = self._open(_text(given, "key"), words("error_forgotten"))
        judging = self._feedback is not None and not corpus.key
        return View(words, corpus, corpus.library(), Wish.of(given.get("wish")), judging)

    def _open(self, key: str, sentence: str) -> Corpus:
        corpus = self._table.get(key) if key else self._corpus
        if corpus is None:
            raise ForgottenError(sentence)
        return corpus

    def _look(self, given: Given, request: gr.Request) -> Given:
        """Everything on the page that depends on the language or on the documents, but for the conversation."""
        wishes = (_text(given, "language"), request.headers.get("accept-language", ""))
        language = choose(*(wish for wish in wishes if isinstance(wish, str)))
        view = self._view({**given, "language": language})
        words = view.strings
        name = _text(given, "current")
        return {
            "language": language,
            "direction": words("direction"),
            "title": words("page_title"),
            "header": render("header.html", strings=words, languages=LANGUAGES),
            "composer": render("composer.html", strings=words, archive=view.library.archive),
            "welcome": self._welcome(view),
            "tools": render("tools.html", strings=words, own=bool(view.corpus.key), suffixes=readable(), limit=LIMIT),
            "words": {
                key.removeprefix(_SCRIPT_WORDS): text
                for key, text in words.words.items()
                if key.startswith(_SCRIPT_WORDS)
            },
            **self._panel(name if name in view.library else view.library.first, view),
        }

    def _welcome(self, view: View) -> str:
        """What stands there before the first question: what the letter is, and questions to begin with."""
        library = view.library
        document = None if library.archive else library.document(library.first)
        return render(
            "welcome.html",
            strings=view.strings,
            document=document,
            facts=facts(document, view.strings) if document else [],
            outline=outline(document, view.strings) if document else [],
            found=found(replace(view, wish=ANYTHING)),
            examples=examples(library, view.strings.language),
            limits=limits(),
            kinds=view.strings("files_and_scans" if recognises() else "files"),
        )

    def _panel(self, name: str, view: View) -> Given:
        """The panel with a document or, for "", the library."""
        entry = view.library.entry(name) if name else None
        panel = render_letter(view.library.document(name), entry.digest, view) if entry else form(view)
        shown = {"key": view.corpus.key, "document": name, "digest": entry.digest if entry else ""}
        return {"shown": shown, "panel": panel, "rows": "" if entry else rows(view, inside(view)), "scope": scope(view)}

    def _ask(self, given: Given, request: gr.Request) -> Given:
        """A question becomes a turn, and beside it stands the letter that it comes from."""
        asked, view = Asked.of(given), self._view(given)
        if problem := _problem(asked.question, view):
            raise LetterError(problem)
        turn = self._answered(asked, view)
        view = replace(view, library=view.corpus.library())
        reply: Given = {"turn": render_turn(turn, view), "status": status(turn, view), "answered": turn.answered}
        hits = turn.answer.hits
        name = hits[0].passage.document if hits and (turn.answered or not view.library.archive) else asked.current
        if name not in view.library:
            return reply
        shown = {"key": view.corpus.key, "document": name, "digest": view.library.entry(name).digest}
        return reply if given.get("shown") == shown else reply | self._panel(name, view)

    def _answered(self, asked: Asked, view: View) -> Turn:
        current = asked.current if view.library.archive else ""
        answer = self._desk.ask(
            view.corpus.letter, asked.question, history=asked.earlier, where=asked.wish.where, current=current
        )
        return Turn(answer, asked.earlier)

    def _turns(self, given: Given) -> list[tuple[Asked, Turn | None, View]]:
        """The turns of a conversation, asked again; None for one whose letter can no longer be asked."""
        sent = given.get("turns")
        found: list[tuple[Asked, Turn | None, View]] = []
        for each in sent[-_TURNS:] if isinstance(sent, list) else []:
            asked = Asked.of(each)
            try:
                view = self._view({**given, "key": asked.key})
                found.append((asked, self._answered(asked, view), view))
            except LetterError:
                found.append((asked, None, self._view({**given, "key": ""})))
        return found

    def _again(self, given: Given, request: gr.Request) -> Given:
        """A conversation that the reader's browser remembers, or in another language."""
        told = [
            render_turn(turn, view) if turn else render("forgotten.html", strings=view.strings, question=asked.question)
            for asked, turn, view in self._turns(given)
        ]
        return {"turns": told}

    def _next(self, given: Given, request: gr.Request) -> Given:
        """Questions to go on with after a question."""
        view = self._view(given)
        turn = self._unlogged(Asked.of(given), view)
        return {"next": render("next.html", strings=view.strings, questions=follow_ups(turn, view))}

    def _unlogged(self, asked: Asked, view: View) -> Turn:
        """A turn that has been counted before."""
        current = asked.current if view.library.archive else ""
        letter = view.corpus.letter
        answer = letter.ask(asked.question, history=asked.earlier, where=asked.wish.where, current=current)
        return Turn(answer, asked.earlier)

    def _letter(self, given: Given, request: gr.Request) -> Given:
        """A letter is opened, from the library or from a citation, or "" for the library. By now it may be gone."""
        view, name = self._view(given), _text(given, "document")
        here = not name or name in view.library
        notice = "" if here else view.strings("error_gone", name=name)
        return {**self._panel(name if here else view.library.first, view), "notice": notice}

    def _shelf(self, given: Given, request: gr.Request) -> Given:
        """The reader looks for something else in the library, or turns a page of the list."""
        view = self._view(given)
        return {"rows": rows(view, inside(view)), "scope": scope(view), "status": found(view)}

    def _bring(self, given: Given, request: gr.Request) -> Given:
        """A visitor's own letter, for this visitor alone; it is asked from now on, with those brought before."""
        words, key = self._view({**given, "key": ""}).strings, _text(given, "key")
        if given.get("forget") is True:
            self._table.drop(key)
            return {}
        try:
            self._table.admit(request.client.host if request.client else "", words)
            size = given.get("size")
            source = check(
                _text(given, "name"), size if isinstance(size, int) else 0, _text(given, "data", LIMIT * 2), words
            )
            corpus = self._table.add(key, source, self._corpus.letter.index.encoder, words)
        except LetterError:
            self._desk.metrics.count("uploads_refused")
            raise
        self._desk.metrics.count("uploads")
        return {"key": corpus.key, "document": source.name}

    def _judge(self, given: Given, request: gr.Request) -> Given:
        """The reader says which hit answers a question (0: none, the letter does not say)."""
        asked, view, rank = Asked.of(given), self._view(given), given.get("rank")
        turn = self._unlogged(asked, view)
        if self._feedback and view.judging and isinstance(rank, int) and 0 <= rank <= len(turn.answer.hits):
            try:
                self._feedback.add(turn.answer, asked.earlier, rank, view.strings.language)
            except LetterError as error:
                raise LetterError(view.strings("error_judgement")) from error
        return {"status": view.strings("judged")}

    def _take(self, given: Given, request: gr.Request) -> Given:
        """A conversation to take away: Markdown, or a Word document in base64."""
        turns = [(turn, view) for _, turn, view in self._turns(given) if turn]
        words = self._view({**given, "key": ""}).strings
        if given.get("kind") == "docx":
            return {"base64": base64.b64encode(docx(turns, words)).decode()}
        return {"text": markdown(turns, words)}


class ForgottenError(LetterError):
    """The letters of a key are not there any more."""


def _said(call: Callable[[Given, gr.Request], Given]) -> Callable[[Given, gr.Request], Given]:
    """A call whose mistakes are part of what it gives: {"error": a sentence in the reader's language}."""

    def said(given: dict[str, Any], request: gr.Request) -> dict[str, Any]:
        try:
            return call(given if isinstance(given, dict) else {}, request)
        except LetterError as error:
            return {"error": str(error), "forgotten": isinstance(error, ForgottenError)}

    return said


def _text(given: Mapping[str, Any], name: str, limit: int = 100_000) -> str:
    value = given.get(name)
    return value[:limit] if isinstance(value, str) else ""


def _problem(question: str, view: View) -> str:
    """What is wrong with a question, in the reader's language; "" if nothing is."""
    words, length = view.strings, len(question.strip())
    if not length:
        return words("error_empty")
    if length > QUESTION_LIMIT:
        return words("error_long", length=length, limit=QUESTION_LIMIT)
    return words("error_none") if view.wish.only and not view.library.found(view.wish) else ""
