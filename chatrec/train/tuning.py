"""Which weights of an encoder are tuned; each way ends in a plain model that needs no peft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from chatrec.errors import ModelError

if TYPE_CHECKING:
    from peft import PeftConfig, PeftModel
    from sentence_transformers import SentenceTransformer

Tune: TypeAlias = Literal["full", "lora", "adalora", "prefix", "adapter"]
_KIND = "FEATURE_EXTRACTION"
_ATTENTION = ["query", "key", "value"]
_VIRTUAL = 8
"""Tokens put before every text by prefix tuning."""


def prepare(model: SentenceTransformer, tune: Tune, steps: int, dropout: float) -> PeftModel | None:
    """Freeze all but what `tune` trains; None for `full`, which trains everything.

    lora: Hu et al. 2021, 2106.09685; adalora: Zhang et al. 2023, 2303.10512; prefix: virtual tokens
    before the text, Lester et al. 2021, 2104.08691; adapter: learned scalings of keys, values and
    feed-forward activations (IA³), Liu et al. 2022, 2205.05638. Raises ModelError without peft.
    """
    if tune == "full":
        return None
    try:
        from peft import get_peft_model
    except ImportError as error:
        raise ModelError(
            f"to tune by {tune}, pip install 'chatrec[train]', or give --tune full"
        ) from error
    configs: Mapping[str, Callable[[], PeftConfig]] = {
        "lora": lambda: _lora(dropout),
        "adalora": lambda: _adalora(steps, dropout),
        "prefix": lambda: _prefix(model),
        "adapter": _adapter,
    }
    bert: Any = model[0]
    bert.auto_model = tuned = get_peft_model(bert.auto_model, configs[tune]())
    return tuned


def merge(model: SentenceTransformer, tuned: PeftModel | None) -> SentenceTransformer:
    """The model with what was tuned folded into its weights."""
    if tuned is not None:
        model[0].auto_model = tuned.merge_and_unload()
    return model


def _lora(dropout: float) -> PeftConfig:
    from peft import LoraConfig

    return LoraConfig(
        r=16, lora_alpha=32, lora_dropout=dropout, target_modules=_ATTENTION, task_type=_KIND
    )


def _adalora(steps: int, dropout: float) -> PeftConfig:
    """Ranks fall from 16 to 8 on average between a tenth and 7 tenths of the steps."""
    from peft import AdaLoraConfig

    return AdaLoraConfig(
        init_r=16,
        target_r=8,
        tinit=max(1, steps // 10),
        tfinal=max(1, 3 * steps // 10),
        total_step=max(steps, 4),
        lora_dropout=dropout,
        target_modules=_ATTENTION,
        task_type=_KIND,
    )


def _prefix(model: SentenceTransformer) -> PeftConfig:
    """Adds the virtual tokens to the vocabulary and to the model's prompt, so that every text that
    it encodes begins with them; only their embeddings are trained."""
    import torch
    from peft import TrainableTokensConfig

    names = [f"[V{n}]" for n in range(_VIRTUAL)]
    tokenizer: Any = model.tokenizer
    tokenizer.add_tokens(names, special_tokens=True)
    module: Any = model[0]
    bert = module.auto_model
    bert.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    places = tokenizer.convert_tokens_to_ids(names)
    weights = bert.get_input_embeddings().weight
    with torch.no_grad():
        weights[places] = weights[1000 : 1000 + _VIRTUAL].clone()
    model.prompts = {**model.prompts, "virtual": " ".join(names) + " "}
    model.default_prompt_name = "virtual"
    return TrainableTokensConfig(
        token_indices=places, target_modules=["word_embeddings"], task_type=_KIND
    )


def _adapter() -> PeftConfig:
    from peft import IA3Config

    return IA3Config(
        target_modules=["key", "value", "output.dense"],
        feedforward_modules=["output.dense"],
        task_type=_KIND,
    )
