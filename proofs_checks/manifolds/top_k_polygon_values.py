"""The loss at which Top-2 gradients vanish on a regular polygon is positive for 5 to 64 atoms, although four atoms have zero loss."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms, tiling_error
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, between, sin
from theory.formal import Expression, expr, names

n = names("N")[0]
A, U, V, S, GAIN = names("A U V S a")
LOSS = (GAIN * U - 1) ** 2 * (1 - S) + (GAIN * V - 1) ** 2 * S


def _let(size: Expression, k: int) -> dict[str, Expression]:
    return {
        "A": sin(2 * PI * k / size) / sin(2 * PI / size),
        "U": (k + A) / 2,
        "V": (k - A) / 2,
        "S": tiling_error(size),
        "a": (U * (1 - S) + V * S) / (U**2 * (1 - S) + V**2 * S),
    }


FAMILY = Enclosed((LOSS > 0, LOSS < tiling_error(n)), {"N": ("integers", 5, 64)}, _let(n, 2))
DIGITS = {
    (5, 2): ("0.0260", "0.0261"),
    (6, 2): ("0.0380", "0.0381"),
    (7, 2): ("0.0379", "0.0380"),
    (8, 2): ("0.0341", "0.0342"),
    (7, 3): ("0.0060", "0.0061"),
    (8, 3): ("0.0122", "0.0123"),
}
PARTS = [FAMILY] + [Enclosed(between(a, LOSS, b), {}, _let(expr(size), k)) for (size, k), (a, b) in DIGITS.items()]


def _means() -> list[tuple[float, float]]:
    """Top-k on the polygon at the gain of the closed form, by quadrature over one half gap, where the active atoms do not change."""
    from solvers.manifolds.circle import frozen_topk

    nodes, weights = np.polynomial.legendre.leggauss(40)
    out = []
    for size, k in DIGITS:
        gain, loss = frozen_topk(size, k)
        theta = np.pi / size * (nodes + 1) / 2
        angles = 2 * np.pi * np.arange(size) / size
        x = np.stack([np.cos(theta), np.sin(theta)], axis=1)
        atoms = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        pre = x @ atoms.T
        kept = np.where(pre >= np.sort(pre, axis=1)[:, [-k]], np.maximum(pre, 0), 0) * float(gain.mid())
        out.append((float(loss.mid()), float(weights @ ((x - kept @ atoms) ** 2).sum(1)) / 2))
    return out


T = ClosedForms(
    id="manifolds.top-k-polygon-values",
    title="What a regular polygon loses under Top-k",
    says=r"""
        With $A = \sin(2\pi k/N)/\sin(2\pi/N)$, $U = (k + A)/2$, $V = (k - A)/2$, $S = 1/2 - (N/4\pi)\sin(2\pi/N)$ and the best
        gain $a$ the loss $(aU - 1)^2(1 - S) + (aV - 1)^2 S$ is positive and below $S$ for $k = 2$ and $5 \le N \le 64$; it is
        $0.0260, 0.0380, 0.0379, 0.0341$ (cut off) for $N = 5, 6, 7, 8$ and, for $k = 3$, $0.0060, 0.0122$ for $N = 7, 8$. Beyond
        the formal statement: there the gradient of Top-k without the motion of its boundaries vanishes
        (manifolds.top-k-polygon-loss), although two antipodal pairs have zero loss.""",
    source=own("spurious stationary points of Top-k on a circle"),
    parts=PARTS,
    scope="family",
    depends_on=("manifolds.top-k-polygon-loss",),
    remark="Training from random starts ends there or at irregular points nearby; the figure trained_circle counts how often.",
    wrong={
        "zero": (
            "some polygon with more than four atoms is exact",
            FAMILY.holding(LOSS < Fraction(1, 10**6)),
            {"N": 6},
        ),
        "worse-than-one": ("two active atoms lose more than one", FAMILY.holding(LOSS > tiling_error(n)), {"N": 8}),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
