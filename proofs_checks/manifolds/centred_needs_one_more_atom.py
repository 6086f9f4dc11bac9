"""Points of mean zero that span k dimensions need at least k + 1 atoms when codes are nonnegative, and one more than that is not needed.

The second half is manifolds.simplex-captures.
"""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import for_all, mat, rank, size, var, vec, zero

A, Z, X = var("A", mat("p", "n")), var("Z", mat("n", "m")), var("X", mat("p", "m"))
q = var("q", vec("m"))
CROSS = [[1, -1, 0, 0], [0, 0, 1, -1]]

T = Theorem(
    id="manifolds.centred-needs-one-more-atom",
    title="Capture of a centred manifold needs one atom more than its span has dimensions",
    says=r"""
        Let the columns of $X$ be points with weights $q_i > 0$ and mean zero, $X q = 0$, not all of them zero. If $X
        = A Z$ with nonnegative codes $Z \ge 0$, then the number $n$ of atoms (columns of $A$) is larger than the
        dimension $\mathrm{rank}(X)$ of their span.""",
    source=own("number of atoms"),
    kind="bound",
    sizes="p n m",
    about=(A, Z, X, q),
    given={
        "nonnegative-codes": Given(
            r"$Z \ge 0$",
            for_all("n", lambda j: for_all("m", lambda i: Z[j, i] >= 0, "i"), "j"),
            fails={"n": 2, "A": [[1, 0], [0, 1]], "Z": CROSS},
        ),
        "reproduced": Given(
            r"$A Z = X$", A @ Z == X, fails={"n": 2, "A": [[1, 0], [0, 1]], "Z": [[1, 0, 0, 0], [0, 0, 1, 0]]}
        ),
        "positive-weights": Given(
            r"$q_i > 0$",
            for_all("m", lambda i: q[i] > 0, "i"),
            fails={"n": 2, "m": 2, "A": [[1, 0], [0, 1]], "Z": [[1, 0], [0, 1]], "X": [[1, 0], [0, 1]], "q": [0, 0]},
        ),
        "mean-zero": Given(
            r"$X q = 0$",
            X @ q == zero(vec("p")),
            fails={"n": 2, "m": 2, "A": [[1, 0], [0, 1]], "Z": [[1, 0], [0, 1]], "X": [[1, 0], [0, 1]], "q": [1, 1]},
        ),
        "not-a-point": Given(
            r"$X \ne 0$",
            rank(X) >= 1,
            fails={"n": 0, "m": 1, "A": [[], []], "Z": [], "X": [[0], [0]], "q": [1]},
        ),
    },
    then=rank(X) < size("n"),
    example={
        "p": 2,
        "n": 3,
        "m": 4,
        "A": [[1, 0, -1], [0, 1, -1]],
        "Z": [[1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]],
        "X": CROSS,
        "q": [1, 1, 1, 1],
    },
    remark="A manifold normalised by equation 12 has mean zero. A single point of it, k = 0, needs no atom.",
)
T.wrongly("two-more", "n is larger than rank(X) + 1", rank(X) + 1 < size("n"))
T.wrongly(
    "ambient-dimension",
    "n is larger than the dimension p of the space",
    size("p") < size("n"),
    n=2,
    m=2,
    A=[[1, -1], [0, 0]],
    Z=[[1, 0], [0, 1]],
    X=[[1, -1], [0, 0]],
    q=[1, 1],
)
T.wrongly("pairs", "n is at least 2 rank(X): antipodal pairs are needed", rank(X) + rank(X) <= size("n"))
PAGE = "manifolds"
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Atoms of which the last is minus the sum of the others, so that any codes are completed to mean zero by one more point."""
    p, n, m = rng.randint(1, 3), rng.randint(2, 4), rng.randint(2, 4)
    rows = [[rng.randint(-2, 2) for _ in range(n - 1)] for _ in range(p)]
    atoms = [[*row, -sum(row)] for row in rows]
    codes = [[rng.randint(0, 2) for _ in range(m - 1)] for _ in range(n)]
    codes = [[*row, 2 * m - sum(row)] for row in codes]
    points = [[sum(a * codes[j][i] for j, a in enumerate(row)) for i in range(m)] for row in atoms]
    return {"p": p, "n": n, "m": m, "A": atoms, "Z": codes, "X": points, "q": [1] * m}


def examples(budget: Budget) -> Evidence:
    """Random atoms and nonnegative codes whose points have mean zero."""
    return sampled(T.statement, _draw, budget, "Random atoms and nonnegative codes whose points have mean zero.")
