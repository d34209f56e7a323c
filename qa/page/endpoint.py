"""What programs may call: `/ask` over HTTP and, if wanted, a tool and a resource over MCP."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from index.errors import LetterError
from qa.answering.letter import Letter
from qa.server.desk import Desk

if TYPE_CHECKING:
    from qa.composing.composer import Composer

LETTER_URI = "letter://text"


def publish(
    letter: Letter, desk: Desk, *, mcp: bool, concurrency_limit: int, composer: "Composer | None" = None
) -> None:
    """Add the endpoints to the `gr.Blocks` that is being built. Their docstrings are what programs read."""

    def ask(
        question: str,
        top_k: int = 3,
        history: list[str] | None = None,
        where: list[str] | None = None,
        compose: str = "",
    ) -> dict[str, Any]:
        """Ask an official letter a question, in any language. The answer is never generated: it is the passages of the
        letter that answer, word for word, each with its exact citation. If `answered` is false, the letter does not
        say, and the passages are only the nearest ones.

        Args:
            question: The question, in any language, at most 2000 characters.
            top_k: How many passages to return at most.
            history: The earlier questions of the conversation, oldest first, for a follow-up.
            where: Conditions that the documents must meet, as in "date>=2023-01-01" or "issuer~商务局".
            compose: A language such as "en", to get also what the server's language model, if it has one, makes of the
                passages: `composed`, whose statements are each checked against the passages; "" for none.
        """
        try:
            _check(question, top_k, history, where)
            writer = _writing(composer, compose)
            answer = desk.ask(letter, question, top_k=top_k, history=history or [], where=where or [])
            return (replace(answer, composed=writer(answer)) if writer else answer).as_dict()
        except LetterError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def ask_letter(
        question: str,
        top_k: int = 3,
        history: list[str] | None = None,
        where: list[str] | None = None,
        compose: str = "",
    ) -> str:
        return json.dumps(ask(question, top_k, history, where, compose), ensure_ascii=False)

    def letter_text() -> str:
        """The text of the letter, or letters, that `ask_letter` quotes from, unabridged."""
        return "\n\n".join(document.text for document in letter.documents)

    api(ask, api_name="ask", concurrency_limit=concurrency_limit, concurrency_id="ask")
    if mcp:
        # Gradio hands a dict to an assistant as Python's repr: the tool gives JSON text instead, and `ask` is no tool.
        ask_letter.__doc__ = ask.__doc__
        vars(ask)["_mcp_type"] = "endpoint"
        gr.mcp.resource(LETTER_URI, mime_type="text/plain")(letter_text)
        api(ask_letter, api_name="ask_letter", concurrency_limit=concurrency_limit, concurrency_id="ask")
        api(letter_text, api_name="letter")


def _writing(composer: "Composer | None", language: object) -> "Composer | None":
    """The composer in a language, None if none is asked for.

    Raises:
        LetterError: there is no language model, or it cannot write in that language.
    """
    if not language:
        return None
    if not isinstance(language, str):
        raise LetterError(f'compose is {language!r:.80}, but must be a language such as "en".')
    if composer is None:
        raise LetterError("This server has no language model. Start it with --llm URL --llm-model NAME.")
    return composer.writing(language)


def _check(question: object, top_k: object, history: object, where: object) -> None:
    """The endpoint takes JSON from anyone: say what is wrong with its types."""
    if not isinstance(question, str):
        raise LetterError(f"question is {question!r:.80}, but must be a string.")
    if not isinstance(top_k, int) or isinstance(top_k, bool):
        raise LetterError(f"top_k is {top_k!r:.80}, but must be a whole number.")
    if not _texts(history):
        raise LetterError(f"history is {history!r:.80}, but must be a list of strings, the earlier questions.")
    if not _texts(where):
        raise LetterError(f"where is {where!r:.80}, but must be a list of strings, the conditions.")


def _texts(given: object) -> bool:
    return given is None or (isinstance(given, list) and all(isinstance(entry, str) for entry in given))
