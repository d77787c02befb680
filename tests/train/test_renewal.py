from __future__ import annotations

from pathlib import Path

import pytest

from chatrec import manifest
from chatrec.build import build, read
from chatrec.catalog import Catalog
from chatrec.encoder import BertEncoder
from chatrec.evaluate.conversations import measure
from chatrec.train.encoder import EncoderConfig
from chatrec.train.renewal import FOLDER, renewed
from tests.films import FILMS
from tests.train.test_walk import recall, write_turns

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
TUNE = EncoderConfig(tune="lora", epochs=1, batch=16, check=4)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: BertEncoder) -> Path:
    monkeypatch.setenv("CHATREC_CACHE", str(tmp_path / "cache"))
    write_turns(tmp_path / "chats.jsonl", 0, 60)
    write_turns(tmp_path / "held_out.jsonl", 60, 80)
    build(Catalog.of(FILMS), tmp_path / "mine", encoder)
    return tmp_path / "mine"


def tuned(index: Path, chats: Path) -> Path:
    files = [str(chats / "chats.jsonl")], [str(chats / "held_out.jsonl")]
    path, names, held_out = renewed(index, *files, "", TUNE, print)
    assert recall(measure(path, held_out)) >= 0.5
    assert {"ranker.safetensors", "index.faiss", f"{FOLDER}/model.safetensors"} <= set(names)
    manifest.verify(path, manifest.read(path))
    return path


def test_a_tuned_index_is_tuned_again(index: Path) -> None:
    once = tuned(index, index.parent)
    again = tuned(once, index.parent)
    models = {read(path).model for path in (index, once, again)}
    assert len(models) == 3, "each is named by its own weights"
