"""The infimum over all encoders and decoders for one or two neurons and features in the plane, exactly.

The certificate is a decision at a given number (kind ``plane_bound``); the work here is to find the number.  Bisection on one pair of
code cones after another gives a short interval that contains the infimum.  There it is a root of one of the polynomials at which the
form of the pair can cease to be nonnegative (``theory/certificates/points/touching.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.exact.real_roots import RealRoot, TooLarge, real_roots, simplest_between
from solvers.sdl.critical.exact_point import accepted
from theory.certificates import Rejected, seal
from theory.certificates.kinds.plane_bound import Place, Vectors, form_at, form_in_g, nonnegative
from theory.certificates.points.network import Data
from theory.certificates.points.plane import arcs_with_codes
from theory.certificates.points.touching import critical_values
from theory.claims import Certificate
from theory.exact import Exact, NumberField, json_tree, to_json
from theory.sdl import Problem
from theory.sdl.problem import dot

BITS = 40  # the infimum is enclosed to 2^-40 of the loss of the zero network before its polynomial is looked for
MAX_FEATURES, MAX_FEATURES_WITH_LEVELS = (
    60,
    12,
)  # beyond, there are too many cones to list (jumprelu has a level for every feature)
MAX_PLACES = 4_000  # cones and pairs; about half of what one check may look at when the numbers are short
MORE_BITS = 200  # roots of the polynomials that are closer than this are not told apart


def applies(problem: Problem) -> bool:
    """Rational features of length 1 or 2, one or two neurons that do not compete."""
    act = problem.activation
    most = MAX_FEATURES_WITH_LEVELS if act.theta else MAX_FEATURES
    small = problem.p <= 2 and problem.width <= 2 and problem.field is None and problem.n <= most
    return small and (act.kind in ("relu", "jumprelu") or (act.kind == "topk" and (act.k or 0) >= problem.width))


@dataclass(frozen=True)
class PlaneBound:
    """``lower <= infimum <= upper``, the first with a certificate.

    The lower bound should be the infimum; a point or a path proves it.  ``touching``: the cones where P touches zero.
    """

    lower: RealRoot
    upper: Fraction
    certificate: Certificate
    touching: tuple[Place, ...]
    plane: Plane

    @property
    def number(self) -> Exact:
        """The lower bound as an element of its own field."""
        return self.lower.field().generator if self.lower.value is None else self.lower.value

    def infimum(self, cones: list[int], path: list[list[Any]]) -> Certificate:
        """That the lower bound is approached on this path and, if that can be shown, not attained (kind ``plane_infimum``)."""
        asserts = {k: v for k, v in self.certificate["asserts"].items() if k != "lower_bound"}
        asserts["infimum"] = self.certificate["asserts"]["lower_bound"]
        witness = {"bound": self.certificate["witness"], "cones": cones, "path": path}
        try:
            return accepted(seal("plane_infimum", {**asserts, "attained": False}, witness))
        except ArithmeticError:
            return accepted(seal("plane_infimum", asserts, witness))


class Plane:
    """The code cones of a problem, and the condition at a number."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.asserts: dict[str, Any] = {
            "features_in": json_tree(problem.features_in),
            "features_out": None if problem.features_in == problem.features_out else json_tree(problem.features_out),
            "weights": json_tree(problem.weights),
            "activation": problem.activation.json(),
        }
        arcs = arcs_with_codes(Data(self.asserts))
        self.vectors = Vectors(Data(self.asserts), [codes for _, codes in arcs])
        self.rays = [ray for rays, _ in arcs for ray in rays]  # of the generators, in the same order
        self.places = list(self.vectors.places(problem.width))
        pairs = zip(problem.weights, problem.features_out, strict=True)
        self.energy: Any = sum((m * dot(v, v) for m, v in pairs), Fraction(0))  # rational, as applies() says

    def holds(self, place: Place, g: Fraction) -> bool:
        """No codes of one cone, or of a pair, have a loss below g."""
        return nonnegative(form_at(self.energy, self.vectors, place, g))

    def near(self, place: Place, high: Fraction) -> Fraction:
        """The number where the condition ends, by bisection in floating point below ``high``."""
        ends = [form_at(self.energy, self.vectors, place, g) for g in (Fraction(0), high)]
        size = max(abs(x) for form in ends for row in form for x in row) or Fraction(1)
        zero, one = (np.array([[x / size for x in row] for row in form], float) for form in ends)
        low, top = 0.0, 1.0
        for _ in range(50):
            middle = (low + top) / 2
            low, top = (middle, top) if _nonnegative(zero + middle * (one - zero)) else (low, middle)
        return Fraction(low) * high

    def certificate(self, bound: RealRoot, below: Fraction, above: Fraction) -> Certificate:
        """Accepted by the checker, or an ArithmeticError."""
        asserts = {**self.asserts, "width": self.problem.width}
        if bound.value is not None:
            try:
                return accepted(seal("plane_bound", {**asserts, "lower_bound": to_json(bound.value)}, {}))
            except ArithmeticError as reason:
                if "too much work" in str(reason):
                    raise TooLarge("the numbers are too long for one check") from None
                raise
        field = NumberField(bound.poly, (min(below, bound.interval[0]), max(above, bound.interval[1])))
        asserts |= {"lower_bound": to_json(field.generator), "field": field.json()}
        return accepted(seal("plane_bound", asserts, {"below": to_json(below), "above": to_json(above)}))


def _nonnegative(table: NDArray[np.float64]) -> bool:
    """The same decision as the checker's, in floating point and only as good as that."""
    low, middle, high = (np.polynomial.Polynomial(row) for row in table)
    ends = [table[i][j] for i in (0, 2) for j in (0, 2)]
    edges = [r for r in (table[0], table[2], table[:, 0], table[:, 2]) if r[1] < 0 and 4 * r[0] * r[2] < r[1] ** 2]
    if min(ends) < 0 or edges:
        return False
    gap = middle * middle - 4 * low * high
    if not (gap.coef.any() and middle.coef.any()):
        return True
    roots: Any = np.concatenate([gap.roots(), middle.roots()])
    real = np.sort(
        roots[(abs(roots.imag) < 1e-9 * (1 + abs(roots))) & (roots.real > 0)].real
    )  # double roots split by 1e-8
    points = [*((real[:-1] + real[1:]) / 2), *real[:1] / 2, *real[-1:] * 2, 1.0]
    return not any(middle(t) < 0 < gap(t) for t in points)


def plane_bound(problem: Problem, known: Fraction, breathe: Callable[[str], None] = lambda _text: None) -> PlaneBound:
    """The infimum of a problem to which this applies; ``known`` is the loss of some point, or more.

    Raises:
        TooLarge: more cones than one check can look at, or numbers too long for that.

    >>> from theory.sdl import Activation, Problem
    >>> square = Problem.sae([[1, 0], [-1, 0], [0, 1], [0, -1]], weights=[Fraction(1)] * 4, activation=Activation("relu"), width=2)
    >>> found = plane_bound(square, Fraction(2))
    >>> found.lower.value, len(found.touching)
    (Fraction(1, 1), 4)
    """
    plane = Plane(problem)
    if len(plane.places) > MAX_PLACES:
        raise TooLarge(f"{len(plane.places)} cones and pairs of cones; at most {MAX_PLACES} are looked at")
    low, high = _bracket(plane, min(known, plane.energy), breathe)
    if low == high:
        root = RealRoot.rational(low)
        return PlaneBound(root, high, plane.certificate(root, low, low), _touching(plane, low, low), plane)
    touching = _touching(plane, low, high)
    exact = _exact(plane, touching[-1], low, high)
    if exact is not None:
        try:
            return PlaneBound(exact[0], high, plane.certificate(*exact), touching, plane)
        except ArithmeticError:  # too much for one check, or two places touch at different numbers in this interval
            pass
    simple = simplest_between(low, high)
    root = RealRoot.rational(simple if all(plane.holds(place, simple) for place in plane.places) else low)
    return PlaneBound(root, high, plane.certificate(root, low, low), touching, plane)


def _bracket(plane: Plane, high: Fraction, breathe: Callable[[str], None]) -> tuple[Fraction, Fraction]:
    """The condition holds everywhere at the first number and fails somewhere at the second, or both are ``high`` and it holds."""
    width, low = _unit(plane.energy) / 2**BITS, high
    for i, place in enumerate(plane.places):
        breathe(f"infimum in the plane: cones {i + 1} of {len(plane.places)}")
        if not plane.holds(place, high):
            low, high = _bisect(plane, place, high, width)
    while low < high and not all(
        plane.holds(place, low) for place in plane.places
    ):  # an earlier place, by less than the width
        low, high = max(Fraction(0), low - width), low
    return low, high


def _unit(x: Fraction) -> Fraction:
    """The largest power of 2 up to x, so that the numbers of a bisection are short."""
    power = x.numerator.bit_length() - x.denominator.bit_length() - 1
    return Fraction(2) ** power


def _bisect(plane: Plane, place: Place, high: Fraction, width: Fraction) -> tuple[Fraction, Fraction]:
    """An interval of at most this width: the condition holds at its lower end (as it does at 0) and fails at the upper end."""
    low = Fraction(0)
    near = plane.near(place, high)
    for guess in (_on_grid(near, width) + k * width for k in (4, -4)):  # rounding errors are some 2^-50 of the numbers
        if low < guess < high:
            low, high = (guess, high) if plane.holds(place, guess) else (low, guess)
    while high - low > width:
        middle = _on_grid((low + high) / 2, width / 2)
        if plane.holds(place, middle):
            low = middle
        else:
            high = middle
    return low, high


def _on_grid(x: Fraction, step: Fraction) -> Fraction:
    return round(x / step) * step


def _touching(plane: Plane, low: Fraction, high: Fraction) -> tuple[Place, ...]:
    """The places that fail just above the infimum."""
    above = high if low < high else high + plane.energy / 2**BITS
    return tuple(place for place in plane.places if not plane.holds(place, above))


def _exact(plane: Plane, place: Place, low: Fraction, high: Fraction) -> tuple[RealRoot, Fraction, Fraction] | None:
    """The infimum of one place, the only root of its polynomials in a shrinking interval; None if that is not found."""
    try:
        polys = critical_values(form_in_g(plane.energy, plane.vectors, place))
        roots = [root for poly in polys if len(poly) > 1 for root, _ in real_roots(poly)]
    except (TooLarge, Rejected):
        return None
    for _ in range(MORE_BITS):
        inside: list[RealRoot] = []
        for root in roots:
            if root not in inside and not (root < RealRoot.rational(low) or RealRoot.rational(high) < root):
                inside.append(root)
        if len(inside) <= 1:
            return (inside[0], low, high) if inside else None
        roots, middle = inside, (low + high) / 2
        low, high = (middle, high) if plane.holds(place, middle) else (low, middle)
    return None
