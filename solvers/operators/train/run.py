"""Training a sparse autoencoder on functions: the loop, the folder of a run, and how a run goes on.

::

    config.json                 the configuration with all defaults
    metrics.csv                 one line per log_every steps
    checkpoints/step-00000500/  model.safetensors, model.json, optimiser.safetensors
    model/                      the trained model, when the run is over
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from solvers.operators.train.config import OperatorConfig, operator_config
from solvers.operators.train.fields import source_of
from solvers.operators.train.functions import Source, tensor
from solvers.operators.train.model import DTYPES, OperatorSAE
from solvers.sdl.train.run.alone import alone
from solvers.sdl.train.run.checkpoint import (
    RECORD,
    TENSORS,
    check_tensors,
    read_record,
    read_tensors,
    to_bytes,
    write_folder,
)
from solvers.sdl.train.run.interrupts import postponed
from solvers.sdl.train.step.fused_adam import PlainAdam
from theory.errors import InputError
from theory.files import write_atomically

RUN_SCHEMA, MODEL_SCHEMA = "sdl-atlas/operators-train/1", "sdl-atlas/operators-model/1"
CONFIG, METRICS, OPTIMISER = "config.json", "metrics.csv", "optimiser.safetensors"
WHITENING = 16  # samples per dimension of the covariance: its error is then a quarter of it in every direction
HEADER = "step,loss,relative_error,active_points"


class DivergedError(RuntimeError):
    """The loss is not a number any more."""


@dataclass(frozen=True)
class Line:
    """One line of metrics.csv.

    Args:
        step: steps taken.
        loss: mean squared error plus penalties, of the batch of this step.
        error: squared error over squared size, of the same batch.
        active: mean share of the domain on which a concept is active.
    """

    step: int
    loss: float
    error: float
    active: float


def train(
    config: OperatorConfig,
    out: Path,
    *,
    resume: bool = False,
    say: Callable[[Line], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Line:
    """Train one model and write its folder; a run that was interrupted goes on from its newest checkpoint and ends the same.

    Args:
        config: checked.
        out: the folder.
        resume: go on with the run in it.
        say: called with every line of the metrics.
        stop: asked after every step whether to stop, as Ctrl-C does.

    Raises:
        InputError: the folder holds something else, a run with another configuration, or one that is under way.
        DivergedError: the loss became infinite.
        KeyboardInterrupt: after the step that was under way is done and a checkpoint is written.
    """
    source = source_of(config.data, seed=config.run.seed)  # before anything is written
    with nullcontext() if out.is_file() else alone(out):
        _open(config, out, resume=resume)
        return _train(config, out, source, say, stop)


def _train(
    config: OperatorConfig, out: Path, source: Source, say: Callable[[Line], None], stop: Callable[[], bool]
) -> Line:
    model = OperatorSAE(config.model, grid=config.data.grid, channels=config.data.channels, seed=config.run.seed)
    _fit_lift(model, source, config)
    optimiser = PlainAdam(model.parameters(), lr=config.optimiser.learning_rate)
    done, lines = _restore(out, model, optimiser)
    line = lines[-1] if lines else Line(0, math.nan, math.nan, math.nan)
    with postponed() as interrupted:
        for step in range(done, config.optimiser.steps):
            line = _step(model, optimiser, source, config, step)
            after, last, halt = step + 1, step + 1 == config.optimiser.steps, interrupted() or stop()
            if after % config.run.log_every == 0 or last:
                lines.append(line)
                say(line)
            if after % config.run.checkpoint_every == 0 or last or halt:
                _write_lines(out, lines)
                _save(out / "checkpoints" / f"step-{after:08d}", model, config, after, optimiser)
            if halt and not last:
                raise KeyboardInterrupt
    _save(out / "model", model, config, config.optimiser.steps, None)
    return line


def _step(
    model: OperatorSAE, optimiser: torch.optim.Optimizer, source: Source, config: OperatorConfig, step: int
) -> Line:
    for group in optimiser.param_groups:
        group["lr"] = config.optimiser.rate(step)
    grid = config.data.grids[step % len(config.data.grids)]
    x = tensor(source.batch(step, config.optimiser.batch_size).sampled(grid), DTYPES[config.model.dtype])
    y, z = model(x, how="as trained" if config.model.kind != "sae-cnn" or grid == config.data.grid else "resampled")
    square = (y - x).square().mean()
    loss = square + _penalty(model, z, config)
    if not bool(loss.isfinite()):
        raise DivergedError(f"the loss is {loss.item()} at step {step + 1}; lower optimiser.learning_rate")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    size = x.square().mean().item()
    error = square.item() / size if size else math.inf  # a batch of zeros, which one's own data may hold
    return Line(step + 1, loss.item(), error, (z > 0).double().mean().item())


def _penalty(model: OperatorSAE, z: Tensor, config: OperatorConfig) -> Tensor | float:
    """Weighted sums over concepts of the mean and of the root of the mean square of the codes, times the norms of the kernels."""
    weights, norms, flat = config.loss, model.norms_i(), z.flatten(2)
    total: Tensor | float = 0.0
    if weights.l1:
        total = total + weights.l1 * (flat.mean(-1) * norms).sum(-1).mean()
    if weights.group:  # the tiny number keeps the slope of the root finite where a concept is off
        total = total + weights.group * ((flat.square().mean(-1) + 1e-24).sqrt() * norms).sum(-1).mean()
    return total


def _fit_lift(model: OperatorSAE, source: Source, config: OperatorConfig) -> None:
    """A whitening lift is that of the first batch of training, of its numbers at every point (sae-mlp: in every sample)."""
    if config.model.lift != "whitening":
        return
    numbers = config.data.channels * (config.data.points if config.model.kind == "sae-mlp" else 1)
    each = config.data.channels * config.data.points // numbers  # vectors per sample
    size = max(config.optimiser.batch_size, -(-WHITENING * numbers // each))
    x = torch.from_numpy(source.batch(0, size).sampled(config.data.grid))
    model.lift.fit(x.movedim(1, -1).reshape(-1, numbers) if config.model.kind != "sae-mlp" else x.flatten(1))


def _open(config: OperatorConfig, out: Path, *, resume: bool) -> None:
    file = out / CONFIG
    if not file.exists():
        if out.exists() and (not out.is_dir() or any(p.name[0] != "." for p in out.iterdir())):
            raise InputError(str(out), "something else", "a run needs an empty folder", "name another one")
        out.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"schema": RUN_SCHEMA, "config": config.to_json()}, indent=2, sort_keys=True)
        write_atomically(file, text + "\n")
        return
    if not resume:
        raise InputError(str(out), "a run", "nothing is overwritten", "go on with --resume, or name another folder")
    if _stored(file) != config:
        raise InputError(
            str(out), "a run with another configuration", "a run goes on with what it began with", "name another folder"
        )


def _restore(out: Path, model: OperatorSAE, optimiser: torch.optim.Adam) -> tuple[int, list[Line]]:
    newest = max((out / "checkpoints").glob("step-*"), default=None)
    if newest is None:
        return 0, []
    step = _load_into(model, newest)
    state = read_tensors(newest / OPTIMISER)
    parameters = dict(model.named_parameters())
    for name, p in parameters.items():
        optimiser.state[p] = {key: state[f"{name}.{key}"] for key in ("step", "exp_avg", "exp_avg_sq")}
    return step, [line for line in read_lines(out) if line.step <= step]


def _save(
    folder: Path, model: OperatorSAE, config: OperatorConfig, step: int, optimiser: torch.optim.Adam | None
) -> None:
    data = to_bytes(model.state_dict())
    record = {
        "schema": MODEL_SCHEMA,
        "config": config.to_json(),
        "step": step,
        "sha256": hashlib.sha256(data).hexdigest(),
        "versions": {"torch": torch.__version__},
    }
    files = {TENSORS: data, RECORD: (json.dumps(record, indent=2, sort_keys=True) + "\n").encode()}
    if optimiser is not None:
        state: dict[str, Tensor] = {}
        for name, p in model.named_parameters():
            state |= {f"{name}.{key}": value for key, value in optimiser.state[p].items()}
        files[OPTIMISER] = to_bytes(state)
    write_folder(folder, files)


def _load_into(model: OperatorSAE, folder: Path) -> int:
    record = read_record(folder / RECORD, MODEL_SCHEMA)
    tensors = read_tensors(folder / TENSORS, sha256=str(record.get("sha256")))
    wanted = {name: tuple(t.shape) for name, t in model.state_dict().items()}
    check_tensors(tensors, wanted, DTYPES[model.model.dtype], folder / TENSORS)
    model.load_state_dict(tensors)
    return int(record.get("step", 0))


def is_operator_run(path: Path) -> bool:
    """Whether a folder was written by :func:`train`."""
    try:
        return json.loads((path / CONFIG).read_bytes()).get("schema") == RUN_SCHEMA
    except (OSError, ValueError, AttributeError, RecursionError):
        return False


def load(run: Path) -> tuple[OperatorSAE, OperatorConfig]:
    """The trained model of a run, or its newest checkpoint, and its configuration.

    Raises:
        InputError: no such run, a damaged file, or a run without a checkpoint.
    """
    config = _stored(run / CONFIG)
    folder = run / "model" if (run / "model").exists() else max((run / "checkpoints").glob("step-*"), default=None)
    if folder is None:
        raise InputError(
            str(run), "no checkpoint", "this run has not trained yet", "go on with sdl-atlas train --resume"
        )
    model = OperatorSAE(config.model, grid=config.data.grid, channels=config.data.channels, seed=0)
    _load_into(model, folder)
    return model, config


def _stored(file: Path) -> OperatorConfig:
    stored: Any = read_record(file, RUN_SCHEMA).get("config")
    if not isinstance(stored, dict):
        raise InputError(f"{file}: config", stored, "must be an object")
    try:
        return operator_config(stored)
    except InputError as error:
        raise error.within(file) from None


def _write_lines(out: Path, lines: list[Line]) -> None:
    rows = [f"{x.step},{x.loss!r},{x.error!r},{x.active!r}" for x in lines]
    write_atomically(out / METRICS, "\n".join([HEADER, *rows]) + "\n")


def read_lines(out: Path) -> list[Line]:
    """The lines of metrics.csv; none where there is no such file.

    Raises:
        InputError: a line that is none of ours.
    """
    file = out / METRICS
    if not file.exists():
        return []
    rows = [row.split(",") for row in file.read_text(encoding="utf-8").splitlines()[1:]]
    try:
        return [Line(int(step), float(loss), float(error), float(active)) for step, loss, error, active in rows]
    except ValueError:
        raise InputError(str(file), "a line that cannot be read", f"four numbers, {HEADER}, are needed") from None
