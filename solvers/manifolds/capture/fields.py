"""Receptive fields for pictures: some points of a manifold in three coordinates, and what each atom of a group does there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solvers.manifolds.metrics.restricted import Array, Codes, span_basis

SHOWN_POINTS, SHOWN_ATOMS = 700, 12


@dataclass(frozen=True)
class Fields:
    """What a picture of one manifold, or of one group of atoms, needs.

    Args:
        name: of the manifold or group.
        local_m3: coordinates along the first three principal axes, zeros where there are fewer.
        codes_ma: codes of the atoms that are shown.
        atoms: their numbers.
    """

    name: str
    local_m3: Array
    codes_ma: Array
    atoms: tuple[int, ...]


def fields(name: str, points_nd: Array, codes_nq: Codes, atoms: Sequence[int]) -> Fields:
    """At most 700 points, evenly spaced among those given, and at most 12 atoms."""
    rows = np.unique(np.linspace(0, len(points_nd) - 1, min(SHOWN_POINTS, len(points_nd))).astype(int))
    local = (points_nd[rows] - points_nd.mean(axis=0)) @ span_basis(points_nd)[:3].T
    padded = np.zeros((len(rows), 3))
    padded[:, : local.shape[1]] = local
    shown = tuple(atoms[:SHOWN_ATOMS])
    return Fields(name, padded, codes_nq[rows][:, list(shown)].toarray().astype(float), shown)
