"""The additive mixture of manifolds: x = sum over the present ones of their normalised points, each in its own subspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from theory.manifolds.families import (
    circle,
    disk,
    helix,
    moebius_band,
    printed_torus,
    segment,
    sphere,
    swiss_roll,
)
from theory.manifolds.shape import Array, Manifold


@dataclass(frozen=True)
class MixtureSample:
    """Samples of a mixture.

    ``x``: ``(n, d)`` activations.  ``present``: ``(n, m)`` truth values.  ``parameters[i]``: the parameters of manifold i at the
    rows where it is present, in the order of the rows; ``parts[i]``: its normalised points there, in its own coordinates.
    """

    x: Array
    present: npt.NDArray[np.bool_]
    parameters: tuple[Array, ...]
    parts: tuple[Array, ...]


@dataclass(frozen=True)
class Mixture:
    """``x = sum_{i in S} gamma_i(theta_i) V_i + noise``, S uniform among the sets of ``active`` manifolds (equation 13).

    ``V_i`` has orthonormal rows, from the QR decomposition of a Gaussian matrix; the manifolds draw theirs independently, so
    subspaces of different manifolds are in general position and not orthogonal.

    Args:
        manifolds: the m manifolds.
        width: d, at least the ambient dimension of each of them.
        active: L0, how many are present, ``1 <= active <= m``.
        noise: standard deviation of each coordinate of the noise.
        seed: of the subspaces.

    Raises ``ValueError`` when a size is out of range.  Source: arXiv 2604.28119, Appendix E, as reported; not checked against the
    paper.

    >>> mixture = Mixture((circle(), segment()), width=8, active=1, noise=0.0)
    >>> sample = mixture.sample(seed=3, n=100)
    >>> sample.x.shape, mixture.dimension, bool((sample.present.sum(axis=1) == 1).all())
    ((100, 8), 3, True)
    """

    manifolds: tuple[Manifold, ...]
    width: int = 128
    active: int = 4
    noise: float = 1e-5
    seed: int = 0

    def __post_init__(self) -> None:
        m, largest = len(self.manifolds), max((one.ambient for one in self.manifolds), default=0)
        if not 1 <= self.active <= m:
            raise ValueError(f"active = {self.active} of {m} manifolds: choose 1 to {m}")
        if self.width < largest:
            raise ValueError(
                f"width = {self.width} is less than the {largest} coordinates of a manifold: widen the space"
            )
        if not 0 <= self.noise < float("inf"):
            raise ValueError(f"noise = {self.noise}: a standard deviation is a nonnegative number")

    @property
    def dimension(self) -> int:
        """``sum_i k_i``: the subspaces can be linearly independent only if it is at most the width."""
        return sum(one.span_dimension for one in self.manifolds)

    @cached_property
    def subspaces(self) -> tuple[Array, ...]:
        """``V_i``, of shape ``(D_i, d)``, orthonormal rows."""
        rng = np.random.default_rng(self.seed)
        return tuple(np.linalg.qr(rng.standard_normal((self.width, one.ambient)))[0].T.copy() for one in self.manifolds)

    def sample(self, seed: int, n: int) -> MixtureSample:
        """``n`` samples; the same seed gives the same samples."""
        rng = np.random.default_rng(seed)
        m = len(self.manifolds)
        # the places of the smallest of m independent uniform numbers are a uniform subset
        chosen = np.argpartition(rng.random((n, m)), self.active - 1, axis=1)[:, : self.active]
        present = np.zeros((n, m), dtype=bool)
        np.put_along_axis(present, chosen, True, axis=1)
        ends = np.cumsum([0, *(one.ambient for one in self.manifolds)])
        local = np.zeros((n, int(ends[-1])))  # all contributions in their own coordinates, embedded by one product
        parameters: list[Array] = []
        parts: list[Array] = []
        for i, one in enumerate(self.manifolds):
            rows = np.flatnonzero(present[:, i])
            where = one.sample_parameters(rng, len(rows))
            part = one.normalised(where)
            local[rows, ends[i] : ends[i + 1]] = part
            parameters.append(where)
            parts.append(part)
        x = local @ np.concatenate(self.subspaces)
        if self.noise:
            x += self.noise * rng.standard_normal(x.shape)
        return MixtureSample(x, present, tuple(parameters), tuple(parts))


def zoo() -> tuple[Manifold, ...]:
    """The 48 manifolds of the benchmark: eight families, six variants each, ``sum k_i = 126``.

    Reported are the sizes of all but the last three tori, which are our choice.

    >>> len(zoo()), sum(one.span_dimension for one in zoo())
    (48, 126)
    """
    sizes = [Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)]
    tenth = [Fraction(k, 10) for k in range(1, 7)]
    tori: Sequence[tuple[Fraction | int, Fraction | int]] = (
        (2, Fraction(1, 2)),
        (2, 1),
        (3, 1),
        (3, Fraction(1, 2)),
        (3, 2),
        (4, 1),
    )
    widths = [Fraction(2, 10), Fraction(3, 10), Fraction(1, 2), Fraction(7, 10), Fraction(1), Fraction(3, 2)]
    rolls = [(4 + i, Fraction(3, 2) + i * Fraction(9, 10)) for i in range(6)]
    return (
        *(circle(s) for s in sizes),
        *(sphere(s) for s in sizes),
        *(printed_torus(*t) for t in tori),
        *(moebius_band(w) for w in widths),
        *(swiss_roll(q, h) for q, h in rolls),
        *(helix(a) for a in tenth),
        *(disk(s) for s in sizes),
        *(segment(s) for s in sizes),
    )
