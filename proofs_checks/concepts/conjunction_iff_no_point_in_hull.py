"""A concept is an intersection of half-spaces on the data exactly when its hull contains no other point."""

from __future__ import annotations

import random

from proofs_checks.concepts._neurons import integer_points, neuron, no_neuron, reported, signs_of_terms
from proofs_checks.concepts.infinite_sets_disjoint_hulls import lexicographic
from solvers.concepts.separability import Inseparable
from solvers.concepts.units import least_unit
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, both, either, exists, for_all, names, op, span, subsets

lam, z, s = names("lam z s")
TRIANGLE = [(0, 0), (2, 0), (-1, 2), (-1, -2)]

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.conjunction-iff-no-point-in-hull",
    title="Conjunctive units: no other point in the hull",
    statement=r"""
        For a finite $X \subset \mathbb{R}^n$, a non-empty $C \subseteq X$ and $N = X \setminus C$: some finite
        intersection of open half-spaces meets $X$ exactly in $C$ if and only if $\mathrm{conv}(C) \cap N =
        \emptyset$. The least number of half-spaces is the least $m$ with $N = S_1 \cup \dots \cup S_m$,
        $\mathrm{conv}(S_j) \cap \mathrm{conv}(C) = \emptyset$; it is at least the chromatic number of the graph of
        pairs that no half-space containing $C$ excludes together (in $\mathbb{R}^2$ it can be larger, in
        $\mathbb{R}^1$ it is not) and at most $|N|$.""",
    source=reported("Separation by a multi-neuron unit; the bounds are ours"),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis("finite", "finitely many points", lambda: neuron([(0,), (1,)], {1}), drop=lexicographic),
        Hypothesis(
            "not-empty",
            "C is not empty",
            lambda: neuron([(0,), (1,)], {1}),
            drop_note="for the empty concept the hull is empty and one always-off neuron (w = 0, b = -1) is the unit",
        ),
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint",),
)


def in_half_space() -> Certificate:
    """A term of a convex combination of points of a half-space."""
    return implication(
        "lam z",
        assume=[relation(lam, ">"), relation(z, ">")],
        conclude=relation(lam * z, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="lambda z(x) > 0 where lambda > 0 and z(x) > 0",
    )


def pairs() -> list[Certificate]:
    """Every two corners of the triangle can be excluded by one half-space that contains the centre."""
    return [neuron([TRIANGLE[0], TRIANGLE[i], TRIANGLE[j]], {0}) for i, j in ((1, 2), (1, 3), (2, 3))]


def triple() -> Certificate:
    """No half-space contains the centre and excludes all three corners."""
    return no_neuron(TRIANGLE, {0})


def line(count: int, *, hull: bool = True) -> Certificate:
    """On the line: a unit of half-lines exists iff no other point lies between two points of the concept."""

    def excluded(y: Expression) -> Expression:  # a half-line (threshold y) that contains the concept and not y
        return either(for_all(s, lambda c: c > y, "c"), for_all(s, lambda c: c < y, "c"))

    unit = for_all(span(count), lambda y: either(op("in", y, s), excluded(y)), "y")
    (v,) = names("v")
    between = exists(s, lambda c: exists(s, lambda e: both(c < v, v < e) if hull else both(c == v, e == v), "e"), "c")
    inside = exists(span(count), lambda v: both(op("not", op("in", v, s)), between), "v")
    return evaluation(
        for_all(subsets(count), lambda s: op("=", unit, op("not", inside)), "s"),
        means="all concepts of the points 0, 1, ...: half-lines that contain C and exclude y, against hull(C)",
    )


def prove(budget: Budget) -> list[Evidence]:
    one, two, three = pairs()
    certificate = proof(
        """
        A unit exists iff conv(C) contains no other point; least covers, the two bounds and the strict case in the
        plane.""",
        checked("term", "Terms of a convex combination of points in a half-space are positive.", in_half_space()),
        read(
            "convex",
            r"""
            So each half-space of a unit contains $\mathrm{conv}(C)$, and the unit misses $N$: 'only if'.""",
            "linearity",
            "term",
        ),
        checked(
            "sides",
            """
            Terms of the difference of two averages (the step of concepts.neuron-separates-iff-hulls-disjoint).""",
            signs_of_terms(),
        ),
        read(
            "single",
            r"""
            'If': each $y \in N$ is not in $\mathrm{conv}(C)$; by concepts.neuron-separates-iff-hulls-disjoint for the
            classes $C$, $\{y\}$ a half-space contains $C$ and not $y$. Their intersection over $y \in N$ is a unit
            with $|N|$ half-spaces.""",
            "instance",
            "sides",
        ),
        read(
            "cover",
            r"""
            A set $S \subseteq N$ is excluded by one half-space that contains $C$ iff $\mathrm{conv}(S) \cap
            \mathrm{conv}(C) = \emptyset$ (concepts.neuron-separates-iff-hulls-disjoint). So units with $m$
            half-spaces are covers of $N$ by $m$ such sets.""",
            "instance",
            "sides",
        ),
        read(
            "colouring",
            "Such a set contains no conflicting pair: a cover gives a colouring of the conflict graph.",
            "counting",
            "cover",
        ),
        read(
            "line",
            r"""
            In $\mathbb{R}^1$ the conflicting pairs are those on different sides of the interval $\mathrm{conv}(C)$,
            and each side is excluded by one half-line.""",
            "cases",
            "cover",
        ),
        checked("pair-1", "In the plane: centre and corners of a triangle; corners 1 and 2 are no conflict,", one),
        checked("pair-2", "nor corners 1 and 3,", two),
        checked("pair-3", "nor corners 2 and 3,", three),
        checked(
            "triple", "but no half-space excludes all three: chromatic number 1, two half-spaces needed.", triple()
        ),
        read(
            "all",
            "Together.",
            "conclusion",
            "convex",
            "single",
            "cover",
            "colouring",
            "line",
            "pair-1",
            "pair-2",
            "pair-3",
            "triple",
        ),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            """
            Convexity one way, one half-space per point the other way.""",
            (certificate,),
        ),
        Evidence("exact-decision", "proved", "fixed-dimension", "All concepts of six points on the line.", (line(6),)),
    ]


def _in_hull(points: list[tuple[int, ...]], concept: set[int], y: tuple[int, ...]) -> bool:
    """Whether y is in a triangle, segment or point of the concept (Caratheodory), by signs of areas."""

    def side(a: tuple[int, ...], b: tuple[int, ...]) -> int:
        return (b[0] - a[0]) * (y[1] - a[1]) - (b[1] - a[1]) * (y[0] - a[0])

    corners = [points[i] for i in concept]
    for a in corners:
        for b in corners:
            if side(a, b) == 0 and all(min(p, q) <= v <= max(p, q) for p, q, v in zip(a, b, y, strict=True)):
                return True
            for c in corners:
                signs = [side(a, b), side(b, c), side(c, a)]
                if all(v > 0 for v in signs) or all(v < 0 for v in signs):
                    return True
    return False


def examples(budget: Budget) -> Evidence:
    """The set cover by linear programs, against point-in-triangle tests."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=25, full=500)
    for _ in range(count):
        points = integer_points(rng, 7, 2)
        concept = set(rng.sample(range(7), rng.randint(2, 4)))
        found = least_unit(points, concept)
        inside = any(_in_hull(points, concept, points[i]) for i in range(7) if i not in concept)
        violations += isinstance(found, Inseparable) != inside
        if not isinstance(found, Inseparable):
            violations += not 1 <= len(found.neurons) <= 7 - len(concept)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        """
        Seven random points of a planar grid: units against signs of areas.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "concept-for-hull",
            r"$C \cap N = \emptyset$ instead of $\mathrm{conv}(C) \cap N = \emptyset$ is enough",
            refuted_by=lambda: no_neuron([(0,), (1,), (2,)], {0, 2}),
        ),
        Mutation("concept-for-hull-on-the-line", "the same, as a decision", rejected=lambda: line(4, hull=False)),
        Mutation("pairwise", "the least number is the chromatic number in the plane", refuted_by=triple),
        Mutation("one-neuron", "one neuron is enough whenever a unit exists", refuted_by=triple),
    ]
