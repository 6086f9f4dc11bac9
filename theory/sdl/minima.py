r"""Local minima and saddles in the typed language, and the clusters of a partition pattern; each the same as in ``Minima.v``.

For activations ``y`` of the features: ``part`` is the vector of ``M_d y_d`` on the features of a neuron, ``size2`` the number
``sum M_d y_d^2`` over them.  ``own`` are the activations of every feature on its own neuron.
"""

from __future__ import annotations

from theory.sdl.formal import D, E, M, V, W, loss
from theory.sdl.regions import c, mass
from theory.typed import (
    SCALAR,
    Definition,
    Expr,
    absolute,
    both,
    by_entries,
    column,
    cond,
    dot,
    exists,
    for_all,
    iff,
    implies,
    index,
    mat,
    negation,
    norm2,
    total,
    var,
    vec,
)

FILE = "Minima"
y, i = var("y", vec("n")), var("i", index("q"))


def _definitions() -> tuple[Definition, ...]:
    eps, a, b = var("eps", SCALAR, r"\epsilon"), var("A", mat("m", "n")), var("B", mat("m", "n"))
    close = for_all("m", lambda g: for_all("n", lambda h: absolute(b[g, h] - a[g, h]) < eps, "h"), "g")
    near = Definition("near", (eps, a, b), close, r"\max |{2} - {1}| < {0}", FILE)
    here = loss(D, E, W, V, M)

    def least(radius: Expr) -> Expr:
        def not_lower(d: Expr, e: Expr) -> Expr:
            return implies(both(near(radius, D, d), near(radius, E, e)), here <= loss(d, e, W, V, M))

        nearby = for_all(mat("r", "q"), lambda d: for_all(mat("q", "p"), lambda e: not_lower(d, e), "E2"), "D2")
        return both(radius > 0, nearby)

    local = exists(SCALAR, least, "eps")
    minimum = Definition("local_minimum", (D, E, W, V, M), local, r"({0}, {1}) \text{{ is a local minimum}}", FILE)

    def falls(x: Expr, z: Expr, k: Expr, ell: Expr, radius: Expr) -> Expr:
        def at(t: Expr) -> Expr:
            return implies(absolute(t) < radius, loss(D + t * x, E + t * z, W, V, M) == here - k * t**2 + ell * t**4)

        return both(both(k > 0, radius > 0), for_all(SCALAR, at, "t"))

    def line(x: Expr, z: Expr) -> Expr:
        return exists(
            SCALAR,
            lambda k: exists(
                SCALAR, lambda ell: exists(SCALAR, lambda radius: falls(x, z, k, ell, radius), "eps"), "l"
            ),
            "k",
        )

    some_line = exists(mat("r", "q"), lambda x: exists(mat("q", "p"), lambda z: line(x, z), "Y"), "X")
    saddle = Definition(
        "saddle",
        (D, E, W, V, M),
        some_line,
        r"\text{{the loss falls like }} -k t^2 \text{{ along a line from }} ({0}, {1})",
        FILE,
    )
    in_part = by_entries("n", lambda d: cond(c[d] == i, M[d] * y[d], 0), "d")
    part = Definition("part", (c, M, y, i), in_part, "s_{{{3}}}({2})", FILE)
    squares = total("n", lambda d: cond(c[d] == i, M[d] * y[d] ** 2, 0), "d")
    size2 = Definition("size2", (c, M, y, i), squares, "N_{{{3}}}({2})", FILE)
    own = Definition("own", (c, E, W), by_entries("n", lambda d: (E @ W)[c[d], d], "d"), "z({1})", FILE)
    return near, minimum, saddle, part, size2, own


DEFINITIONS = _definitions()
near, local_minimum, saddle, part, size2, own = DEFINITIONS


def eigenvalue(j: Expr) -> Expr:
    """``|u_i|^2 N_i``: of a partial minimum the eigenvalue of the cluster of neuron i."""
    return norm2(column(D, j)) * mass(E, W, M, j)


def rayleigh_below(j: Expr, v: Expr) -> Expr:
    """The Rayleigh quotient of the cluster of neuron i at v is at most the eigenvalue, without the division."""
    return norm2(V @ part(c, M, v, j)) <= eigenvalue(j) * size2(c, M, v, j)


def top_eigenvalues() -> Expr:
    """The eigenvalue of every cluster is the largest of its Rayleigh quotients, that is, its largest eigenvalue."""
    return for_all("q", lambda j: for_all(vec("n"), lambda v: rayleigh_below(j, v), "y"))


def second_order() -> Expr:
    """Local minima are the points with top eigenvalues, and from the others the loss falls along a line."""
    larger = exists("q", lambda j: exists(vec("n"), lambda v: negation(rayleigh_below(j, v)), "y"))
    return both(iff(local_minimum(D, E, W, V, M), top_eigenvalues()), implies(larger, saddle(D, E, W, V, M)))


def eigenvectors(z: Expr, values: Expr) -> Expr:
    """On every cluster z is an eigenvector of ``G diag(M)``: ``<v_d, V s(z)> = lambda z_d``."""
    return for_all("n", lambda d: dot(column(V, d), V @ part(c, M, z, c[d])) == values[c[d]] * z[d], "d")


VALUE = total("n", lambda d: M[d] * norm2(column(V, d)), "d") - total("q", eigenvalue, "i")
STRICTLY_OFF = for_all("q", lambda j: for_all("n", lambda d: implies(j != c[d], (E @ W)[j, d] < 0), "d"))
