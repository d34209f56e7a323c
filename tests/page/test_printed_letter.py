"""A letter that a browser prints: a PDF by other means than the tests' own, with other fonts and justified lines."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, PdfMargins

from index.outline.parse import parse
from index.source.files import read
from tests.archive import letters, write

STYLE = (
    "body { font: 16pt/28pt serif; text-align: justify } td { text-align: left; border: 1px solid }"
    "p, h1 { margin: 0 } h1 { font-size: 22pt; font-weight: normal } table { border-collapse: collapse; width: 100% }"
)
HEADER = "<div style='font-size: 10px; margin-left: 30mm'>市政府文件汇编</div>"
FOOTER = "<div style='font-size: 10px; width: 100%; text-align: center'>— <span class=pageNumber></span> —</div>"
MARGINS: PdfMargins = {"top": "37mm", "bottom": "35mm", "left": "28mm", "right": "26mm"}  # GB/T 9704-2012


@pytest.mark.parametrize("paragraphs", ["", "p { margin: 10pt 0; text-indent: 0 !important }"])
def test_a_letter_printed_by_a_browser_has_the_passages_of_its_text(
    browser: Browser, tmp_path: Path, paragraphs: str
) -> None:
    """Paragraphs are indented, or else set apart by white space."""
    page = browser.new_page()
    for letter in letters(7):
        html = write(letter, tmp_path, "html").read_text().replace("p { margin: 0 }", STYLE + paragraphs)
        page.set_content(html)
        printed = tmp_path / "printed.pdf"
        page.pdf(
            path=printed,
            format="A4",
            margin=MARGINS,
            display_header_footer=True,
            header_template=HEADER,
            footer_template=FOOTER,
        )
        found, expected = (parse(read([path])[0]) for path in (printed, write(letter, tmp_path, "text")))
        assert [p.text for p in found.passages] == [p.text for p in expected.passages]
        assert [p.citation.labels for p in found.passages] == [p.citation.labels for p in expected.passages]
        assert len(found.margins) == 2 * len(found.pages)
    page.close()
