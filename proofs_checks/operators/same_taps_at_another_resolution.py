"""A convolution with the same taps is another operator on another grid.

True instead (operators.dilated-convolution-is-exact): with its taps moved apart it is the same at every multiple of its resolution.
"""

from __future__ import annotations

from proofs_checks.operators._grids import cosines
from proofs_checks.operators._typed import ours
from proofs_checks.parts import counterexample, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, names
from theory.statement import Statement

a, b, c, d = names("a b c d")


def at_zero(n: int) -> Expression:
    """The output at t = 0 of the taps a, b on n points of c + d cos(2 pi t)."""
    here, before = (c + d * x for x in (cosines(n)[0], cosines(n)[-1]))
    return a * here + b * before


STATEMENT = Statement(
    ("a", "b", "c", "d"), {}, Expression("three") == Expression("six"), {"three": at_zero(3), "six": at_zero(6)}
)
POINT = {"a": 0, "b": 1, "c": 0, "d": 1}

CLAIM = Claim(
    id="operators.same-taps-at-another-resolution",
    title="An SAE-CNN does on a finer grid what it does on its own, with the same taps",
    statement=r"""
        For all taps $a, b$ and every function $x(t) = c + d \cos 2 \pi t$ the output $a x(0) + b x(-1/N)$ of the
        circular convolution at $t = 0$ is the same on $N = 3$ and on $N = 6$ points.""",
    source=ours("an SAE-CNN across discretisations, read with the same taps"),
    kind="property",
    expected="refuted",
    refutes="ours",
    depends_on=("operators.dilated-convolution-is-exact",),
    remark=r"""
        The tap $b$ reads a third of the circle back on 3 points, $-1/2$, and a sixth on 6, $1/2$. At frequency $k$
        the same taps have the gain $H(2 \pi k / N)$, which depends on $N$. So "an SAE-CNN does not generalise" is
        true of the same taps, and false of the dilated or resampled ones.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("A shift by one point: -1/2 and 1/2.", STATEMENT, POINT, record="three six")


def mutations() -> list[Mutation]:
    three, six = names("three six")
    return [
        wrong("finer-is-smaller", "the finer grid gives at most the coarse output", STATEMENT, POINT, six <= three),
        wrong(
            "constants-too", "constants are scaled by 2", STATEMENT, {"a": 1, "b": 0, "c": 1, "d": 0}, six == 2 * three
        ),
    ]
