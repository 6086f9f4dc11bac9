"""Graphs of atoms: edges between those that belong together, by cosine, co-activation, mutual information or Ising couplings.

Two atoms of opposite directions never fire together, and still belong together: the two ends of an axis.  Every graph but that of the
cosines therefore has an edge, of its largest weight, between opposite atoms that avoid each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from solvers.manifolds.groups.association import expected, overlap, pairwise_information
from solvers.manifolds.metrics.cohesion import ANTIPODAL
from solvers.manifolds.metrics.ising import neighbourhood
from solvers.manifolds.metrics.patterns import patterns_of
from solvers.manifolds.metrics.restricted import Array, Codes

Similarity = Literal["cosine", "coactivation", "information", "ising"]
SIMILARITIES: tuple[Similarity, ...] = get_args(Similarity)
NEIGHBOURS = 16  # strongest edges that an atom keeps; a group of 2k atoms has 2k - 1 of them
SURE = 5.0  # deviations above chance: one false edge in three million pairs
LOOSE = 3.0  # times 1/sqrt(d), the size of the cosine of two random directions
ISING_NEIGHBOURS = 12  # candidates per atom, the most associated ones; its coupling to all others is taken to be 0


@dataclass(frozen=True)
class Firing:
    """What the graphs are made of.

    Args:
        codes_nq: codes, columns first (``tocsc``).
        counts_qq: co-activation counts.
        decoder_qd: atoms.
        live: numbers of the atoms that are grouped.
    """

    codes_nq: Codes
    counts_qq: NDArray[np.int32]
    decoder_qd: Array
    live: NDArray[np.int64]

    @property
    def samples(self) -> int:
        """The number n of samples."""
        return self.codes_nq.shape[0]

    def cosines(self) -> Array:
        """Of the decoder rows of the live atoms; zeros on the diagonal."""
        rows = self.decoder_qd[self.live]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        units = rows / np.where(lengths > 0, lengths, 1.0)
        out = units @ units.T
        np.fill_diagonal(out, 0.0)
        return out

    def live_counts(self) -> NDArray[np.int32]:
        """Counts of the live atoms."""
        return self.counts_qq[np.ix_(self.live, self.live)]


def similarity_graph(firing: Firing, kind: Similarity) -> Array:
    """Symmetric weights >= 0 between the live atoms, shape (l, l), at most about 16 per row."""
    makers: dict[Similarity, Callable[[Firing], Array]] = {
        "cosine": _cosine,
        "coactivation": lambda f: _with_opposites(f, overlap(f.live_counts())),
        "information": lambda f: _with_opposites(f, pairwise_information(f.live_counts(), f.samples)),
        "ising": lambda f: _with_opposites(f, _ising(f)),
    }
    return _strongest(makers[kind](firing))


def _cosine(firing: Firing) -> Array:
    size = np.abs(firing.cosines())
    return np.where(size > LOOSE / np.sqrt(firing.decoder_qd.shape[1]), size, 0.0)


def excess(firing: Firing) -> Array:
    """Deviations by which two atoms fire together more often than independent ones; negative where less often."""
    counts = firing.live_counts()
    chance = expected(counts, firing.samples)
    with np.errstate(divide="ignore", invalid="ignore"):
        out = np.where(chance > 0, (counts - chance) / np.sqrt(chance), 0.0)
    np.fill_diagonal(out, 0.0)
    return out


def _with_opposites(firing: Firing, weights: Array) -> Array:
    above = excess(firing)
    out = np.where(above > SURE, weights, 0.0)
    np.fill_diagonal(out, 0.0)
    opposite = (firing.cosines() <= ANTIPODAL) & (above < 0)
    out[opposite] = out.max(initial=0.0) or 1.0
    return out


def _ising(firing: Firing) -> Array:
    """Positive couplings, each atom regressed on its most associated ones."""
    information = pairwise_information(firing.live_counts(), firing.samples)
    size = len(firing.live)
    nearest = np.argsort(-information, axis=1, kind="stable")[:, :ISING_NEIGHBOURS]
    couplings = np.zeros((size, size))
    for i in range(size):
        others = [int(j) for j in nearest[i] if j != i and information[i, j] > 0]
        patterns = patterns_of(firing.codes_nq, firing.live[[i, *others]].tolist())
        couplings[i, others] = neighbourhood(patterns, 0, list(range(1, len(others) + 1)))[1]
    return np.maximum((couplings + couplings.T) / 2, 0.0)


def _strongest(weights: Array) -> Array:
    """Edges that are among the strongest of one of their ends."""
    if len(weights) <= NEIGHBOURS:
        return weights
    level = -np.partition(-weights, NEIGHBOURS - 1, axis=1)[:, NEIGHBOURS - 1]
    return np.where((weights >= level[:, None]) | (weights >= level), weights, 0.0)
