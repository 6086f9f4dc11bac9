r"""One Top-k neuron can hold any concept of data in general position (with concepts.activation-sets-convex, its smallest example)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.cover_dichotomies import GENERAL, LIFTED, N, X, p, r, value
from proofs_checks.vocabulary import Given, Theorem
from solvers.exact.linear import kernel, rank
from theory.claims import Budget, Evidence
from theory.concepts.units import topk_active
from theory.typed import (
    Expr,
    absolute,
    both,
    cardinal,
    column,
    either,
    exists,
    for_all,
    iff,
    implies,
    mat,
    member,
    negation,
    ordinal,
    size,
    subset,
    those,
    var,
    vec,
)

F = Fraction
Point = Sequence[int]
# the concept; and at one point the values h of affine functions, with the half widths e of slabs around their zeros
C, h, e = var("C", subset("N")), var("h", vec("s")), var("e", vec("s"))
d, s = size("d"), size("s")


def _layer(k: Expr) -> Expr:
    """Some layer of d neurons has a neuron that is on exactly at the concept: positive, and fewer than k neurons before it."""

    def on(z: Expr, i: Expr, x: Expr) -> Expr:
        own, other = value(column(z, i), x), lambda j: value(column(z, j), x)
        before = those("d", lambda j: either(other(j) > own, both(other(j) == own, ordinal(j) < ordinal(i))), "j")
        return both(own > 0, cardinal(before) < k)

    holds = lambda z, i: for_all("N", lambda x: iff(member(x, C), on(z, i, x)), "x")  # noqa: E731
    return exists(mat("p", "d"), lambda z: exists("d", lambda i: holds(z, i)), "Z")


def inside(g: Expr) -> Expr:
    """The point lies in slab g."""
    return absolute(h[g]) < e[g]


POSITIVE = for_all("s", lambda g: e[g] > 0, "g")
TIES = for_all("s", lambda g: absolute(h[g]) != e[g], "g")
APART = for_all("s", lambda g: for_all("s", lambda j: implies(both(inside(g), inside(j)), g == j), "j"), "g")
SOME = exists("s", inside, "g")
# two neurons 1 - f and 1 - g for every slab, f = h + e and g = e - h; or 1 + f and 1 + g: how many exceed the neuron 1
BELOW = cardinal(those("s", lambda g: 1 - (h[g] + e[g]) > 1, "g")) + cardinal(
    those("s", lambda g: 1 - (e[g] - h[g]) > 1, "g")
)
ABOVE = cardinal(those("s", lambda g: 1 + (h[g] + e[g]) > 1, "g")) + cardinal(
    those("s", lambda g: 1 + (e[g] - h[g]) > 1, "g")
)
COUNTS = both(iff(BELOW < s, SOME), iff(ABOVE < s + 1, negation(SOME)))

T = Theorem(
    id="concepts.top-k-neuron-holds-any-concept",
    title="One Top-k neuron can hold any concept",
    says=r"""
        Let $X \subset \mathbb{R}^n$ be finite, any $\min(|X|, n + 1)$ of its points affinely independent, $\emptyset
        \ne C \subseteq X$, and $s = \lceil \min(|C|, |X \setminus C|) / n \rceil$. Then $C$ is exactly where one
        neuron of a Top-$k$ layer with biases and $d = 2s + 1$ neurons is on, with $k = s$ if $|C| \le |X \setminus
        C|$ and $k = s + 1$ otherwise. The layer: $z_0 = 1$ and two neurons for each of $s$ slabs $|h| < e$ that are
        apart, $1 \mp (h + e)$ and $1 \mp (e - h)$. (Formally $p = n + 1$ and the points are the columns $(x, 1)$ of
        $X$.)""",
    source=own("statement of this project"),
    kind="existence",
    sizes="N p r s d",
    about=(X, C, h, e),
    given={
        "dimension": Given(r"$p = n + 1$", p == r + 1, note="it only names n"),
        "lifted": Given(
            "the last coordinate of every point is 1",
            LIFTED,
            note="it says that the neurons have a bias: without a bias all are off at 0",
        ),
        "width": Given(r"$d = 2 s + 1$", d == 1 + (s + s), note="it only names the width"),
    },
    then=both(
        implies(both(POSITIVE, TIES, APART), COUNTS),
        implies(both(GENERAL, cardinal(C) <= r * s), _layer(s)),
        implies(both(GENERAL, N <= cardinal(C) + r * s), _layer(s + 1)),
    ),
    example={"N": 2, "p": 2, "r": 1, "s": 2, "d": 5, "X": [[0, 1], [1, 1]], "C": [0], "h": [0, 3], "e": [1, 1]},
    needs=("concepts.top-k-neuron-is-threshold-unit",),
    remark="""
        For the empty concept k = 0; a neuron with value -1 is off everywhere. A single ReLU neuron needs disjoint hulls
        (concepts.neuron-separates-iff-hulls-disjoint). Points in any position will not do: no Top-1 neuron is on exactly
        at the points 0 and 2 of the points 0, 1, 2, 3 of a line in the plane. 'No n + 1 points on a hyperplane' is not
        enough either: it says nothing about at most n points, such as four points of a line in four dimensions.""",
)
T.wrongly("ties", "the same for points on the boundary of a slab", implies(both(POSITIVE, APART), COUNTS), h=[1, 3])
T.wrongly("overlaps", "the slabs may meet", implies(both(POSITIVE, TIES), iff(BELOW + 1 == s, SOME)), h=[0, 0])
T.wrongly("no-width", "the half widths may be negative", implies(both(TIES, APART), COUNTS), h=[0, 0], e=[1, -1])
T.wrongly("k-plus-one", "the same with k + 1", implies(both(POSITIVE, TIES, APART), iff(BELOW < s + 1, SOME)), h=[2, 3])
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


@dataclass(frozen=True)
class Layer:
    """Neuron 0 has the value 1, the others are affine: rows (weights, bias); Top-k."""

    rows: list[list[Fraction]]
    k: int
    concept: list[int]


def in_general_position(points: Sequence[Point]) -> bool:
    most = min(len(points), len(points[0]) + 1)
    return all(rank([[*p, 1] for p in some]) == most for some in itertools.combinations(points, most))


def through(points: Sequence[Point], group: Sequence[int]) -> list[Fraction]:
    """An affine function that vanishes at the group and at no other point, by trying small combinations."""
    n = len(points[0])
    basis = kernel([[*points[i], 1] for i in group], n + 1)
    for most in itertools.count(1):
        for weights in itertools.product(range(-most, most + 1), repeat=len(basis)):
            h = [sum((w * b[j] for w, b in zip(weights, basis, strict=True)), F(0)) for j in range(n + 1)]
            if {i for i, p in enumerate(points) if at(h, p) == 0} == set(group):
                return h
    raise AssertionError("itertools.count does not end")


def at(h: Sequence[Fraction], point: Point) -> Fraction:
    return sum((a * b for a, b in zip(h, (*point, 1), strict=True)), F(0))


def layer(points: Sequence[Point], concept: Sequence[int]) -> Layer:
    """The construction of the proof."""
    n, rest = len(points[0]), [i for i in range(len(points)) if i not in concept]
    inside = len(concept) <= len(rest)
    small = list(concept) if inside else rest
    rows = [[*[F(0)] * n, F(1)]]
    groups = [small[i : i + n] for i in range(0, len(small), n)]
    for group in groups:
        h = through(points, group)
        delta = min((abs(at(h, p)) for i, p in enumerate(points) if i not in group), default=F(2)) / 2
        for sign in (1, -1):
            f = [sign * a for a in h]
            f[-1] += delta
            f = f if inside else [-a for a in f]
            rows.append([*(-a for a in f[:-1]), 1 - f[-1]])
    return Layer(rows, len(groups) + (not inside), list(concept))


def examples(budget: Budget) -> Evidence:
    """Random points (not on a curve): the layers in whole numbers, by the library's Top-k rule."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=25, full=600), 0, 0
    while count < wanted:
        n = rng.randint(1, 3)
        points = list({tuple(rng.randint(-6, 6) for _ in range(n)) for _ in range(rng.randint(2, 9))})
        if not in_general_position(points):
            continue
        count += 1
        concept = sorted(rng.sample(range(len(points)), rng.randint(1, len(points))))
        made = layer(points, concept)
        scale = int(np.lcm.reduce([v.denominator for row in made.rows for v in row]))
        values = [[int(scale * at(row, p)) for row in made.rows] for p in points]
        violations += np.flatnonzero(topk_active(np.array(values), made.k)[:, 0]).tolist() != concept
        violations += len(made.rows) != 2 * -(-min(len(concept), len(points) - len(concept)) // n) + 1
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random points in up to three dimensions, up to nine of them.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
