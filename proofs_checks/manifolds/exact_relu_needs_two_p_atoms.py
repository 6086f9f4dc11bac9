"""A bias-free ReLU autoencoder that is exact on a p-dimensional space has at least 2p atoms, whatever its encoders."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.manifolds._sampled import own
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, for_all, length, matvec, names, sigma, transpose
from theory.manifolds.relu_identity import is_identity
from theory.statement import Statement
from theory.typed import TypedStatement, by_entries, mat, relu, size, var, vec
from theory.typed import for_all as every

F = Fraction
D, W = var("D", mat("p", "n")), var("W", mat("n", "p"))
EXACT = every(vec("p"), lambda x: D @ by_entries("n", lambda j: relu((W @ x)[j]), "j") == x, "x")

# the same at listed points, for the evaluator: encoders and atoms as rows, biases b
RELU = Expression(["data", {"type": "relu"}])
encoder, atoms, bias, points = names("encoder atoms bias points")
AT_POINTS = for_all(points, lambda x: matvec(transpose(atoms), sigma(RELU, matvec(encoder, x) + bias)) == x, "x")
CROSS = [[1, 0], [0, 1], [-1, 0], [0, -1]]
CIRCLE = [[F(3, 5), F(4, 5)], [F(-4, 5), F(3, 5)], [F(-3, 5), F(-4, 5)], [F(4, 5), F(-3, 5)], *CROSS]

CLAIM = Claim(
    id="manifolds.exact-relu-needs-two-p-atoms",
    title="Exact reconstruction by a linear encoder with ReLU needs two atoms per dimension",
    statement=r"""
        Let $D \in \mathbb{R}^{p \times n}$ and $W \in \mathbb{R}^{n \times p}$ with $D \, \mathrm{relu}(W x) = x$ for
        all $x \in \mathbb{R}^p$. Then $n \ge 2p$. Both sides are positively homogeneous, so exactness on the unit
        sphere is the same.""",
    source=own("amortised capture of a sphere, least number of atoms"),
    kind="bound",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "exact",
            r"$D \, \mathrm{relu}(W x) = x$ for all $x$",
            lambda: evaluation(
                AT_POINTS,
                let={"encoder": CROSS, "atoms": CROSS, "bias": [0, 0, 0, 0], "points": CIRCLE},
                record="points",
            ),
            drop=lambda: evaluation(
                both(AT_POINTS, length(encoder) < 2 * length(points)),
                let={
                    "encoder": [[1, 0], [0, 1]],
                    "atoms": [[1, 0], [0, 1]],
                    "bias": [0, 0],
                    "points": [[1, 0], [0, 1]],
                },
                means="exact on the positive quadrant alone: p atoms do it",
            ),
        ),
    ),
    remark="""
        Attained by antipodal pairs: manifolds.antipodal-pairs-are-exact. With free codes p + 1 atoms are enough
        (manifolds.positive-combination-captures), so a linear encoder costs p - 1 atoms. With biases three atoms are
        exact on the circle.""",
    typed=TypedStatement("p n", (D, W), {"exact": EXACT}, size("p") + size("p") <= size("n")),
)


def examples(budget: Budget) -> Evidence:
    """Random autoencoders with small integer entries: those that are exact, decided for all points, have 2p atoms or more."""
    rng, number = random.Random(budget.seed), budget.pick(quick=3000, full=30_000)
    exact = violations = 0
    for _ in range(number):
        p, n = rng.choice((1, 1, 1, 2)), rng.randint(1, 4)
        rows = [[rng.randint(-1, 1) for _ in range(p)] for _ in range(n)]
        found = is_identity(
            rows, [[rng.choice((F(-1), F(1), F(1, 2), F(-1, 2))) * v for v in w] for w in rows], dimension=p
        )
        exact += found
        violations += found and n < 2 * p
    numbers = {"examples": number, "exact": exact, "seed": budget.seed, "violations": violations}
    text = "Random autoencoders on a line or plane; exactness is decided for the whole space."
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def mutations() -> list[Mutation]:
    # on the line, points 1 and -1 decide exactness, because both sides are positively homogeneous
    line = Statement(
        ("encoder", "atoms", "bias", "points"),
        {"exact": AT_POINTS, "line": points == [[1], [-1]], "no-bias": for_all(bias, lambda b: b == 0, "b")},
        length(encoder) >= 3,
    )
    some = Statement(("encoder", "atoms", "bias", "points"), {"exact": AT_POINTS}, length(encoder) >= length(points))
    two, three = [[1], [-1]], [[1, 0], [0, 1], [-1, -1]]
    return [
        Mutation(
            "one-more",
            "2p + 1 atoms are needed",
            refuted_by=lambda: line.refuted_by({"encoder": two, "atoms": two, "bias": [0, 0], "points": two}),
        ),
        Mutation(
            "finitely-many-points",
            "exactness at the 2p points of a cross is enough",
            refuted_by=lambda: some.refuted_by(
                {
                    "encoder": [[1, 0], [1, 0], [0, 1]],
                    "atoms": [[F(1, 2), 0], [F(1, 2), 0], [0, 1]],
                    "bias": [0, 0, 0],
                    "points": [[1, 0], [2, 0], [0, 1], [0, 2]],
                }
            ),
        ),
        Mutation(
            "with-biases",
            "biases do not help on the unit circle",
            refuted_by=lambda: some.concluding(length(encoder) >= 4).refuted_by(
                {
                    "encoder": [[F(2, 3), F(-1, 3)], [F(-1, 3), F(2, 3)], [F(-1, 3), F(-1, 3)]],
                    "atoms": three,
                    "bias": [1, 1, 1],
                    "points": CIRCLE,
                }
            ),
        ),
    ]
