"""At exact reconstruction of a circle by many atoms, mean L1 grows strictly with the width of receptive fields."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, cos, sin
from theory.formal import names

w, A, B = names("w a b")
LET = {"a": sin(w) - w * cos(w), "b": w - sin(w) * cos(w)}
# R = 2a/b, a' = w sin w and b' = 2 sin(w)^2, so b^2 R'/2 = a' b - a b'
SLOPE = w * sin(w) * B - 2 * A * sin(w) ** 2
GROWS = Enclosed((SLOPE > 0, B > 0), {"w": ("reals", Fraction(1, 2), 3)}, LET)
AT_CAPTURE = Enclosed((2 - 16 / PI**2 > "0.378", 2 - 16 / PI**2 < "0.379"))


def _means() -> list[tuple[float, float]]:
    """The ratio of the closed forms against that of the two means over a receptive field."""
    from solvers.manifolds.circle import l1_of_receptive_fields

    out = []
    for half_width in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)):
        nodes = float(half_width) * np.polynomial.legendre.leggauss(40)[0]
        weights = np.polynomial.legendre.leggauss(40)[1]
        code = np.cos(nodes) - np.cos(float(half_width))
        ratio = (weights @ code) / (weights @ (code * np.cos(nodes)))
        out.append((float(l1_of_receptive_fields(half_width).mid()), float(ratio)))
    return out


T = ClosedForms(
    id="manifolds.l1-narrows-receptive-fields",
    title="L1 narrows receptive fields",
    says=r"""
        Let $R(w) = 2 (\sin w - w \cos w)/(w - \sin w \cos w)$. For all $w$ from $1/2$ to $3$ its derivative is positive
        (in the form $w \sin w \, b - 2 a \sin^2 w > 0$ with $R = 2a/b$, $b > 0$), and $R'(\pi/2) = 2 - 16/\pi^2 = 0.378\dots$ Beyond
        the formal statement: $R(w)$ is the mean L1 of codes $g\,(\cos(\theta - \alpha_j) - \cos w)_+$ on a uniform circle
        that reconstruct it exactly as the number of atoms grows, so narrower fields are always cheaper; and for even $N
        \ge 4$ the exact solution $w = \pi/2$ is not stationary under an L1 penalty where the encoder has a bias, because
        the error has slope 0 there.""",
    source=own("receptive fields under L1, on arXiv 2509.02565"),
    parts=(GROWS, AT_CAPTURE),
    scope="family",
    remark="Without an encoder bias w is fixed at pi/2 and L1 has no such choice (manifolds.tight-frame-plateau).",
    wrong={
        "wider-is-cheaper": ("L1 falls with the width", GROWS.holding(SLOPE < 0), {"w": 1}),
        "fast": ("at half-circles by a half", AT_CAPTURE.holding(2 - 16 / PI**2 > "0.5"), {}),
        "slope-above-one": ("the slope is everywhere above 1", GROWS.holding(2 * SLOPE > B**2), {"w": Fraction(1, 2)}),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
