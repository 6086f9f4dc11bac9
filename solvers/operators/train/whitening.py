"""The lift that whitens: the square root of the inverse of a covariance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError


def whitening_lift(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lift ``L = Sigma^(-1/2)``, whose preconditioner ``L^T L`` is the inverse of the covariance.

    Raises:
        InputError: a covariance that is singular to rounding.

    >>> np.round(whitening_lift(np.diag([4.0, 1.0])), 12).tolist()
    [[0.5, 0.0], [0.0, 1.0]]
    """
    values, vectors = np.linalg.eigh(covariance)
    if values[0] <= values[-1] * 1e-12:  # below this the computed eigenvalue is mostly rounding
        raise InputError(
            "covariance", f"eigenvalues from {values[0]:.1e} to {values[-1]:.1e}", "it is singular to rounding"
        )
    return (vectors / np.sqrt(values)) @ vectors.T
