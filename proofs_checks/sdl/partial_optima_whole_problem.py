"""A stationary partition point is a partial optimum of the whole problem iff no inactive neuron is correlated with a residual: proved.

For independent input features and ReLU: W_E minimises L~(W_D, .) over all encoders iff <u_j, r_d> <= 0 whenever neuron j is inactive on d.
A partial minimum of its region need not pass this test, so "partial optimum" means something weaker in Theorem 3.6 than in the theory of
biconvex problems.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl._exact_algebra import gram, identity, product, solve, transposed
from proofs_checks.sdl._instances import data_of, matrix, plain, report
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    both,
    code_loss,
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
from theory.statement import Statement

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
    "w_p": [[1], [1]], "w_r": [[1], [-1]], "m": [1, 1], "W_E": [[0]], "W_D": [[1]], "other": [[1]], "inverse": UNIT2,
    "feature": 0, "neuron": 0, "step": 1,
}  # fmt: skip


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
    expected="argued",
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
    depends_on=("sdl.semi-nonnegative-factorisation",),
    remark="""
        Example 3.5 passes the test. The example w = e1, e2, (3/5, 0, 4/5) with clusters {1, 2}, {3} does not: loss 1,
        and 91/100 after one inactive neuron is switched on.""",
    statement_formal=STATEMENT,
)  # fmt: skip


def pair_inequality() -> Certificate:
    """``z c = 0``, ``c <= 0``, ``y >= 0`` give ``-(y - z) c >= 0`` (c = <u_j, r_d>, z and y the two codes)."""
    c, y, x = names("c y z")
    return implication(
        "c y z",
        assume=[relation(-c, ">="), relation(y, ">="), relation(x * c, "=")],
        conclude=relation(-(y - x) * c, ">="),
        by=derivation(term(1, use=(0, 1)), multiples={2: 1}),
        means="each pair of a feature and a neuron",
    )


def expansion(*, cross: int = 2) -> Certificate:
    """``|r - s|^2 = |r|^2 - 2 <r, s> + |s|^2`` with s = W_D (z' - z) of width 2, in inner products."""
    rr, c1, c2, g11, g12, g22, d1, d2 = names("rr c1 c2 g11 g12 g22 d1 d2")
    square = d1**2 * g11 + 2 * d1 * d2 * g12 + d2**2 * g22
    left = code_loss([[1, 1]], op("tuple", *(op("tuple", *names(f"s{k} t{k}")) for k in range(2))),
                     op("tuple", op("tuple", *names("x0 x1"))), [1])  # fmt: skip
    right = total_square()
    return evaluation(
        both(left == right, rr - cross * (d1 * c1 + d2 * c2) + square == rr + square - 2 * (d1 * c1 + d2 * c2)),
        indeterminates="rr c1 c2 g11 g12 g22 d1 d2 s0 t0 s1 t1 x0 x1",
        means="the loss of one feature after the codes have moved, width 2",
    )


def total_square() -> Any:
    """``|x - s - t|^2`` in R^2 written out with inner products of x, s, t."""
    x, s, t = (names(f"{a}0 {a}1") for a in "xst")

    def inner(a: Any, b: Any) -> Any:
        return a[0] * b[0] + a[1] * b[1]

    return inner(x, x) - 2 * (inner(x, s) + inner(x, t)) + inner(s, s) + 2 * inner(s, t) + inner(t, t)


def descent(*, factor: Any = 1) -> Certificate:
    """If c = <u, r> > 0, g = |u|^2 > 0 and t g = c then ``|r|^2 - |r - t u|^2 = 2tc - t^2 g > 0``; g times it is c^2."""
    c, g, t = names("c g t")
    return implication(
        "c g t",
        assume=[relation(c, ">"), relation(g, ">"), relation(t * g - c, "=")],
        conclude=relation(factor * 2 * t * c - t**2 * g, ">"),
        by=derivation(term(1, use=(0, 0)), multiples={2: c - t * g}, factor=(1, (1,))),
        means="switching an inactive neuron on lowers the loss by c^2/g per unit weight",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "W_E is a global minimum of L~(W_D, .) iff <u_j, r_d> <= 0 for inactive pairs",
        read("codes", """
            As the features are independent, encoders realize exactly the nonnegative matrices
            (sdl.semi-nonnegative-factorisation), so the problem is to minimise sum_d M_d |v_d - W_D z_d|^2 over Z >=
            0, separately for each d.""", "instance"),
        read("active", """
            A minimum in the region is stationary: sum over active d of M_d <u_j, r_d> w_d lies in the cone of the w_e
            with a_j . w_e = 0, e inactive; by independence both are 0, so <u_j, r_d> = 0 for active pairs.""", "linear-algebra"),
        checked("pair", "If <u_j, r_d> <= 0, and = 0 for active pairs, then -(z'_j - z_j) <u_j, r_d> >= 0 for every z'_j >= 0.",
                pair_inequality()),
        checked("expand", "The square of the new residual, for width 2.", expansion()),
        read("sufficient", "|v - W_D z'|^2 = |r|^2 - 2 sum_j (z'_j - z_j) <u_j, r> + |W_D (z' - z)|^2 >= |r|^2, for every width.",
             "linearity", "codes", "active", "pair", "expand"),
        checked("descent", "If <u_j, r_d> > 0 for an inactive pair, z_jd = <u_j, r_d>/|u_j|^2 lowers the loss.", descent()),
        read("necessary", "By realizability some encoder has these codes, so W_E is not a minimum.", "instance", "codes", "descent"),
        read("end", "Both directions.", "conclusion", "sufficient", "necessary"),
    )  # fmt: skip
    passes = evaluation(
        both(*STATEMENT.hypotheses.values(), STATEMENT.conclusion, INACTIVE, at == 1),
        let={**{k: plain(v) for k, v in EXAMPLE_3_5.items()}, **STATEMENT.let},
        record="at slope",
        means="Example 3.5 with ReLU passes the test",
    )
    fails = STATEMENT.satisfied_by(BAD, also=there < at)
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Nonnegative least squares, feature by feature.", (certificate,)),
        Evidence("certified-instances", "proved", "instance", "One example that passes, one that fails.", (passes, fails)),
    ]  # fmt: skip


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
        Mutation("no-gain", "the step with half the gain", rejected=lambda: descent(factor=F(1, 2))),
        Mutation("one-cross-term", "the expansion with one cross term", rejected=lambda: expansion(cross=1)),
        Mutation(
            "unique",
            "the minimum over all encoders is unique",
            refuted_by=lambda: STATEMENT.concluding(implies(INACTIVE, there > at)).refuted_by(
                {**EXAMPLE_3_5, "other": [[1, 1], [1, 1]]}, record="at there"
            ),
        ),
    ]
