"""Values → HTML or XML, by the templates beside this file. Every value is escaped on its way in."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FOLDER = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(_FOLDER)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(name: str, /, **values: object) -> str:
    """A template filled in, by the name of its file."""
    return _environment().get_template(name).render(values)
