"""That exact codes of a manifold take exponentially many atoms in its dimension is false at k = p: antipodal pairs are 2p atoms.

The statement is how a follow-up (arXiv 2606.06333, abstract) is reported; it is true for decoders of one direction per concept and k < p.
"""

from __future__ import annotations

from typing import Any

from proofs_checks import parts
from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.formal import identity, length, matmul, names, product, span, transpose
from theory.statement import Statement

V, W, x = names("V W x")
COUNT = 2 * length(V)
# rows of V are atoms and rows of W their encoders; by manifolds.antipodal-pairs-are-exact the pairs +-v_i reproduce every x then
STATEMENT = Statement(
    ("V", "W", "x"),
    {
        "exact": matmul(transpose(V), W) == identity(length(x)),
        "curved": length(x) >= 3,
    },
    product(span(length(x)), lambda _: 2, "i") <= COUNT,
)
UNITS = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
POINT: dict[str, Any] = {"V": UNITS, "W": UNITS, "x": [1, 2, -2]}

CLAIM = Claim(
    id="manifolds.exponentially-many-atoms",
    title="Exact codes in p dimensions take at least 2^p atoms",
    statement=r"""
        If the $2n$ atoms $\pm v_i$ with encoders $\pm w_i$ reproduce $\mathbb{R}^p$ exactly, $\sum_i v_i w_i^\top = I$ and $p \ge 3$,
        then $2n \ge 2^p$.""",
    source=Source(
        locator="abstract, as reported",
        arxiv="2606.06333",
        note="a reading of ours of a sentence that is reported; the paper was not checked",
    ),
    kind="bound",
    expected="refuted",
    refutes="ours",
    depends_on=("manifolds.antipodal-pairs-are-exact",),
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("exact", r"$\sum_i v_i w_i^\top = I$"),
        ("curved", r"$p \ge 3$: the sphere has two intrinsic dimensions or more"),
    ),
    remark="""
        Six atoms for the sphere in three dimensions, three of them active. With fewer than p active atoms codes are hardly ever
        exact (manifolds.exactness-needs-p-active-atoms), and the number of tiles for a given error does grow exponentially
        (manifolds.covering-bounds).""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample("Three axes and their opposites.", STATEMENT, POINT, record="")


def mutations() -> list[Mutation]:
    five = [[int(i == j) for j in range(5)] for i in range(5)]
    more: dict[str, Any] = {"V": five, "W": five, "x": [1, 0, 0, 0, 0]}
    return [
        parts.wrong("quadratic", "at least p^2 atoms", STATEMENT, POINT, length(x) ** 2 <= COUNT),
        parts.wrong("higher", "at least for five dimensions", STATEMENT.assuming(higher=length(x) >= 5), more),
    ]
