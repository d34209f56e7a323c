"""The characters of symbol fonts → the Unicode characters that look like them: ticked boxes, arrows, Greek letters.

A symbol font has its pictures at 0x20 to 0xFF, which Word also writes as U+F020 to U+F0FF. The tables hold what stands
in letters and forms; the mapping of Wingdings is that of Unicode 7 (L2/11-052).
"""

from collections.abc import Mapping

UNKNOWN = "\ufffd"
"""What stands for a symbol that has no character."""


def _from(start: int, characters: str) -> dict[int, str]:
    return {start + at: character for at, character in enumerate(characters) if character != " "}


_WINGDINGS = {
    **_from(0x21, "✏✂✁"),
    **_from(0x28, "☎✆✉"),
    **_from(0x36, "⌛⌨"),
    **_from(0x41, "✌👌👍👎☜☞☝☟✋☺😐☹💣☠⚐"),
    **_from(0x52, "☼💧❄"),
    **_from(0x58, "✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓"),
    **_from(0x6C, "●❍■□🞐❑❒⬧⧫◆❖⬥⌧⮹⌘"),
    **_from(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    **_from(0x9E, "·•▪○⭘◉◎"),
    **_from(0xA7, "▪◻"),
    **_from(0xAA, "✦★✶✴✹✵"),
    **_from(0xD5, "⌫⌦"),
    **_from(0xD8, "➢"),
    **_from(0xDC, "➲"),
    **_from(0xDF, "←→↑↓↖↗↙↘"),
    **_from(0xE7, "🡸🡺🡹🡻"),
    **_from(0xEF, "⇦⇨⇧⇩⬄⇳"),
    **_from(0xF8, "🢬🢭✗✓☒☑"),
    0x6F: "☐",
    0xA8: "☐",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    0xA1: "○",
    0xA2: "⭘",
}
_WINGDINGS_2 = {
    **_from(0x4F, "✗✓☒☑☒☒"),
    **_from(0x6A, "①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    0x2F: "☐",
    0xA3: "☐",
    0x97: "●",
    0x98: "●",
    0x99: "●",
    0x81: "●",
    0x9F: "■",
    0xA0: "■",
    0xA2: "■",
}
_WEBDINGS = {**_from(0x33, "◀▶▲▼⏪⏩⏮⏭⏸⏹⏺"), 0x61: "✔", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✗", 0x79: "⚠"}
_SYMBOL = {
    **_from(0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"),
    **_from(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
    **_from(0xA2, "′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    **_from(0xC4, "⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"),
    0x22: "∀",
    0x24: "∃",
    0x27: "∋",
    0x2D: "−",
    0x40: "≅",
    0x5C: "∴",
    0x5E: "⊥",
    0x7E: "∼",
    0xE5: "∑",
    0xF2: "∫",
}
_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def is_symbol_font(font: str) -> bool:
    """Whether the letters of a font are pictures."""
    return font.lower() in _FONTS


def symbol(font: str, code: int) -> str:
    """The character for a code of a font; for fonts of text the character itself, `UNKNOWN` for one that is private."""
    private = 0xE000 <= code <= 0xF8FF
    if font.lower() in _FONTS:
        low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
        return " " if low == 0x20 else _FONTS[font.lower()].get(low, _plain(font, low))
    return UNKNOWN if private or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def _plain(font: str, code: int) -> str:
    """The font Symbol has figures and marks in the places of ASCII; the others have pictures there."""
    return chr(code) if font.lower() == "symbol" and 0x20 < code < 0x40 else UNKNOWN


def text_in(font: str, words: str) -> str:
    """Words that are set in a symbol font, as characters."""
    return "".join(symbol(font, ord(character)) for character in words)
