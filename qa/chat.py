"""The chat page and its HTTP endpoint: the letter beside the conversation, in a browser on this machine.

Everything the page needs comes from this server; it loads nothing from elsewhere and reports nothing to anyone.
"""

from pathlib import Path

import gradio as gr

from index.errors import LetterError
from qa.letter import Letter
from qa.page.app import App
from qa.page.endpoint import publish
from qa.page.feedback import Feedback

_PAGE = Path(__file__).parent / "page"

_AT_ONCE = 8
"""Questions answered at the same time. An answer is short and mostly numpy, so a few overlap well; the rest queue."""

_SYSTEM_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def serve(
    letter: Letter,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    feedback: Path | None = None,
    mcp: bool = False,
) -> None:
    """Serve the page until interrupted.

    Args:
        letter: what is asked.
        host: the address to listen on.
        port: the port to listen on.
        feedback: a file that readers' judgements are appended to, in the gold format; None: they are not asked.
        mcp: also serve MCP, the tool `ask_letter` and the letter as a resource, under `/gradio_api/mcp/`.

    Raises:
        LetterError: the address cannot be listened on, or a package for MCP is missing.
    """
    page = build(letter, feedback=feedback, mcp=mcp)
    address = launch(page, host, port, mcp=mcp)
    tool = f", MCP at {address}gradio_api/mcp/" if mcp else ""
    print(f"Ask at {address}{tool} (Ctrl+C stops the page)", flush=True)
    page.block_thread()


def build(letter: Letter, *, feedback: Path | None = None, mcp: bool = False) -> gr.Blocks:
    """The page and its endpoints, not yet served."""
    app = App(letter, Feedback(feedback) if feedback else None)
    blocks: gr.Blocks
    with gr.Blocks(title="公函问答 · Ask the letter", analytics_enabled=False, fill_width=True) as blocks:
        app.lay_out(blocks, _AT_ONCE)
        publish(letter, mcp=mcp, concurrency_limit=_AT_ONCE)
    return blocks


def launch(page: gr.Blocks, host: str, port: int, *, mcp: bool = False) -> str:
    """Serve a built page in a thread until `page.close()`; return its address.

    Raises:
        LetterError: the address cannot be listened on, or a package for MCP is missing.
    """
    try:
        _, url, _ = page.queue(default_concurrency_limit=_AT_ONCE).launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            share=False,
            quiet=True,
            ssr_mode=False,
            enable_monitoring=False,
            run_history=False,
            footer_links=[],
            max_file_size="1mb",
            mcp_server=mcp,
            theme=gr.themes.Base(font=_SYSTEM_FONTS, font_mono=("ui-monospace", "monospace")),
            head=_head(),
        )
    except OSError as error:
        raise LetterError(f"The chat cannot listen on {host}:{port}. Choose another --port or --host.") from error
    except ImportError as error:
        raise LetterError(f"MCP needs a package that is missing ({error}). Install gradio[mcp].") from error
    return str(url)


def _head() -> str:
    style = (_PAGE / "page.css").read_text(encoding="utf-8")
    script = (_PAGE / "page.js").read_text(encoding="utf-8")
    return f"<style>\n{style}</style>\n<script>\n{script}</script>"
