r"""The largest margin of a neuron is half the distance of the hulls, and just so far may the points move."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._neurons import integer_points, no_neuron, own
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.margin import margin
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Evidence, Mutation
from theory.typed import SCALAR, Expr, both, column, dot, for_all, implies, mat, norm2, total, var, vec

F = Fraction
C, N = var("C", mat("n", "k")), var("N", mat("n", "l"))  # the points of the two sides, as columns
C2, N2 = var("C2", mat("n", "k"), r"\tilde C"), var("N2", mat("n", "l"), r"\tilde N")
lam, kap = var("lam", vec("k"), r"\lambda"), var("kap", vec("l"), r"\kappa")
lam2, kap2 = var("lam2", vec("k"), r"\tilde\lambda"), var("kap2", vec("l"), r"\tilde\kappa")
w, b, m = var("w", vec("n")), var("b", SCALAR), var("m", SCALAR)
p, q, shift = var("p", vec("n")), var("q", vec("n")), var("shift", SCALAR, r"\beta")


def weights(a: Expr, n: str) -> Expr:
    """Nonnegative, with sum 1."""
    return both(for_all(n, lambda i: a[i] >= 0), total(n, lambda i: a[i]) == 1)


def between(x: Expr) -> Expr:
    """The neuron half way between p and q, not normalised: its margin is |p - q|^2 / 2, that is |p - q| / 2 for a unit normal."""
    return dot(p - q, x) + shift


D2 = norm2(p - q)
MARGIN = both(
    for_all("k", lambda i: dot(w, column(C, i)) + b >= m), for_all("l", lambda j: dot(w, column(N, j)) + b <= -m, "j")
)
UNIT_NORMAL, NONNEGATIVE = norm2(w) == 1, m >= 0
CLOSEST = both(
    for_all("k", lambda i: dot(p - q, column(C, i) - p) >= 0),
    for_all("l", lambda j: dot(q - p, column(N, j) - q) >= 0, "j"),
)
ATTAINED = both(
    for_all("k", lambda i: 2 * between(column(C, i)) >= D2),
    for_all("l", lambda j: 2 * between(column(N, j)) <= -D2, "j"),
)
SHORT = both(
    for_all("k", lambda i: 4 * norm2(column(C2, i) - column(C, i)) < D2),
    for_all("l", lambda j: 4 * norm2(column(N2, j) - column(N, j)) < D2, "j"),
)
STAYS = both(
    for_all("k", lambda i: between(column(C2, i)) > 0), for_all("l", lambda j: between(column(N2, j)) < 0, "j")
)
OTHERS = both(weights(lam2, "k"), weights(kap2, "l"))
LEAST = D2 <= norm2(C @ lam2 - N @ kap2)

T = Theorem(
    id="concepts.margin-duality",
    title="Margin duality and stability",
    says=r"""
        Let $p$, $q$ be averages of the finite sets $C, N \subset \mathbb{R}^n$. A neuron with $\|w\| = 1$ and $\langle w, x
        \rangle + b \ge m \ge 0$ on $C$, $\le -m$ on $N$ has $2 m \le \|p - q\|$. If $\langle p - q, x - p \rangle \ge 0$ on
        $C$ and $\langle q - p, y - q \rangle \ge 0$ on $N$, then $\|p - q\|$ is the distance $D$ of the hulls, and the
        neuron half way between $p$ and $q$ has the margin $D / 2$, so this is the largest; and if every point moves by less
        than $D / 2$, this neuron still separates. Beyond the formal statement: for moves of length exactly $D / 2$ this
        is false.""",
    source=own("statement of this project"),
    kind="identity",
    sizes="n k l",
    about=(C, N, lam, kap, lam2, kap2, w, b, m, C2, N2),
    let=((p, C @ lam), (q, N @ kap), (shift, (norm2(q) - norm2(p)) / 2)),
    given={
        "averages": Given(
            "p and q are in the hulls", both(weights(lam, "k"), weights(kap, "l")), fails={"lam": [0, 0]}
        ),
    },
    then=both(
        implies(both(UNIT_NORMAL, NONNEGATIVE, MARGIN), 4 * m**2 <= D2),
        implies(CLOSEST, ATTAINED),
        implies(both(CLOSEST, SHORT), STAYS),
        implies(both(CLOSEST, OTHERS), LEAST),
    ),
    # two segments of direction (4, -3) opposite each other: D = 5, p = (3, 4), q = (0, 0)
    example={
        **{"n": 2, "k": 2, "l": 2, "C": [[3, 7], [4, 1]], "N": [[0, -4], [0, 3]], "lam": [1, 0], "kap": [1, 0]},
        **{"lam2": [F(1, 2), F(1, 2)], "kap2": [0, 1], "w": [F(3, 5), F(4, 5)], "b": F(-5, 2), "m": F(5, 2)},
        **{"C2": [[2, 7], [3, 1]], "N2": [[1, -4], [1, 3]]},
    },
    needs=("concepts.neuron-separates-iff-hulls-disjoint",),
    remark="""
        Closest points of the hulls, which exist over the reals as the hulls are compact, satisfy the condition on p and q
        (else a point of a segment were nearer).""",
)
T.wrongly("strict", "the margin is below half of every distance", implies(both(UNIT_NORMAL, MARGIN), 4 * m**2 < D2))
T.wrongly("larger", r"$5 m^2 \le D^2$", implies(both(UNIT_NORMAL, MARGIN), 5 * m**2 <= D2))
T.wrongly("any-normal", "normals of any length", implies(MARGIN, 4 * m**2 <= D2), w=[F(6, 5), F(8, 5)], b=-5, m=5)
T.wrongly("any-neuron", "a neuron of any margin", implies(UNIT_NORMAL, 4 * m**2 <= D2), m=3)
T.wrongly(
    "whole-margin",
    "the neuron half way has margin D",
    implies(CLOSEST, for_all("k", lambda i: between(column(C, i)) >= D2)),
)
T.wrongly("any-pair", "any two points of the hulls", ATTAINED, lam=[0, 1])
T.wrongly("any-moves", "moves of any length", implies(CLOSEST, STAYS), C2=[[0, 7], [0, 1]])
T.wrongly(
    "moves-up-to-half",
    "moves of length at most D / 2 keep the neuron",
    implies(both(CLOSEST, for_all("k", lambda i: 4 * norm2(column(C2, i) - column(C, i)) <= D2)), STAYS),
    C2=[[F(3, 2), 7], [2, 1]],
)
PAGE = "concepts-neurons"
CLAIM = T.claim()


def examples(budget: Budget) -> Evidence:
    """Both sides of the duality from Wolfe's algorithm, made exact; moved points decided by the linear program."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=40, full=1000)
    for _ in range(count):
        n = rng.randint(1, 3)
        points = integer_points(rng, rng.randint(2, 4) + (n > 1), n, size=4)
        concept = set(rng.sample(range(len(points)), rng.randint(1, len(points) - 1)))
        found = margin(points, concept)
        if not found.lower > 0:
            continue
        violations += not found.lower <= found.upper <= found.lower * (1 + F(1, 10**6))
        on, off = (
            [sum((v * points[i][k] for i, v in side.items()), F(0)) for k in range(n)] for side in (found.on, found.off)
        )
        for share in (F(99, 100), F(1)):
            shift = [share * (v - u) / 2 for u, v in zip(on, off, strict=True)]
            moved_points = [
                tuple(v + (s if i in concept else -s) for v, s in zip(x, shift, strict=True))
                for i, x in enumerate(points)
            ]
            separated = isinstance(separate(moved_points, concept), Separated)
            violations += separated != (share < 1)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    text = "Random integer points; both classes moved towards each other by 99/100 and by all of D / 2."
    return Evidence("property-test", "tested", "family", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        *T.mutations(),
        Mutation(
            "whole-distance",
            "moves shorter than D keep a neuron: on the line {0, 1}, {3} the points 0, 1, 3 may move to 0, 2, 3/2",
            refuted_by=lambda: no_neuron([(0,), (2,), (F(3, 2),)], {0, 1}),
        ),
    ]
