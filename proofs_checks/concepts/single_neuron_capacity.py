r"""How many concepts single neurons can separate: at most one each, out of at most Cover's number of candidates."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.cover_dichotomies import count as dichotomies
from proofs_checks.concepts.cover_dichotomies import formula, moment_curve
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation, illustration, proof, read
from theory.formal import both, exists, for_all, names, op, span, subsets, total
from theory.statement import Statement

F = Fraction
A, K = names("A K")
# activation sets of the d neurons and a list of distinct concepts, as increasing lists of points
STATEMENT = Statement(
    ("A", "K"),
    {
        "distinct": for_all(
            span(op("length", K)),
            lambda i: for_all(span(i), lambda j: op("!=", K[i], K[j]), "j"),
            "i",
        ),
        "separated": for_all(K, lambda c: op("in", c, A), "c"),
    },
    op("length", K) <= op("length", A),
)
FULL = {"A": [[0], [0, 1]], "K": [[0], [0, 1]]}

CLAIM = Claim(
    id="concepts.single-neuron-capacity",
    title="Capacity of a layer of single neurons",
    statement=r"A layer of $d$ neurons with fixed thresholds separates at most $d$ distinct concepts by single neurons. "
    r"At most $C(N, n + 1) = 2 \sum_{i=0}^{n} \binom{N-1}{i}$ of the $2^N$ concepts on $N$ points of $\mathbb{R}^n$ "
    r"are separable by any neuron, with equality when any $\min(N, n + 1)$ points are affinely independent; in that "
    r"case $m$ independent uniformly random concepts are all separable with probability $(C(N, n + 1) / 2^N)^m$.",
    source=own("statement of this project"),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "distinct",
            "the concepts are distinct",
            lambda: STATEMENT.satisfied_by(FULL),
            drop=lambda: STATEMENT.without("distinct").refuted_by({"A": [[0]], "K": [[0], [0]]}),
        ),
        Hypothesis(
            "separated",
            "each concept is the activation set of one neuron",
            lambda: STATEMENT.satisfied_by(FULL),
            drop=lambda: STATEMENT.without("separated").refuted_by({"A": [[0]], "K": [[0], [1]]}),
        ),
        Hypothesis(
            "general-position",
            r"any $\min(N, n + 1)$ points are affinely independent (for the equality)",
            lambda: dichotomies([[0, 0, 1], [1, 0, 1], [0, 1, 1], [2, 3, 1]]),
            drop=lambda: dichotomies([[0, 0, 1], [1, 0, 1], [2, 0, 1], [0, 1, 1]], "<"),
        ),
    ),
    depends_on=("concepts.cover-dichotomies",),
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
        "At most d distinct concepts by d neurons; at most C(N, n + 1) concepts at all; all of m random ones with "
        "probability (C(N, n + 1) / 2^N)^m.",
        read("one", "One neuron has one activation set, so it separates one concept: at most d in all.", "counting"),
        read(
            "strict",
            r"A neuron with $z > 0$ on $C$, $\le 0$ on the finite rest becomes strict when its bias is lowered a "
            r"little: separable concepts are the dichotomies of $(x, 1)$ counted by Cover (concepts.cover-dichotomies).",
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
    return [
        Mutation("strict", "fewer than d concepts", refuted_by=lambda: fewer.refuted_by(FULL)),
        Mutation(
            "any-position",
            "equality for collinear points",
            rejected=lambda: dichotomies([[0, 0, 1], [1, 0, 1], [2, 0, 1], [0, 1, 1]]),
        ),
        Mutation("one-fewer", "2 N - 2 concepts on the line", rejected=lambda: line(5, concepts=1, good=8)),
        Mutation("no-power", "probability C / 2^N for two concepts", rejected=lambda: line(4, concepts=2, good=128)),
    ]
