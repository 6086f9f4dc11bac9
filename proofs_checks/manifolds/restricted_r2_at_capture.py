"""At perfect capture by antipodal orthonormal pairs the published restricted R2 at n = k is one half, not one."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, by_entries, column, mat, norm2, one, relu, total, transposed, var, vec

U, X, q = var("U", mat("p", "p")), var("X", mat("p", "m")), var("q", vec("m"))
error, energy = var("error", SCALAR, r"\mathrm{error}"), var("energy", SCALAR, r"\mathrm{energy}")


def _decoded(x: Any, sign: int) -> Any:
    """What the atoms u_1, ..., u_p alone make of the code of x, or of -x."""
    a = transposed(U) @ x
    return U @ by_entries("p", lambda i: relu(a[i] if sign > 0 else -a[i]))


def _errors(x: Any) -> Any:
    return norm2(x - _decoded(x, 1)) + norm2(x + _decoded(x, -1))


T = Theorem(
    id="manifolds.restricted-r2-at-capture",
    title="Perfect capture by antipodal pairs has restricted R2 one half at n = k",
    says=r"""
        Let $\pm u_1, \dots, \pm u_p$ be antipodal pairs of an orthonormal basis with codes $\mathrm{relu}(\pm \langle
        u_i, x \rangle)$, which reproduce every $x$ exactly, and let a law give the points $\pm x_j$ the same weight
        $q_j$. Restricted to one atom of each pair, $u_1, \dots, u_p$, the squared error is half of the energy: $R^2 =
        \frac12$.""",
    source=own("restricted R2 of equation 14 at perfect capture"),
    kind="property",
    sizes="p m",
    about=(U, X, q),
    let=(
        (error, total("m", lambda j: q[j] * _errors(column(X, j)), "j")),
        (energy, total("m", lambda j: q[j] * (norm2(column(X, j)) + norm2(column(X, j))), "j")),
    ),
    given={
        "orthonormal": Given(
            r"$U^\top U = I$",
            transposed(U) @ U == one("p"),
            fails={"U": [[1, 1], [0, 1]]},
        )
    },
    then=error + error == energy,
    example={"p": 2, "m": 2, "U": [[0, 1], [1, 0]], "X": [[1, 2], [3, -1]], "q": [1, 2]},
    remark="""
        So a value near 1 at n = k is not necessary for capture. Evaluated with both atoms of each pair R2 is 1. With
        oblique pairs, which capture just as well, one half becomes another number.""",
)
T.wrongly("one", "R2 is 1 at perfect capture", error == 0)
T.wrongly("three-quarters", "the error is a quarter of the energy", 4 * error == energy)
T.wrongly("any-basis", "any antipodal basis has one half", without="orthonormal", U=[[1, 1], [0, 1]])
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    """Signed permutations of the axes, and the rational rotation of the 3-4-5 triangle."""
    p, m = rng.randint(1, 3), rng.randint(1, 3)
    order = rng.sample(range(p), p)
    basis: list[list[Any]] = [[rng.choice((1, -1)) if order[i] == j else 0 for j in range(p)] for i in range(p)]
    if p == 2 and rng.random() < 0.5:
        basis = [[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]]
    points = [[rng.randint(-3, 3) for _ in range(m)] for _ in range(p)]
    return {"p": p, "m": m, "U": basis, "X": points, "q": [rng.randint(-1, 3) for _ in range(m)]}


def examples(budget: Budget) -> Evidence:
    """Random orthonormal bases and points."""
    return sampled(T.statement, _draw, budget, "Random rational orthonormal bases, random points and weights.")
