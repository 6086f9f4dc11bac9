"""That the spread of a receptive field lies between 0 and 1 is false: an atom that fires near both ends of a segment exceeds 1.

The spread is the mean distance of two points at which the atom fires, divided by the mean distance of two points of the manifold.
"""

from __future__ import annotations

from typing import Any

from proofs_checks import parts
from proofs_checks.manifolds._sampled import reported
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, absolute, for_all, length, names, span, total
from theory.statement import Statement

x, fires = names("x fires")


def _mean_times(points: Expression, among: Expression) -> Expression:
    """The sum of the distances of all ordered pairs."""
    return total(among, lambda i: total(among, lambda j: absolute(points[i] - points[j]), "j"), "i")


WHOLE = span(length(x))
# spread <= 1, cleared of its denominators: mean over n (n - 1) pairs against m (m - 1)
STATEMENT = Statement(
    ("x", "fires"),
    {
        "places": for_all(fires, lambda i: i >= 0, "i"),
        "inside": for_all(fires, lambda i: i < length(x), "i"),
        "distinct": for_all(span(length(fires)), lambda s: for_all(span(s), lambda t: fires[s] != fires[t], "t"), "s"),
        "two-points": length(fires) >= 2,
        "segment": for_all(span(length(x)), lambda i: x[i] == i, "i"),
    },
    _mean_times(x, fires) * length(x) * (length(x) - 1) <= _mean_times(x, WHOLE) * length(fires) * (length(fires) - 1),
)
POINT: dict[str, Any] = {"x": list(range(10)), "fires": [0, 1, 8, 9]}

CLAIM = Claim(
    id="manifolds.receptive-field-spread-at-most-one",
    title="The spread of a receptive field is at most one",
    statement=r"""
        Let an atom fire at some of the points $0, 1, \dots, n - 1$ of a segment. The mean distance of two of these is
        at most the mean distance of two points of the segment: the spread lies in $[0, 1]$.""",
    source=reported("Appendix E (spread of receptive fields)"),
    kind="bound",
    expected="refuted",
    refutes="published",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("places", "indices are not negative"),
        ("inside", "and below the number of points"),
        ("distinct", "no index twice"),
        ("two-points", "the atom fires at two points or more"),
        ("segment", "the points are equally spaced on a segment"),
    ),
    remark="""
        For uniform segments the spread comes as near to 3/2 as one likes; for laws with little mass at two far ends it has no bound.
        For arcs of a circle it is computed in manifolds.wider-fields-spread-more.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample("Two points at either end of ten.", STATEMENT, POINT, record="")


def mutations() -> list[Mutation]:
    ends = {"x": list(range(10)), "fires": [0, 9]}
    three = 2 * _mean_times(x, fires) * length(x) * (length(x) - 1) <= 3 * _mean_times(x, WHOLE) * length(fires) * (
        length(fires) - 1
    )
    return [
        parts.wrong(
            "two", "at most one for atoms that fire at two points", STATEMENT.assuming(two=length(fires) == 2), ends
        ),
        parts.wrong("three-halves", "at most 3/2 for finitely many points", STATEMENT, ends, three),
    ]
