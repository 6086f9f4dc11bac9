"""Adam on the named parameters of a model, with a state that is a flat set of tensors."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.step.fused_adam import FusedAdam, normalise_rows_, remove_parallel_
from theory.errors import InputError

MOMENTS = ("exp_avg", "exp_avg_sq")
STEP = "adam_step"


class Optimiser:
    """Adam (Kingma and Ba, arXiv 1412.6980) with clipping and, if asked for, decoder rows of norm 1.

    Args:
        model: its parameters are moved in place.
        settings: step sizes and options.
    """

    def __init__(self, model: nn.Module, settings: Settings) -> None:
        self.settings = settings
        self.parameters = {n: p for n, p in model.named_parameters() if p.requires_grad}
        factors = sorted({settings.factor(n) for n in self.parameters})
        groups = [
            {"factor": f, "params": [p for n, p in self.parameters.items() if settings.factor(n) == f]} for f in factors
        ]
        self.adam = FusedAdam(
            groups,
            lr=settings.learning_rate,
            betas=(settings.beta1, settings.beta2),
            eps=settings.epsilon,
        )

    def step(self, step: int) -> Tensor:
        """One update from the gradients in place; returns the norm of the gradient before clipping, as a scalar tensor."""
        rows = self.parameters.get("decoder_qr") if self.settings.unit_norm_decoder else None
        if rows is not None and rows.grad is not None:
            remove_parallel_(rows.grad, rows)  # Adam would otherwise spend its moments on what only changes norms
        for group in self.adam.param_groups:
            group["lr"] = self.settings.rate(step) * group["factor"]
        norm = self.adam.clipped_step(self.settings.clip_norm)
        if rows is not None:
            normalise_rows_(rows)
        return norm

    @torch.no_grad()
    def forget(self, neurons: Tensor) -> None:
        """Clear the moments of some neurons: what they remember belongs to the neurons they were."""
        for name, parameter in self.parameters.items():
            state = self.adam.state.get(parameter)
            if state and _first_axis_is_neurons(name):
                for moment in MOMENTS:
                    state[moment][neurons] = 0

    def tensors(self) -> dict[str, Tensor]:
        """The state; the same tensors that are used, not copies."""
        out: dict[str, Tensor] = {}
        for name, parameter in self.parameters.items():
            state = self.adam.state.get(parameter)
            if state:
                out |= {f"{moment}.{name}": state[moment] for moment in MOMENTS}
                out[f"{STEP}.{name}"] = state["step"]
        return out

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Continue from a state of :meth:`tensors`.

        Raises:
            InputError: when a tensor is missing or has another shape.
        """
        for name, parameter in self.parameters.items():
            if not any(f"{key}.{name}" in tensors for key in (*MOMENTS, STEP)):
                continue  # it never had a gradient
            state = {}
            for key in (*MOMENTS, STEP):
                found = tensors.get(f"{key}.{name}")
                wanted = parameter.shape if key in MOMENTS else torch.Size(())
                if found is None or found.shape != wanted:
                    shape = "nothing" if found is None else tuple(found.shape)
                    raise InputError(f"optimiser state {key}.{name}", shape, f"must have shape {tuple(wanted)}")
                dtype = parameter.dtype if key in MOMENTS else torch.float32
                state["step" if key == STEP else key] = found.to(parameter.device, dtype, copy=True)
            self.adam.state[parameter] = state


def _first_axis_is_neurons(name: str) -> bool:
    """The parameter names say so: ``encoder_qp``, ``encoder_bias_q``, ``decoder_qr``, ..."""
    return name.rsplit("_", 1)[-1].startswith("q")
