"""Letters → files, one function per format."""

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.archive.content import Block, Letter, Style
from tests.archive.pdf import pdf

_INDENT = "\u3000\u3000"


def text(letter: Letter) -> str:
    """The letter as plain text, a line for each paragraph and table row."""
    return "".join(f"{line}\n" for block in letter.blocks for line in _lines(block))


def _lines(block: Block) -> list[str]:
    if block.style is Style.TABLE:
        return ["\t".join(cells) for cells in block.rows]
    return [(_INDENT if block.style is Style.BODY else "") + block.text]


def _markdown(letter: Letter) -> str:
    parts = []
    for block in letter.blocks:
        if block.style is Style.TABLE:
            head, *rows = (f"| {' | '.join(cells)} |" for cells in block.rows)
            parts.append("\n".join([head, "|---" * len(block.rows[0]) + "|", *rows]))
        else:
            words = block.text.replace(".", "\\.", 1) if block.text[:1].isdecimal() else block.text
            before = {Style.TITLE: "# ", Style.BODY: _INDENT}.get(block.style, "")
            parts.append(before + words)
    return "\n\n".join(parts) + "\n"


_CSS = {
    Style.TITLE: "text-align:center",
    Style.CENTRE: "text-align:center",
    Style.LEFT: "",
    Style.BODY: "text-indent:2em",
    Style.RIGHT: "text-align:right",
}


def _html(letter: Letter) -> str:
    parts = []
    for block in letter.blocks:
        if block.style is Style.TABLE:
            rows = ["".join(f"<td><p>{escape(cell)}</p></td>" for cell in cells) for cells in block.rows]
            parts.append("<table border=1>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>")
        else:
            name = "h1" if block.style is Style.TITLE else "p"
            parts.append(f'<{name} style="{_CSS[block.style]}"><span>{escape(block.text)}</span></{name}>')
    head = f'<meta charset="utf-8"><title>{escape(letter.title)}</title><style>p {{ margin: 0 }}</style>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = {
    Style.TITLE: '<w:jc w:val="center"/>',
    Style.CENTRE: '<w:jc w:val="center"/>',
    Style.LEFT: "",
    Style.BODY: '<w:ind w:firstLineChars="200" w:firstLine="640"/>',
    Style.RIGHT: '<w:jc w:val="right"/>',
}


def docx(path: Path, body: str, *, styles: str = "", numbering: str = "") -> None:
    """A Word file of a body, styles and lists in WordprocessingML, with a running header."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
        f'<Override PartName="/word/header1.xml" ContentType="{_TYPES}.header+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/header" Target="header1.xml"/></Relationships>',
        "word/header1.xml": f"<w:hdr {_WORD}>{_paragraph(Block(Style.CENTRE, '市政府文件'))}</w:hdr>",
        "word/styles.xml": f"<w:styles {_WORD}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_WORD}>{numbering}</w:numbering>",
        "word/document.xml": f'<w:document {_WORD} xmlns:r="{_OFFICE}"><w:body>{body}<w:sectPr><w:headerReference '
        'w:type="default" r:id="r1"/></w:sectPr></w:body></w:document>',
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>{content}', ZIP_DEFLATED)


def _paragraph(block: Block) -> str:
    """A paragraph in two runs, as Word writes one after an edit in its middle."""
    half = len(block.text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (block.text[:half], block.text[half:])
    )
    return f"<w:p><w:pPr>{_PROPERTIES[block.style]}</w:pPr>{runs}</w:p>"


def _word_table(block: Block) -> str:
    rows = ""
    for cells in block.rows:
        row = "".join(f"<w:tc>{_paragraph(Block(Style.LEFT, cell))}</w:tc>" for cell in cells)
        rows += f"<w:tr>{row}</w:tr>"
    return f"<w:tbl>{rows}</w:tbl>"


def _write_docx(letter: Letter, path: Path) -> None:
    docx(path, "".join(_word_table(b) if b.style is Style.TABLE else _paragraph(b) for b in letter.blocks))


def _encoded(make: Callable[[Letter], str], encoding: str = "utf-8") -> Callable[[Letter, Path], None]:
    def save(letter: Letter, path: Path) -> None:
        path.write_bytes(make(letter).encode(encoding))

    return save


FORMATS: Mapping[str, tuple[str, Callable[[Letter, Path], None]]] = {
    "text": (".txt", _encoded(text)),
    "gb18030": (".txt", _encoded(text, "gb18030")),
    "markdown": (".md", _encoded(_markdown)),
    "html": (".html", _encoded(_html)),
    "docx": (".docx", _write_docx),
    "pdf": (".pdf", lambda letter, path: pdf(letter.blocks, path)),
    "pdf-plain": (".pdf", lambda letter, path: pdf(letter.blocks, path, header="", numbered=False, line=24)),
}
"""Format → the suffix of its files, and what saves a letter in it. The two layouts of PDF: with running headers, page
numbers and ruled tables; with neither, in lines of 24 characters."""


def write(letter: Letter, folder: Path, format: str) -> Path:
    """Save a letter in one of `FORMATS`; its file is named after the letter."""
    suffix, save = FORMATS[format]
    path = folder / f"{letter.name}{suffix}"
    save(letter, path)
    return path
