"""Zero loss at an exact rational point, where several neurons share features.

Legend: zero loss means that every target row ``(v_d)_c`` is a combination of the q code rows.  Take the span L of the target rows and of
``q - rank`` further codes of random rational rows.  Codes in L that span it reconstruct everything.  Whether one neuron has a code in L
with a given support, outside of what is spanned already, is an exact linear program; codes are added until they span L.

A search: a point that is found has loss 0 exactly, as the best decoder then has; nothing is said when none is found.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction

from solvers.exact.linear import Row, combination, independent, inner, kernel, rank
from solvers.exact.lp import Feasible, solve
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import level, off_row
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.sdl import Activation, Problem
from theory.sdl.problem import dot

TRIES = 12  # of the random rows; most problems that have a solution show it in the first few
SIZE = 6  # entries of the random rows
MAX_FEATURES, MAX_DIMENSION = 8, 3  # beyond, there are hundreds of supports, each a linear program at every step
Neuron = tuple[list[Fraction], list[Fraction]]  # row, code


def applies(problem: Problem) -> bool:
    """Small and rational."""
    return problem.field is None and problem.n <= MAX_FEATURES and problem.p <= MAX_DIMENSION


def zero_point(
    problem: Problem, *, seed: int = 0, tries: int = TRIES, breathe: Callable[[], None] = lambda: None
) -> ExactPoint | None:
    """A point of loss 0, or None when none is found.

    >>> from theory.sdl import Activation
    >>> features = [[1, 0], [0, 1], [1, 1], [1, 2]]
    >>> zero_point(Problem.sae(features, activation=Activation("relu"), width=2)).loss
    Fraction(0, 1)
    """
    columns = list(zip(*problem.features_out, strict=True))
    targets: list[Row] = [[Fraction(x) for x in columns[c]] for c in independent(columns)]  # type: ignore[arg-type]
    spare = problem.width - len(targets)
    if spare < 0:
        return None
    rng = random.Random(seed)
    single = Activation("relu") if problem.activation.kind == "topk" else problem.activation
    supports = [members_of(mask) for mask in neuron_supports(problem.features_in, single) if mask]
    for _ in range(tries):
        breathe()
        fixed = _random_neurons(problem, targets, spare, rng)
        neurons = _spanning(problem, targets, fixed, rng.sample(supports, len(supports)), rng)
        point = None if neurons is None else _decoded(problem, neurons)
        if point is not None and point.loss == 0:
            return point
    return None


def _random_neurons(problem: Problem, targets: Sequence[Row], count: int, rng: random.Random) -> list[Neuron]:
    """Up to ``count`` neurons whose codes are independent of the targets and of each other."""
    theta, out = level(problem), list[Neuron]()
    for _ in range(20 * count):
        row = [Fraction(rng.randint(-SIZE, SIZE)) * (1 + theta) for _ in range(problem.p)]
        pre: list[Fraction] = [dot(row, w) for w in problem.features_in]  # type: ignore[misc]
        code = [x if x > theta else Fraction(0) for x in pre]
        rows = [*targets, *(z for _, z in out), code]
        if rank(rows) == len(rows):
            out.append((row, code))
        if len(out) == count:
            break
    return out


def _spanning(
    problem: Problem, targets: Sequence[Row], fixed: list[Neuron], supports: Sequence[list[int]], rng: random.Random
) -> list[Neuron] | None:
    """Neurons whose codes are a basis of the span of the targets and the fixed codes."""
    space = [*targets, *(z for _, z in fixed)]
    chosen = list(fixed)
    known = [_coordinates(space, z) for _, z in fixed]  # of the codes, in this space
    while len(chosen) < len(space):
        free = kernel(known or [[Fraction(0)] * len(space)], len(space))
        weights = [Fraction(rng.randint(1, 99)) for _ in free]
        apart = [sum((c * b[i] for c, b in zip(weights, free, strict=True)), Fraction(0)) for i in range(len(space))]
        found = next((x for on in supports for x in (_code(problem, space, apart, on),) if x is not None), None)
        if found is None:
            return None
        chosen.append(found)
        known.append(_coordinates(space, found[1]))
    return chosen


def _coordinates(space: Sequence[Row], code: Row) -> Row:
    found = combination(code, space)
    assert found is not None  # the code is in the space
    return found


def _code(problem: Problem, space: Sequence[Row], apart: Row, on: Sequence[int]) -> Neuron | None:
    """A neuron with this support, its code in the space and not where ``apart`` vanishes."""
    m, p, theta = len(space), problem.p, level(problem)
    nothing = [Fraction(0)] * m
    rows: list[Row] = []
    relations, right = [], []
    for d in range(problem.n):
        w, z = list(problem.features_in[d]), [b[d] for b in space]
        rows += [[*z, *(-x if d in on else Fraction(0) for x in w)], [*nothing, *(x if d in on else -x for x in w)]]  # type: ignore[list-item]
        relations += ["=", ">" if d in on else ">="]
        right += [Fraction(0), theta if d in on else -theta]
    for side in (1, -1):
        more = [*rows, [*(side * x for x in apart), *[Fraction(0)] * p]]
        answer = solve(more, [*relations, ">"], [*right, Fraction(0)])
        if isinstance(answer, Feasible):
            row = [Fraction(x) for x in answer.point[m:]]  # type: ignore[arg-type]
            pre = [inner(row, w) for w in problem.features_in]
            return row, [x if d in on else Fraction(0) for d, x in enumerate(pre)]
    return None


def _decoded(problem: Problem, neurons: Sequence[Neuron]) -> ExactPoint | None:
    """These neurons with the decoder that reconstructs the targets; the others dead."""
    codes = [z for _, z in neurons]
    decoder = [combination(list(column), codes) for column in zip(*problem.features_out, strict=True)]
    if any(row is None for row in decoder):
        return None
    columns = list(zip(*(row for row in decoder if row is not None), strict=True))
    idle = [(list(off_row(problem)[0]), [Fraction(0)] * problem.r)] * (problem.width - len(neurons))
    live = [(list(a), list(u)) for (a, _), u in zip(neurons, columns, strict=True)]
    return ExactPoint.of_neurons(problem, [*live, *idle], None)
