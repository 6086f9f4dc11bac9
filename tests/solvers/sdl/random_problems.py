"""Random exact problems and points that the tests of the solution set share."""

from __future__ import annotations

import random
from fractions import Fraction

from solvers.sdl.solution_set.path import Point
from theory.sdl import Activation, Problem

RELU, JUMP = Activation("relu"), Activation("jumprelu", theta=Fraction(1, 2))


def unit_vector(p: int, rng: random.Random) -> list[Fraction]:
    """A rational point of the sphere, by inverse stereographic projection."""
    y = [Fraction(rng.randint(-4, 4), rng.randint(1, 4)) for _ in range(p - 1)]
    size = sum((x * x for x in y), Fraction(0))
    out = [2 * x / (1 + size) for x in y] + [(size - 1) / (1 + size)]
    rng.shuffle(out)
    return [rng.choice((1, -1)) * x for x in out]


def features(n: int, p: int, rng: random.Random) -> list[list[Fraction]]:
    """n different unit vectors (at most two in dimension 1)."""
    out: list[list[Fraction]] = []
    while len(out) < (n if p > 1 else min(n, 2)):
        w = unit_vector(p, rng)
        if w not in out:
            out.append(w)
    return out


def sae(n: int, p: int, width: int, activation: Activation, rng: random.Random) -> Problem:
    w = features(n, p, rng)
    weights = [Fraction(rng.randint(1, 5), rng.randint(1, 3)) for _ in w]
    return Problem.sae(w, weights=weights, activation=activation, width=width)


def transcoder(n: int, p: int, r: int, width: int, activation: Activation, rng: random.Random) -> Problem:
    w = features(n, p, rng)
    v = [[Fraction(rng.randint(-3, 3)) for _ in range(r)] for _ in w]
    return Problem.transcoder(
        w, v, weights=[Fraction(rng.randint(1, 4)) for _ in w], activation=activation, width=width
    )


def point(problem: Problem, width: int, rng: random.Random) -> Point:
    """Random small integers; many neurons are dead or on a boundary."""
    return Point.of(
        [[rng.randint(-2, 2) for _ in range(problem.p)] for _ in range(width)],
        [[rng.randint(-2, 2) for _ in range(width)] for _ in range(problem.r)],
    )


def identity(n: int) -> list[list[Fraction]]:
    return [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
