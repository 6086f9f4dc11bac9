"""Ensembles on disk: end points in the safetensors format, and a JSON record of how they came about; trained models as ensembles."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from solvers.sdl.ensemble.descent import Ensemble, Schedule, functions, target_of
from theory.errors import InputError
from theory.files import write_atomically
from theory.sdl import Problem
from theory.sdl.reading import problem_from_json

SCHEMA = "sdl-atlas/ensemble/1"
RECORD, TENSORS = "ensemble.json", "ensemble.safetensors"
_NAMES = ("encoder_sqp", "decoder_srq", "loss_s", "moved_s")


def save_ensemble(folder: Path, ensemble: Ensemble) -> None:
    """Write ``ensemble.safetensors``, then ``ensemble.json`` with its sha256."""
    from safetensors.numpy import save

    data = save({name: np.ascontiguousarray(getattr(ensemble, name)) for name in _NAMES})
    record = {
        "schema": SCHEMA,
        "problem": ensemble.problem.json(),
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "schedule": dataclasses.asdict(ensemble.schedule),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    write_atomically(folder / TENSORS, data)
    write_atomically(folder / RECORD, json.dumps(record, indent=1, sort_keys=True) + "\n")


def load_ensemble(folder: Path) -> Ensemble:
    """Read what :func:`save_ensemble` wrote.

    Raises:
        InputError: missing, truncated or foreign files, tensors that do not belong to the record.
    """
    from solvers.sdl.train.run.checkpoint import read_record, read_tensors

    path = folder / RECORD
    record = read_record(path, SCHEMA)
    problem = problem_from_json(record.get("problem"))
    tensors = read_tensors(folder / TENSORS, sha256=str(record.get("sha256")))
    runs, seed = record.get("runs"), record.get("seed")
    if type(runs) is not int or type(seed) is not int:
        raise InputError(f"{path}: runs, seed", [runs, seed], "must be integers")
    q, p, r = problem.width, problem.p, problem.r
    wanted = dict(zip(_NAMES, ((runs, q, p), (runs, r, q), (runs,), (runs,)), strict=True))
    found = {name: tuple(t.shape) for name, t in tensors.items()}
    if found != wanted or any(str(t.dtype) != "torch.float64" for t in tensors.values()):
        raise InputError(str(folder / TENSORS), found, f"the record asks for float64 tensors {wanted}")
    arrays = {name: t.numpy() for name, t in tensors.items()}
    return Ensemble(problem, seed, _schedule(record.get("schedule"), path), **arrays)


def _schedule(data: Any, path: Path) -> Schedule:
    fields = {f.name for f in dataclasses.fields(Schedule)}
    where = f"{path}: schedule"
    if not isinstance(data, dict) or set(data) != fields or data["optimiser"] not in ("gd", "adam"):
        raise InputError(where, data, f"expected {', '.join(sorted(fields))}", "train again")
    numbers = [data[x] for x in ("steps", "learning_rate", "annealed", "floor")]
    if not all(isinstance(x, int | float) and math.isfinite(x) and x >= 0 for x in numbers):
        raise InputError(where, numbers, "steps and sizes must be finite and not negative")
    if data["batch"] is not None and (type(data["batch"]) is not int or data["batch"] < 1):
        raise InputError(f"{where}.batch", data["batch"], "must be null or an integer of at least 1")
    return Schedule(**data)


def from_checkpoint(folder: Path, problem: Problem) -> Ensemble:
    """A trained model as an ensemble of one run.

    Its activation must be that of the problem; thresholds of JumpReLU that differ from the problem's are moved there by the
    scaling ``(a_i, u_i) -> (c a_i, u_i / c)``, ``c = theta / theta_i``, which does not change the function.

    Raises:
        InputError: another activation, other sizes, or biases that are not zero, of which the single-feature loss knows nothing.
    """
    from solvers.sdl.train.run.checkpoint import load

    model, _ = load(folder)
    a, where = model.architecture, str(folder)
    wanted = problem.activation
    if a.kind != wanted.kind or (wanted.k is not None and a.k != wanted.k):
        raise InputError(where, f"a {a.kind} model, k = {a.k}", f"the problem has {wanted.json()}")
    if (a.width, a.p, a.r) != (problem.width, problem.p, problem.r):
        raise InputError(
            where, f"q, p, r = {a.width}, {a.p}, {a.r}", f"the problem has {problem.width}, {problem.p}, {problem.r}"
        )
    tensors = {name: t.detach().double().cpu().numpy() for name, t in model.state_dict().items()}
    for name in ("encoder_bias_q", "decoder_bias_r"):
        if np.any(tensors.get(name, 0.0)):
            raise InputError(
                f"{where}: {name}",
                "entries that are not zero",
                "landscapes are of models without biases",
                "train with encoder_bias = false and decoder_bias = false",
            )
    encoder, decoder = tensors["encoder_qp"], tensors["decoder_qr"].T
    if wanted.theta is not None:
        scale = float(wanted.theta) / np.exp(tensors["log_threshold_q"])
        encoder, decoder = encoder * scale[:, None], decoder / scale
    loss = ((functions(problem, encoder[None], decoder[None]) - target_of(problem)[0]) ** 2).sum(axis=(1, 2))
    return Ensemble(problem, 0, Schedule(), encoder[None].copy(), decoder[None].copy(), loss, np.zeros(1))
