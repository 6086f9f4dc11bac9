"""What is minimised: reconstruction, sparsity, help for dead neurons, anchors; every summand by its published formula.

Legend: b samples, reconstruction ``yhat``, target y, codes z (b, q), pre-activations pi; ``|u_j|`` is the sum over the targets
(crosscoder: several, else one) of the norms of neuron j's decoder blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.fields import documented
from solvers.sdl.train.model.activation_layers import topk
from solvers.sdl.train.model.jumprelu import step
from solvers.sdl.train.model.module import Output, SDLModel
from theory.errors import InputError

if TYPE_CHECKING:
    from solvers.sdl.train.model.anchors import Anchors

ALIKE = (
    2.0**-40
)  # a spread below this share of the energy is rounding in single precision (2^-48) and its growth over a batch


@dataclass(frozen=True)
class LossConfig:
    """Weights of the summands; a summand of weight 0 is not computed.

    >>> LossConfig(l1=0.1).l0_kind
    'step'
    """

    reconstruction: Literal["squared", "absolute"] = documented(
        "mean_b of |y - yhat|^2, or of the sum of the absolute differences", "squared"
    )
    l1: float = documented("weight of mean_b sum_j z_j |u_j| (gated: of the rectified gate instead of z)", 0.0, ge=0)
    l1_decoder_norm: bool = documented("false leaves |u_j| out of the L1 and tanh penalties", True)
    l0: float = documented("weight of the count penalty that l0_kind chooses", 0.0, ge=0)
    l0_kind: Literal["step", "tanh"] = documented(
        "step: mean_b sum_j [pi_j > theta_j], straight-through (jumprelu only); tanh: mean_b sum_j tanh(c z_j |u_j|)",
        "step",
    )
    tanh_scale: float = documented("c of the tanh penalty", 4.0, gt=0)
    auxk: float = documented("weight of the reconstruction of the residual by dead neurons", 0.0, ge=0)
    auxk_k: int = documented("dead neurons per sample in that reconstruction; 0: half the size of the output", 0, ge=0)
    reanimate: float = documented(
        "weight of -mean_b (1/q) sum_j pi_j over the neurons j that are active nowhere in the batch", 0.0, ge=0
    )
    anchor: float = documented("weight of the anchoring penalty", 0.0, ge=0)
    gated_aux: float = documented("gated only: weight of the reconstruction by the gate alone", 1.0, ge=0)
    normalise: bool = documented(
        "divide reconstructions by the mean squared distance of the targets from their mean", False
    )


@dataclass(frozen=True)
class LossParts:
    """The loss and its weighted summands; ``total`` is their sum."""

    total: Tensor
    parts: dict[str, Tensor]


def loss(
    model: SDLModel,
    output: Output,
    batch: Batch,
    config: LossConfig,
    *,
    anchors: Anchors | None = None,
    dead_q: Tensor | None = None,
) -> LossParts:
    """All summands of a batch.

    Args:
        model: whose parameters the penalties read.
        output: what ``model`` made of ``batch.x_bp``.
        batch: gives the targets.
        config: weights.
        anchors: needed when ``config.anchor`` is positive.
        dead_q: boolean, which neurons count as dead for AuxK; None: none.

    Raises:
        InputError: for anchors that are missing or do not fit, and for a step penalty without thresholds.

    >>> from solvers.sdl.train.model.architecture import Architecture
    >>> model = SDLModel(Architecture("relu", inputs=(2,), outputs=(2,), width=3), seed=0)
    >>> batch = Batch(torch.ones(4, 2), torch.ones(4, 2))
    >>> sorted(loss(model, model(batch.x_bp), batch, LossConfig(l1=0.1)).parts)
    ['l1', 'reconstruction']
    """
    scale = 1 / _spread(batch.y_br) if config.normalise else output.y_br.new_ones(())
    distance = squares if config.reconstruction == "squared" else absolutes
    parts = {"reconstruction": distance(batch.y_br - output.y_br) * scale}
    if output.prefix_y:
        parts["prefixes"] = torch.stack([distance(batch.y_br - y) for y in output.prefix_y]).sum() * scale
    if output.codes.gate_bq is not None and config.gated_aux:
        parts["gated_aux"] = config.gated_aux * distance(batch.y_br - _gate_only(model, output)) * scale
    if config.l1:
        parts["l1"] = config.l1 * l1(model, output, decoder_norm=config.l1_decoder_norm)
    if config.l0:
        parts["l0"] = config.l0 * _count(model, output, config)
    if config.auxk and dead_q is not None:
        parts["auxk"] = config.auxk * auxk(model, output, batch, dead_q, config.auxk_k) * scale
    if config.reanimate:
        parts["reanimate"] = config.reanimate * reanimation(output)
    if config.anchor:
        if anchors is None:
            raise InputError(
                "loss.anchor", config.anchor, "there are no anchors", "give anchors, or set the weight to 0"
            )
        parts["anchor"] = config.anchor * anchors.penalty(model)
    return LossParts(torch.stack(list(parts.values())).sum(), parts)


def squares(difference_br: Tensor) -> Tensor:
    """Sum of squares per sample, mean over the batch."""
    return difference_br.square().sum() / difference_br.shape[0]


def absolutes(difference_br: Tensor) -> Tensor:
    """Sum of absolute values per sample, mean over the batch."""
    return difference_br.abs().sum() / difference_br.shape[0]


def reanimation(output: Output) -> Tensor:
    """``-mean_b (1/q) sum_j pi_j`` over the neurons that are active nowhere in the batch: pulls their pre-activations upwards.

    Source: arXiv 2604.28119, Appendix E names reanimation of neurons that are dead in a batch, as reported; this formula is ours.
    """
    silent_q = (output.codes_bq.detach() == 0).all(0)
    return -(output.pre_bq * silent_q).mean()


def decoder_norms(model: SDLModel) -> Tensor:
    """``|u_j|``: norms of the decoder block of every target, summed, shape (q,)."""
    blocks = model.decoder_qr.split(list(model.architecture.outputs), dim=1)
    return torch.stack([torch.linalg.vector_norm(block, dim=1) for block in blocks]).sum(0)


def l1(model: SDLModel, output: Output, *, decoder_norm: bool) -> Tensor:
    """``mean_b sum_j z_j |u_j|``, or without the norms.

    Gated: z is the rectified gate, which only sees a decoder that is held fixed; so the norms are held fixed too.  Otherwise the
    penalty would shrink the decoder, the gate would grow to make up for it, and no neuron would ever be switched off.
    """
    norms = decoder_norms(model) if decoder_norm else None
    if output.codes.gate_bq is not None:
        active, norms = output.codes.gate_bq.relu(), None if norms is None else norms.detach()
    elif output.sparse is not None:
        values = output.sparse.values_bk.abs()  # pursuit may take negative coefficients
        weighted = values if norms is None else values * norms[output.sparse.index_bk]
        return weighted.sum() / values.shape[0]
    else:
        active = output.codes_bq
    return (active.sum(1) if norms is None else active @ norms).mean()


def _count(model: SDLModel, output: Output, config: LossConfig) -> Tensor:
    if config.l0_kind == "tanh":
        size = decoder_norms(model) if config.l1_decoder_norm else 1.0
        return torch.tanh(config.tanh_scale * output.codes_bq * size).sum() / output.y_br.shape[0]
    if model.architecture.kind != "jumprelu":
        kind = model.architecture.kind
        raise InputError("loss.l0_kind", "step", f"{kind} has no thresholds, only jumprelu has", 'use l0_kind = "tanh"')
    return step(output.pre_bq, model.threshold_q, model.architecture.bandwidth).sum() / output.y_br.shape[0]


def auxk(model: SDLModel, output: Output, batch: Batch, dead_q: Tensor, k: int = 0) -> Tensor:
    """``mean_b |e - W_D z|^2`` with z the k largest rectified pre-activations of dead neurons and e the residual, held fixed.

    Zero when no neuron is dead.  Source: arXiv 2406.04093, appendix A.2.
    """
    dead = dead_q.nonzero()[:, 0]
    if not len(dead):
        return output.y_br.new_zeros(())
    residual = (batch.y_br - output.y_br).detach()
    codes = topk(output.pre_bq[:, dead], min(k or max(1, batch.y_br.shape[1] // 2), len(dead)))
    return squares(residual - codes.decode(model.decoder_qr[dead], None))


def _gate_only(model: SDLModel, output: Output) -> Tensor:
    """Reconstruction from the rectified gate with the decoder held fixed (arXiv 2404.16014, section 3.2)."""
    assert output.codes.gate_bq is not None
    y_br = output.codes.gate_bq.relu() @ model.decoder_qr.detach()
    return y_br if model.decoder_bias_r is None else y_br + model.decoder_bias_r.detach()


def _spread(y_br: Tensor) -> Tensor:
    """Mean squared distance from the mean of the batch; 1 where all targets are alike up to rounding: nothing can be divided by 0."""
    spread = squares(y_br - y_br.mean(0))
    return torch.where(spread > ALIKE * squares(y_br), spread, 1.0)


@torch.no_grad()
def report(output: Output, batch: Batch) -> dict[str, float | None]:
    """``explained_variance`` = 1 - |y - yhat|^2 / |y - mean y|^2, None where all targets are alike; ``l0``: active neurons per sample."""
    error, spread = squares(batch.y_br - output.y_br), squares(batch.y_br - batch.y_br.mean(0))
    values = output.sparse.values_bk if output.sparse is not None else output.codes_bq
    return {
        "explained_variance": float(1 - error / spread) if spread > ALIKE * squares(batch.y_br) else None,
        "l0": float((values != 0).sum()) / values.shape[0],
    }
