r"""A perturbed neuron errs only at points whose old pre-activation is no larger than the perturbation can be."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import (
    SCALAR,
    Expr,
    absolute,
    both,
    column,
    dot,
    for_all,
    iff,
    implies,
    indicator,
    mat,
    negation,
    norm2,
    total,
    var,
    vec,
)

F = Fraction
# the points as columns, the old neuron (u, a) and the new one (w, b)
X, u, w = var("X", mat("n", "k")), var("u", vec("n"), "w^*"), var("w", vec("n"))
a, b, r, s = var("a", SCALAR, "b^*"), var("b", SCALAR), var("r", SCALAR), var("s", SCALAR)
reach = r * s + absolute(b - a)
old = lambda i: dot(u, column(X, i)) + a  # noqa: E731
new = lambda i: dot(w, column(X, i)) + b  # noqa: E731


def count(condition: object) -> Expr:
    """How many points have a property."""
    return total("k", lambda i: indicator(condition(i)))  # type: ignore[operator]


wrong = lambda i: negation(iff(old(i) > 0, new(i) > 0))  # noqa: E731
errors, near = count(wrong), count(lambda i: absolute(old(i)) <= reach)

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.perturbed-neuron-errs-near-boundary",
    title="A perturbed neuron errs near its boundary only",
    says=r"""
        Let $A^* = \{x \in X : z^*(x) > 0\}$ with $z^*(x) = \langle w^*, x \rangle + b^*$, and $\|x\| \le r$ on $X$.
        Any neuron $(w, b)$ with $\|w - w^*\| \le s$ errs only where $|z^*(x)| \le r s + |b - b^*|$: $|A_{(w, b)}
        \mathbin{\Delta} A^*| \le \#\{x \in X : |z^*(x)| \le r s + |b - b^*|\}$; in particular nowhere if all $|z^*|$
        are larger.""",
    source=own("statement of this project"),
    kind="bound",
    sizes="n k",
    about=(X, u, a, w, b, r, s),
    given={
        "radius-sign": Given(r"$r \ge 0$", r >= 0, note="a radius; only its square and its product with s occur"),
        "radius": Given(
            r"$\|x\| \le r$ on $X$", for_all("k", lambda i: norm2(column(X, i)) <= r**2), fails={"r": F(1, 2)}
        ),
        "perturbation-sign": Given(r"$s \ge 0$", s >= 0, fails={"s": -1}),
        "perturbation": Given(r"$\|w - w^*\| \le s$", norm2(w - u) <= s**2, fails={"s": 0}),
    },
    then=both(for_all("k", lambda i: implies(wrong(i), absolute(old(i)) <= reach)), errors <= near),
    example={"n": 2, "k": 2, "X": [[1, -1], [0, 0]], "u": [1, 0], "a": 0, "w": [0, 0], "b": 0, "r": 1, "s": 1},
)
T.wrongly("half-reach", r"half of the reach is enough", errors <= count(lambda i: 2 * absolute(old(i)) <= reach))
T.wrongly("strictly-near", r"$|z^*(x)| < r s + |b - b^*|$", errors <= count(lambda i: absolute(old(i)) < reach))
T.wrongly(
    "no-bias",
    "a change of the bias does not matter",
    errors <= count(lambda i: absolute(old(i)) <= r * s),
    w=[1, 0],
    s=0,
    b=-1,
)
T.wrongly("fewer", "one point fewer", errors <= near - 1, X=[[1, 1], [0, 0]])
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random integer points and neurons, sums of squares compared by hand, not by the checker."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=150, full=4000)
    for _ in range(count):
        n = rng.randint(1, 3)
        points = [[rng.randint(-5, 5) for _ in range(n)] for _ in range(rng.randint(1, 8))]
        old, new = ([F(rng.randint(-6, 6), 3) for _ in range(n + 1)] for _ in range(2))
        radius = max(sum(v * v for v in x) for x in points)
        shift2 = sum((p - q) ** 2 for p, q in zip(old[:-1], new[:-1], strict=True))
        errors = close = 0
        for x in points:
            y, z = (sum(p * v for p, v in zip(h, [*x, 1], strict=True)) for h in (old, new))
            errors += (y > 0) != (z > 0)
            rest = abs(y) - abs(old[-1] - new[-1])
            close += rest <= 0 or rest**2 <= radius * shift2
        violations += errors > close
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random integer points, random pairs of neurons, the exact radius and distance.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
