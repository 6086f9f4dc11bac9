"""With one active atom per sample the second moments of codes are diagonal: effective rank then measures usage."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import for_all, implies, mat, transposed, var

Z = var("Z", mat("n", "q"))

T = Theorem(
    id="pursuit.one-active-atom-is-diagonal",
    title="Codes with one active atom have diagonal second moments",
    says=r"""
        If every row of $Z$ has at most one entry other than 0, then $(Z^\top Z)_{ij} = 0$ for $i \ne j$: the effective rank of
        $Z^\top Z$ is the exponential of the entropy of the energies of the atoms, and is $q$ where they are equal.""",
    source=own("on the effective rank of arXiv 2506.03093, Figure 6, as reported"),
    kind="property",
    sizes="n q",
    about=(Z,),
    given={
        "one-active": Given(
            r"$Z_{ti} Z_{tj} = 0$ for $i \ne j$",
            for_all(
                "n",
                lambda t: for_all(
                    "q", lambda i: for_all("q", lambda j: implies(i != j, Z[t, i] * Z[t, j] == 0), "j"), "h"
                ),
                "t",
            ),
            fails={"Z": [[1, 1], [0, 1]]},
        )
    },
    then=for_all("q", lambda i: for_all("q", lambda j: implies(i != j, (transposed(Z) @ Z)[i, j] == 0), "k")),
    example={"n": 2, "q": 2, "Z": [[1, 0], [0, 2]]},
    remark="""
        So a high effective rank at one active atom says that atoms are used evenly, and nothing about atoms that are active
        together; growth with k needs the curve of a random dictionary beside it (pursuit.null-model).""",
)
T.wrongly(
    "zero",
    "all second moments are 0",
    for_all("q", lambda i: for_all("q", lambda j: (transposed(Z) @ Z)[i, j] == 0, "k")),
)
T.wrongly(
    "orthogonal-rows",
    "the samples have orthogonal codes, too",
    for_all("n", lambda i: for_all("n", lambda j: implies(i != j, (Z @ transposed(Z))[i, j] == 0), "k")),
    Z=[[1, 0], [2, 0]],
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random tables of codes with one active atom."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(size):
        q = rng.randint(1, 4)
        rows = [[rng.randint(1, 5) if j == on else 0 for j in range(q)] for on in (rng.randrange(q) for _ in range(5))]
        moments = [[sum(r[i] * r[j] for r in rows) for j in range(q)] for i in range(q)]
        violations += any(moments[i][j] for i in range(q) for j in range(q) if i != j)
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random tables.", numbers=numbers)
