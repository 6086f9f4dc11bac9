"""The gauge group of JumpReLU with a fixed positive threshold consists of the permutations of the neurons, for every width."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._instances import distinct_units, matrix
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, for_all, implies, matvec, names, sigma
from theory.sdl import Activation, Problem
from theory.sdl.formal import jumprelu
from theory.sdl.gauge import GaugeGroup
from theory.statement import Statement
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    both,
    by_entries,
    exists,
    family,
    iff,
    index,
    indicator,
    mat,
    one,
    var,
    vec,
)
from theory.typed import for_all as every
from theory.typed import implies as then

Q = Fraction
A, B, Z, ACT = names("A B z activation")
PRESERVED = matvec(B, sigma(ACT, matvec(A, Z))) == sigma(ACT, Z)
JUMP = {"type": "jumprelu", "theta": 1}
SWAP = [[0, 1], [1, 0]]
# one neuron: what leaves the network alone at some inputs is the identity
ONE_NEURON = Statement(
    ("activation", "A", "B"),
    {},
    implies(
        for_all([[-1], [0], [Q(1, 4)], [2], [5]], lambda z: matvec(B, sigma(ACT, matvec(A, z))) == sigma(ACT, z), "z"),
        A[0, 0] == 1,
    ),
)

theta, left, right = var("theta", SCALAR), var("A", mat("q", "q")), var("B", mat("q", "q"))


def passed(z: Expr) -> Expr:
    """JumpReLU entry by entry."""
    return by_entries("q", lambda i: jumprelu(theta, z[i]))


SYMMETRY = every(vec("q"), lambda z: right @ passed(left @ z) == passed(z), "z")
PERMUTATION = exists(
    family("q", index("q")),
    lambda p: both(
        every("q", lambda i: every("q", lambda j: then(p[i] == p[j], i == j), "j")),
        every("q", lambda i: every("q", lambda j: left[i, j] == indicator(j == p[i]), "j")),
    ),
    "p",
)

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.gauge-jumprelu-repaired",
    title="The gauge group of JumpReLU",
    statement=r"""
        Let $\theta > 0$ and let $A$, $B$ be $q \times q$ matrices. Then $B \sigma_\theta(A z) = \sigma_\theta(z)$ for
        all $z \in \mathbb{R}^q$ if and only if $A$ is a permutation matrix and $B = A^{-1}$.""",
    source=Source(locator="Gauge groups", arxiv="", ours=True),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "positive-threshold",
            r"$\theta > 0$",
            lambda: evaluation(
                PRESERVED,
                let={
                    "activation": Expression(["data", JUMP]),
                    "A": SWAP,
                    "B": SWAP,
                    "z": [2, Q(1, 2)],
                },
                record="A B z",
            ),
            drop=lambda: ONE_NEURON.refuted_by(
                {"activation": {"type": "jumprelu", "theta": 0}, "A": [[3]], "B": [[Q(1, 3)]]},
                means="with threshold 0 scalings are symmetries (sdl.gauge-relu)",
            ),
        ),
    ),
    depends_on=("sdl.gauge-relu",),
    typed=TypedStatement(
        "q",
        (theta, left, right),
        {"positive-threshold": theta > 0},
        iff(SYMMETRY, both(PERMUTATION, right @ left == one("q"))),
    ),
)


def examples(budget: Budget) -> Evidence:
    """Permutations preserve the exact loss of random networks."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=40, full=500)
    for _ in range(count):
        q, p = rng.choice((1, 2, 3)), rng.choice((2, 3))
        problem = Problem.sae(distinct_units(rng, 3, p), activation=Activation("jumprelu", theta=Q(1)), width=q)
        pair = matrix(rng, q, p), matrix(rng, p, q)
        copy = GaugeGroup.of(problem.activation, q).sample(rng).apply(*pair)
        violations += problem.loss(*copy) != problem.loss(*pair)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random exact networks, random permutations.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    scaled = Statement(
        ("activation", "A", "B", "z"),
        {"inverse": Expression(["matmul", "B", "A"]) == [[1]], "positive": A[0, 0] > 0},
        PRESERVED,
    )
    inverse = Statement(("activation", "A", "B", "z"), {"permutation": A == SWAP}, PRESERVED)
    return [
        Mutation(
            "scalings",
            "positive scalings are symmetries",
            refuted_by=lambda: scaled.refuted_by({"activation": JUMP, "A": [[2]], "B": [[Q(1, 2)]], "z": [1]}),
        ),
        Mutation(
            "decoder-kept",
            "the decoder need not be permuted back",
            refuted_by=lambda: inverse.refuted_by({"activation": JUMP, "A": SWAP, "B": [[1, 0], [0, 1]], "z": [2, 3]}),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A permuted copy of a random network has the same exact loss on this problem."""
    if problem.activation.kind != "jumprelu" or not (problem.activation.theta or 0) > 0:
        return InstanceReport("not-applicable", "the claim is about JumpReLU with a positive threshold")
    rng = random.Random(budget.seed)
    pair = matrix(rng, problem.width, problem.p), matrix(rng, problem.r, problem.width)
    copy = GaugeGroup.of(problem.activation, problem.width).sample(rng).apply(*pair)
    same = problem.loss(*copy) == problem.loss(*pair)
    return InstanceReport("holds" if same else "violated", "a random network and a permuted copy have the same loss")
