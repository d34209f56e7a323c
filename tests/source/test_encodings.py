"""Encodings: what browsers read is read, one bad byte costs one character, and nothing is ever garbled in silence."""

import pytest

from index.errors import Fault, UnreadableError
from index.source.encodings import decode
from index.source.files import extract

LETTER = "关于东湖疏浚的答复\n　　湖面已经清理，余额609.82亿元，已移交“湖长”管理。\n"
TRADITIONAL = "關於東湖疏濬的函覆\n　　湖面業經清理，餘額六億元，移交「湖長」管理。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_a_text_reads_the_same_in_every_encoding_that_says_what_it_is(encoding: str) -> None:
    decoded = decode(LETTER.encode(encoding), "x")
    assert (decoded.text, decoded.remarks) == (LETTER, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_reads_with_its_mark_and_without(encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    assert decode(mark + LETTER.encode(encoding), "x").text == LETTER
    assert decode(LETTER.encode(encoding), "x").text == LETTER


def test_traditional_text_is_told_apart_in_big5_and_in_gb18030() -> None:
    big5 = decode(TRADITIONAL.encode("big5"), "x")
    assert big5.text == TRADITIONAL
    assert big5.remarks == ("The file was read as Big5 text.",)
    assert decode(TRADITIONAL.encode("gb18030"), "x") == decode(TRADITIONAL.encode(), "x")


@pytest.mark.parametrize(
    "words", ["環境保護局", "附件：工程預算表", "中華民國一百十二年五月六日", "主旨：請查照。", "說明：一、依據"]
)
def test_a_few_words_of_big5_are_enough(words: str) -> None:
    assert decode(words.encode("big5"), "x").text == words


@pytest.mark.parametrize(
    "words", ["水利局", "附件：工程预算表", "二〇二三年五月六日", "请于6月底前报送。", "（一）清淤"]
)
def test_a_few_words_of_gb18030_are_enough(words: str) -> None:
    assert decode(words.encode("gb18030"), "x").text == words


def test_gb18030_reads_as_in_browsers() -> None:
    """A3A0, 80, and the characters that GB 18030-2022 moved, as the WHATWG Encoding Standard has them."""
    text = decode(
        (LETTER + "预算").encode("gb18030") + b"\xa3\xa0\x80\xa6\xd9\xfe\x59\xa8\xbc" + "元整".encode("gb18030"), "x"
    )
    assert text.text == LETTER + "预算\u3000€\ufe10\u9fb4\u1e3f元整"
    assert text.remarks == ()


@pytest.mark.parametrize("bad", [b"\xff", b"\xd6\n", b"\x81\x20", b"\xfd ", b"\x07"])
def test_one_bad_byte_costs_one_character_and_is_told_of(bad: bytes) -> None:
    decoded = decode((LETTER * 3).encode("gb18030") + bad + LETTER.encode("gb18030"), "x")
    assert decoded.text.count("\ufffd") == 1
    assert decoded.text.endswith(LETTER)
    assert decoded.remarks == ("One character could not be read as GB18030: shown as \ufffd.",)


@pytest.mark.parametrize("at", [0, 1, 30, 31, 100])
def test_a_byte_that_utf_8_lacks_does_not_make_it_gb18030(at: int) -> None:
    data = (LETTER * 3).encode()
    decoded = decode(data[:at] + data[at + 1 :], "x")
    assert "已移交“湖长”管理。" in decoded.text
    assert decoded.remarks


@pytest.mark.parametrize("end", [b"\x1a", b"\x1a\x1a", b"\r\n\x1a", b"\x1a\x00\x00\x00", b"\x00"])
def test_how_dos_ended_files_is_no_text(end: bytes) -> None:
    for encoding in ("gb18030", "utf-8"):
        decoded = decode(LETTER.encode(encoding) + end, "x")
        assert (decoded.text.rstrip(), decoded.remarks) == (LETTER.rstrip(), ())


def test_marks_of_files_that_were_joined_are_no_text() -> None:
    assert decode(LETTER.encode("utf-8-sig") + LETTER.encode("utf-8-sig"), "x").text == LETTER * 2


def test_a_western_letter_with_one_accent_is_not_garbled() -> None:
    decoded = decode(("The bureau has answered. " * 9 + "Caf\xe9.").encode("latin-1"), "x")
    assert decoded.text.endswith("Caf\ufffd.")


@pytest.mark.parametrize(
    "data", [b"\xff" * 40, "привет, мир и труд".encode("cp1251"), "ありがとう漢字".encode("euc-jp")[1:]]
)
def test_what_is_in_no_known_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="neither UTF-8 nor GB18030") as caught:
        decode(data, "x")
    assert caught.value.fault is Fault.UNKNOWN


PAGE = "<html><head><meta {}></head><body><p>{}</p></body></html>"


@pytest.mark.parametrize(
    ("meta", "encoding", "words"),
    [
        ('charset="gb2312"', "gb18030", "东湖疏浚"),
        ('http-equiv="Content-Type" content="text/html; charset=GBK"', "gb18030", "东湖疏浚"),
        ("charset=big5", "big5", "東湖疏濬"),
        ("charset='shift_jis'", "shift_jis", "東湖の浚渫"),
        ('charset="euc-kr"', "euc-kr", "동호 준설"),
        ('charset="gb2312"', "utf-8", "东湖疏浚"),  # saved anew by an editor that left the mark as it was
        ('charset="no-such-thing"', "gb18030", "东湖疏浚"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares_unless_it_is_utf_8(
    meta: str, encoding: str, words: str
) -> None:
    assert extract("a.html", PAGE.format(meta, words).encode(encoding)).text == f"{words}\n"
