"""The sparse autoencoder that needs no training where subspaces are independent, and what Top-k leaves of it.

Claim ``manifolds.independent-subspaces-zero-loss``: with the stacked bases V (K rows) and its pseudo-inverse A the atoms ``+-rows of V``
and the encoders ``+-columns of A`` have codes ``relu(+-y)``, the coordinates themselves.  Top-k of them is the same as long as k is at
least the number of nonzero coordinates; smaller k keeps the largest, *truncated capture*, which predicts variance explained without any
parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from theory.manifolds.mixture import Mixture
from theory.manifolds.shape import Array


@dataclass(frozen=True)
class UntrainedAutoencoder:
    """``xhat = top_k(relu(x W^T)) D`` with ``encoder`` W and ``decoder`` D, both ``(2K, d)``, one row per atom.

    ``condition``: the condition number of the stacked bases, by which noise is amplified at worst.
    """

    encoder: Array
    decoder: Array
    condition: float

    def codes(self, x: Array, k: int | None = None) -> Array:
        """Codes of ``x`` of shape ``(n, d)``: relu, then the k largest of each row (all without k)."""
        z = np.maximum(x @ self.encoder.T, 0.0)
        if k is None or k >= z.shape[1]:
            return z
        if k < 0:
            raise ValueError(f"k = {k}: a number of active atoms is not negative")
        dropped = np.argpartition(z, z.shape[1] - k - 1, axis=1)[:, : z.shape[1] - k]
        np.put_along_axis(z, dropped, 0.0, axis=1)
        return z


def untrained_autoencoder(mixture: Mixture) -> UntrainedAutoencoder:
    """The exact autoencoder of a mixture with linearly independent subspaces; unit atoms.

    Raises ``ValueError`` if the subspaces are dependent, because then no linear read-out separates them.

    >>> from theory.manifolds.families import circle, segment
    >>> sae = untrained_autoencoder(Mixture((circle(), segment()), width=6, active=2, noise=0.0))
    >>> sae.decoder.shape
    (6, 6)
    """
    stack = np.concatenate(mixture.subspaces)
    values = np.linalg.svd(stack, compute_uv=False)
    # rows are unit vectors; below 1e-10 the pseudo-inverse loses more than five of the sixteen digits of a double
    if len(stack) > mixture.width or values[-1] < 1e-10:
        raise ValueError(
            f"the {len(stack)} basis vectors of the subspaces are dependent in {mixture.width} dimensions: no linear read-out "
            "separates them; take fewer manifolds or a wider space"
        )
    inverse: Array = np.asarray(np.linalg.pinv(stack).T, dtype=np.float64)
    return UntrainedAutoencoder(
        np.concatenate([inverse, -inverse]), np.concatenate([stack, -stack]), float(values[0] / values[-1])
    )


def truncation_curve(
    mixture: Mixture, budgets: Sequence[int], *, seed: int = 0, samples: int = 20_000
) -> dict[int, float]:
    """Variance explained by the untrained autoencoder under Top-k, for each k of ``budgets``.

    ``1 - sum |x - xhat|^2 / sum |x - mean|^2`` over seeded samples.

    >>> from theory.manifolds.families import circle
    >>> curve = truncation_curve(Mixture((circle(), circle()), width=8, active=2, noise=0.0), [2, 4], samples=500)
    >>> 0.5 < curve[2] < 0.95, round(curve[4], 12)
    (True, 1.0)
    """
    sae, x = untrained_autoencoder(mixture), mixture.sample(seed, samples).x
    total = float(((x - x.mean(axis=0)) ** 2).sum())
    return {k: 1 - float(((x - sae.codes(x, k) @ sae.decoder) ** 2).sum()) / total for k in budgets}
