"""What is kept of the reading of a document: its outline without a parser, and the same reading again."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import StaleIndexError
from index.outline.parse import parse
from index.search.outline import Outline
from index.storage import folder as store
from index.storage import writer
from index.storage.address import open_store
from index.storage.building import Reading, build, merge
from index.storage.manifest import sha256
from index.storage.segment import Segment
from index.types import Break, Document, Section, Source, Step, Unit
from tests.conftest import OTHER, StubEncoder

TOLD = Source(
    "told.docx",
    "某局公报\n一、修路\n今年修路三条。\n年份 长度\n甲 三公里\n注：未含支路。\n",
    pages=(0, 5),
    margins=((0, 4),),
    digest="ab" * 32,
    blocks=(0, 5, 10, 18, 24),
    headings=((5, 1),),
    notes=((30, 37),),
    header_rows=((24, ((18, 20), (21, 23))),),
    remarks=("one byte was no GB18030 and is shown as \ufffd",),
)
"""A source of which its format told all that a format can tell."""


def test_a_source_is_the_same_after_json() -> None:
    for source in (TOLD, OTHER):
        assert Source.from_record(json.loads(json.dumps(source.record()))) == source
    assert set(OTHER.record()) == {"name", "text"}


def test_an_outline_is_the_same_after_json(letter_source: Source, letter_document: Document) -> None:
    outline = Outline.of(letter_source, letter_document)
    assert Outline.from_record(json.loads(json.dumps(outline.record()))) == outline
    assert any(section.inline for section in outline.sections)
    assert max(section.level for section in outline.sections) == 2
    assert len(outline.breaks) == 9


def test_sections_find_their_parents_in_whatever_order_they_stand() -> None:
    top = Section(Step("附件1", "表", Unit.ATTACHMENT, 1), 40, ((40, 45),))
    middle = Section(Step("一", "路", Unit.SECTION, 1), 46, ((46, 49),), (top,))
    point = Section(Step("一是", "", Unit.POINT, 1), 50, (), (top, middle), inline=True)
    outline = Outline(OTHER, (), (point, middle, top), (Break(3, 5, True),))
    read = Outline.from_record(json.loads(json.dumps(outline.record())))
    assert read.sections == (point, middle, top)
    assert [section.steps for section in read.sections] == [section.steps for section in outline.sections]


@pytest.mark.parametrize("name", ["index", "index.db"])
def test_every_store_keeps_what_the_format_told(name: str, tmp_path: Path) -> None:
    open_store(tmp_path / name).update([TOLD, OTHER], StubEncoder())
    index = open_store(tmp_path / name).load(StubEncoder())
    assert index.source(TOLD.name) == TOLD
    assert next(iter(open_store(tmp_path / name).texts())) == TOLD
    assert [index.document(source.name) for source in (TOLD, OTHER)] == [parse(TOLD), parse(OTHER)]
    assert list(open_store(tmp_path / name).faults(StubEncoder())) == []


def test_a_header_may_be_several_ranges_and_segments_are_merged_with_it() -> None:
    def reading(source: Source) -> Reading:
        found = Reading.of(source, source.sha256)
        first, *others = found.document.passages
        above = ((0, 1), (3, 5), (9, 12))
        words = "".join(source.text[start:end] for start, end in above)
        passages = (first, *(replace(passage, header=words, header_ranges=above) for passage in others))
        return replace(found, document=replace(found.document, passages=passages))

    readings = [reading(OTHER), reading(TOLD), reading(replace(OTHER, name="third.txt"))]
    expected = [passage for made in readings for passage in made.document.passages]
    built = build(readings, StubEncoder())
    merged = Segment(merge([(built, [1, 2]), (built, [0])]))
    assert [Segment(built).passage(row) for row in range(len(expected))] == expected
    moved = [expected[row] for row in (*range(2, len(expected)), 0, 1)]
    assert [merged.passage(row) for row in range(len(expected))] == moved


def test_an_index_of_the_format_before_is_made_anew_from_its_texts(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    writer.update(folder, [replace(TOLD, blocks=(), headings=(), notes=(), header_rows=(), remarks=())], StubEncoder())
    segment = next(folder.glob("segment-*"))
    entry = {"name": TOLD.name, "digest": TOLD.digest, "pages": TOLD.pages, "margins": TOLD.margins}
    line = json.dumps(entry).encode()
    np.save(segment / "entries.npy", np.frombuffer(line, np.uint8))
    np.save(segment / "entry_starts.npy", np.array([0, len(line)]))
    for file in segment.glob("outline*"):
        file.unlink()
    record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = {file.name: [file.stat().st_size, sha256(file)] for file in segment.iterdir()}
    record |= {"format": 2, "splitter": 6, "segments": {segment.name: files}}
    (folder / "manifest.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(StaleIndexError, match="has format 2"):
        store.load(folder, StubEncoder())
    writer.update(folder, (), StubEncoder())
    again = store.load(folder, StubEncoder()).source(TOLD.name)
    assert (again.text, again.pages, again.margins, again.digest) == (
        TOLD.text,
        TOLD.pages,
        TOLD.margins,
        TOLD.digest,
    )
