"""The gauge group of ReLU is exactly: permute the neurons, and scale each one by a positive number.  Proved, for every width."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._instances import distinct_units, matrix
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, both, either, matvec, names, sigma
from theory.sdl import Activation, Problem
from theory.sdl.gauge import GaugeGroup
from theory.statement import Statement

Q = Fraction
RELU = Expression(["data", {"type": "relu"}])
A, B, Z, c, z, s, t, a, b, m, w = names("A B z c x s t a b m w")
# B relu(A z) = relu(z) at the point z
PRESERVED = matvec(B, sigma(RELU, matvec(A, Z))) == sigma(RELU, Z)

CLAIM = Claim(
    id="sdl.gauge-relu",
    title="The gauge group of ReLU",
    statement=r"Let $A$ and $B$ be $q \times q$ matrices. Replacing $(W_E, W_D)$ by $(A W_E, W_D B)$ preserves the network function "
    r"of every ReLU network, that is $B \, \mathrm{relu}(A z) = \mathrm{relu}(z)$ for all $z \in \mathbb{R}^q$, if and only if "
    r"$A$ has exactly one positive entry in each row and each column, zeros elsewhere, and $B = A^{-1}$. So the gauge group is "
    r"the semidirect product of the permutations $S_q$ with the positive scalings $(\mathbb{R}_{>0})^q$.",
    source=Source(locator="Gauge groups", arxiv="", ours=True, note="complete form"),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "all-inputs", r"the identity holds for all $z \in \mathbb{R}^q$",
            lambda: evaluation(PRESERVED, let={"A": [[0, 2], [3, 0]], "B": [[0, Q(1, 3)], [Q(1, 2), 0]], "z": [5, -7]},
                               record="A B z"),
            drop=lambda: evaluation(
                both(*(matvec(B, sigma(RELU, matvec(A, Expression(["data", v])))) == sigma(RELU, Expression(["data", v]))
                       for v in ([1, 0], [0, 1], [1, 1]))),
                let={"A": [[2, 1], [1, 2]], "B": [[Q(2, 3), Q(-1, 3)], [Q(-1, 3), Q(2, 3)]]}, record="A B",
                means="on z >= 0 alone any invertible A >= 0 will do",
            ),
        ),
    ),
    remark="Top-k and JumpReLU have smaller groups: sdl.top-k-gauge, sdl.gauge-jumprelu.",
)  # fmt: skip


def scaling() -> Certificate:
    """p = relu(x) means p >= 0, p >= x, p (p - x) = 0; then cp = relu(cx) for c > 0."""
    p = names("p")[0]
    return implication(
        "c x p",
        assume=[relation(c, ">"), relation(p, ">="), relation(p - z, ">="), relation(p * (p - z), "=")],
        conclude=relation((c * p) * (c * p - c * z), "="),
        by=derivation(multiples={3: c**2}),
        means="relu(c x) = c relu(x): with p = relu(x) also (cp)(cp - cx) = 0; cp >= 0 and cp >= cx are products",
    )


def scaling_order() -> Certificate:
    p = names("p")[0]
    return implication(
        "c x p",
        assume=[relation(c, ">"), relation(p - z, ">=")],
        conclude=relation(c * p - c * z, ">="),
        by=derivation(term(1, use=(0, 1))),
        means="c p >= c x",
    )


def inverse() -> Certificate:
    """relu(y) - relu(-y) = y, from the definition of both."""
    p, r = names("p r")
    return implication(
        "x p r",
        assume=[relation(p, ">="), relation(r, ">="), relation(p * (p - z), "="), relation(r * (r + z), "="),
                relation(p - z, ">="), relation(r + z, ">=")],
        conclude=relation(-((p - r - z) ** 2), ">="),
        by=derivation(term(1, use=(0, 1)), term(1, use=(4, 5)), multiples={2: -1, 3: -1}),
        means="p = relu(x), r = relu(-x): (p - r - x)^2 <= 0, so p - r = x",
    )  # fmt: skip


def one_entry() -> Certificate:
    """Two positive entries s, t of a row: at z = e_j - m e_k with m = (s + 1)/t the row gives -1, and relu gives 0, not s."""
    return implication(
        "s t m",
        assume=[relation(s, ">"), relation(t, ">"), relation(m * t - s - 1, "=")],
        conclude=relation(-(s - m * t), ">"),
        by=derivation(term(1), multiples={2: 1}),
        means="s - m t = -1 < 0, but the commuted side is s > 0",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "B relu(A z) = relu(z) for all z iff A is a permutation matrix with positive entries and B its inverse.",
        checked("scaling", r"$\mathrm{relu}(c x) = c \, \mathrm{relu}(x)$ for $c > 0$.", scaling()),
        checked("scaling-order", "with the inequality that relu also needs.", scaling_order()),
        read(
            "if",
            "relu acts entry by entry, so it commutes with permutations, and with positive scalings of the entries; hence "
            r"$A^{-1} \mathrm{relu}(A z) = \mathrm{relu}(z)$ for positive monomial A.",
            "definition", "scaling", "scaling-order",
        ),
        checked("difference", r"$\mathrm{relu}(y) - \mathrm{relu}(-y) = y$ for every y.", inverse()),
        read(
            "inverse",
            r"Conversely apply the identity to z and to -z and subtract: $B A z = z$. So $B = A^{-1}$ and "
            r"$\mathrm{relu}(A z) = A \, \mathrm{relu}(z)$.",
            "linearity", "difference",
        ),
        read("nonnegative", r"At $z = e_j$: $A e_j = \mathrm{relu}(A e_j) \ge 0$.", "instance", "inverse"),
        checked(
            "one-per-row",
            r"Suppose a row has two positive entries s (column j) and t (column k). At $z = e_j - m e_k$, $m = (s+1)/t$, the right "
            "side is s, and the left side is relu(-1) = 0.",
            one_entry(),
        ),
        read(
            "only-if", "So each row has at most one positive entry; A is invertible, so exactly one in each row and each column.",
            "counting", "inverse", "nonnegative", "one-per-row",
        ),
        read("all", "Together.", "conclusion", "if", "only-if"),
    )  # fmt: skip
    return [Evidence("symbolic-proof", "proved", "all-parameters", "For every width q.", (certificate,))]


def examples(budget: Budget) -> Evidence:
    """Gauge copies of random networks have the same exact loss, and their canonical forms agree."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=40, full=500)
    for _ in range(count):
        q, p = rng.choice((1, 2, 3)), rng.choice((2, 3))
        problem = Problem.sae(distinct_units(rng, 3, p), activation=Activation("relu"), width=q)
        pair, group = (matrix(rng, q, p), matrix(rng, p, q)), GaugeGroup.of(problem.activation, q)
        copy = group.sample(rng).apply(*pair)
        violations += problem.loss(*copy) != problem.loss(*pair) or not group.equivalent(copy, pair)
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Random exact networks, random elements of the group.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    negative = Statement(
        ("A", "B", "z"), {"inverse": Expression(["matmul", "B", "A"]) == [[1]], "nonzero": A[0, 0] != 0}, PRESERVED
    )
    mixing = Statement(
        ("A", "B", "z"),
        {"inverse": Expression(["matmul", "B", "A"]) == [[1, 0], [0, 1]],
         "nonnegative": both(*(A[i, j] >= 0 for i in range(2) for j in range(2)))},
        PRESERVED,
    )  # fmt: skip
    factor = Statement(
        ("A", "B", "z"), {"positive": A[0, 0] > 0, "decoder-kept": B[0, 0] == 1}, either(A[0, 0] == 1, PRESERVED)
    )

    def any_sign() -> Certificate:
        return implication(
            "c x p",
            assume=[relation(c, ">="), relation(names("p")[0] - z, ">=")],
            conclude=relation(c * names("p")[0] - c * z, ">"),
            by=derivation(term(1, use=(0, 1))),
        )

    return [
        Mutation(
            "any-sign", "negative scalings are symmetries too",
            refuted_by=lambda: negative.refuted_by({"A": [[-1]], "B": [[-1]], "z": [1]}),
        ),
        Mutation(
            "all-nonnegative", "every invertible nonnegative A is a symmetry",
            refuted_by=lambda: mixing.refuted_by({"A": [[1, 1], [0, 1]], "B": [[1, -1], [0, 1]], "z": [1, -2]}),
        ),
        Mutation(
            "decoder-kept", "the decoder need not be divided",
            refuted_by=lambda: factor.refuted_by({"A": [[2]], "B": [[1]], "z": [1]}),
        ),
        Mutation("zero-scale", "a strict inequality survives multiplication by zero", rejected=any_sign),
    ]  # fmt: skip


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """One exact gauge copy of a random network has the same loss on this problem."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the claim is about ReLU")
    rng = random.Random(budget.seed)
    pair = matrix(rng, problem.width, problem.p), matrix(rng, problem.r, problem.width)
    copy = GaugeGroup.of(problem.activation, problem.width).sample(rng).apply(*pair)
    same = problem.loss(*copy) == problem.loss(*pair)
    return InstanceReport("holds" if same else "violated", "a random network and a gauge copy of it have the same loss")
