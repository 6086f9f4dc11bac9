"""How well a dictionary recovers the tree: matched latents, and errors of the cosines within and across levels.

The source draws these errors and does not print their formulas; these are ours.  Latents are matched with features by the largest
total cosine of their activations on test samples; ``C`` holds the cosines of the matched atoms, ``C*`` those of the features.

* flat: mean of ``(C_ij - C*_ij)^2`` over pairs i != j of one level;
* hierarchical: the same over pairs of different levels, where ``C*_ij = 0``;
* absorption: mean cosine of the atom of a child with the feature of its parent;
* alignment: mean cosine of an atom with its feature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from solvers.sdl.train.data.level_tree import Parents


@dataclass(frozen=True)
class Score:
    """The numbers of one run."""

    flat: float
    hierarchical: float
    absorption: float
    alignment: float
    error: float
    active: float
    order: tuple[int, ...]


def score(atoms_qm: Tensor, codes_bq: Tensor, x_bm: Tensor, truth_nm: Tensor, codes_bn: Tensor, tree: Parents) -> Score:
    """Compare one dictionary with the truth.

    Args:
        atoms_qm: learned atoms, as many as features; a zero row is allowed and has cosine 0 with everything.
        codes_bq: what the encoder makes of the test samples.
        x_bm: the test samples.
        truth_nm: the features.
        codes_bn: the true codes of the test samples.
        tree: which feature is whose child.

    >>> from solvers.pursuit.tree.stream import Setting, Stream
    >>> stream = Stream([Setting(0)])
    >>> z, x = stream.test(500)
    >>> found = score(stream.truth_snm[0], z[0], x[0], stream.truth_snm[0], z[0], stream.tree.tree)
    >>> round(found.flat + found.hierarchical, 12), round(found.alignment, 6), found.active == float((z > 0).sum(2).double().mean())
    (0.0, 1.0, True)
    """
    atoms, truth = (_unit(t.double()) for t in (atoms_qm, truth_nm))
    overlap = _unit(codes_bq.double().T) @ _unit(codes_bn.double().T).T
    latents, features = linear_sum_assignment(overlap.numpy(), maximize=True)
    order = np.empty(len(features), int)
    order[features] = latents
    matched = atoms[torch.from_numpy(order)]
    difference = ((matched @ matched.T) - (truth @ truth.T)).numpy() ** 2
    level = np.empty(tree.nodes, int)
    for number, group in enumerate(tree.groups):
        level[list(group)] = number
    same = level[:, None] == level[None, :]
    cross = (matched @ truth.T).numpy()
    own = [(i, p) for i, p in enumerate(tree.parents) if p >= 0]
    error = (x_bm.double() - codes_bq.double() @ atoms_qm.double()).square().sum(1).mean()
    return Score(
        flat=float(difference[same & ~np.eye(len(same), dtype=bool)].mean()),
        hierarchical=float(difference[~same].mean()),
        absorption=float(np.mean([cross[i, p] for i, p in own])),
        alignment=float(np.mean(np.diag(cross))),
        error=float(error),
        active=float((codes_bq > 0).sum(1).double().mean()),
        order=tuple(int(j) for j in order),
    )


def _unit(rows: Tensor) -> Tensor:
    return rows / rows.norm(dim=1, keepdim=True).clamp_min(torch.finfo(rows.dtype).tiny)
