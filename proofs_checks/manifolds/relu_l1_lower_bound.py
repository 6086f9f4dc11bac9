"""No exact bias-free ReLU autoencoder with unit atoms has a smaller mean L1 than a cross of antipodal pairs, however many atoms it has."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import (
    SCALAR,
    absolute,
    both,
    column,
    for_all,
    indicator,
    mat,
    norm2,
    relu,
    scalar,
    size,
    total,
    var,
    vec,
)

D, W, X = var("D", mat("p", "n")), var("W", mat("n", "p")), var("X", mat("p", "m"))
s, q, c = var("s", vec("n")), var("q", vec("m")), var("c", SCALAR)
l1 = var("l1", SCALAR, r"L_1")
p = scalar(size("p"))
HALF = Fraction(1, 2)
AXES = [[1, 0], [0, 1], [-1, 0], [0, -1]]
TWO = {"n": 2, "D": [[1, 0], [0, 1]], "W": [[1, 0], [0, 1]], "s": [1, 1]}


def _decodes(sign: int) -> Any:
    """The code of each unit vector, or of its opposite, decodes to it."""

    def entry(k: Any, a: Any) -> Any:
        code = lambda j: relu(W[j, a] if sign > 0 else -W[j, a])  # noqa: E731
        return total("n", lambda j: D[k, j] * code(j), "j") == (indicator(k == a) if sign > 0 else -indicator(k == a))

    return for_all("p", lambda a: for_all("p", lambda k: entry(k, a), "k"), "a")


T = Theorem(
    id="manifolds.relu-l1-lower-bound",
    title="Exact bias-free ReLU codes have at least the mean L1 of a cross",
    says=r"""
        Let a ReLU autoencoder with encoders $w_j$ of lengths $s_j$ and unit atoms $d_j$ decode the codes of $\pm e_1,
        \dots, \pm e_p$ exactly, and let a law give $\pm x_i$ the weight $q_i$ each, with mean absolute projections
        proportional to length, $\sum_i q_i |\langle w_j, x_i \rangle| = c \, s_j$, $c \ge 0$. Then its mean L1 is at
        least $2 p c$, that is $p$ times the mean absolute projection to a unit vector. More atoms do not lower it.""",
    source=own("zero-loss solutions and their L1"),
    kind="bound",
    sizes="p n m",
    about=(D, W, s, X, q, c),
    let=(
        (
            l1,
            total("m", lambda i: q[i] * total("n", lambda j: relu((W @ X)[j, i]) + relu(-(W @ X)[j, i]), "j"), "i"),
        ),
    ),
    given={
        "unit-vectors": Given(
            r"$D \, \mathrm{relu}(W e_a) = e_a$",
            _decodes(1),
            fails={"n": 2, "D": [[-1, 0], [0, -1]], "W": [[-1, 0], [0, -1]], "s": [1, 1]},
        ),
        "opposite-vectors": Given(r"$D \, \mathrm{relu}(-W e_a) = -e_a$", _decodes(-1), fails=TWO),
        "unit-atoms": Given(
            r"$\| d_j \| = 1$",
            for_all("n", lambda j: norm2(column(D, j)) == 1, "j"),
            fails={
                "D": [[2, 0, -2, 0], [0, 2, 0, -2]],
                "W": [[v * HALF for v in row] for row in AXES],
                "s": [HALF] * 4,
            },
        ),
        "lengths": Given(
            r"$s_j = \| w_j \|$",
            for_all("n", lambda j: both(s[j] >= 0, s[j] ** 2 == total("p", lambda a: W[j, a] ** 2, "a")), "j"),
            fails={"s": [HALF] * 4, "c": 2},
        ),
        "proportional": Given(
            r"$\sum_i q_i |\langle w_j, x_i \rangle| = c \, s_j$",
            for_all("n", lambda j: total("m", lambda i: q[i] * absolute((W @ X)[j, i]), "i") == c * s[j], "j"),
            fails={"c": 5},
        ),
        "not-negative": Given(
            r"$c \ge 0$",
            c >= 0,
            fails={
                "p": 1,
                "n": 4,
                "m": 1,
                "D": [[1, -1, 1, -1]],
                "W": [[2], [-2], [-1], [1]],
                "s": [2, 2, 1, 1],
                "X": [[1]],
                "q": [-1],
                "c": -1,
            },
        ),
    },
    then=(p + p) * c <= l1,
    example={
        "p": 2,
        "n": 4,
        "m": 2,
        "D": [[1, 0, -1, 0], [0, 1, 0, -1]],
        "W": AXES,
        "s": [1] * 4,
        "X": [[1, 0], [0, 1]],
        "q": [1, 1],
        "c": 1,
    },
    remark="""
        Uniform on a sphere all hypotheses on the law hold, with 2c the mean absolute value of a coordinate: 2/pi on
        the circle, so mean L1 is at least 4/pi there. Attained by tight frames of any size
        (manifolds.tight-frame-plateau).""",
)
T.wrongly("strict", "the mean L1 is larger", (p + p) * c < l1)
T.wrongly("number-of-atoms", "the mean L1 is at least n c + p c", (p + p + p) * c <= l1)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Pairs of the axes, some split in two, some with a pair that cancels: all exact, not all with least L1."""
    rows: list[list[int | Fraction]] = []
    atoms: list[list[int]] = []
    for axis in range(2):
        for sign in (1, -1):
            part = rng.choice((Fraction(1), HALF, Fraction(1, 3), Fraction(2)))
            unit = [sign * int(axis == k) for k in range(2)]
            pieces = [(part, 1), (1 - part, 1)] if part <= 1 else [(part, 1), (part - 1, -1)]
            for length, side in pieces:
                if length:
                    rows.append([length * v for v in unit])
                    atoms.append([side * v for v in unit])
    lengths = [sum((abs(v) for v in row), Fraction(0)) for row in rows]
    columns = [[a[k] for a in atoms] for k in range(2)]
    return {
        "p": 2,
        "n": len(rows),
        "m": 2,
        "D": columns,
        "W": rows,
        "s": lengths,
        "X": [[1, 0], [0, 1]],
        "q": [1, 1],
        "c": 1,
    }


def examples(budget: Budget) -> Evidence:
    """Exact autoencoders of the plane with split atoms and cancelling ones."""
    return sampled(T.statement, _draw, budget, "Exact autoencoders of the plane with split and cancelling atoms.")
