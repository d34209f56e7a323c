"""The whole recipe: body, public text and our contrast sets → the folder that ships."""

from pathlib import Path

import torch

from index.training.reader.batches import Tokens, tokenise
from index.training.reader.body import Body, build_tokenizer
from index.training.reader.examples import contrast_examples, contrast_rows, pair_examples, public_examples
from index.training.reader.network import network_of
from index.training.reader.package import choose_pieces, write_package
from index.training.reader.train import Sizes, Stage, run_stage


def make_reader(data: Path, own: Path, body: Body, out: Path, sizes: Sizes) -> None:
    """Train in two stages and write the package to `out/reader`; what an earlier run in `out` did is not done again.

    Args:
        data: the folder of public text.
        own: the folder with our `contrast/`; its parent holds `pairs.jsonl` and the glossary.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(sizes.seed)
    tokenizer = build_tokenizer(body.pieces)
    network = network_of(body, sizes.layers)

    def public(number: int) -> list[Tokens]:
        return list(tokenise(list(public_examples(data, sizes.seed + number, sizes.public_share)), tokenizer))

    def contrast(number: int) -> list[Tokens]:
        seed = sizes.seed + number
        examples = [
            *contrast_examples(contrast_rows(own, development=False), seed),
            *pair_examples(own.parent / "pairs.jsonl", seed),
            *public_examples(data, seed + 1, sizes.public_in_contrast),
        ]
        return list(tokenise(examples, tokenizer))

    def warming(step: int) -> float:
        return sizes.rate * min(1, step / sizes.warm_up)

    def falling(step: int) -> float:
        return sizes.rate * min(1, 2 * (1 - step / sizes.contrast_steps))

    run_stage(network, Stage("public", public, sizes.public_batch, sizes.public_steps, warming), sizes, out)
    network.freeze(sizes.frozen)
    run_stage(network, Stage("contrast", contrast, sizes.contrast_batch, sizes.contrast_steps, falling), sizes, out)
    pieces = choose_pieces(body, tokenizer, data, own, sizes, out)
    write_package(network.eval(), body, pieces, out / "reader")
