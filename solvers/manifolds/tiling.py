"""Tiles instead of axes: one active atom for each manifold, and the competition that a linear encoder needs to pick it.

Legend: a manifold's points have their own coordinates, ``m = y V`` with orthonormal rows of V; a tile is a unit atom with the code
``<d, m>``, the best one for one active atom.  With independent subspaces the linear read-out ``pinv`` gives every manifold's coordinates,
so the products with all tiles are linear in x; Top-k of them takes several neighbours on one manifold.  Where only the largest code of each
manifold may stay (lateral inhibition), k manifolds are written by k atoms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from theory.manifolds.mixture import Mixture
from theory.manifolds.shape import Array

ITERATIONS, RESTARTS = 30, 2


def tiles(points_nd: Array, count: int, *, seed: int = 0) -> Array:
    """``count`` unit atoms of small ``mean |m|^2 - mean max_j <d_j, m>_+^2``, by alternating assignments and singular vectors.

    Starts at points that are far from each other, the best of a few; a local optimum.

    >>> angle = 2 * np.pi * np.arange(400) / 400
    >>> circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    >>> round(1 - written(circle, tiles(circle, 8)), 3)
    0.05
    """
    rng = np.random.default_rng(seed)
    best: Array | None = None
    for _ in range(RESTARTS):
        atoms = _spread(points_nd, count, rng)
        for _ in range(ITERATIONS):
            nearest = (points_nd @ atoms.T).argmax(axis=1)
            for j in range(count):
                own = points_nd[nearest == j]
                if len(own):
                    u = np.linalg.eigh(own.T @ own)[1][:, -1]
                    atoms[j] = u if own.sum(axis=0) @ u > 0 else -u
        if best is None or written(points_nd, atoms) > written(points_nd, best):
            best = atoms
    assert best is not None  # there is at least one start
    return best


def _spread(points_nd: Array, count: int, rng: np.random.Generator) -> Array:
    """Directions of points, each one far from those before it."""
    units = points_nd / np.maximum(np.linalg.norm(points_nd, axis=1, keepdims=True), 1e-300)
    chosen = [int(rng.integers(len(units)))]
    nearest = units @ units[chosen[0]]
    while len(chosen) < count:
        chosen.append(int(nearest.argmin()))
        nearest = np.maximum(nearest, units @ units[chosen[-1]])
    return units[chosen].copy()


def written(points_nd: Array, atoms_qd: Array) -> float:
    """The share of ``mean |m|^2`` that one active atom writes."""
    codes = np.maximum((points_nd @ atoms_qd.T).max(axis=1), 0.0)
    return float(np.square(codes).sum() / np.square(points_nd).sum())


@dataclass(frozen=True)
class TilingAutoencoder:
    """Linear encoder, ReLU, competition within each group if asked for, Top-k; one row per atom.

    Args:
        encoder_qd, decoder_qd: rows of atoms.
        group_q: the manifold of each atom, numbered from 0, in order.
    """

    encoder_qd: Array
    decoder_qd: Array
    group_q: Array

    def codes(self, x_nd: Array, k: int, *, competition: bool = True) -> Array:
        """The k largest rectified codes of each row; with competition at most one of each manifold."""
        z = np.maximum(x_nd @ self.encoder_qd.T, 0.0)
        if competition:
            for group in range(int(self.group_q[-1]) + 1):
                part = z[:, self.group_q == group]
                z[:, self.group_q == group] = np.where(
                    np.arange(part.shape[1]) == part.argmax(axis=1)[:, None], part, 0.0
                )
        if k >= z.shape[1]:
            return z
        dropped = np.argpartition(z, z.shape[1] - k - 1, axis=1)[:, : z.shape[1] - k]
        np.put_along_axis(z, dropped, 0.0, axis=1)
        return z

    def explained(self, x_nd: Array, k: int, *, competition: bool = True) -> float:
        """Variance explained."""
        residual = x_nd - self.codes(x_nd, k, competition=competition) @ self.decoder_qd
        return 1 - float(np.square(residual).sum() / np.square(x_nd - x_nd.mean(axis=0)).sum())


def tiling_autoencoder(
    mixture: Mixture, counts: Sequence[int], *, samples: int = 3000, seed: int = 0
) -> TilingAutoencoder:
    """An untrained autoencoder of tiles, ``counts[i]`` for manifold i, with the linear read-out of independent subspaces.

    Raises ValueError if the subspaces are dependent.

    >>> from theory.manifolds.families import circle
    >>> two = Mixture((circle(), circle()), width=8, active=2, noise=0.0)
    >>> sae, x = tiling_autoencoder(two, [8, 8], samples=400), two.sample(1, 500).x
    >>> sae.explained(x, 2) > 0.94
    True
    """
    stack = np.concatenate(mixture.subspaces)
    if np.linalg.matrix_rank(stack) < len(stack):
        raise ValueError(
            f"the {len(stack)} basis vectors of the subspaces are dependent: no linear read-out separates them"
        )
    read_out = np.linalg.pinv(stack)
    rng = np.random.default_rng(seed)
    decoder: list[Array] = []
    encoder: list[Array] = []
    first = 0
    for one, basis, count in zip(mixture.manifolds, mixture.subspaces, counts, strict=True):
        own = tiles(one.normalised(one.sample_parameters(rng, samples)), count, seed=seed)
        decoder.append(own @ basis)
        encoder.append(own @ read_out[:, first : first + len(basis)].T)
        first += len(basis)
    group = np.repeat(np.arange(float(len(decoder))), [len(d) for d in decoder])
    return TilingAutoencoder(np.concatenate(encoder), np.concatenate(decoder), group)
