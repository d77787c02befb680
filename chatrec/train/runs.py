"""A training run on disk: it goes on after a kill, and TensorBoard shows its curves.

So does Weights & Biases, where that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from chatrec.errors import ModelError
from chatrec.manifest import write_atomically

_MOMENTS = ("exp_avg", "exp_avg_sq", "step")


class Run:
    """The state of one run: trained weights, the optimizer's moments, the progress."""

    def __init__(self, folder: Path, wandb: bool = False) -> None:
        """Raises ModelError when Weights & Biases is asked for and not installed."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "state.safetensors"
        self._writer = _writer(folder)
        self._wandb = _wandb(folder) if wandb else None

    def save(
        self,
        module: nn.Module,
        optimizer: torch.optim.Optimizer,
        best: Mapping[str, Tensor],
        progress: Mapping[str, float],
    ) -> None:
        tensors = {f"now.{k}": v for k, v in trained(module).items()}
        tensors |= {f"best.{k}": v for k, v in best.items()}
        for name, parameter in _trained_parameters(module).items():
            state = optimizer.state.get(parameter, {})
            tensors |= {f"{m}.{name}": state[m] for m in _MOMENTS if m in state}
        tensors = {k: v.detach().cpu().contiguous().clone() for k, v in tensors.items()}
        about = {"progress": json.dumps(dict(progress))}
        write_atomically(self._file, lambda path: save_file(tensors, path, metadata=about))

    def resume(
        self, module: nn.Module, optimizer: torch.optim.Optimizer
    ) -> tuple[dict[str, Tensor], dict[str, float]]:
        """The best weights and the progress of the run that was broken off; nothing of a new one.
        What was trained so far is put back into module and optimizer."""
        with suppress(SafetensorError, OSError, KeyError, ValueError):
            with safe_open(str(self._file), framework="pt") as file:
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
                progress = json.loads(file.metadata()["progress"])
            put(module, _under("now.", tensors))
            for name, parameter in _trained_parameters(module).items():
                kept = {m: tensors[f"{m}.{name}"] for m in _MOMENTS if f"{m}.{name}" in tensors}
                optimizer.state[parameter] = {k: v.to(parameter.device) for k, v in kept.items()}
            return _under("best.", tensors), progress
        return {}, {}

    def log(self, name: str, value: float, step: int) -> None:
        if self._writer is not None:
            self._writer.add_scalar(name, value, step)
        if self._wandb is not None:
            self._wandb.log({name: value}, step=step)

    def close(self) -> None:
        """The run is over: its state is not resumed again."""
        self._file.unlink(missing_ok=True)
        if self._writer is not None:
            self._writer.close()
        if self._wandb is not None:
            self._wandb.finish()


def trained(module: nn.Module) -> dict[str, Tensor]:
    """A copy of the weights that are trained, by name, in the processor's memory."""
    return {k: v.detach().to("cpu", copy=True) for k, v in _trained_parameters(module).items()}


def put(module: nn.Module, weights: Mapping[str, Tensor]) -> None:
    parameters = _trained_parameters(module)
    with torch.no_grad():
        for name, value in weights.items():
            parameters[name].copy_(value)


def _trained_parameters(module: nn.Module) -> dict[str, nn.Parameter]:
    return {name: p for name, p in module.named_parameters() if p.requires_grad}


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _wandb(folder: Path) -> Any:
    try:
        wandb: Any = import_module("wandb")
    except ImportError as error:
        raise ModelError("to log to Weights & Biases, pip install wandb") from error
    return wandb.init(project="chatrec", name=folder.name, dir=folder)


def _writer(folder: Path) -> Any:
    """TensorBoard's, when it is installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(folder))
