"""A stationary partition point is a partial optimum of the whole problem iff no inactive neuron is correlated with a residual: proved.

For independent input features and ReLU: W_E minimises L~(W_D, .) over all encoders iff <u_j, r_d> <= 0 whenever neuron j is inactive on d.
A partial minimum of its region need not pass this test, so "partial optimum" means something weaker in Theorem 3.6 than in the theory of
biconvex problems.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl._exact_algebra import gram, identity, product, solve, transposed
from proofs_checks.sdl._instances import data_of, matrix, plain, report
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import (
    both,
    codes,
    for_all,
    implies,
    listing,
    loss,
    matmul,
    matvec,
    names,
    norm2,
    op,
    span,
    transpose,
)
from theory.formal import gram as gram_of
from theory.formal import identity as identity_of
from theory.sdl import Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, loss_at, same_pattern
from theory.sdl.formal import codes as activations
from theory.sdl.regions import FULL_COLUMN_RANK, L
from theory.statement import Statement
from theory.typed import Expr, TypedStatement, column, mat
from theory.typed import dot as inner
from theory.typed import for_all as every
from theory.typed import iff as if_and_only_if
from theory.typed import implies as if_then

F = Fraction
RELU = {"type": "relu"}
VARIABLES = ("w_p", "w_r", "m", "W_E", "W_D", "other", "inverse", "feature", "neuron", "step")
w_p, w_r, m, W_E, W_D, other, inverse, feature, neuron, step = names(" ".join(VARIABLES))
switched_on, better = names("switched_on better")
z, r, slope, at, there = names("z r slope at there")
LET: dict[str, Any] = {
    "z": codes(RELU, W_E, w_p),
    "r": listing(span(op("length", w_p)), lambda d: w_r[d] - matvec(W_D, z[d]), "d"),
    "slope": listing(r, lambda x: matvec(transpose(W_D), x), "x"),
    "at": loss(RELU, W_E, W_D, w_p, w_r, m),
    "there": loss(RELU, other, W_D, w_p, w_r, m),
}


def _each(test: Any) -> Any:
    rows, width = span(op("length", w_p)), span(op("length", W_E))
    return for_all(rows, lambda d: for_all(width, lambda j: test(d, j), "j"), "d")


INACTIVE = _each(lambda d, j: implies(z[d, j] == 0, slope[d, j] <= 0))
# the same codes, except that one inactive neuron has the value ``step`` on one feature; the features are independent
SWITCHED = listing(
    span(op("length", w_p)),
    lambda d: listing(
        span(op("length", W_E)), lambda j: op("if", op("and", d == feature, j == neuron), step, z[d, j]), "j"
    ),
    "d",
)
CORRELATED = both(
    z[feature, neuron] == 0,
    step > 0,
    step * norm2(transpose(W_D)[neuron]) < 2 * slope[feature, neuron],
)
STATEMENT = Statement(
    VARIABLES,
    {
        "independent-features": matmul(inverse, gram_of(w_p)) == identity_of(op("length", w_p)),
        "weights": for_all(m, lambda x: x > 0, "x"),
        "stationary-in-its-region": _each(lambda d, j: implies(z[d, j] > 0, slope[d, j] == 0)),
    },
    both(
        # no inactive neuron is positively correlated with a residual: no encoder is better
        implies(INACTIVE, there >= at),
        # some inactive neuron is: the encoder that switches it on is better
        implies(CORRELATED, better < at),
    ),
    {
        **LET,
        "switched_on": SWITCHED,
        "better": loss(RELU, matmul(transpose(switched_on), matmul(inverse, w_p)), W_D, w_p, w_r, m),
    },
)
UNIT2 = [[1, 0], [0, 1]]
EXAMPLE_3_5: dict[str, Any] = {
    "w_p": UNIT2,
    "w_r": UNIT2,
    "m": [1, 1],
    "W_E": [[1, 1], [0, 0]],
    "W_D": [[F(1, 2), 0], [F(1, 2), 0]],
    "other": [[2, 1], [1, 1]],
    "inverse": UNIT2,
    "feature": 0,
    "neuron": 1,
    "step": 1,
}
TRIPLE = [[1, 0, 0], [0, 1, 0], [F(3, 5), 0, F(4, 5)]]
# codes (1,0), (1,0), (0,1): cluster {1, 2} and the single feature 3; the third coordinate is chosen for the off-pattern values
BAD: dict[str, Any] = {
    "w_p": TRIPLE,
    "w_r": TRIPLE,
    "m": [1, 1, 1],
    "W_E": [[1, 1, -2], [-1, -1, 2]],
    "W_D": [[F(1, 2), F(3, 5)], [F(1, 2), 0], [0, F(4, 5)]],
    "other": [[1, 1, -2], [F(3, 10), -1, F(41, 40)]],
    "inverse": [[F(25, 16), 0, F(-15, 16)], [0, 1, 0], [F(-15, 16), 0, F(25, 16)]],
    "feature": 0,
    "neuron": 1,
    "step": F(3, 10),
}
# equal features: the second one cannot be switched on alone
EQUAL: dict[str, Any] = {
    "w_p": [[1], [1]],
    "w_r": [[1], [-1]],
    "m": [1, 1],
    "W_E": [[0]],
    "W_D": [[1]],
    "other": [[1]],
    "inverse": UNIT2,
    "feature": 0,
    "neuron": 0,
    "step": 1,
}


encoders = mat("q", "p")
in_region = every(encoders, lambda e: if_then(same_pattern(E, e, W), loss_at(D, E) <= loss_at(D, e)), "E2")
residual = V - D @ activations(E, W)


def uncorrelated(j: Expr, d: Expr) -> Expr:
    """An inactive neuron is not positively correlated with the residual of the feature."""
    return if_then(activations(E, W)[j, d] == 0, inner(column(D, j), column(residual, d)) <= 0)


TYPED = TypedStatement(
    "n p q r",
    (W, V, M, D, E, L),
    {
        "independent-features": FULL_COLUMN_RANK,
        "weights": POSITIVE_WEIGHTS,
        "stationary-in-its-region": in_region,
    },
    if_and_only_if(
        every(encoders, lambda e: loss_at(D, E) <= loss_at(D, e), "E2"),
        every("q", lambda j: every("n", lambda d: uncorrelated(j, d), "d"), "j"),
    ),
)

PAGE = "biconvexity"
CLAIM = Claim(
    id="sdl.partial-optima-whole-problem",
    title="Partial optima of the whole problem",
    statement=r"""
        Let $w_1, \dots, w_n$ be independent, $\sigma$ = ReLU, $M_d > 0$, and let $W_E$ be a minimum of
        $\tilde{L}(W_D, \cdot)$ on its pattern region, $r_d = v_d - W_D z_d$. Then $W_E$ minimises $\tilde{L}(W_D,
        \cdot)$ over all encoders iff $\langle u_j, r_d \rangle \le 0$ whenever neuron $j$ is not active on feature
        $d$.""",
    source=Source(locator="Theorem 3.6, the notion of a partial optimum", ours=True),
    kind="equivalence",
    expected="proved",
    hypotheses=parts.hypotheses(
        STATEMENT,
        EXAMPLE_3_5,
        {
            "independent-features": ("the input features are independent", EQUAL),
            "weights": (r"$M_d > 0$", {"m": [1, -1], "other": [[1, 2], [1, 1]]}),
            "stationary-in-its-region": (
                r"$\langle u_j, r_d \rangle = 0$ for active pairs: $W_E$ is a minimum on its pattern region",
                {"W_E": [[2, 2], [0, 0]], "other": [[1, 1], [0, 0]]},
            ),
        },
        record="at there slope",
    ),
    remark="""
        Example 3.5 passes the test. The example w = e1, e2, (3/5, 0, 4/5) with clusters {1, 2}, {3} does not: loss 1,
        and 91/100 after one inactive neuron is switched on.""",
    statement_formal=replace(STATEMENT, whole=False),
    typed=TYPED,
)


def prove(budget: Budget) -> Evidence:
    passes = evaluation(
        both(*STATEMENT.hypotheses.values(), STATEMENT.conclusion, INACTIVE, at == 1),
        let={**{k: plain(v) for k, v in EXAMPLE_3_5.items()}, **STATEMENT.let},
        record="at slope",
        means="Example 3.5 with ReLU passes the test",
    )
    fails = STATEMENT.satisfied_by(BAD, also=there < at)
    text = "One example that passes, one that fails."
    return Evidence("certified-instances", "proved", "instance", text, (passes, fails))


def examples(budget: Budget) -> Evidence:
    """Random codes and decoders: wherever the test passes, random other codes are never better, and where it fails one is."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        decoder, target = matrix(rng, 2, 2), [F(rng.randint(-3, 3)) for _ in range(2)]
        columns = transposed(decoder)
        best = min(_candidates(decoder, target), key=lambda zz: _square(decoder, target, zz))
        residual = [
            t - sum(a * b for a, b in zip(row, best, strict=True)) for t, row in zip(target, decoder, strict=True)
        ]
        inner = [sum(a * b for a, b in zip(u, residual, strict=True)) for u in columns]
        violations += any(c > 0 or (x > 0 and c != 0) for x, c in zip(best, inner, strict=True))
        for _ in range(5):
            trial = [F(rng.randint(0, 8), 4) for _ in range(2)]
            violations += _square(decoder, target, trial) < _square(decoder, target, best)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    text = "Exact nonnegative least squares by enumeration of supports, one feature, two neurons."
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)


def _square(decoder: Any, target: Any, code: Any) -> Any:
    rows = zip(target, decoder, strict=True)
    return sum((t - sum(a * b for a, b in zip(row, code, strict=True))) ** 2 for t, row in rows)


def _candidates(decoder: Any, target: Any) -> list[list[Fraction]]:
    """Least-squares codes for every support on which they are positive."""
    out = [[F(0), F(0)]]
    for support in ((0,), (1,), (0, 1)):
        a = [[row[j] for row in decoder] for j in support]
        found = solve(gram(a), product(a, [[t] for t in target]))
        if found is not None and all(x[0] >= 0 for x in found):
            code = [F(0), F(0)]
            for j, x in zip(support, found, strict=True):
                code[j] = x[0]
            out.append(code)
    return out


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The first q features each on their own neuron with u_d = v_d, the others on none, against another encoder."""
    if problem.activation.kind != "relu" or problem.n > 20:
        return InstanceReport("not-applicable", "the claim is about ReLU; evaluated for at most 20 features")
    given, width = data_of(problem), problem.width
    inverse = solve(gram(given["w_p"]), identity(problem.n))
    if inverse is None:
        return InstanceReport("hypothesis-fails", "the input features are linearly dependent")
    rows = [[F(1) if d == i else F(-1) for d in range(problem.n)] for i in range(width)]
    trial = [[F(2) if d == i else F(1) for d in range(problem.n)] for i in range(width)]
    kept = [given["w_r"][i] if i < problem.n else [F(0)] * problem.r for i in range(width)]
    assignment = {
        **{name: given[name] for name in ("w_p", "w_r", "m")},
        "W_E": product(rows, product(inverse, given["w_p"])),
        "W_D": transposed(kept),
        "other": product(trial, product(inverse, given["w_p"])),
        **{"inverse": inverse, "feature": 0, "neuron": 0, "step": 1},
    }
    tested = STATEMENT.assuming(inactive_neurons=INACTIVE)
    passes = tested.violated_hypothesis(assignment, field=problem.field) != "inactive-neurons"
    which = "a partial optimum" if passes else "no partial optimum: an inactive neuron is correlated with a residual"
    return report(STATEMENT, assignment, f"the first features on neurons of their own: {which}", field=problem.field)


def mutations() -> list[Mutation]:
    return [
        parts.wrong(
            "region-is-enough", "a minimum of the region is a minimum over all encoders", STATEMENT, BAD, there >= at
        ),
        Mutation(
            "unique",
            "the minimum over all encoders is unique",
            refuted_by=lambda: STATEMENT.concluding(implies(INACTIVE, there > at)).refuted_by(
                {**EXAMPLE_3_5, "other": [[1, 1], [1, 1]]}, record="at there"
            ),
        ),
    ]
