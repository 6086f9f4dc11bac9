"""That the signed cohesion of a captured group is positive is false for segments: perfect capture of a segment scores -1.

True instead: the score of perfect capture of k dimensions is (2k - 3)/(2k - 1) (manifolds.cohesion-at-capture).
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks import parts
from proofs_checks.manifolds._sampled import reported
from proofs_checks.manifolds.cohesion_at_capture import T, n, signs
from theory.claims import Budget, Claim, Evidence, Mutation

TYPED = T.typed.concluding(signs > 0)
STATEMENT = TYPED.statement()
HALF = Fraction(1, 2)
SEGMENT = {"n": 2, "r": HALF, "opposite": [1, 0], "P": [[HALF**2, 0], [0, HALF**2]]}

CLAIM = Claim(
    id="manifolds.cohesion-sign-tells-capture",
    title="Positive signed cohesion is the sign of capture",
    statement=r"""
        At perfect capture by antipodal pairs the signs of the covariances of co-firing have a positive mean $\rho$; a
        negative one means tiling.""",
    source=reported("Definition 6 (signed cohesion), by accounts of the paper"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(SEGMENT), *((name, given.text) for name, given in T.given.items())
    ),
    remark="The paper takes the signs of Ising couplings; the reading with covariances of co-firing is refuted here.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample("A segment, captured by one pair of atoms.", STATEMENT, SEGMENT, record="")


def mutations() -> list[Mutation]:
    not_negative, full = (T.typed.concluding(c).statement().conclusion for c in (signs >= 0, signs == n * (n - 1)))
    return [
        parts.wrong("not-negative", "the mean is at least not negative", STATEMENT, SEGMENT, not_negative),
        parts.wrong("circles", "circles score 1", STATEMENT, T.example, full),
    ]
