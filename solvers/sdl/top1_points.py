"""Critical points of Top-1 strictly inside their patterns, when the features are dependent and neurons compete.

Legend: neuron i serves F_i (disjoint); ``a_i.w_d > 0`` and ``a_i.w_d > a_j.w_d`` for d in F_i, j != i; all ``a_j.w_d < 0`` for
features that are dropped.  Stationary rows of a given gain form a linear space, so that one exact linear program per choice
of gains decides whether a pattern has a critical point with these gains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from solvers.algebraic import TooLarge
from solvers.exact_lp import Feasible, solve
from solvers.field_linear import Row, matmul
from solvers.sdl.clusters import ClusterPoint, Eigenspace, Forms, eigenspaces
from solvers.sdl.exact_point import Embedding, ExactPoint
from solvers.sdl.partial_minima import Classified, classify_inside, compositum, disjoint_families
from solvers.sdl.positive_eigenvectors import positive_combination
from theory.sdl import Problem
from theory.sdl.problem import dot

Support = tuple[int, ...]
Choice = tuple[tuple[Eigenspace, Forms, Sequence[Sequence[Any]]], ...]


def competing_points(problem: Problem) -> Iterator[tuple[tuple[Support, ...], list[Classified]]]:
    """Every family of disjoint supports with its critical points (fields of too large a degree are an error).

    ``problem``: topk with k = 1.  Raises :class:`~solvers.algebraic.TooLarge`.
    """
    spaces: dict[Support, list[tuple[Eigenspace, Forms, Any]]] = {}
    for size in range(1, problem.n + 1):
        for support in combinations(range(problem.n), size):
            spaces[support] = list(_positive(problem, support))
    live = [s for s, found in spaces.items() if found]
    for family in disjoint_families(live, problem.width):
        found = (_critical(problem, choice) for choice in _choices([spaces[s] for s in family]))
        yield family, [point for point in found if point is not None]


def _positive(problem: Problem, support: Support) -> Iterator[tuple[Eigenspace, Forms, Any]]:
    """Eigenspaces with a row that is positive on the support, whatever it does elsewhere."""
    forms, span, found = eigenspaces(problem, support)
    for space in found:
        loadings = [
            [dot([space.embed(x) for x in v], [space.embed(x) for x in problem.features_in[d]]) for v in span]
            for d in support
        ]
        if positive_combination(matmul(space.basis, list(zip(*loadings, strict=True)))) is not None:
            yield space, forms, span


def _choices(options: Sequence[Sequence[Any]]) -> Iterator[Choice]:
    if not options:
        yield ()
        return
    for rest in _choices(options[1:]):
        for first in options[0]:
            yield (first, *rest)


def _critical(problem: Problem, choice: Choice) -> Classified | None:
    """The critical point with these eigenspaces, or None when no encoder has the pattern."""
    try:
        field, base, embeddings = compositum(problem.field, [space.field for space, _, _ in choice])
    except TooLarge:
        raise TooLarge(
            f"pattern {[list(space.support) for space, _, _ in choice]}: the number field is too large"
        ) from None
    found = _rows(problem, choice, base, embeddings)
    if found is None:
        return None
    rows, dead = found
    chosen, neurons, gains = [], [], []
    for row, (space, forms, _), e in zip(rows, choice, embeddings, strict=True):
        part, gain = forms.embedded(base), e(space.gain)
        size = dot(row, [dot(a, row) for a in part.h])
        column = [dot(row, list(c)) / size for c in zip(*part.t, strict=True)]
        simple = len(space.basis) == 1
        chosen.append(
            ClusterPoint(space.support, tuple(row), tuple(column), gain, space.root, field, space.top, simple)
        )
        neurons.append((row, column))
        gains.append(gain)
    nothing = [Fraction(0)] * problem.r
    neurons += [(dead, nothing)] * (problem.width - len(rows))
    point = ExactPoint.of_neurons(problem, neurons, field, base)
    covered = sum(len(space.support) for space, _, _ in choice) == problem.n
    strictly_dead = covered or any(dead)
    return classify_inside(point, chosen, gains, strictly_dead=strictly_dead)


def _rows(
    problem: Problem, choice: Choice, base: Embedding, embeddings: Sequence[Embedding]
) -> tuple[list[Row], Row] | None:
    """Rows of the live neurons and of the dead ones (zero if they cannot be strictly off)."""
    live, p = len(choice), problem.p
    spare = live < problem.width
    w = [[base(x) for x in row] for row in problem.features_in]
    served = {d: i for i, (space, _, _) in enumerate(choice) for d in space.support}
    for with_dead in (True, False) if spare else (False,):
        rows: list[tuple[Row, str]] = []
        count = live + int(with_dead)
        for i, ((space, forms, _), e) in enumerate(zip(choice, embeddings, strict=True)):
            part, gain = forms.embedded(base), e(space.gain)
            for a, b in zip(part.n, part.h, strict=True):
                rows.append((_place({i: [x - gain * y for x, y in zip(a, b, strict=True)]}, count, p), "="))
        for d, vector in enumerate(w):
            negative = [-x for x in vector]
            owner = served.get(d)
            if owner is not None:
                rows.append((_place({owner: vector}, count, p), ">"))
            for j in range(count):
                if owner is None:
                    rows.append((_place({j: negative}, count, p), ">"))
                elif j != owner:
                    rows.append((_place({owner: vector, j: negative}, count, p), ">"))
        answer = solve([r for r, _ in rows], [s for _, s in rows], [Fraction(0)] * len(rows)) if rows else None
        if isinstance(answer, Feasible):
            parts = [list(answer.point[i * p : (i + 1) * p]) for i in range(count)]
            return parts[:live], parts[live] if with_dead else [Fraction(0)] * p
    return ([], [Fraction(0)] * p) if not live else None


def _place(parts: dict[int, Row], count: int, p: int) -> Row:
    """One row of the joint program: vectors at the places of their neurons."""
    out: Row = [Fraction(0)] * (count * p)
    for i, vector in parts.items():
        out[i * p : (i + 1) * p] = vector
    return out
