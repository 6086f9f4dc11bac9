"""The regular N-gon under Top-k has positive loss at every common gain unless k = N/2, and its best gain and loss have a closed form."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, both, iff, var

a, U, V = (var(name, SCALAR) for name in "aUV")
C, S = var("C1", SCALAR, "C"), var("S1", SCALAR, "S")
loss, power, along = var("loss", SCALAR, "E(a)"), var("power", SCALAR, "Q"), var("along", SCALAR, "L")

T = Theorem(
    id="manifolds.top-k-polygon-loss",
    title="A polygon under Top-k loses something at every gain",
    says=r"""
        Let $C, S > 0$ be the mean squares of a point along and across the middle of its active atoms, and $U \ne V$
        factors by which codes of gain $a$ return these two coordinates, as $a U$ and $a V$ times themselves: $E(a) =
        (a U - 1)^2 C + (a V - 1)^2 S$. With $Q = U^2 C + V^2 S$ and $L = U C + V S$: $Q E(a) = C S (U - V)^2 + (a Q -
        L)^2$. So $E(a) > 0$ for every $a$, and $E$ is least exactly at $a Q = L$. Beyond the formal statement: the
        $N$-gon with the $k \le N/2$ nearest atoms active, $N \ge 3$, has $U = (k + A)/2$, $V = (k - A)/2$, $A =
        \sin(2\pi k/N)/\sin(2\pi/N)$, so $U = V$ only for $k = N/2$; and by symmetry the gradient without motion of
        the boundaries of Top-k changes the gain alone, so the best gain is stationary although zero loss exists for
        $N \ge 4$, $k \ge 2$.""",
    source=own("spurious stationary points of Top-k on a circle"),
    kind="property",
    sizes="",
    about=(a, U, V, C, S),
    let=(
        (loss, (a * U - 1) ** 2 * C + (a * V - 1) ** 2 * S),
        (power, U**2 * C + V**2 * S),
        (along, U * C + V * S),
    ),
    given={
        "along": Given("$C > 0$", C > 0, fails={"C1": 0, "a": 1, "V": 1}),
        "across": Given("$S > 0$", S > 0, fails={"S1": 0, "U": 1, "V": 0, "a": 1}),
        "different": Given(r"$U \ne V$", U != V, fails={"U": 1, "V": 1, "a": 1}),
    },
    then=both(
        power * loss == C * S * (U - V) ** 2 + (a * power - along) ** 2,
        loss > 0,
        iff(power * loss == C * S * (U - V) ** 2, a * power == along),
    ),
    example={"a": 1, "U": 2, "V": Fraction(1, 2), "C1": Fraction(9, 10), "S1": Fraction(1, 10)},
    remark="""
        Closed forms as rigorous balls: solvers.manifolds.circle.frozen_topk; .0261 for five atoms and k = 2. That the
        points are stable is not shown; an encoder bias moves away from them.""",
)
T.wrongly("zero", "some gain is exact", loss == 0)
T.wrongly("any-gain-is-best", "every gain is best", power * loss == C * S * (U - V) ** 2)
T.wrongly("sum", "the least loss has (U + V)^2", power * loss >= C * S * (U + V) ** 2, a=Fraction(1, 2), V=2, U=1)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    values = {name: Fraction(rng.randint(-6, 6), rng.randint(1, 4)) for name in ("a", "U", "V", "C1", "S1")}
    if rng.random() < 0.4 and values["U"] ** 2 * values["C1"] + values["V"] ** 2 * values["S1"]:
        top = values["U"] * values["C1"] + values["V"] * values["S1"]
        values["a"] = top / (values["U"] ** 2 * values["C1"] + values["V"] ** 2 * values["S1"])
    return values


def examples(budget: Budget) -> Evidence:
    """Random numbers, often with the best gain."""
    return sampled(T.statement, _draw, budget, "Random numbers, often with the best gain.", quick=300)
