from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from chatrec import encoder as module
from chatrec.encoder import BertEncoder, RememberingEncoder
from chatrec.errors import ModelError
from tests.laws import check_encoder


def test_laws(encoder: BertEncoder) -> None:
    check_encoder(encoder)


def test_laws_when_it_remembers(encoder: BertEncoder) -> None:
    remembering = RememberingEncoder(encoder)
    check_encoder(remembering)
    check_encoder(remembering)


@pytest.mark.gpu
def test_a_gpu_gives_the_same_vectors() -> None:
    import torch

    if not torch.cuda.is_available():
        pytest.skip("needs a GPU that torch sees")
    texts = ["bank robbers", "", "a heist film " * 90]
    on_gpu, on_cpu = (BertEncoder(device=name).encode(texts) for name in ("cuda", "cpu"))
    np.testing.assert_allclose(on_gpu, on_cpu, atol=1e-4)


def test_meaning_is_near(encoder: BertEncoder) -> None:
    heist, robbery, garden = encoder.encode(["bank robbers", "a heist film", "a flower garden"])
    assert heist @ robbery > heist @ garden + 0.1


def test_a_long_text_counts_with_its_beginning(encoder: BertEncoder) -> None:
    head = "a tense heist in Paris " * 60
    same, other = encoder.encode([head, head + "and a wedding in the garden"])
    np.testing.assert_allclose(same, other, atol=1e-5)


def test_threads_get_the_same_vectors(encoder: BertEncoder) -> None:
    texts = [f"film number {n}" for n in range(8)]
    alone = encoder.encode(texts)
    results: dict[int, np.ndarray] = {}  # type: ignore[type-arg]
    threads = [
        threading.Thread(target=lambda n=n: results.update({n: encoder.encode([texts[n]])[0]}))  # type: ignore[misc]
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_allclose([results[n] for n in range(8)], alone, atol=1e-5)


def test_a_folder_works_as_a_model(encoder: BertEncoder) -> None:
    folder = str(module._packaged_path())
    other = BertEncoder(folder)
    np.testing.assert_allclose(other.encode(["heat"]), encoder.encode(["heat"]), atol=1e-6)


def test_a_wrong_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        BertEncoder(str(tmp_path / "nowhere"))


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model"):
        BertEncoder(str(tmp_path))


def test_vectors_of_another_size_than_the_index_are_refused() -> None:
    with pytest.raises(ModelError, match="384 dims and the index has 64"):
        BertEncoder(dim=64).warm_up()


def test_it_is_loaded_once_when_first_used(encoder: BertEncoder) -> None:
    other = BertEncoder()
    assert other._loaded is None
    threads = [threading.Thread(target=other.encode, args=(["heat"],)) for _ in range(4)]
    for thread in threads:
        thread.start()
    other.warm_up()
    loaded = other.transformer
    for thread in threads:
        thread.join()
    assert other.transformer is loaded
    assert other.dim == encoder.dim


def test_altered_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="53aa5117"):
        BertEncoder()


def test_the_help_of_the_command_line_loads_nothing_heavy() -> None:
    code = (
        "import sys, chatrec.cli\n"
        "heavy = {'torch', 'faiss', 'gradio', 'transformers', 'sqlalchemy', 'pandas'}\n"
        "sys.exit(str(heavy & sys.modules.keys()) if heavy & sys.modules.keys() else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
