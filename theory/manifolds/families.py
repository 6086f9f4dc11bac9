"""The families of the benchmark, and the Clifford torus beside its torus: coordinates, laws, ranges of their parameters.

Sizes are exact rationals.  Laws: uniform in the parameters, except disk and sphere, which are uniform in area.
Source: arXiv 2604.28119, Appendix E, Table 4, as reported; not checked against the paper.  Where the report leaves a range open
(turns of the helix, start of the Swiss roll, the last coordinates of the torus) it is an argument here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from theory.manifolds.pi_numbers import PI
from theory.manifolds.shape import Array, Manifold
from theory.manifolds.trigonometric import Trig, constant, cosine, interval, parameter, sine

Size = Fraction | int
TURN = interval(0, 2 * PI)


def _positive(family: str, **sizes: Size) -> None:
    for name, value in sizes.items():
        if isinstance(value, bool | float) or not value > 0:
            raise ValueError(f"{family}: {name} = {value!r}; give a positive integer or Fraction")


def segment(length: Size = 1) -> Manifold:
    """The segment ``[-length/2, length/2]``: d = k = 1.

    >>> segment(3).variance
    3/4
    """
    _positive("segment", length=length)
    half = Fraction(length) / 2
    return Manifold(f"segment, length {length}", 1, {"t": interval(-half, half)}, (parameter("t"),))


def circle(radius: Size = 1) -> Manifold:
    """The circle of a radius: d = 1, k = 2.

    >>> circle().covariance
    ((1/2, 0), (0, 1/2))
    """
    _positive("circle", radius=radius)
    angle = (cosine("theta") * Fraction(radius), sine("theta") * Fraction(radius))
    return Manifold(f"circle, radius {radius}", 1, {"theta": TURN}, angle)


def disk(radius: Size = 1) -> Manifold:
    """The disk of a radius, uniform in area: d = k = 2.

    >>> disk(2).variance
    2
    """
    _positive("disk", radius=radius)
    r, size = parameter("r"), float(radius)

    def draw(rng: np.random.Generator, n: int) -> Array:
        return np.column_stack([size * np.sqrt(rng.random(n)), rng.uniform(0, 2 * np.pi, n)])

    ranges = {"r": interval(0, radius), "theta": TURN}
    return Manifold(f"disk, radius {radius}", 2, ranges, (r * cosine("theta"), r * sine("theta")), r, draw)


def sphere(radius: Size = 1, ambient: int = 3) -> Manifold:
    """The sphere ``S^(ambient-1)`` of a radius, uniform in area, ``2 <= ambient <= 6``: d = ambient - 1, k = ambient.

    In spherical coordinates ``x_1 = cos a_1, x_2 = sin a_1 cos a_2, ...``; the last angle runs through a whole turn.

    >>> sphere().covariance[2]
    (0, 0, 1/3)
    """
    _positive("sphere", radius=radius)
    if not 2 <= ambient <= 6:
        raise ValueError(f"sphere: ambient = {ambient}; the exact moments are made for 2 to 6 coordinates")
    names = [f"a{i + 1}" for i in range(ambient - 1)]
    coordinates: list[Trig] = []
    product, density = constant(Fraction(radius)), constant(1)
    for i, name in enumerate(names):
        coordinates.append(product * cosine(name))
        product = product * sine(name)
        for _ in range(ambient - 2 - i):
            density = density * sine(name)
    coordinates.append(product)
    ranges = {name: interval(0, PI) for name in names[:-1]} | {names[-1]: TURN}

    def draw(rng: np.random.Generator, n: int) -> Array:
        x = rng.standard_normal((n, ambient))  # its direction is uniform on the sphere
        rest = np.sqrt(np.cumsum(x[:, ::-1] ** 2, axis=1))[:, ::-1]
        angles = [np.arctan2(rest[:, i + 1], x[:, i]) for i in range(ambient - 2)]
        return np.column_stack([*angles, np.arctan2(x[:, -1], x[:, -2]) % (2 * np.pi)])

    return Manifold(f"sphere, radius {radius}", ambient - 1, ranges, tuple(coordinates), density, draw)


def _tube(major: Size, minor: Size) -> tuple[Trig, Trig]:
    wide = cosine("v") * Fraction(minor) + Fraction(major)
    return wide * cosine("u"), wide * sine("u")


def torus_of_revolution(major: Size = 2, minor: Size = 1) -> Manifold:
    """``((R + r cos v) cos u, (R + r cos v) sin u, r sin v)``, uniform in both angles: d = 2, k = 3; embedded for ``R > r``.

    >>> torus_of_revolution(3, 1).span_dimension
    3
    """
    _positive("torus of revolution", major=major, minor=minor)
    coordinates = (*_tube(major, minor), sine("v") * Fraction(minor))
    return Manifold(f"torus of revolution, radii {major} and {minor}", 2, {"u": TURN, "v": TURN}, coordinates)


def printed_torus(major: Size = 2, minor: Size = 1) -> Manifold:
    """``((R + r cos v) cos u, (R + r cos v) sin u, r cos v, r sin v)``: d = 2, k = 4.

    The benchmark's torus in four dimensions, called a Clifford torus there and no such thing: its metric is not flat.
    Reported are the first two coordinates and the last; the third is our reading.
    """
    _positive("printed torus", major=major, minor=minor)
    coordinates = (*_tube(major, minor), cosine("v") * Fraction(minor), sine("v") * Fraction(minor))
    return Manifold(f"printed torus, radii {major} and {minor}", 2, {"u": TURN, "v": TURN}, coordinates)


def clifford_torus(first: Size = 1, second: Size = 1) -> Manifold:
    """``(a cos u, a sin u, b cos v, b sin v)``: d = 2, k = 4, a flat torus.

    >>> clifford_torus().variance
    2
    """
    _positive("Clifford torus", first=first, second=second)
    a, b = Fraction(first), Fraction(second)
    coordinates = (cosine("u") * a, sine("u") * a, cosine("v") * b, sine("v") * b)
    return Manifold(f"Clifford torus, radii {first} and {second}", 2, {"u": TURN, "v": TURN}, coordinates)


def moebius_band(width: Size = 1) -> Manifold:
    """``((1 + s cos(t/2)) cos t, (1 + s cos(t/2)) sin t, s sin(t/2))``, ``|s| <= width/2``: d = 2, k = 3.

    Parametrised by half the angle, ``h = t/2`` in ``[0, pi]``.
    """
    _positive("Moebius band", width=width)
    half, wide = Fraction(width) / 2, parameter("s") * cosine("h") + 1
    coordinates = (wide * cosine("h", 2), wide * sine("h", 2), parameter("s") * sine("h"))
    ranges = {"h": interval(0, PI), "s": interval(-half, half)}
    return Manifold(f"Moebius band, width {width}", 2, ranges, coordinates)


def swiss_roll(quarters: int = 9, height: Size = 6, start: int = 0) -> Manifold:
    """``(t cos t, y, t sin t)``, t between ``start`` and ``quarters`` times pi/2, ``0 <= y <= height``: d = 2, k = 3."""
    _positive("Swiss roll", quarters=quarters, height=height)
    t = parameter("t")
    ranges = {"t": interval(PI * Fraction(start, 2), PI * Fraction(quarters, 2)), "y": interval(0, height)}
    coordinates = (t * cosine("t"), parameter("y"), t * sine("t"))
    return Manifold(f"Swiss roll, to {quarters} quarter turns, height {height}", 2, ranges, coordinates)


def helix(pitch: Size = Fraction(1, 2), quarters: int = 8) -> Manifold:
    """``(cos t, sin t, pitch t)``, ``0 <= t <= quarters pi/2``: d = 1, k = 3."""
    _positive("helix", pitch=pitch, quarters=quarters)
    coordinates = (cosine("t"), sine("t"), parameter("t") * Fraction(pitch))
    where = {"t": interval(0, PI * Fraction(quarters, 2))}
    return Manifold(f"helix, pitch {pitch}, {quarters} quarter turns", 1, where, coordinates)


FAMILIES: dict[str, Callable[..., Manifold]] = {
    "circle": circle,
    "sphere": sphere,
    "torus": printed_torus,
    "moebius": moebius_band,
    "swiss-roll": swiss_roll,
    "helix": helix,
    "disk": disk,
    "segment": segment,
    "torus-of-revolution": torus_of_revolution,
    "clifford-torus": clifford_torus,
}
