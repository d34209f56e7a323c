"""Pictures of pages: PNG, JPEG, and TIFF with one page or more."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from index.errors import Fault, UnreadableError
from index.source.formats.pages.layout import Page, source
from index.types import Source

if TYPE_CHECKING:
    from PIL.Image import Image

PIXEL_LIMIT = 80_000_000
"""Pixels of a page, 240 MB in memory: A4 at 600 dots per inch has 35 million, A3 twice as many."""

PAGE_LIMIT = 500

_WIDTH = 595.0
"""Points. A picture does not always say how large its paper was, so it is taken for A4; only proportions matter."""


def read(name: str, data: bytes) -> Source:
    """A picture of a page, or a TIFF of several.

    Raises:
        LetterError: it is no picture, it is damaged or too large, or no text was recognised.
    """
    from index.source.formats.pages.ocr import recognise

    pages = []
    for picture in _frames(name, data):
        scale = _WIDTH / picture.width
        pages.append(Page(picture.height * scale, tuple(recognise(picture, scale)), _WIDTH))
    if not any(page.lines for page in pages):
        raise UnreadableError(
            Fault.EMPTY, f"No text was recognised in {name!r}. Scan it straight, with 200 dots per inch or more."
        )
    return source(name, pages)


def _frames(name: str, data: bytes) -> Iterator["Image"]:
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
            if getattr(image, "n_frames", 1) > PAGE_LIMIT:
                raise UnreadableError(Fault.TOO_LARGE, f"{name!r} has more than {PAGE_LIMIT} pages. Split it.")
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > PIXEL_LIMIT:
                    pixels = PIXEL_LIMIT // 1_000_000
                    raise UnreadableError(
                        Fault.TOO_LARGE, f"{name!r} has more than {pixels} million pixels. Scan it anew."
                    )
                yield ImageOps.exif_transpose(frame).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError(
            Fault.UNKNOWN, f"{name!r} is not a PNG, JPEG or TIFF picture, or far too large. Scan it anew."
        ) from error
    except (EOFError, OSError, SyntaxError, TypeError, ValueError, struct.error, zlib.error) as error:
        raise UnreadableError(Fault.DAMAGED, f"{name!r} is a damaged picture. Scan it anew.") from error
