"""Where a neuron that serves nothing does no harm: other encoder rows for it make a local minimum of a saddle.

Legend: a disjoint point with residuals ``r_d`` and spare neurons, whose columns are zero and whose rows are free.  With a row at 0 they are
a way down whenever some ``sum M_d relu(b.w_d) r_d`` is not zero.  With a row strictly inside the region of a support F they are not
if ``sum over F of M_d w_d r_d^T = 0``: linear functions on F cannot improve the fit, to first or to second order.  So training that
starts with the spare neurons there ends there: for the features 1 and -1 and two neurons, half of all starts.

Supports F that one live neuron serves alone, and supports of dropped features, are proved (kind ``local_minimum``: in the first case with
``t = 0`` and ``S = G N G``, G a generalised inverse of H, so that the bound is the best linear fit).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from solvers.exact.field_linear import Row, matmul, solve_square, transpose
from solvers.exact.lp import Feasible, solve
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.one_neuron import Forms, independent_rows, level
from solvers.sdl.critical.partial_minima import Classified
from theory.certificates import Rejected, check, seal
from theory.exact import json_tree, sign, to_json
from theory.sdl import Problem
from theory.sdl.landscape import Type

Support = tuple[int, ...]


def placed_spares(problem: Problem, found: Classified, supports: Sequence[Support]) -> Iterator[Classified]:
    """Local minima with the outputs of a disjoint point whose spare neurons are a way down, one for each support that holds them.

    ``supports``: what one neuron can be on for.  Under relu and topk, for points whose live neurons have the largest gain.

    >>> from solvers.sdl.critical.one_neuron import cluster_points
    >>> from solvers.sdl.critical.partial_minima import classify
    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1], [-1]], activation=Activation("relu"), width=2)
    >>> saddle = classify(problem, cluster_points(problem, (0,)), [0], strictly_dead=False)
    >>> [(x.point.pattern, x.type) for x in placed_spares(problem, saddle, [(0,), (1,)])]
    [([[0], [0]], 'local_minimum')]
    """
    live = found.live
    if len(live) == problem.width or level(problem) or any(c.walls or not c.top for c in live):
        return
    if found.type not in ("strict_saddle", "partial_minimum"):
        return
    served = {d for c in live for d in c.support}
    for support in supports:
        owner = next((i for i, c in enumerate(live) if c.support == support), None)
        if (owner is None and served.intersection(support)) or not _fitted(found.point, support):
            continue
        row = list(live[owner].row) if owner is not None else _inside(found.point, support)
        placed = None if row is None else _placed(found, support, owner, row)
        if placed is not None:
            yield placed


def _fitted(point: ExactPoint, support: Support) -> bool:
    """``sum over the support of M_d w_d r_d^T = 0``."""
    problem = point.embedded
    for j in range(problem.p):
        for c in range(problem.r):
            total: Any = Fraction(0)
            for d in support:
                total = total + problem.weights[d] * problem.features_in[d][j] * point.residuals[d][c]
            if sign(total):
                return False
    return True


def _inside(point: ExactPoint, support: Support) -> Row | None:
    """A row strictly inside the region of the support."""
    w = point.problem.features_in
    rows = [list(x) if d in support else [-y for y in x] for d, x in enumerate(w)]
    answer = solve(rows, [">"] * len(rows), [Fraction(0)] * len(rows))
    return [point.embed(x) for x in answer.point] if isinstance(answer, Feasible) else None


def _placed(found: Classified, support: Support, owner: int | None, row: Row) -> Classified | None:
    """All spare neurons at this row, with the proof; None when the checker finds a tie, as it can under topk."""
    point, live = found.point, found.live
    columns = list(zip(*point.decoder, strict=True))
    spare = list(range(len(live), point.problem.width))
    neurons = [(point.encoder[i], columns[i]) for i in range(len(live))]
    neurons += [(row, [Fraction(0)] * point.problem.r)] * len(spare)
    moved = ExactPoint.of_neurons(point.problem, neurons, point.field, point.embed)
    groups: list[dict[str, Any]] = [{"neurons": [i], "t": to_json(c.gain)} for i, c in enumerate(live) if i != owner]
    if owner is None:
        groups.append({"neurons": spare, "t": 0})
    else:
        groups.append({"neurons": [owner, *spare], "t": 0, "S": json_tree(_best_fit(point, support))})
    certificate = seal("local_minimum", moved.asserts(), {"groups": groups})
    try:
        check(certificate)
    except Rejected:
        return None
    type_: Type = (
        "local_minimum" if all(c.simple for i, c in enumerate(live) if i != owner) else "non_strict_local_minimum"
    )
    return Classified(moved, type_, (certificate,), live)


def _best_fit(point: ExactPoint, support: Support) -> list[Row]:
    """``S = G N G`` with ``G = B^T (B H B^T)^-1 B`` for a basis B of the span of the features: then ``H S H = N``."""
    forms = Forms.of(point.embedded, support)
    w = point.embedded.features_in
    basis = [list(w[d]) for d in independent_rows([w[d] for d in support], support)]
    inner = matmul(matmul(basis, forms.h), transpose(basis))
    solved = [solve_square(inner, list(column)) for column in zip(*basis, strict=True)]
    inverse = matmul(transpose(basis), transpose([x for x in solved if x is not None]))
    return matmul(matmul(inverse, forms.n), transpose(inverse))
