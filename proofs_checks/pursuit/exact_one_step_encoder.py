"""A one-step ReLU encoder that inverts independent atoms recovers every non-negative code: no pursuit is needed for that."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, vector
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import gram
from theory.pursuit.encoder import inner
from theory.pursuit.solve import solve
from theory.typed import for_all, mat, one, relu, var, vec

D, W, z = var("D", mat("m", "q")), var("W", mat("q", "m")), var("z", vec("q"))

T = Theorem(
    id="pursuit.exact-one-step-encoder",
    title="One ReLU step recovers all non-negative codes of independent atoms",
    says=r"""
        If $W D = I$ then $\mathrm{relu}(W D z) = z$ for every code $z \ge 0$, whatever the coherence of the atoms,
        their levels, and the number of active ones.""",
    source=own("against reading the experiments of arXiv 2506.03093 as a limit of what one-step encoders can express"),
    kind="property",
    sizes="m q",
    about=(D, W, z),
    given={
        "inverse": Given("$W D = I$", W @ D == one("q"), fails={"W": [[1, 0], [0, 1]]}),
        "not-negative": Given(r"$z \ge 0$", for_all("q", lambda i: z[i] >= 0), fails={"z": [1, -1]}),
    },
    then=for_all("q", lambda i: relu((W @ (D @ z))[i]) == z[i]),
    example={
        "m": 2,
        "q": 2,
        "D": [[1, F(99, 101)], [0, F(20, 101)]],
        "W": [[1, F(-99, 20)], [0, F(101, 20)]],
        "z": [2, 1],
    },
    remark="""
        The benchmark's 20 atoms in 20 dimensions are independent at every coherence below 1, so W = D^-1 is an exact
        one-step encoder with as many active neurons as there are active atoms. That trained SAEs miss it is a matter
        of their losses and of optimisation. With more atoms than dimensions there is no such W.""",
)
T.wrongly(
    "without-relu",
    "codes of any sign, when they are rectified",
    for_all("q", lambda i: relu((W @ (D @ z))[i]) == z[i]),
    without="not-negative",
    z=[-1, 1],
)
T.wrongly(
    "tied", "the encoder may be the transposed dictionary", without="inverse", W=[[1, 0], [F(99, 101), F(20, 101)]]
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The left inverse of random independent atoms, by their Gram matrix."""
    rng, size, cases, violations = random.Random(budget.seed), budget.pick(quick=100, full=2000), 0, 0
    for _ in range(size):
        atoms = [vector(rng) for _ in range(rng.randint(1, 3))]
        g, code = gram(atoms), [F(rng.randint(0, 5)) for _ in atoms]
        x = [sum((c * a[k] for c, a in zip(code, atoms, strict=True)), F(0)) for k in range(3)]
        found = solve(g, [inner(a, x) for a in atoms])
        if found is None:
            continue
        cases += 1
        violations += [max(v, 0) for v in found] != code
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random independent atoms.", numbers=numbers)
