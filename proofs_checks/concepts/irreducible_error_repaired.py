r"""The least error of a covering unit is nu(E minus C), E the essential convex hull; it is 0 iff C is convex up to a null set."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._contexts import decision, let
from proofs_checks.concepts._intervals import C, error, high, inside, is_union, low, measure
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import Expression, both, exists, for_all, implies, maximum_over, minimum_over, names, op, span
from theory.statement import Statement

F = Fraction


def _essential_excess() -> Expression:
    """The essential hull, from the first to the last interval of positive length, without ``C``."""
    last = maximum_over(C, lambda s: op("if", s[0] < s[1], s[1], -100), "s")
    first = minimum_over(C, lambda s: op("if", s[0] < s[1], s[0], 100), "s")
    return last - first - measure()


# numbers stay between -100 and 100 in everything that is evaluated here
STATEMENT = Statement(
    ("C", "low", "high"),
    {
        "bounded": both(is_union(), for_all(C, lambda s: both(s[0] > -100, s[1] < 100), "s")),
        "positive": measure() > 0,
        "unit": low < high,
        "coverage": inside() == measure(),
    },
    error() >= _essential_excess(),
)
FAR = {"C": [[0, 1], [2, 3], [10, 10]], "low": 0, "high": 3}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.irreducible-error-repaired",
    title="The irreducible error of covering units, repaired",
    statement=r"""
        Let $C \subset \mathbb{R}^r$ be bounded and measurable, $\nu$ finite and absolutely continuous, $\nu(C) > 0$,
        $h(u)$ the $\nu$-essential supremum of $\langle u, x \rangle$ on $C$, $E = \bigcap_u \{x : \langle u, x
        \rangle \le h(u)\}$. The infimum of $\nu(\theta \mathbin{\Delta} C)$ over finite intersections $\theta$ of
        open half-spaces with $\nu(C \setminus \theta) = 0$ is $\nu(E \setminus C)$; it is 0 iff $C$ equals a convex
        set up to a $\nu$-null set.""",
    source=Source(
        "Theorem 5.8, repaired",
        arxiv="2606.07007",
        ours=True,
        note="the published form as reported, not checked against the paper",
    ),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "coverage",
            r"$\nu(C \setminus \theta) = 0$",
            lambda: STATEMENT.satisfied_by(FAR),
            drop=lambda: STATEMENT.without("coverage").refuted_by({"C": [[0, 10], [20, 21]], "low": 0, "high": 10}),
        ),
        Hypothesis(
            "positive",
            r"$\nu(C) > 0$",
            lambda: STATEMENT.satisfied_by(FAR),
            drop_note="a null set has no essential supremum; the infimum is 0 then, by units of small measure",
        ),
        Hypothesis(
            "unit",
            r"$\theta$ is an intersection of open half-spaces; in the tests, which are on the line, an interval",
            lambda: STATEMENT.satisfied_by(FAR),
            drop_note="the claim is about nothing else",
        ),
        Hypothesis(
            "bounded",
            "$C$ is bounded; in the tests a union of intervals",
            lambda: STATEMENT.satisfied_by(FAR),
            drop_note="the essential supremum must be finite; the proof uses nothing else",
        ),
    ),
    remark="""
        The reported form with Conv(C) instead of E is refuted: concepts.irreducible-error. For weighted data proved by
        the kernel: concepts.irreducible-error-on-data.""",
)


def end() -> Certificate:
    """On the line: a unit that covers [l, r] up to measure zero does not begin inside it."""
    left, lo, hi, l, r = names("left lo hi l r")  # noqa: E741
    return implication(
        "left lo hi l r",
        assume=[
            relation(lo - l, ">="),
            relation(lo - left, ">="),
            relation(r - hi, ">="),
            relation(hi - lo - r + l, ">="),
        ],
        conclude=relation(l - left, ">="),
        by=derivation(term(1, use=(1,)), term(1, use=(2,)), term(1, use=(3,))),
        means="[lo, hi] is the part of [l, r] inside the unit (left, ...); if it has the length of [l, r] then left <= l",
    )


def grid() -> Certificate:
    """Every union of at most two intervals and every unit with ends among five and seven integers."""
    ends = span(5)
    one = op("product_set", ends, ends)
    unions = op("append", op("product_set", one), op("product_set", one, one))
    holds = implies(both(is_union(), measure() > 0), let({"excess": _essential_excess()}, _least()))
    return decision(
        for_all(unions, lambda _: holds, "C"),
        means="no covering unit is better than the excess of the essential hull, and one attains it",
    )


def _least() -> Expression:
    excess = names("excess")[0]
    units = op("product_set", span(-1, 6), span(-1, 6))
    ends = {"low": Expression("u")[0], "high": Expression("u")[1]}
    proper = Expression("u")[0] < Expression("u")[1]
    bound = for_all(units, lambda _: implies(proper, let(ends, implies(inside() == measure(), error() >= excess))), "u")
    attained = exists(units, lambda _: both(proper, let(ends, both(inside() == measure(), error() == excess))), "u")
    return both(bound, attained)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The infimum over covering units is nu(E - C), and 0 iff C is convex up to a null set.",
        read(
            "almost",
            r"""
            h is finite (C bounded, of positive measure) and sublinear, so continuous; E is the intersection over a
            countable dense set of u. Each half-space $\{\langle u, x \rangle \le h(u)\}$ misses a null part of C, and
            countably many give E: $\nu(C \setminus E) = 0$.""",
            "continuity",
        ),
        checked("end", "On the line: a covering unit begins no later than any interval of positive length.", end()),
        read(
            "lower",
            r"""
            If $\nu(C \setminus \theta) = 0$, each half-space $\{\langle u, x \rangle < t\}$ of $\theta$ has $t \ge
            h(u)$, so its closure contains E; boundaries are $\nu$-null: $\nu(\theta \setminus C) \ge \nu(E \setminus
            C)$.""",
            "definition",
            "end",
        ),
        read(
            "upper",
            r"""
            The open half-spaces $\{\langle u_i, x \rangle < h(u_i)\}$, $i \le m$, cover C up to a null set; their
            intersections decrease to E up to a null set and $\nu$ is finite, so their errors tend to $\nu(E \setminus
            C)$.""",
            "continuity",
            "almost",
        ),
        read(
            "zero",
            r"""
            If C = K up to a $\nu$-null set, K convex, then $E \subseteq \mathrm{cl} K$ (no half-space around K is
            cut), and the boundary of a convex set is null: $\nu(E \setminus C) = 0$. Conversely $\nu(E \setminus C) =
            0 = \nu(C \setminus E)$ says that C equals the convex set E.""",
            "convexity",
            "lower",
            "upper",
        ),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Essential supporting half-spaces.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "Unions of at most two intervals on a grid, every unit on the grid.",
            (grid(),),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random unions of intervals and covering units, lengths computed without the checker."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0, 0
    while count < wanted:
        ends = sorted(rng.sample([F(i, 3) for i in range(-30, 31)], 2 * rng.randint(1, 4)))
        parts = list(zip(ends[::2], ends[1::2], strict=True))
        parts[-1] = (parts[-1][0], parts[-1][0] if rng.random() < 0.5 else parts[-1][1])
        solid = [p for p in parts if p[0] < p[1]]
        a, b = F(rng.randint(-40, 40), 3), F(rng.randint(-40, 40), 3)
        if not solid or a >= b:
            continue
        common = sum(max(F(0), min(b, r) - max(a, s)) for s, r in parts)
        length = sum(r - s for s, r in parts)
        if common == length:
            count += 1
            violations += (b - a) - common < solid[-1][1] - solid[0][0] - length
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Random unions of up to four intervals, single points included, with covering units.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    strict = STATEMENT.concluding(error() > _essential_excess())
    hull = STATEMENT.concluding(error() >= _essential_excess() + 1)
    return [
        Mutation("strict", "the error of a covering unit is larger", refuted_by=lambda: strict.refuted_by(FAR)),
        Mutation("one-more", "the error is at least 1 more", refuted_by=lambda: hull.refuted_by(FAR)),
    ]
