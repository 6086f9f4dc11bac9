"""A run that stops when an atom comes again makes at most one step more than there are atoms."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import own, vector
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.typed import family, for_all, implies, index, size, var

f = var("f", family("n", index("q")))

T = Theorem(
    id="pursuit.released-stop-ends",
    title="Steps before the first repeated atom are at most as many as atoms",
    says=r"""
        Let steps $1, \dots, n$ select different atoms of $q$. Then $n \le q$: a run that stops after a step whose atom was
        selected before makes at most $q + 1$ steps.""",
    source=own("the stop of the code released with arXiv 2506.03093, taken sample by sample"),
    kind="bound",
    sizes="n q",
    about=(f,),
    given={
        "different": Given(
            r"$f_i \ne f_j$ for $i \ne j$",
            for_all("n", lambda i: for_all("n", lambda j: implies(i != j, f[i] != f[j]), "j")),
            fails={"f": [0, 0], "q": 1},
        )
    },
    then=size("n") <= size("q"),
    example={"n": 2, "q": 3, "f": [2, 0]},
    remark="""
        The bound is attained for one atom of squared norm 2. The residual may still be large then: two atoms of
        cosine c end with |c| of the residual of one step.""",
)
T.wrongly("fewer", "there are fewer steps than atoms", size("n") < size("q"), q=2, f=[1, 0])
T.wrongly("exactly", "all atoms are selected", size("n") == size("q"))
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Runs of the exact encoder with that stop, on atoms of any norms."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(size):
        atoms = [vector(rng) for _ in range(rng.randint(1, 3))]
        run = pursue(atoms, vector(rng), rule="absolute", steps=9, stop_on_repeat=True)
        violations += len(run.steps) > len(atoms) + 1
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random runs.", numbers=numbers)
