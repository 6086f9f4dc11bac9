"""The atom of a step is orthogonal to the last one only as far as it is aligned with the residual."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit, vector
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.pursuit.encoder import inner
from theory.typed import dot, norm2, var, vec

d, e, r = var("d", vec("m")), var("e", vec("m")), var("r", vec("m"))

T = Theorem(
    id="pursuit.consecutive-atoms",
    title="How orthogonal two consecutive atoms are",
    says=r"""
        Let $\|d\| = \|e\| = 1$ and $\langle e, r \rangle = 0$, as after a step along $e$. Then $\langle d, r
        \rangle^2 \le \|r\|^2 (1 - \langle d, e \rangle^2)$: an atom $d$ with the share $\lambda = |\langle d, r
        \rangle| / \|r\|$ of the residual has $|\langle d, e \rangle| \le \sqrt{1 - \lambda^2}$.""",
    source=own("all that one step of pursuit says about the coherence of the atoms that it selects together"),
    kind="bound",
    sizes="m",
    about=(d, e, r),
    given={
        "norm-one": Given(r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [0, 2]}),
        "last-norm-one": Given(
            r"$\|e\| = 1$", norm2(e) == 1, fails={"e": [3, 0], "d": [F(3, 5), F(4, 5)], "r": [0, 1]}
        ),
        "after-a-step": Given(r"$\langle e, r \rangle = 0$", dot(e, r) == 0, fails={"r": [1, 0], "d": [1, 0]}),
    },
    then=dot(d, r) ** 2 <= norm2(r) * (1 - dot(d, e) ** 2),
    example={"m": 2, "d": [0, 1], "e": [1, 0], "r": [0, 3]},
    remark="Nothing stronger holds: pursuit can select the most coherent pair of a dictionary one after the other.",
)
T.wrongly("orthogonal", "consecutive atoms are orthogonal", dot(d, e) == 0, d=[F(3, 5), F(4, 5)])
T.wrongly(
    "first-power",
    "with the product instead of its square",
    dot(d, r) ** 2 <= norm2(r) * (1 - dot(d, e)) ** 2,
    d=[F(3, 5), F(4, 5)],
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Consecutive steps of the exact encoder."""
    rng, violations, pairs = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=60, full=1000)):
        atoms, x = [unit(rng) for _ in range(4)], vector(rng)
        run = pursue(atoms, x, rule="absolute", steps=4)
        for one, two in zip(run.steps, run.steps[1:], strict=False):
            left = inner(one.residual, one.residual)
            pairs += 1
            violations += two.coefficient**2 > left * (1 - inner(atoms[one.atom], atoms[two.atom]) ** 2)
    numbers = {"examples": pairs, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Consecutive steps of random runs.", numbers=numbers)
