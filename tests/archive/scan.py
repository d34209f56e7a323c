"""PDF → pictures of its pages, as a scanner makes them: text can only be read from them by recognition."""

from pathlib import Path

import pypdfium2
from PIL.Image import Image

DPI = 200


def pictures(pdf: Path) -> list[Image]:
    """A picture of each page, in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def scan(pdf: Path, path: Path) -> None:
    """A PDF that shows the same pages as pictures, and has no text."""
    first, *rest = pictures(pdf)
    first.save(path, save_all=True, append_images=rest, resolution=DPI)
