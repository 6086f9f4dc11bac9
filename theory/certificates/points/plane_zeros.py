"""Whether a form that is nonnegative on the closed quadrant vanishes at parallel codes only.

At the infimum ``P = (S - g) G - N >= 0``; a pair of codes with G > 0 attains it iff P vanishes there.  So no point attains it if, on
every cone and pair, ``P = 0`` implies ``G = 0``.  On the edges, where P and G are quadratics, this is looked at zero by zero.  Inside,
with ``P = C_0(t) + C_1(t) s + C_2(t) s^2`` and ``D = C_1^2 - 4 C_0 C_2``, a zero means a double root t of D (the lemma in
``touching.py``): there is none if ``gcd(D, D')`` has no positive root.  Let D be 0 for all t.  If ``C_1 = 0``, one of C_0 and C_2 is 0,
and the zeros are the lines over the double root of the other one, where G is to vanish.  Else, where ``C_1 > 0`` for all t > 0, there
is no zero; and if C_0, C_1, C_2 have no common positive root, the zeros are ``s = -C_1 / (2 C_2)``, where G is to vanish.

Under jumprelu the generator of a cone need not be a code (``points/plane.py``, ``generators_are_codes``).  Zeros at such an end of s or t
are no points: that edge is passed over, and so are the ends of the other edges that lie on it.
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import sign, trim, u_derivative, u_gcd, u_times, u_value
from theory.certificates.half_line import positive_root
from theory.certificates.work import cost, longest, spend

Poly = list[Any]


Ends = tuple[bool, bool]  # of 0 and infinity: whether they belong to the quadrant
CLOSED: Ends = (True, True)


def only_at_parallel_codes(form: list[Poly], norm: list[Poly], first: Ends = CLOSED, second: Ends = CLOSED) -> bool:
    """``P = 0`` implies ``G = 0`` on the quadrant, of which the ends of s (``first``) and t may be left out (False: not shown)."""
    sides = [*zip(form, norm, strict=True)][::2]
    columns = [[[row[j] for row in table] for j in (0, 2)] for table in (form, norm)]
    edges = [*((*e, second, there) for e, there in zip(sides, first, strict=True))]
    edges += [(*e, first, there) for e, there in zip(zip(*columns, strict=True), second, strict=True)]
    if not all(_on_edge(p, g, ends) for p, g, ends, there in edges if there):
        return False
    low, middle, high = form
    gap = [x - 4 * y for x, y in zip(u_times(middle, middle), u_times(low, high), strict=True)]
    if any(map(sign, gap)):
        return not positive_root(_common(gap, u_derivative(gap)))
    if not any(map(sign, middle)):
        return _on_lines([x + y for x, y in zip(low, high, strict=True)], norm)
    return all(sign(x) >= 0 for x in middle) or (
        not positive_root(_common(middle, _common(low, high))) and not any(map(sign, _at_zeros(middle, high, norm)))
    )


def _on_lines(p: Poly, norm: list[Poly]) -> bool:
    """P is a quadratic in t alone, up to a factor s^2: G vanishes over its positive double root."""
    if not any(map(sign, p)):
        return not any(sign(x) for row in norm for x in row)
    if sign(p[0]) <= 0 or sign(p[2]) <= 0 or sign(p[1]) >= 0 or sign(p[1] * p[1] - 4 * p[0] * p[2]):
        return True
    return all(sign(u_value(row, -p[1] / (2 * p[2]))) == 0 for row in norm)


def _at_zeros(middle: Poly, high: Poly, norm: list[Poly]) -> Poly:
    """``4 C_2^2 G`` at ``s = -C_1 / (2 C_2)``, as a polynomial in t."""
    terms = (
        (4, u_times(high, high), norm[0]),
        (-2, u_times(middle, high), norm[1]),
        (1, u_times(middle, middle), norm[2]),
    )
    parts = [[factor * x for x in u_times(a, b)] for factor, a, b in terms]
    return [x + y + z for x, y, z in zip(*parts, strict=True)]


def _common(a: Poly, b: Poly) -> Poly:
    """A greatest common divisor; at least one of them is not 0."""
    a, b = trim(list(a)), trim(list(b))
    return u_gcd(a, b) if a else b


def _on_edge(p: Poly, g: Poly, ends: Ends) -> bool:
    """The same for quadratics on the half-line, with 0 and infinity where they belong to it."""
    if not any(map(sign, p)):
        return not any(map(sign, g))
    spend(20 * cost(4 * longest(p) + longest(g)))
    if any(there and sign(p[i]) == 0 and sign(g[i]) for i, there in zip((0, 2), ends, strict=True)):
        return False
    if sign(p[0]) == 0 or sign(p[2]) == 0 or sign(p[1]) >= 0 or sign(p[1] * p[1] - 4 * p[0] * p[2]):
        return True
    return sign(u_value(g, -p[1] / (2 * p[2]))) == 0
