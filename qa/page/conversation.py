"""A conversation as HTML: each question, what the letter says to it word for word, and where."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from index.source.files import SUFFIXES
from index.types import Field, Role, Unit
from qa.answering.answer import Answer
from qa.page.bring import limits
from qa.page.hits import best_hits, other_hits, quiet, quoted
from qa.page.html import tag
from qa.page.labels import full, place
from qa.page.languages import Strings
from qa.page.levels import level
from qa.page.library import ANYTHING, Library
from qa.page.shelf import found
from qa.page.takeaway import conversation_markdown, verdict
from qa.page.view import Turn, View
from qa.server.limits import LIMIT

_LATEST = 100
"""Letters that examples are taken from."""

_EXAMPLES = Path(__file__).parent / "examples.json"


def render_conversation(turns: Sequence[Turn], view: View) -> str:
    """The conversation, newest answer last; before the first question, examples to click."""
    if not turns:
        return _welcome(view)
    items = "".join(tag("li", _turn(turn, view), class_="turn") for turn in turns)
    return tag("ol", items, class_="turns") + _tools(turns, view)


def best_document(answer: Answer, view: View) -> str:
    """The name of the document that an answer comes from, or that is nearest to the question."""
    return answer.hits[0].passage.document if answer.hits else view.library.first


def status(answer: Answer, view: View) -> str:
    """One sentence for a screen reader when an answer has come."""
    if not answer.answered or not answer.hits:
        return view.strings("status_refused")
    say = full if view.library.archive else place
    return view.strings("status_answered", place=say(answer.hits[0].citation, view.strings))


def examples(library: Library, language: str) -> list[str]:
    """Questions to begin with: some about a letter that we know, else what any letter with the same parts answers; in
    an archive, the same about its latest letters by their numbers."""
    known = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    if library.archive:
        return _named_examples(library, known["numbered"][language])
    if library.first in known["letters"]:
        return list(known["letters"][library.first][language])
    document = library.document(library.first)
    parts = {passage.citation.role.value for passage in document.passages}
    if any(section.step.unit is not Unit.POINT for section in document.sections):
        parts.add("section")
    return [question for part, question in known["roles"][language].items() if part in parts]


def _named_examples(library: Library, questions: Mapping[str, str]) -> list[str]:
    """Each question about the latest letter that can answer it and that no question before is about."""
    numbers = library.found(ANYTHING)[:_LATEST]
    entries = [entry for entry in map(library.entries.__getitem__, numbers) if entry.number]
    asked = []
    for field, question in questions.items():
        entry = next((entry for entry in entries if entry.fact(Field(field))), None)
        if entry:
            entries.remove(entry)
            asked.append(question.format(number=entry.number))
    return asked


def _welcome(view: View) -> str:
    strings = view.strings
    buttons = "".join(
        tag("li", tag("button", escape(question), type="button", class_="example", data_question=question))
        for question in examples(view.library, strings.language)
    )
    library = view.library
    named = found(view) if library.archive else library.entries[0].title
    heading = tag("h2", escape(strings("examples")), class_="welcome-title") if buttons else ""
    tagline = tag("p", escape(strings("tagline")), class_="tagline")
    return tag(
        "div",
        tagline
        + tag("p", escape(named), class_="welcome-letter")
        + heading
        + (tag("ul", buttons, class_="examples") if buttons else "")
        + _bring(view),
        class_="welcome",
    )


def _turn(turn: Turn, view: View) -> str:
    strings, answer = view.strings, turn.answer
    hidden = tag("span", escape(strings("you_asked") + ": "), class_="sr-only")
    parts = [tag("h2", hidden + escape(answer.question), class_="question")]
    if answer.understood != answer.question:
        parts.append(tag("p", escape(strings("understood", question=answer.understood)), class_="understood"))
    if answer.scope:
        names = strings("list").join(map(view.library.known_as, answer.scope))
        parts.append(tag("p", escape(strings("narrowed", letters=names)), class_="understood"))
    body = _answered(turn, view) if turn.answered else _refused(turn, view)
    kind = "answer answered" if turn.answered else "answer"
    parts.append(tag("div", body + _judgement(turn, view), class_=kind, role="group", aria_label=strings("answer")))
    return "".join(parts)


def _answered(turn: Turn, view: View) -> str:
    head = _verdict(turn, f"level-{level(turn.answer)}", view.strings)
    others = turn.answer.hits[len(turn.best) :]
    return head + best_hits(turn, view) + other_hits(turn, others, view, view.strings("more"), "others")


def _refused(turn: Turn, view: View) -> str:
    strings = view.strings
    more = tag("p", escape(strings("not_said_more")), class_="refused-more")
    nearest = other_hits(turn, turn.answer.hits, view, strings("nearest"), "nearest")
    return _verdict(turn, "refused", strings) + more + _office(turn, view) + nearest


def _verdict(turn: Turn, kind: str, strings: Strings) -> str:
    words = tag("p", escape(verdict(turn.answer, strings)), class_=f"verdict {kind}")
    return tag("div", words + quiet("copy_link", strings, data_link=turn.answer.question), class_="head")


def _office(turn: Turn, view: View) -> str:
    """The contact line of the letter nearest to the question, as the place to ask."""
    name = best_document(turn.answer, view)
    contacts = view.library.document(name).by_role(Role.CONTACT) if name in view.library else ()
    if not contacts:
        return ""
    lead = tag("p", escape(view.strings("ask_office")))
    return tag("div", lead + "".join(quoted(passage, view) for passage in contacts), class_="office")


def _judgement(turn: Turn, view: View) -> str:
    """Buttons to say whether the answer is right; once said, thanks."""
    strings = view.strings
    if not view.judging:
        return ""
    if turn.judged is not None:
        return tag("p", escape(strings("judged")), class_="judgement")
    if turn.answered:
        words = tag("span", escape(strings("judge")))
        words += quiet("judge_yes", strings, data_judge=f"{turn.number} 1")
        return tag("p", words + quiet("judge_no", strings, data_judge=f"{turn.number} 0"), class_="judgement actions")
    return tag("p", quiet("judge_right", strings, data_judge=f"{turn.number} 0"), class_="judgement actions")


def _tools(turns: Sequence[Turn], view: View) -> str:
    strings = view.strings
    export = conversation_markdown([turn.answer for turn in turns], strings)
    buttons = quiet("export", strings, data_export=export) + quiet("new", strings, data_new=True)
    return tag("div", buttons, class_="tools") + _bring(view)


def _bring(view: View) -> str:
    """The way to a letter of one's own and, from there, back. The file goes no further than this server's memory."""
    strings = view.strings
    chooser = tag("input", type="file", accept=",".join(SUFFIXES), class_="sr-only", data_bring=LIMIT)
    label = tag("label", escape(strings("bring")) + chooser, class_="bring-file")
    back = quiet("bring_back", strings, data_bring_back=True) if view.corpus.own else ""
    return tag("div", label + back + tag("p", escape(strings("bring_more", **limits()))), class_="bring")
