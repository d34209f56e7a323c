"""Examples → a trained network, in two stages; what is done is kept and not done again.

Stage "public" learns to read from public questions, at a constant rate after a warm-up. Stage "contrast" learns from
our hand-written near misses what official documents ask for, with a share of public examples and the lowest layers kept
as they are; over its second half the rate falls to zero.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from index.training.reader.batches import Batch, Tokens, batches, stack
from index.training.reader.network import Network

log = logging.getLogger(__name__)

SPAN_WEIGHT = 0.25
"""What each end of the words counts beside the answer head: whether at all matters most."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large and how long."""

    layers: int = 8
    rate: float = 1e-4
    warm_up: int = 200
    public_share: float = 1.0
    public_batch: int = 32
    public_steps: int = 400
    frozen: int = 3
    contrast_batch: int = 16
    contrast_steps: int = 1_800
    public_in_contrast: float = 0.1
    pieces: int = 80_000
    save_steps: int = 50
    seed: int = 7


SMALL = Sizes(layers=2, public_share=0.02, public_steps=10, contrast_steps=20, save_steps=10)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of training.

    Attributes:
        name: of its checkpoint and in the log.
        rows: the examples of a pass, by its number; as many passes are made as the steps need.
        batch: how many examples a step sees.
        steps: how many steps there are.
        rate_at: the learning rate of a step, counted from 1.
    """

    name: str
    rows: Callable[[int], Sequence[Tokens]]
    batch: int
    steps: int
    rate_at: Callable[[int], float]


def loss_of(network: Network, batch: Batch) -> Tensor:
    """Cross-entropy of the answer head, and of both ends of the words where they are known."""
    with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        answers, starts, ends = network(batch.ids, batch.mask)
    loss = functional.binary_cross_entropy_with_logits(answers.float(), batch.answered)
    known = batch.first >= 0
    if known.any():
        for scores, places in ((starts, batch.first), (ends, batch.last)):
            within = scores.float().masked_fill(~batch.inside, float("-inf"))
            loss = loss + SPAN_WEIGHT * functional.cross_entropy(within[known], places[known])
    return loss


def run_stage(network: Network, stage: Stage, sizes: Sizes, out: Path) -> None:
    """Train the network, going on from the last checkpoint of this stage in `out`."""
    whole, part = out / f"{stage.name}.pt", out / f"{stage.name}.part.pt"
    if whole.exists():
        network.load_state_dict(torch.load(whole), strict=False)
        return
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=0.0, weight_decay=0.01, fused=True)
    done = _resume(network, optimizer, part)
    network.train()
    losses, tokens, since = [], 0, time.monotonic()
    for step, chosen in enumerate(_passes(stage, sizes.seed), 1):
        if step <= done:
            continue
        for group in optimizer.param_groups:
            group["lr"] = stage.rate_at(step)
        loss = loss_of(network, stack(chosen))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(loss.item())
        tokens += sum(len(row.ids) for row in chosen)
        if step % sizes.save_steps == 0 or step == stage.steps:
            _save({"step": step, "optimizer": optimizer.state_dict(), "network": learned(network)}, part)
            seconds = time.monotonic() - since
            note(
                out, stage=stage.name, step=step, of=stage.steps, loss=sum(losses) / len(losses), speed=tokens / seconds
            )
            losses, tokens, since = [], 0, time.monotonic()
    _save(learned(network), whole)
    part.unlink(missing_ok=True)


def _passes(stage: Stage, seed: int) -> Iterator[list[Tokens]]:
    """The stage's batches, of one pass after another."""
    endless = (batch for number in count() for batch in batches(stage.rows(number), stage.batch, seed + number))
    return islice(endless, stage.steps)


def learned(network: Network) -> dict[str, Tensor]:
    """The network's weights without the embeddings, which are not trained."""
    return {name: value for name, value in network.state_dict().items() if "embeddings" not in name}


def _resume(network: Network, optimizer: torch.optim.Optimizer, part: Path) -> int:
    if not part.exists():
        return 0
    state = torch.load(part)
    network.load_state_dict(state["network"], strict=False)
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def _save(state: dict[str, Any], path: Path) -> None:
    whole = path.with_suffix(".new")
    torch.save(state, whole)
    whole.replace(path)


def note(out: Path, **figures: Any) -> None:
    """Append figures to the log, one JSON object a line."""
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
    log.info("%s", rounded)
    with (out / "figures.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(rounded) + "\n")


def has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 in hardware; it then trains half as long again as fast."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
