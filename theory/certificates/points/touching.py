"""Where a growing number g can end the nonnegativity of a form: finitely many values, the roots of a few polynomials in g.

Let ``P_g(s, t) = sum of c_ij(g) s^i t^j``, i and j up to 2, with coefficients linear in g, and ``P_g >= 0`` for all ``s, t > 0`` at
some g. *If none of the polynomials below vanishes at g, then P_h >= 0 there for all h near g as well.*

Proof.  Take the polygon of the exponents of all c_ij that are not 0 for every g, and the compactification of the open quadrant that
belongs to it: on its boundary P_g is, up to a positive factor, the sum of its terms along an edge of the polygon, or a single term at
a vertex.  All these sums are limits of P_g, so they are >= 0.  A vertex coefficient is not 0, so it is positive.  An edge with a lattice
point in its middle is a quadratic with positive ends; a zero at a positive place would be a double one and make its discriminant 0.
An edge without one has two terms, both positive.  Inside, let ``P_g(s, t) = 0`` with s, t > 0; write
``P_g = C_0(t) + C_1(t) s + C_2(t) s^2`` and ``D = C_1^2 - 4 C_0 C_2``.  If ``C_2(t) > 0``, the quadratic in s has a double root at
s > 0, so ``C_1(t) < 0`` and ``D(t) = 0``; then ``D <= 0`` near t, so that t is a double root of D.  If ``C_2(t) = 0``, then also
``C_1(t) = C_0(t) = 0``; C_2 and C_0, which are >= 0 for t > 0, have double roots there and C_1 a root, so D has a double root again.
So the discriminant of D is 0, D without the powers of t that divide it for every g, and as a form of its degree for general g (if
that degree is 0 or 1, D vanishes).  Thus P_g is positive on a compact set, and stays so for h near g.

A discriminant may be 0 for every g.  If the polynomial (D, or that of an edge) is ``c(g) E(t)`` and E has no positive root, then c
takes its place: a root t > 0 of the polynomial means ``c(g) = 0``.

Numbers are rational; a polynomial in g is a list of coefficients, constant first.
"""

from __future__ import annotations

from fractions import Fraction

from theory.certificates.exact_numbers import Rejected, trim, u_times
from theory.certificates.half_line import positive_root
from theory.certificates.work import cost, longest, spend

Poly = list[Fraction]  # in g; the empty list is 0
Point = tuple[int, int]


def critical_values(form: list[list[Poly]]) -> list[Poly]:
    """Polynomials in g, none of them 0, one of which vanishes wherever ``P_g >= 0`` on the quadrant can end.

    Raises:
        Rejected: a discriminant is 0 for every g, so that nothing can be said.
    """
    support = [(i, j) for i, row in enumerate(form) for j, c in enumerate(row) if trim(c)]
    out = [form[i][j] for i, j in support] if len(support) == 1 else []
    flat = True
    for n, a in enumerate(support):
        for b in support[:n]:
            sides = [_turn(a, b, c) for c in support]
            flat = flat and not any(sides)
            if min(sides) < 0 < max(sides) or not _ends(a, b, support, sides):
                continue
            out += [form[a[0]][a[1]], form[b[0]][b[1]]]
            if (a[0] - b[0]) % 2 == 0 and (a[1] - b[1]) % 2 == 0:
                middle = form[(a[0] + b[0]) // 2][(a[1] + b[1]) // 2]
                out.append(_double([form[a[0]][a[1]], middle, form[b[0]][b[1]]]))
    if not flat:  # in either order of the variables
        inside = _inside(form)
        out += inside if all(map(trim, inside)) else _inside([list(column) for column in zip(*form, strict=True)])
    if any(not trim(poly) for poly in out):
        raise Rejected("a discriminant is zero for every bound")
    return out


def _turn(a: Point, b: Point, c: Point) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _ends(a: Point, b: Point, support: list[Point], sides: list[int]) -> bool:
    """No other point of the support on the line through a and b lies outside the segment."""
    on = [c for c, side in zip(support, sides, strict=True) if side == 0]
    return {a, b} == {min(on), max(on)}


def _inside(form: list[list[Poly]]) -> list[Poly]:
    low, middle, high = form
    gap: list[Poly] = [[] for _ in range(5)]
    for i in range(3):
        for j in range(3):
            gap[i + j] = _add(gap[i + j], u_times(middle[i], middle[j]), _scale(-4, u_times(low[i], high[j])))
    while gap and not trim(gap[-1]):
        gap.pop()
    first = next((i for i, c in enumerate(gap) if trim(c)), 0)
    gap = gap[first:]
    if len(gap) <= 2:  # a double root only where all of it vanishes
        return gap[:1] or [[]]
    return [_double(gap)]


def _double(c: list[Poly]) -> Poly:
    """Vanishes where ``sum of c_i t^i`` has a double root t > 0; the empty list if nothing is known."""
    found = _discriminant(c) if len(c) == 3 else _quartic_discriminant([*c, *[[]] * (5 - len(c))])
    return found if trim(found) else _common_factor(c)


def _common_factor(polys: list[Poly]) -> Poly:
    """c, if they are ``c(g)`` times the coefficients of an E(t) without positive roots; else the empty list."""
    c = polys[0]
    ratios = [x[-1] / c[-1] if len(x) == len(c) else Fraction(0) for x in polys]
    if any(_add(x, _scale(-ratio, c)) for x, ratio in zip(polys, ratios, strict=True)) or positive_root(ratios):
        return []
    return c


def _add(*polys: Poly) -> Poly:
    out: Poly = [Fraction(0)] * max(map(len, polys))
    for poly in polys:
        spend(3 * len(poly) * cost(longest(poly) + longest(out)))
        for i, x in enumerate(poly):
            out[i] += x
    return trim(out)


def _scale(factor: Fraction | int, poly: Poly) -> Poly:
    return [factor * x for x in poly]


def _discriminant(c: list[Poly]) -> Poly:
    return _add(u_times(c[1], c[1]), _scale(-4, u_times(c[0], c[2])))


def _product(factor: int, *polys: Poly) -> Poly:
    out = [Fraction(factor)]
    for poly in polys:
        out = u_times(out, poly)
    return out


def _quartic_discriminant(c: list[Poly]) -> Poly:
    """27 times the discriminant of ``e + d t + c t^2 + b t^3 + a t^4``, that of a cubic times b^2 where a = 0, by the invariants."""
    e, d, m, b, a = c
    first = _add(_product(12, a, e), _product(-3, b, d), _product(1, m, m))
    terms = (72, a, m, e), (9, b, m, d), (-27, a, d, d), (-27, e, b, b), (-2, m, m, m)
    second = _add(*(_product(k, *polys) for k, *polys in terms))  # type: ignore[misc]
    return _add(_product(4, first, first, first), _product(-1, second, second))
