"""A concept is the activation set of one neuron with bias exactly when the convex hulls of the two classes are disjoint."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._neurons import XOR, integer_points, neuron, no_neuron, reported, signs_of_terms
from proofs_checks.concepts.infinite_sets_disjoint_hulls import lexicographic
from solvers.concepts.margin import margin
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import both, either, exists, for_all, names, op, span, subsets

z, y, d = names("z y d")

CLAIM = Claim(
    id="concepts.neuron-separates-iff-hulls-disjoint",
    title="One neuron separates iff the hulls are disjoint",
    statement=r"For disjoint finite non-empty $C, N \subset \mathbb{R}^n$ equivalent are: (i) some $(w, b)$ has $w "
        r"\cdot x + b > 0$ on $C$ "
    r"and $\le 0$ on $N$; (ii) some $(w, b)$ has $w \cdot x + b \ge 1$ on $C$ and $\le -1$ on $N$; (iii) "
    r"$\mathrm{conv}(C) \cap "
    r"\mathrm{conv}(N) = \emptyset$; (iv) there are no averages $\sum \lambda_x x = \sum \kappa_y y$ of the two "
    r"sides. If (iv) fails, it "
    r"fails with at most $n + 2$ points.",
    source=reported("Separation by one neuron"),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis("finite", "both sets are finite (or compact)", lambda: neuron([(0,), (1,)], {1}), drop=lexicographic),
    ),
)  # fmt: skip


def scaled() -> tuple[Certificate, Certificate]:
    """From (i) to (ii): with d = min over C of z, 2 z / d - 1 is at least 1 on C and at most -1 on N."""
    on = implication(
        "z d", assume=[relation(d, ">"), relation(z - d, ">=")], conclude=relation((2 * z - d) - d, ">="),
        by=derivation(term(2, use=(1,))), means="d times (2 z / d - 1) is at least d",
    )  # fmt: skip
    off = implication(
        "y d", assume=[relation(d, ">"), relation(-y, ">=")], conclude=relation(-d - (2 * y - d), ">="),
        by=derivation(term(2, use=(1,))), means="d times (2 y / d - 1) is at most -d",
    )  # fmt: skip
    return on, off


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
            lambda t: for_all(span(count), lambda x: either(both(op("in", x, s), z_of > 0), both(op(
                "not", op("in", x, s)), z_of <= 0)), "x"),
            "t",
        ),
        "w",
    )  # fmt: skip
    return evaluation(
        for_all(subsets(count), lambda s: op("=", separated, either(left, right)), "s"),
        means="points 0, 1, ..., the neurons w (2 x - t): all activation sets of neurons on the line",
    )


def prove(budget: Budget) -> list[Evidence]:
    on, off = scaled()
    certificate = proof(
        "(i), (ii), (iii) and (iv) are equivalent, and combinations with at most n + 2 points suffice.",
        read("down", "(ii) implies (i), and (iii) is (iv) by the definition of the hull.", "definition"),
        checked("on", "(i) implies (ii) on C, with d the least z on C, which is positive as C is finite.", on),
        checked("off", "The same neuron on N.", off),
        checked("terms", "Each term of the difference of the two averages has the right sign under z.", signs_of_terms()),
        read(
            "combination",
            r"(i) implies (iv): for equal averages $0 = \sum \lambda_x z(x) - \sum \kappa_y z(y)$, the bias cancels, "
            r"and the right side "
            "is positive.",
            "linearity", "terms",
        ),
        read(
            "exists",
            r"(iv) implies (ii): if $y_p (w \cdot p + b) \ge 1$ has no solution there is $\alpha \ge 0$, not zero, "
            r"with $\sum \alpha_p y_p (p, 1) = "
            r"0$; so $\sum_C \alpha = \sum_N \alpha > 0$, and dividing gives equal averages.",
            "motzkin",
        ),
        read(
            "support",
            r"The averages of (iv) form a polytope in standard form with $n + 2$ equations ($n$ coordinates and two "
            r"sums); if it is "
            "not empty it has a vertex, whose positive entries belong to independent columns.",
            "linear-algebra",
        ),
        read("all", "Together.", "conclusion", "down", "on", "off", "combination", "exists", "support"),
    )  # fmt: skip
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Motzkin's theorem; a vertex has small support.",
            (certificate,
             illustration("The smallest case in which every neuron fails: n + 2 = 4 points.", no_neuron(XOR, {0, 1})))),
        Evidence("exact-decision", "proved", "fixed-dimension", "All classes of five points on the line.", (line(5),)),
    ]  # fmt: skip


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
        "property-test", "tested", "family", "Random integer points: the linear program against the distance of the "
            "hulls.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    return [
        Mutation("disjoint", "disjoint classes are enough", refuted_by=lambda: no_neuron([(0,), (1,), (2,)], {1})),
        Mutation("no-bias", "the bias is not needed", refuted_by=lambda: no_neuron([(1,), (2,)], {1},
            "bias-free-weak")),
        Mutation("zero-weight", "weights of C that are all 0 are an obstruction", rejected=lambda: signs_of_terms(weak=True)),
        Mutation(
            "fewer-points", r"$n + 1$ points suffice: without one of its four points the XOR combination excludes "
                r"nothing",
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
    ]  # fmt: skip
