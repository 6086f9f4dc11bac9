"""For linearly independent input features the ReLU problem is exactly semi-nonnegative matrix factorisation: proved.

Every nonnegative code matrix is realized by W_E = Z W_p^+.  So inf L~ is the infimum of the weighted |V - W_D Z|^2 over Z >= 0
(not always attained: with two neurons the targets (1, 0, 0), (0, 1, -1) are approached but need a third one), and the smallest width
with loss 0 is rank V if the rows of V span a space with a basis of nonnegative vectors, else rank V + 1.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl._exact_algebra import gram as gram_of
from proofs_checks.sdl._exact_algebra import identity as identity_of
from proofs_checks.sdl._exact_algebra import product, solve, transposed
from proofs_checks.sdl._instances import data_of, distinct_units, matrix, report, weights
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
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
    implies,
    listing,
    loss,
    matmul,
    names,
    op,
    rank,
    scale,
    total,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
RELU = {"type": "relu"}
VARIABLES = ("w_p", "w_r", "m", "W_D", "Z", "inverse", "rows", "decoder", "C", "B", "shift")
w_p, w_r, m, W_D, Z, inverse, rows, decoder, C, B, shift = names(" ".join(VARIABLES))
W_E, n, own, shifted, shifted_D = names("W_E n own shifted shifted_D")


def _encoder(code: Expression) -> Expression:
    """The encoder with these codes: ``Z W_p^+``."""
    return matmul(transpose(code), matmul(inverse, w_p))


NONNEGATIVE = for_all(Z, lambda z: for_all(z, lambda x: x >= 0, "x"), "z")
FITTED = loss(RELU, rows, decoder, w_p, w_r, m) == 0
WIDTH, RANK = op("length", rows), rank(w_r)
STATEMENT = Statement(
    VARIABLES,
    {
        "independent": matmul(inverse, gram(w_p)) == identity(n),
        "positive-weights": for_all(m, lambda x: x > 0, "x"),
        "nonnegative": NONNEGATIVE,
        "factors": both(
            transpose(w_r) == matmul(C, B), for_all(B, lambda b: for_all(b, lambda x: x + shift >= 0, "x"), "b")
        ),
    },
    both(
        # every nonnegative matrix is a matrix of codes, so the loss is that of the factorisation
        codes(RELU, W_E, w_p) == Z,
        loss(RELU, W_E, W_D, w_p, w_r, m) == code_loss(Z, W_D, w_r, m),
        # zero loss needs rank V neurons; with so many the codes are nonnegative vectors that span the row space of V
        implies(FITTED, WIDTH >= RANK),
        implies(both(FITTED, WIDTH == RANK), rank(op("append", transpose(own), transpose(w_r))) == RANK),
        # nonnegative vectors that span the row space have zero loss; so do any spanning vectors, shifted, with one neuron more
        implies(shift == 0, loss(RELU, _encoder(transpose(B)), C, w_p, w_r, m) == 0),
        loss(RELU, _encoder(shifted), shifted_D, w_p, w_r, m) == 0,
    ),
    {
        "n": op("length", w_p),
        "W_E": _encoder(Z),
        "own": codes(RELU, rows, w_p),
        "shifted": transpose(
            op(
                "append",
                listing(B, lambda b: listing(b, lambda x: x + shift, "x"), "b"),
                op("tuple", listing(w_p, lambda _: 1, "x")),
            )
        ),
        "shifted_D": listing(C, lambda c: op("append", c, op("tuple", -shift * total(c, lambda x: x, "x"))), "c"),
    },
)
PAIR = [[1, 0], [F(3, 5), F(4, 5)]]
# V = (1, -1) is C B with C = 1, and B + 1 is not negative; two neurons with codes (1, 0), (0, 1) fit it as well
GOOD: dict[str, Any] = {
    "w_p": PAIR,
    "w_r": [[1], [-1]],
    "m": [1, 2],
    "W_D": [[1, -1]],
    "Z": [[1, 0], [0, 1]],
    "inverse": [[F(25, 16), F(-15, 16)], [F(-15, 16), F(25, 16)]],
    "rows": [[1, F(-3, 4)], [0, F(5, 4)]],
    "decoder": [[1, -1]],
    "C": [[1]],
    "B": [[1, -1]],
    "shift": 1,
}
ANTIPODAL = {**GOOD, "w_p": [[1], [-1]], "Z": [[1, 1], [1, 1]], "inverse": [[1, 0], [0, 1]], "rows": [[1], [-1]]}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.semi-nonnegative-factorisation",
    title="ReLU dictionaries on independent features are semi-nonnegative matrix factorisation",
    statement=r"""
        Let $w_1, \dots, w_n$ be linearly independent and $M_d > 0$. Then $\{\mathrm{ReLU}(W_E W_p)\}$ is the set of
        all nonnegative $q \times n$ matrices, so $\inf \tilde{L} = \inf_{W_D, Z \ge 0} \|(V - W_D Z)
        \mathrm{diag}(\sqrt{M})\|_F^2$. The smallest $q$ with $\tilde{L} = 0$ is, for $V \ne 0$, $\mathrm{rank}\, V$
        if the row space of $V$ has a basis of nonnegative vectors, and $\mathrm{rank}\, V + 1$ otherwise. Beyond the
        formal statement: the infimum need not be attained.""",
    source=Source(
        locator="a consequence of equation (8)", ours=True, note="the second part as in Gillis and Kumar 2015"
    ),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        GOOD,
        {
            "independent": ("the input features are linearly independent", ANTIPODAL),
            # the second target is not asked for
            "positive-weights": (
                r"$M_d > 0$",
                {
                    "w_r": [[1, 0], [0, 1]],
                    "m": [1, 0],
                    "rows": [[1, 0]],
                    "decoder": [[1], [0]],
                    "W_D": [[1, 0], [0, 1]],
                    "C": [[1, 0], [0, 1]],
                    "B": [[1, 0], [0, 1]],
                },
            ),
            "nonnegative": (r"$Z \ge 0$", {"Z": [[1, 0], [-1, 1]]}),
            "factors": (r"$V = C B$ with $B + c \ge 0$ (spanning vectors $B$ and a shift $c$)", {"shift": 0}),
        },
    ),
    statement_formal=STATEMENT,
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
        checked(
            "three", "For three features in R^3: W_E = Z adj(G) W has preactivations det(G) Z.", interpolation(3, 3)
        ),
        read(
            "all",
            """
            In general G = W_p^T W_p is invertible and W_E = Z G^{-1} W_p^T has W_E W_p = Z; if Z >= 0 then ReLU
            copies it. Conversely codes of ReLU are nonnegative.""",
            "linear-algebra",
            "three",
        ),
        read(
            "lower",
            """
            W_D Z = V implies rank V <= q; and if q = rank V then the row space of Z, of dimension at most q, contains
            that of V, so it equals it and is spanned by the nonnegative rows of Z.""",
            "linear-algebra",
            "all",
        ),
        read(
            "basis",
            """
            If the row space is spanned by nonnegative vectors, a basis of such vectors is a Z with rank V rows, and V
            = W_D Z for some W_D. Otherwise 1 = (1, .., 1) is not in it (else 1 + eps b_i, eps small, would span it),
            and the rank V + 1 vectors 1 and 1 + eps b_i are nonnegative and their span contains it.""",
            "cases",
            "all",
        ),
        checked("opposite", "V = (1, -1) really needs one neuron more than its rank.", no_width_one()),
        checked(
            "approached",
            "The infimum: for V = ((1, 0, 0), (0, 1, -1)) two neurons come arbitrarily close to 0.",
            approached(),
        ),
        checked(
            "missed",
            "But its row space has rank 2 and is not spanned by nonnegative vectors: 0 is not attained.",
            missed(),
        ),
        checked("opposite-basis", "And two are enough.", nonnegative_basis()),
        read("end", "Hence the smallest width.", "conclusion", "lower", "basis", "opposite", "opposite-basis"),
        read("theorem", "Together.", "conclusion", "approached", "missed", "end"),
    )
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
        "rows": [[F(0)] * problem.p for _ in range(problem.width)],
        "decoder": [[F(1)] * problem.width for _ in range(problem.r)],
        "C": identity_of(problem.r),
        "B": transposed(given["w_r"]),
        "shift": 1 + sum((x * x for v in given["w_r"] for x in v), F(0)),  # x + 1 + x^2 > 0 for every entry x
    }
    return report(STATEMENT, assignment, "the codes 1 + I are realized", field=problem.field)


def mutations() -> list[Mutation]:
    rank_alone = implies(FITTED, both(WIDTH >= RANK, loss(RELU, _encoder(transpose(B)), C, w_p, w_r, m) == 0))
    more = implies(FITTED, WIDTH > RANK)
    equal = {**GOOD, "w_r": [[1], [1]], "rows": [[1, F(1, 2)]], "decoder": [[1]], "B": [[1, 1]]}
    return [
        wrong("always-rank", "rank V neurons are enough for V = (1, -1)", STATEMENT, GOOD, rank_alone),
        wrong("always-one-more", "rank V neurons are never enough", STATEMENT, equal, more),
        Mutation("attained", "small losses need as many neurons as loss 0", refuted_by=approached),
        Mutation("equal-targets", "V = (1, 1) also needs two neurons", rejected=lambda: no_width_one(sign=1)),
        Mutation("wrong-order", "preactivations in the reverse order", rejected=lambda: interpolation(2, 2, swap=True)),
    ]
