"""The trained network and the pieces that our languages use → the folder that ships (`index/model/reader`)."""

import json
from collections.abc import Iterable
from pathlib import Path

from safetensors.numpy import save_file
from tokenizers import Tokenizer

from index.search.encoder import VOCABULARY
from index.search.reading.pieces import TOKENIZER
from index.search.reading.reader import NETWORK
from index.training.data import LANGUAGES, read_pairs, tokenizer_sample
from index.training.reader.body import Body
from index.training.reader.examples import contrast_rows
from index.training.reader.export import build_graph
from index.training.reader.network import Network
from index.training.reader.train import Sizes
from index.training.reader.vocabulary import as_json, count_pieces, kept_pieces, pruned_tokenizer, searched_vocabulary

SAMPLE = 3_000_000
"""Characters of each language whose pieces are counted, twice that of Chinese."""


def choose_pieces(body: Body, tokenizer: Tokenizer, data: Path, own: Path, sizes: Sizes, out: Path) -> list[int]:
    """The numbers of the pieces to keep, ascending; once chosen they are kept in `out`.

    Args:
        tokenizer: of all the body's pieces.
        data: the folder of public text whose pieces are counted.
        own: the folder of our contrast sets; its parent holds the glossary and the pairs.
    """
    chosen = out / "pieces.json"
    if not chosen.exists():
        sample = tokenizer_sample(read_pairs(data, own.parent), SAMPLE, sizes.seed)
        public = (text for language, texts in sample.items() if language in LANGUAGES for text in texts)
        counts, ours = count_pieces(public, tokenizer), count_pieces(_own_texts(own), tokenizer)
        chosen.write_text(json.dumps(kept_pieces(body.pieces, counts, ours, sizes.pieces)))
    return [int(number) for number in json.loads(chosen.read_text())]


def _own_texts(own: Path) -> Iterable[str]:
    for row in contrast_rows(own, development=False):
        yield row["passage"]
        yield row["context"]
        for _, question, _ in (*row["answered"], *row["missed"]):
            yield question


def write_package(network: Network, body: Body, pieces: list[int], out: Path) -> None:
    """Quantize the weights and write the network and the vocabulary of the kept pieces to `out`."""
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    words = "body.embeddings.word_embeddings.weight"
    weights[words] = weights[words][pieces]
    out.mkdir(parents=True, exist_ok=True)
    (out / NETWORK).write_bytes(build_graph(weights, body.shape, network.layers))
    tokenizer = pruned_tokenizer(body.pieces, pieces)
    (out / TOKENIZER).write_text(as_json(tokenizer), encoding="utf-8")
    save_file(searched_vocabulary(tokenizer), out / VOCABULARY)
