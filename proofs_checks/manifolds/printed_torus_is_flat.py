"""The four-dimensional torus of the benchmark is no Clifford torus: its metric is not flat, circles along u differ in length.

True instead: the Clifford torus (a cos u, a sin u, b cos v, b sin v) is flat (``theory.manifolds.families.clifford_torus``).
"""

from __future__ import annotations

from typing import Any

from proofs_checks import parts
from proofs_checks.manifolds._sampled import reported
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import names
from theory.statement import Statement

R, r, c, s, c2, s2 = names("R r c s c2 s2")
# |d/du ((R + r c) cos u, (R + r c) sin u, ...)|^2 = (R + r c)^2, c = cos v
STATEMENT = Statement(
    ("R", "r", "c", "s", "c2", "s2"),
    {"radii": R > r, "positive": r > 0, "angle": c**2 + s**2 == 1, "other": c2**2 + s2**2 == 1},
    (R + r * c) ** 2 == (R + r * c2) ** 2,
)
POINT: dict[str, Any] = {"R": 2, "r": 1, "c": 1, "s": 0, "c2": -1, "s2": 0}

CLAIM = Claim(
    id="manifolds.printed-torus-is-flat",
    title="The printed map of the torus to four dimensions is a Clifford torus",
    statement=r"""
        The map $((R + r \cos v) \cos u, (R + r \cos v) \sin u, \dots)$, whose other coordinates depend on $v$ alone,
        is flat as a product of circles is: the squared speed along $u$, $(R + r \cos v)^2$, is the same for all $v$.""",
    source=reported("Appendix E, Table 4 (torus)"),
    kind="property",
    expected="refuted",
    refutes="published",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("radii", "$R > r$"),
        ("positive", "$r > 0$"),
        ("angle", r"$c, s = \cos v, \sin v$"),
        ("other", r"$c', s' = \cos v', \sin v'$"),
    ),
    remark="""
        It still spans four dimensions, so k = 4 stands. Reported are its first two coordinates and the last; they decide this. The
        torus that those coordinates belong to is that of manifolds.torus-of-revolution-is-embedded.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample("The outer and the inner equator: radii 3 and 1.", STATEMENT, POINT, record="")


def mutations() -> list[Mutation]:
    thin, quarter = {**POINT, "R": 100}, {**POINT, "c2": 0, "s2": 1}
    return [
        parts.wrong("thin", "tori with R much larger than r are flat", STATEMENT.assuming(thin=R >= 100 * r), thin),
        parts.wrong("half", "the outer half is flat", STATEMENT.assuming(outer=c * c2 >= 0), quarter),
    ]
