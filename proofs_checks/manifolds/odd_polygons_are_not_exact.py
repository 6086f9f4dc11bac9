"""The bias-free ReLU autoencoder on a regular N-gon of unit atoms loses something for odd N at every gain; the least losses."""

from __future__ import annotations

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms, product_of_codes
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, between, cos
from theory.formal import Expression, expr, names, span, total

(m,) = names("m")
N, POWER = names("N P")
LAST = 31


def _power(number: Expression, half: Expression) -> Expression:
    """``P = N (C(0) + 2 sum_{j=1}^{m} cos(b_j) C(b_j))``, ``b_j = 2 pi j/N``, N = 2m + 1: the mean of ``|xhat|^2`` at gain 1."""

    def term(j: Expression) -> Expression:
        b = 2 * PI * j / number
        return cos(b) * product_of_codes(b)

    return number * (product_of_codes(expr(0)) + 2 * total(span(1, half + 1), term, "j"))


FAMILY = Enclosed((POWER * 16 > N**2,), {"m": ("integers", 1, LAST)}, {"N": 2 * m + 1, "P": _power(N, m)})
RESIDUAL = 1 - N**2 / (16 * POWER)
VALUES = {3: ("0.15825125", "0.15825126"), 5: ("0.00853482", "0.00853483"), 7: ("0.00174907", "0.00174908")}
PARTS = (
    FAMILY,
    *(
        Enclosed(between(low, RESIDUAL, high), {}, {"N": n, "P": _power(N, expr(n // 2))})
        for n, (low, high) in VALUES.items()
    ),
)


def _means() -> list[tuple[float, float]]:
    """The least loss over the gain, by the mean over 200,001 nodes (the kinks leave an error of the order of their squared distance)."""
    from solvers.manifolds.circle import relu_residual

    theta = 2 * np.pi * np.arange(200_001) / 200_001
    x = np.stack([np.cos(theta), np.sin(theta)], axis=1)
    out = []
    for n in (3, 5, 7, 9):
        angles = 2 * np.pi * np.arange(n) / n
        atoms = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        written = np.maximum(x @ atoms.T, 0.0) @ atoms
        gain = (x * written).sum() / (written**2).sum()
        out.append((float(relu_residual(n).mid()), float(((x - gain * written) ** 2).sum(1).mean())))
    return out


T = ClosedForms(
    id="manifolds.odd-polygons-are-not-exact",
    title="Odd polygons alias",
    says=r"""
        Let $N = 2m + 1$, $1 \le m \le 31$, and $P = N \sum_{|j| \le m} \cos(b_j) C(b_j)$ with $b_j = 2\pi |j|/N$ and $C(b) =
        (\sin b + (\pi - b) \cos b)/4\pi$. Then $16 P > N^2$; and $1 - N^2/16P$ is $0.158251\dots$, $0.008534\dots$,
        $0.001749\dots$ for $N = 3, 5, 7$. Beyond the formal statement: $P$ is the mean of $|\hat x|^2$ and $N/4$ that of
        $x \cdot \hat x$ for the autoencoder $\hat x = \sum_j \max(x \cdot d_j, 0) d_j$ on a uniform unit circle with atoms at
        the angles $2\pi j/N$, so $1 - N^2/16P$ is its least squared error over all gains. For even $N \ge 4$ it is 0
        (manifolds.antipodal-pairs-are-exact).""",
    source=own("aliasing of the Fourier coefficients of a rectified cosine"),
    parts=PARTS,
    scope="family",
    depends_on=("manifolds.antipodal-pairs-are-exact",),
    remark="For all odd N, of any size, that no gain is exact follows from manifolds.exact-relu-kinks-cancel.",
    wrong={
        "exact": ("odd polygons are exact", FAMILY.holding(POWER * 16 < N**2), {"m": 2}),
        "one-percent": ("each loses a hundredth at least", FAMILY.holding(RESIDUAL > "0.01"), {"m": 2}),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
