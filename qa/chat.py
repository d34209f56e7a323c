"""The chat page and its HTTP endpoint: the letter beside the conversation, in a browser on this machine.

Everything the page needs comes from this server; it loads nothing from elsewhere and reports nothing to anyone.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from qa.answering.letter import Letter
from qa.page import shell
from qa.page.app import App
from qa.page.endpoint import publish
from qa.page.feedback import Feedback
from qa.page.uploads.bring import Table
from qa.server.desk import Desk, Log
from qa.server.run import Server
from qa.server.site import Site

if TYPE_CHECKING:
    from qa.composing.composer import Composer

_AT_ONCE = 8
"""Questions answered at the same time; the rest queue. With the embedded model an answer is some milliseconds of Python
and 1 to 16 at once give the same throughput; a transformer computes outside Python, and there a few overlap well."""

_SYSTEM_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def serve(
    letter: Letter,
    site: Site,
    *,
    feedback: Path | None = None,
    mcp: bool = False,
    log: Log | None = None,
    composer: "Composer | None" = None,
) -> None:
    """Serve the page until SIGINT or SIGTERM; questions that are being answered then still get their answers.

    Args:
        letter: what is asked.
        site: where it is served, and to whom.
        feedback: a file that readers' judgements are appended to, in the gold format; None: they are not asked.
        mcp: also serve MCP, the tool `ask_letter` and the letter as a resource, under `/gradio_api/mcp/`.
        log: where every question is noted.
        composer: a language model that programs may ask for an answer in their language; None: there is none.

    Raises:
        LetterError: the address cannot be listened on, or a package for MCP is missing.
    """
    server = build(letter, site, feedback=feedback, mcp=mcp, log=log, composer=composer)
    tool = f", MCP at {site.address}gradio_api/mcp/" if mcp else ""
    hello = f"Ask at {site.address}{tool} (Ctrl+C stops the page)"
    server.run_until_stopped(lambda: print(hello, file=sys.stderr if log else sys.stdout, flush=True))


def build(
    letter: Letter,
    site: Site,
    *,
    feedback: Path | None = None,
    mcp: bool = False,
    log: Log | None = None,
    composer: "Composer | None" = None,
) -> Server:
    """The page and its endpoints, not yet served.

    Raises:
        LetterError: a package for MCP is missing.
    """
    desk = Desk(log)
    app = App(letter, Feedback(feedback) if feedback else None, desk, Table(limited=site.rate > 0))
    page: gr.Blocks
    with gr.Blocks(title="公函问答 · Ask the letter", analytics_enabled=False, fill_width=True) as page:
        shell.lay_out()
        app.publish()
        publish(letter, desk, mcp=mcp, concurrency_limit=_AT_ONCE, composer=composer)
    theme = gr.themes.Base(font=_SYSTEM_FONTS, font_mono=("ui-monospace", "monospace"))
    # Gradio sums up its last 10,000 events, by pandas, after each event: nobody asks for it, and it takes longer than
    # an answer.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
    page.queue(default_concurrency_limit=_AT_ONCE)
    return Server(page, letter, desk, site, mcp=mcp, theme=theme, head=shell.head())
