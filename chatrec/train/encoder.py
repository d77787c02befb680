"""Tuning the encoder: what was said is drawn to the text of what was recommended."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from chatrec.errors import ModelError
from chatrec.train.descent import share
from chatrec.train.pairs import Pair, with_words_dropped
from chatrec.train.progress import tracked
from chatrec.train.runs import Run, put, trained
from chatrec.train.tuning import Tune, merge, prepare
from chatrec.types import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Say = Callable[[str], None]
Precision: TypeAlias = Literal["auto", "float32", "bfloat16", "float16"]
RATES: Mapping[Tune, float] = {
    "full": 2e-5,
    "lora": 3e-4,
    "adalora": 1e-3,
    "prefix": 1e-2,
    "adapter": 3e-3,
}


@dataclass(frozen=True)
class EncoderConfig:
    """`rate` 0 takes the one of the way of tuning. A batch of pairs is done in `parts`, whose
    gradients add up; `adversarial` is the length of FGM's step along the gradient of the word
    embeddings. Every `check` steps the held-out pairs are tried, and
    after `patience` tries without gain training ends; the `average` best tries are averaged.
    The `precision` auto is bfloat16 on a GPU that has it, float16 on others, float32 on a CPU."""

    tune: Tune = "lora"
    epochs: int = 2
    batch: int = 32
    parts: int = 1
    rate: float = 0.0
    adversarial: float = 0.0
    average: int = 1
    precision: Precision = "auto"
    check: int = 100
    patience: int = 3
    decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.1
    temperature: float = 0.05
    words_dropped: float = 0.1
    wandb: bool = False
    seed: int = 0


def tune_encoder(
    model: SentenceTransformer,
    given: Sequence[Pair],
    held_out: Sequence[Pair],
    texts: Sequence[str],
    config: EncoderConfig,
    folder: Path,
    say: Say = lambda line: None,
) -> SentenceTransformer:
    """The model tuned on the pairs, best on the held-out ones; `texts` are those of every row.

    A run that was killed goes on from its last try when called with the same folder. Raises
    ModelError where FGM is asked for and the word embeddings are not trained.
    """
    if config.adversarial and config.tune not in ("full", "prefix"):
        raise ModelError(
            f"--adversarial moves word embeddings, which {config.tune} keeps: give --tune full"
        )
    torch.manual_seed(config.seed)
    steps = config.epochs * -(-len(given) // config.batch)
    tuned = prepare(model, config.tune, steps, config.dropout)
    tuning = _Tuning(model, tuned, texts, config, Run(folder, config.wandb))
    tuning.run(given, held_out, steps, say)
    return merge(model, tuned)


class _Tuning:
    """One run: the model, its optimizer and how far it has come."""

    def __init__(
        self,
        model: SentenceTransformer,
        tuned: Any,
        texts: Sequence[str],
        config: EncoderConfig,
        run: Run,
    ) -> None:
        self._model, self._tuned, self._texts = model, tuned, texts
        self._config, self._run = config, run
        weights = [p for p in model.parameters() if p.requires_grad]
        rate = config.rate or RATES[config.tune]
        self._rate = rate
        self._optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=config.decay)
        device = model.device.type
        kind = _precision(device, config.precision)
        self._mixed = partial(torch.autocast, device, kind, enabled=kind != torch.float32)
        self._scaler = torch.amp.GradScaler(device, enabled=kind == torch.float16)
        self._prompt = model.prompts.get(model.default_prompt_name or "", "") or ""

    def run(self, given: Sequence[Pair], held_out: Sequence[Pair], steps: int, say: Say) -> None:
        config = self._config
        best, progress = self._run.resume(self._model, self._optimizer)
        done = int(progress.get("step", 0))
        kept = [(progress.get("best", -1.0), best)] if best else []
        stale = int(progress.get("stale", 0))
        for step, batch in enumerate(tracked(_batches(given, config), steps, "tuning"), 1):
            if step <= done:
                continue
            loss = self._step(batch, step, steps)
            self._run.log("loss", loss, step)
            if step % config.check and step != steps:
                continue
            value = self.recall(held_out)
            self._run.log("held-out recall@10", value, step)
            say(f"step {step} of {steps}: loss {loss:.3f}, held-out recall@10 {value:.4f}")
            stale = 0 if not kept or value > kept[0][0] else stale + 1
            kept = sorted([*kept, (value, trained(self._model))], key=lambda one: -one[0])
            kept = kept[: config.average]
            told = {"step": step, "best": kept[0][0], "stale": stale}
            self._run.save(self._model, self._optimizer, kept[0][1], told)
            if stale >= config.patience:
                say(f"no gain in {stale} tries: stopped")
                break
        if kept:
            put(self._model, _mean([weights for _, weights in kept]))
        self._run.close()

    def recall(self, held_out: Sequence[Pair], most: int = 1000) -> float:
        """Recall@10 among the held-out pairs' own items, at most so many pairs."""
        pairs = held_out[:most]
        rows = sorted({row for pair in pairs for row in (pair.wanted, pair.unwanted)})
        said = self._encode([pair.said for pair in pairs])
        items = self._encode([self._texts[row] for row in rows])
        place = {row: n for n, row in enumerate(rows)}
        wanted = np.array([place[pair.wanted] for pair in pairs])
        scores = said @ items.T
        own = scores[np.arange(len(pairs)), wanted]
        return float(((scores > own[:, None]).sum(axis=1) < 10).mean())

    def _encode(self, texts: list[str]) -> Matrix:
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _step(self, batch: Sequence[Pair], step: int, steps: int) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate * share(step, steps)
        self._model.train()
        self._optimizer.zero_grad()
        size = -(-len(batch) // self._config.parts)
        parts = [batch[at : at + size] for at in range(0, len(batch), size)]
        total = sum(self._backward(part, step, len(part) / len(batch)) for part in parts)
        weights = [p for p in self._model.parameters() if p.requires_grad]
        self._scaler.unscale_(self._optimizer)
        nn.utils.clip_grad_norm_(weights, self._config.clip)
        self._scaler.step(self._optimizer)
        self._scaler.update()
        if self._config.tune == "adalora":
            self._tuned.base_model.update_and_allocate(step)
        return float(total)

    def _backward(self, part: Sequence[Pair], step: int, weight: float) -> float:
        loss = weight * self._loss(part, step)
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        if self._config.adversarial:
            self._attack(part, step, weight)
        return float(loss.detach())

    def _attack(self, part: Sequence[Pair], step: int, weight: float) -> None:
        """FGM (Miyato et al. 2017, 1605.07725): the gradient once more, with the word embeddings
        moved against the model."""
        bert: Any = self._model[0]
        embeddings = bert.auto_model.get_input_embeddings().weight
        length = 0.0 if embeddings.grad is None else float(embeddings.grad.norm())
        if not 0 < length < math.inf:  # a float16 gradient can overflow; its step is passed over
            return
        moved = self._config.adversarial * embeddings.grad / length
        embeddings.data.add_(moved)
        self._scaler.scale(weight * self._loss(part, step)).backward()  # type: ignore[no-untyped-call]
        embeddings.data.sub_(moved)

    def _loss(self, part: Sequence[Pair], step: int) -> Tensor:
        """Softmax over the batch's items and hard negatives (InfoNCE, van den Oord et al. 2018)."""
        drawn = np.random.default_rng((self._config.seed, step))
        dropped = self._config.words_dropped
        rows = [pair.wanted for pair in part] + [pair.unwanted for pair in part]
        said = [with_words_dropped(pair.said, dropped, drawn) for pair in part]
        with self._mixed():
            asked = self._forward(said)
            items = self._forward([self._texts[row] for row in rows])
        logits = asked.float() @ items.float().T / self._config.temperature
        same = torch.tensor([[row == pair.wanted for row in rows] for pair in part])
        same &= ~torch.eye(len(part), len(rows), dtype=torch.bool)
        logits = logits.masked_fill(same.to(logits.device), float("-inf"))
        return functional.cross_entropy(logits, torch.arange(len(part), device=logits.device))

    def _forward(self, texts: Sequence[str]) -> Tensor:
        features = self._model.preprocess([self._prompt + text for text in texts])
        features = {
            k: v.to(self._model.device) if isinstance(v, Tensor) else v for k, v in features.items()
        }
        return functional.normalize(self._model(features)["sentence_embedding"], dim=1)


def _batches(given: Sequence[Pair], config: EncoderConfig) -> Iterator[Sequence[Pair]]:
    """The same for the same seed, so that a resumed run goes on where it was."""
    for epoch in range(config.epochs):
        order = np.random.default_rng((config.seed, epoch)).permutation(len(given))
        for at in range(0, len(order), config.batch):
            yield [given[place] for place in order[at : at + config.batch]]


def _precision(device: str, asked: Precision) -> torch.dtype:
    if asked == "auto" and device == "cuda":
        has_it = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if has_it else torch.float16
    return torch.float32 if asked == "auto" else getattr(torch, asked)


def _mean(weights: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    return {
        name: torch.stack([one[name].float() for one in weights]).mean(dim=0) for name in weights[0]
    }
