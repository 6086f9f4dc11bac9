r"""Good reconstruction detects a direction: where it is strong, some neuron whose decoder column is not orthogonal to it is active."""

from __future__ import annotations

import random

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import (
    SCALAR,
    Expr,
    both,
    column,
    dot,
    exists,
    family,
    for_all,
    implies,
    indicator,
    mat,
    norm2,
    total,
    var,
    vec,
)

x, z = var("x", family("N", vec("n"))), var("z", family("N", vec("q")))  # points and their codes
D, b, f, delta = var("D", mat("n", "q")), var("b", vec("n")), var("f", vec("n")), var("delta", SCALAR)


def matters(j: Expr) -> Expr:
    """The decoder column of neuron j is not orthogonal to f."""
    return dot(column(D, j), f) != 0


active = lambda i: exists("q", lambda j: both(matters(j), z[i][j] > 0), "j")  # noqa: E731
all_active = lambda i: for_all("q", lambda j: implies(matters(j), z[i][j] > 0), "j")  # noqa: E731
missed = total("N", lambda i: 1 - indicator(active(i)))
error = total("N", lambda i: norm2(x[i] - (b + D @ z[i])))

T = Theorem(
    id="concepts.reconstruction-implies-detection",
    title="Reconstruction implies detection",
    says=r"""
        Let $f$ be a unit vector, $F$ the neurons whose decoder column is not orthogonal to $f$, and $|\langle f, x -
        b \rangle| \ge \delta > 0$ for $x \in C$, $b$ the decoder bias. Then at most $\sum_{x \in C} \|x - \hat x\|^2
        / \delta^2$ points of $C$ activate no neuron of $F$.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    sizes="N n q",
    about=(x, z, D, b, f, delta),
    given={
        "unit-direction": Given(r"$\|f\| = 1$", norm2(f) == 1, fails={"f": [2, 0], "delta": 2}),
        "present": Given(
            r"$|\langle f, x - b \rangle| \ge \delta > 0$ on C",
            both(delta > 0, for_all("N", lambda i: dot(f, x[i] - b) ** 2 >= delta**2)),
            fails={"delta": 2},
        ),
        "codes": Given(
            "codes are nonnegative (ReLU, JumpReLU, Top-K)",
            for_all("N", lambda i: for_all("q", lambda j: z[i][j] >= 0, "j")),
            fails={"x": [[-1, 1], [2, 0]], "z": [[-1, 1], [2, 0]]},
        ),
    },
    then=missed * delta**2 <= error,
    example={
        "N": 2,
        "n": 2,
        "q": 2,
        "x": [[1, 1], [2, 0]],
        "z": [[0, 1], [2, 0]],
        "D": [[1, 0], [0, 1]],
        "b": [0, 0],
        "f": [1, 0],
        "delta": 1,
    },
)
T.wrongly("strict", "strictly fewer", missed * delta**2 < error)
T.wrongly(
    "every-neuron",
    "all neurons of F are active at all but so many points",
    total("N", lambda i: 1 - indicator(all_active(i))) * delta**2 <= error,
    N=1,
    x=[[1, 0]],
    z=[[1, 0]],
    D=[[1, 1], [0, 1]],
)
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random integer codes and decoders with columns orthogonal to f, evaluated exactly without the checker."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0
    for _ in range(count):
        columns = [rng.choice(((0, 1), (1, 0), (2, -1), (0, -2))) for _ in range(3)]
        x = [(rng.choice((-3, -2, -1, 1, 2, 3)), rng.randint(-3, 3)) for _ in range(rng.randint(1, 6))]
        codes = [[max(0, rng.randint(-3, 2)) for _ in columns] for _ in x]
        delta_squared = min(p * p for p, _ in x)
        missed, error = 0, 0
        for (p, q), z in zip(x, codes, strict=True):
            r, s = (sum(v * c[k] for v, c in zip(z, columns, strict=True)) for k in (0, 1))
            error += (p - r) ** 2 + (q - s) ** 2
            missed += not any(v > 0 and c[0] != 0 for v, c in zip(z, columns, strict=True))
        violations += missed * delta_squared > error
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random integer points, codes and decoders in the plane.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
