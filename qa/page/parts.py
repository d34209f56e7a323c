"""The Gradio components of the page. What happens when they are used is in `app`; how they look, in `page.css`."""

from html import escape
from typing import Any

import gradio as gr

from qa.page.html import tag
from qa.page.library import ANYTHING

_HEADER = """
element.addEventListener("change", (event) => trigger("language", { language: event.target.value }));
watch("value", () => window.askTheLetter.setLanguage(element));
"""

_CONVERSATION = """
element.addEventListener("click", (event) => {
  const data = event.target.closest("button")?.dataset ?? {};
  if (data.question) trigger("example", { question: data.question });
  else if (data.judge) trigger("judge", { judgement: data.judge });
  else if ("new" in data) trigger("restart");
  else if ("bringBack" in data) trigger("leave");
});
window.askTheLetter.bring = (file) => trigger("bring", file);
watch("value", () => window.askTheLetter.conversationChanged());
"""

_LETTER = """
window.askTheLetter.openDocument = (name) => trigger("open", { document: name });
window.askTheLetter.browse = (wish) => trigger("browse", { wish });
window.askTheLetter.toLibrary = () => trigger("back");
watch("value", () => window.askTheLetter.letterChanged());
"""

_ROWS = """
watch("value", () => window.askTheLetter.rowsChanged());
"""

_SCOPE = """
element.addEventListener("click", (event) => {
  const data = event.target.closest("button")?.dataset ?? {};
  if ("only" in data) trigger("narrow", { only: data.only });
});
watch("value", () => window.askTheLetter.scopeChanged(element));
"""


class Parts:
    """The components, made inside the `gr.Blocks` that is being built. The states hold what is one visitor's own."""

    def __init__(self) -> None:
        self.turns = gr.State([])
        self.language = gr.State("en")
        self.shown = gr.State(None)
        self.own = gr.State(None)
        self.wish = gr.State(ANYTHING)
        self.saved = gr.BrowserState("", storage_key="ask-the-letter-language", secret="not a secret")
        self.header = _html("header", _HEADER)
        with gr.Row(elem_id="split"):
            with gr.Column(elem_id="chat"):
                self.conversation = _html("conversation", _CONVERSATION)
                self.status = _html("status", value=live(""))
                with gr.Column(elem_id="composer"):
                    self.notice = _html("notice")
                    self.scope = _html("scope", _SCOPE)
                    with gr.Row(elem_id="ask-row"):
                        self.question = gr.Textbox(lines=1, max_lines=6, elem_id="question")
                        self.send = gr.Button("", variant="primary", elem_id="send")
            with gr.Column(elem_id="reader"):
                self.reader = _html("letter", _LETTER)
                self.rows = _html("rows", _ROWS)

    @property
    def everything(self) -> list[Any]:
        """All components that handlers change."""
        states = [self.turns, self.language, self.shown, self.own, self.wish, self.saved]
        chat = [self.header, self.conversation, self.status, self.notice, self.scope, self.question, self.send]
        return [*states, *chat, self.reader, self.rows]


def live(message: str) -> str:
    """What a screen reader is told. The element stays and its text changes, or else nothing would be read out."""
    return tag("p", escape(message), role="status")


def _html(name: str, js: str | None = None, value: str = "") -> Any:
    """An element that handlers fill; `name` is its id. Typed as Any: its own events are made up by its script."""
    return gr.HTML(value, elem_id=name, js_on_load=js, apply_default_css=False)
