"""The recipe end to end, on a few hundred generated rows: the real data readers, tokenizer, trainer and exams."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
from tokenizers import Tokenizer

from index.search.encoder import load_encoder
from index.training.data import development_rows, read_pairs
from index.training.exam import success_at_1
from index.training.tokenizer import blank_tokenizer
from index.training.train import SMALL, Sizes, train

SIZES = Sizes(
    vocabulary=9_000,
    dimensions=32,
    sample=20_000,
    mean_batch=32,
    mean_rate=0.05,
    late_batch=16,
    late_steps=20,
    save_steps=10,
)

ENGLISH = [
    "school",
    "port",
    "bridge",
    "tax",
    "loan",
    "rice",
    "train",
    "museum",
    "clinic",
    "forest",
    "river",
    "wage",
    "permit",
    "bond",
    "trade",
    "fund",
    "road",
    "farm",
    "court",
    "law",
]
CHINESE = [
    "学校",
    "港口",
    "桥梁",
    "税收",
    "贷款",
    "大米",
    "火车",
    "博物馆",
    "诊所",
    "森林",
    "河流",
    "工资",
    "许可",
    "债券",
    "贸易",
    "基金",
    "公路",
    "农场",
    "法院",
    "法律",
]


def rows_of_two_words(start: int, count: int) -> list[dict[str, Any]]:
    """Aligned sentences of two words each; no two rows alike."""
    places = [(a, b) for a in range(len(ENGLISH)) for b in range(len(ENGLISH)) if a != b][start : start + count]
    english = [f"Reports on the {ENGLISH[a]} and the {ENGLISH[b]}" for a, b in places]
    chinese = [f"关于{CHINESE[a]}和{CHINESE[b]}的报告。" for a, b in places]
    return [{"en": e, "zh": z} for e, z in zip(english, chinese, strict=True)]


def question_row(number: int) -> dict[str, Any]:
    """A question about a numbered place, and the passage that answers it."""
    place = f"第{number}号{CHINESE[number % len(CHINESE)]}"
    return {"lang": "zh", "question": f"{place}在哪里？", "passage": f"{place}在城里。", "answers": ["城里"]}


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of each kind, one development file and one with a held-back tail."""
    folder = tmp_path_factory.mktemp("data")
    write(folder / "parallel/manual.jsonl.gz", rows_of_two_words(0, 300))
    write(folder / "parallel/ntrex128.jsonl.gz", rows_of_two_words(300, 60))
    write(folder / "lexicon/words.jsonl.gz", [{"en": [e], "zh": [z]} for e, z in zip(ENGLISH, CHINESE, strict=True)])
    asked = [question_row(n) for n in range(100)]
    write(folder / "qa/cmrc2018.jsonl.gz", asked)
    return folder


@pytest.fixture(scope="module")
def finished(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of one uninterrupted run."""
    out = tmp_path_factory.mktemp("run")
    train(data, data, out, SIZES)
    return out


def test_the_loss_falls(finished: Path) -> None:
    history = json.loads((finished / "mean/log.json").read_text())["log_history"]
    losses = [entry["loss"] for entry in history if "loss" in entry]
    assert losses[-1] < 0.7 * losses[0]


def test_what_is_learned_carries_over_to_unseen_sentences(finished: Path) -> None:
    figures = json.loads((finished / "model.json").read_text())
    assert figures["parallel/ntrex128 en→zh"]["mean"] > 0.5  # by chance 1/60
    assert set(figures["qa/cmrc2018"]) == {"mean", "late"}


def test_the_folder_loads_and_agrees_with_numpy(finished: Path) -> None:
    texts = ["The school and the tax", "学校和税收", "學校與稅收"]
    model = SentenceTransformer(str(finished / "model"), device="cpu")
    encoder = load_encoder(str(finished / "model"))
    ours, theirs = encoder.encode(texts, "passage"), model.encode(texts, convert_to_numpy=True)
    np.testing.assert_allclose(ours, theirs, atol=2e-3)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_a_text_without_letters_is_the_zero_vector(finished: Path) -> None:
    encoder = load_encoder(str(finished / "model"))
    np.testing.assert_array_equal(encoder.encode(["", "……"], "passage"), np.zeros((2, 32)))


def table(folder: Path) -> NDArray[np.float32]:
    return load_file(folder / "model.safetensors")["embedding.weight"]


def test_an_interrupted_run_ends_with_the_same_weights(
    data: Path, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, done = SentenceTransformerTrainer.training_step, 0

    def failing_step(*args: Any, **kwargs: Any) -> Any:
        nonlocal done
        done += 1
        if done == 15:
            raise KeyboardInterrupt
        return step(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(SentenceTransformerTrainer, "training_step", failing_step)
        with pytest.raises(KeyboardInterrupt):
            train(data, data, tmp_path, SIZES)
    assert [path.name for path in (tmp_path / "mean").glob("checkpoint-*")] == ["checkpoint-10"]
    train(data, data, tmp_path, SIZES)
    resumed, whole = table(tmp_path / "late/model"), table(finished / "late/model")
    np.testing.assert_allclose(resumed, whole, atol=1e-3)


def test_a_folder_of_another_run_is_refused(data: Path, finished: Path) -> None:
    with pytest.raises(ValueError, match="settings of another run"):
        train(data, data, finished, SMALL)


def test_development_sets_are_never_trained_on(data: Path, tmp_path: Path) -> None:
    write(tmp_path / "parallel/copy.jsonl.gz", rows_of_two_words(290, 20))
    write(tmp_path / "parallel/ntrex128.jsonl.gz", rows_of_two_words(300, 60))
    copied = list(read_pairs(tmp_path, tmp_path))
    assert len(copied) == 10  # the other ten rows stand in the development set too
    pairs = list(read_pairs(data, tmp_path))
    held = {row["question"] for row in development_rows(data, "qa/cmrc2018")}
    assert len(held) == 10
    assert not held & {text.text for pair in pairs for text in pair[:2]}
    assert "parallel/ntrex128" not in {pair.source for pair in pairs}


def test_our_own_rows_are_read(tmp_path: Path) -> None:
    (tmp_path / "glossary.jsonl").write_text(json.dumps({"zh": ["关税", "税则"], "en": "tariff"}) + "\n")
    questions = {"zh": ["港口何时开放？"], "en": ["When does the port open?"]}
    (tmp_path / "pairs.jsonl").write_text(json.dumps({"passage": "港口五月开放。", "questions": questions}) + "\n")
    pairs = [(pair.first.text, pair.second.text, pair.asked) for pair in read_pairs(tmp_path, tmp_path)]
    assert pairs == [
        ("关税", "tariff", False),
        ("税则", "tariff", False),
        ("港口何时开放？", "港口五月开放。", True),
        ("When does the port open?", "港口五月开放。", True),
        ("港口何时开放？", "When does the port open?", False),
    ]


@pytest.fixture(scope="module")
def blank() -> Tokenizer:
    return blank_tokenizer()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("關於國際貿易", "关于国际贸易"),
        ("佢哋喺香港嘅公司", "他们在香港的公司"),
        ("Ｗｉｄｅ ＷＴＯ", "wide wto"),
        ("e\u0301te\u0301, ÉTÉ", "été été"),
        ("أُمور", "امور"),
    ],
)
def test_the_tokenizer_folds_spellings(blank: Tokenizer, text: str, folded: str) -> None:
    assert " ".join(blank.normalizer.normalize_str(text).split()) == folded


def test_success_counts_first_hits_only(finished: Path) -> None:
    encoder = load_encoder(str(finished / "model"))
    texts = ["学校", "港口", "桥梁"]
    assert success_at_1(encoder, texts, texts, [0, 1, 0]) == (2 / 3, 2 / 3)
