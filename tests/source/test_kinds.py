"""What a file really is, and what is said of one that cannot be read: each kind has a sentence of its own."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from index.errors import Fault, UnreadableError
from index.source.files import extract

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*members: str) -> bytes:
    """A zip file with members of these names."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for member in members:
            archive.writestr(member, "<x/>")
    return file.getvalue()


def stream(name: str) -> bytes:
    """A file of old Office with a stream."""
    return OLE + name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "fault", "words"),
    [
        ("a.txt", b"", Fault.EMPTY, "is empty"),
        ("a.txt", b" \n", Fault.EMPTY, "is empty"),
        ("a.doc", stream("WordDocument"), Fault.UNKNOWN, "old Word or WPS"),
        ("a.wps", stream("WordDocument"), Fault.UNKNOWN, "save it as DOCX or PDF"),
        ("a.docx", stream("EncryptedPackage"), Fault.PASSWORD, "without a password"),
        ("a.xls", stream("Workbook"), Fault.UNKNOWN, "Excel"),
        ("a.xlsx", zipped("xl/workbook.xml"), Fault.UNKNOWN, "Excel"),
        ("a.docx", zipped("xl/workbook.xml"), Fault.UNKNOWN, "Excel"),
        ("a.pptx", zipped("ppt/presentation.xml"), Fault.UNKNOWN, "PowerPoint"),
        ("a.ofd", zipped("OFD.xml", "Doc_0/Document.xml"), Fault.UNKNOWN, "OFD"),
        ("a.odt", zipped("mimetype", "content.xml"), Fault.UNKNOWN, "OpenDocument"),
        ("a.zip", zipped("letter.txt"), Fault.UNKNOWN, "Unpack it"),
        ("a.rar", b"Rar!\x1a\x07\x00", Fault.UNKNOWN, "Unpack it"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(99), Fault.UNKNOWN, "program"),
        ("a.bmp", b"BM\x00\x10\x00\x00\x00\x00\x00\x00" + bytes(99), Fault.UNKNOWN, "PNG"),
        ("a.mp3", b"ID3" + bytes(range(256)), Fault.UNKNOWN, "sound"),
        ("a.txt", b"%PDF-1.7\n%", Fault.UNKNOWN, "is a PDF file, not .txt. Name it .pdf"),
        ("a.txt", rb"{\rtf1 x}", Fault.UNKNOWN, "Name it .rtf"),
        ("a.pdf", "关于".encode(), Fault.UNKNOWN, "is not a PDF file"),
        ("a.docx", b"PK\x03\x04 and nothing else", Fault.DAMAGED, "damaged"),
        ("~$letter.docx", b"\x05admin" + bytes(156), Fault.UNKNOWN, "what a program keeps beside"),
        ("._letter.docx", b"\x00\x05\x16\x07" + bytes(90), Fault.UNKNOWN, "what a program keeps beside"),
    ],
)
def test_each_kind_of_file_that_cannot_be_read_has_its_own_sentence(
    name: str, data: bytes, fault: Fault, words: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        extract(name, data)
    assert caught.value.fault is fault
    assert name in str(caught.value)
    assert words in str(caught.value)


RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 "
    rb"\'b9\'d8\'d3\'da\'cb\'ae\'bc\'db\par{\v \'d2\'fe}\u27700?\u20215?2.85\par A\cell B\cell\row}"
)


def test_rtf_is_read_with_its_code_page_hidden_text_and_rows() -> None:
    assert extract("a.rtf", RTF).text == "关于水价\n水价2.85\nA\tB\n"


@pytest.mark.parametrize("name", ["a.doc", "a", "a.wps"])
def test_a_file_whose_suffix_has_no_reader_is_read_by_its_bytes(name: str) -> None:
    """Many a .doc is RTF or a web page in truth."""
    assert extract(name, RTF).text.startswith("关于水价")
    assert extract(name, "<html><body><p>甲<p>乙</body></html>".encode()).text == "甲\n乙\n"


def test_a_saved_page_is_read_as_its_page() -> None:
    page = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<p>=B6=AB=BA=FE</p>\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    for name in ("a.mht", "a.doc"):
        assert extract(name, page.encode()).text == "东湖\n"
