"""The searched vocabulary gives the tokens that the tokenizers library gives, and says so when it cannot."""

import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.search import unigram
from index.search.encoder import EMBEDDED, FINGERPRINT, VOCABULARY, StaticEncoder, fingerprint
from index.search.unigram import Vocabulary
from index.training import vocabulary
from tests.search.test_encoder import texts

LIBRARY = Tokenizer.from_file(str(EMBEDDED / "tokenizer.json"))
ROOT = Path(__file__).parent.parent.parent
LETTER = ROOT / "seeds" / "zhongshan-2023168-reply.txt"


@pytest.fixture(scope="module")
def ours() -> Vocabulary:
    return StaticEncoder(EMBEDDED, "embedded")._vocabulary


def _listed(tokens: NDArray[np.uint32] | None) -> list[int] | None:
    return None if tokens is None else tokens.tolist()


def test_questions_and_the_letter_have_the_librarys_tokens(ours: Vocabulary) -> None:
    sample = [*texts(2000), *LETTER.read_text(encoding="utf-8").splitlines(), "", " ", "<unk>"]
    read = [(text, tokens) for text, tokens in zip(sample, ours.read(sample), strict=True) if tokens is not None]
    assert len(read) > 0.98 * len(sample)
    assert [tokens.tolist() for _, tokens in read] == [LIBRARY.encode(text).ids for text, _ in read]


def repository() -> list[str]:
    """Every third line of all texts of this repository, in a dozen languages, programs and data among them, and longer
    pieces."""
    files = [
        file for kind in ("*.md", "*.txt", "*.py", "*.toml", "*.css", "*.js", "*.jsonl") for file in ROOT.rglob(kind)
    ]
    read = [file.read_text(encoding="utf-8") for file in sorted(files) if ".venv" not in file.parts]
    lines = sorted({line for text in read for line in text.splitlines()})
    return [*lines[::3], *(text[:3_000] for text in read)]


def every_character() -> list[str]:
    """Every character of the Basic Multilingual Plane among others: within a word, doubled, at the end, before a
    figure; and some from beyond it."""
    numbers = (*range(0xD800), *range(0xE000, 0x10000), *range(0x10000, sys.maxunicode, 997))
    return [f"市{each}局 a{each}{each}b {each}1" for each in map(chr, numbers)]


def mixtures(ours: Vocabulary, count: int) -> list[str]:
    """Characters of all kinds, of few, and of one block beside Chinese ones; and pieces of the vocabulary in any order,
    where many cuts are nearly as likely."""
    chance = random.Random(5)
    plain = [chr(number) for number in np.flatnonzero(ours.normal)]
    pieces = [piece for piece, _ in json.loads(LIBRARY.to_str())["model"]["vocab"]]

    def pool() -> list[str]:
        start = chance.randrange(len(plain))
        return chance.choice([plain, plain[:700], [*plain[start : start + 64], "市", " ", "，", "1"], pieces])

    return ["".join(chance.choices(pool(), k=chance.randrange(1, 30))) for _ in range(count)]


def assert_the_same(ours: Vocabulary, texts: list[str]) -> float:
    """Every text that ours reads has the library's tokens; the share that it reads."""
    found = [(text, tokens) for text, tokens in zip(texts, ours.read(texts), strict=True) if tokens is not None]
    expected = LIBRARY.encode_batch_fast([text for text, _ in found], add_special_tokens=False)
    wrong = [text for (text, tokens), right in zip(found, expected, strict=True) if tokens.tolist() != right.ids]
    assert wrong == []
    return len(found) / len(texts)


def test_a_large_and_odd_corpus_has_the_librarys_tokens(ours: Vocabulary) -> None:
    assert assert_the_same(ours, repository()) > 0.9
    assert assert_the_same(ours, every_character()) > 0.2
    assert assert_the_same(ours, mixtures(ours, 10_000)) > 0.7


def test_a_text_has_the_same_tokens_alone_and_among_others(ours: Vocabulary) -> None:
    lines = LETTER.read_text(encoding="utf-8").splitlines()
    assert list(map(_listed, ours.read(lines))) == [_listed(ours.read([line])[0]) for line in lines]


def test_what_is_too_long_to_be_read_at_once_is_read_in_parts(ours: Vocabulary) -> None:
    letter = LETTER.read_text(encoding="utf-8")
    several = [letter] * 100
    assert sum(map(len, several)) > 2 * unigram._AT_ONCE
    assert [_listed(tokens) for tokens in ours.read(several)] == [LIBRARY.encode(letter).ids] * 100


def test_too_long_a_word_or_text_is_left_to_the_library_and_its_neighbours_are_not(ours: Vocabulary) -> None:
    longest = "a" * unigram._LONGEST_WORD
    found = ours.read(["市商务局", longest + "a", "中山市", longest])
    assert [_listed(tokens) for tokens in found] == [
        LIBRARY.encode("市商务局").ids,
        None,
        LIBRARY.encode("中山市").ids,
        LIBRARY.encode(longest).ids,
    ]
    assert ours.read(["一 " * unigram._AT_ONCE]) == [None]


@pytest.mark.parametrize("text", ["ｶﾞ", "e\u0301té", "Straße", "👍", "\u1100\u1161\u11a8", "\x1f", "مُدِير"])
def test_what_is_not_read_character_by_character_is_left_to_the_library(ours: Vocabulary, text: str) -> None:
    assert ours.read([text]) == [None]
    assert StaticEncoder(EMBEDDED, "embedded").tokenise([text])[0].tolist() == LIBRARY.encode(text).ids


def test_many_texts_have_the_librarys_tokens_whoever_reads_them() -> None:
    sample = [*texts(30), "e\u0301té", "👍 好", "Straße"]
    found = StaticEncoder(EMBEDDED, "embedded").tokenise(sample)
    assert [tokens.tolist() for tokens in found] == [LIBRARY.encode(text).ids for text in sample]


def test_the_first_questions_and_the_later_ones_have_the_same_tokens() -> None:
    encoder = StaticEncoder(EMBEDDED, "embedded")
    asked = texts(30)
    assert [encoder.tokenise([text])[0].tolist() for text in asked] == [LIBRARY.encode(text).ids for text in asked]


def test_what_ships_beside_the_model_says_what_the_model_says(tmp_path: Path) -> None:
    for file in ("modules.json", "tokenizer.json", "model.safetensors"):
        (tmp_path / file).symlink_to(EMBEDDED / file)
    vocabulary.write(tmp_path)
    assert (tmp_path / VOCABULARY).read_bytes() == (EMBEDDED / VOCABULARY).read_bytes()
    assert (tmp_path / FINGERPRINT).read_text() == (EMBEDDED / FINGERPRINT).read_text()
    assert (EMBEDDED / FINGERPRINT).read_text().strip() == fingerprint(EMBEDDED)


def test_another_kind_of_model_has_no_such_vocabulary(tmp_path: Path) -> None:
    state = json.loads((EMBEDDED / "tokenizer.json").read_text(encoding="utf-8"))
    state["model"] |= {"unk_id": 7}
    (tmp_path / "tokenizer.json").write_text(json.dumps(state), encoding="utf-8")
    with pytest.raises(ValueError, match="Unigram"):
        vocabulary.write(tmp_path)
