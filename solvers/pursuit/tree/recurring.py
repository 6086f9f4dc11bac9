"""A start from data: directions that recur, first among inputs, then among what one step leaves of them.

Where many samples are multiples of one atom, its direction recurs exactly; sums of two atoms with magnitudes of their own do not.  So the
atoms that also occur alone are found first, and one step of pursuit with them shows those that only occur together with another.
"""

from __future__ import annotations

import torch
from torch import Tensor

from solvers.pursuit.tree.stacked import encode

COSINE = 0.9999  # of two samples with the same direction: 0.8 degrees, room for a little noise
SHARE = 0.015  # of the samples, at least, that a direction must have to count as recurring
SMALL = 0.05  # norm of a residual that has no direction


def recurring(x_bm: Tensor, q: int, *, seed: int = 0) -> Tensor:
    """Atoms of norm 1, shape (q, m): recurring directions, and random samples where there are fewer than q.

    Args:
        x_bm: samples.
        q: how many atoms.
        seed: of the random samples.

    >>> x = torch.tensor([[1.0, 0.0]]) * torch.linspace(1, 2, 50)[:, None]
    >>> x[:20] = torch.tensor([[0.0, 1.0]]) * torch.linspace(1, 3, 20)[:, None]
    >>> recurring(x, 2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    found = _modes(x_bm, q, len(x_bm))
    while 0 < len(found) < q:
        codes = encode(x_bm[None], found[None], steps=1, threshold=0.0)[1][0]
        more = _modes(x_bm - codes @ found, q - len(found), len(x_bm))
        if not len(more):
            break
        found = torch.cat([found, more])
    g = torch.Generator().manual_seed(seed)
    rest = x_bm[torch.randperm(len(x_bm), generator=g)[: q - len(found)]]
    return torch.nn.functional.normalize(torch.cat([found, rest]), dim=1)


def _modes(x_bm: Tensor, most: int, samples: int) -> Tensor:
    """Means of groups of samples of one direction, the largest groups first."""
    norms = x_bm.norm(dim=1, keepdim=True)
    left = (x_bm / norms.clamp_min(1e-30))[norms[:, 0] > SMALL]
    out: list[Tensor] = []
    while len(left) and len(out) < most:
        near = left @ left.t() > COSINE
        sizes = near.sum(1)
        best = int(sizes.argmax())
        if sizes[best] < SHARE * samples:
            break
        out.append(torch.nn.functional.normalize(left[near[best]].mean(0), dim=0))
        left = left[~near[best]]
    return torch.stack(out) if out else x_bm.new_zeros(0, x_bm.shape[1])
