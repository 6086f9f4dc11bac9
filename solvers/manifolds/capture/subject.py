"""What is judged: the points of one manifold together with the codes of the same samples."""

from __future__ import annotations

from dataclasses import dataclass

from solvers.manifolds.metrics.restricted import Array, Codes, span_basis, spread_of
from theory.errors import InputError

SHARE = 0.95  # of the variance of a manifold whose equation is not known that counts as its linear span


@dataclass(frozen=True)
class Subject:
    """One manifold.

    Args:
        name: shown.
        points_nd: contributions to the activations, shape (n, d).
        codes_nq: codes there: of single samples, or means over the samples of a cell of the manifold.
        fields_md: points where firing is looked at, shape (m, d); the same as ``points_nd`` for single samples.
        field_codes_mq: codes of the single samples there.
        dimension: k, of the linear span of the centred manifold.
        always: whether a constant belongs to no atom: the manifold is present in every sample, or the autoencoder has biases.
    """

    name: str
    points_nd: Array
    codes_nq: Codes
    fields_md: Array
    field_codes_mq: Codes
    dimension: int
    always: bool

    def __post_init__(self) -> None:
        if len(self.points_nd) < 2 or not spread_of(self.points_nd) > 0:
            raise InputError(self.name, "one point", "a manifold needs two different points at least")


def linear_dimension(points_nd: Array, *, share: float = SHARE) -> int:
    """Principal components that hold this share of the variance."""
    return len(span_basis(points_nd, share=share))
