"""What the claims about paths share: random exact instances, and a problem whose minimum is positive."""

from __future__ import annotations

import random
from fractions import Fraction

from solvers.sdl.solution_set.code_space import best_loss, code_dimension
from solvers.sdl.solution_set.descents import path_between_minima, path_to_minimum
from solvers.sdl.solution_set.families import sample_minimum
from solvers.sdl.solution_set.path import Path, Point
from theory.certificates import Rejected, check
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import both, dot, names, norm2, scale
from theory.sdl import Activation, Problem

RELU, JUMPRELU = Activation("relu"), Activation("jumprelu", theta=Fraction(1, 2))
F = Fraction
# three antipodal pairs in the plane; sum_d DEPENDENCE[d] relu(a.w_d) = 0 for every a, so s = 5 although n = 6
PAIRS = [[F(1), F(0)], [F(-1), F(0)], [F(3, 5), F(4, 5)], [F(-3, 5), F(-4, 5)], [F(0), F(1)], [F(0), F(-1)]]
DEPENDENCE = [F(3, 5), F(-3, 5), F(-1), F(1), F(4, 5), F(-4, 5)]


def identity(n: int) -> list[list[Fraction]]:
    """The n x n identity matrix."""
    return [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]


def random_problem(rng: random.Random, extra: int) -> Problem:
    """A small ReLU or JumpReLU problem of width ``s + extra`` (or a little more)."""
    n, p, r = rng.randint(1, 4), rng.randint(1, 3), rng.randint(1, 2)
    w = [[rng.randint(-2, 2) for _ in range(p)] for _ in range(n)]
    w = [row if any(row) else [1] * p for row in w]
    v = [[rng.randint(-3, 3) for _ in range(r)] for _ in w]
    m = [Fraction(rng.randint(1, 4)) for _ in w]
    activation = rng.choice((RELU, JUMPRELU))
    base = Problem.transcoder(w, v, weights=m, activation=activation, width=1)
    width = code_dimension(base) + extra + rng.randint(0, 1)
    return Problem.transcoder(w, v, weights=m, activation=activation, width=width)


def random_point(problem: Problem, rng: random.Random) -> Point:
    """Small integers: many dead neurons, ties and pre-activations on the threshold."""
    rows = [[rng.randint(-2, 2) for _ in range(problem.p)] for _ in range(problem.width)]
    return Point.of(rows, [[rng.randint(-2, 2) for _ in range(problem.width)] for _ in range(problem.r)])


def descends(problem: Problem, start: Point) -> bool:
    """Build the descending path and have it checked."""
    path = path_to_minimum(problem, start)
    return path.end.loss(problem) == best_loss(problem) and _accepted(path.certificate("nonincreasing"))


def connects(problem: Problem, rng: random.Random) -> bool:
    """Join two random global minimisers and have the path checked."""
    path = path_between_minima(problem, sample_minimum(problem, rng), sample_minimum(problem, rng))
    return _accepted(path.certificate("constant"))


def _accepted(certificate: Certificate) -> bool:
    try:
        check(certificate)
    except Rejected:
        return False
    return True


def recovered(problem: Problem) -> Point:
    """One neuron per feature, equal to it, and zeros: an exact zero of an SAE with orthonormal features."""
    spare = problem.width - problem.n
    rows = [*problem.features_in, *[[Fraction(0)] * problem.p] * spare]
    columns = [*problem.features_out, *[[Fraction(0)] * problem.r] * spare]
    return Point(tuple(tuple(a) for a in rows), tuple(tuple(u) for u in columns))  # type: ignore[arg-type]


def positive_floor() -> Certificate:
    """No output of any width has loss below 529/100 on the targets of :func:`positive_minimum`.

    ``relu(x) - relu(-x) = x``, so ``sum_d c_d relu(a.w_d) = a . (3/5 w_0 - w_2 + 4/5 w_4) = 0`` and every output x has
    ``c.x = 0``; by Cauchy and Schwarz ``|v - x|^2 |c|^2 >= (c.v)^2``.
    """
    c, v = names("c v")
    w = [names("w")[0][d] for d in (0, 2, 4)]
    zero = scale(c[0], w[0]) + scale(c[2], w[1]) + scale(c[4], w[2])
    opposite = both(c[0] == -c[1], c[2] == -c[3], c[4] == -c[5])
    target = [x + (d == 0) for d, x in enumerate(DEPENDENCE)]
    return evaluation(
        both(zero == [0, 0], opposite, dot(c, v) ** 2 == Fraction(529, 100) * norm2(c)),
        let={"w": PAIRS, "c": DEPENDENCE, "v": target},
        record="w c v",
        means="a lower bound for every width",
    )


def positive_minimum() -> tuple[Problem, Path]:
    """Six features with s = 5 and a target partly outside S: a path down to the positive minimum."""
    target = [[c + (d == 0)] for d, c in enumerate(DEPENDENCE)]
    problem = Problem.transcoder(PAIRS, target, activation=RELU, width=5)
    return problem, path_to_minimum(problem, random_point(problem, random.Random(2)))
