"""A ReLU autoencoder with biases that is exact on a sphere with p active atoms has exactly 2p live atoms, and none of them has a bias."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.manifolds._sampled import own
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, for_all, length, matvec, names, sigma, support, transpose
from theory.statement import Statement
from theory.typed import TypedStatement, by_entries, cardinal, implies, mat, norm2, relu, size, those, total, var, vec
from theory.typed import both as all_of
from theory.typed import for_all as every

F = Fraction
D, W, b = var("D", mat("p", "n")), var("W", mat("n", "p")), var("b", vec("n"))
CODE = lambda x: W @ x + b  # noqa: E731
EXACT = every(
    vec("p"),
    lambda x: implies(norm2(x) == 1, D @ by_entries("n", lambda j: relu(CODE(x)[j])) == x),
    "x",
)
SPARSE = every(
    vec("p"),
    lambda x: implies(norm2(x) == 1, cardinal(those("n", lambda j: CODE(x)[j] > 0)) <= size("p")),
    "x",
)
UNBIASED = every(
    vec("p"), lambda x: implies(norm2(x) == 1, every("n", lambda j: implies(CODE(x)[j] > 0, b[j] == 0))), "x"
)
LIVE = cardinal(those("n", lambda j: all_of(b[j] == 0, total("p", lambda a: W[j, a] ** 2, "a") > 0)))

# the same at listed points, for the evaluator: encoders and atoms as rows, biases
RELU = Expression(["data", {"type": "relu"}])
encoder, atoms, bias, points = names("encoder atoms bias points")
PRE = lambda x: matvec(encoder, x) + bias  # noqa: E731
AT_POINTS = for_all(points, lambda x: matvec(transpose(atoms), sigma(RELU, PRE(x))) == x, "x")


def _active(x: Expression) -> Expression:
    """How many atoms are active."""
    return length(support(sigma(RELU, PRE(x))))


CROSS = [[1, 0], [0, 1], [-1, 0], [0, -1]]
CIRCLE = [[F(3, 5), F(4, 5)], [F(-4, 5), F(3, 5)], [F(-3, 5), F(-4, 5)], [F(4, 5), F(-3, 5)], *CROSS]
PAIRS = {"encoder": CROSS, "atoms": CROSS, "bias": [0, 0, 0, 0], "points": CIRCLE}
THREE = {
    "encoder": [[F(2, 3), F(-1, 3)], [F(-1, 3), F(2, 3)], [F(-1, 3), F(-1, 3)]],
    "atoms": [[1, 0], [0, 1], [-1, -1]],
    "bias": [1, 1, 1],
    "points": CIRCLE,
}

CLAIM = Claim(
    id="manifolds.exact-relu-on-a-sphere",
    title="Exact capture of a sphere with p active atoms: 2p live atoms, no biases",
    statement=r"""
        Let $p \ge 2$ and $D \, \mathrm{relu}(W x + b) = x$ with at most $p$ active atoms for all $x$ with $\|x\| = 1$.
        Then every atom that is active at some point of the sphere has $b_j = 0$, and exactly $2p$ atoms have $b_j = 0$ and
        $w_j \ne 0$: the live ones. Beyond the formal statement: these $2p$ atoms are an exact bias-free autoencoder, and a
        kink of one of them has to be cancelled by another one with a parallel encoder
        (manifolds.exact-relu-kinks-cancel), so they are $p$ antipodal pairs.""",
    source=own("amortised capture of a sphere, classification"),
    kind="property",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "dimensions",
            r"$p \ge 2$",
            lambda: evaluation(length(points[0]) >= 2, let={"points": CIRCLE}, record=""),
            drop=lambda: evaluation(
                both(AT_POINTS, bias[0] != 0),
                let={
                    "encoder": [[F(1, 2)], [F(-1, 2)]],
                    "atoms": [[1], [-1]],
                    "bias": [F(1, 2)] * 2,
                    "points": [[1], [-1]],
                },
                means="in one dimension the sphere has two points, and biases are free",
            ),
        ),
        Hypothesis(
            "exact",
            r"$D \, \mathrm{relu}(W x + b) = x$ for $\|x\| = 1$",
            lambda: evaluation(AT_POINTS, let=PAIRS, record="points"),
            drop=lambda: evaluation(
                for_all(points, lambda x: both(PRE(x)[0] > 0, length(PRE(x)) <= 2), "x"),
                let={"encoder": [[0, 0]], "bias": [1], "points": CIRCLE},
                means="one atom with a bias that is active everywhere",
            ),
        ),
        Hypothesis(
            "sparse",
            r"at most $p$ active atoms for $\|x\| = 1$",
            lambda: evaluation(for_all(points, lambda x: _active(x) <= 2, "x"), let=PAIRS, record="points"),
            drop=lambda: evaluation(
                both(AT_POINTS, bias[0] != 0, length(bias) < 4),
                let=THREE,
                means="three atoms with biases, all active, are exact on the circle",
            ),
        ),
    ),
    depends_on=("manifolds.exact-relu-kinks-cancel",),
    remark="""
        With a decoder bias c the pairs are about c, and of a pair whose hyperplane misses the sphere one atom is enough: three
        atoms for |c| = 1 on the circle. At most p active atoms almost everywhere and everywhere are the same, because
        being active is open. Attained by manifolds.antipodal-pairs-are-exact.""",
    typed=TypedStatement(
        "p n",
        (D, W, b),
        {"dimensions": size("p") >= 2, "exact": EXACT, "sparse": SPARSE},
        all_of(UNBIASED, LIVE == size("p") + size("p")),
    ),
)


def examples(budget: Budget) -> Evidence:
    """Random bases: antipodal pairs with dual encoders are exact at rational points of the circle; with a bias on one they are not."""
    rng, number = random.Random(budget.seed), budget.pick(quick=60, full=600)
    exact = Statement(("encoder", "atoms", "bias", "points"), {}, AT_POINTS)
    violations = 0
    for _ in range(number):
        a, c = (F(rng.randint(1, 3)) for _ in range(2))
        t = F(rng.randint(-3, 3))
        half, dual = [[a, t], [F(0), c]], [[1 / a, F(0)], [-t / (a * c), 1 / c]]
        rows = {"encoder": [*dual, *_opposite(dual)], "atoms": [*half, *_opposite(half)], "points": CIRCLE}
        moved = [F(rng.choice((-1, 1)), rng.randint(1, 4)), F(0), F(0), F(0)]
        violations += not exact.holds({**rows, "bias": [0] * 4}) or exact.holds({**rows, "bias": moved})
    numbers = {"examples": number, "seed": budget.seed, "violations": violations}
    text = "Random bases of the plane: their pairs are exact at points of the circle, and no longer once an atom has a bias."
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def _opposite(rows: list[list[F]]) -> list[list[F]]:
    return [[-v for v in row] for row in rows]


def mutations() -> list[Mutation]:
    variables = ("encoder", "atoms", "bias", "points")
    three_active = Statement(variables, {"exact": AT_POINTS}, for_all(bias, lambda v: v == 0, "v"))
    finite = Statement(
        variables,
        {"exact": AT_POINTS, "sparse": for_all(points, lambda x: _active(x) <= 2, "x")},
        for_all(bias, lambda v: v == 0, "v"),
    )
    centre = names("centre")[0]
    centred = Statement(
        (*variables, "centre"),
        {"exact": for_all(points, lambda x: matvec(transpose(atoms), sigma(RELU, PRE(x))) + centre == x, "x")},
        length(encoder) == 4,
    )
    on_axis = {
        "encoder": [[-1, 0], [0, 1], [0, -1]],
        "atoms": [[-1, 0], [0, 1], [0, -1]],
        "bias": [1, 0, 0],
        "points": CIRCLE,
        "centre": [1, 0],
    }
    few = {"encoder": [[1, 0]], "atoms": [[F(1, 2), 0]], "bias": [1], "points": [[1, 0]]}
    return [
        Mutation("any-number-active", "three may be active", refuted_by=lambda: three_active.refuted_by(THREE)),
        Mutation(
            "finitely-many-points", "one point of the sphere is enough", refuted_by=lambda: finite.refuted_by(few)
        ),
        Mutation(
            "decoder-bias",
            "with a decoder bias there are 2p atoms, too",
            refuted_by=lambda: centred.refuted_by(on_axis),
        ),
    ]
