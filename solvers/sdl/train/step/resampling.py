"""Dead neurons brought back: by the usual heuristic, or so that the loss falls by a known amount.

Legend: samples x_b (centred, as the encoder reads them) with weights M_b, residuals ``r_b = y_b - yhat_b``; a dead neuron gets the row
a and the column u; ``z_b`` is its code where it is active, ``N = sum_b M_b z_b^2`` and ``g = sum_b M_b z_b r_b``.

For ReLU and JumpReLU the other codes do not change, so u = g / N is the best column and lowers ``sum_b M_b |r_b|^2`` by exactly
``|g|^2 / N``.  Under Top-k a sample whose places are all taken gives up its weakest neuron to the new one: there r_b is replaced by
``r_b + z_b^weakest u^weakest``, and what this costs is subtracted from the gain.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel, generator
from solvers.sdl.train.step.resampling_gain import Moment, Place
from solvers.sdl.train.step.resampling_search import best_directions
from theory.errors import InputError

How = Literal["heuristic", "optimal"]
OPTIMAL_KINDS = ("relu", "jumprelu", "gated", "topk")
RESAMPLING = 3  # purpose of the random stream, see model.generator
SCALES = (
    0.25,
    0.5,
    1.0,
    2.0,
    4.0,
)  # under Top-k the length of a row decides which samples it wins; else only 1 matters
ENCODER_SHARE = 0.2  # of the mean norm of alive rows, as published


@dataclass(frozen=True)
class Resampled:
    """What was changed.

    Args:
        neurons: which neurons got new parameters, in order.
        decrease: ``optimal`` only: by how much each of them lowers ``sum_b M_b |r_b|^2`` after those before it; their sum is exact.
    """

    neurons: tuple[int, ...]
    decrease: tuple[float, ...] = ()


def check_resampling(architecture: Architecture, how: How) -> None:
    """Refuse what has no exact formula.

    Raises:
        InputError: ``optimal`` for kinds in which one neuron changes the codes of other samples or prefixes.

    >>> check_resampling(Architecture("batchtopk", inputs=(2,), outputs=(2,), width=3, k=1), "optimal")
    Traceback (most recent call last):
    theory.errors.InputError: resample: found optimal; a new batchtopk neuron changes codes elsewhere; use resample = "heuristic"
    """
    if how == "optimal" and architecture.kind not in OPTIMAL_KINDS:
        why = f"a new {architecture.kind} neuron changes codes elsewhere"
        raise InputError("resample", how, why, 'use resample = "heuristic"')


@torch.no_grad()
def resample(
    model: SDLModel,
    batch: Batch,
    dead_q: Tensor,
    *,
    how: How = "heuristic",
    seed: int = 0,
    weights_b: Tensor | None = None,
    most: int = 64,
    forget: Callable[[Tensor], None] | None = None,
) -> Resampled:
    """Give dead neurons new parameters, in place.

    ``heuristic``: every dead neuron takes a random sample, drawn with probability proportional to its squared loss; its column becomes
    the unit vector of that target, its row the unit vector of that input times 0.2 of the mean norm of the alive rows.
    ``optimal``: the rows are searched for the largest decrease ``|g|^2 / N`` of the loss on this batch and the columns are exactly
    optimal, one neuron after the other; a neuron that cannot lower the loss, or that fires on this batch, is left alone.
    Biases and thresholds of new neurons return to their start.

    Args:
        model: changed in place.
        batch: samples on which losses are measured.
        dead_q: boolean, shape (q,).
        how: which of the two.
        seed: of the draws of the heuristic.
        weights_b: positive M_b; None: 1 / b each, so that decreases are those of the reconstruction loss.
        most: ``optimal`` only: at most so many neurons per call.
        forget: told the indices of the changed neurons, to clear their Adam moments.

    Raises:
        InputError: see :func:`check_resampling`.

    Source: heuristic: Bricken et al. 2023, "Towards Monosemanticity", neuron resampling; optimal: claim sdl.resampling-gain.
    """
    check_resampling(model.architecture, how)
    dead = dead_q.nonzero()[:, 0]
    if not len(dead):
        return Resampled(())
    out = _heuristic(model, batch, dead, seed) if how == "heuristic" else _optimal(model, batch, dead, weights_b, most)
    if forget is not None and out.neurons:
        forget(torch.tensor(out.neurons, device=dead.device))
    return out


def _heuristic(model: SDLModel, batch: Batch, dead: Tensor, seed: int) -> Resampled:
    losses = (batch.y_br - model(batch.x_bp).y_br).square().sum(1)
    odds = losses.square().double().cpu()
    odds = odds if float(odds.sum()) > 0 else torch.ones_like(odds)  # a perfect model: any sample is as good as another
    chosen = torch.multinomial(odds, len(dead), replacement=True, generator=generator(seed, RESAMPLING)).to(dead.device)
    target = batch.y_br if model.decoder_bias_r is None else batch.y_br - model.decoder_bias_r
    alive = torch.ones(len(model.encoder_qp), dtype=torch.bool, device=dead.device).index_fill(0, dead, False)
    norms = model.encoder_qp.norm(dim=1)
    size = norms[alive].mean() if bool(alive.any()) else norms.new_ones(())
    model.decoder_qr[dead] = _unit(target[chosen])
    if not model.architecture.tied:
        model.encoder_qp[dead] = ENCODER_SHARE * size * _unit(model.centred(batch.x_bp)[chosen])
    _fresh(model, dead)
    return Resampled(tuple(dead.tolist()))


def _optimal(model: SDLModel, batch: Batch, dead: Tensor, weights_b: Tensor | None, most: int) -> Resampled:
    if weights_b is None:
        weights_b = batch.y_br.new_full((len(batch.y_br),), 1 / len(batch.y_br))
    firing = (model.codes(batch.x_bp)[:, dead] > 0).any(0)
    moment = Moment.of(model, batch, weights_b.to(batch.y_br))
    neurons: list[int] = []
    decrease: list[float] = []
    for j in dead[~firing].tolist()[:most]:
        place = _best_place(model.architecture, moment, j)
        if place is None:
            break  # the next neuron would meet the same residuals
        model.encoder_qp[j], model.decoder_qr[j] = place.row_p, place.column_r
        _fresh(model, torch.tensor([j], device=dead.device))
        moment = moment.after(place, j, model.decoder_qr)
        neurons.append(j)
        decrease.append(place.decrease)
    return Resampled(tuple(neurons), tuple(decrease))


def _best_place(architecture: Architecture, moment: Moment, j: int) -> Place | None:
    """The best of the rows that were found, at the length that gives a unit column; None where none of them lowers the loss."""
    best: Place | None = None
    scales = (1.0,) if architecture.kind in ("relu", "gated") else SCALES
    for row in best_directions(moment.x_bp, moment.residual_br, moment.weights_b):
        codes = (moment.x_bp @ row).relu()
        weighted = moment.weights_b * codes
        length = torch.linalg.vector_norm(weighted @ moment.residual_br) / (weighted @ codes)
        for scale in scales:
            place = moment.place(scale * length * row, j)
            if place is not None and place.decrease > (best.decrease if best else 0.0):
                best = place
    return best


def _fresh(model: SDLModel, neurons: Tensor) -> None:
    """Biases and thresholds as they were at the start."""
    for bias in (model.encoder_bias_q, getattr(model, "gate_bias_q", None), getattr(model, "gate_scale_q", None)):
        if bias is not None:
            bias[neurons] = 0
    if model.architecture.kind == "jumprelu":
        model.log_threshold_q[neurons] = math.log(model.architecture.threshold)


def _unit(rows: Tensor) -> Tensor:
    return rows / rows.norm(dim=1, keepdim=True).clamp_min(torch.finfo(rows.dtype).tiny)
