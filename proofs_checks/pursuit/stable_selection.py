"""A step of pursuit bears noise of half its margin: the selection stays, the coefficient moves by at most the noise."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit, vector
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import pursue
from theory.pursuit.encoder import inner
from theory.typed import SCALAR, absolute, both, dot, norm2, var, vec

d, e, r, n = (var(name, vec("m")) for name in ("d", "e", "r", "n"))
delta = var("delta", SCALAR)

T = Theorem(
    id="pursuit.stable-selection",
    title="Noise below half the margin changes no selection of pursuit",
    says=r"""
        Let $\|d\| = \|e\| = 1$, $|\langle d, r \rangle| \ge |\langle e, r \rangle| + 2 \delta$ with $\delta \ge 0$, and
        $\|n\| < \delta$. Then $|\langle d, r + n \rangle| > |\langle e, r + n \rangle|$; the coefficient moves by at most
        $\|n\|$; and the noise that the next residual carries is no larger: $\|n - \langle d, n \rangle d\| \le \|n\|$. So
        a run whose steps all have the margin $2 \delta$ selects the same atoms.""",
    source=own("stability of the support of matching pursuit by absolute products"),
    kind="bound",
    sizes="m",
    about=(d, e, r, n, delta),
    given={
        "norm-one-d": Given(
            r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [4, 0], "r": [F(5, 8), F(1, 2)], "n": [F(-9, 10), 0]}
        ),
        "norm-one-e": Given(r"$\|e\| = 1$", norm2(e) == 1, fails={"e": [0, 4], "n": [0, F(9, 10)], "r": [3, F(1, 4)]}),
        "margin": Given(
            r"$|\langle d, r \rangle| \ge |\langle e, r \rangle| + 2 \delta$",
            absolute(dot(d, r)) >= absolute(dot(e, r)) + 2 * delta,
            fails={"r": [1, 1]},
        ),
        "not-negative": Given(r"$\delta \ge 0$", delta >= 0, fails={"delta": -1, "r": [1, 1]}),
        "small": Given(r"$\|n\| < \delta$", norm2(n) < delta**2, fails={"n": [-3, 3]}),
    },
    then=both(
        absolute(dot(e, r + n)) < absolute(dot(d, r + n)),
        (dot(d, r + n) - dot(d, r)) ** 2 <= norm2(n),
        norm2(n - dot(d, n) * d) <= norm2(n),
    ),
    example={"m": 2, "d": [1, 0], "e": [0, 1], "r": [3, 1], "n": [F(-1, 2), F(1, 2)], "delta": 1},
    remark="""
        At ties the code jumps: for the atoms (1, 0), (3/5, 4/5) and the input d_1 + d_2 one step gives (8/5, 0) or
        (0, 8/5). sdl-atlas pursuit --rule absolute prints the margin of half of the samples.""",
)
T.wrongly(
    "whole-margin",
    "noise of the whole margin is borne",
    absolute(dot(e, r + n)) < absolute(dot(d, r + n)),
    without="small",
    n=[F(-3, 2), F(3, 2)],
)
T.wrongly("same-coefficient", "the coefficient stays the same", dot(d, r + n) == dot(d, r))
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Runs of the exact encoder with noise below half of their smallest margin."""
    rng, cases, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=60, full=1000)):
        atoms, x, noise = [unit(rng) for _ in range(4)], vector(rng), vector(rng)
        run = pursue(atoms, x, rule="absolute", steps=2)
        margin = None
        for r in [run.start, *(s.residual for s in run.steps[:-1])]:
            best = sorted((abs(inner(a, r)) for a in atoms), reverse=True)
            margin = best[0] - best[1] if margin is None else min(margin, best[0] - best[1])
        if not margin or not any(noise):
            continue
        bound = sum(abs(c) for c in noise)  # at least the norm
        other = [u + v * margin / (2 * bound) * F(9, 10) for u, v in zip(x, noise, strict=True)]
        cases += 1
        violations += pursue(atoms, other, rule="absolute", steps=len(run.steps)).selected != run.selected
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random runs with noise.", numbers=numbers)
