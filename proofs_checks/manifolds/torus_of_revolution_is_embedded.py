"""The torus of revolution in three dimensions does not meet itself: a torus does not require four dimensions for its topology."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, Expr, both, var

F = Fraction


def _scalars(names: str) -> tuple[Expr, ...]:
    return tuple(var(name, SCALAR) for name in names.split())


R0, r0 = var("R0", SCALAR, "R"), var("r0", SCALAR, "r")
a, b, c, d = _scalars("a b c d")  # cos u, sin u, cos v, sin v
a2, b2, c2, d2 = (var(f"{x}2", SCALAR, f"{x}'") for x in "abcd")
EXAMPLE: dict[str, Any] = {
    "R0": 2,
    "r0": 1,
    "a": F(3, 5),
    "b": F(4, 5),
    "c": 0,
    "d": 1,
    "a2": F(3, 5),
    "b2": F(4, 5),
    "c2": 0,
    "d2": 1,
}

T = Theorem(
    id="manifolds.torus-of-revolution-is-embedded",
    title="The torus of revolution is embedded in three dimensions",
    says=r"""
        For $R > r > 0$ the map $(u, v) \mapsto ((R + r \cos v) \cos u, (R + r \cos v) \sin u, r \sin v)$ is injective
        on pairs of angles: with $a, b = \cos u, \sin u$ and $c, d = \cos v, \sin v$, equal images have equal $a, b,
        c, d$.""",
    source=own("against: a torus needs four dimensions to keep its topology (Appendix E, as reported)"),
    kind="property",
    sizes="",
    about=(R0, r0, a, b, c, d, a2, b2, c2, d2),
    given={
        "thin": Given(
            r"$R > r$", R0 > r0, fails={"R0": 1, "a": 1, "b": 0, "c": -1, "d": 0, "a2": 0, "b2": 1, "c2": -1, "d2": 0}
        ),
        "positive": Given(r"$r > 0$", r0 > 0, fails={"r0": 0, "c": 1, "d": 0, "c2": -1, "d2": 0}),
        "first-angle": Given(
            r"$a^2 + b^2 = 1$",
            a**2 + b**2 == 1,
            fails={
                "R0": 9,
                "r0": 5,
                "a": 2,
                "b": 0,
                "c": F(-3, 5),
                "d": F(4, 5),
                "a2": 1,
                "b2": 0,
                "c2": F(3, 5),
                "d2": F(4, 5),
            },
        ),
        "second-angle": Given(
            r"$c^2 + d^2 = 1$",
            c**2 + d**2 == 1,
            fails={"a": -1, "b": 0, "c": -4, "d": 1, "a2": 1, "b2": 0, "c2": 0, "d2": 1},
        ),
        "first-angle'": Given(
            r"$a'^2 + b'^2 = 1$",
            a2**2 + b2**2 == 1,
            fails={
                "R0": 9,
                "r0": 5,
                "a": 1,
                "b": 0,
                "c": F(3, 5),
                "d": F(4, 5),
                "a2": 2,
                "b2": 0,
                "c2": F(-3, 5),
                "d2": F(4, 5),
            },
        ),
        "second-angle'": Given(
            r"$c'^2 + d'^2 = 1$",
            c2**2 + d2**2 == 1,
            fails={"a": 1, "b": 0, "c": 0, "d": 1, "a2": -1, "b2": 0, "c2": -4, "d2": 1},
        ),
        "equal-x": Given(r"$x = x'$", (R0 + r0 * c) * a == (R0 + r0 * c2) * a2, fails={"a": F(-3, 5)}),
        "equal-y": Given(r"$y = y'$", (R0 + r0 * c) * b == (R0 + r0 * c2) * b2, fails={"b": F(-4, 5)}),
        "equal-z": Given(r"$z = z'$", r0 * d == r0 * d2, fails={"d": -1}),
    },
    then=both(a == a2, b == b2, c == c2, d == d2),
    example=EXAMPLE,
    remark="""
        The torus of revolution spans k = 3 dimensions. What needs four is a smooth flat torus, and the
        four-dimensional map that was reported is not flat: manifolds.printed-torus-is-flat.""",
)
T.wrongly(
    "spindle",
    "R > 0 is enough",
    without="thin",
    **{"R0": 3, "r0": 5, "a": 1, "b": 0, "c": F(-3, 5), "d": F(4, 5), "a2": 0, "b2": 1, "c2": F(-3, 5), "d2": F(4, 5)},
)
T.wrongly("two-coordinates", "the first two coordinates are enough", without="equal-z", d=-1)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Points of the rational circle, often the same twice or reflected."""

    def angle() -> tuple[F, F]:
        t = F(rng.randint(-3, 3), rng.randint(1, 3))
        return (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)

    (a, b), (c, d) = angle(), angle()
    names = {"a": a, "b": b, "c": c, "d": d}
    other = {f"{k}2": v * rng.choice((1, 1, 1, 1, -1)) for k, v in names.items()}
    return {"R0": rng.randint(2, 4), "r0": 1, **names, **other}


def examples(budget: Budget) -> Evidence:
    """Pairs of points that are equal or reflections of each other; those with one image count."""
    return sampled(T.statement, _draw, budget, "Pairs of rational points of the torus with one image.", quick=300)
