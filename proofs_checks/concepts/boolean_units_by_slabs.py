r"""Any Boolean function of neurons: in general position a concept or its complement is a union of few slabs."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, product

from proofs_checks.concepts._neurons import own
from solvers.exact.linear import rank
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, evaluation, illustration, proof, read
from theory.formal import (
    Expression,
    absolute,
    binomial,
    both,
    det,
    either,
    exists,
    for_all,
    implies,
    names,
    op,
    span,
    subsets,
    total,
)
from theory.statement import Statement

F = Fraction
X, S = names("X S")
N, n, m = names("N n m")
# on N = n + 1 independent points every concept is the trace of one half-space, so of m
EXPONENT = Statement(
    ("N", "n", "m"),
    {"all-concepts": both(op("=", N, n + 1), m >= 1)},
    op("^", 2, N) <= op("^", 2 * total(span(n + 1), lambda i: binomial(N - 1, i), "i"), m - 1),
)

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.boolean-units-by-slabs",
    title="Boolean units: slabs",
    statement=r"""
        Let any $\min(N, n + 1)$ of the $N$ points of $X \subset \mathbb{R}^n$ be affinely independent, and $s =
        \lceil \min(|C|, |X \setminus C|) / n \rceil$. Then $C$ or $X \setminus C$ is the trace of a union of $s$ open
        slabs, so $C$ is a Boolean function of at most $2 s$ half-spaces. Conversely, if every $C \subseteq X$ is an
        intersection of $m$ half-spaces then $2^N \le C(N, n + 1)^m$ with Cover's number $C$.""",
    source=own("statement of this project", "classical for the slabs: Baum 1988"),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "general-position",
            r"any $\min(N, n + 1)$ points are affinely independent",
            lambda: plane(4),
            drop=lambda: collinear(),
        ),
    ),
    depends_on=("concepts.cover-dichotomies",),
    remark="""
        'No n + 1 points on one hyperplane' is not enough when N <= n: it says nothing then, and four collinear points
        of R^4 with alternating labels need three half-spaces, not two.""",
)


def collinear(cuts: int = 2) -> Certificate:
    """Four points of a line, alternating labels: two half-spaces always give points 0 or 2 the pattern of 1 or 3."""
    (h,) = names("h")
    alike = exists(
        [0, 2],
        lambda i: exists([1, 3], lambda j: for_all(h, lambda t: op("=", i < t, j < t), "t"), "j"),
        "i",
    )
    return evaluation(
        for_all(op("product_set", *[span(5)] * cuts), lambda _: alike, "h"),
        means="a half-space cuts a line once: on 4 collinear points it is, up to its complement, {i < t}; equal patterns "
        "on points with different labels exclude every Boolean function",
    )


def vanishing(n: int) -> Certificate:
    """f(x) = det of n lifted points and (x, 1) is affine in x and 0 at each of the n points."""
    rows = [[Expression(f"x{i}{k}") for k in range(n)] for i in range(n)]
    value = lambda x: det(op("tuple", *[[*r, 1] for r in rows], [*x, 1]))  # noqa: E731
    y, z = ([Expression(f"{v}{k}") for k in range(n)] for v in "yz")
    middle = [(a + b) / 2 for a, b in zip(y, z, strict=True)]
    return evaluation(
        both(*[value(r) == 0 for r in rows], 2 * value(middle) == value(y) + value(z)),
        indeterminates=" ".join(
            [f"x{i}{k}" for i in range(n) for k in range(n)] + [f"{v}{k}" for v in "yz" for k in range(n)]
        ),
        means=f"the hyperplane through {n} points of R^{n}",
    )


def plane(size: int, *, fewer: int = 0) -> Certificate:
    """Every subset of points of a parabola, its smaller side cut into groups of two: the union of the slabs is that side."""
    i, k = names("i k")
    groups = op(
        "/", op("length", S) + op("if", exists(span(size), lambda q: 2 * q + 1 == op("length", S), "q"), 1, 0), 2
    )
    first, second = S[2 * k], S[2 * k + 1]
    line = lambda x: op(  # noqa: E731
        "if",
        2 * k + 1 < op("length", S),
        det(op("tuple", [*_point(first), 1], [*_point(second), 1], [*_point(x), 1])),
        op("at", X, x, 0) - op("at", X, first, 0),
    )
    member = lambda x: either(x == first, both(2 * k + 1 < op("length", S), x == S[_clipped(k)]))  # noqa: E731
    # the slab |f| < delta, delta the least |f| of the points outside the group (or 1 when there is none)
    delta = Expression(
        [
            "min_over",
            "y",
            ["range", size],
            op("if", member(Expression("y")), 1000, absolute(line(Expression("y")))).json,
        ]
    )
    covered = exists(span(groups - fewer), lambda k: absolute(line(i)) < delta, "k")
    right = for_all(span(size), lambda i: op("=", op("in", i, S), covered), "i")
    positive = for_all(span(groups), lambda k: delta > 0, "k")
    return evaluation(
        for_all(subsets(size), lambda S: implies(2 * op("length", S) <= size, both(positive, right)), "S"),
        let={"X": [[t, t * t] for t in range(-2, size - 2)]},
        means=f"{size} points of a parabola, the smaller sides S of all concepts, a line through each group",
    )


def _point(index: Expression) -> list[Expression]:
    return [op("at", X, index, 0), op("at", X, index, 1)]


def _clipped(k: Expression) -> Expression:
    """The index 2 k + 1, never behind the end of S."""
    return op("min", 2 * k + 1, op("length", S) - 1)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "C or its complement is a union of s slabs; all concepts as intersections of m half-spaces need 2^N <= C^m.",
        read("groups", r"Cut the smaller side into $s$ groups of at most $n$ points.", "counting"),
        *(
            checked(f"through-{n}", f"An affine function that vanishes at {n} points of R^{n}.", vanishing(n))
            for n in (1, 2, 3)
        ),
        read(
            "hyperplane",
            r"""
            The affine functions that vanish on a group of $g \le n$ independent points form a space of dimension $n +
            1 - g \ge 1$; those that vanish at one more point, independent of the group, a smaller one. Finitely many
            smaller subspaces do not cover it: some $f$ vanishes at no other point of $X$.""",
            "linear-algebra",
            "groups",
            "through-1",
            "through-2",
            "through-3",
        ),
        read(
            "slab",
            r"""
            $\{|f| < \delta\}$, $\delta$ the least $|f|$ on the rest of $X$, is the intersection of two open
            half-spaces and contains exactly the group; the $s$ slabs together contain exactly the side.""",
            "definition",
            "hyperplane",
        ),
        read(
            "number",
            """
            At most $C(N, n+1)$ subsets are traces of half-spaces (concepts.cover-dichotomies), so at most $C(N,
            n+1)^m$ are intersections of $m$.""",
            "counting",
        ),
        read("all", "Together.", "conclusion", "slab", "number"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "A thin slab around each group.",
            (
                certificate,
                illustration("Six points of a parabola, every concept, slabs written out.", plane(6)),
            ),
        ),
        Evidence("exact-decision", "proved", "instance", "Every concept on six points of a parabola.", (plane(6),)),
    ]


def examples(budget: Budget) -> Evidence:
    """Random points in general position: a slab for every group, with a generic affine function found by search."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=20, full=400)
    done = 0
    while done < count:
        n, N = rng.randint(1, 3), rng.randint(2, 7)
        points = [[rng.randint(-6, 6) for _ in range(n)] for _ in range(N)]
        if any(rank([[*x, 1] for x in c]) < len(c) for c in combinations(points, min(N, n + 1))):
            continue
        done += 1
        concept = rng.sample(range(N), rng.randint(1, N - 1))
        side = concept if 2 * len(concept) <= N else [i for i in range(N) if i not in concept]
        parts = [side[k : k + n] for k in range(0, len(side), n)]
        violations += len(parts) != -(-len(side) // n)
        violations += sum(not _has_slab(points, part) for part in parts)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random points in general position: small integer affine functions that vanish on the group only.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def _has_slab(points: list[list[int]], group: list[int]) -> bool:
    """A combination of a basis of the functions that vanish on the group, nonzero at all other points."""
    from flint import fmpq_mat  # type: ignore[import-untyped]

    lifted = [[*points[i], 1] for i in group]
    width = len(lifted[0])
    reduced, size = fmpq_mat([[int(v) for v in row] for row in lifted]).rref()
    pivots = [next(c for c in range(width) if reduced[r, c] != 0) for r in range(size)]
    free = [c for c in range(width) if c not in pivots]
    for weights in product((1, -1, 2, -3, 5), repeat=len(free)):
        f = [F(0)] * width
        for c, v in zip(free, weights, strict=True):
            f[c] += v
            for r, pivot in enumerate(pivots):
                entry = reduced[r, c]
                f[pivot] -= v * F(int(entry.p), int(entry.q))
        values = [sum(a * b for a, b in zip(f, [*x, 1], strict=True)) for x in points]
        if all((value == 0) == (i in group) for i, value in enumerate(values)):
            return True
    return False


def mutations() -> list[Mutation]:
    return [
        Mutation("one-slab-fewer", "s - 1 slabs, built in the same way", rejected=lambda: plane(5, fewer=1)),
        Mutation(
            "collinear-three",
            "three half-spaces are too few for the alternating labels as well",
            rejected=lambda: collinear(3),
        ),
        Mutation(
            "exponent",
            r"$2^N \le C(N, n+1)^{m-1}$ where all concepts are intersections of $m$: N = 3 on a triangle, m = 1",
            refuted_by=lambda: EXPONENT.refuted_by({"N": 3, "n": 2, "m": 1}),
        ),
    ]
