"""Stationary neurons on the walls of their region, for features that are linearly dependent.

Legend: a face of the arrangement of the features is given by the features that are on (F, the support) and those with
``a.w_e = 0`` (E, the walls); its flat is ``{a : a.w_e = 0, e in E}``.  A row on the face is stationary along the flat iff
``(N - mu H) a`` is a combination of the ``w_e``, and stationary for the closed region of F iff the combination is nonnegative
on the features that are off.  A maximum of the gain over a closed region lies on one of its faces and is stationary along the
flat there.

Walls matter for relu and topk only (neurons that compete under Top-1: :mod:`solvers.sdl.critical.top1_points`).  Under jumprelu with a
positive threshold a row on a wall can be scaled down into the interior of its region, and with independent features every
combination of the ``w_e`` above vanishes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from solvers.exact.field_linear import Row, echelon, kernel, matmul, real_eigenvalues, transpose
from solvers.exact.lp import Feasible, solve
from solvers.exact.real_roots import RealRoot
from solvers.sdl.critical.one_neuron import ClusterPoint, Forms, independent_rows, level, make_point, reduced_pencil
from solvers.sdl.critical.positive_eigenvectors import short_scale
from solvers.sdl.patterns.arrangement import faces
from solvers.sdl.patterns.realizable import members_of
from theory.exact import Exact, NumberField
from theory.sdl import Problem
from theory.sdl.problem import dot

Face = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class WallRay:
    """A row stationary along the flat of its face; ``minimum``: also for the closed region of its support."""

    point: ClusterPoint
    minimum: bool


def have_walls(problem: Problem) -> bool:
    """Can a stationary neuron sit on a wall of its region?"""
    return not level(problem) and len(echelon(problem.features_in)[1]) < problem.n


def faces_with_walls(problem: Problem) -> list[Face]:
    """(support, walls) of every face on which some feature is on and some feature vanishes."""
    found = ((tuple(members_of(on)), tuple(members_of(zero))) for on, zero in faces(problem.features_in))
    return sorted((on, zero) for on, zero in found if on and zero)


def wall_rays(problem: Problem, support: tuple[int, ...], walls: tuple[int, ...]) -> list[WallRay]:
    """The stationary rows on one face, one for each gain; complete like :func:`solvers.sdl.critical.one_neuron.cluster_points`.

    >>> from theory.sdl import Activation
    >>> features = [[1, 0], [0, 1], [-1, 0]]
    >>> problem = Problem.sae(features, activation=Activation("relu"), width=1)
    >>> [(ray.point.row, ray.point.gain, ray.minimum) for ray in wall_rays(problem, (1,), (0, 2))]
    [((Fraction(0, 1), Fraction(1, 1)), Fraction(1, 1), True)]
    """
    flat = kernel([problem.features_in[e] for e in walls], problem.p)
    forms = Forms.of(problem, support)
    out = []
    for field, embed, gain, root in flat_gains(problem, support, walls):
        found = _row(problem, support, walls, forms, flat, gain, embed)
        if found is not None:
            row, multipliers = found
            point = make_point(support, row, forms, gain, root, field, embed, walls=walls)
            size = dot(row, [dot(a, row) for a in forms.embedded(embed).h])
            scaled = tuple((e, mu / size) for e, mu in multipliers or () if mu)
            out.append(WallRay(replace(point, multipliers=scaled), multipliers is not None))
    return out


def flat_gains(
    problem: Problem, support: tuple[int, ...], walls: tuple[int, ...]
) -> list[tuple[NumberField | None, Any, Exact, RealRoot]]:
    """The gains that are stationary along the flat of some walls, increasing: (field, embedding, gain, root).

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=1)
    >>> [gain for _, _, gain, _ in flat_gains(problem, (1,), (0,))]
    [Fraction(1, 1)]
    """
    flat = kernel([problem.features_in[e] for e in walls], problem.p)
    seen = {d: [dot(x, problem.features_in[d]) for x in flat] for d in support}  # features in coordinates of the flat
    forms = Forms.of(problem, support)
    inner = Forms(_compress(forms.h, flat), _compress(forms.n, flat), forms.t)
    span = [seen[d] for d in independent_rows([seen[d] for d in support], support)]
    return real_eigenvalues(reduced_pencil(inner, span), problem.field)


def _compress(matrix: list[Row], flat: list[Row]) -> list[Row]:
    return matmul(matmul(flat, matrix), transpose(flat))


def _row(
    problem: Problem,
    support: tuple[int, ...],
    walls: tuple[int, ...],
    forms: Forms,
    flat: list[Row],
    gain: Exact,
    embed: Any,
) -> tuple[Row, list[tuple[int, Exact]] | None] | None:
    """A row of the face with this gain, with multipliers if the region allows them, else None in their place."""
    w = [[embed(x) for x in v] for v in problem.features_in]
    part = forms.embedded(embed)
    gradient = [[x - gain * y for x, y in zip(a, b, strict=True)] for a, b in zip(part.n, part.h, strict=True)]
    off = [e for e in range(problem.n) if e not in support and e not in walls]
    p, m = problem.p, len(walls)
    place = [(w[e], "=") for e in walls] + [(w[d], ">") for d in support] + [([-x for x in w[e]], ">") for e in off]
    rows = [[*row, *(-w[e][i] for e in walls)] for i, row in enumerate(gradient)]
    relations = ["="] * p
    for row, relation in place:
        rows.append([*row, *[Fraction(0)] * m])
        relations.append(relation)
    for j in range(m):
        rows.append([Fraction(int(j == i - p)) for i in range(p + m)])
        relations.append(">=")
    answer = solve(rows, relations, [Fraction(0)] * len(rows))
    if isinstance(answer, Feasible):
        return list(answer.point[:p]), list(zip(walls, answer.point[p:], strict=True))
    along = matmul([[embed(x) for x in row] for row in flat], gradient)
    rows = [*along, *(row for row, _ in place)]
    answer = solve(rows, ["="] * len(along) + [r for _, r in place], [Fraction(0)] * len(rows))
    return (short_scale(list(answer.point)), None) if isinstance(answer, Feasible) else None
