"""How many sets of features one neuron can see, for features in general position: closed formulas for ReLU and JumpReLU."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any

from proofs_checks.sdl._counting import exactly_k, no_relation
from proofs_checks.sdl._instances import distinct_units
from solvers.exact.linear import rank
from solvers.sdl.patterns.certificate import enumeration_certificate
from solvers.sdl.patterns.realizable import Farkas, count_jumprelu, count_relu_cells, neuron_supports, realize
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, binomial, both, dot, for_all, implies, length, listing, names, op, span, total
from theory.sdl import Activation, Problem
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    column,
    iff,
    mat,
    member,
    negation,
    ordinal,
    scalar,
    size,
    subset,
    var,
    vec,
)
from theory.typed import binomial as choose
from theory.typed import both as all_of
from theory.typed import dot as times
from theory.typed import exists as some
from theory.typed import for_all as every
from theory.typed import implies as if_then
from theory.typed import total as add_up

Q = Fraction
RELU, JUMP = Activation("relu"), Activation("jumprelu", theta=Q(1))
W, PATTERNS, n, p, BELOW, MU = names("W patterns n p below mu")
SPANNING = [[1, 0], [Q(-3, 5), Q(4, 5)], [Q(-4, 5), Q(-3, 5)], [0, 1]]


def curve(size: int, dimension: int) -> list[list[int]]:
    """Points ``(t, t^2, .., t^p)``: always in general position, by Vandermonde determinants."""
    return [[t**k for k in range(1, dimension + 1)] for t in (1, -1, 2, -2, 3, -3)[:size]]


CASES: list[list[list[Any]]] = [
    *(
        curve(size, dimension)
        for size, dimension in ((1, 1), (3, 1), (1, 2), (3, 2), (5, 2), (6, 2), (3, 3), (4, 3), (5, 3))
    ),
    SPANNING,
]

X, theta = var("W", mat("p", "n")), var("theta", SCALAR)


def value(a: Expr, d: Expr) -> Expr:
    """The pre-activation of feature d."""
    return times(a, column(X, d))


def seen_sets(threshold: object) -> Expr:
    """There are k different sets, and they are those of the features above the threshold of some row."""

    def seen(chosen: Expr) -> Expr:
        on = lambda a: every("n", lambda d: iff(value(a, d) > threshold, member(d, chosen)), "d")  # noqa: E731
        return some(vec("p"), on, "a")

    return exactly_k(subset("n"), seen, "A")


HALF_SPACE = some(vec("p"), lambda a: every("n", lambda d: value(a, d) < 0, "d"), "a")
K = scalar(size("k"))
REGIONS = 2 * (1 + add_up("r", lambda i: scalar(choose(size("M"), ordinal(i)))))
JUMPS = 1 + add_up("p", lambda i: scalar(choose(size("n"), ordinal(i))))

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.realizable-counts",
    title="How many sets of features a neuron can see",
    statement=r"""
        Let any $n_p$ of $n \ge 1$ features in $\mathbb{R}^{n_p}$ be independent ($n_p \ge 1$; all of them, if there are fewer).
        Then a ReLU neuron realizes exactly $2 \sum_{k < n_p} \binom{n-1}{k}$ sets of features, and one more, the empty set,
        unless all features lie in an open half-space. If moreover any $n_p + 1$ of the vectors $(w_d, 1)$ are independent, a
        JumpReLU neuron with $\theta > 0$ realizes exactly $\sum_{k \le n_p} \binom{n}{k}$. Formally $M = n - 1$, $r = n_p -
        1$, and $k$ is the number.""",
    source=Source(
        locator="Counting of realizable sets", arxiv="", ours=True, note="regions of hyperplane arrangements"
    ),
    kind="identity",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "general-position",
            r"any $n_p$ features are independent (fewer features: all of them); for JumpReLU any $n_p + 1$ vectors $(w_d, 1)$ too",
            lambda: evaluation(general_position(), let={"W": curve(4, 2), "p": 2}, record="W"),
            drop=lambda: _wrong(
                [[1, 0, 0], [0, 1, 0], [1, 1, 0]],
                RELU,
                count_relu_cells(3, 3),
                "three features of a plane in three dimensions: 6 sets, not 8",
            ),
        ),
    ),
    typed=TypedStatement(
        "n M p r k",
        (X, theta),
        {
            "features": size("n") == size("M") + 1,
            "dimension": size("p") == size("r") + 1,
            "general-position": no_relation(X, "n", size("p")),
        },
        all_of(
            if_then(all_of(K == REGIONS, HALF_SPACE), seen_sets(0)),
            if_then(all_of(K == REGIONS + 1, negation(HALF_SPACE)), seen_sets(0)),
            if_then(all_of(theta > 0, K == JUMPS, no_relation(X, "n", size("p") + 1, affine=True)), seen_sets(theta)),
        ),
    ),
    remark=r"""
        The difference is $\binom{n-1}{n_p}$, or one less if the features lie in no open half-space. In general position that is so
        iff they positively span.""",
)


def general_position() -> Expression:
    """Subsets of up to p features, and of up to p + 1 lifted features, are independent."""
    lifted = listing(Expression("s"), lambda i: op("append", W[i], [1]), "i")
    plain = listing(Expression("s"), lambda i: W[i], "i")
    return for_all(
        op("subsets", length(W)),
        lambda s: both(
            implies(length(s) <= p, op("rank", plain) == length(s)),
            implies(length(s) <= p + 1, op("rank", lifted) == length(s)),
        ),
        "s",
    )


def relu_formula(size: Any, dimension: Any) -> Expression:
    return 2 * total(span(dimension), lambda k: binomial(size - 1, k), "k")


def jumprelu_formula(size: Any, dimension: Any) -> Expression:
    return total(span(0, dimension + 1), lambda k: binomial(size, k), "k")


def count_of(features: list[list[Any]], activation: Activation) -> tuple[Certificate, Certificate]:
    """The complete list of sets, and the certificate that its length is what the formula says."""
    listed = enumeration_certificate(features, activation)
    let: dict[str, Any] = {
        "W": features,
        "p": len(features[0]),
        "n": length(W),
        "patterns": Expression(["data", listed["asserts"]["patterns"]]),
        "count": length(PATTERNS),
    }
    if activation.kind == "jumprelu":
        return listed, evaluation(
            both(general_position(), Expression("count") == jumprelu_formula(n, p)), let=let, record="count"
        )
    row = _all_off(features)
    if row is not None:
        let |= {"below": row, "values": listing(W, lambda w: dot(BELOW, w), "w")}
        side, extra = for_all(Expression("values"), lambda v: v < 0, "v"), 0
    else:
        let |= {"mu": _positive_relation(features)}
        vanishes = for_all(span(p), lambda j: total(span(n), lambda e: MU[e] * W[e, j], "e") == 0, "j")
        side, extra = both(for_all(MU, lambda m: m > 0, "m"), op("rank", W) == p, vanishes), 1
    counted = both(general_position(), side, Expression("count") == relu_formula(n, p) + extra)
    return listed, evaluation(counted, let=let, record="count values" if extra == 0 else "count mu")


def _all_off(features: list[list[Any]]) -> tuple[Any, ...] | None:
    """A row that is strictly negative on all features, if there is one."""
    row = realize([[-x for x in w] for w in features], range(len(features)))
    return None if isinstance(row, Farkas) else row


def _positive_relation(features: list[list[Any]]) -> list[Any]:
    """Strictly positive mu with ``sum mu_d w_d = 0``, for features that positively span: -w_d is a combination for each d."""
    out = [Q(0)] * len(features)
    for d in range(len(features)):
        answer = realize([*features[:d], *features[d + 1 :], [-x for x in features[d]]], [len(features) - 1])
        if not isinstance(answer, Farkas):
            raise ValueError("the features do not positively span")
        scale = answer.lam[len(features) - 1]
        for e, m in answer.mu.items():
            out[e if e < d else e + 1] += Q(m) / scale
        out[d] += 1
    return out


def _wrong(features: list[list[Any]], activation: Activation, formula: int, means: str) -> Certificate:
    """The number of sets differs from the formula."""
    found = len(neuron_supports(features, activation))
    listed = enumeration_certificate(features, activation)
    return evaluation(
        length(PATTERNS) != Expression("formula"),
        let={"patterns": Expression(["data", listed["asserts"]["patterns"]]), "formula": formula, "found": found},
        record="formula",
        means=means,
    )


def prove(budget: Budget) -> list[Evidence]:
    certificates = [c for features in CASES for a in (RELU, JUMP) for c in count_of(features, a)]
    return [
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "Complete lists of sets for features on a curve (n up to 6, up to 3 dimensions) and for spanning features in the plane.",
            tuple(certificates),
        ),
    ]


def generic(features: list[list[Any]]) -> bool:
    """Are the features and the lifted features in general position?"""
    size, dimension = len(features), len(features[0])
    lifted = [[*w, 1] for w in features]
    return all(
        rank([rows[i] for i in chosen]) == len(chosen)
        for rows, most in ((features, dimension), (lifted, dimension + 1))
        for chosen in combinations(range(size), min(most, size))
    )


def examples(budget: Budget) -> Evidence:
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=12, full=150):
        size, dimension = rng.randint(2, 7), rng.choice((2, 3))
        features = distinct_units(rng, size, dimension)
        if not generic(features):
            continue
        cases += 1
        relu = count_relu_cells(size, dimension) + (_all_off(features) is None)
        violations += len(neuron_supports(features, RELU)) != relu
        violations += len(neuron_supports(features, JUMP)) != count_jumprelu(size, dimension)
        violations += count_jumprelu(size, dimension) - count_relu_cells(size, dimension) != comb(size - 1, dimension)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random rational unit features in general position in 2 and 3 dimensions.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    line = curve(4, 2)

    def spanning_ignored() -> Certificate:
        return _wrong(SPANNING, RELU, count_relu_cells(4, 2), "spanning features: one set more than the regions")

    return [
        Mutation(
            "off-by-one",
            "the sum for ReLU runs to k = p",
            refuted_by=lambda: _wrong(
                line, RELU, count_relu_cells(4, 3), "four features in the plane have 8 sets, not 14"
            ),
        ),
        Mutation("spanning-ignored", "the empty set never counts extra", refuted_by=spanning_ignored),
        Mutation(
            "same-count",
            "JumpReLU realizes as many sets as ReLU",
            refuted_by=lambda: _wrong(line, JUMP, count_relu_cells(4, 2), "11 sets, not 8"),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The number of sets for the problem's features, against the formula."""
    features = [list(w) for w in problem.features_in]
    if problem.activation.kind not in ("relu", "jumprelu") or problem.n > 10 or problem.field is not None:
        return InstanceReport("not-applicable", "counted for ReLU and JumpReLU with up to 10 rational features")
    if problem.activation.kind == "jumprelu" and not (problem.activation.theta or 0) > 0:
        return InstanceReport("not-applicable", "JumpReLU needs a positive threshold")
    found = len(neuron_supports(features, problem.activation))
    if not generic(features):
        return InstanceReport("hypothesis-fails", f"general-position: it fails; the number of sets is {found}")
    relu = problem.activation.kind == "relu"
    formula = count_relu_cells(problem.n, problem.p) + (_all_off(features) is None)
    formula = formula if relu else count_jumprelu(problem.n, problem.p)
    return InstanceReport("holds" if found == formula else "violated", f"{found} sets, the formula gives {formula}")
