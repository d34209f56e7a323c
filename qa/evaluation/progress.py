"""A bar on stderr for people who wait."""

import sys
from typing import Any

import typer

from qa.evaluation.asking import Progress


def asking_bar() -> Progress | None:
    """A bar of questions asked; it begins anew with every task. None where stderr is not a terminal."""
    if not sys.stderr.isatty():
        return None
    bar: Any = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if done == 1:
            bar = typer.progressbar(length=total, label="Asking", file=sys.stderr)
        bar.update(1)
        if done == total:
            bar.render_finish()

    return show
