"""Training in units of the data, and the trained model in the data's own units.

Legend: block B of the inputs (a source) has centre ``c_B`` and size ``s_B``, the root mean square of its entries about the centre; the
model that trains reads ``x' = (x - c) / s`` and writes ``y' = (y - c_out) / s_out``.  With ``k`` the root mean square of ``s_out``,

    W_E = k W_E' / s,   W_D = W_D' s_out / k,   b_D = c_out + s_out b_D',   z = k z',

and biases and thresholds of the encoder times k (a transcoder subtracts ``k W_E' c / s`` besides).  Every activation that is offered
commutes with k > 0: thresholds move along, and the largest entries stay the largest.  So both models have the same active neurons, and
``y - yhat = s_out (y' - yhat')``: the loss of the one is the loss of the other in other units.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch, Source, Truth
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.start import centre

NAMES = ("centre_p", "size_p", "target_centre_r", "target_size_r")


@dataclass(frozen=True)
class Scaling:
    """Centres and sizes of what a model reads and writes, in double precision; sizes are constant on every source and target.

    Args:
        centre_p: subtracted from inputs.
        size_p: inputs are divided by it.
        target_centre_r: subtracted from targets.
        target_size_r: targets are divided by it.
    """

    centre_p: Tensor
    size_p: Tensor
    target_centre_r: Tensor
    target_size_r: Tensor

    @classmethod
    def of(cls, batch: Batch, architecture: Architecture) -> Scaling:
        """Mean and root mean square of some samples, block by block; a centre only where a bias can take it."""
        a = architecture
        reads = a.encoder_bias if a.form == "transcoder" else a.decoder_bias
        centre_p, size_p = _blocks(batch.x_bp, a.inputs, centred=reads)
        if a.form != "transcoder":
            return cls(centre_p, size_p, centre_p, size_p)
        return cls(centre_p, size_p, *_blocks(batch.y_br, a.outputs, centred=a.decoder_bias))

    def gain(self, a: Architecture) -> float:
        """k: codes of the folded model are k times those of the model that trains.

        Codes of pursuit are products of the inputs with atoms that also write: they grow like the inputs, of which there is one source.
        """
        if a.kind == "pursuit":
            return float(self.size_p[0])
        return float(self.target_size_r.square().mean().sqrt())

    def tensors(self) -> dict[str, Tensor]:
        """To be stored; copies, because an SAE reads and writes with the same ones and a file holds every tensor once."""
        return {name: getattr(self, name).clone() for name in NAMES}

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Tensor]) -> Scaling:
        """What :meth:`tensors` gave."""
        return cls(**{name: tensors[name].double() for name in NAMES})

    def scaled(self, batch: Batch) -> Batch:
        """``x'``, ``y'``."""
        x = _like(
            (batch.x_bp.double() - self.centre_p.to(batch.x_bp.device)) / self.size_p.to(batch.x_bp.device), batch.x_bp
        )
        if batch.y_br is batch.x_bp:
            return Batch(x, x, batch.features_bn)
        device = batch.y_br.device
        y = (batch.y_br.double() - self.target_centre_r.to(device)) / self.target_size_r.to(device)
        return Batch(x, _like(y, batch.y_br), batch.features_bn)

    @torch.no_grad()
    def folded(self, model: SDLModel) -> SDLModel:
        """A new model that does in the data's units what ``model`` does in its own; in the same mode."""
        return self._moved(
            model, self.gain(model.architecture), self.size_p, self.target_size_r, self.centre_p, self.target_centre_r
        )

    @torch.no_grad()
    def unfolded(self, model: SDLModel) -> SDLModel:
        """The inverse of :meth:`folded`, up to rounding."""
        back = Scaling(
            -self.centre_p / self.size_p,
            1 / self.size_p,
            -self.target_centre_r / self.target_size_r,
            1 / self.target_size_r,
        )
        return back._moved(
            model,
            1 / self.gain(model.architecture),
            back.size_p,
            back.target_size_r,
            back.centre_p,
            back.target_centre_r,
        )

    def _moved(
        self, model: SDLModel, gain: float, size_p: Tensor, out_r: Tensor, centre_p: Tensor, target_centre_r: Tensor
    ) -> SDLModel:
        a, state = model.architecture, {n: t.detach().double().cpu() for n, t in model.state_dict().items()}
        encoder = gain * state.get("encoder_qp", state["decoder_qr"]) / size_p
        new = {"decoder_qr": state["decoder_qr"] * out_r / gain} | ({} if a.tied else {"encoder_qp": encoder})
        # an SAE subtracts its decoder bias, so only a transcoder has its centre in the biases of the encoder
        shift_q = encoder @ centre_p if a.form == "transcoder" else torch.zeros(a.width, dtype=torch.float64)
        if "encoder_bias_q" in state:
            slope = state["gate_scale_q"].exp() if a.kind == "gated" else 1.0
            new["encoder_bias_q"] = gain * state["encoder_bias_q"] - slope * shift_q
        if "decoder_bias_r" in state:
            new["decoder_bias_r"] = target_centre_r + out_r * state["decoder_bias_r"]
        if a.kind == "gated":
            new |= {"gate_scale_q": state["gate_scale_q"], "gate_bias_q": gain * state["gate_bias_q"] - shift_q}
        if a.kind == "jumprelu":
            new["log_threshold_q"] = state["log_threshold_q"] + torch.tensor(gain, dtype=torch.float64).log()
            a = dataclasses.replace(a, threshold=gain * a.threshold, bandwidth=gain * a.bandwidth)
        if a.kind == "pursuit":
            a = dataclasses.replace(a, residual_threshold=gain * a.residual_threshold)
        if a.kind == "batchtopk":
            new["batch_threshold"] = gain * state["batch_threshold"]
        like = model.decoder_qr
        out = SDLModel(a, seed=0, dtype=like.dtype, device=like.device)
        out.load_state_dict({name: values.to(like.dtype) for name, values in new.items()})
        return out.train(model.training)


class Scaled:
    """A source in the units of a scaling.

    Args:
        source: in the data's units.
        scaling: what is subtracted and divided by.
    """

    def __init__(self, source: Source, scaling: Scaling) -> None:
        self.source, self.scaling = source, scaling
        self.inputs, self.outputs = source.inputs, source.outputs

    @property
    def truth(self) -> Truth | None:
        """The features in these units: directions, whose lengths do not matter, of crosscoders source by source."""
        known = self.source.truth
        if known is None:
            return None
        read, written = (
            rows / size.to(rows.device, rows.dtype)
            for rows, size in (
                (known.features_in_np, self.scaling.size_p),
                (known.features_out_nr, self.scaling.target_size_r),
            )
        )
        return Truth(read, written)

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        """The batch of a step, in these units."""
        return self.scaling.scaled(self.source.batch(step, size, part=part, parts=parts))


def _blocks(rows_bn: Tensor, sizes: tuple[int, ...], *, centred: bool) -> tuple[Tensor, Tensor]:
    middle = centre(rows_bn, "mean" if centred else "zero").cpu()
    squares = (rows_bn.double().cpu() - middle).square().mean(0)
    found = [float(part.mean().sqrt()) for part in squares.split(list(sizes))]
    lengths = [torch.full((n,), s if s > 0 else 1.0, dtype=torch.float64) for n, s in zip(sizes, found, strict=True)]
    return middle, torch.cat(lengths)


def _like(values: Tensor, other: Tensor) -> Tensor:
    return values.to(other.dtype)
