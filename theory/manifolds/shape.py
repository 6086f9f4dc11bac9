"""A parametrised manifold with the law of its points: exact mean, covariance and span, and seeded samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from theory.manifolds.pi_numbers import PiNumber
from theory.manifolds.trigonometric import Interval, Trig

Array = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Array]


@dataclass(frozen=True)
class Manifold:
    """A map ``gamma : parameters -> R^D`` and a law of the parameters.

    Args:
        name: what it is, with its parameters.
        dimension: intrinsic dimension d.
        parameters: the range of each parameter, by name, in order.
        coordinates: the D coordinates of gamma.
        density: of the law with respect to the uniform law on the ranges; need not be normalised.
        draw: ``(rng, n) -> (n, number of parameters)`` samples of the law; default: uniform on the ranges.

    Source: arXiv 2604.28119, Appendix E, Table 4, as reported; not checked against the paper.
    """

    name: str
    dimension: int
    parameters: dict[str, Interval]
    coordinates: tuple[Trig, ...]
    density: Trig | None = None
    draw: Draw | None = field(default=None, compare=False)

    @property
    def ambient(self) -> int:
        """D, the number of coordinates."""
        return len(self.coordinates)

    def average(self, f: Trig) -> PiNumber:
        """The exact mean of a function of the parameters under the law."""
        if self.density is None:
            return f.average(self.parameters)
        return (f * self.density).average(self.parameters) / self.density.average(self.parameters)

    @cached_property
    def mean(self) -> tuple[PiNumber, ...]:
        """``mu = E gamma``, exactly."""
        return tuple(self.average(x) for x in self.coordinates)

    @cached_property
    def covariance(self) -> tuple[tuple[PiNumber, ...], ...]:
        """``E (gamma - mu)(gamma - mu)^T``, exactly."""
        mu, size = self.mean, range(self.ambient)
        upper = {
            (i, j): self.average(self.coordinates[i] * self.coordinates[j]) - mu[i] * mu[j]
            for i in size
            for j in size
            if i <= j
        }
        return tuple(tuple(upper[min(i, j), max(i, j)] for j in size) for i in size)

    @cached_property
    def variance(self) -> PiNumber:
        """``sigma^2 = E |gamma - mu|^2``, the trace of the covariance."""
        return sum((self.covariance[i][i] for i in range(self.ambient)), PiNumber())

    @cached_property
    def span_dimension(self) -> int:
        """The dimension k of the linear span of the centred manifold: the rank of the covariance, decided exactly.

        A linear form vanishes on the centred manifold exactly if its variance does, the law having full support.
        """
        return exact_rank(self.covariance)

    def sample_parameters(self, rng: np.random.Generator, n: int) -> Array:
        """``n`` parameters drawn from the law, of shape ``(n, number of parameters)``."""
        if n < 0:
            raise ValueError(f"n = {n}: a number of samples is not negative")
        if self.draw is not None:
            return self.draw(rng, n)
        return np.column_stack([rng.uniform(a, b, n) for a, b in self._ends]).reshape(n, len(self._ends))

    @cached_property
    def _ends(self) -> list[tuple[float, float]]:
        return [(float(r.low), float(r.high)) for r in self.parameters.values()]

    def points(self, parameters: Array) -> Array:
        """``gamma`` at parameters of shape ``(n, number of parameters)``; returns ``(n, D)``."""
        if parameters.ndim != 2 or parameters.shape[1] != len(self.parameters):
            raise ValueError(
                f"parameters of shape {parameters.shape}: the {self.name} has {len(self.parameters)} "
                f"({', '.join(self.parameters)}), so give (n, {len(self.parameters)})"
            )
        values = {name: parameters[:, i] for i, name in enumerate(self.parameters)}
        return np.stack([x(values) for x in self.coordinates], axis=1)

    @cached_property
    def _scaling(self) -> tuple[Array, float]:
        if not self.variance > 0:
            raise ValueError(f"the {self.name} is a single point: it has no variance to be normalised by (equation 12)")
        return np.array([float(m) for m in self.mean]), float(np.sqrt(float(self.variance)))

    def normalised(self, parameters: Array) -> Array:
        """``(gamma - mu) / sigma`` of equation 12, with the exact mu and sigma: mean 0, mean square 1.

        The paper estimates both from 50,000 points.
        """
        mu, sigma = self._scaling
        return (self.points(parameters) - mu) / sigma

    def sample(self, seed: int, n: int) -> tuple[Array, Array]:
        """``(parameters, normalised points)`` of ``n`` samples; the same seed gives the same samples."""
        parameters = self.sample_parameters(np.random.default_rng(seed), n)
        return parameters, self.normalised(parameters)


def exact_rank(symmetric: tuple[tuple[PiNumber, ...], ...]) -> int:
    """The rank of a positive semidefinite matrix of Laurent polynomials in pi, by elimination without fractions.

    Entries of the eliminated rows stay Laurent polynomials, of which zero is decided exactly.
    """
    rows = [list(row) for row in symmetric]
    rank = 0
    for column in range(len(rows)):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column] != 0), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        head = rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column]
            if factor != 0:
                rows[r] = [head[column] * x - factor * y for x, y in zip(rows[r], head, strict=True)]
        rank += 1
    return rank
