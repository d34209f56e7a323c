"""The reader's network: a pre-trained body, a head that says whether the window answers, two for the words' ends."""

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.search.reading.reader import PAD
from index.training.reader.body import Body, Shape


class Network(nn.Module):
    """Question and window as one row of tokens → answerability (rows,), start and end scores (rows, tokens)."""

    def __init__(self, shape: Shape, layers: int) -> None:
        super().__init__()
        self.layers = layers
        config = BertConfig(
            vocab_size=shape.pieces,
            hidden_size=shape.width,
            num_hidden_layers=layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.inner,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.types,
            layer_norm_eps=shape.epsilon,
            pad_token_id=PAD,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.body = BertModel(config, add_pooling_layer=False)
        self.body.embeddings.requires_grad_(
            False
        )  # Pieces that training never shows keep their place among the others.
        self.inner = nn.Linear(shape.width, shape.width)
        self.answers = nn.Linear(shape.width, 1)
        self.ends = nn.Linear(shape.width, 2)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        answers = self.answers(torch.tanh(self.inner(hidden[:, 0])))[:, 0]
        starts, ends = self.ends(hidden).unbind(-1)
        return answers, starts, ends

    def freeze(self, layers: int) -> None:
        """Keep the lowest layers as they are: they know letters and words, and cost a third of the training."""
        for layer in self.body.encoder.layer[:layers]:
            layer.requires_grad_(False)


def network_of(body: Body, layers: int) -> Network:
    """A network whose body has the first `layers` layers of a pre-trained one; its heads are new."""
    network = Network(body.shape, layers)
    names = {f"emb.{short}": f"embeddings.{long}_embeddings.weight" for short, long in EMBEDDINGS.items()}
    parts = {f"emb.ln.{kind}": f"embeddings.LayerNorm.{long}" for kind, long in KINDS.items()}
    for layer in range(layers):
        for short, long in PARTS.items():
            for kind, whole in KINDS.items():
                parts[f"l{layer}.{short}.{kind}"] = f"encoder.layer.{layer}.{long}.{whole}"
    names.update(parts)
    weights = {long: torch.from_numpy(body.tensors[short].copy()) for short, long in names.items()}
    missing, unexpected = network.body.load_state_dict(weights, strict=False)
    if missing or unexpected:
        raise ValueError(f"the body lacks {missing} and has {unexpected} too many")
    return network


KINDS = {"w": "weight", "b": "bias"}
EMBEDDINGS = {"word": "word", "pos": "position", "type": "token_type"}
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""What the parts of a layer are called in the file, and in `BertModel`."""
