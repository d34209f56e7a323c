"""The real letter as a PDF, made from its text: its page breaks are where the text says that they were."""

from pathlib import Path

from index.outline import parse
from index.reader import read
from tests.archive.content import Style
from tests.archive.pdf import Setter, canvas
from tests.conftest import LETTER

_CENTRED = ("中山市商务局\n", "中商务电函")


def real_letter(path: Path) -> None:
    """Save the PDF. Its lines and paragraphs are those of the text; every page has its number."""
