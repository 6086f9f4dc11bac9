r"""Without the demand of coverage a unit may do much better: the infimum is over convex sets, still 0 only for convex ones."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._intervals import C, error, hull_excess, is_union, measure
from proofs_checks.concepts._neurons import own
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import Expression, both, either, exists, for_all, implies, length, names, op, span
from theory.statement import Statement

F = Fraction
low, high = names("low high")
# on the line a unit is an open interval, possibly empty (low = high); a union of intervals is convex up to a null set iff its
# intervals of positive length are one
_one_piece = for_all(
    span(length(C)),
    lambda i: for_all(span(i), lambda j: either(C[i, 0] == C[i, 1], C[j, 0] == C[j, 1]), "j"),
    "i",
)
STATEMENT = Statement(
    ("C", "low", "high"),
    {"intervals": is_union(), "positive": measure() > 0, "unit": low <= high},
    implies(op("=", error(), 0), _one_piece),
)
TWO = [[0, 10], [20, 21]]

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.best-unit-without-coverage",
    title="Best unit without coverage",
    statement=r"""
        Let $C \subset \mathbb{R}^r$ be bounded and measurable, $\nu$ finite and absolutely continuous, $\nu(C) > 0$.
        The infimum of $\nu(\theta \mathbin{\Delta} C)$ over finite intersections $\theta$ of open half-spaces is the
        infimum of $\nu(K \mathbin{\Delta} C)$ over convex $K$. It is at most the least error $\nu(E \setminus C)$ of
        covering units ($E$ the essential convex hull of concepts.irreducible-error-repaired), possibly much smaller,
        and 0 iff $C$ is convex up to a $\nu$-null set.""",
    source=own("statement of this project"),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "intervals",
            "$C$ is bounded and measurable; in the tests, which are on the line, a union of intervals",
            lambda: STATEMENT.satisfied_by({"C": TWO, "low": 0, "high": 10}),
            drop_note="other sets have no measure",
        ),
        Hypothesis(
            "positive",
            r"$\nu(C) > 0$",
            lambda: STATEMENT.satisfied_by({"C": TWO, "low": 0, "high": 10}),
            drop_note="a null set is convex up to a null set, and the empty unit has error 0",
        ),
        Hypothesis(
            "unit",
            "the unit is an intersection of half-spaces, so convex",
            lambda: STATEMENT.satisfied_by({"C": TWO, "low": 0, "high": 10}),
            drop=lambda: STATEMENT.without("unit").refuted_by({"C": [[0, 1], [2, 3]], "low": 1, "high": -1}),
        ),
    ),
    depends_on=("concepts.irreducible-error-repaired",),
    remark="[0, 10] and [20, 21]: a covering unit has error 10, the best unit error 1.",
)


def pieces(best: int) -> Certificate:
    """[0, 10] and [20, 21]: the unit (0, 10) has error 1 and none has less; covering units have error 10."""
    ends = [0, 10, 20, 21]
    return evaluation(
        both(
            for_all(op("product_set", ends, ends), lambda u: implies(u[0] <= u[1], _error_of(u) >= best), "u"),
            exists(op("product_set", ends, ends), lambda u: both(u[0] <= u[1], _error_of(u) == best), "u"),
            hull_excess() == 10,
        ),
        let={"C": TWO},
        means="units with ends at the ends of C; moving another end to one of its two neighbouring ends does not increase the error",
    )


def _error_of(u: Expression) -> Expression:
    return Expression(["let", [["low", u[0].json], ["high", u[1].json]], error().json])


def linear() -> Certificate:
    """Between two neighbouring ends the error is affine in the end of the unit, so the smaller of two values is at an end."""
    a, b, s, t, e = names("a b s t e")
    return implication(
        "a b s t e",
        assume=[
            relation(s, ">="),
            relation(t, ">="),
            relation(s + t - 1, "="),
            relation(a - e, ">="),
            relation(b - e, ">="),
        ],
        conclude=relation(s * a + t * b, ">=", e),
        by=derivation(term(1, use=(0, 3)), term(1, use=(1, 4)), multiples={2: e}),
        means="a mixture of two values that are at least e is at least e",
    )


def grid(*, weak: bool = False) -> Certificate:
    """Unions of two intervals on a grid: a unit of error 0 exists exactly if at most one interval has positive length."""
    ends = span(5)
    unit = lambda u: both(u[0] <= u[1], op("=", _error_of(u), 0))  # noqa: E731
    exact = exists(op("product_set", ends, ends), unit, "u")
    right = op("=", exact, True if weak else _one_piece)
    one = op("product_set", ends, ends)
    return evaluation(
        for_all(op("product_set", one, one), lambda _: implies(both(is_union(), measure() > 0), right), "C"),
        means="two intervals with ends 0, ..., 4",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The infimum over units is the infimum over convex sets; 0 iff C is convex up to a null set.",
        read(
            "outside",
            r"""
            A unit is convex, so the infimum over convex sets is not larger. Cutting a convex $K$ with a ball around
            $C$ does not increase $\nu(K \mathbin{\Delta} C)$, so $K$ may be bounded. A bounded convex $K$ with
            $\nu(K) > 0$ is convex up to nothing, so by concepts.irreducible-error units that cover it have
            $\nu(\theta \mathbin{\Delta} K)$ as small as desired, and $\nu(\theta \mathbin{\Delta} C) \le \nu(K
            \mathbin{\Delta} C) + \nu(\theta \mathbin{\Delta} K)$. If $\nu(K) = 0$ the empty unit has error $\nu(C) =
            \nu(K \mathbin{\Delta} C)$.""",
            "instance",
        ),
        read(
            "limit",
            r"""
            $K = E$, the essential hull, gives at most $\nu(E \setminus C)$, as $\nu(C \setminus E) = 0$. If the
            infimum is 0, take closed convex $K_j$ in the ball with errors tending to 0. By Blaschke's
            selection theorem a subsequence converges to a convex $K$ in the Hausdorff metric (none is empty from some
            point on, as $\nu(C) > 0$); the volume of $K_j \mathbin{\Delta} K$ tends to 0, so $\nu(K_j
            \mathbin{\Delta} K)$ does, and $\nu(K \mathbin{\Delta} C) = 0$.""",
            "cited",
            "outside",
        ),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Approximation from outside; Blaschke's theorem.",
            (
                certificate,
                illustration(
                    "On the line: the error is affine in an end between two neighbouring ends of C.", linear()
                ),
                illustration("[0, 10] and [20, 21]: least error 1, covering error 10.", pieces(1)),
                illustration("Unions of two intervals on a grid: error 0 iff one piece.", grid()),
            ),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random unions of intervals: the best open interval by a scan over all pairs of ends, in plain arithmetic."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=100, full=3000)
    for _ in range(count):
        ends = sorted(rng.sample([F(i, 3) for i in range(-20, 21)], 2 * rng.randint(1, 4)))
        parts = list(zip(ends[::2], ends[1::2], strict=True))
        size = sum(b - a for a, b in parts)

        def wasted(
            a: Fraction, b: Fraction, parts: list[tuple[Fraction, Fraction]] = parts, size: Fraction | int = size
        ) -> Fraction | int:
            common = sum((max(F(0), min(b, r) - max(a, s)) for s, r in parts), F(0))
            return b - a + size - 2 * common

        best = min(wasted(a, b) for a in ends for b in ends if a <= b)
        a, b = sorted(F(rng.randint(-50, 50), 7) for _ in range(2))
        violations += wasted(a, b) < best or best > ends[-1] - ends[0] - size or (best == 0) != (len(parts) == 1)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random unions of intervals and random units against the best pair of ends.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    covering = STATEMENT.concluding(error() >= hull_excess())
    return [
        Mutation(
            "covering-error",
            "no unit is better than the covering ones",
            refuted_by=lambda: covering.refuted_by({"C": TWO, "low": 0, "high": 10}),
        ),
        Mutation("no-error", "the least error of [0, 10] and [20, 21] is 0", rejected=lambda: pieces(0)),
        Mutation("always-zero", "some unit on the grid always has error 0", rejected=lambda: grid(weak=True)),
    ]
