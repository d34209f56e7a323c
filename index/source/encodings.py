"""Bytes → text: Unicode, GB18030 as browsers read it, or Big5; a byte that is no text becomes U+FFFD and is told of."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from index.errors import Fault, UnreadableError

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""Characters that no text has. Form feeds and vertical tabs (Word's line breaks) are none of them."""

_END = b"\x1a\x00"
"""How DOS ended its files, and filled them up."""

_ODD = 0.02
"""Share of characters that are no text, up to which a file is text with a few bad bytes; of a program or a picture it
is a fifth."""

_USUAL = 0.8
"""Share of its Chinese characters that a text has among the usual ones, at the least. Read in its own encoding it has
0.97 and more, in the other one 0.3 to 0.6."""

_ENOUGH = 200
"""Wide characters of a text by which its encoding is judged; six are nearly always enough."""

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, the longer ones first."""

_WHAT_ELSE = {
    True: "is not a text file. Save the letter as plain text first.",
    False: "is neither UTF-8 nor GB18030 nor Big5 text. Save it in one of these.",
}
"""Whether the bytes are binary → what to say of them."""

_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5"}

_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
"""Names that pages give their encoding, as browsers understand them (WHATWG Encoding); others are Python's."""

_AS_BROWSERS = {
    **dict(zip(range(0xE78D, 0xE797), map(ord, "︐︒︑︓︔︕︖︗︘︙"), strict=True)),
    **dict(zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)),
    0xE5E5: 0x3000,
    0xE7C7: 0x1E3F,
    0xDC80: 0x20AC,
    **dict.fromkeys(range(0xDC81, 0xDD00), 0xFFFD),
}
"""Where the WHATWG Encoding Standard reads GB18030 otherwise than Python: A3A0 is a full-width space, 80 is €, and the
18 characters that GB 18030-2022 moved out of the private use area; and bytes that are none."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and what to know of its reading: a sentence each."""

    text: str
    remarks: tuple[str, ...] = ()


def decode(data: bytes, name: str, declared: str = "") -> Decoded:
    """Bytes → text; line ends become "\\n". `declared` is the encoding that a page says it has; it counts unless the
    bytes are UTF-8, in which nothing else comes out by chance.

    Raises:
        UnreadableError: the data are empty, binary, or in no encoding that is known. `name` is said in the message.
    """
    text, encoding = _read(data, _ALIASES.get(declared.lower(), declared.lower()))
    text = _CONTROL.sub("\ufffd", text)
    bad = text.count("\ufffd")
    if not encoding or bad > max(1, _ODD * len(text)):
        raise UnreadableError(Fault.UNKNOWN, f"{name!r} {_WHAT_ELSE[_is_binary(data)]}")
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableError(Fault.EMPTY, f"{name!r} is empty. Nothing can be asked of it.")
    remarks = ["The file was read as Big5 text."] if encoding == "big5hkscs" else []
    if bad:
        count = "One character" if bad == 1 else f"{bad} characters"
        remarks.append(f"{count} could not be read as {_NAMES.get(encoding, encoding.upper())}: shown as \ufffd.")
    return Decoded(text, tuple(remarks))


def _read(data: bytes, declared: str) -> tuple[str, str]:
    """The text in the encoding that fits best, and its name; "" if none does."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").rstrip("\x1a\x00"), encoding
    data = data if b"\x00" in data.rstrip(_END) else data.rstrip(_END)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    bad, wide = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
    if 5 * bad <= wide:
        return text, "utf-8"
    if _is_known(declared):
        return (_gb18030(data) if declared == "gb18030" else data.decode(declared, "replace")), declared
    best = max(_candidates(data), key=lambda candidate: usual(candidate[0]))
    if usual(best[0]) >= _USUAL:
        return best
    return text, "utf-8" if bad <= _ODD * len(text) else ""


def _candidates(data: bytes) -> Iterator[tuple[str, str]]:
    yield _gb18030(data), "gb18030"
    yield data.decode("big5hkscs", "replace"), "big5hkscs"
    if b"\x00" in data and len(data) % 2 == 0:  # a file of Unicode that has lost its mark
        for encoding in ("utf-16-le", "utf-16-be"):
            yield data.decode(encoding, "replace"), encoding


def _gb18030(data: bytes) -> str:
    return data.decode("gb18030", "surrogateescape").translate(_AS_BROWSERS)


def _is_known(encoding: str) -> bool:
    try:
        return bool(encoding) and codecs.lookup(encoding)._is_text_encoding
    except (LookupError, ValueError):
        return False


def usual(text: str) -> float:
    """Share of a text's first wide characters that are usual ones, 0 to 1; 1 if it has none.

    Usual are those that GB 2312 has in its first level (and among its marks), or Big5 in its first: both standards put
    the characters of everyday writing there, in all 6,400.
    """
    wide = list(islice((character for character in text if character > "\x7f"), _ENOUGH))
    return sum(map(_is_usual, wide)) / len(wide) if wide else 1.0


@cache
def _is_usual(character: str) -> bool:
    if character in "\u3000\ue5e5•·€":
        return True
    code = character.encode("gb2312", "ignore")
    if len(code) == 2 and (code < b"\xa4" or b"\xb0" <= code < b"\xd8"):
        return True
    code = character.encode("big5", "ignore")
    return len(code) == 2 and code < b"\xc6\x7f"


def _is_binary(data: bytes) -> bool:
    return len(re.findall(rb"[\x00-\x08\x0e-\x1f\x7f]", data)) > _ODD * len(data)
