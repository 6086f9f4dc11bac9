r"""A perturbed neuron errs only at points whose old pre-activation is no larger than the perturbation can be."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import own
from proofs_checks.parts import hypotheses
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import absolute, both, dot, for_all, length, names, norm2, op, span, total
from theory.statement import Statement

F = Fraction
X, u, a, w, b, R, s = names("X u a w b R s")
_BOUND = R * s + absolute(b - a)
_errors = total(span(length(X)), lambda i: op("if", op("!=", dot(u, X[i]) + a > 0, dot(w, X[i]) + b > 0), 1, 0), "i")
_close = total(span(length(X)), lambda i: op("if", absolute(dot(u, X[i]) + a) <= _BOUND, 1, 0), "i")
STATEMENT = Statement(
    ("X", "u", "a", "w", "b", "R", "s"),
    {
        "radius": both(R >= 0, for_all(X, lambda x: norm2(x) <= R**2, "x")),
        "perturbation": both(s >= 0, norm2(op("-", w, u)) <= s**2),
    },
    _errors <= _close,
)
TIGHT: dict[str, Any] = {"X": [[1, 0], [-1, 0]], "u": [1, 0], "a": 0, "w": [0, 0], "b": 0, "R": 1, "s": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.perturbed-neuron-errs-near-boundary",
    title="A perturbed neuron errs near its boundary only",
    statement=r"Let $A^* = \{x \in X : z^*(x) > 0\}$ with $z^*(x) = \langle w^*, x \rangle + b^*$, and $\|x\| \le R$ on "
    r"$X$. Any neuron $(w, b)$ has $|A_{(w, b)} \mathbin{\Delta} A^*| \le \#\{x \in X : |z^*(x)| \le R \|w - w^*\| + "
    r"|b - b^*|\}$; in particular none where all $|z^*|$ are larger.",
    source=own("statement of this project"),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        TIGHT,
        {
            "radius": (r"$\|x\| \le R$ on $X$", {"R": F(1, 2)}),
            "perturbation": (r"$s = \|w - w^*\|$, or larger", {"s": 0}),
        },
    ),
    statement_formal=STATEMENT,
)


def change(*, back: bool = False) -> Certificate:
    """The sign of z differs from that of z*: |z*| <= |z - z*|, as squares."""
    z, y = names("z y")
    signs = [relation(-y, ">="), relation(z, ">")] if back else [relation(y, ">"), relation(-z, ">=")]
    return implication(
        "z y",
        assume=signs,
        conclude=relation((z - y) ** 2, ">=", y**2),
        by=derivation(term(1, square=z), term(2, use=(0, 1))),
        means="z* <= 0 < z" if back else "z <= 0 < z*",
    )


def reach(half: int = 1) -> Certificate:
    """v = w - w*: <v, x>^2 <= |v|^2 |x|^2 <= (s R)^2, from the square of |x|^2 v - <v, x> x."""
    vv, vx, xx, s, R = names("vv vx xx s R")
    return implication(
        "vv vx xx s R",
        assume=[
            relation(vv * xx - vx**2, ">="),
            relation(R**2 - xx, ">="),
            relation(s**2 - vv, ">="),
            relation(vv, ">="),
        ],
        conclude=relation(half * s**2 * R**2, ">=", vx**2),
        by=derivation(term(1, use=(0,)), term(1, use=(3, 1)), term(1, square=R, use=(2,))),
        means="Cauchy and Schwarz, then |w - w*| <= s and |x| <= R",
    )


def gram() -> Certificate:
    """|xx v - vx x|^2 = xx (xx vv - vx^2), so the Gram determinant is not negative when xx > 0."""
    vv, vx, xx = names("vv vx xx")
    return implication(
        "vv vx xx",
        assume=[relation(xx, ">"), relation(xx**2 * vv - 2 * xx * vx * vx + vx**2 * xx, ">=")],
        conclude=relation(vv * xx - vx**2, ">="),
        by=derivation(term(1, use=(1,)), factor=(1, (0,))),
        means="the squared length of |x|^2 v - <v,x> x is |x|^2 (|v|^2 |x|^2 - <v,x>^2)",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "The number of points at which the signs differ is at most the number with |z*| <= R |w - w*| + |b - b*|.",
        checked("on-off", "If z* > 0 >= z then |z - z*| >= |z*|.", change()),
        checked("off-on", "If z > 0 >= z* then |z - z*| >= |z*|.", change(back=True)),
        checked("gram", "|v|^2 |x|^2 >= <v, x>^2 for x not zero, in every dimension; for x = 0 both are 0.", gram()),
        checked("reach", "So |<w - w*, x>| <= R |w - w*|.", reach()),
        read(
            "triangle",
            r"$|z - z^*| = |\langle w - w^*, x \rangle + b - b^*| \le R \|w - w^*\| + |b - b^*|$ at every point.",
            "linearity",
            "gram",
            "reach",
        ),
        read(
            "count", "So each point of disagreement is among those counted.", "counting", "on-off", "off-on", "triangle"
        ),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "Pointwise, then counted.", (certificate,))


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


def mutations() -> list[Mutation]:
    open_ball = STATEMENT.concluding(
        _errors <= total(span(length(X)), lambda i: op("if", absolute(dot(u, X[i]) + a) < _BOUND, 1, 0), "i")
    )
    no_bias = STATEMENT.concluding(
        _errors <= total(span(length(X)), lambda i: op("if", absolute(dot(u, X[i]) + a) <= R * s, 1, 0), "i")
    )
    return [
        Mutation("strict", "points with |z*| less than the bound", refuted_by=lambda: open_ball.refuted_by(TIGHT)),
        Mutation(
            "bias-ignored",
            r"$|z^*| \le R \|w - w^*\|$ is enough",
            refuted_by=lambda: no_bias.refuted_by({**TIGHT, "w": [1, 0], "b": -1, "s": 0}),
        ),
        Mutation("no-constant", "the same argument with 0 in place of s R", rejected=lambda: reach(0)),
    ]
