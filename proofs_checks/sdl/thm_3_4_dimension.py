r"""Near a regular point the zeros of the loss are a graph over the encoder and q - n columns of the decoder: q (p + r) - n r numbers.

Regular: the pattern is strict and the codes have rank n.  The Jacobian rank is exact on instances.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _zero_loss as zero
from proofs_checks.sdl._zero_loss_graph import SOLUTIONS_ARE_A_GRAPH
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import (
    Expression,
    absolute,
    both,
    code_loss,
    codes,
    dot,
    either,
    for_all,
    implies,
    length,
    listing,
    matvec,
    names,
    op,
    rank,
    scale,
    span,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
RELU = Activation("relu")
THREE = [[1, 0], [0, 1], [F(3, 5), F(4, 5)]]
J, big_q, r, n, p = names("J q r n p")


w, v, m, W_E, W_D = formal.w, formal.v, formal.m, formal.W_E, formal.W_D
theta, E_step, D_step, h, moved, change = names("theta E_step D_step h moved change")
Z = zero.Z
FEATURES, NEURONS = span(length(w)), span(length(W_E))


def _codes(encoder: Expression) -> Expression:
    """The codes of JumpReLU with threshold theta; theta = 0 is ReLU."""
    return listing(w, lambda x: listing(encoder, lambda a: op("if", dot(a, x) > theta, dot(a, x), 0), "a"), "x")


def _excess(d: Expression, j: Expression) -> Expression:
    return dot(W_E[j], w[d]) - theta


# a step that is too short to move a preactivation across the threshold, for those that do not lie on it
SHORT = for_all(
    FEATURES,
    lambda d: for_all(
        NEURONS,
        lambda j: either(_excess(d, j) == 0, absolute(h * dot(E_step[j], w[d])) < absolute(_excess(d, j))),
        "j",
    ),
    "d",
)
LINEAR = listing(FEATURES, lambda d: matvec(D_step, Z[d]) + matvec(W_D, change[d]), "d")
STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "theta", "E_step", "D_step", "h"),
    hypotheses={
        "threshold": theta >= 0,
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "zero-loss": code_loss(_codes(W_E), W_D, v, m) == 0,
        "codes-of-rank-n": rank(_codes(W_E)) == length(w),
        "strict-pattern": for_all(FEATURES, lambda d: for_all(NEURONS, lambda j: _excess(d, j) != 0, "j"), "d"),
    },
    conclusion=both(
        # all residuals vanish, and their Jacobian J has full rank n r, so q (p + r) - n r directions are left
        formal.interpolates(Z),
        rank(J) == length(w) * length(W_D),
        # J is the derivative: along every direction the residuals are linear up to the second order
        matvec(J, op("append", op("flatten", D_step), op("flatten", E_step))) == op("flatten", LINEAR),
        implies(
            SHORT,
            for_all(
                FEATURES,
                lambda d: (
                    matvec(W_D + scale(h, D_step), moved[d]) - v[d]
                    == scale(h, matvec(D_step, Z[d]) + matvec(W_D, change[d])) + scale(h**2, matvec(D_step, change[d]))
                ),
                "d",
            ),
        ),
    ),
    let={
        "Z": _codes(W_E),
        "J": zero.jacobian(w),
        "moved": _codes(W_E + scale(h, E_step)),
        "change": listing(
            FEATURES, lambda d: listing(NEURONS, lambda j: op("if", Z[d, j] > 0, dot(E_step[j], w[d]), 0), "j"), "d"
        ),
    },
)
RECORD = "Z J"
POINT: dict[str, Any] = {
    "w": zero.UNIT,
    "v": zero.UNIT,
    "m": [1, 2],
    **zero.MIXED,
    "theta": 0,
    "E_step": [[1, -1], [2, 1]],
    "D_step": [[0, 1], [1, -1]],
    "h": F(1, 4),
}
SMALL: dict[str, Any] = {**POINT, "w": [[1]], "v": [[1]], "m": [1]}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.thm-3.4-dimension",
    title="Dimension of the set of zero-loss solutions",
    statement=r"""
        Let $\sigma$ be ReLU or JumpReLU, $\theta \ge 0$, $M_d > 0$, and let $(W_D, W_E)$ have zero loss, a strict
        pattern (no preactivation on the threshold) and codes of rank $n$. Then there are $n$ neurons such that for every
        encoder near $W_E$ and all choices of the other $q - n$ columns of the decoder exactly one decoder with these columns
        has zero loss; the codes are linear in the encoder there. So near $W_E$ the solutions of $\tilde{L} = 0$ are a graph over
        $q p + (q - n) r = q(p + r) - n r$ free numbers.""",
    source=Source(locator="after Theorem 3.4", ours=True),
    kind="identity",
    expected="proved",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            # below a negative threshold a code may be negative
            "threshold": (
                r"$\theta \ge 0$",
                {**SMALL, "theta": -2, "W_E": [[-1]], "W_D": [[-1]], "E_step": [[1]], "D_step": [[0]]},
            ),
            "positive-weights": (r"$M_d > 0$", {"m": [1, 0], "v": [[1, 0], [5, 5]]}),
            "zero-loss": (r"$\tilde L = 0$", {"v": [[1, 0], [0, 2]]}),
            # three features, one neuron: q (p + r) - n r = 0, but the solutions form a curve
            "codes-of-rank-n": (
                r"$\mathrm{rank} Z = n$",
                {
                    "w": THREE,
                    "v": [[1], [1], [F(7, 5)]],
                    "m": [1, 1, 1],
                    "W_E": [[1, 1]],
                    "W_D": [[1]],
                    "E_step": [[1, 0]],
                    "D_step": [[0]],
                },
            ),
            # the solutions u_1 a_1 + u_2 (a_2)_+ = 1 have a corner at a_2 = 0
            "strict-pattern": (
                "no preactivation lies on a boundary of the activation",
                {**SMALL, "W_E": [[1], [0]], "W_D": [[1, 1]], "E_step": [[0], [1]], "D_step": [[0, 0]]},
            ),
        },
        record=RECORD,
    ),
    remark="""
        The n columns solve a linear system whose coefficients are linear in the encoder, so the graph is smooth, and the residuals
        have independent gradients (the Jacobian of the formal statement of the tests). The positive scalings of the neurons (ReLU)
        account for q of these dimensions.""",
    typed=SOLUTIONS_ARE_A_GRAPH,
)


def jacobian(point: dict, *, expected_rank: int, expected_dimension: int, means: str) -> Certificate:
    """Jacobian of all residuals at a point, its rank, and the dimension q (p + r) - rank."""
    let = {
        "act": RELU,
        **point,
        "Z": codes(zero.act, zero.W_E, zero.w),
        "J": zero.jacobian(zero.w),
        "q": length(zero.W_E),
        "p": length(zero.w[0]),
        "r": length(zero.W_D),
        "n": length(zero.w),
        "dimension": big_q * (p + r) - rank(J),
    }
    zero_loss = for_all(span(n), lambda d: zero.v[d] == matvec(zero.W_D, zero.Z[d]), "d")
    holds = both(zero_loss, rank(J) == expected_rank, names("dimension")[0] == expected_dimension)
    return evaluation(holds, let=let, record="Z dimension", means=means)


POINTS = {
    "mixed": {**zero.MIXED, "w": zero.UNIT, "v": zero.UNIT},
    "three-in-the-plane": {"W_E": [[1, 0], [0, 1], [1, -1]], "W_D": [[1, 0, 0], [0, 1, 0]], "w": THREE, "v": THREE},
}


def instance(name: str) -> Certificate:
    sizes = {"mixed": (4, 4), "three-in-the-plane": (6, 6)}
    expected_rank, dimension = sizes[name]
    return jacobian(POINTS[name], expected_rank=expected_rank, expected_dimension=dimension, means=name)


def prove(budget: Budget) -> Evidence:
    text = "Jacobian ranks at two points: two features, q = 2, dimension 4; three features in the plane, q = 3, dimension 6."
    shown = (instance("mixed"), instance("three-in-the-plane"))
    return Evidence("certified-instances", "proved", "instance", text, shown)


def examples(budget: Budget) -> Evidence:
    """Random encoders with codes of rank n and exact decoders: rank by python-flint on the difference quotients of the outputs."""
    from solvers.exact.linear import combination
    from solvers.exact.linear import rank as exact_rank

    rng, seen, violations, h = random.Random(budget.seed), 0, 0, F(1, 10**9)
    while seen < budget.pick(quick=15, full=150):
        features = [[F(rng.randint(-4, 4)), F(rng.randint(1, 4))] for _ in range(rng.choice((2, 3)))]
        q = len(features) + rng.choice((0, 1))
        enc = [[F(rng.randint(-5, 5)) + F(1, 7), F(rng.randint(-5, 5))] for _ in range(q)]
        problem = Problem.sae(features, activation=RELU, width=q)
        codes_ = problem.codes(enc)
        if exact_rank(codes_) < len(features):
            continue
        seen += 1
        columns = list(zip(*codes_, strict=True))
        dec = [combination([f[k] for f in features], columns) or [] for k in range(2)]

        def outputs(e: list, d: list, problem: Problem = problem) -> list:
            return [sum(x * y for x, y in zip(row, z, strict=True)) for z in problem.codes(e) for row in d]

        # a ReLU network is bilinear on a region, so difference quotients of one parameter are exact derivatives there
        base, rows = outputs(enc, dec), []
        for block, other in ((enc, dec), (dec, enc)):
            for i in range(len(block)):
                for k in range(len(block[0])):
                    moved = [[x + h * ((a, b) == (i, k)) for b, x in enumerate(row)] for a, row in enumerate(block)]
                    after = outputs(moved, other) if block is enc else outputs(other, moved)
                    rows.append([(y - x) / h for x, y in zip(base, after, strict=True)])
        violations += exact_rank(rows) != 2 * len(features)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Exact difference quotients: rank n r each time.", numbers=numbers
    )


def mutations() -> list[Mutation]:
    def without_r() -> Certificate:
        return jacobian(POINTS["mixed"], expected_rank=2, expected_dimension=6, means="q (p + r) - n")

    def gauge_only() -> Certificate:
        return jacobian(POINTS["mixed"], expected_rank=4, expected_dimension=2, means="only the scalings are free")

    first_order = for_all(
        FEATURES,
        lambda d: (
            matvec(W_D + scale(h, D_step), moved[d]) - v[d] == scale(h, matvec(D_step, Z[d]) + matvec(W_D, change[d]))
        ),
        "d",
    )
    return [
        wrong("rank-n", "the Jacobian has rank n", STATEMENT, POINT, rank(J) == length(w), record=RECORD),
        wrong("flat", "the residuals are linear nearby", STATEMENT, POINT, implies(SHORT, first_order), record=RECORD),
        Mutation("n-instead-of-nr", "the dimension is q (p + r) - n", rejected=without_r),
        Mutation("gauge-only", "the dimension is q", rejected=gauge_only),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The dimension near one regular zero, if a random integer encoder gives codes of rank n."""
    from solvers.exact.linear import combination
    from solvers.exact.linear import rank as exact_rank

    if problem.field is not None or problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "computed for rational ReLU problems")
    rng, n_, width = random.Random(budget.seed), len(problem.features_in), problem.width
    for _ in range(200):
        enc = [[F(rng.randint(-9, 9)) + F(1, 97) for _ in problem.features_in[0]] for _ in range(width)]
        if exact_rank(problem.codes(enc)) == n_:
            columns = list(zip(*problem.codes(enc), strict=True))
            dec = [
                combination([f[k] for f in problem.features_out], columns) for k in range(len(problem.features_out[0]))
            ]
            total = n_ * len(dec)
            dimension = width * (len(enc[0]) + len(dec)) - total
            data = {"W_E": enc, "W_D": dec, "w": problem.features_in, "v": problem.features_out}
            shown = jacobian(
                data, expected_rank=total, expected_dimension=dimension, means="a regular zero of this problem"
            )
            return InstanceReport("holds", f"near a regular zero the solutions have dimension {dimension}", (shown,))
    return InstanceReport("hypothesis-fails", "codes-of-rank-n: no encoder with codes of rank n was found")
