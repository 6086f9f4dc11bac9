r"""One Top-k neuron can hold any concept of data in general position (with concepts.activation-sets-convex, its smallest example)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from proofs_checks.concepts._neurons import XOR, no_neuron, own
from solvers.exact.linear import kernel, rank
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.concepts.units import topk_active
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import Expression, both, dot, for_all, length, names, op, span, subsets, total
from theory.formal import rank as rank_of

F = Fraction
Point = Sequence[int]
X, L = names("X L")

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.top-k-neuron-holds-any-concept",
    title="One Top-k neuron can hold any concept",
    statement=r"""
        Let $X \subset \mathbb{R}^n$ be finite, any $\min(|X|, n + 1)$ of its points affinely independent, $\emptyset
        \ne C \subseteq X$, and $s = \lceil \min(|C|, |X \setminus C|) / n \rceil$. Then $C$ is exactly where one
        neuron of a Top-$k$ layer with biases and $d = 2s + 1$ neurons is on, with $k = s$ if $|C| \le |X \setminus
        C|$ and $k = s + 1$ otherwise.""",
    source=own("statement of this project"),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "general-position",
            r"any $\min(|X|, n + 1)$ points are affinely independent",
            lambda: holds([(0, 0), (1, 1), (2, 4), (3, 9)]),
            drop=lambda: collinear(),
        ),
        Hypothesis(
            "not-empty",
            "C is not empty",
            lambda: holds([(0,), (1,)]),
            drop_note="for the empty concept s = 0 and k would be 0; a neuron with value -1 is off everywhere",
        ),
    ),
    depends_on=("concepts.top-k-neuron-is-threshold-unit",),
    remark="""
        A single ReLU neuron needs disjoint hulls (concepts.neuron-separates-iff-hulls-disjoint). 'No n + 1 points on
        a hyperplane' alone is not enough: it says nothing about at most n points, such as four points of a line in
        four dimensions.""",
)


@dataclass(frozen=True)
class Layer:
    """Neuron 0 has the value 1, the others are affine: rows (weights, bias); Top-k."""

    rows: list[list[Fraction]]
    k: int
    concept: list[int]


def in_general_position(points: Sequence[Point]) -> bool:
    size = min(len(points), len(points[0]) + 1)
    return all(rank([[*p, 1] for p in some]) == size for some in itertools.combinations(points, size))


def through(points: Sequence[Point], group: Sequence[int]) -> list[Fraction]:
    """An affine function that vanishes at the group and at no other point, by trying small combinations."""
    n = len(points[0])
    basis = kernel([[*points[i], 1] for i in group], n + 1)
    for size in itertools.count(1):
        for weights in itertools.product(range(-size, size + 1), repeat=len(basis)):
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


def on_exactly(points: Sequence[Point], layers: Sequence[Layer], *, more: int = 0) -> Certificate:
    """Neuron 0 of every layer is on exactly at its concept (ties would go to it), and the layer has 2 s + 1 neurons."""
    n = len(points[0])
    rows = [[*p, 1] for p in points]
    value = lambda j: dot(L[0][j], X[Expression("i")])  # noqa: E731
    ahead = total(span(length(L[0])), lambda j: op("if", value(j) > value(0), 1, 0), "j")
    on = both(value(0) > 0, ahead < L[1] + more)
    size = op("min", length(L[2]), len(points) - length(L[2]))
    needed = both(
        length(L[0]) == 2 * L[3] + 1,
        n * L[3] >= size,
        n * (L[3] - 1) < size,
        op("=", L[1], op("if", 2 * length(L[2]) <= len(points), L[3], L[3] + 1)),
    )
    data = [[one.rows, one.k, one.concept, (len(one.rows) - 1) // 2] for one in layers]
    body = both(needed, for_all(span(len(points)), lambda i: op("=", on, op("in", i, L[2])), "i"))
    return evaluation(
        for_all(data, lambda _: body, "L"),
        let={"X": rows},
        means="for every [layer, k, concept, s]: neuron 0 is on at exactly the points of the concept, s as small as said",
    )


def every_concept(points: Sequence[Point]) -> list[Layer]:
    size = len(points)
    sets = (c for r in range(1, size + 1) for c in itertools.combinations(range(size), r))
    return [layer(points, c) for c in sets]


def holds(points: Sequence[Point]) -> Certificate:
    """The points are in general position."""
    size = min(len(points), len(points[0]) + 1)
    some = op("list", "i", "S", X[Expression("i")])
    independent = op("implies", length("S") == size, rank_of(some) == size)
    return evaluation(
        for_all(subsets(len(points)), lambda _: independent, "S"),
        let={"X": [[*p, 1] for p in points]},
        means="any min(|X|, n + 1) of the points (with a 1 attached) are independent",
    )


def collinear() -> Certificate:
    """Points 0, 1, 2, 3 of a line in the plane, C = {0, 2}: s = 1, k = 1, and no Top-1 neuron is on exactly there."""
    ahead = seal(
        "farkas",
        {
            "rows": [[[0, 1], ">=", 0], [[2, 1], ">=", 0], [[-1, -1], ">", 0]],
            "means": "slope and value at 0 of z_0 - z_j along the line: not negative at 0 and at 2, negative at 1",
        },
        {"multipliers": ["1/2", "1/2", 1]},
    )
    positive = seal(
        "farkas",
        {"rows": [[[0, 1], ">", 0], [[2, 1], ">", 0], [[-1, -1], ">=", 0]], "means": "the same for z_0"},
        {"multipliers": ["1/2", "1/2", 1]},
    )
    return proof(
        "No Top-1 layer of any width has a neuron that is on at the points 0 and 2 of a line and off at 1.",
        checked("ahead", "No other neuron is strictly larger at 1 if none is at 0 and at 2.", ahead),
        checked("positive", "The neuron is positive at 1 if it is at 0 and at 2.", positive),
        read(
            "ties",
            """
            A neuron that is ahead by a tie at 1 has the smaller index and is not smaller at 0 or at 2, so ahead
            there.""",
            "cases",
            "ahead",
        ),
        read("on", "So it is on at 1.", "conclusion", "ahead", "positive", "ties"),
    )


def slab(*, room: bool = True) -> Certificate:
    """Off the slab, |h| >= 2 delta: f g < 0 for f = h + delta, g = delta - h, so exactly one is positive."""
    h, delta = names("h delta")
    least = 4 if room else 1
    return implication(
        "h delta",
        assume=[relation(delta, ">"), relation(h**2 - least * delta**2, ">=")],
        conclude=relation(-(h + delta) * (delta - h), ">"),
        by=derivation(term(1, use=(1,)), term(3 if room else 0, use=(0, 0))),
        means="(h + delta)(delta - h) = delta^2 - h^2 < 0",
    )


def counts(*, k_off: int = 0) -> Certificate:
    """With m = 2 s half-spaces: t = s + 1 gives k = m - t + 1 = s, t = s gives k = s + 1."""
    s = names("s")[0]
    return evaluation(
        both(2 * s - (s + 1) + 1 + k_off == s, 2 * s - s + 1 + k_off == s + 1),
        indeterminates="s",
        means="k = m - t + 1 for m = 2 s",
    )


def smallest() -> Certificate:
    """concepts.activation-sets-convex: values 1, x + 2, 2 - x at -2, 0, 2 with k = 2; the middle point is excluded."""
    ce_6 = Layer([[F(0), F(1)], [F(1), F(2)], [F(-1), F(2)]], 2, [0, 2])
    return on_exactly([(-2,), (0,), (2,)], [ce_6])


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Every non-empty concept of points in general position is the set of one Top-k neuron with d = 2s + 1.",
        read("groups", r"Split the smaller of $C$ and $X \setminus C$ into $s$ groups of at most $n$ points.", "counting"),
        read("hyperplane", r"""
            The affine functions that vanish on a group of $m$ points are a space of dimension $n + 1 - m \ge 1$;
            those that vanish at a further point too are a proper subspace, as it is affinely independent of the group
            ($m + 1 \le \min(|X|, n + 1)$). Finitely many proper subspaces do not fill the space: some $h$ vanishes at
            exactly the points of the group.""", "linear-algebra", "groups"),
        read("delta", r"""
            Let $\delta$ be half the least $|h| > 0$ on $X$ (1 if there is none), $f = h + \delta$, $g = \delta - h$.
            On the group $f = g = \delta > 0$.""", "definition", "hyperplane"),
        checked("slab", r"At the other points exactly one of f, g is positive, and none is zero.", slab()),
        read("inside", """
            If $C$ is the smaller side: $s + 1$ of the $2s$ functions are positive on $C$ (a point is in one group),
            $s$ elsewhere. So $C$ is where at least $t = s + 1$ are positive.""", "counting", "delta", "slab"),
        read("outside", r"Otherwise take $-f, -g$: $s$ are positive on $C$, $s - 1$ on the groups: $t = s$.",
            "counting", "delta", "slab"),
        checked("counts", r"With $m = 2s$: $k = m - t + 1$ is $s$, and $s + 1$.", counts()),
        read("layer", """
            By concepts.top-k-neuron-is-threshold-unit the layer $z_0 = 1$, $z_j = 1 - f_j$ has neuron 0 on exactly
            there; $s = 0$ ($C = X$) is one neuron, always on, with $k = 1$.""", "instance", "inside", "outside", "counts"),
        read("all", "Together.", "conclusion", "layer"),
    )  # fmt: skip
    line, plane, space = configurations(full=budget.profile == "full")
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Slabs around groups of n points.",
            (
                certificate,
                illustration(
                    """
                 The smallest case where no ReLU neuron will do (concepts.activation-sets-convex): values 1, x + 2, 2
                 - x and k = 2.""",
                    smallest(),
                ),
            ),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            f"Every non-empty concept of {len(line)} points of the line, {len(plane)} of the plane and {len(space)} of "
            "space, its layer written out.",
            tuple(
                c for points in (line, plane, space) for c in (holds(points), on_exactly(points, every_concept(points)))
            ),
        ),
    ]


def configurations(*, full: bool) -> tuple[list[Point], list[Point], list[Point]]:
    """Points of moment curves."""
    return (
        [(t,) for t in range(7 if full else 5)],
        [(t, t * t) for t in range(-3, 4 if full else 3)],
        [(t, t * t, t**3) for t in range(-3, 4 if full else 2)],
    )


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


def mutations() -> list[Mutation]:
    plane = [(t, t * t) for t in range(-2, 3)]
    return [
        Mutation(
            "k-plus-one",
            "the layers do it with k + 1",
            rejected=lambda: on_exactly(plane, every_concept(plane), more=1),
        ),
        Mutation("k-plus-one-in-general", "the same in general", rejected=lambda: counts(k_off=1)),
        Mutation("wide-slab", r"$\delta$ may be the least $|h|$ itself", rejected=lambda: slab(room=False)),
        Mutation("any-position", "the points may lie anywhere", refuted_by=collinear),
        Mutation(
            "relu",
            "a ReLU neuron can hold any concept of points in general position",
            refuted_by=lambda: no_neuron(XOR, {0, 1}),
        ),
    ]
