"""That restricted R2 at n = 2k is 1 at perfect capture is false when more than 2k atoms lie in the subspace.

True instead: with exactly k antipodal pairs all of them are picked, and R2 is 1; at n = k it is 1/2 (manifolds.restricted-r2-at-capture).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks import parts
from proofs_checks.manifolds._sampled import own
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import dot, identity, length, listing, matmul, names, rank, span, total, transpose
from theory.statement import Statement

F = Fraction
V, W, x, picked = names("V W x picked")
# rows of V are atoms, rows of W their encoders; the pair i contributes relu(w.x) v - relu(-w.x) v = (w.x) v
READ_OUT = listing(span(length(x)), lambda a: total(picked, lambda i: dot(W[i], x) * V[i, a], "i"), "a")
STATEMENT = Statement(
    ("V", "W", "x", "picked"),
    {
        "exact": matmul(transpose(V), W) == identity(length(x)),
        "pairs": length(picked) == length(x),
        "spanning": rank(listing(picked, lambda i: V[i], "i")) == length(x),
    },
    READ_OUT == x,
)
FRAME = [[1, 0], [0, 1], [F(3, 5), F(4, 5)], [F(4, 5), F(-3, 5)]]
POINT: dict[str, Any] = {
    "V": FRAME,
    "W": [[v / 2 if v else v for v in map(F, row)] for row in FRAME],
    "x": [1, 0],
    "picked": [0, 1],
}

CLAIM = Claim(
    id="manifolds.two-k-atoms-suffice-for-r2",
    title="Read out by 2k spanning atoms, perfect capture has R2 = 1",
    statement=r"""
        If antipodal pairs $\pm v_i$ with encoders $\pm w_i$ reproduce $\mathbb{R}^k$ exactly, then so do any $k$ of
        the pairs that span it: restricted $R^2$ at $n = 2k$ is $1$ at perfect capture.""",
    source=own("a corrected restricted R2"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("exact", r"$\sum_i v_i w_i^\top = I$"),
        ("pairs", "as many pairs are picked as there are dimensions"),
        ("spanning", "they span the space"),
    ),
    remark="""
        Four pairs of two orthonormal bases, each code halved: two pairs return x/2, with R2 = 3/4. So R2 has to be
        refitted on the picked atoms, or all atoms of the subspace have to be counted.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample("Two orthonormal bases together, of which one is picked.", STATEMENT, POINT, record="")


def mutations() -> list[Mutation]:
    second = {**POINT, "picked": [2, 3]}
    nonzero = total(span(length(x)), lambda a: READ_OUT[a] * x[a], "s") == total(
        span(length(x)), lambda a: x[a] * x[a], "s"
    )
    return [
        parts.wrong("unit-atoms", "unit atoms are enough", STATEMENT.assuming(unit=dot(V[0], V[0]) == 1), second),
        parts.wrong("along", "at least along x nothing is lost", STATEMENT, POINT, nonzero),
    ]
