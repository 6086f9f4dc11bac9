"""Certificates of stationary points that were found in floating point: one point in a small box, by Krawczyk's test in rationals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from solvers.exact.field_linear import echelon, kernel
from solvers.sdl.ensemble.descent import Array
from solvers.sdl.landing.polish import Mask, Stationary
from theory.certificates import Rejected, check, seal
from theory.certificates.kinds.isolated_point import MAX_VARIABLES, Face
from theory.certificates.points.boxes import contract
from theory.claims import Certificate
from theory.exact import json_tree
from theory.sdl import Problem
from theory.sdl.problem import dot

GRID = 2**50  # points are rounded to it: finer than the rounding errors of Newton's method
RADII = (
    2**-30,
    2**-24,
    2**-36,
    2**-18,
)  # a box must hold the rounding errors, and be small against curvature over its change
Q = Fraction


def isolated(problem: Problem, point: Stationary) -> Certificate | None:
    """A certificate of kind ``isolated_point``, or None: irrational features, no live neuron, or more stationary points.

    The point is the only one up to the scale of its neurons and what no feature of a row sees; the certificate's ``dimension``
    counts both.  Below, the row of the neuron may also move along the first axis, as it is off for that feature.

    Args:
        problem: rational; relu, jumprelu or topk.
        point: from :mod:`solvers.sdl.landing.polish`.

    >>> from solvers.sdl.landing.polish import stationary_points
    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    >>> [found] = stationary_points(p, np.array([[-0.1, 0.9]]))
    >>> isolated(p, found)["asserts"]["pattern"]
    [[1]]
    >>> isolated(p, found)["asserts"]["dimension"]
    2
    """
    size = len(point.encoder) * (problem.p - 1 + problem.r)
    if problem.field is not None or not len(point.encoder) or size > MAX_VARIABLES:
        return None
    rows, directions, walls = [], [], []
    for a, live, held in zip(point.encoder, point.live, point.held, strict=True):
        row, basis = _face(problem, a, live, held)
        rows.append(row)
        directions.append(basis)
        walls.append(_walls(problem, [row, *basis], live, held, point.live))
    asserts = {
        "features_in": json_tree(problem.features_in),
        "features_out": None if problem.features_in == problem.features_out else json_tree(problem.features_out),
        "weights": json_tree(problem.weights),
        "activation": problem.activation.json(),
        "pattern": [[int(d) for d in np.flatnonzero(on)] for on in point.live],
        "held": walls,
        "encoder": json_tree(rows),
        "directions": json_tree(directions),
        "decoder": json_tree([[_rounded(x) for x in row] for row in point.decoder]),
    }
    for radius in RADII:
        found = _sealed({**asserts, "radius": str(Q(radius))})
        if found is not None:
            return found
    return None


def _sealed(asserts: dict[str, object]) -> Certificate | None:
    """The certificate for one radius, checked."""
    try:
        face = Face(asserts)
        face.check_pattern()
        slopes = face.derivative()
        middle = np.array([[float(lo + hi) / 2 for lo, hi in row] for row in slopes])
        if np.linalg.cond(middle) > 1e9:  # a family of points, or too close to one for floats to tell
            return None
        inverse = [[_rounded(x) for x in row] for row in np.linalg.inv(middle)]
        image = contract(inverse, face.gradient(), slopes, face.radius)
        low, high = face.loss()
        grid = 2**20
        bounds = [Q(int(low * grid), grid), Q(int(high * grid) + 1, grid)]
        witness = {
            "inverse": json_tree(inverse),
            "total": str(sum((lo + 2 * hi for lo, hi in image), Q(0))),
        }
        certificate = seal(
            "isolated_point", {**asserts, "dimension": face.dimension, "loss": json_tree(bounds)}, witness
        )
        check(certificate)
    except (Rejected, np.linalg.LinAlgError):
        return None
    return certificate


def _face(problem: Problem, a: Array, live: Mask, held: Mask) -> tuple[list[Fraction], list[list[Fraction]]]:
    """A rational row on the face next to ``a``, and directions that the live features tell from it and from each other."""
    seen = [problem.features_in[d] for d in np.flatnonzero(live)]
    basis = kernel([list(problem.features_in[d]) for d in np.flatnonzero(held)], problem.p)
    weights, *_ = np.linalg.lstsq(np.array([[float(x) for x in b] for b in basis]).T, a, rcond=None)
    coefficients = [_rounded(x) for x in weights]
    row = [sum((c * b[i] for c, b in zip(coefficients, basis, strict=True)), Q(0)) for i in range(problem.p)]
    directions: list[list[Fraction]] = []
    values = [[dot(row, w) for w in seen]]
    for b in sorted(zip(np.abs(weights), range(len(basis)), strict=True)):  # the row itself has most of the last ones
        more = [*values, [dot(basis[b[1]], w) for w in seen]]
        if len(echelon(more)[0]) == len(more):
            values = more
            directions.append(basis[b[1]])
    return row, directions


def _walls(problem: Problem, rows: list[list[Fraction]], live: Mask, held: Mask, every: Mask) -> list[int]:
    """The held features, and those that the row and its directions do not see at all: these lie on a wall as well.

    Not where all places of Top-k are taken by larger values, and not under JumpReLU, whose threshold is not at 0.
    """
    free = np.full(problem.n, problem.activation.kind != "jumprelu")
    if problem.activation.k is not None:
        free &= every.sum(axis=0) < problem.activation.k
    unseen = [not any(dot(row, w) for row in rows) for w in problem.features_in]
    return [d for d in range(problem.n) if held[d] or (unseen[d] and free[d] and not live[d])]


def _rounded(x: float) -> Fraction:
    return Q(round(float(x) * GRID), GRID)
