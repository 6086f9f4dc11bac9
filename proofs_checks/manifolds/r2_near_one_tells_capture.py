"""That restricted R2 near one at n = k is the sign of capture is false: perfect capture by antipodal pairs has one half.

True instead: it is exactly one half for every law (manifolds.restricted-r2-at-capture), and 1 with both atoms of each pair.
"""

from __future__ import annotations

from proofs_checks import parts
from proofs_checks.manifolds._sampled import reported
from proofs_checks.manifolds.restricted_r2_at_capture import T, energy, error
from theory.claims import Budget, Claim, Evidence, Mutation

STATEMENT = T.typed.concluding(10 * error <= energy).statement()

CLAIM = Claim(
    id="manifolds.r2-near-one-tells-capture",
    title="Perfect capture shows as restricted R2 near one at n = k",
    statement=r"""
        At perfect capture of a law in $p$ dimensions by antipodal pairs $\pm u_1, \dots, \pm u_p$ of an orthonormal basis
        restricted $R^2$ of the $p$ directions $u_1, \dots, u_p$ is at least $9/10$.""",
    source=reported("Appendix E (equation 14)"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(T.example), *((name, given.text) for name, given in T.given.items())
    ),
    remark="""
        The reading that a value near 1 is necessary for capture is refuted. That it is sufficient is another matter, and with
        codes that may be negative perfect capture does reach 1 at n = k.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample("Both axes of the plane and their opposites.", STATEMENT, T.example, record="")


def mutations() -> list[Mutation]:
    three_quarters, more_than_half = (
        T.typed.concluding(c).statement().conclusion for c in (4 * error <= energy, error + error < energy)
    )
    return [
        parts.wrong("three-quarters", "R2 is at least 3/4", STATEMENT, T.example, three_quarters),
        parts.wrong("more-than-half", "R2 is more than 1/2", STATEMENT, T.example, more_than_half),
    ]
