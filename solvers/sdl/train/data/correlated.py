"""Features that are active together more often than chance: a Gaussian copula over the activities of the bench."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from solvers.sdl.train.data.counters import hashes, key_of, normals, open_uniforms
from solvers.sdl.train.data.linear_representation import BenchSettings, FeatureBench
from solvers.sdl.train.data.synthetic import Device
from theory.errors import InputError

_NEGATIVE = 1e-8  # eigenvalues of a correlation matrix given in double precision may come out negative by rounding
MAX_FEATURES = 1 << 13  # the correlation matrix is dense


def block_correlation(blocks: Sequence[int], within: float | Sequence[float]) -> NDArray[np.float64]:
    """Correlation 1 on the diagonal, ``within`` inside each block, 0 between blocks.

    Args:
        blocks: sizes; their sum is the number of features.
        within: one number, or one per block; a block of m features allows -1/(m-1) <= within <= 1.

    Raises:
        InputError: sizes or correlations are impossible.

    >>> block_correlation((2, 1), 0.5)
    array([[1. , 0.5, 0. ],
           [0.5, 1. , 0. ],
           [0. , 0. , 1. ]])
    """
    levels = [float(within)] * len(blocks) if isinstance(within, int | float) else [float(w) for w in within]
    if not blocks or min(blocks) < 1 or len(levels) != len(blocks) or sum(blocks) > MAX_FEATURES:
        raise InputError(
            "blocks", list(blocks), f"sizes >= 1, at most {MAX_FEATURES} together, and one correlation each"
        )
    out = np.zeros((sum(blocks),) * 2)
    first = 0
    for size, level in zip(blocks, levels, strict=True):
        if not (-1.0 / max(1, size - 1) <= level <= 1):
            raise InputError(
                "within", level, f"a block of {size} features has correlations from -1/{max(1, size - 1)} to 1"
            )
        out[first : first + size, first : first + size] = level
        first += size
    np.fill_diagonal(out, 1.0)
    return out


class Correlated(FeatureBench):
    """The bench with dependent activities: feature d is active exactly when ``g_d > Phi^{-1}(S)`` for ``g ~ N(0, C)``.

    Every single feature is active with probability 1 - S, as in the bench; magnitudes are independent, ``c_min + Exp(beta)``.
    ``C`` is the correlation of the hidden normal variables, not of the activities: two activities with S = 1/2 are both 1 with
    probability ``1/4 + arcsin(C_ij) / (2 pi)`` (Sheppard 1899), and C_ij = 1 makes them equal.

    Args:
        settings: sizes and distribution, as for the bench.
        correlation: C, shape (n, n), symmetric, positive semidefinite, ones on the diagonal; :func:`block_correlation` makes one.
        seed: of features, activity, magnitudes, noise and order.
        device: where batches are made; activities within rounding of the threshold may differ between devices.
        dtype: of the batches.

    Raises:
        InputError: a matrix that is no correlation matrix, or settings that contradict each other.

    >>> data = Correlated(BenchSettings(features=4, inputs=(4,), sparsity=0.5), block_correlation((2, 2), 1.0), seed=0)
    >>> active = data.batch(0, 100).features_bn > 0
    >>> bool((active[:, 0] == active[:, 1]).all()), bool((active[:, 0] == active[:, 2]).all())
    (True, False)
    """

    def __init__(
        self,
        settings: BenchSettings,
        correlation: NDArray[np.float64],
        *,
        seed: int,
        device: Device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        root_nn = _root(np.asarray(correlation, dtype=np.float64), settings.features)
        super().__init__(settings, seed=seed, device=device, dtype=dtype)
        self._root_nn = torch.from_numpy(root_nn).to(self.device)
        level = torch.special.ndtri(torch.tensor(settings.sparsity, dtype=torch.float64))
        self._level = float(level)
        self._hidden_key, self._size_key = key_of(seed, "hidden normals"), key_of(seed, "sizes of correlated features")

    def magnitudes(self, samples_b: Tensor) -> Tensor:
        """Shifted exponential magnitudes of the active features, zero elsewhere, shape (b, n), float32."""
        hidden = normals(self._hidden_key, samples_b, self.settings.features).double()
        active = (
            hidden @ self._root_nn > self._level
        )  # double: features of correlation 1 must not be told apart by rounding
        u = open_uniforms(hashes(self._size_key, samples_b, self.settings.features))
        return torch.where(active, self.settings.c_min - self.settings.beta * torch.log(u), 0.0)


def _root(correlation: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """A matrix R with R^T R = C."""
    if n > MAX_FEATURES or correlation.shape != (n, n):
        raise InputError("correlation", f"shape {correlation.shape}", f"({n}, {n}) is needed, up to {MAX_FEATURES}")
    if not np.isfinite(correlation).all() or not np.array_equal(correlation, correlation.T):
        raise InputError("correlation", "an entry", "the matrix must be finite and exactly symmetric")
    if not (np.diag(correlation) == 1.0).all():
        raise InputError("correlation", "the diagonal", "every feature has correlation 1 with itself")
    values, vectors = np.linalg.eigh(correlation)
    if values[0] < -_NEGATIVE * n:
        raise InputError("correlation", f"eigenvalue {values[0]:.3g}", "the matrix must be positive semidefinite")
    root = np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T
    norms = np.linalg.norm(root, axis=0)
    if not math.isclose(norms.min(), 1.0, abs_tol=1e-4) or not math.isclose(norms.max(), 1.0, abs_tol=1e-4):
        raise InputError(
            "correlation", "its square root", "rounding lost the unit variances", "shrink the off-diagonal"
        )
    return root / norms
