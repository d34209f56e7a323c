"""The index in memory: what is embedded, what is found, in which order."""

import numpy as np
import pytest

from index.role import ROLE_WORDS, Role
from index.search.embedding import embedding_text, units
from index.search.interaction import Tokens
from index.storage.building import merge
from index.storage.local import LocalIndex
from index.storage.segment import Segment
from index.storage.tables import NAMES
from index.types import Document, Source
from qa.answering.letter import Letter
from tests.conftest import OTHER, StubEncoder


def test_a_passage_is_embedded_with_its_heading_and_stored_without(letter_document: Document) -> None:
    loans = next(p for p in letter_document.passages if "609.82" in p.text)
    assert embedding_text(loans) == f"关于加强金融授信扶持力度的建议\n{loans.text}"
    assert "关于加强金融授信" not in loans.text


def test_back_matter_is_embedded_with_the_name_of_its_role(letter_document: Document) -> None:
    number = next(p for p in letter_document.passages if p.text.startswith("中商务电函"))
    assert embedding_text(number) == f"{ROLE_WORDS[Role.NUMBER]}\n中商务电函〔2023〕10号"


def test_an_index_gives_the_passages_and_the_text_of_its_documents(
    letter_index: LocalIndex, letter_document: Document, letter_source: Source
) -> None:
    assert list(letter_index.passages) == list(letter_document.passages)
    assert letter_index.document(letter_source.name) == letter_document
    assert letter_index.rows(letter_document.passages[5:8]).tolist() == [5, 6, 7]


def test_the_nearest_passages_are_those_with_the_highest_cosines(letter_index: LocalIndex) -> None:
    question = StubEncoder().encode(["外贸企业贷款余额"], "question")[0]
    cosines = letter_index.vectors(np.arange(len(letter_index))) @ question
    assert letter_index.nearest(question, 5).tolist() == np.argsort(-cosines, kind="stable")[:5].tolist()
    assert len(letter_index.nearest(question, 1000)) == len(letter_index)


def test_a_search_within_some_documents_finds_only_theirs(letter_source: Source) -> None:
    index = LocalIndex.from_sources([letter_source, OTHER], StubEncoder())
    question = StubEncoder().encode(["贷款"], "question")[0]
    weights = index.lexicon.weights("贷款 修路")
    assert {index.passage(row).document for row in index.nearest(question, 50, [1]).tolist()} == {OTHER.name}
    assert {index.passage(row).document for row in index.matching(*weights, 50, [1]).tolist()} == {OTHER.name}
    assert {index.passage(row).document for row in index.matching(*weights, 50, [0]).tolist()} == {letter_source.name}
    assert len(index.nearest(question, 50, [])) == len(index.matching(*weights, 50, [])) == 0


def test_tokens_that_are_stored_are_those_of_the_passages(letter_index: LocalIndex) -> None:
    rows = np.array([3, 12, 20])
    stored = letter_index.tokens(rows)
    encoder = StubEncoder()
    passages = [letter_index.passage(row) for row in rows.tolist()]
    fresh = Tokens.from_vectors([encoder.encode_tokens(units(passage), "passage") for passage in passages])
    question = encoder.encode_tokens(["贷款余额是多少"], "question")[0]
    assert stored is not None
    assert np.allclose(stored.best(question), fresh.best(question), atol=1e-6)


def test_merged_segments_are_those_of_the_documents_that_are_kept(letter_source: Source) -> None:
    third = Source("third.txt", "三、种树\n种树百棵。\n")
    made = LocalIndex.from_sources([letter_source, OTHER, third], StubEncoder()).segments[0]
    merged = Segment(merge([(made.tables, [1, 2]), (made.tables, [0])]))
    fresh = LocalIndex.from_sources([OTHER, third, letter_source], StubEncoder()).segments[0]
    for name in NAMES:
        assert np.array_equal(getattr(merged.tables, name), getattr(fresh.tables, name)), name


@pytest.mark.parametrize("text", ["。。。", "😀", "一、总则\n二、细则\n", "a", "\ud800半个字"])
def test_a_text_with_hardly_a_word_can_be_indexed_and_asked(text: str) -> None:
    letter = Letter(LocalIndex.from_sources([Source("x", text)], StubEncoder()))
    assert letter.ask("有什么？").hits
