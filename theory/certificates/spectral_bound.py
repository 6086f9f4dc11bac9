"""The spectral bound of one state of a branch and bound: step 6 of the kind ``branch_and_bound``, where it is proved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.code_cones import Cone, Problem, dot, index, integers, positive_semidefinite
from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import items
from theory.certificates.work import cost, longest, spend

MAX_BITS = 4096

Matrix = list[list[Fraction]]


def _symmetric(value: Any, size: int, bits: int) -> Matrix:
    rows = [integers(row, size, "spectral") for row in items(value, "spectral", size)]
    if any(rows[i][j] != rows[j][i] for i in range(size) for j in range(i)):
        raise Rejected(f"spectral: B, S and N must be symmetric {size} x {size} matrices")
    return [[Fraction(x, 1 << bits) for x in row] for row in rows]


def _product(a: Matrix, b: Matrix) -> Matrix:
    spend(3 * len(a) ** 3 * cost(longest(x for row in (*a, *b) for x in row)))
    return [[sum((x * b[t][j] for t, x in enumerate(row)), Fraction(0)) for j in range(len(b[0]))] for row in a]


def _require(m: Matrix, what: str) -> None:
    if not positive_semidefinite(m):
        raise Rejected(f"spectral: {what} fails")


def spectral(problem: Problem, state: list[Cone], entry: list[Any]) -> tuple[Fraction, int]:
    """Step 6: (the bound, the sum of the integers of B and S)."""
    _, bits, s, tau, b_data, s_data, n_data = items(entry, "spectral", 7)
    r, k, bits = len(problem.targets), problem.width, index(bits, MAX_BITS, "spectral")
    s, tau = (Fraction(x, 1 << bits) for x in integers([s, tau], 2, "spectral"))
    b, big, n = (_symmetric(x, r, bits) for x in (b_data, s_data, n_data))
    if s < 0 or tau < 0:
        raise Rejected("spectral: s and tau must be non-negative")
    unit = [[Fraction(i == j) for j in range(r)] for i in range(r)]
    outer = [[Fraction(x, problem.weight_scale * problem.target_scale**2) for x in row] for row in problem.outer]
    if not positive_semidefinite(
        [[x - y for x, y in zip(*rows, strict=True)] for rows in zip(big, outer, strict=True)]
    ):
        _require(_bordered(problem, state, big), "S >= A P A'")
    bsb = _product(_product(b, big), b)
    _require([[unit[i][j] - bsb[i][j] for j in range(r)] for i in range(r)], "B S B' <= I")
    step = problem.ridge * s / k
    c = [[unit[i][j] - step * b[i][j] for j in range(r)] for i in range(r)]
    csc = _product(_product(c, big), c)
    _require(n, "N >= 0")
    _require([[n[i][j] + tau * unit[i][j] - csc[i][j] for j in range(r)] for i in range(r)], "N + tau I >= C S C'")
    value = sum((outer[i][i] - n[i][i] for i in range(r)), Fraction(0)) - k * tau - step * s
    return value, sum(x for row in b_data for x in row) + sum(x for row in s_data for x in row)


def _bordered(problem: Problem, state: list[Cone], big: Matrix) -> Matrix:
    """``[[G G', G A'], [A G', S]]`` for the different codes G of the state."""
    spend(sum(1 + len(cone.codes) for cone in state) * len(problem.weights) // 2)
    codes = [list(z) for z in dict.fromkeys(tuple(z) for cone in state for z in cone.codes)]
    scales = [1 << max(z).bit_length() for z in codes]
    weighted = [[m * x for m, x in zip(problem.weights, z, strict=True)] for z in codes]
    out = [
        [Fraction(dot(x, y), problem.weight_scale * e * f) for y, f in zip(codes, scales, strict=True)]
        for x, e in zip(weighted, scales, strict=True)
    ]
    scale = problem.weight_scale * problem.target_scale
    cross = [[Fraction(dot(a, z), scale * e) for z, e in zip(codes, scales, strict=True)] for a in problem.weighted]
    rows = [row + [cross[o][j] for o in range(len(cross))] for j, row in enumerate(out)]
    return rows + [cross[o] + big[o] for o in range(len(cross))]
