"""A picture of a page → lines, by RapidOCR (PP-OCR models on ONNX Runtime), which comes with the extra `ocr`."""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from index.source.formats.pages.fragments import Fragment, lines
from index.source.formats.pages.layout import Line

if TYPE_CHECKING:
    from PIL.Image import Image

_engine_lock = Lock()


def recognise(picture: "Image", scale: float) -> list[Line]:
    """The lines of text in a picture in RGB, in reading order. `scale` turns pixels into the units of the page."""
    import numpy as np

    with _engine_lock:
        found = _engine()(np.asarray(picture)[:, :, ::-1])
    if found.boxes is None:
        return []
    return lines(_fragment(box.tolist(), text, scale) for box, text in zip(found.boxes, found.txts, strict=True))


@cache
def _engine() -> Any:
    """The engine with the models in its package. Lines are taken to stand upright: its test for that turned some of an
    upright letter round, and they were lost."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False})


def _fragment(box: list[list[float]], text: str, scale: float) -> Fragment:
    """The upright box around the four corners of a recognised text."""
    across, down = [x * scale for x, _ in box], [y * scale for _, y in box]
    return Fragment(text, min(across), max(across), min(down), max(down))
