"""Files → texts: one module per format, each with `read(name, data) -> Source`. Libraries are imported when used."""

from collections.abc import Mapping

FORMATS: Mapping[str, str] = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".docx": "word.docx",
    ".docm": "word.docx",
    ".rtf": "rtf",
    ".pdf": "pages.pdf",
    ".png": "pages.image",
    ".jpg": "pages.image",
    ".jpeg": "pages.image",
    ".tif": "pages.image",
    ".tiff": "pages.image",
}
"""Suffix → the module that reads such a file."""
