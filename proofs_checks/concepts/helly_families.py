r"""Families of neurons: all can be on together iff every n + 1 of them can (Helly); on data, iff they share an object."""

from __future__ import annotations

import itertools
import random

import numpy as np

from proofs_checks.concepts._contexts import decision, every_context, extent, intent, random_context, within
from proofs_checks.concepts._neurons import own
from solvers.concepts.lattice import concept_lattice
from solvers.concepts.separability import Separated, separate
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    codes,
    exists,
    for_all,
    implies,
    length,
    listing,
    names,
    op,
    span,
    subsets,
    support,
)
from theory.sdl import Activation

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.helly-families",
    title="Families of neurons and Helly's theorem",
    statement=r"""
        Finitely many ReLU neurons on $\mathbb{R}^n$ are all on at some point of $\mathbb{R}^n$ iff every $n + 1$ of
        them are (or all, if there are fewer); $n$ are not enough. On data: $M$ is a family (all of $M$ is on at some
        data point) iff $M$ lies in the intent of an object, so the maximal families are the maximal rows.""",
    source=own(
        "statement of this project",
        "families: arXiv 2606.07007, as reported; not checked against the paper. Helly (1923)",
    ),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis("half-spaces", "a neuron is on in an open half-space", lambda: together(), drop=lambda: top_2()),
        Hypothesis("finite", "finitely many neurons", lambda: together(), drop=lambda: half_lines()),
    ),
)

# x > 0, y > 0 and x + y < 1 with its opposite: rows [w, b]
TRIANGLE = [[1, 0, 0], [0, 1, 0], [-1, -1, 1]]
NO_POINT = [[1, 0, 0], [0, 1, 0], [-1, -1, 0]]


def together() -> Certificate:
    """Three half-planes and a common point; more than n of them, so that the condition says something."""
    value = lambda w: w[0] * F_X + w[1] * F_Y + w[2]  # noqa: E731
    return evaluation(for_all("W", lambda w: value(w) > 0, "w"), let={"W": TRIANGLE, "px": "1/4", "py": "1/4"})


F_X, F_Y = names("px py")


def pairs_only() -> list[Certificate]:
    """x > 0, y > 0, x + y < 0: every two have a point, all three have none."""
    points = [(1, 1), (1, -2), (-2, 1)]
    value = lambda w, p: w[0] * p[0] + w[1] * p[1] + w[2]  # noqa: E731
    two = evaluation(
        for_all(
            [[0, 1, 0], [0, 2, 1], [1, 2, 2]],
            lambda t: both(
                value(Expression("W")[t[0]], Expression("X")[t[2]]) > 0,
                value(Expression("W")[t[1]], Expression("X")[t[2]]) > 0,
            ),
            "t",
        ),
        let={"W": NO_POINT, "X": [list(p) for p in points]},
        means="[neuron, neuron, common point]",
    )
    rows = [[[1, 0], ">", 0], [[0, 1], ">", 0], [[-1, -1], ">", 0]]
    return [two, seal("farkas", {"rows": rows, "means": "x > 0, y > 0, -x - y > 0"}, {"multipliers": [1, 1, 1]})]


def top_2() -> Certificate:
    """concepts.activation-sets-convex: the values 1, x + 2, 2 - x with k = 2; every two neurons (n + 1 = 2) are on
    together, three never are."""
    on = listing(codes(Activation("topk", k=2), "W", "X"), lambda z: support(z), "z")
    two = evaluation(
        for_all(
            [[0, 1], [0, 2], [1, 2]],
            lambda p: exists(on, lambda s: both(op("in", p[0], s), op("in", p[1], s)), "s"),
            "p",
        ),
        let={"W": [[0, 1], [1, 2], [-1, 2]], "X": [[-2, 1], [0, 1], [2, 1]]},
        means="Top-2 neurons on a line: every two are on together at -2, 0 or 2",
    )
    return proof(
        "Three Top-2 neurons on a line of which every two are on together and never all three.",
        checked("pairs", "Every two.", two),
        read("three", "At most two neurons of a Top-2 layer are on at a point.", "definition"),
        read("both", "So pairs do not give a common point.", "conclusion", "pairs", "three"),
    )


def half_lines() -> Certificate:
    """The half-lines x > c for all c have no common point, any finitely many do."""
    largest, c = names("largest c")
    exceeds = implication(
        "largest c",
        assume=[relation(largest - c, ">=")],
        conclude=relation(largest + 1 - c, ">"),
        by=derivation(term(1, use=(0,)), term(1)),
        means="the largest c plus 1 lies in every one of the half-lines",
    )
    return proof(
        "The half-lines x > c, c = 1, 2, 3, ..., have no common point, and every finite number of them has one.",
        checked("some", "Finitely many have a common point.", exceeds),
        read("none", "No x exceeds every integer c.", "definition"),
        read("both", "So every two do, and all do not.", "conclusion", "some", "none"),
    )


def contradiction(*, weak: bool = False) -> Certificate:
    """A term of sum lambda_i z_i(x): positive when lambda_i > 0 and z_i(x) > 0."""
    lam, z = names("lam z")
    return implication(
        "lam z",
        assume=[relation(lam, ">=" if weak else ">"), relation(z, ">")],
        conclude=relation(lam * z, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="lambda_i z_i(x) > 0",
    )


def families(n: int, d: int, *, closed: bool = False) -> Certificate:
    """In every context: M has a common object iff it lies in an intent of an object; families lie in maximal rows."""
    m = Expression("M")
    rows = listing(span(n), lambda g: intent(op("tuple", g)), "g")
    family = length(extent(m)) > 0
    inside = exists(rows, lambda r: within(m, r), "r")
    below = lambda r: for_all(rows, lambda s: implies(within(r, s), op("=", r, s)), "s0")  # noqa: E731
    maximal = exists(rows, lambda r: both(below(r), within(m, r)), "r")
    facts = [op("=", family, inside), implies(family, maximal)]
    if closed:
        facts = [op("=", family, op("=", intent(extent(m)), m))]
    return decision(
        every_context(n, d, for_all(subsets(d), lambda _: both(*facts), "M")),
        means="every context of this shape, every set of neurons",
    )


def prove(budget: Budget) -> list[Evidence]:
    two, none = pairs_only()
    certificate = proof(
        "ReLU neurons have a common point iff every n + 1 of them do.",
        read(
            "motzkin",
            r"""
            $z_i(x) = \langle w_i, x \rangle + b_i > 0$, $i \in M$, has no solution iff some $\lambda \ge 0$, $\sum
            \lambda_i = 1$, has $\sum \lambda_i w_i = 0$ and $\sum \lambda_i b_i \le 0$.""",
            "motzkin",
        ),
        read(
            "vertex",
            r"""
            Those $\lambda \ge 0$ with the $n + 1$ equations $\sum \lambda_i = 1$, $\sum \lambda_i w_i = 0$ form a
            compact polyhedron; $\sum \lambda_i b_i$ is least at a vertex, which has at most $n + 1$ positive entries
            (independent columns of the equations).""",
            "linear-algebra",
            "motzkin",
        ),
        checked(
            "term",
            r"""
            For such a vertex with $\sum \lambda_i b_i \le 0$ and a common point x of its neurons every term
            $\lambda_i z_i(x)$ with $\lambda_i > 0$ is positive,""",
            contradiction(),
        ),
        read(
            "few",
            r"""
            so $0 < \sum \lambda_i z_i(x) = \sum \lambda_i b_i \le 0$: these at most $n + 1$ neurons have no common
            point. The other direction is clear.""",
            "linearity",
            "vertex",
            "term",
        ),
        checked("two", "n are not enough: x > 0, y > 0, x + y < 0 have points in common two by two,", two),
        checked("none", "and no common point.", none),
        read(
            "n",
            r"""
            The same for every $n$: of $x_1 > 0, \dots, x_n > 0$, $-x_1 - \dots - x_n > 0$ every $n$ have a common
            point (without $x_i > 0$: $x_i = -n$ and 1 elsewhere; without the last: 1 everywhere), and not all.""",
            "definition",
            "two",
            "none",
        ),
        read(
            "data",
            r"""
            On data, all of $M$ is on at the object $g$ iff $M \subseteq g'$; a row that contains $M$ lies in a
            maximal one.""",
            "definition",
        ),
        read("all", "Together.", "conclusion", "few", "n", "data"),
    )
    shapes = [(1, 2), (2, 2), (2, 3)] + ([(3, 2), (3, 3)] if budget.profile == "full" else [])
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Motzkin's theorem and vertices.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            f"Families on data: every context of the shapes {shapes}.",
            tuple(families(n, d) for n, d in shapes),
        ),
    ]


def _common_point(rows: list[tuple[int, int, int]]) -> bool:
    """Whether half-planes w . x + b > 0 have a common point: a hull question about the rows (w, b) and (0, 0, 1)."""
    # a solution (x, 1) of the homogeneous system w . x + b t > 0, t > 0
    return isinstance(separate([*rows, (0, 0, 1)], range(len(rows) + 1), mode="bias-free-strict"), Separated)


def examples(budget: Budget) -> list[Evidence]:
    """Random half-planes by exact linear programs; maximal intents of objects by the lattice algorithm."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=12, full=200), 0
    for _ in range(count):
        rows = [(rng.randint(-4, 4), rng.randint(-4, 4), rng.randint(-3, 4)) for _ in range(rng.randint(3, 6))]
        threes = all(_common_point(list(t)) for t in itertools.combinations(rows, 3))
        violations += _common_point(rows) != threes
    helly = Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Up to six random half-planes, every three against all.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
    count, violations = budget.pick(quick=30, full=600), 0
    for _ in range(count):
        k = random_context(rng, rng.randint(1, 8), rng.randint(1, 6))
        rows_ = {frozenset(np.flatnonzero(r).tolist()) for r in k.table()}
        maximal = {r for r in rows_ if not any(r < s for s in rows_)}
        lattice = concept_lattice(k)
        intents = [frozenset(b) for b, n in zip(lattice.intent_lists(), lattice.supports.tolist(), strict=True) if n]
        violations += {b for b in intents if not any(b < c for c in intents)} != maximal
    data = Evidence(
        "property-test",
        "tested",
        "family",
        "Largest intents with an object in random lattices against maximal rows.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
    return [helly, data]


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "pairs-in-the-plane",
            "in the plane every two neurons are enough",
            refuted_by=lambda: proof(
                "Three half-planes, two by two with common points and without a common point of all three.",
                checked("two", "Two by two.", pairs_only()[0]),
                checked("three", "All three.", pairs_only()[1]),
                read("all", "Together.", "conclusion", "two", "three"),
            ),
        ),
        Mutation("top-k", "the same for Top-k neurons", refuted_by=top_2),
        Mutation("zero-weights", "terms with weight 0 are positive too", rejected=lambda: contradiction(weak=True)),
        Mutation("closed-sets", "on data, the families are the intents", rejected=lambda: families(2, 2, closed=True)),
    ]
