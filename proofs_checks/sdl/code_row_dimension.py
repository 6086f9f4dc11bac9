"""Which relations hold between the code rows of one neuron: none under JumpReLU, those of dependent antipodal pairs under ReLU.

Legend: ``S = span{(sigma(a.w_d))_d : a in R^p}``, s its dimension; m antipodal pairs {w_i, -w_i} among the features, kappa = m - rank.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.solution_set.code_space import code_dimension, spanning_rows
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import Expression, both, codes, dot, for_all, length, names, op, span
from theory.sdl import Activation, Problem
from theory.sdl.formal import W as TW
from theory.sdl.formal import jumprelu
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    column,
    iff,
    implies,
    indicator,
    norm2,
    relu,
    total,
    var,
    vec,
    zero,
)
from theory.typed import both as both_typed
from theory.typed import dot as dot_typed
from theory.typed import for_all as for_all_typed

Q = Fraction
RELU, JUMP = Activation("relu"), Activation("jumprelu", theta=Q(1))
W, ROWS, C = names("W rows c")
PAIRS = [[Q(3, 5), Q(4, 5)], [1, 0], [0, 1]]


def _doubled(z: Expression) -> Expression:
    return z[1, 0] == 2 * z[0, 0]


# w_1, w_2, w_3, -w_1, -w_2, -w_3
ANTIPODAL: list[list[Any]] = [[1, 0], [Q(3, 5), Q(4, 5)], [0, 1], [-1, 0], [Q(-3, 5), Q(-4, 5)], [0, -1]]
DEPENDENCE = [Q(3, 5), -1, Q(4, 5), Q(-3, 5), 1, Q(-4, 5)]

c_ = var("c", vec("n"))
theta = var("theta", SCALAR)
DISTINCT_UNITS = both_typed(
    for_all_typed("n", lambda d: norm2(column(TW, d)) == 1, "d"),
    for_all_typed(
        "n", lambda d: for_all_typed("n", lambda e: implies(e != d, column(TW, e) != column(TW, d)), "e"), "d"
    ),
)


def vanishes(act: Callable[[Expr], Expr]) -> Expr:
    """The combination of the code rows of all encoder rows is zero."""
    row = lambda a: total("n", lambda d: c_[d] * act(dot_typed(a, column(TW, d))), "d") == 0  # noqa: E731
    return for_all_typed(vec("p"), row, "a")


def opposite(d: Expr) -> Expr:
    """What stands at the antipode of a feature, 0 if it has none."""
    return total("n", lambda e: c_[e] * indicator(column(TW, e) == -column(TW, d)), "e")


BALANCED = both_typed(for_all_typed("n", lambda d: c_[d] + opposite(d) == 0, "d"), TW @ c_ == zero(vec("p")))
TYPED = TypedStatement(
    "n p",
    (TW, theta, c_),
    {"distinct-unit-features": DISTINCT_UNITS},
    both_typed(
        implies(theta > 0, implies(vanishes(lambda x: jumprelu(theta, x)), c_ == zero(vec("n")))),
        iff(vanishes(relu), BALANCED),
    ),
)

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.code-row-dimension",
    title="Which linear relations the code rows of a neuron satisfy",
    statement=r"""
        Let the features be distinct unit vectors and $S = \mathrm{span}\{(\sigma(a \cdot w_d))_{d} : a \in
        \mathbb{R}^{n_p}\}$. Under JumpReLU with $\theta > 0$ only $c = 0$ is orthogonal to $S$, so $S = \mathbb R^n$. Under
        ReLU $c$ is orthogonal to $S$ if and only if $\sum_d c_d w_d = 0$, $c_d = 0$ for every feature whose antipode is no
        feature, and $c_d + c_e = 0$ where $w_e = -w_d$.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="identity",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "distinct-unit-features",
            r"distinct, $\|w_d\| = 1$",
            lambda: evaluation(
                both(
                    for_all(W, lambda w: dot(w, w) == 1, "w"),
                    for_all(span(length(W)), lambda d: for_all(span(d), lambda e: W[d] != W[e], "e"), "d"),
                ),
                let={"W": ANTIPODAL},
                record="W",
            ),
            drop=lambda: evaluation(
                for_all(
                    span(-5, 6),
                    lambda t: _doubled(codes(Expression(["data", RELU.json()]), op("tuple", op("tuple", t)), W)),
                    "t",
                ),
                let={"W": [[1], [2]]},
                means="w = 1, 2 on a line: the second code is twice the first one (here for a = -5..5), s = 1 although n = 2",
            ),
        ),
    ),
    remark="""
        So with m antipodal pairs the code rows span n - (m - rank of the pairs' directions) dimensions, and ReLU fits every target
        with enough neurons if and only if these directions are independent. For the six features above and the target with the
        six values 3/5, -1, 4/5, -3/5, 1, -4/5 the loss is never below 4, the loss of the zero network. For SAEs the target rows lie
        in S.""",
    typed=TYPED,
)


def spanning(features: list[list[Any]], activation: Activation) -> Certificate:
    """Explicit encoder rows whose code rows have rank s."""
    problem = Problem.sae(features, activation=activation, width=1)
    rows = [list(r) for r in spanning_rows(problem)]
    code_rows = op("transpose", codes(Expression(["data", activation.json()]), ROWS, W))
    let = {"W": features, "rows": rows, "codes": code_rows}
    return evaluation(op("rank", Expression("codes")) == code_dimension(problem), let=let, record="codes")


def _parts() -> tuple[str, list[Any], list[Any]]:
    """Names, assumptions and codes: ``p_i = relu(a.w_i)``, ``r_i = relu(-a.w_i)`` satisfy ``p_i - r_i = a.w_i``."""
    a1, a2 = names("a1 a2")
    plus, minus = names("p1 p2 p3"), names("r1 r2 r3")
    values = [w[0] * a1 + w[1] * a2 for w in ANTIPODAL[:3]]
    assume = [relation(x - y - v, "=") for x, y, v in zip(plus, minus, values, strict=True)]
    return "a1 a2 p1 p2 p3 r1 r2 r3", assume, [*plus, *minus]


def dependence() -> Certificate:
    """For every row a: ``sum c_d relu(a.w_d) = 0``."""
    variables, assume, z = _parts()
    total = sum((c * x for c, x in zip(DEPENDENCE, z, strict=True)), 0)
    return implication(
        variables,
        assume=assume,
        conclude=relation(total, "="),
        by=derivation(multiples={i: DEPENDENCE[i] for i in range(3)}),
        means="relu(x) - relu(-x) = x for x = a.w_i; so every code row of the six features is orthogonal to c",
    )


def never_fitted() -> Certificate:
    """If the output x is orthogonal to c then ``|c - x|^2 >= |c|^2 = 4``."""
    x = names("x1 x2 x3 x4 x5 x6")
    product = sum((c * y for c, y in zip(DEPENDENCE, x, strict=True)), 0)
    loss = sum(((c - y) ** 2 for c, y in zip(DEPENDENCE, x, strict=True)), 0)
    return implication(
        "x1 x2 x3 x4 x5 x6",
        assume=[relation(product, "=")],
        conclude=relation(loss - 4, ">="),
        by=derivation(*(term(1, square=y) for y in x), multiples={0: -2}),
        means="the loss for the target c is at least 4 at every width",
    )


def prove(budget: Budget) -> Evidence:
    cases: list[tuple[list[list[Any]], Activation]] = [
        (ANTIPODAL, RELU),
        (ANTIPODAL, JUMP),
        (PAIRS, RELU),
        (PAIRS, JUMP),
        ([[1], [-1]], RELU),
    ]
    text = "Explicit rows with s independent codes; for the six antipodal features 5, and the dependence that excludes a sixth."
    return Evidence(
        "certified-instances",
        "proved",
        "instance",
        text,
        (*(spanning(f, a) for f, a in cases), dependence(), never_fitted()),
    )


def examples(budget: Budget) -> Evidence:
    """The rank of many random code rows, in exact arithmetic, against the formula."""
    from solvers.exact.linear import rank
    from solvers.sdl.solution_set.code_space import code_row

    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=25, full=200)
    for _ in range(count):
        base = distinct_units(rng, rng.randint(1, 3), rng.choice((2, 3)))
        features = [*base, *([-x for x in w] for w in base if rng.random() < 0.7 and [-x for x in w] not in base)]
        problem = Problem.sae(features, activation=rng.choice((RELU, JUMP)), width=1)
        rows = [[Q(rng.randint(-9, 9), 3) for _ in features[0]] for _ in range(60)]
        found = rank([code_row(problem, row) for row in rows])
        violations += found != _formula(features, problem.activation)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random features with antipodes: rank of 60 random code rows against the formula.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def _formula(features: list[list[Any]], activation: Activation) -> int:
    from solvers.exact.linear import rank

    if activation.kind == "jumprelu":
        return len(features)
    pairs = [w for w in features if [-x for x in w] in features and w > [-x for x in w]]
    return len(features) - (len(pairs) - (rank(pairs) if pairs else 0))


def mutations() -> list[Mutation]:
    def full_rank() -> Certificate:
        problem = Problem.sae(ANTIPODAL, activation=RELU, width=1)
        rows = [list(r) for r in spanning_rows(problem)] + [[1, 1]]
        code_rows = op("transpose", codes(Expression(["data", RELU.json()]), ROWS, W))
        return evaluation(op("rank", code_rows) == 6, let={"W": ANTIPODAL, "rows": rows}, record="rows")

    def wrong_relation() -> Certificate:
        variables, assume, z = _parts()
        return implication(
            variables,
            assume=assume,
            conclude=relation(z[0] - z[1] + z[2] - z[3] + z[4] - z[5], "="),
            by=derivation(multiples={0: 1, 1: -1, 2: 1}),
        )

    def better_fit() -> Certificate:
        x = names("x1 x2 x3 x4 x5 x6")
        loss = sum(((c - y) ** 2 for c, y in zip(DEPENDENCE, x, strict=True)), 0)
        return implication(
            "x1 x2 x3 x4 x5 x6",
            assume=[],
            conclude=relation(loss - 4, ">="),
            by=derivation(*(term(1, square=y) for y in x)),
        )

    return [
        Mutation("always-n", "ReLU has n independent code rows for the six features", refuted_by=dependence),
        Mutation("always-n-by-rank", "the same, by the rank of the rows found", rejected=full_rank),
        Mutation("other-dependence", "the coefficients 1, -1, 1, -1, 1, -1 are a dependence", rejected=wrong_relation),
        Mutation("every-output", "no output at all comes closer than 4", rejected=better_fit),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The dimension s for the problem's features, with explicit rows."""
    if problem.activation.kind not in ("relu", "jumprelu") or problem.field is not None:
        return InstanceReport("not-applicable", "the lemma is about ReLU and JumpReLU, rational features")
    if any(sum((x * x for x in w), 0) != 1 for w in problem.features_in) or problem.duplicates:
        return InstanceReport("hypothesis-fails", "distinct-unit-features")
    features = [list(w) for w in problem.features_in]
    s = _formula(features, problem.activation)
    return InstanceReport(
        "holds", f"s = {s} independent code rows for {problem.n} features", (spanning(features, problem.activation),)
    )
