"""Where a run begins: a fresh model or a checkpoint, and the units in which it trains."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from solvers.sdl.train.config.tables import TrainConfig
from solvers.sdl.train.data.batch import Source
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.scaling import NAMES, Scaled, Scaling
from solvers.sdl.train.model.start import first_rows
from solvers.sdl.train.run.build import Data, architecture_of, build_model
from solvers.sdl.train.run.checkpoint import check_tensors, shapes
from theory.errors import InputError

SCALING, EXACT, UNITS = "scaling.", "exact.", "scaling.threshold_bandwidth"


@dataclass(frozen=True)
class Start:
    """A model that trains, from a step on.

    Args:
        model: in the units in which it trains.
        step: steps that were taken.
        optimiser_state: of that moment, None at the beginning.
        scaling: between these units and those of the data; None where they are the same.
    """

    model: SDLModel
    step: int
    optimiser_state: Mapping[str, Tensor] | None
    scaling: Scaling | None = None

    def source(self, data: Data) -> Source:
        """The data in the units of the model."""
        return data if self.scaling is None else Scaled(data, self.scaling)

    def folded(self) -> SDLModel:
        """The model in the units of the data."""
        return self.model if self.scaling is None else self.scaling.folded(self.model)

    def exact(self) -> dict[str, Tensor]:
        """What a checkpoint needs besides the folded model to go on bit for bit."""
        if self.scaling is None:
            return {}
        a = self.model.architecture
        return {
            **{SCALING + name: values for name, values in self.scaling.tensors().items()},
            **{EXACT + name: values for name, values in self.model.state_dict().items()},
            UNITS: torch.tensor([a.threshold, a.bandwidth, a.residual_threshold], dtype=torch.float64),
        }


def begin(config: TrainConfig, data: Data, *, seed: int, device: str) -> Start:
    """A fresh run: in the units of the data, or in normalised ones."""
    if not config.in_units_of_the_data:
        return Start(build_model(config, data, seed=seed, device=device), 0, None)
    scaling = Scaling.of(first_rows(data), architecture_of(config, data))
    if config.model.start is not None:
        model = scaling.unfolded(build_model(config, data, seed=seed, device=device))
        return Start(model, 0, None, scaling)
    return Start(build_model(config, Scaled(data, scaling), seed=seed, device=device), 0, None, scaling)


def resumed(model: SDLModel, step: int, state: Mapping[str, Tensor]) -> Start:
    """A run that goes on from a checkpoint.

    Args:
        model: as it is stored, in the units of the data.
        step: of the checkpoint.
        state: the tensors that are stored beside it.

    Raises:
        InputError: tensors of a scaling that do not fit the model.
    """
    if UNITS not in state:
        return Start(model, step, state)
    a, dtype = model.architecture, model.decoder_qr.dtype
    wanted: dict[str, tuple[int, ...]] = dict(zip(NAMES, ((a.p,), (a.p,), (a.r,), (a.r,)), strict=True))
    own = {n: state[SCALING + n] for n in NAMES if SCALING + n in state}
    check_tensors(own, wanted, torch.float64, "scaling")
    units = state[UNITS]
    # runs of before there was pursuit have two numbers
    if tuple(units.shape) not in ((2,), (3,)) or not bool((units[:2] > 0).all()) or not bool((units[2:] >= 0).all()):
        raise InputError(UNITS, units.tolist(), "expected a threshold and a bandwidth, both positive, and a residual")
    exact = {n.removeprefix(EXACT): t for n, t in state.items() if n.startswith(EXACT)}
    check_tensors(exact, shapes(a), dtype, "exact parameters")
    threshold, bandwidth, *residual = units.tolist()
    at = dataclasses.replace(a, threshold=threshold, bandwidth=bandwidth, residual_threshold=(*residual, 0.0)[0])
    out = SDLModel(at, seed=0, dtype=dtype, device=model.decoder_qr.device)
    out.load_state_dict(exact)
    kept = {n: t for n, t in state.items() if not n.startswith((SCALING, EXACT))}
    return Start(out, step, kept, Scaling.from_tensors(own))
