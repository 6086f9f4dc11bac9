"""L1 with decoder norms restores identifiability: the formal statement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _formal as formal
from theory.formal import (
    Expression,
    both,
    exists,
    for_all,
    implies,
    length,
    listing,
    matvec,
    names,
    norm2,
    op,
    scale,
    span,
    total,
    transpose,
)
from theory.sdl import Problem
from theory.sdl.problem import dot
from theory.statement import Statement

Q = Fraction
M, lam, rho, s, t, x, T = names("M lam rho s t c T")
# c = v.x for the output x = W_D z, t = |x|, T = sum_j z_j |u_j|
FIT = M * (rho**2 - 2 * x + t**2) + lam * T

z, v, m, W_D, penalty, norms, sizes, u, shrunk, J, bound = names("z v m W_D penalty norms sizes u shrunk J bound")
FEATURES, NEURONS = span(length(v)), span(length(sizes))


def _written(d: Expression) -> Expression:
    """The output is the shrunk target, and every live neuron that is on points along the target."""
    along = for_all(
        NEURONS,
        lambda j: implies(both(z[d, j] > 0, sizes[j] > 0), both(shrunk[d] > 0, formal.parallel(u[j], v[d]))),
        "j",
    )
    return both(matvec(W_D, z[d]) == scale(shrunk[d] / norms[d], v[d]), along)


STATEMENT = Statement(
    ("z", "v", "m", "W_D", "penalty", "norms", "sizes"),
    {
        "weights": for_all(m, lambda e: e > 0, "e"),
        "positive-penalty": for_all(penalty, lambda e: e > 0, "e"),
        "norms": both(
            for_all(FEATURES, lambda d: both(norms[d] > 0, norms[d] ** 2 == norm2(v[d])), "d"),
            for_all(NEURONS, lambda j: both(sizes[j] >= 0, sizes[j] ** 2 == norm2(u[j])), "j"),
        ),
        "nonnegative-codes": for_all(z, lambda row: for_all(row, lambda e: e >= 0, "e"), "row"),
    },
    both(
        bound <= J,
        op("=", bound == J, for_all(FEATURES, _written, "d")),
        implies(
            both(formal.not_parallel(v), bound == J),
            both(
                for_all(
                    FEATURES,
                    lambda d: implies(
                        2 * m[d] * norms[d] > penalty[d], exists(NEURONS, lambda j: formal.parallel(u[j], v[d]), "j")
                    ),
                    "d",
                ),
                for_all(
                    NEURONS,
                    lambda j: implies(sizes[j] > 0, total(FEATURES, lambda d: op("if", z[d, j] > 0, 1, 0), "d") <= 1),
                    "j",
                ),
            ),
        ),
    ),
    {
        "u": transpose(W_D),
        "shrunk": listing(FEATURES, lambda d: op("pos", norms[d] - penalty[d] / (2 * m[d])), "d"),
        "J": total(
            FEATURES,
            lambda d: (
                m[d] * norm2(v[d] - matvec(W_D, z[d])) + penalty[d] * total(NEURONS, lambda j: z[d, j] * sizes[j], "j")
            ),
            "d",
        ),
        "bound": total(FEATURES, lambda d: m[d] * (norms[d] - shrunk[d]) ** 2 + penalty[d] * shrunk[d], "d"),
    },
)

POINT: dict[str, Any] = {
    "z": [[Q(1, 2), 0], [0, Q(1, 2)]],
    "v": [[1, 0], [0, 1]],
    "m": [1, 1],
    "W_D": [[1, 0], [0, 1]],
    "penalty": [1, 1],
    "norms": [1, 1],
    "sizes": [1, 1],
}
MIXED = {
    **POINT,
    "z": [[Q(5, 6), Q(5, 6)], [1, 0]],
    "W_D": [[Q(3, 5), Q(3, 5)], [Q(4, 5), Q(-4, 5)]],
    "v": [[1, 0], [Q(3, 5), Q(4, 5)]],
    "penalty": [0, 0],
}


def parallel_targets(problem: Problem) -> bool:
    """Is an output feature zero or a positive multiple of another one?"""
    v = problem.features_out
    gram = [[dot(x, y) for y in v] for x in v]
    pairs = [(d, e) for e in range(problem.n) for d in range(e)]
    return any(gram[d][d] == 0 for d in range(problem.n)) or any(
        gram[d][e] > 0 and gram[d][e] * gram[d][e] == gram[d][d] * gram[e][e] for d, e in pairs
    )
