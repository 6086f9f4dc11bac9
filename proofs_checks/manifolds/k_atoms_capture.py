"""That as many atoms as the span has dimensions capture a manifold is false for nonnegative codes: four points of a circle refute it.

True instead: one atom more is needed and enough with free codes (manifolds.centred-needs-one-more-atom,
manifolds.positive-combination-captures), and two atoms per dimension with a linear encoder (manifolds.exact-relu-needs-two-p-atoms).
"""

from __future__ import annotations

from typing import Any

from proofs_checks import parts
from proofs_checks.manifolds._sampled import reported
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import for_all, length, matmul, names, rank
from theory.statement import Statement

A, Z, X, k = names("A Z X k")
# rows are atoms and points; the codes of the points are unique, because the k atoms are independent
STATEMENT = Statement(
    ("A", "Z", "X", "k"),
    {"k-atoms": length(A) == k, "spanning": rank(A) == k, "span": rank(X) == k, "codes": matmul(Z, A) == X},
    for_all(Z, lambda z: for_all(z, lambda v: v >= 0, "v"), "z"),
)
CIRCLE = [[1, 0], [0, 1], [-1, 0], [0, -1]]
POINT: dict[str, Any] = {"A": [[1, 0], [0, 1]], "Z": CIRCLE, "X": CIRCLE, "k": 2}

CLAIM = Claim(
    id="manifolds.k-atoms-capture",
    title="k atoms capture a manifold whose span has dimension k",
    statement="""
        If $k$ atoms span the $k$-dimensional span of a manifold, the (unique) codes of its points on these atoms are
        nonnegative, so a sparse autoencoder captures it with $k$ atoms: a circle with two.""",
    source=reported("Appendix E (support sizes and the range of n)"),
    kind="property",
    expected="refuted",
    refutes="published",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("k-atoms", "there are $k$ atoms"),
        ("spanning", "they are independent"),
        ("span", "the points span $k$ dimensions"),
        ("codes", r"$X = Z A$"),
    ),
    remark="""
        True for signed codes, which need nothing to be nonnegative, and with a decoder bias and codes that never vanish. For
        nonnegative codes one atom more is enough: manifolds.positive-combination-captures.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample(
        "Four points of the unit circle and two orthonormal atoms.", STATEMENT, POINT, record=""
    )


def mutations() -> list[Mutation]:
    segment = {"A": [[1]], "Z": [[1], [-1]], "X": [[1], [-1]], "k": 1}
    oblique = {
        "A": [[1, 0], [1, 1]],
        "Z": [[0, 1], [1, -1], [0, -1], [-1, 1]],
        "X": [[1, 1], [0, -1], [-1, -1], [0, 1]],
        "k": 2,
    }
    return [
        parts.wrong("segments", "at least segments are captured by one atom", STATEMENT.assuming(one=k == 1), segment),
        parts.wrong(
            "oblique",
            "atoms that are not orthogonal do it",
            STATEMENT.assuming(oblique=A[0, 0] * A[1, 0] != 0),
            oblique,
        ),
    ]
