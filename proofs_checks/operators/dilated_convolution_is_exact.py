"""A convolution with its taps moved apart does at a finer resolution, on the points of the coarse grid, exactly what it did there."""

from __future__ import annotations

import random

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.operators.layers import convolve
from theory.typed import SCALAR, Expr, family, for_all, index, total, var

embed = var("e", family("n", index("m")), r"\iota")
coarse = var("a", family("k", family("n", index("n"))))
fine = var("b", family("k", family("m", index("m"))))
h, x = var("h", family("k", SCALAR)), var("x", family("m", SCALAR))


def on_coarse(i: Expr) -> Expr:
    """The convolution of what the coarse grid sees of x, at the coarse point i."""
    return total("k", lambda j: h[j] * x[embed[coarse[j][i]]], "j")


def on_fine(i: Expr) -> Expr:
    """The dilated convolution of x at the point of the fine grid that is the coarse point i."""
    return total("k", lambda j: h[j] * x[fine[j][embed[i]]], "j")


def grids(n: int, step: int, taps: int) -> dict[str, list]:
    """Shifts by j points of n, and by step j points of step n, on the circle."""
    m = step * n
    return {
        "e": [step * i for i in range(n)],
        "a": [[(i - j) % n for i in range(n)] for j in range(taps)],
        "b": [[(i - step * j) % m for i in range(m)] for j in range(taps)],
    }


T = Theorem(
    id="operators.dilated-convolution-is-exact",
    title="A dilated convolution is exact at every multiple of its resolution",
    says=r"""
        Let $\iota$ place the $n$ coarse points among the $m$ fine ones, and let shift $j$ of the coarse grid followed
        by $\iota$ be $\iota$ followed by shift $j$ of the fine one (on the circle: $j$ coarse points are $j m / n$
        fine ones). For all taps $h$ and all functions $x$ on the fine grid, and every coarse point $i$: $\sum_j h_j
        x_{\iota(a_j(i))} = \sum_j h_j x_{b_j(\iota(i))}$.""",
    source=ours("an SAE-CNN does not generalise across discretisations, repaired"),
    kind="identity",
    sizes="n m k",
    about=(embed, coarse, fine, h, x),
    given={
        "same-shifts": Given(
            r"$\iota(a_j(i)) = b_j(\iota(i))$",
            for_all("k", lambda j: for_all("n", lambda i: embed[coarse[j][i]] == fine[j][embed[i]]), "j"),
            fails={"b": [[0, 1, 2, 3], [3, 0, 1, 2]]},
        ),
    },
    then=for_all("n", lambda i: on_coarse(i) == on_fine(i)),
    example={"n": 2, "m": 4, "k": 2, **grids(2, 2, 2), "h": [1, 3], "x": [5, 1, 7, 0]},
    remark="""
        So the honest baseline at a multiple of the resolution is the dilated SAE-CNN; the same taps undilated are
        another operator. Any input, band-limited or not, and any number of dimensions: only the shifts matter.""",
)
T.wrongly("undilated", "the same taps, not moved apart", without="same-shifts", b=[[0, 1, 2, 3], [3, 0, 1, 2]])
T.wrongly(
    "everywhere",
    "the coarse values are those of the shifted fine grid",
    for_all("n", lambda i: on_coarse(i) == x[embed[i]]),
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The circle itself, with convolutions of theory.operators."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=200, full=2000)
    for _ in range(count):
        n, step = rng.randint(1, 7), rng.randint(1, 4)
        taps = [rng.randint(-4, 4) for _ in range(rng.randint(1, n))]
        values = [rng.randint(-9, 9) for _ in range(step * n)]
        violations += convolve(taps, values, dilation=step)[::step] != convolve(taps, values[::step])
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Circular grids of up to 28 points.", numbers=numbers)
