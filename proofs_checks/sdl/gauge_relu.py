"""The gauge group of ReLU is exactly: permute the neurons, and scale each one by a positive number.  For every width."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._instances import distinct_units, matrix
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, either, matvec, names, negation, sigma
from theory.formal import both as all_of
from theory.sdl import Activation, Problem
from theory.sdl.formal import positive_part
from theory.sdl.gauge import GaugeGroup
from theory.statement import Statement
from theory.typed import (
    SCALAR,
    TypedStatement,
    both,
    exists,
    family,
    for_all,
    iff,
    implies,
    index,
    indicator,
    mat,
    one,
    var,
)

Q = Fraction
RELU = Expression(["data", {"type": "relu"}])
A, B, Z = names("A B z")
# B relu(A z) = relu(z) at the point z
PRESERVED = matvec(B, sigma(RELU, matvec(A, Z))) == sigma(RELU, Z)
# the same at some points z >= 0; one entry in each row and column of a 2 x 2 matrix
SOMEWHERE = all_of(
    *(
        matvec(B, sigma(RELU, matvec(A, Expression(["data", v])))) == sigma(RELU, Expression(["data", v]))
        for v in ([1, 0], [0, 1], [1, 1])
    )
)
MONOMIAL = either(all_of(A[0, 1] == 0, A[1, 0] == 0), all_of(A[0, 0] == 0, A[1, 1] == 0))

# the same for all z, in the typed language
left, right = var("A", mat("q", "q")), var("B", mat("q", "q"))
symmetry = for_all(mat("q", 1), lambda z: right @ positive_part(left @ z) == positive_part(z), "z")
positive_permutation = exists(
    family("q", index("q")),
    lambda p: exists(
        family("q", SCALAR),
        lambda a: both(
            for_all("q", lambda i: for_all("q", lambda j: implies(p[i] == p[j], i == j), "j")),
            for_all("q", lambda i: a[i] > 0),
            for_all("q", lambda k: for_all("q", lambda j: left[k, j] == a[k] * indicator(j == p[k]), "j"), "k"),
        ),
        "a",
    ),
    "p",
)

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.gauge-relu",
    title="The gauge group of ReLU",
    statement=r"""
        Let $A$ and $B$ be $q \times q$ matrices. Replacing $(W_E, W_D)$ by $(A W_E, W_D B)$ preserves the network
        function of every ReLU network, that is $B \, \mathrm{relu}(A z) = \mathrm{relu}(z)$ for all $z \in
        \mathbb{R}^q$, if and only if $A$ has exactly one positive entry in each row and each column, zeros elsewhere,
        and $B = A^{-1}$. So the gauge group is the semidirect product of the permutations $S_q$ with the positive
        scalings $(\mathbb{R}_{>0})^q$.""",
    source=Source(locator="Gauge groups", arxiv="", ours=True, note="complete form"),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "all-inputs",
            r"the identity holds for all $z \in \mathbb{R}^q$",
            lambda: evaluation(
                PRESERVED, let={"A": [[0, 2], [3, 0]], "B": [[0, Q(1, 3)], [Q(1, 2), 0]], "z": [5, -7]}, record="A B z"
            ),
            drop=lambda: Statement(("A", "B"), {}, either(negation(SOMEWHERE), MONOMIAL)).refuted_by(
                {"A": [[2, 1], [1, 2]], "B": [[Q(2, 3), Q(-1, 3)], [Q(-1, 3), Q(2, 3)]]},
                means="on z >= 0 alone any invertible A >= 0 will do",
            ),
        ),
    ),
    remark="Top-k and JumpReLU have smaller groups: sdl.top-k-gauge, sdl.gauge-jumprelu.",
    typed=TypedStatement("q", (left, right), {}, iff(symmetry, both(positive_permutation, right @ left == one("q")))),
)


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
        "property-test",
        "tested",
        "fixed-dimension",
        "Random exact networks, random elements of the group.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    negative = Statement(
        ("A", "B", "z"), {"inverse": Expression(["matmul", "B", "A"]) == [[1]], "nonzero": A[0, 0] != 0}, PRESERVED
    )
    mixing = Statement(
        ("A", "B", "z"),
        {
            "inverse": Expression(["matmul", "B", "A"]) == [[1, 0], [0, 1]],
            "nonnegative": all_of(*(A[i, j] >= 0 for i in range(2) for j in range(2))),
        },
        PRESERVED,
    )
    factor = Statement(
        ("A", "B", "z"), {"positive": A[0, 0] > 0, "decoder-kept": B[0, 0] == 1}, either(A[0, 0] == 1, PRESERVED)
    )

    return [
        Mutation(
            "any-sign",
            "negative scalings are symmetries too",
            refuted_by=lambda: negative.refuted_by({"A": [[-1]], "B": [[-1]], "z": [1]}),
        ),
        Mutation(
            "all-nonnegative",
            "every invertible nonnegative A is a symmetry",
            refuted_by=lambda: mixing.refuted_by({"A": [[1, 1], [0, 1]], "B": [[1, -1], [0, 1]], "z": [1, -2]}),
        ),
        Mutation(
            "decoder-kept",
            "the decoder need not be divided",
            refuted_by=lambda: factor.refuted_by({"A": [[2]], "B": [[1]], "z": [1]}),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """One exact gauge copy of a random network has the same loss on this problem."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the claim is about ReLU")
    rng = random.Random(budget.seed)
    pair = matrix(rng, problem.width, problem.p), matrix(rng, problem.r, problem.width)
    copy = GaugeGroup.of(problem.activation, problem.width).sample(rng).apply(*pair)
    same = problem.loss(*copy) == problem.loss(*pair)
    return InstanceReport("holds" if same else "violated", "a random network and a gauge copy of it have the same loss")
