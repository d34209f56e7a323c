"""The shipped reader: its numbers, its words, its tokens, and what it says to damaged files."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from index.errors import LetterError
from index.search.encoder import VOCABULARY
from index.search.reading.pieces import TOKENIZER, Cutter
from index.search.reading.reader import FOLDER, NETWORK, Reader
from index.search.reading.windows import WIDEST, window_around

WINDOW = "三、关于校车\n全区现有校车37辆，由区教育局统一调度。2022年起每名学生每月交费85元，低保家庭免交。"
"""An invented passage with its heading; no contrast set has it."""

ODD = [
    "",
    "   ",
    "\u3000第一条\u3000本办法",
    "１２３ＡＢＣ",
    "㎡ ㈱ ℃ №",
    "e\u0301cole École",
    "\u1112\u1161\u11ab\u1100\u116e\u11a8 한국",
    "ﾊﾟﾋﾟ パピ",
    "👍🏽 family 👨‍👩‍👧",
    "a\u200bb\u00adc\ufeff",
    "\x00\x01x\t制表\n换行\r\n",
    "مَدْرَسَة ومدرسة",
    "tie\u0302\u0301ng Việt",
    "½ ¾ ² Ⅲ、（一）①",
    "〔2024〕31号……——“引号”",
    "𠮷野家 𫝀 \U000e0001",
    "नमस्ते ไทย ქართული",
    "a" * 300,
]


UNKNOWN = "\x01<unk>"
"""Special pieces are named so that no text can spell them."""


@cache
def reader() -> Reader:
    return Reader()


def test_windows_grow_by_whole_sentences_on_both_sides() -> None:
    sentences = [(0, 10), (10, 20), (20, 30), (30, 40), (40, 90)]
    assert window_around(sentences, 2, 2, limit=10) == (20, 30)
    assert window_around(sentences, 2, 2, limit=20) == (10, 30)
    assert window_around(sentences, 2, 2, limit=20, before=False) == (20, 40)
    assert window_around(sentences, 2, 2, limit=45) == (0, 40)  # The last would be too much; those in front are not.
    assert window_around(sentences, 4, 4, limit=20) == (40, 90)
    assert window_around(sentences, 0, 4, limit=20) == (0, 90)


@pytest.mark.parametrize(
    ("question", "answers", "certainty", "words"),
    [
        ("校车每个月要交多少钱？", 2.303, -0.052, "85元"),
        ("How many school buses are there?", 1.25, -0.043, "37辆"),
        ("Quem organiza os autocarros?", 0.138, -0.094, "区教育局"),
        ("校车司机工资是多少？", -4.322, -1.271, None),
    ],
)
def test_the_shipped_numbers_are_what_they_were(
    question: str, answers: float, certainty: float, words: str | None
) -> None:
    """Within .1, as processors round differently; weights and activations have 8 bits, their sums are whole numbers."""
    (reading,) = reader().read(question, [WINDOW])
    assert reading.answers == pytest.approx(answers, abs=0.1)
    assert reading.certainty == pytest.approx(certainty, abs=0.1)
    assert words is None or WINDOW[slice(*reading.words)] == words


def test_a_window_is_read_alike_whatever_is_read_with_it() -> None:
    others = ["短。", "水价为每立方米2.85元，" * 20]
    (alone,) = reader().read("校车有多少辆？", [WINDOW])
    together = reader().read("校车有多少辆？", [others[0], WINDOW, others[1]])
    assert together[1].answers == pytest.approx(alone.answers, abs=1e-3)
    assert together[1].words == alone.words


def test_words_lie_inside_their_window_whatever_the_texts() -> None:
    for question in (ODD[3], ODD[9], ODD[-1], "学费\ud800是多少"):
        for window, reading in zip(ODD, reader().read(question, ODD), strict=True):
            start, end = reading.words
            assert 0 <= start <= end <= len(window)
            assert (start == end) == (not window.strip(" \u200b\x00")) or end > start
            assert reading.certainty <= 0


def test_without_windows_nothing_is_read() -> None:
    assert reader().read("学费是多少？", []) == []


def test_a_long_window_is_cut_and_its_words_stand_before_the_cut() -> None:
    long = "共有校车37辆。" * 200
    (reading,) = reader().read("有多少校车？", [long])
    assert reading.words[1] <= 2 * WIDEST


def pieces() -> dict[str, float]:
    model = json.loads((FOLDER / TOKENIZER).read_text(encoding="utf-8"))["model"]
    return dict(model["vocab"][4:])


def best_path(word: str, scores: dict[str, float], longest: int, unknown: float) -> list[str]:
    """A word's pieces by Viterbi's algorithm on a Unigram model (Kudo 2018), straightforwardly."""
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(word) + 1):
        found = (best[end - 1][0] + unknown, [*best[end - 1][1], UNKNOWN])
        for start in range(max(0, end - longest), end):
            if (piece := word[start:end]) in scores:
                score = best[start][0] + scores[piece]
                if score > found[0]:
                    found = (score, [*best[start][1], piece])
        best.append(found)
    return best[-1][1]


def test_pieces_are_the_best_path_on_odd_texts() -> None:
    """The library's pieces against the algorithm written out, after the library's own normalisation."""
    tokenizer = Tokenizer.from_file(str(FOLDER / TOKENIZER))
    scores = pieces()
    unknown, longest = min(scores.values()) - 10, max(map(len, scores))
    for text in [*ODD, WINDOW]:
        normal = tokenizer.normalizer.normalize_str(text)
        words = [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal)]
        right = [piece for word in words for piece in best_path(word, scores, longest, unknown)]
        merged = [p for n, p in enumerate(right) if p != UNKNOWN or right[n - 1 : n] != [UNKNOWN]]
        found = [tokenizer.id_to_token(number) for number in tokenizer.encode(text).ids]
        assert found == merged, text


def test_damaged_files_are_named_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="damaged"):
        Reader(tmp_path).read("学费？", ["学费5元。"])
    shutil.copy(FOLDER / VOCABULARY, tmp_path)
    (tmp_path / NETWORK).write_bytes((FOLDER / NETWORK).read_bytes()[:5000])
    with pytest.raises(LetterError, match="Install the package again"):
        Reader(tmp_path).read("学费？", ["学费5元。"])


def test_the_vocabulary_that_is_searched_cuts_as_the_library_does() -> None:
    """The same pieces; and the same places, but for marks by themselves, which have no width here."""
    tokenizer = Tokenizer.from_file(str(FOLDER / TOKENIZER))
    for text in [*ODD, WINDOW, "Wie viele Busse?  Сколько автобусов？", "附件：1.清单……2.表", "<s> </s> <unk>"]:
        (pieces,) = Cutter(FOLDER).cut([text])
        encoding = tokenizer.encode(text)
        assert pieces.ids == encoding.ids, text
        wide = [n for n, (start, end) in enumerate(pieces.spans) if start < end]
        assert [pieces.spans[n] for n in wide] == [encoding.offsets[n] for n in wide], text
        assert 0 not in pieces.ids, text
