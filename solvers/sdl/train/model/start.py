"""Where a model starts on data: biases at the middle of the data, thresholds and kernels at their scale.

Legend: inputs x_b, targets y_b, middle ``c``; ``s = sqrt(mean over samples and entries of (x - c)^2)``.  A random unit row a has
``E (a . (x - c))^2 = s^2``, so s is the size of a pre-activation at the start, whatever the units of the data are.
"""

from __future__ import annotations

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch, Source
from solvers.sdl.train.model.architecture import Architecture, BiasStart
from solvers.sdl.train.model.module import SDLModel

ROWS, CELLS = 4096, 1 << 24  # a mean of 4,096 samples is off by 1/64 of their spread; at most 64 MB of single precision
# Of the size s: the published 0.001 (arXiv 2407.14435, inputs of mean square norm 1, 2,304 of them) is 0.05 s.  Twice that is as
# stable, and the kernel sees twice as many samples of a batch.
THRESHOLD, BANDWIDTH = 0.1, 0.1
_CLOSE = 1e-6  # the median is a place to start from: its last digits do not matter
_ROUNDS = 100


def first_rows(source: Source) -> Batch:
    """The samples that a start is made from: the first ones of the stream, as many as a mean needs."""
    return source.batch(0, max(1, min(ROWS, CELLS // sum(source.inputs))))


def centre(rows_bn: Tensor, how: BiasStart) -> Tensor:
    """The middle of some rows, shape (n,): their mean, their geometric median (the point of least mean distance), or zero.

    Args:
        rows_bn: samples.
        how: the median is not moved by a few samples that are far off; Weiszfeld's iteration.

    >>> centre(torch.tensor([[0.0], [0.0], [0.0], [8.0]]), "mean").item()
    2.0
    >>> abs(centre(torch.tensor([[0.0], [0.0], [0.0], [8.0]]), "median").item()) < 1e-3
    True
    """
    rows = rows_bn.double()
    if how == "zero":
        return torch.zeros_like(rows[0])
    point = rows.mean(0)
    for _ in range(_ROUNDS if how == "median" else 0):
        distance_b = (rows - point).norm(dim=1)
        size = float(distance_b.mean())
        weight_b = 1 / distance_b.clamp_min(
            _CLOSE * size or 1.0
        )  # a sample at the point itself must not weigh infinitely much
        new = (weight_b @ rows) / weight_b.sum()
        moved, point = float((new - point).norm()), new
        if moved <= _CLOSE * size:
            break
    return point


def input_size(architecture: Architecture, batch: Batch, how: BiasStart) -> float:
    """s: the size of pre-activations of random unit rows at the start; 1 where all samples are alike."""
    rows = batch.x_bp.double()
    if _centres(architecture):
        rows = rows - centre(batch.x_bp, how)
    size = float(rows.square().mean().sqrt())
    return size if 0 < size < float("inf") else 1.0


def _centres(a: Architecture) -> bool:
    return a.encoder_bias if a.form == "transcoder" else a.decoder_bias


@torch.no_grad()
def start_biases(model: SDLModel, batch: Batch, how: BiasStart) -> None:
    """Put the decoder bias at the middle of the targets; the encoder of a transcoder at the middle of its inputs.

    An SAE subtracts its decoder bias from what it reads, so its encoder is in the middle, too.  A transcoder does not: there
    ``b_E = -W_E c`` does the same.  Without it, data far from the origin switch every neuron on or off for all samples alike.

    Args:
        model: at its random start; changed in place.
        batch: samples of the data.
        how: which middle; ``zero`` leaves everything as it is.
    """
    a = model.architecture
    if how == "zero":
        return
    if model.decoder_bias_r is not None:
        model.decoder_bias_r.copy_(centre(batch.y_br, how))
    if a.form == "transcoder" and model.encoder_bias_q is not None:
        shift_q = -(model.encoder_qp.double() @ centre(batch.x_bp, how))
        model.encoder_bias_q.copy_(shift_q)
        if a.kind == "gated":
            model.gate_bias_q.copy_(shift_q)
