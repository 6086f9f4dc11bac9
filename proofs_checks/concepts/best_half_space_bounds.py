r"""The least number of errors of a neuron is a hitting number, between disjoint cuts and the hinge loss."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

from proofs_checks.concepts._neurons import integer_points, own, signs_of_terms
from solvers.concepts.half_space import best_half_space
from solvers.concepts.half_space_bounds import fractional_cuts, least_hinge
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    dot,
    exists,
    for_all,
    implies,
    length,
    names,
    op,
    positive_part,
    span,
    subsets,
    total,
)
from theory.statement import Statement

F = Fraction
X, y, w, b, A, V = names("X y w b A V")
_index = span(length(X))
_z = lambda i: dot(w, X[i]) + b  # noqa: E731
WRONG = total(_index, lambda i: op("if", op("=", _z(i) > 0, y[i] > 0), 0, 1), "i")
HINGE = total(_index, lambda i: positive_part(1 - y[i] * _z(i)), "i")
PACKED = total(V, lambda v: v, "v")
# A: combinations (one weight per point, both sides with total 1), V: their fractional packing
STATEMENT = Statement(
    ("X", "y", "w", "b", "A", "V"),
    {
        "labels": both(op("=", length(y), length(X)), for_all(y, lambda v: v**2 == 1, "v")),
        "combinations": for_all(
            A,
            lambda a: both(
                for_all(a, lambda v: v >= 0, "v"),
                dot(a, y) == 0,
                total(a, lambda v: v, "v") == 2,
                for_all(
                    span(length(w)),
                    lambda k: op("=", total(_index, lambda i: op("at", a, i) * y[i] * X[i, k], "i"), 0),
                    "k",
                ),
            ),
            "a",
        ),
        "packing": both(
            op("=", length(V), length(A)),
            for_all(V, lambda v: v >= 0, "v"),
            for_all(
                _index,
                lambda i: total(span(length(A)), lambda c: op("if", A[c, i] > 0, V[c], 0), "c") <= 1,
                "i",
            ),
        ),
    },
    both(PACKED <= WRONG, 2 * PACKED <= HINGE, WRONG <= HINGE),
)
# p = 1 < tau* = 3/2 < OPT = 2 and h* = 36/7 > 2 OPT
SIX = ([(1, -2), (1, 0), (-1, 2), (-2, 0), (1, -1), (2, 0)], {0, 1, 2})
# three points of the line with alternating labels; a neuron that is on everywhere
LINE = {
    "X": [[0], [1], [2]],
    "y": [1, -1, 1],
    "w": [0],
    "b": 1,
    "A": [[F(1, 2), 1, F(1, 2)]],
    "V": [1],
}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.best-half-space-bounds",
    title="Best half-space: hitting number and sandwich",
    statement=r"""
        Let $X \subset \mathbb{R}^n$ be finite, $\mathrm{OPT}$ the least $|\{x \in X : z(x) > 0\} \mathbin{\Delta} C|$
        of a neuron, $\mathcal{F}$ the supports of the vertices of the polytope of equal averages of $C$ and $X
        \setminus C$, $p$ the largest number of disjoint members of $\mathcal{F}$, $\tau^*$ the fractional hitting
        number and $h^*$ the least hinge loss. Then $\mathrm{OPT}$ is the hitting number of $\mathcal{F}$, $p \le
        \tau^* \le \mathrm{OPT} \le (n + 2) p$, $2 \tau^* \le h^*$, $\mathrm{OPT} \le h^* \le 2 \min(|C|, |X \setminus
        C|)$, and $h^* = 0$ iff $C$ is separable.""",
    source=own("statement of this project", "folklore in parts"),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "labels",
            "y is 1 on C and -1 elsewhere",
            lambda: STATEMENT.satisfied_by(LINE),
            drop=lambda: STATEMENT.without("labels").refuted_by(
                {"X": [[0]], "y": [0], "w": [0], "b": 0, "A": [[2]], "V": [F(3, 4)]}
            ),
        ),
        Hypothesis(
            "combinations",
            "the rows of A are equal averages of the two sides",
            lambda: STATEMENT.satisfied_by(LINE),
            drop=lambda: STATEMENT.without("combinations").refuted_by(
                {"X": [[0], [1]], "y": [-1, 1], "w": [4], "b": -2, "A": [[1, 1]], "V": [1]}
            ),
        ),
        Hypothesis(
            "packing",
            "the total weight of the combinations at each point is at most 1",
            lambda: STATEMENT.satisfied_by(LINE),
            drop=lambda: STATEMENT.without("packing").refuted_by({**LINE, "V": [2]}),
        ),
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint",),
    remark="h* is not bounded by a multiple of OPT: concepts.hinge-loss-vs-errors.",
)


def hinge_above(*, off: bool = False, level: int = 1) -> Certificate:
    """At a wrong point the hinge loss max(0, 1 - y z) is at least 1."""
    z, t = names("z t")
    wrong = relation(z, ">") if off else relation(-z, ">=")
    slope = z if off else -z
    return implication(
        "z t",
        assume=[wrong, relation(t - (1 + slope), ">=")],
        conclude=relation(t, ">=", level),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="off the concept, z > 0: t >= 1 + z" if off else "on the concept, z <= 0: t >= 1 - z",
    )


def dual(*, bounded: bool = True) -> Certificate:
    """0 <= a <= 1, t >= 0, t >= 1 - m: t >= a (1 - m), m = y z."""
    a, t, m = names("a t m")
    assume = [relation(a, ">="), relation(t, ">="), relation(t - 1 + m, ">=")]
    return implication(
        "a t m",
        assume=assume + ([relation(1 - a, ">=")] if bounded else [relation(2 - a, ">=")]),
        conclude=relation(t, ">=", a * (1 - m)),
        by=derivation(term(1, use=(1, 3)), term(1, use=(0, 2))),
        means="one point of the weak duality of the hinge loss",
    )


def line(size: int, *, fewer: int = 0) -> Certificate:
    """Every concept on points of the line: least errors of a half-line = least set that meets every alternating triple."""
    s, h = names("s h")
    i_in = lambda i: op("in", i, s)  # noqa: E731
    triples = [list(t) for t in combinations(range(size), 3)]
    alternating = lambda t: both(op("=", i_in(t[0]), i_in(t[2])), op("!=", i_in(t[0]), i_in(t[1])))  # noqa: E731
    errors = lambda u: total(  # noqa: E731
        span(size), lambda i: op("if", op("=", i_in(i), u[0] * (2 * i - u[1]) > 0), 0, 1), "i"
    )
    best = Expression(
        [
            "min_over",
            "u",
            op("product_set", [-1, 1], [2 * t - 1 for t in range(size + 1)]).json,
            errors(Expression("u")).json,
        ]
    )
    hits = for_all(triples, lambda t: implies(alternating(t), exists(t, lambda i: op("in", i, h), "i")), "t")
    least = Expression(["min_over", "h", ["subsets", size], op("if", hits, length(h), size).json])
    return evaluation(
        for_all(subsets(size), lambda s: op("=", best, least - fewer), "s"),
        means=f"points 0, ..., {size - 1}; on the line the cuts are the triples whose middle point has the other label",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "OPT is the hitting number of the vertex supports; p <= tau <= OPT <= (n+2) p; 2 tau <= h; OPT <= h <= 2 min.",
        checked(
            "terms",
            "Where z is right, each term of the difference of two equal averages has the right sign.",
            signs_of_terms(),
        ),
        read(
            "hit",
            r"So a neuron is wrong somewhere on each member of $\mathcal{F}$: its errors form a hitting set.",
            "linearity",
            "terms",
        ),
        read(
            "separated",
            """
            After the deletion of a hitting set no vertex is left, so no equal averages, and some neuron is right at
            all remaining points (concepts.neuron-separates-iff-hulls-disjoint); it errs at deleted points only. Hence
            OPT is the hitting number.""",
            "instance",
        ),
        read(
            "weak",
            r"""
            A fractional hitting set weighs at least 1 on each of $p$ disjoint members: $p \le \tau^*$; an integral
            one is fractional: $\tau^* \le \mathrm{OPT}$.""",
            "linearity",
            "hit",
            "separated",
        ),
        read(
            "greedy",
            """
            The union of a largest set of disjoint members meets every member; it has at most $(n + 2) p$ points,
            since a vertex has at most $n + 2$ positive entries (concepts.neuron-separates-iff-hulls-disjoint).""",
            "counting",
            "separated",
        ),
        checked("on", "A wrong point of C has hinge loss at least 1.", hinge_above()),
        checked("off", "A wrong point outside C has hinge loss at least 1.", hinge_above(off=True)),
        checked("dual", "One point: the loss is at least a (1 - y z) for 0 <= a <= 1.", dual()),
        read(
            "packing",
            r"""
            Let $v$ be a fractional packing of value $\tau^*$ (duality of linear programs) and $a = \sum_c v_c a^c$,
            $a^c$ the combination of $c$, with entries at most 1 and total 2. Then $0 \le a \le 1$, $\sum a_i y_i
            (x_i, 1) = 0$, and adding the step before over the points gives hinge loss at least $\sum a_i = 2 \tau^*$
            for every neuron.""",
            "motzkin",
            "dual",
        ),
        read(
            "constant",
            r"""
            $w = 0$, $b = \pm 1$ has hinge loss $2 \min(|C|, |X \setminus C|)$ for the better sign; loss 0 means $y z
            \ge 1$ everywhere, which (concepts.neuron-separates-iff-hulls-disjoint) is separability.""",
            "instance",
        ),
        read("all", "Together.", "conclusion", "weak", "greedy", "on", "off", "packing", "constant"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Cuts from Motzkin's theorem, two dual programs.",
            (
                certificate,
                illustration("All concepts on five points of the line: errors and hitting sets compared.", line(5)),
            ),
        ),
        _six_points(),
    ]


def _six_points() -> Evidence:
    """All numbers of the sandwich on one concept."""
    points, concept = SIX
    tau, best, hinge = fractional_cuts(points, concept), best_half_space(points, concept), least_hinge(points, concept)
    (K,) = names("K")
    meet = for_all(K, lambda c: for_all(K, lambda e: exists(c, lambda i: op("in", i, e), "i"), "e"), "c")
    disjoint = evaluation(meet, let={"K": [list(c.support) for c in tau.cuts]}, means="any two cuts meet: p = 1")
    return Evidence(
        "exact-decision",
        "proved",
        "instance",
        f"Six points with all numbers different: p = 1, tau* = {tau.value}, OPT = {len(best.wrong)} (at least tau*, attained), "
        f"h* = {hinge.value}.",
        (disjoint, *tau.certificates, best.neuron.certificate, hinge.certificate),
    )


def examples(budget: Budget) -> Evidence:
    """Search, cuts and hinge loss by three different programs on random points of the line and the plane."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=12, full=300)
    for _ in range(count):
        n = rng.randint(1, 2)
        points = integer_points(rng, rng.randint(2, 6), n, size=3)
        concept = {i for i in range(len(points)) if rng.random() < 0.5}
        tau, hinge = fractional_cuts(points, concept), least_hinge(points, concept).value
        opt = len(best_half_space(points, concept).wrong)
        cuts = [frozenset(c.support) for c in tau.cuts]
        hitting = min(
            k
            for k in range(len(points) + 1)
            for h in combinations(range(len(points)), k)
            if all(c.intersection(h) for c in cuts)
        )
        violations += opt != hitting
        violations += not tau.value <= opt <= hinge <= 2 * min(len(concept), len(points) - len(concept))
        violations += 2 * tau.value > hinge or (hinge == 0) != (opt == 0)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random integer points; errors by branch and bound, hitting sets by enumeration, losses by linear programs.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    half = STATEMENT.concluding(3 * PACKED <= HINGE)
    below = STATEMENT.concluding(HINGE <= 2 * WRONG)
    strict = STATEMENT.concluding(PACKED < WRONG)
    return [
        Mutation("three", r"$3 \tau^* \le h^*$", refuted_by=lambda: half.refuted_by(LINE)),
        Mutation("strict", r"$\tau^* < \mathrm{OPT}$", refuted_by=lambda: strict.refuted_by(LINE)),
        Mutation(
            "upper", "the hinge loss is at most twice the errors", refuted_by=lambda: below.refuted_by({**LINE, "b": 3})
        ),
        Mutation("one-less", "one error less than the hitting number", rejected=lambda: line(3, fewer=1)),
        Mutation("two-at-a-point", "dual weights up to 2", rejected=lambda: dual(bounded=False)),
        Mutation("hinge-two", "a wrong point has hinge loss at least 2", rejected=lambda: hinge_above(level=2)),
    ]
