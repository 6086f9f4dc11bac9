r"""Zero loss is interpolation: with positive weights the loss vanishes iff ``v_d = W_D sigma(W_E w_d)`` for every feature.

For every activation and size.  Without positive weights it fails: ``sdl.thm-3.4-zero-weights``.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _zero_loss as zero
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, for_all, implies, matvec, names
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W
from theory.statement import Statement
from theory.typed import Expr, TypedStatement, column, iff, maps, norm2, total, var, vec
from theory.typed import for_all as for_every

RELU = Activation("relu")
STATEMENT = Statement(
    ("act", "W_E", "W_D", "w", "v", "M"),
    {"positive-weights": for_all(zero.M, lambda m: m > 0, "m")},
    both(implies(names("L")[0] == 0, zero.INTERPOLATES), implies(zero.INTERPOLATES, names("L")[0] == 0)),
    zero.CODES,
)
POINT = {"act": RELU, **zero.MIXED, "w": zero.UNIT, "v": zero.UNIT}


def zero_weight() -> Certificate:
    """Feature 2 has weight 0 and is not reconstructed, yet the loss is 0."""
    dead = {"W_E": [[1, 0], [0, -1]], "W_D": [[1, 0], [0, 0]]}
    return STATEMENT.without("positive-weights").refuted_by(
        {"act": RELU, **dead, "w": zero.UNIT, "v": zero.UNIT, "M": [1, 0]}, record="W_E W_D w v M Z L"
    )


sigma = var("sigma", maps(vec("q"), vec("q")))  # any activation whatever


def output(d: Expr) -> Expr:
    """What the network makes of feature d."""
    return D @ sigma(E @ column(W, d))


PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.thm-3.4",
    title="Zero loss is interpolation (positive weights)",
    statement=r"""
        If all $M_d > 0$ then $\tilde{L}(W_D, W_E) = 0$ if and only if $v_d = W_D \sigma(W_E w_d)$ for every $d$; for
        every $\sigma$.""",
    source=Source(
        locator="Theorem 3.4", note="the positivity of all weights is needed and not part of the published assumptions"
    ),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            name="positive-weights",
            text=r"$M_d > 0$ for every $d$",
            witness=lambda: STATEMENT.satisfied_by({**POINT, "M": [1, 2]}),
            drop=zero_weight,
        ),
    ),
    typed=TypedStatement(
        "n p q r",
        (sigma, W, V, M, D, E),
        {"positive-weights": POSITIVE_WEIGHTS},
        iff(
            total("n", lambda d: M[d] * norm2(column(V, d) - output(d)), "d") == 0,
            for_every("n", lambda d: column(V, d) == output(d), "d"),
        ),
    ),
)


def examples(budget: Budget) -> Evidence:
    """Random small networks under four activations, through the exact network: loss zero iff all residuals vanish."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=200, full=4000), 0
    kinds = [RELU, Activation("jumprelu", theta=Fraction(1, 2)), Activation("topk", k=1), Activation("batchtopk", k=1)]
    for i in range(count):
        problem = Problem.sae([[1, 0], [0, 1]], weights=[1, rng.randint(1, 3)], activation=kinds[i % 4], width=2)
        enc = [[rng.choice((0, 0, 1)) for _ in range(2)] for _ in range(2)]
        dec = [[rng.choice((0, 1)) for _ in range(2)] for _ in range(2)]
        outputs = [[sum(x * y for x, y in zip(row, z, strict=True)) for row in dec] for z in problem.codes(enc)]
        violations += (problem.loss(enc, dec) == 0) != (outputs == [[1, 0], [0, 1]])
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Four activations, 0/1 networks.", numbers=numbers)


def mutations() -> list[Mutation]:
    def one_feature() -> Certificate:
        some = STATEMENT.concluding(implies(zero.v[0] == matvec(zero.W_D, zero.Z[0]), names("L")[0] == 0))
        point = {"act": RELU, "W_E": zero.UNIT, "W_D": [[1, 0], [0, 2]], "w": zero.UNIT, "v": zero.UNIT, "M": [1, 1]}
        return some.refuted_by(point, record="W_E W_D w v M L")

    return [
        Mutation("first-feature", "interpolating the first feature is enough", refuted_by=one_feature),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    weights = evaluation(
        for_all(names("M")[0], lambda m: m > 0, "m"), let={"M": list(problem.weights)}, field=problem.field
    )
    return InstanceReport("holds", "all weights are positive, so zero loss is interpolation", (weights,))
