"""What groups of neurons write: a model's reconstruction from some of its neurons, and from all but them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.module import SDLModel

EDGES = (0.0001, 0.001, 0.01, 0.1)  # shares of the rows; one decade each, as histograms of frequencies are drawn


@dataclass(frozen=True)
class Written:
    """Variance left unexplained with some neurons only, and without them; None where all rows are alike."""

    alone: float | None
    without: float | None


def by_frequency(fires_q: Tensor, rows: int) -> dict[str, Tensor]:
    """Names and members (boolean, shape (q,)) of the groups by how often neurons fire; silent neurons are in none.

    >>> {name: int(of.sum()) for name, of in by_frequency(torch.tensor([0, 5, 200, 1000]), 1000).items()}
    {'fire on 0.1% to 1% of the rows': 1, 'fire on more than 10%': 2}
    """
    share = fires_q.double() / rows
    bounds = [0.0, *EDGES, float("inf")]
    out: dict[str, Tensor] = {}
    for low, high in pairwise(bounds):
        members = (share > low) & (share <= high)
        if bool(members.any()):
            out[_name(low, high, first=not out)] = members
    return out


def _name(low: float, high: float, *, first: bool) -> str:
    rows = " of the rows" if first else ""
    if high == float("inf"):
        return f"fire on more than {100 * low:g}%{rows}"
    if low == 0:
        return f"fire on at most {100 * high:g}%{rows}"
    return f"fire on {100 * low:g}% to {100 * high:g}%{rows}"


@torch.no_grad()
def written_by(model: SDLModel, batches: Iterable[Batch], groups: Mapping[str, Tensor]) -> dict[str, Written]:
    """One pass over some rows; every sum is over all of them and all targets.

    Args:
        model: in evaluation mode.
        batches: the rows, in pieces of any size.
        groups: members of every group, boolean, shape (q,).
    """
    errors = {name: torch.zeros(2, dtype=torch.float64) for name in groups}
    spread, rows, mean = 0.0, 0, torch.zeros(model.architecture.r, dtype=torch.float64)
    bias = model.decoder_bias_r
    for batch in batches:
        y, codes = batch.y_br.double(), model.codes(batch.x_bp)
        whole = (codes @ model.decoder_qr).double()
        for name, members in groups.items():
            part = (codes[:, members] @ model.decoder_qr[members]).double()
            constant = 0.0 if bias is None else bias.double()
            errors[name][0] += float((y - part - constant).square().sum())
            errors[name][1] += float((y - (whole - part) - constant).square().sum())
        count, middle = len(y), y.mean(0)
        new = rows + count
        spread += float((y - middle).square().sum() + (middle - mean).square().sum() * (rows * count / new))
        mean, rows = mean + (middle - mean) * (count / new), new
    return {name: Written(*(float(e) / spread if spread > 0 else None for e in both)) for name, both in errors.items()}
