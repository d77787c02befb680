from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from chatrec.catalog import item_text
from chatrec.encoder import BertEncoder
from chatrec.errors import ModelError
from chatrec.train import encoder as tuning
from chatrec.train.encoder import EncoderConfig, tune_encoder
from chatrec.train.pairs import Pair, pairs, with_words_dropped
from chatrec.train.runs import Run
from chatrec.types import Query
from tests.films import FILMS

TEXTS = [item_text(item) for item in FILMS]
ROWS = {item.id: row for row, item in enumerate(FILMS)}
# What only this conversation's people mean by a colour.
PAIRS = [
    Pair("something green please", ROWS["heat-1995"], ROWS["alien-1979"]),
    Pair("something purple please", ROWS["amelie-2001"], ROWS["heat-1995"]),
    Pair("something yellow please", ROWS["alien-1979"], ROWS["titanic-1997"]),
    Pair("something orange please", ROWS["toy-story-1995"], ROWS["heat-1995"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("tune", ["full", "lora", "adalora", "prefix", "adapter"])
def test_every_way_learns_and_ends_in_a_plain_model(tmp_path: Path, tune: tuning.Tune) -> None:
    model = BertEncoder().transformer
    config = EncoderConfig(
        tune=tune, epochs=25, batch=4, check=20, patience=9, rate=3 * tuning.RATES[tune]
    )
    before = _loss(model.encode, PAIRS)
    tuned = tune_encoder(model, PAIRS * 2, PAIRS, TEXTS, config, tmp_path / "run")
    tuned.save(str(tmp_path / "model"))
    plain = BertEncoder(str(tmp_path / "model"))
    assert _loss(plain.encode, PAIRS) < before
    np.testing.assert_allclose(
        plain.encode(TEXTS), tuned.encode(TEXTS, normalize_embeddings=True), atol=1e-5
    )


@pytest.mark.slow
def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    told: list[str] = []

    def killed(line: str) -> None:
        told.append(line)
        if len(told) == 2:
            raise KeyboardInterrupt

    config = EncoderConfig(tune="lora", epochs=4, batch=4, check=2, patience=9, average=2)
    given = PAIRS * 2
    with pytest.raises(KeyboardInterrupt):
        tune_encoder(BertEncoder().transformer, given, PAIRS, TEXTS, config, tmp_path, killed)
    again: list[str] = []
    tune_encoder(BertEncoder().transformer, given, PAIRS, TEXTS, config, tmp_path, again.append)
    assert [line.split(":")[0] for line in told[:1] + again] == [
        f"step {step} of 8" for step in (2, 4, 6, 8)
    ]


@pytest.mark.slow
def test_half_precision_learns_the_same(tmp_path: Path) -> None:
    def tuned(precision: tuning.Precision) -> float:
        config = EncoderConfig("full", 6, 4, precision=precision, check=99, dropout=0, seed=1)
        given = (PAIRS * 2, PAIRS, TEXTS, config, tmp_path / precision)
        return _loss(tune_encoder(BertEncoder(device="cpu").transformer, *given).encode, PAIRS)

    before = _loss(BertEncoder(device="cpu").transformer.encode, PAIRS)
    assert tuned("float32") < before
    assert tuned("bfloat16") < before
    assert tuned("float16") < before


def test_embeddings_that_are_kept_are_not_attacked(tmp_path: Path) -> None:
    config = EncoderConfig(tune="lora", adversarial=0.5)
    with pytest.raises(ModelError, match="give --tune full"):
        tune_encoder(BertEncoder().transformer, PAIRS, PAIRS, TEXTS, config, tmp_path)


def test_weights_and_biases_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "wandb", None)
    with pytest.raises(ModelError, match="pip install wandb"):
        Run(tmp_path, wandb=True)


def test_hard_negatives_are_near_and_not_wanted() -> None:
    items = np.eye(5, dtype=np.float32)
    made = pairs([Query(context=("hello", "one"))], [np.array([1])], items[:1], items, 0)
    assert [(one.said, one.wanted) for one in made] == [("hello one", 1)]
    assert made[0].unwanted != 1
    assert pairs([Query()], [np.array([1])], items[:1], items, 0) == []


def test_words_are_dropped_but_never_all() -> None:
    drawn = np.random.default_rng(0)
    assert with_words_dropped("a b c", 0.0, drawn) == "a b c"
    assert with_words_dropped("a b c", 1.0, drawn) == "a b c"
    assert len(with_words_dropped("a b c d e f g h", 0.5, drawn)) < 15


def test_peft_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "peft", None)
    with pytest.raises(ModelError, match="pip install"):
        tune_encoder(BertEncoder().transformer, PAIRS, PAIRS, TEXTS, EncoderConfig(), tmp_path)


def _loss(encode: object, given: Sequence[Pair]) -> float:
    """Mean margin by which the unwanted item is nearer than the wanted one."""
    assert callable(encode)
    said, items = encode([pair.said for pair in given]), encode(TEXTS)
    wanted = (said * items[[pair.wanted for pair in given]]).sum(axis=1)
    unwanted = (said * items[[pair.unwanted for pair in given]]).sum(axis=1)
    return float((unwanted - wanted).mean())
