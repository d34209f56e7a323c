"""How long the stages of a question take. Code marks its stages; whoever wants to know listens."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LISTENING: ContextVar[dict[str, float] | None] = ContextVar("stages", default=None)


@contextmanager
def stages() -> Iterator[dict[str, float]]:
    """Inside, the dict fills with seconds by stage; a stage that comes twice is added up."""
    spent: dict[str, float] = {}
    token = _LISTENING.set(spent)
    try:
        yield spent
    finally:
        _LISTENING.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Marks a stage. Costs next to nothing where nobody listens."""
    spent = _LISTENING.get()
    if spent is None:
        yield
        return
    start = time.perf_counter()
    try:
        yield
    finally:
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - start
