"""The page's frame: one component, in which the script builds what the server tells it."""

from pathlib import Path

import gradio as gr

from qa.page.html import render

_STATIC = Path(__file__).parent / "static"

_START = "window.askTheLetter.start(element);"


def lay_out() -> None:
    """Make the component inside the `gr.Blocks` that is being built."""
    gr.HTML(render("page.html"), elem_id="page", js_on_load=_START, apply_default_css=False)


def head() -> str:
    """The page's styles and script, for its head. The files of the script share one scope, so that the page has one
    name in the window."""
    style = "\n".join(_read("css"))
    script = "\n".join(_read("js"))
    return f"<style>\n{style}</style>\n<script>\n(() => {{\n{script}}})();\n</script>"


def _read(kind: str) -> list[str]:
    files = sorted((_STATIC / kind).glob(f"*.{kind}"))
    return [file.read_text(encoding="utf-8") for file in files]
