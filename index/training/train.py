"""From pairs of texts to the model folder, in two stages; what is done is kept and not done again.

Stage 1 learns the vectors: InfoNCE on mean vectors, large batches. Stage 2 also trains late interaction, with batches
small enough for every question token to meet every passage token.
"""

import json
import logging
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from numpy.typing import NDArray
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.data_collator import SentenceTransformerDataCollator
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer
from torch import Tensor, nn

from index.search.encoder import load_encoder
from index.training import vocabulary
from index.training.data import Pair, read_pairs, tokenizer_sample
from index.training.exam import examine, report
from index.training.losses import LateInteractionLoss, mean_vector_loss, table_of
from index.training.tokenizer import train_tokenizer

log = logging.getLogger(__name__)

Integers = NDArray[np.int64]

# How often stage 1 sees each pair. Manuals are many and far from letters; what is prose, law or trade is dear.
VISITS = {
    "parallel/python_docs": 1.5,
    "parallel/python_docs_zh_tw": 1.0,
    "parallel/tldr_pages": 1.0,
    "parallel/react_docs": 1.5,
    "parallel/ofbiz_erp": 3.0,
    "parallel/tico19_health": 5.0,
    "parallel/un_sdg": 6.0,
    "parallel/ud_pud": 6.0,
    "parallel/iot_for_beginners_mt": 5.0,
    "lexicon/omw_multilingual": 1.0,
    "lexicon/omw_zh_en_gloss": 0.7,
    "lexicon/cldr_names": 0.7,
    "lexicon/osm_tagging": 2.0,
    "lexicon/cc_cedict": 2.0,
    "pairs/jglue_ja": 2.0,
    "pairs/kornlu_ko": 2.0,
    "own/glossary": 8.0,
    "own/pairs": 8.0,
}
VISITS_BY_KIND = {"parallel": 4.0, "lexicon": 2.0, "qa": 5.0, "text": 2.0, "pairs": 2.0}

# What stage 2's pairs are made of, by kind.
LATE_SHARES = {"parallel": 0.55, "lexicon": 0.05, "qa": 0.2, "text": 0.15, "pairs": 0.0, "own": 0.05}

# Longer texts are cut: no letter's passage has more pieces.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large and how long. `rows` limits how many rows of each file are read (None: all)."""

    vocabulary: int = 64_000
    dimensions: int = 256
    sample: int = 1_500_000
    visits: float = 1.0
    mean_batch: int = 2048
    mean_rate: float = 0.02
    late_batch: int = 192
    late_steps: int = 1_500
    late_rate: float = 0.004
    save_steps: int = 500
    rows: int | None = None
    seed: int = 7


SMALL = Sizes(
    vocabulary=12_000,
    dimensions=32,
    sample=200_000,
    visits=0.1,
    mean_batch=64,
    late_batch=16,
    late_steps=30,
    save_steps=100,
    rows=200,
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All pairs as token numbers. Text i is `ids[starts[i]:starts[i + 1]]`; pair j joins texts `pairs[j]`."""

    ids: NDArray[np.uint16]
    starts: Integers
    pairs: Integers
    asked: NDArray[np.bool_]
    sources: list[str]

    def bag(self, texts: Integers) -> dict[str, Tensor]:
        """The tokens of some texts as an embedding bag takes them."""
        starts = self.starts[texts]
        lengths = np.minimum(self.starts[texts + 1] - starts, LONGEST)
        offsets = np.cumsum(lengths) - lengths
        places = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
        return {"input_ids": torch.from_numpy(self.ids[places].astype(np.int64)), "offsets": torch.from_numpy(offsets)}


class Collator(SentenceTransformerDataCollator):
    """Makes a trainer's batch of rows {first, second} (text numbers), without tokenising again."""

    def __init__(self, model: SentenceTransformer, corpus: Corpus) -> None:
        super().__init__(preprocess_fn=model.preprocess)
        self.corpus = corpus

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Tensor]:
        """The features of both columns under the names that the trainer looks for."""
        batch: dict[str, Tensor] = {}
        for column in ("first", "second"):
            bag = self.corpus.bag(np.array([row[column] for row in rows], np.int64))
            batch |= {f"{column}_{name}": tensor for name, tensor in bag.items()}
        return batch


def train(data: Path, own: Path, out: Path, sizes: Sizes) -> None:
    """The whole recipe. Whatever lies finished in `out` is not made again, so an interrupted run goes on."""
    out.mkdir(parents=True, exist_ok=True)
    check_settings(out / "settings.json", sizes)
    pairs = list(read_pairs(data, own, sizes.rows))
    log.info("%d pairs of %d sources", len(pairs), len({pair.source for pair in pairs}))
    tokenizer = tokenizer_of(pairs, out / "tokenizer.json", sizes)
    corpus = corpus_of(pairs, tokenizer)
    log.info("%d texts, %d tokens", len(corpus.starts) - 1, len(corpus.ids))
    for name, stage in {"mean": mean_stage, "late": late_stage}.items():
        if not (out / name / "model").exists():
            model = stage(corpus, tokenizer, out, sizes)
            model.save(str(out / name / "partial"), create_model_card=False)
            (out / name / "partial").rename(out / name / "model")
    deliver(out / "late" / "model", out / "model")
    report(examine(load_encoder(str(out / "model")), data), out / "model.json")


def check_settings(path: Path, sizes: Sizes) -> None:
    """Refuse to go on in a folder that another run with other sizes began."""
    settings = json.dumps(asdict(sizes), indent=1)
    if path.exists() and path.read_text() != settings:
        raise ValueError(f"{path} holds the settings of another run: choose another --out, or remove that folder")
    path.write_text(settings)


def tokenizer_of(pairs: list[Pair], path: Path, sizes: Sizes) -> Tokenizer:
    """The tokenizer, learned if the file is not there yet. Our glossary's Chinese terms are pieces of their own."""
    if not path.exists():
        log.info("learning %d pieces", sizes.vocabulary)
        sample = tokenizer_sample(pairs, sizes.sample, sizes.seed)
        words = chinese_terms(pairs, "lexicon/")
        train_tokenizer(sample, sizes.vocabulary, words, chinese_terms(pairs, "own/glossary")).save(str(path))
    return Tokenizer.from_file(str(path))


def chinese_terms(pairs: list[Pair], source: str) -> list[str]:
    """The Chinese sides of the pairs from sources whose names begin so, each once."""
    texts = (text for pair in pairs if pair.source.startswith(source) for text in pair[:2])
    return list(dict.fromkeys(text.text for text in texts if text.language == "zh"))


def corpus_of(pairs: list[Pair], tokenizer: Tokenizer, chunk: int = 50_000) -> Corpus:
    """Every distinct text tokenised once."""
    numbers = {text: n for n, text in enumerate(dict.fromkeys(text.text for pair in pairs for text in pair[:2]))}
    texts = list(numbers)
    parts, lengths = [], [0]
    for begin in range(0, len(texts), chunk):
        encodings = tokenizer.encode_batch_fast(texts[begin : begin + chunk], add_special_tokens=False)
        parts += [np.array(encoding.ids, np.uint16) for encoding in encodings]
        lengths += [len(encoding.ids) for encoding in encodings]
    joined = np.array([(numbers[pair.first.text], numbers[pair.second.text]) for pair in pairs], np.int64)
    asked = np.array([pair.asked for pair in pairs])
    return Corpus(np.concatenate(parts), np.cumsum(lengths), joined, asked, [pair.source for pair in pairs])


def mean_stage(corpus: Corpus, tokenizer: Tokenizer, out: Path, sizes: Sizes) -> SentenceTransformer:
    """Stage 1, from random vectors."""
    random = np.random.default_rng(sizes.seed)
    rows = random.normal(0, 0.1, (tokenizer.get_vocab_size(), sizes.dimensions)).astype(np.float32)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=rows), Normalize()], device="cpu")
    visits = np.array([visits_of(source) for source in corpus.sources]) * sizes.visits
    times = np.floor(visits + random.random(len(visits))).astype(np.int64)
    chosen = np.repeat(np.arange(len(times)), times)
    loss = mean_vector_loss(model)
    return run_stage(model, corpus, chosen, loss, out / "mean", sizes, sizes.mean_batch, sizes.mean_rate)


def late_stage(corpus: Corpus, tokenizer: Tokenizer, out: Path, sizes: Sizes) -> SentenceTransformer:
    """Stage 2, from stage 1's vectors."""
    model = SentenceTransformer(str(out / "mean" / "model"), device="cpu")
    chosen = late_choice(corpus, sizes.late_batch * sizes.late_steps, sizes.seed)
    loss = LateInteractionLoss(model)
    return run_stage(model, corpus, chosen, loss, out / "late", sizes, sizes.late_batch, sizes.late_rate)


def visits_of(source: str) -> float:
    """How often stage 1 sees the pairs of a source."""
    return VISITS.get(source, VISITS_BY_KIND.get(source.split("/")[0], 1.0))


def late_choice(corpus: Corpus, size: int, seed: int) -> Integers:
    """Numbers of `size` pairs for stage 2, by `LATE_SHARES` of the kinds that are there and by visits within a kind."""
    kinds = np.array([source.split("/")[0] for source in corpus.sources])
    weights = np.array([visits_of(source) for source in corpus.sources])
    for kind in np.unique(kinds):
        weights[kinds == kind] *= LATE_SHARES[kind] / weights[kinds == kind].sum()
    return np.random.default_rng(seed).choice(len(weights), size, p=weights / weights.sum())


def run_stage(
    model: SentenceTransformer,
    corpus: Corpus,
    chosen: Integers,
    loss: nn.Module,
    folder: Path,
    sizes: Sizes,
    batch: int,
    rate: float,
) -> SentenceTransformer:
    """Train on the chosen pairs once, with Adam and a falling rate; go on from a checkpoint if there is one."""
    turned = (np.random.default_rng(sizes.seed).random(len(chosen)) < 0.5) & ~corpus.asked[chosen]
    pairs = np.where(turned[:, None], corpus.pairs[chosen][:, ::-1], corpus.pairs[chosen])
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder),
        per_device_train_batch_size=batch,
        num_train_epochs=1,
        learning_rate=rate,
        lr_scheduler_type="linear",
        warmup_steps=20,
        optim="adamw_torch_fused",
        weight_decay=0.0,
        max_grad_norm=0.0,
        dataloader_drop_last=True,
        seed=sizes.seed,
        use_cpu=True,
        save_steps=sizes.save_steps,
        save_total_limit=1,
        logging_steps=max(sizes.save_steps // 10, 1),
        report_to=[],
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_dict({"first": pairs[:, 0], "second": pairs[:, 1]}),
        loss=loss,
        data_collator=Collator(model, corpus),
    )
    trainer.train(resume_from_checkpoint=bool(list(folder.glob("checkpoint-*"))) or None)
    trainer.state.save_to_json(str(folder / "log.json"))
    return model


def deliver(trained: Path, folder: Path) -> None:
    """The model folder to ship: as trained, the table in int8 with one factor a row.

    These are model2vec's names for the two, which sentence-transformers' StaticEmbedding reads as well.
    """
    shutil.copytree(trained, folder, dirs_exist_ok=True)
    table = table_of(SentenceTransformer(str(trained), device="cpu")).detach()
    factors = table.abs().amax(dim=1).clamp(min=1e-9) / 127
    rounded = (table / factors[:, None]).round().to(torch.int8)
    save_file({"embeddings": rounded.contiguous(), "weights": factors.contiguous()}, folder / "model.safetensors")
    vocabulary.write(folder)
