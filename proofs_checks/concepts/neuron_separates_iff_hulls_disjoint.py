"""A concept is the activation set of one neuron with bias exactly when the convex hulls of the two classes are disjoint."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from proofs_checks.concepts._neurons import XOR, integer_points, neuron, no_neuron, reported
from solvers.concepts.margin import margin
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import both, either, exists, for_all, names, op, span, subsets
from theory.typed import SCALAR, Expr, TypedStatement, column, iff, mat, negation, var, vec
from theory.typed import both as all_of
from theory.typed import dot as inner
from theory.typed import exists as some
from theory.typed import for_all as every
from theory.typed import total as add_up

z, y, d = names("z y d")

X, Y = var("X", mat("n", "k")), var("Y", mat("n", "m"))  # the points of C and of N, as columns


def separated(on: Callable[[Expr], Expr], off: Callable[[Expr], Expr]) -> Expr:
    """Some neuron (w, b) has values of the one kind on C and of the other kind on N."""
    return some(
        vec("n"),
        lambda w: some(
            SCALAR,
            lambda b: all_of(
                every("k", lambda i: on(inner(w, column(X, i)) + b)),
                every("m", lambda j: off(inner(w, column(Y, j)) + b), "j"),
            ),
            "b",
        ),
        "w",
    )


EQUAL_AVERAGES = some(
    vec("k"),
    lambda a: some(
        vec("m"),
        lambda b: all_of(
            every("k", lambda i: a[i] >= 0),
            every("m", lambda i: b[i] >= 0),
            add_up("k", lambda i: a[i]) == 1,
            add_up("m", lambda i: b[i]) == 1,
            X @ a == Y @ b,
        ),
        "b",
    ),
    "a",
)
STRONG = separated(lambda z: z >= 1, lambda z: z <= -1)

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.neuron-separates-iff-hulls-disjoint",
    title="One neuron separates iff the hulls are disjoint",
    statement=r"""
        For disjoint finite non-empty $C, N \subset \mathbb{R}^n$ equivalent are: (i) some $(w, b)$ has $w \cdot x + b
        > 0$ on $C$ and $\le 0$ on $N$; (ii) some $(w, b)$ has $w \cdot x + b \ge 1$ on $C$ and $\le -1$ on $N$; (iii)
        $\mathrm{conv}(C) \cap \mathrm{conv}(N) = \emptyset$; (iv) there are no averages $\sum \lambda_x x = \sum
        \kappa_y y$ of the two sides. (Beyond the formal statement, in which (iii) is (iv): if (iv) fails, it fails
        with at most $n + 2$ points.)""",
    source=reported("Separation by one neuron"),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "finite",
            "both sets are finite (or compact)",
            lambda: neuron([(0,), (1,)], {1}),
            drop_note="false without: concepts.infinite-sets-disjoint-hulls",
        ),
    ),
    typed=TypedStatement(
        "n k m",
        (X, Y),
        {},
        all_of(iff(separated(lambda z: z > 0, lambda z: z <= 0), STRONG), iff(STRONG, negation(EQUAL_AVERAGES))),
    ),
)


def line(count: int) -> Certificate:
    """On count points of the line every pair of non-empty classes: a neuron exists iff the intervals are disjoint."""
    s, _c, x, t, w = names("s c x t w")
    z_of = w * (2 * x - t)
    left = for_all(s, lambda c: for_all(span(count), lambda x: either(op("in", x, s), x > c), "x"), "c")
    right = for_all(s, lambda c: for_all(span(count), lambda x: either(op("in", x, s), x < c), "x"), "c")
    separated = exists(
        [-1, 1],
        lambda w: exists(
            span(-1, 2 * count),
            lambda t: for_all(
                span(count),
                lambda x: either(both(op("in", x, s), z_of > 0), both(op("not", op("in", x, s)), z_of <= 0)),
                "x",
            ),
            "t",
        ),
        "w",
    )
    return evaluation(
        for_all(subsets(count), lambda s: op("=", separated, either(left, right)), "s"),
        means="points 0, 1, ..., the neurons w (2 x - t): all activation sets of neurons on the line",
    )


def prove(budget: Budget) -> Evidence:
    text = "All classes of five points on the line."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, (line(5),))


def examples(budget: Budget) -> Evidence:
    """The separating neuron or combination, against the distance of the hulls by Wolfe's algorithm."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=40, full=1000)
    for _ in range(count):
        n = rng.randint(1, 4)
        points = integer_points(rng, rng.randint(2, 5) + (n > 1), n)
        concept = set(rng.sample(range(len(points)), rng.randint(1, len(points) - 1)))
        found, distance = separate(points, concept), margin(points, concept)
        violations += isinstance(found, Separated) != (distance.lower > 0)
        if not isinstance(found, Separated):
            violations += len(found.support) > n + 2 or distance.upper > Fraction(1, 10**9)
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Random integer points: the linear program against the distance of the hulls.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("disjoint", "disjoint classes are enough", refuted_by=lambda: no_neuron([(0,), (1,), (2,)], {1})),
        Mutation(
            "no-bias", "the bias is not needed", refuted_by=lambda: no_neuron([(1,), (2,)], {1}, "bias-free-weak")
        ),
        Mutation(
            "fewer-points",
            r"$n + 1$ points suffice: without one of its four points the XOR combination excludes nothing",
            refuted_by=lambda: evaluation(
                for_all(
                    [[w, b, k] for w, b, k in (([1, 1], -1, 0), ([-1, -1], 1, 1), ([-1, 1], 1, 2), ([1, -1], 1, 3))],
                    lambda a: for_all(
                        span(4),
                        lambda i: either(
                            i == a[2],
                            both(i < 2, op("dot", a[0], op("at", XOR, i)) + a[1] > 0),
                            both(i >= 2, op("dot", a[0], op("at", XOR, i)) + a[1] <= 0),
                        ),
                        "i",
                    ),
                    "a",
                ),
                means="four neurons, each right at three of the four XOR points",
            ),
        ),
    ]
