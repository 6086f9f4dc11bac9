r"""How many concepts single neurons can separate: at most one each, out of at most Cover's number of candidates."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any

from proofs_checks.concepts import cover_dichotomies as cover
from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.cover_dichotomies import count as dichotomies
from proofs_checks.concepts.cover_dichotomies import formula, moment_curve
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation, illustration, proof, read
from theory.formal import both, exists, for_all, names, op, span, subsets, total
from theory.statement import Statement

F = Fraction
A, K, P, U, C = names("A K P U C")
# activation sets of the d neurons and a list of distinct concepts, as increasing lists of points; N points (x, 1), and for each
# of their dichotomies a neuron in U or a combination in C that excludes it
STATEMENT = Statement(
    ("A", "K", "P", "U", "C"),
    {
        "distinct": for_all(
            span(op("length", K)),
            lambda i: for_all(span(i), lambda j: op("!=", K[i], K[j]), "j"),
            "i",
        ),
        "separated": for_all(K, lambda c: op("in", c, A), "c"),
        "points": both(op("length", P) >= 1, for_all(P, lambda x: x[op("length", x) - 1] == 1, "x")),
        "general-position": cover.general_position(P),
        "decided": cover.decided_by(P, U, C),
    },
    both(op("length", K) <= op("length", A), cover.counted_by(P, U) == cover.cover()),
)
FULL = {"A": [[0], [0, 1]], "K": [[0], [0, 1]]}


def assignment(points: list[list[int]]) -> dict[str, Any]:
    """The two concepts and these points, every dichotomy decided."""
    neurons, combinations = cover.decided(points)
    return {**FULL, "P": points, "U": neurons, "C": combinations}


def _hypothesis(name: str, text: str, change: dict[str, Any], points: list[list[int]] = cover.GENERAL) -> Hypothesis:
    return Hypothesis(
        name,
        text,
        lambda: STATEMENT.satisfied_by(assignment(cover.GENERAL)),
        drop=lambda: STATEMENT.without(name).refuted_by({**assignment(points), **change}),
    )


PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.single-neuron-capacity",
    title="Capacity of a layer of single neurons",
    statement=r"""
        A layer of $d$ neurons with fixed thresholds separates at most $d$ distinct concepts by single neurons.
        Exactly $C(N, n + 1) = 2 \sum_{i=0}^{n} \binom{N-1}{i}$ of the $2^N$ concepts on $N \ge 1$ points of
        $\mathbb{R}^n$ are separable by some neuron when any $\min(N, n + 1)$ points are affinely independent, and at
        most so many in any position. Beyond the formal statement: in general position $m$ independent uniformly
        random concepts are all separable with probability $(C(N, n + 1) / 2^N)^m$.""",
    source=own("statement of this project"),
    kind="bound",
    expected="argued",
    hypotheses=(
        _hypothesis("distinct", "the concepts are distinct", {"A": [[0]], "K": [[0], [0]]}),
        _hypothesis("separated", "each concept is the activation set of one neuron", {"A": [[0]], "K": [[0], [1]]}),
        Hypothesis(
            "points",
            r"$N \ge 1$ points $(x, 1)$",
            lambda: STATEMENT.satisfied_by(assignment(cover.GENERAL)),
            drop_note="only the form of the points with bias; the count holds for all points in general position through the origin",
        ),
        _hypothesis("general-position", r"any $\min(N, n + 1)$ points are affinely independent", {}, cover.COLLINEAR),
        _hypothesis(
            "decided", "every dichotomy is made by a listed neuron or excluded by a combination", {"U": [[0, 0]] * 8}
        ),
    ),
    depends_on=("concepts.cover-dichotomies",),
    statement_formal=STATEMENT,
)


def line(N: int, *, concepts: int, good: int) -> Certificate:
    """On N points of the line: ``good`` of all lists of ``concepts`` subsets consist of traces of half-lines."""
    (s,) = names("s")
    half_line = exists(
        span(N + 1),
        lambda t: op(
            "or",
            for_all(span(N), lambda i: op("=", op("in", i, s), i < t), "i"),
            for_all(span(N), lambda i: op("=", op("in", i, s), i >= t), "i"),
        ),
        "t",
    )
    lists = op("product_set", *[subsets(N)] * concepts)
    all_good = total(lists, lambda k: op("if", for_all(k, lambda _s: half_line, "s"), 1, 0), "k")
    return evaluation(
        both(all_good == good, op("=", op("length", lists), 2 ** (N * concepts))),
        means=f"points 0, ..., {N - 1} of the line: lists of {concepts} concepts, all of them traces of half-lines",
    )


def prove(budget: Budget) -> list[Evidence]:
    probability = F(formula(4, 2), 2**4) ** 2
    certificate = proof(
        """
        At most d distinct concepts by d neurons; at most C(N, n + 1) concepts at all; all of m random ones with
        probability (C(N, n + 1) / 2^N)^m.""",
        read("one", "One neuron has one activation set, so it separates one concept: at most d in all.", "counting"),
        read(
            "strict",
            r"""
            A neuron with $z > 0$ on $C$, $\le 0$ on the finite rest becomes strict when its bias is lowered a little:
            separable concepts are the dichotomies of $(x, 1)$ counted by Cover (concepts.cover-dichotomies).""",
            "continuity",
        ),
        read(
            "random",
            r"A uniformly random concept is one of the $2^N$ subsets with equal probability; independent ones multiply.",
            "probability",
            "strict",
        ),
        read("all", "Together.", "conclusion", "one", "strict", "random"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Pigeonhole and Cover's count.",
            (
                certificate,
                illustration("Points of the line: 2 N of the 2^N concepts, here N = 5.", line(5, concepts=1, good=10)),
                illustration("Five points of a parabola: every dichotomy decided.", dichotomies(moment_curve(5, 2))),
                illustration(
                    f"N = 4 on the line, two concepts: 64 of 256 pairs, which is {probability}.",
                    line(4, concepts=2, good=64),
                ),
            ),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """All subsets of random points on a moment curve (equality) and of random points (bound), by linear programs."""
    rng, violations, tried = random.Random(budget.seed), 0, budget.pick(quick=6, full=100)
    for _ in range(tried):
        N, n = rng.randint(2, 5), rng.randint(1, 3)
        curve = [[t ** (k + 1) for k in range(n)] for t in sorted(rng.sample(range(-6, 7), N))]
        grid = sorted(rng.sample(list(product(range(3), repeat=max(n, 2))), N))
        for points, equal in ((curve, True), (grid, False)):
            masks = [{i for i in range(N) if code >> i & 1} for code in range(2**N)]
            found = sum(isinstance(separate(points, c), Separated) for c in masks)
            bound = formula(N, len(points[0]) + 1)
            violations += found != bound if equal else found > bound
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Every concept on random points of a moment curve and of a grid with collinear points.",
        numbers={"examples": tried, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    fewer = STATEMENT.concluding(op("length", K) < op("length", A))
    any_position = STATEMENT.without("general-position")

    def all_concepts() -> Certificate:
        every = STATEMENT.concluding(cover.counted_by(P, U) == op("^", 2, op("length", P)))
        return every.refuted_by(assignment(cover.GENERAL))

    return [
        Mutation("strict", "fewer than d concepts", refuted_by=lambda: fewer.refuted_by(assignment(cover.GENERAL))),
        Mutation(
            "any-position",
            "equality for collinear points",
            refuted_by=lambda: any_position.refuted_by(assignment(cover.COLLINEAR)),
        ),
        Mutation("every-concept", "all concepts on points in general position are separable", refuted_by=all_concepts),
        Mutation("one-fewer", "2 N - 2 concepts on the line", rejected=lambda: line(5, concepts=1, good=8)),
        Mutation("no-power", "probability C / 2^N for two concepts", rejected=lambda: line(4, concepts=2, good=128)),
    ]
