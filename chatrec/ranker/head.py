"""A neural head on the frozen encoder: a query vector against item vectors that it learns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from chatrec.ranker.asked import SPANS, Asked
from chatrec.types import Matrix, Vector


@dataclass(frozen=True)
class HeadConfig:
    """Widths; `dropout` is on every input of the query and within its network."""

    width: int = 192
    dropout: float = 0.5


HEAD = HeadConfig()


class ScoringHead(nn.Module):
    """logits = scale · q(query) · (T x + e) + b, for items of text vector x.

    q is a residual network over the encoded messages, the mentioned items (their text vectors and
    learned ones) and the words; e and b are learned for each item, T for all.
    """

    items: Tensor

    def __init__(
        self,
        items: Matrix,
        vocabulary: Mapping[str, int],
        bias: Vector,
        config: HeadConfig = HEAD,
    ) -> None:
        """*Shape:* items ``(n_items, dim)``; bias ``(n_items,)``, best at log popularity."""
        super().__init__()
        self.vocabulary = vocabulary
        (n, dim), width = items.shape, config.width
        self.register_buffer("items", torch.from_numpy(items), persistent=False)
        self.texts = nn.ModuleList(nn.Linear(dim, width, bias=k == 0) for k in range(len(SPANS)))
        self.taste = nn.Linear(dim, width, bias=False)
        self.mentioned = _bag(n, width)
        self.words = _bag(len(vocabulary), width)
        self.drop = nn.Dropout(config.dropout)
        hidden = (nn.Linear(width, 2 * width), nn.GELU(), self.drop, nn.Linear(2 * width, width))
        self.network = nn.Sequential(*hidden)
        self.norm = nn.LayerNorm(width)
        self.item_text = nn.Linear(dim, width, bias=False)
        self.item = nn.Embedding(n, width)
        nn.init.normal_(self.item.weight, std=0.02)
        self.bias = nn.Parameter(torch.from_numpy(bias.astype(np.float32)))
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, batch: Sequence[Asked]) -> Tensor:
        """The logits of every item. *Shape:* ``(batch, n_items)``."""
        return self.scale * (self.query(batch) @ self.item_vectors().T) + self.bias

    def item_vectors(self) -> Tensor:
        return torch.add(self.item.weight, self.item_text(self.items))

    def query(self, batch: Sequence[Asked]) -> Tensor:
        """*Shape:* ``(batch, width)``."""
        device = self.bias.device
        messages = torch.from_numpy(np.stack([one.messages for one in batch])).to(device)
        taste = torch.from_numpy(np.stack([one.taste for one in batch])).to(device)
        parts = [text(self.drop(messages[:, k])) for k, text in enumerate(self.texts)]
        parts.append(self.taste(self.drop(taste)))
        parts.append(self.drop(_summed(self.mentioned, [one.mentioned for one in batch])))
        parts.append(self.drop(_summed(self.words, [self._known(one) for one in batch])))
        joined = torch.stack(parts).sum(dim=0)
        return torch.as_tensor(self.norm(joined + self.network(joined)))

    def _known(self, one: Asked) -> dict[int, float]:
        """The words of the vocabulary by number, their weights a unit vector."""
        known = {self.vocabulary[w]: v for w, v in one.words.items() if w in self.vocabulary}
        norm = math.sqrt(sum(v * v for v in known.values())) or 1.0
        return {place: v / norm for place, v in known.items()}


class FrozenHead:
    """A trained head with its item vectors computed once."""

    def __init__(self, head: ScoringHead) -> None:
        self._head = head.eval()
        with torch.inference_mode():
            self._items = head.scale * head.item_vectors()

    def log_probabilities(self, one: Asked) -> Vector:
        """Of every item. *Shape:* ``(n_items,)``."""
        with torch.inference_mode():
            logits = self._items @ self._head.query([one])[0] + self._head.bias
            return np.asarray(functional.log_softmax(logits, dim=0).numpy())


def _summed(bag: nn.EmbeddingBag, weighed: Sequence[Mapping[int, float]]) -> Tensor:
    """The weighted sums of the bag's rows. *Shape:* ``(len(weighed), width)``."""
    places = torch.tensor([place for one in weighed for place in one], dtype=torch.int64)
    weights = torch.tensor([w for one in weighed for w in one.values()], dtype=torch.float32)
    starts = torch.from_numpy(np.cumsum([0, *(len(one) for one in weighed[:-1])]))
    given = (tensor.to(bag.weight.device) for tensor in (places, starts, weights))
    return torch.as_tensor(bag(*given))


def _bag(n: int, width: int) -> nn.EmbeddingBag:
    bag = nn.EmbeddingBag(n, width, mode="sum")
    nn.init.normal_(bag.weight, std=0.02)
    return bag
