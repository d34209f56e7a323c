"""The loss that trains late interaction itself, beside sentence-transformers' own loss on the mean vectors."""

from collections.abc import Iterable

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from torch import Tensor, nn
from torch.nn import functional

# Questions and passages are cut to windows of so many tokens: the cost of a batch grows with their product.
QUESTION_TOKENS = 24
PASSAGE_TOKENS = 48

# What the losses divide similarities by. Late interaction has larger scores between strangers, so it is colder.
MEAN_TEMPERATURE = 0.05
LATE_TEMPERATURE = 0.04


def mean_vector_loss(model: SentenceTransformer) -> MultipleNegativesRankingLoss:
    """InfoNCE over in-batch negatives in both directions (van den Oord et al. 2018; Günther et al. 2023)."""
    return MultipleNegativesRankingLoss(
        model,
        scale=1 / MEAN_TEMPERATURE,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )


class LateInteractionLoss(nn.Module):
    """The mean-vector loss plus InfoNCE on late interaction (ColBERT's MaxSim, Khattab & Zaharia 2020).

    A question's score for a passage is the mean, weighted by the norms of the question's token vectors, of each
    question token's best cosine among the passage's tokens. So the norm of a token's vector learns its weight.
    """

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model
        self.mean = mean_vector_loss(model)

    def forward(self, sentence_features: Iterable[dict[str, Tensor]], labels: Tensor | None) -> dict[str, Tensor]:
        """The two losses by name. Features are bags: `input_ids` (all tokens in a row) and `offsets`, both int64."""
        questions, passages = sentence_features
        table = table_of(self.model)
        asked, held = windows(questions, table, QUESTION_TOKENS), windows(passages, table, PASSAGE_TOKENS)
        scores = late_interaction(*asked, *held)
        scores = mask_twins(scores, questions, passages) / LATE_TEMPERATURE
        right = torch.arange(len(scores), device=scores.device)
        late = (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2
        return {"mean": self.mean([questions, passages], labels), "late": late}


def table_of(model: SentenceTransformer) -> Tensor:
    """The trained parameter (vocabulary, dimensions) of a model that begins with a `StaticEmbedding`."""
    embedding = model[0]
    assert isinstance(embedding, StaticEmbedding)
    table: Tensor = embedding.embedding.weight
    return table


def windows(bag: dict[str, Tensor], table: Tensor, width: int) -> tuple[Tensor, Tensor]:
    """A random window of at most `width` tokens of each text.

    Gives vectors (texts, width, dimensions) and a mask (texts, width) that is true where there is a token.
    """
    ids, starts = bag["input_ids"], bag["offsets"]
    lengths = torch.diff(starts, append=torch.tensor([len(ids)], device=ids.device))
    spare = (lengths - width).clamp(min=0)
    begin = starts + (torch.rand(len(starts), device=ids.device) * (spare + 1)).long()
    places = begin[:, None] + torch.arange(width, device=ids.device)
    mask = torch.arange(width, device=ids.device) < lengths[:, None].clamp(max=width)
    return functional.embedding(ids[places.clamp(max=len(ids) - 1)], table), mask


def late_interaction(questions: Tensor, asked: Tensor, passages: Tensor, held: Tensor) -> Tensor:
    """Scores (questions, passages), float32, in [-1, 1], from vectors (texts, tokens, dimensions) and masks of them."""
    weights = questions.norm(dim=-1) * asked
    weights = weights / weights.sum(dim=-1, keepdim=True).clamp(min=1e-6)
    left = functional.normalize(questions, dim=-1).flatten(0, 1).to(matrix_dtype())
    right = functional.normalize(passages, dim=-1).flatten(0, 1).to(matrix_dtype())
    cosines = left @ right.T
    cosines = cosines.masked_fill(~held.flatten(), -1).view(*questions.shape[:2], *passages.shape[:2])
    best = cosines.max(dim=-1).values.float()
    return torch.einsum("qt,qtp->qp", weights, best)


def mask_twins(scores: Tensor, questions: dict[str, Tensor], passages: dict[str, Tensor]) -> Tensor:
    """Scores where another pair's identical text does not count as wrong: minus infinity there."""
    same = equal_bags(questions) | equal_bags(passages)
    same.fill_diagonal_(False)
    return scores.masked_fill(same, float("-inf"))


def equal_bags(bag: dict[str, Tensor]) -> Tensor:
    """Which texts of a batch hold the same tokens (texts, texts), told by two sums that hardly ever agree by chance."""
    ids, starts = bag["input_ids"], bag["offsets"]
    lengths = torch.diff(starts, append=torch.tensor([len(ids)], device=ids.device))
    owner = torch.repeat_interleave(torch.arange(len(starts), device=ids.device), lengths)
    sums = torch.zeros(2, len(starts), dtype=torch.int64, device=ids.device)
    sums[0].index_add_(0, owner, ids)
    sums[1].index_add_(0, owner, ids * ids % 1_000_003)
    return (sums[0][:, None] == sums[0]) & (sums[1][:, None] == sums[1])


def matrix_dtype() -> torch.dtype:
    """bfloat16 where the processor multiplies its matrices in hardware (Intel AMX: four times faster), else float32."""
    return torch.bfloat16 if torch.cpu._is_amx_tile_supported() else torch.float32
