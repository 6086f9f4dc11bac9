"""The five Platonic solids with exact coordinates: faces, volume and inradius in the statement language."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import atan2
from typing import Any

from theory.claims import Certificate
from theory.evidence import evaluation
from theory.exact import Algebraic, NumberField
from theory.formal import Expression, both, det, dot, for_all, length, names, op, scale, span, total

F = Fraction
GOLDEN = NumberField((F(-1), F(-1), F(1)), (F(1), F(2)))
V, M, Q = names("V M Q")


def _cyclic(points: list[list[Any]]) -> list[list[Any]]:
    return [[p[k], p[(k + 1) % 3], p[(k + 2) % 3]] for p in points for k in range(3)]


def _vertices(name: str) -> list[list[Any]]:
    phi = GOLDEN.generator
    one, zero = phi - phi + 1, phi - phi
    cube = [list(s) for s in product((1, -1), repeat=3)]
    if name == "tetrahedron":
        return [v for v in cube if v[0] * v[1] * v[2] > 0]
    if name == "cube":
        return cube
    if name == "octahedron":
        return [[s * int(i == k) for i in range(3)] for k in range(3) for s in (1, -1)]
    if name == "icosahedron":
        return _cyclic([[zero, one * s, phi * t] for s, t in product((1, -1), repeat=2)])
    cube_part = [[one * x for x in v] for v in cube]
    return cube_part + _cyclic([[zero, (phi - 1) * s, phi * t] for s, t in product((1, -1), repeat=2)])


def _faces(vertices: list[list[Any]]) -> list[list[int]]:
    """The faces, each seen counter-clockwise from outside; found in floating point, checked exactly by the certificate."""
    points = [[float(x) for x in v] for v in vertices]
    found: dict[frozenset[int], list[int]] = {}
    for a, b, c in combinations(range(len(points)), 3):
        u, w = ([q - p for p, q in zip(points[a], points[k], strict=True)] for k in (b, c))
        normal = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]]
        height = [sum(x * y for x, y in zip(normal, p, strict=True)) for p in points]
        if height[a] < 0:
            normal, height = [-x for x in normal], [-x for x in height]
        # coordinates are of order one, so 1e-9 is far above rounding and far below any gap
        if max(height) <= height[a] + 1e-9:
            on = [k for k, h in enumerate(height) if h > height[a] - 1e-9]
            found[frozenset(on)] = _ordered(points, on, normal)
    return sorted(found.values())


def _ordered(points: list[list[float]], on: list[int], normal: list[float]) -> list[int]:
    centre = [sum(points[k][i] for k in on) / len(on) for i in range(3)]
    e = [points[on[0]][i] - centre[i] for i in range(3)]
    f = [normal[(i + 1) % 3] * e[(i + 2) % 3] - normal[(i + 2) % 3] * e[(i + 1) % 3] for i in range(3)]

    def angle(k: int) -> float:
        d = [points[k][i] - centre[i] for i in range(3)]
        size = sum(x * x for x in normal) ** 0.5
        return atan2(
            sum(x * y for x, y in zip(d, f, strict=True)) / size, sum(x * y for x, y in zip(d, e, strict=True))
        )

    return sorted(on, key=angle)


def _cross(u: Expression, w: Expression) -> Expression:
    return op("tuple", *[u[(i + 1) % 3] * w[(i + 2) % 3] - u[(i + 2) % 3] * w[(i + 1) % 3] for i in range(3)])


def solid(name: str, holds: Expression) -> Certificate:
    """A statement on ``volume``, ``facets``, ``rho2`` (squared inradius) of the solid, whose faces are checked first.

    Every face is a supporting plane at the same distance from the origin, and its fan of triangles is positively oriented.
    """
    vertices = _vertices(name)
    faces = _faces(vertices)
    corner = lambda q, k: op("at", V, op("at", q, k))  # noqa: E731
    normal = lambda q: _cross(op("-", corner(q, 1), corner(q, 0)), op("-", corner(q, 2), corner(q, 0)))  # noqa: E731
    cone = lambda q, k: det(op("tuple", corner(q, 0), corner(q, k), corner(q, k + 1)))  # noqa: E731
    n, c = names("n c")
    plane = both(
        for_all(V, lambda v: dot(n, v) <= c, "v"),
        c**2 == Expression("rho2") * dot(n, n),
        for_all(Expression("q"), lambda k: dot(n, op("at", V, k)) == c, "k"),
        for_all(span(1, length(Expression("q")) - 1), lambda k: cone(Expression("q"), k) > 0, "k"),
    )
    bindings = lambda q: [["n", normal(q).json], ["c", dot(n, corner(q, 0)).json]]  # noqa: E731
    face = lambda q: Expression(["let", bindings(q), plane.json])  # noqa: E731
    first = Q[0]
    return evaluation(
        both(for_all(Q, face, "q"), holds),
        let={
            "V": vertices,
            "Q": faces,
            "facets": length(Q),
            "rho2": dot(normal(first), corner(first, 0)) ** 2 / dot(normal(first), normal(first)),
            "volume": total(Q, lambda q: total(span(1, length(q) - 1), lambda k: cone(q, k), "k"), "q") / 6,
        },
        field=GOLDEN if isinstance(vertices[0][0], Algebraic) else None,
        means=f"the {name}: faces Q, squared inradius rho2, volume by cones over the faces",
    )


def tiny_cube() -> Certificate:
    """A cube inside the unit ball: nothing of it lies outside."""
    return evaluation(
        for_all(V, lambda v: dot(scale(F(1, 4), v), scale(F(1, 4), v)) < 1, "v"),
        let={"V": _vertices("cube")},
        means="all vertices of a cube of side 1/2 lie inside the unit ball, so vol(P - B) = 0",
    )
