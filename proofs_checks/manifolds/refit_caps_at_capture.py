"""Perfect capture by antipodal pairs, seen through half of the atoms with fitted directions: the published metric's ceiling, in numbers."""

from __future__ import annotations

from fractions import Fraction
from math import pi

import numpy as np

from proofs_checks.manifolds._closed_forms import ClosedForms
from proofs_checks.manifolds._sampled import own
from theory.enclosed import PI, Enclosed, between
from theory.formal import expr, names

V, C, R2 = names("v c R2")
TINY = Fraction(1, 10**30)
# variance and covariance of rectified coordinates, R2 = tr(B^T C^-1 B) / E|m|^2, and the rational function of pi that it is
CIRCLE = {
    "v": Fraction(1, 4) - 1 / PI**2,
    "c": 1 / (4 * PI) - 1 / PI**2,
    "R2": V / (8 * (V**2 - C**2)),
}
DISK = {
    "v": Fraction(1, 8) - 4 / (9 * PI**2),
    "c": 1 / (8 * PI) - 4 / (9 * PI**2),
    "R2": V / (16 * (V**2 - C**2)),
}
SPHERE = {
    "v": expr(Fraction(5, 48)),
    "c": 1 / (6 * PI) - Fraction(1, 16),
    "R2": (V + C) / (12 * (V - C) * (V + 2 * C)),
}
FORMS = {
    "circle": PI * (PI**2 - 4) / (2 * (PI**3 - 9 * PI + 8)),
    "disk": PI * (9 * PI**2 - 32) / (2 * (9 * PI**3 - 73 * PI + 64)),
    "sphere": PI * (4 + PI) / (17 * PI - PI**2 - 16),
}
DIGITS = {
    "circle": ("0.85911313", "0.85911314"),
    "disk": ("0.78493303", "0.78493304"),
    "sphere": ("0.81474349", "0.8147435"),
}
LETS = {"circle": CIRCLE, "disk": DISK, "sphere": SPHERE}
PARTS = {
    name: Enclosed([*between(low, R2, high), *between(-TINY, R2 - FORMS[name], TINY)], {}, LETS[name])
    for name, (low, high) in DIGITS.items()
}


def _means() -> list[tuple[float, float]]:
    """Least squares with moments by quadrature over angle (and, for the disk, with the exact moments 2/3 and 1/2 of its radius)."""
    angle = 2 * np.pi * (np.arange(400_000) + 0.5) / 400_000
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    codes = np.maximum(circle, 0.0)
    p, q = codes.mean(0), codes.T @ codes / len(codes)
    b = circle.T @ codes / len(codes)
    found = []
    for first, second in ((1.0, 1.0), (2 / 3, 0.5)):
        covariance = second * q - first**2 * np.outer(p, p)
        found.append(float(np.trace(second * b @ np.linalg.solve(covariance, second * b.T)) / second))
    forms = (
        pi * (pi**2 - 4) / (2 * (pi**3 - 9 * pi + 8)),
        pi * (9 * pi**2 - 32) / (2 * (9 * pi**3 - 73 * pi + 64)),
    )
    return list(zip(forms, found, strict=True))


T = ClosedForms(
    id="manifolds.refit-caps-at-capture",
    title="What fitted directions report at perfect capture",
    says=r"""
        With the variance $v$ and the covariance $c$ of rectified coordinates, and $R^2$ made of them as least squares does: on
        the unit circle $v = 1/4 - 1/\pi^2$, $c = 1/4\pi - 1/\pi^2$, $R^2 = v/8(v^2 - c^2) = 0.859113\dots$; on the unit disk
        $v = 1/8 - 4/9\pi^2$, $c = 1/8\pi - 4/9\pi^2$, $R^2 = v/16(v^2 - c^2) = 0.784933\dots$; on the unit sphere $v = 5/48$,
        $c = 1/6\pi - 1/16$, $R^2 = (v + c)/12(v - c)(v + 2c) = 0.814743\dots$. They agree with $\pi(\pi^2 - 4)/2(\pi^3 - 9\pi
        + 8)$, $\pi(9\pi^2 - 32)/2(9\pi^3 - 73\pi + 64)$ and $\pi(4 + \pi)/(17\pi - \pi^2 - 16)$ to $10^{-30}$. Beyond the formal
        statement: this is restricted $R^2$ with fitted directions and a constant for one atom of each antipodal pair along
        orthonormal axes, at perfect capture.""",
    source=own("ceilings of restricted R2"),
    parts=list(PARTS.values()),
    remark="A segment has 4/5. With both atoms of every pair R2 is 1: the plateau is one of the metric.",
    wrong={
        "one": ("a captured circle has 0.9", PARTS["circle"].holding(R2 > "0.9"), {}),
        "disk-above-sphere": ("a disk has more than 0.8", PARTS["disk"].holding(R2 > "0.8"), {}),
        "without-covariance": (
            "with uncorrelated codes a circle would have the same",
            PARTS["circle"].holding(1 / (8 * V) > R2),
            {},
        ),
    },
    means=_means,
)
CLAIM, prove, examples, mutations = T.claim(), T.prove, T.examples, T.mutations
