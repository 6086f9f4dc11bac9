"""One or two neurons and features in the plane: no encoder and decoder go below ``lower_bound``.  A complete decision, no witness.

The codes of one neuron lie in finitely many closed cones (the lemma in ``points/plane.py``).  Write ``S = sum_d M_d |v_d|^2``,
``<y, z> = sum_d M_d y_d z_d`` and ``A(z) = sum_d M_d z_d v_d``.  For one code ``z != 0`` the best decoder leaves
``S - |A(z)|^2 / <z, z>``.  For two codes with ``G = <y, y><z, z> - <y, z>^2 > 0`` it leaves ``S - N / G``,

    ``N = |A(y)|^2 <z, z> + |A(z)|^2 <y, y> - 2 A(y).A(z) <y, z>``.

So the loss is at least g for all codes in a pair of cones with G > 0 iff ``P = (S - g) G - N >= 0`` there (where G = 0, the codes are
parallel and the loss is that of one neuron, so that ``(S - g) <z, z> - |A(z)|^2 >= 0`` on every cone is the rest of the statement).
With ``y = y_0 + s y_1`` and ``z = z_0 + t z_1`` from the generators, ``P = C_0(t) + C_1(t) s + C_2(t) s^2`` with quadratics C_i; it is
``>= 0`` for all ``s, t >= 0`` iff ``C_0 >= 0``, ``C_2 >= 0`` and nowhere on ``t >= 0`` both ``C_1 < 0`` and
``D = C_1^2 - 4 C_0 C_2 > 0``: an open condition, tested at one point in every interval between roots of ``C_1 D`` (Sturm).

For an algebraic bound b, the root of a polynomial: with rational ``below < b < above``, every cone and pair holds at ``above``; or it
holds at ``below``, and none of the polynomials of ``points/touching.py``, in one of which g must be a root where that can end, has a
root between ``below`` and ``above`` other than b.  Then it holds at all g < b, and so at b.

asserts: ``features_in`` (length 1 or 2), ``features_out`` (null: the same), ``weights``, ``activation`` (relu, jumprelu, or topk with
k >= width), ``width`` (1 or 2), ``lower_bound``, optional ``field`` (of the bound; all else is rational), ``means``
witness: nothing for a rational bound; else ``below`` and ``above``, in the interval of the field
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, total, transpose
from theory.certificates.exact_numbers import (
    Algebraic,
    Exact,
    Rejected,
    rational,
    read_field,
    read_number,
    sign,
    sturm_count,
    trim,
    u_gcd,
    u_times,
)
from theory.certificates.half_line import integers, points_between_roots, quadratic_nonnegative, sign_at
from theory.certificates.points.network import PROBLEM, Data, problem_in_words
from theory.certificates.points.plane import Code, code_cones, needs_plane
from theory.certificates.points.touching import critical_values
from theory.certificates.statement import only, whole
from theory.certificates.text import count, data
from theory.certificates.work import cost, longest, spend

Table = list[list[Any]]  # coefficients of s^i t^j, i and j up to 2
Place = tuple[list[int], ...]  # one cone, or two


class Vectors:
    """The generators of all cones, with the inner products that the forms are made of, each computed when it is needed."""

    def __init__(self, problem: Data, cones: list[list[Code]]) -> None:
        self.cones: list[list[int]] = []
        self.codes: list[Code] = []
        for cone in cones:
            self.cones.append([len(self.codes) + i for i in range(len(cone))])
            self.codes += cone
        spend(3 * len(self.codes) * problem.n * cost(longest(problem.m) + longest(x for z in self.codes for x in z)))
        self._weighted = [[m * x for m, x in zip(problem.m, code, strict=True)] for code in self.codes]
        outputs = transpose(problem.v)
        self._sums = [[dot(code, column) for column in outputs] for code in self._weighted]
        self._known: dict[tuple[int, int], tuple[Any, Any]] = {}

    def products(self, i: int, j: int) -> tuple[Any, Any]:
        """``<z_i, z_j>`` and ``A(z_i).A(z_j)``."""
        key = (min(i, j), max(i, j))
        if key not in self._known:
            self._known[key] = dot(self._weighted[i], self.codes[j]), dot(self._sums[i], self._sums[j])
        return self._known[key]

    def places(self, width: int) -> Iterator[Place]:
        """Every cone, and for two neurons every pair of cones; one after the other, as there may be too many for a list."""
        yield from ((cone,) for cone in self.cones)
        if width == 2:
            yield from ((a, b) for i, a in enumerate(self.cones) for b in itertools.islice(self.cones, i + 1))

    def one(self, cone: list[int]) -> tuple[list[Any], list[Any]]:
        """``<z, z>`` and ``|A(z)|^2`` on a cone, as polynomials of degree 2."""
        return self._square(cone, 0), self._square(cone, 1)

    def two(self, first: list[int], second: list[int]) -> tuple[Table, Table]:
        """G and N on a pair of cones."""
        (z1, a1), (z2, a2) = self.one(first), self.one(second)
        z12, a12 = ([[self.products(i, j)[which] for j in second] for i in first] for which in (0, 1))
        spend(500 * cost(2 * longest([*z1, *a1]) + 2 * longest([*z2, *a2])))
        g, n = _product(z1, z2), _sum(_product(a1, z2), _product(z1, a2))
        return _sum(g, _convolved(z12, z12), -1), _sum(n, _convolved(a12, z12), -2)

    def forms(self, where: Place) -> tuple[Table, Table]:
        """G and N on a place; for one cone ``<z, z>`` and ``|A(z)|^2`` as forms in t alone."""
        if len(where) == 2:
            return self.two(*where)
        zeros = [[Fraction(0)] * 3] * 2
        norm, gain = self.one(where[0])
        return [norm, *zeros], [gain, *zeros]

    def _square(self, cone: list[int], which: int) -> list[Any]:
        i, j = cone[0], cone[-1]
        start = self.products(i, i)[which]
        if len(cone) == 1:
            return [start, Fraction(0), Fraction(0)]
        return [start, 2 * self.products(i, j)[which], self.products(j, j)[which]]


def _product(x: list[Any], y: list[Any]) -> Table:
    return [[a * b for b in y] for a in x]


def _sum(x: Table, y: Table, factor: int = 1) -> Table:
    return [[a + factor * b for a, b in zip(u, v, strict=True)] for u, v in zip(x, y, strict=True)]


def _convolved(x: list[list[Any]], y: list[list[Any]]) -> Table:
    """The product of two bilinear forms in ``(1, s)`` and ``(1, t)``."""
    out: Table = [[Fraction(0)] * 3 for _ in range(3)]
    for i, row in enumerate(x):
        for j, a in enumerate(row):
            for k, other in enumerate(y):
                for m, b in enumerate(other):
                    out[i + k][j + m] = out[i + k][j + m] + a * b
    return out


def nonnegative(table: Table) -> bool:
    """``sum of table[i][j] s^i t^j >= 0`` for all ``s, t >= 0``, decided exactly."""
    if all(x >= 0 for row in table for x in row):
        return True
    low, middle, high = table
    if not quadratic_nonnegative(low) or not quadratic_nonnegative(high):
        return False
    gap = [x - 4 * y for x, y in zip(u_times(middle, middle), u_times(low, high), strict=True)]
    if not any(middle) or all(x <= 0 for x in gap):
        return True
    down, up = integers(middle), integers(gap)
    return not any(sign_at(down, t) < 0 < sign_at(up, t) for t in points_between_roots(u_times(middle, gap)))


def form_at(energy: Fraction, vectors: Vectors, where: Place, g: Fraction) -> Table:
    """P on a pair of cones, or on one cone as a form in t alone."""
    pairs = list(zip(*vectors.forms(where), strict=True))
    spend(60 * cost(longest(x for u, v in pairs for x in (*u, *v)) + longest([energy, g])))
    return [[(energy - g) * x - y for x, y in zip(u, v, strict=True)] for u, v in pairs]


def form_in_g(energy: Fraction, vectors: Vectors, where: Place) -> list[list[list[Fraction]]]:
    """The same with coefficients that are polynomials in g."""
    zero, one = (form_at(energy, vectors, where, Fraction(g)) for g in (0, 1))
    return [[trim([x, y - x]) for x, y in zip(u, v, strict=True)] for u, v in zip(zero, one, strict=True)]


def ends_only_at(bound: Algebraic, below: Fraction, above: Fraction, form: list[list[list[Fraction]]]) -> bool:
    """No g between ``below`` and ``above`` but the bound is a root of the polynomials where ``P_g >= 0`` can end."""
    for poly in critical_values(form):
        common = u_gcd(list(bound.field.poly), list(poly))
        allowed = 0 if len(common) < 2 else sturm_count(common, below, above)
        if sturm_count(poly, below, above) != allowed:
            return False
    return True


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | {"width", "lower_bound"}, {"field", "means"})
    decide(asserts, "lower_bound", witness)
    return sentence(asserts)


def decide(asserts: dict[str, Any], name: str, witness: dict[str, Any]) -> tuple[Exact, Fraction, Vectors]:
    """The asserted number, if no loss lies below it, the loss of the zero network, and the forms."""
    problem = Data({field: asserts[field] for field in PROBLEM})
    needs_plane(problem)
    width = whole(asserts["width"], 1, 2, "width")
    if problem.kind == "topk" and problem.activation["k"] < width:
        raise Rejected("activation: relu, jumprelu, or topk with k at least the width")
    bound = read_number(asserts[name], read_field(asserts.get("field")), name)
    energy: Any = total(m * dot(v, v) for m, v in zip(problem.m, problem.v, strict=True))
    if sign(energy - bound) < 0:
        raise Rejected(f"{name}: the zero network does better")
    vectors = Vectors(problem, code_cones(problem))
    if isinstance(bound, Algebraic):
        _algebraic(energy, vectors, width, bound, witness)
    else:
        only(witness, set(), set(), "witness")
        for where in vectors.places(width):
            if not nonnegative(form_at(energy, vectors, where, bound)):
                raise Rejected(_not_reached(where))
    return bound, energy, vectors


def _algebraic(energy: Fraction, vectors: Vectors, width: int, bound: Algebraic, witness: dict[str, Any]) -> None:
    only(witness, {"below", "above"}, set(), "witness")
    below, above = rational(witness["below"], "below"), rational(witness["above"], "above")
    if bound.c != [0, 1] or not bound.field.lo <= below < above <= bound.field.hi or not below < bound < above:
        raise Rejected("the bound must be the generator of the field, between below and above, in the interval")
    for where in vectors.places(width):
        if nonnegative(form_at(energy, vectors, where, above)):
            continue
        if not nonnegative(form_at(energy, vectors, where, below)):
            raise Rejected(_not_reached(where))
        if not ends_only_at(bound, below, above, form_in_g(energy, vectors, where)):
            raise Rejected(f"below: the condition may end before the bound, with codes in the cones {list(where)}")


def _not_reached(where: Place) -> str:
    return f"the bound is not reached for {count(len(where), 'neuron')} with codes in the cones {list(where)}"


def sentence(asserts: dict[str, Any]) -> str:
    return (
        f"with {count(asserts['width'], 'neuron')} the loss sum_d M_d |v_d - W_D z_d|^2 is at least {data(asserts['lower_bound'])} "
        f"for all encoders and decoders: {problem_in_words(asserts)}"
    )
