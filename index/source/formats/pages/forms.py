"""What was filled into the forms of a PDF page, and typed on it: values with their places."""

from collections.abc import Iterator
from ctypes import c_uint16, sizeof
from typing import TYPE_CHECKING, Any

from index.source.formats.pages.fragments import Fragment
from index.source.formats.pages.glyphs import placed

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_UNSEEN = 2 | 32
"""Flags of annotations that are hidden or not viewed (ISO 32000, 12.5.3)."""

_PITCH = 1.3
"""Characters between the lines of a field."""


def filled(page: "PdfPage", size: float) -> Iterator[Fragment]:
    """The values of a page's fields as fragments in characters of a `size`: words, and ☑ or ☐ for boxes."""
    from pypdfium2 import raw

    place = placed(page)
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        box = raw.FS_RECTF()
        if not raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN and raw.FPDFAnnot_GetRect(annotation, box):
            left, top, right, bottom = place(box.left, box.bottom, box.right, box.top)
            lines = _value(page, annotation).replace("\r\n", "\n").replace("\r", "\n").split("\n")
            first = (top + bottom) / 2 - ((len(lines) - 1) * _PITCH + 1) * size / 2
            for at, words in enumerate(lines):
                if words.strip():
                    start = first + at * _PITCH * size
                    end = max(left + 1, min(right, left + len(words) * size))
                    yield Fragment(words.strip(), left, end, start, start + size)
        raw.FPDFPage_CloseAnnot(annotation)


def _value(page: "PdfPage", annotation: Any) -> str:
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")
    if kind != raw.FPDF_ANNOT_WIDGET or page.formenv is None:
        return ""
    form = page.formenv
    field = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if field in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☑" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if field in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _string(read: Any, *arguments: Any) -> str:
    """A string that PDFium writes into a buffer, as UTF-16 with a zero at its end."""
    length = read(*arguments, None, 0)
    buffer = (c_uint16 * (length // sizeof(c_uint16) + 1))()
    read(*arguments, buffer, length)
    return bytes(buffer)[:length].decode("utf-16-le", "replace").rstrip("\x00")
