"""How much a step of pursuit by absolute products shrinks the residual: at least by the frame bound over the number of atoms."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import own, unit, vector
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.typed import SCALAR, column, dot, for_all, index, mat, norm2, scalar, size, total, var, vec

D, r, i, s = var("D", mat("m", "q")), var("r", vec("m")), var("i", index("q")), var("s", SCALAR)
d = column(D, i)
q = scalar(size("q"))

T = Theorem(
    id="pursuit.contraction",
    title="Every step by the largest absolute product shrinks the residual by a fixed factor",
    says=r"""
        Let $d_i$ have norm 1 and the largest absolute product with $r$ of $q$ atoms, and $\sum_j \langle d_j, r \rangle^2
        \ge s \|r\|^2$. Then $q \|r - \langle d_i, r \rangle d_i\|^2 \le (q - s) \|r\|^2$: after $t$ steps at most $(1 - s
        / q)^t$ of the energy in the span is left.""",
    source=own("the rate behind proposition C.3 of arXiv 2506.03093, for the rule of Mallat and Zhang"),
    kind="bound",
    sizes="m q",
    about=(D, r, i, s),
    given={
        "norm-one": Given(r"$\|d_i\| = 1$", norm2(d) == 1, fails={"D": [[3, 0], [0, 1]], "r": [1, 1]}),
        "largest": Given(
            r"$\langle d_j, r \rangle^2 \le \langle d_i, r \rangle^2$",
            for_all("q", lambda j: dot(column(D, j), r) ** 2 <= dot(d, r) ** 2, "j"),
            fails={"i": 1},
        ),
        "frame": Given(
            r"$\sum_j \langle d_j, r \rangle^2 \ge s \|r\|^2$",
            total("q", lambda j: dot(column(D, j), r) ** 2, "k") >= s * norm2(r),
            fails={"s": 2, "r": [3, 2]},
        ),
    },
    then=q * norm2(r - dot(d, r) * d) <= (q - s) * norm2(r),
    example={"m": 2, "q": 2, "D": [[1, 0], [0, 1]], "r": [2, 1], "i": 0, "s": 1},
    remark="""
        The least s for all r in the span is the smallest eigenvalue of D D^T there; sdl-atlas pursuit prints a rigorous
        lower bound. For largest positive products there is no such factor unless the atoms span positively.""",
)
T.wrongly("at-once", "one step divides the energy by q", q * norm2(r - dot(d, r) * d) <= 0 * norm2(r))
T.wrongly("twice", "with 2 s for s", q * norm2(r - dot(d, r) * d) <= (q - 2 * s) * norm2(r), r=[1, 1])
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Runs of the exact encoder on the frame of an orthonormal basis and more atoms, whose bound is at least 1."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(size):
        axes = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
        atoms = [*axes, *(unit(rng) for _ in range(rng.randint(0, 3)))]
        run = pursue(atoms, vector(rng), rule="absolute", steps=3)
        pairs = zip(run.energies, run.energies[1:], strict=False)
        violations += any(len(atoms) * after > (len(atoms) - 1) * before for before, after in pairs)
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random frames.", numbers=numbers)
