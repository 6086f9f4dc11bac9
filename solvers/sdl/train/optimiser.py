"""Adam on the named parameters of a model, with a state that is a flat set of tensors."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from solvers.sdl.train.settings import Settings
from theory.errors import InputError

MOMENTS = ("exp_avg", "exp_avg_sq")
STEP = "adam_step"
TINY = 1e-12  # a decoder row this short has no direction; dividing by more than that keeps float32 finite


class Optimiser:
    """Adam (Kingma and Ba, arXiv 1412.6980) with clipping and, if asked for, decoder rows of norm 1.

    Args:
        model: its parameters are moved in place.
        settings: step sizes and options.
    """

    def __init__(self, model: nn.Module, settings: Settings) -> None:
        self.settings = settings
        self.parameters = {n: p for n, p in model.named_parameters() if p.requires_grad}
        self.adam = torch.optim.Adam(
            list(self.parameters.values()),
            lr=settings.learning_rate,
            betas=(settings.beta1, settings.beta2),
            eps=settings.epsilon,
            fused=True,  # one pass over memory: Adam is bound by memory traffic
        )

    def step(self, step: int) -> Tensor:
        """One update from the gradients in place; returns the norm of the gradient before clipping, as a scalar tensor."""
        if self.settings.unit_norm_decoder:
            self._drop_radial_gradient()
        gradients = [p.grad for p in self.parameters.values() if p.grad is not None]
        norm = nn.utils.get_total_norm(gradients)
        if self.settings.clip_norm is not None:
            nn.utils.clip_grads_with_norm_(list(self.parameters.values()), self.settings.clip_norm, norm)
        for group in self.adam.param_groups:
            group["lr"] = self.settings.rate(step)
        self.adam.step()
        self.adam.zero_grad(set_to_none=True)
        if self.settings.unit_norm_decoder:
            with torch.no_grad():
                rows = self.parameters["decoder_qr"]
                rows.div_(rows.norm(dim=1, keepdim=True).clamp_min(TINY))
        return norm

    @torch.no_grad()
    def _drop_radial_gradient(self) -> None:
        """Remove what would only change the norms: Adam would otherwise spend its moments on it."""
        rows = self.parameters["decoder_qr"]
        if rows.grad is not None:
            unit = rows / rows.norm(dim=1, keepdim=True).clamp_min(TINY)
            rows.grad -= (rows.grad * unit).sum(1, keepdim=True) * unit

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
