"""Files that are not what their name says, damaged, encrypted, or made to do harm: one clear sentence, nothing else."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipExtFile, ZipFile

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import index.source.files
import index.source.formats.pages.image
import index.source.formats.pages.pdf
import index.source.formats.word.docx
from index.errors import LetterError
from index.source.files import SUFFIXES, extract
from tests.archive import letters, write

LETTER = letters(1)[0]


def refused(name: str, data: bytes) -> str:
    """The message with which a file is refused: one line that names the file."""
    with pytest.raises(LetterError) as caught:
        extract(name, data)
    message = str(caught.value)
    assert name in message
    assert "\n" not in message
    return message


def text_of(name: str, data: bytes) -> str:
    """The text of a file, "" if it is refused."""
    try:
        return extract(name, data).text
    except LetterError:
        return ""


def package(**parts: str) -> bytes:
    """A zip file with these parts below word/."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def word(text: str, before: str = "") -> str:
    """The main part of a Word file."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f'{before}<w:document xmlns:w="{space}">{body}</w:document>'


def pdf(pages: int = 1, password: str = "", words: str = "Letter") -> bytes:
    """A PDF with a word on each page."""
    file = BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption(password, "owner") if password else None)
    for _ in range(pages):
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    """A white picture."""
    file = BytesIO()
    Image.new("1", (width, height), 1).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_refused_in_every_format(suffix: str) -> None:
    assert "is empty" in refused(f"a{suffix}", b"")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_file_of_another_format_is_refused(tmp_path: Path, suffix: str, format: str) -> None:
    if suffix not in (f".{format}", ".docm"):
        refused(f"a{suffix}", write(LETTER, tmp_path, format).read_bytes())


def test_text_under_the_name_of_another_format_is_refused() -> None:
    for suffix in (".docx", ".pdf", ".png", ".jpg", ".tif", ".html"):
        assert "is not" in refused(f"a{suffix}", "关于建议的答复".encode())


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_truncated_file_is_refused_or_still_read(tmp_path: Path, format: str) -> None:
    """A PDF is repaired where it can be; what is read then is the letter's own text."""
    data = write(LETTER, tmp_path, format).read_bytes()
    texts = [text_of(f"a.{format}", data[: len(data) * share // 20]) for share in range(1, 20)]
    assert all(LETTER.issuer in text for text in texts if text)
    assert format == "pdf" or not any(texts)


def test_a_file_with_flipped_bytes_never_raises_anything_else(tmp_path: Path) -> None:
    for format in ("docx", "pdf"):
        data = bytearray(write(LETTER, tmp_path, format).read_bytes())
        for at in range(0, len(data), max(len(data) // 60, 1)):
            spoilt = bytes(data[:at]) + bytes([data[at] ^ 0x55]) + bytes(data[at + 1 :])
            assert "\x00" not in text_of(f"a.{format}", spoilt)


def test_encrypted_files_say_so() -> None:
    assert "encrypted" in refused("a.pdf", pdf(password="secret"))
    assert "encrypted" in refused("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = package(document=word("甲" * (index.source.formats.word.docx.PART_LIMIT // 3)))
    assert len(bomb) < 200_000
    monkeypatch.setattr(ZipExtFile, "read", None)
    assert "too large" in refused("a.docx", bomb)


def test_entities_in_a_word_file_are_refused_and_nothing_outside_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    external = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    laughs = '<!DOCTYPE d [<!ENTITY a "甲甲甲甲甲甲甲甲"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for declaration in (external, laughs):
        assert "entities" in refused("a.docx", package(document=word("&e;", declaration)))


def test_deeply_nested_elements_are_refused() -> None:
    assert "deeply" in refused("a.html", ("<div>" * 5000 + "甲").encode())
    nested = word("甲").replace("<w:p>", "<w:sdt>" * 5000).replace("</w:p>", "</w:sdt>" * 5000)
    assert "damaged" in refused("a.docx", package(document=nested))


def test_nothing_in_html_is_executed_or_fetched() -> None:
    script = "<script src='http://example.invalid/a.js'>x()</script>"
    page = f"<p>甲</p>{script}<img src=x onerror=y()><iframe src=z>乙</iframe>"
    assert extract("a.html", page.encode()).text == "甲\n"
    assert "no text" in refused("a.html", b"<script>document.write('letter')</script>")


@pytest.mark.parametrize("words", ["[" * 20000, "*a " * 20000, "![[]()" * 5000, "> " * 3000 + "a", "|a" * 5000 + "\n"])
def test_markdown_that_is_hard_to_parse_is_read_all_the_same(words: str) -> None:
    assert extract("a.md", ("甲\n\n" + words).encode()).text.startswith("甲\n")


def test_pages_pixels_and_bytes_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.source.formats.pages.pdf, "PAGE_LIMIT", 2)
    assert "has 3 pages; 2 are allowed" in refused("a.pdf", pdf(pages=3))
    assert "pixels" in refused("a.png", png(9_000, 9_000))
    monkeypatch.setattr(index.source.files, "SIZE_LIMIT", 3)
    assert "more than" in refused("a.txt", b"letter")


def test_files_without_text_say_so() -> None:
    assert "no text" in refused("a.pdf", pdf(words=""))
    assert "no text" in refused("a.docx", package(document=word(" ")))


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", None)
    index.source.formats.pages.ocr._engine.cache_clear()
    assert "install the package 'rapidocr'" in refused("a.png", png(100, 100))
