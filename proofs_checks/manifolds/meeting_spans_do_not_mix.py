"""Two manifolds whose spans meet in a line can still be disjoint: that subspaces meet does not make manifolds unidentifiable."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, either, var

F = Fraction
a, b, c, d = (var(name, SCALAR) for name in "abcd")

T = Theorem(
    id="manifolds.meeting-spans-do-not-mix",
    title="Manifolds whose spans meet can be told apart",
    says="""
        The unit circle $(a, b, 0)$ and the ellipse $(c, 0, d)$ with semi-axes $7/5$ and $1/5$, both centred and of
        mean square $1$, have spans that share the first axis, and no point in common. So with one manifold present at
        a time every point tells which one it is from, although no linear read-out separates the spans.""",
    source=own("limits of superposition"),
    kind="property",
    sizes="",
    about=(a, b, c, d),
    given={
        "circle": Given("$a^2 + b^2 = 1$", a**2 + b**2 == 1, fails={"a": F(7, 5), "b": 0, "c": F(7, 5), "d": 0}),
        "ellipse": Given(
            r"$(5c/7)^2 + (5d)^2 = 1$", 25 * c**2 + 1225 * d**2 == 49, fails={"a": 1, "b": 0, "c": 1, "d": 0}
        ),
    },
    then=either(a != c, b != 0, d != 0),
    example={"a": 1, "b": 0, "c": F(7, 5), "d": 0},
    remark="""
        Unrestricted subspaces that meet cannot be told apart. So identifiability of manifolds by nonlinear codes is a
        weaker demand than independence of their spans, which zero loss without training uses
        (manifolds.independent-subspaces-zero-loss).""",
)
T.wrongly("first-coordinate", "the first coordinate alone tells", a != c, a=0, b=1, c=0, d=F(1, 5))
T.wrongly("another-ellipse", "any ellipse in that plane is disjoint from the circle", without="ellipse", c=1)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Rational points of the circle and of the ellipse, often on the common axis."""

    def angle() -> tuple[F, F]:
        t = F(rng.choice((0, 0, 1, -1, 2)), rng.randint(1, 3))
        return rng.choice((1, -1)) * (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)

    (x, y), (u, v) = angle(), angle()
    return {"a": x, "b": y, "c": F(7, 5) * u, "d": F(1, 5) * v}


def examples(budget: Budget) -> Evidence:
    """Random rational points of both curves."""
    return sampled(T.statement, _draw, budget, "Rational points of the circle and of the ellipse.")
