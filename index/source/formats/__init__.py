"""Files → texts: one module per format, each with `read(name, data) -> Source`. Libraries are imported when used."""

from collections.abc import Mapping

FORMATS: Mapping[str, str] = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
}
"""Suffix → the module that reads such a file."""
