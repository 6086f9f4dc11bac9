"""Training, for programs: ``sdl-atlas train`` without its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

from sdl_atlas.library.functions import FunctionsRun, functions_config, on_functions, train_each
from solvers.operators.train.config import OperatorConfig
from solvers.operators.train.sweep import Ended
from solvers.sdl.train.config.tables import TrainConfig, expand, from_tables, load_config, overridden
from solvers.sdl.train.run.build import pick_device
from solvers.sdl.train.run.sweep import Outcome, sweep
from solvers.sdl.train.run.train import RunResult
from solvers.sdl.train.run.train import train as train_one
from theory.doors import a_path, an_instance
from theory.errors import InputError


def train(
    config: str | Path | Mapping[str, Any] | TrainConfig | OperatorConfig,
    out: str | Path,
    *,
    change: Mapping[str, Any] | None = None,
    device: Literal["auto", "cpu", "cuda"] = "auto",
    resume: bool = False,
    executor: Executor | None = None,
    progress: Callable[[Any], None] | None = None,
) -> RunResult | list[Outcome] | FunctionsRun | list[Ended]:
    """Train a sparse autoencoder, transcoder or crosscoder, a sweep of them, or an autoencoder on functions, into a folder.

    Minimises the reconstruction error ``E |y - W_D sigma(W_E x + b_E) - b_D|^2`` plus the penalties of the configuration;
    ``model.kind = "pursuit"`` takes the code of matching pursuit, and ``sae-fno``, ``sae-cnn`` and ``sae-mlp`` read functions.

    Args:
        config: a TOML file, its tables as a mapping, or a configuration (``docs/train-config.md`` and ``docs/operators.md``
            list every field).
        out: an empty or missing folder; with ``resume`` that of the same configuration.
        change: fields to change, by ``"section.field"``.
        device: ``auto`` takes a GPU where there is one; autoencoders on functions are trained on the CPU.
        resume: go on from the newest checkpoint, if there is one.
        executor: where the runs of a sweep are trained; default: one after the other, in a thread.
        progress: called with the progress of a single run, whenever a row of its metrics is written; on functions, with the row,
            and in a sweep with every run that ends.

    Returns:
        the run, with its ``.model`` in evaluation mode and its ``.folder``; of a sweep, the outcome of every run.

    Raises:
        InputError: a field that is wrong (named), a folder in use, data that cannot be read, a device that is not there.
        Diverged: the loss of a single run was no longer finite; the checkpoints before stay (DivergedError: on functions).

    Source: arXiv 2512.05534, section 2 and its appendix on training; Gao et al., arXiv 2406.04093, for Top-k.

    >>> import tempfile
    >>> few = {"optimiser.steps": 20, "optimiser.warmup_steps": 2, "optimiser.decay_steps": 5, "optimiser.batch_size": 64}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     train("examples/train/topk.toml", folder, change=few, device="cpu").history.last.step
    20
    """
    an_instance(change or {}, "change", Mapping, 'such as {"optimiser.steps": 100}')
    if isinstance(config, OperatorConfig) or (not isinstance(config, TrainConfig) and on_functions(config)):
        if device == "cuda":
            raise InputError("device", device, "an autoencoder on functions is trained on the CPU", "leave it out")
        chosen = functions_config(config, change or {})
        return train_each(chosen, a_path(out, "out"), resume=resume, executor=executor, progress=progress)
    many, out = _config(config, change or {}), a_path(out, "out")
    device_name = pick_device(device)
    singles = expand(many)
    if len(singles) == 1:
        return train_one(singles[0].config, out, device=device_name, resume=resume, callback=progress)
    if executor is not None:
        return sweep(many, out, executor=executor, device=device_name, resume=resume)
    with ThreadPoolExecutor(1) as pool:
        return sweep(many, out, executor=pool, device=device_name, resume=resume)


def _config(config: str | Path | Mapping[str, Any] | TrainConfig, change: Mapping[str, Any]) -> TrainConfig:
    if isinstance(config, TrainConfig):
        out = config
    elif isinstance(config, Mapping):
        out = from_tables(config)
    elif isinstance(config, str | Path):
        out = load_config(config)
    else:
        raise InputError("config", type(config).__name__, "expected a file, a mapping or a TrainConfig")
    return overridden(out, change) if change else out
