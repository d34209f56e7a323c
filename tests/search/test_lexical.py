"""Words and figures: folding, tokens, BM25."""

import math
import random
from pathlib import Path

import numpy as np
import pytest
from opencc import OpenCC

from index.search.lexical import PIVOT, Lexicon, contained, occurrences, term, tokens
from index.search.postings import Postings
from index.text import folding
from index.text.folding import fold
from index.text.sentences import sentences


def test_traditional_full_width_and_capitals_fold_to_one_form() -> None:
    assert fold("跨境電商ＩＣＢＥ") == fold("跨境电商icbe") == "跨境电商icbe"


def test_the_characters_that_are_simplified_are_those_that_opencc_changes() -> None:
    simplifier = OpenCC("t2s")
    letters = [chr(code) for code in range(0x3000, 0x32000) if not 0xD800 <= code < 0xE000]
    changed = {letter for letter in letters if not letter.isspace() and simplifier.convert(letter) != letter}
    listed = Path(folding.__file__).with_name("traditional.txt").read_text(encoding="utf-8").strip()
    assert changed == set(listed)


@pytest.mark.parametrize("amount", ["609.82亿元", "609.82 亿元", "６０９．８２亿元", "609.82億元"])
def test_an_amount_has_the_same_tokens_in_every_form(amount: str) -> None:
    assert tokens(amount) == ("609.82", "亿", "亿元", "元")


def test_chinese_gives_characters_and_pairs_other_scripts_give_words() -> None:
    assert tokens("中山 2,400名 e-commerce 기업") == ("中", "中山", "山", "2400", "名", "e", "commerce", "기업")


def test_pairs_reach_over_white_space_but_not_over_punctuation() -> None:
    assert "务电" in tokens("商务 电商")
    assert "务电" not in tokens("商务，电商")


def test_terms_found_without_cutting_a_text_are_those_that_it_is_cut_into() -> None:
    characters = "中文字，。 \n\t\u3000abcXYZ1234,.％ＡＢ①㎡豈﨎ﬀé\u0301𠮷한かガ\u00a0\u0085\u2028٣\ud800_-\0"
    mixture = random.Random(3)
    letter = (Path(__file__).parent.parent.parent / "seeds" / "zhongshan-2023168-reply.txt").read_text(encoding="utf-8")
    sample = ["", *letter.splitlines(), *("".join(mixture.choices(characters, k=size % 30)) for size in range(3000))]
    terms, texts = occurrences(sample)
    asked = {token for text in sample for token in tokens(text)[:2]}
    for number, text in enumerate(sample):
        assert contained(asked, text) == asked & set(tokens(text))
        assert sorted(terms[texts == number].tolist()) == sorted(map(term, tokens(text))), repr(text)


def lexicon(*texts: str) -> Lexicon:
    """The lexicon of some texts."""
    postings = Postings.from_texts(texts)
    return Lexicon(len(texts), postings.frequency)


def bm25(question: str, *texts: str) -> list[float]:
    """The scores of texts."""
    return [float(score) for score in Postings.from_texts(texts).scores(*lexicon(*texts).weights(question))]


def test_rarity_is_lucenes_inverse_document_frequency() -> None:
    rarities = lexicon("甲 乙", "甲", "丙").rarities(["甲", "丁"])
    assert rarities["甲"] == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))
    assert rarities["丁"] == pytest.approx(math.log(1 + (3 - 0 + 0.5) / (0 + 0.5)))


def test_share_is_what_the_corpus_can_match_of_a_question() -> None:
    words = lexicon("甲", "乙")
    known, unknown = words.rarities(["甲", "foo"]).values()
    assert words.share("甲，foo") == pytest.approx(known / (known + unknown))
    assert words.share("what is this") == 0
    assert words.share("？！") == 0


def test_bm25_is_the_published_sum() -> None:
    texts = ["甲 甲 乙", "乙 丙 丁"]
    rarity = lexicon(*texts).rarities(["甲"])["甲"]
    # "甲" twice, the pairs 甲甲 and 甲乙 beside: five tokens in each text.
    frequency, k1, b, length = 2, 1.2, 0.5, 5
    expected = rarity * frequency / (frequency + k1 * (1 - b + b * length / PIVOT))
    assert bm25("甲", *texts) == pytest.approx([expected, 0], rel=1e-5)
    assert bm25("hello", *texts) == [0, 0]


def test_a_term_asked_twice_counts_twice() -> None:
    once, twice = bm25("甲", "甲乙", "丙"), bm25("甲，甲", "甲乙", "丙")
    assert twice[0] == pytest.approx(2 * once[0])


def test_merged_postings_are_those_of_the_texts_that_are_kept() -> None:
    first, second = Postings.from_texts(["甲乙", "乙丙", "丙"]), Postings.from_texts(["丁", "甲"])
    merged = Postings.merge([(second, np.array([1])), (first, np.array([0, 2]))])
    fresh = Postings.from_texts(["甲", "甲乙", "丙"])
    for name in ("size", "terms", "starts", "rows", "impacts"):
        assert np.array_equal(getattr(merged, name), getattr(fresh, name)), name


def test_sentences_end_at_stops_and_semicolons_with_their_closing_quotes() -> None:
    text = "他说：“好。”再做；完成 "
    assert [text[start:end] for start, end in sentences(text)] == ["他说：“好。”", "再做；", "完成"]
    assert sentences(" \n ") == []
