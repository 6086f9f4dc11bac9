"""For linearly independent input features the ReLU problem is exactly semi-nonnegative matrix factorisation: proved.

Every nonnegative code matrix is realized by W_E = Z W_p^+.  So inf L~ is the infimum of the weighted |V - W_D Z|^2 over Z >= 0
(not always attained: with two neurons the targets (1, 0, 0), (0, 1, -1) are approached but need a third one), and the smallest width
with loss 0 is rank V if the rows of V span a space with a basis of nonnegative vectors, else rank V + 1.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._exact_algebra import gram as gram_of
from proofs_checks.sdl._exact_algebra import identity as identity_of
from proofs_checks.sdl._exact_algebra import product, solve, transposed
from proofs_checks.sdl._instances import data_of, distinct_units, matrix, report, weights
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    code_loss,
    codes,
    det,
    for_all,
    gram,
    identity,
    loss,
    matmul,
    names,
    op,
    rank,
    scale,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
RELU = {"type": "relu"}
VARIABLES = ("w_p", "w_r", "m", "W_D", "Z", "inverse")
w_p, w_r, m, W_D, Z, inverse = names(" ".join(VARIABLES))
W_E, n = names("W_E n")
STATEMENT = Statement(
    VARIABLES,
    {
        "independent": matmul(inverse, gram(w_p)) == identity(n),
        "nonnegative": for_all(Z, lambda z: for_all(z, lambda x: x >= 0, "x"), "z"),
    },
    both(codes(RELU, W_E, w_p) == Z, loss(RELU, W_E, W_D, w_p, w_r, m) == code_loss(Z, W_D, w_r, m)),
    {"n": op("length", w_p), "W_E": matmul(transpose(Z), matmul(inverse, w_p))},
)
PAIR = [[1, 0], [F(3, 5), F(4, 5)]]
GOOD: dict[str, Any] = {
    "w_p": PAIR,
    "w_r": [[1], [-1]],
    "m": [1, 2],
    "W_D": [[1, -1]],
    "Z": [[1, 0], [0, 1]],
    "inverse": [[F(25, 16), F(-15, 16)], [F(-15, 16), F(25, 16)]],
}
ANTIPODAL = {**GOOD, "w_p": [[1], [-1]], "Z": [[1, 1], [1, 1]], "inverse": [[1, 0], [0, 1]]}

CLAIM = Claim(
    id="sdl.semi-nonnegative-factorisation",
    title="ReLU dictionaries on independent features are semi-nonnegative matrix factorisation",
    statement=r"Let $w_1, \dots, w_n$ be linearly independent. Then $\{\mathrm{ReLU}(W_E W_p)\}$ is the set of all nonnegative "
    r"$q \times n$ matrices, so $\inf \tilde{L} = \inf_{W_D, Z \ge 0} \|(V - W_D Z) \mathrm{diag}(\sqrt{M})\|_F^2$; "
    r"it need not be attained. The smallest $q \geq 1$ with $\tilde{L} = 0$ is, for $V \ne 0$, $\mathrm{rank}\, V$ if the row "
    r"space of $V$ is spanned by nonnegative vectors, and $\mathrm{rank}\, V + 1$ otherwise.",
    source=Source(
        locator="a consequence of equation (8)", ours=True, note="the second part as in Gillis and Kumar 2015"
    ),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "independent",
            "the input features are linearly independent",
            lambda: STATEMENT.satisfied_by(GOOD),
            drop=lambda: STATEMENT.without("independent").refuted_by(ANTIPODAL),
        ),
        Hypothesis(
            "nonnegative",
            r"$Z \ge 0$",
            lambda: STATEMENT.satisfied_by(GOOD),
            drop=lambda: STATEMENT.without("nonnegative").refuted_by({**GOOD, "Z": [[1, 0], [-1, 1]]}),
        ),
    ),
)


def interpolation(size: int, dimension: int, *, swap: bool = False) -> Certificate:
    """``W_E w_d = det(G) z_d`` for ``W_E = Z adj(G) W``, identically in the features and codes (q = 1)."""
    text = [[f"w{d}{k}" for k in range(dimension)] for d in range(size)]
    z = [f"z{d}" for d in range(size)]
    g = names("G")[0]

    def cofactor(i: int, j: int) -> Expression:
        rest = [[g[a, b] for b in range(size) if b != i] for a in range(size) if a != j]
        return (-1) ** (i + j) * det(op("tuple", *(op("tuple", *row) for row in rest))) if size > 1 else op("+", 1, 0)

    adjugate = op("tuple", *(op("tuple", *(cofactor(i, j) for j in range(size))) for i in range(size)))
    code = op("tuple", *names(" ".join(reversed(z) if swap else z)))
    row = matmul(op("tuple", names("z")[0]), matmul(names("A")[0], names("w")[0]))
    return evaluation(
        matmul(row, transpose(names("w")[0])) == op("tuple", scale(det(g), code)),
        let={
            "w": op("tuple", *(op("tuple", *names(" ".join(r))) for r in text)),
            "z": op("tuple", *names(" ".join(z))),
            "G": gram(names("w")[0]),
            "A": adjugate,
        },
        indeterminates=" ".join([x for r in text for x in r] + z),
        means=f"{size} features in dimension {dimension}: a row with prescribed preactivations, all symbolic",
    )


def no_width_one(sign: int = -1) -> Certificate:
    """``u z1 = 1`` and ``u z2 = -1`` have no solution with z >= 0: V = (1, -1) needs two neurons, its rank is one."""
    u, z1, z2 = names("u z1 z2")
    return implication(
        "u z1 z2",
        assume=[relation(z1, ">="), relation(z2, ">="), relation(u * z1 - 1, "="), relation(u * z2 - sign, "=")],
        conclude=relation(Expression(-1), ">="),
        by=derivation(term(1, square=u, use=(0, 1)), multiples={2: -u * z2, 3: -1}),
        means="opposite targets cannot be written by one nonnegative code",
    )


def nonnegative_basis() -> Certificate:
    """For V = (1, -1): (1, 1) and (1, 1) + (1, -1)/2 are nonnegative, independent, and their span contains V."""
    basis = [[1, 1], [F(3, 2), F(1, 2)]]
    return evaluation(
        both(rank(basis) == 2, rank([*basis, [1, -1]]) == 2),
        means="adding a positive vector to the row space gives a nonnegative basis",
    )


def approached() -> Certificate:
    """Codes (t, 0, 1), (t, 1, 0) and decoder rows (s, 0), (-1, 1) with s = 1/t: the loss is s^2, so the infimum is 0."""
    s, t = names("s t")
    value = code_loss([[t, t], [0, 1], [1, 0]], [[s, 0], [-1, 1]], [[1, 0], [0, 1], [0, -1]], [1, 1, 1])
    return implication(
        "s t",
        assume=[relation(s * t, "=", 1)],
        conclude=relation(value, "=", s**2),
        by=derivation(multiples={0: s * t - 1}),
        means="two neurons, target rows (1, 0, 0) and (0, 1, -1)",
    )


def missed() -> Certificate:
    """A vector (a, b, -b) without negative entries has b = 0."""
    b = names("b")[0]
    return implication(
        "b",
        assume=[relation(b, ">="), relation(-1 * b, ">=")],
        conclude=relation(-1 * b**2, ">="),
        by=derivation(term(1, use=(0, 1))),
        means="the row space of (1, 0, 0) and (0, 1, -1) is not spanned by nonnegative vectors",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Independent features: codes are exactly the nonnegative matrices; zero-loss width rank V or rank V + 1",
        checked("three", "For three features in R^3: W_E = Z adj(G) W has preactivations det(G) Z.", interpolation(3, 3)),
        read("all", "In general G = W_p^T W_p is invertible and W_E = Z G^{-1} W_p^T has W_E W_p = Z; if Z >= 0 then ReLU copies it. "
             "Conversely codes of ReLU are nonnegative.", "linear-algebra", "three"),
        read("lower", "W_D Z = V implies rank V <= q; and if q = rank V then the row space of Z, of dimension at most q, contains that "
             "of V, so it equals it and is spanned by the nonnegative rows of Z.", "linear-algebra", "all"),
        read("basis", "If the row space is spanned by nonnegative vectors, a basis of such vectors is a Z with rank V rows, and V = W_D Z "
             "for some W_D. Otherwise 1 = (1, .., 1) is not in it (else 1 + eps b_i, eps small, would span it), and the rank V + 1 vectors "
             "1 and 1 + eps b_i are nonnegative and their span contains it.", "cases", "all"),
        checked("opposite", "V = (1, -1) really needs one neuron more than its rank.", no_width_one()),
        checked("approached", "The infimum: for V = ((1, 0, 0), (0, 1, -1)) two neurons come arbitrarily close to 0.", approached()),
        checked("missed", "But its row space has rank 2 and is not spanned by nonnegative vectors: 0 is not attained.", missed()),
        checked("opposite-basis", "And two are enough.", nonnegative_basis()),
        read("end", "Hence the smallest width.", "conclusion", "lower", "basis", "opposite", "opposite-basis"),
        read("theorem", "Together.", "conclusion", "approached", "missed", "end"),
    )  # fmt: skip
    symbolic = tuple(interpolation(n_, p_) for n_, p_ in ((1, 1), (1, 2), (2, 2), (2, 3), (3, 3)))
    return [
        Evidence(
            "symbolic-proof", "proved", "all-parameters", "Linear algebra, and a positive vector.", (certificate,)
        ),
        Evidence("exact-decision", "proved", "fixed-dimension", "Interpolating rows, n <= 3, all symbolic.", symbolic),
    ]


def examples(budget: Budget) -> Evidence:
    """Random independent features and nonnegative codes: the codes of the constructed encoder."""
    rng, wanted, done, violations = random.Random(budget.seed), budget.pick(quick=40, full=500), 0, 0
    while done < wanted:
        size, width = rng.randint(1, 3), rng.randint(1, 3)
        w = distinct_units(rng, size, 3)
        inv = solve(gram_of(w), identity_of(size))
        if inv is None:
            continue
        done += 1
        z = [[F(rng.randint(0, 4), 2) for _ in range(width)] for _ in range(size)]
        problem = Problem.transcoder(
            w, matrix(rng, size, 2), weights=weights(rng, size), activation=Activation("relu"), width=width
        )
        encoder = product(transposed(z), product(inv, w))
        violations += problem.codes(encoder) != z
    numbers = {"examples": done, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Prescribed nonnegative codes.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The encoder with the codes I + 1 on the user's features, when they are independent."""
    if problem.activation.kind != "relu" or problem.n > 30:
        return InstanceReport("not-applicable", "the claim is about ReLU; evaluated for at most 30 features")
    given = data_of(problem)
    inv = solve(gram_of(given["w_p"]), identity_of(problem.n))
    if inv is None:
        singular = evaluation(det(gram(w_p)) == 0, let={"w_p": given["w_p"]}, field=problem.field)
        return InstanceReport("hypothesis-fails", "the input features are linearly dependent", (singular,))
    assignment = {
        **{name: given[name] for name in ("w_p", "w_r", "m")},
        "W_D": [[F(1)] * problem.width for _ in range(problem.r)],
        "Z": [[F(1 + int(i == d)) for i in range(problem.width)] for d in range(problem.n)],
        "inverse": inv,
    }
    return report(STATEMENT, assignment, "the codes 1 + I are realized", field=problem.field)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "dependent",
            "the same for antipodal features",
            refuted_by=lambda: STATEMENT.without("independent").refuted_by(ANTIPODAL),
        ),
        Mutation("attained", "small losses need as many neurons as loss 0", refuted_by=approached),
        Mutation("equal-targets", "V = (1, 1) also needs two neurons", rejected=lambda: no_width_one(sign=1)),
        Mutation("wrong-order", "preactivations in the reverse order", rejected=lambda: interpolation(2, 2, swap=True)),
    ]
