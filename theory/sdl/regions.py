r"""Regions of the encoder space in the typed language: patterns, partial minima; each the same as the definition in ``Regions.v``.

``c`` names for every feature the one neuron that is on for it: a partition pattern is such a map with the codes that it describes.
"""

from __future__ import annotations

from theory.sdl.formal import D, E, M, V, W, codes, loss, same_pattern
from theory.typed import (
    Definition,
    Expr,
    both,
    by_entries,
    column,
    cond,
    dot,
    exists,
    family,
    for_all,
    iff,
    implies,
    index,
    mat,
    norm2,
    one,
    total,
    var,
    vec,
)

FILE = "Regions"
c = var("c", family("n", index("q")))  # the neuron of every feature
L = var("L", mat("n", "p"))  # a left inverse of the features
FULL_COLUMN_RANK = L @ W == one("n")


def _definitions() -> tuple[Definition, ...]:
    i = var("i", index("q"))
    on = for_all("q", lambda j: for_all("n", lambda d: iff(codes(E, W)[j, d] > 0, j == c[d]), "d"), "j")
    owned = Definition("owned", (c, E, W), on, r"\mathrm{{pattern}}({1}) = {0}", FILE)
    here = loss(D, E, W, V, M)
    decoders = for_all(mat("r", "q"), lambda other: here <= loss(other, E, W, V, M), "D2")
    encoders = for_all(
        mat("q", "p"), lambda other: implies(same_pattern(E, other, W), here <= loss(D, other, W, V, M)), "E2"
    )
    partial = Definition(
        "partial_minimum", (D, E, W, V, M), both(decoders, encoders), r"({0}, {1}) \text{{ is a partial minimum}}", FILE
    )
    z = codes(E, W)
    mass = Definition("mass", (E, W, M, i), total("n", lambda d: M[d] * z[i, d] ** 2, "d"), "N_{{{3}}}({0})", FILE)
    pulls = Definition("pulls", (E, W, M, i), by_entries("n", lambda d: M[d] * z[i, d], "d"), "s_{{{3}}}({0})", FILE)
    slope = by_entries(
        "n",
        lambda d: cond(z[i, d] > 0, M[d] * (dot(column(D, i), column(V, d)) - norm2(column(D, i)) * z[i, d]), 0),
        "d",
    )
    slopes = Definition("slopes", (D, E, W, V, M, i), slope, "g_{{{5}}}({0}, {1})", FILE)
    return owned, partial, mass, pulls, slopes


DEFINITIONS = _definitions()
owned, partial_minimum, mass, pulls, slopes = DEFINITIONS
PARTITION = owned(c, E, W)


def best_columns() -> Expr:
    """``N_i u_i = S_i`` for every neuron: the decoder is the best one for these codes."""
    return for_all("q", lambda i: mass(E, W, M, i) * column(D, i) == V @ pulls(E, W, M, i))


def walled(*, any_sign: bool = False) -> Expr:
    """The gradient in every row is a nonnegative combination of features whose preactivation is 0."""

    def multiplier(i: Expr, mu: Expr) -> Expr:
        off = for_all("n", lambda e: implies((E @ W)[i, e] != 0, mu[e] == 0), "e")
        positive = for_all("n", lambda e: mu[e] >= 0, "e")
        equal = W @ slopes(D, E, W, V, M, i) == W @ mu
        return both(off, equal) if any_sign else both(positive, off, equal)

    return for_all("q", lambda i: exists(vec("n"), lambda mu: multiplier(i, mu), "mu"))
