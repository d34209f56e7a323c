"""Words and figures: folding, tokens, BM25."""

import math
from pathlib import Path

import numpy as np
import pytest

from index.lexical import Lexicon, fold, tokens
from index.sentences import sentences


def test_traditional_full_width_and_capitals_fold_to_one_form() -> None:
    assert fold("跨境電商ＩＣＢＥ") == fold("跨境电商icbe") == "跨境电商icbe"


@pytest.mark.parametrize("amount", ["609.82亿元", "609.82 亿元", "６０９．８２亿元", "609.82億元"])
def test_an_amount_has_the_same_tokens_in_every_form(amount: str) -> None:
    assert tokens(amount) == ("609.82", "亿", "亿元", "元")


def test_chinese_gives_characters_and_pairs_other_scripts_give_words() -> None:
    assert tokens("中山 2,400名 e-commerce 기업") == ("中", "中山", "山", "2400", "名", "e", "commerce", "기업")


def test_pairs_reach_over_white_space_but_not_over_punctuation() -> None:
    assert "务电" in tokens("商务 电商")
    assert "务电" not in tokens("商务，电商")


def test_rarity_is_lucenes_inverse_document_frequency() -> None:
    lexicon = Lexicon.from_texts(["甲 乙", "甲", "丙"])
    assert lexicon.rarity("甲") == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))
    assert lexicon.rarity("丁") == pytest.approx(math.log(1 + (3 - 0 + 0.5) / (0 + 0.5)))


def test_share_is_what_the_corpus_can_match_of_a_question() -> None:
    lexicon = Lexicon.from_texts(["甲", "乙"])
    known, unknown = lexicon.rarity("甲"), lexicon.rarity("foo")
    assert lexicon.share("甲，foo") == pytest.approx(known / (known + unknown))
    assert lexicon.share("what is this") == 0
    assert lexicon.share("？！") == 0


def test_bm25_is_the_published_sum() -> None:
    lexicon = Lexicon.from_texts(["甲 甲 乙", "乙 丙 丁"])
    # "甲" twice, the pairs 甲甲 and 甲乙 beside: five tokens in each text, so length does not count.
    frequency, k1 = 2, 1.2
    assert lexicon.scores("甲")[0] == pytest.approx(lexicon.rarity("甲") * frequency / (frequency + k1), rel=1e-5)
    assert lexicon.scores("甲")[1] == 0
    assert lexicon.scores("hello").tolist() == [0, 0]


def test_a_saved_lexicon_scores_the_same(tmp_path: Path) -> None:
    lexicon = Lexicon.from_texts(["外贸企业贷款余额", "联系电话", "实训基地"])
    lexicon.save(tmp_path)
    assert np.array_equal(Lexicon.load(tmp_path, 3).scores("贷款电话"), lexicon.scores("贷款电话"))


def test_sentences_end_at_stops_and_semicolons_with_their_closing_quotes() -> None:
    text = "他说：“好。”再做；完成 "
    assert [text[start:end] for start, end in sentences(text)] == ["他说：“好。”", "再做；", "完成"]
    assert sentences(" \n ") == []
