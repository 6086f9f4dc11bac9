"""One step of pursuit along an atom of any norm: what is left of the product and of the energy."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import own, vector
from proofs_checks.vocabulary import Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.pursuit.encoder import inner
from theory.typed import both, dot, norm2, var, vec

d, r = var("d", vec("m")), var("r", vec("m"))
after = var("after", vec("m"), "r^+")
a = dot(d, r)

T = Theorem(
    id="pursuit.step-identities",
    title="What one step of pursuit leaves, for an atom of any norm",
    says=r"""
        Let $r^+ = r - \langle d, r \rangle d$. Then $\langle d, r^+ \rangle = (1 - \|d\|^2) \langle d, r \rangle$ and
        $\|r^+\|^2 = \|r\|^2 - (2 - \|d\|^2) \langle d, r \rangle^2$.""",
    source=own("both propositions on single steps of the source follow, and what they need"),
    kind="identity",
    sizes="m",
    about=(d, r),
    let=((after, r - a * d),),
    given={},
    then=both(
        dot(d, after) == (1 - norm2(d)) * a,
        norm2(after) == norm2(r) - (2 - norm2(d)) * a**2,
    ),
    example={"m": 2, "d": [2, 0], "r": [1, 3]},
    remark="With a coefficient max(0, <d, r>) nothing moves where <d, r> is negative; where it is not, these are the identities.",
)
T.wrongly("always-orthogonal", "the residual is orthogonal to the atom, whatever its norm", dot(d, after) == 0)
T.wrongly(
    "unit-energy", "the energy falls by the squared coefficient, whatever the norm", norm2(after) == norm2(r) - a**2
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The exact encoder's own step."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=200, full=3000), 0
    for _ in range(size):
        atom, x = vector(rng), vector(rng)
        run = pursue([atom], x, rule="absolute", steps=1)
        c, s = inner(atom, atom), inner(atom, x)
        good = inner(atom, run.residual) == (1 - c) * s
        violations += not (good and run.energies[-1] == inner(x, x) - (2 - c) * s * s)
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random atoms and residuals.", numbers=numbers)
