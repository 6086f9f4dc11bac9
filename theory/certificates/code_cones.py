"""A finite list of cones that contains every code of one relu neuron, and the exact data of a problem around it.

Used by the kind ``branch_and_bound``, whose docstring states and proves what is computed here (its steps 1 to 3).
Everything is a Python integer: features up to one common factor, targets and weights with their denominators apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from theory.certificates import sdl
from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.statement import indices, items, rational_matrix, whole
from theory.certificates.work import bits, cost, longest, row_operation, spend

MAX_WIDTH = 12  # 2^width sign vectors per row

Vector = list[int]


def integers(value: Any, length: int, where: str) -> Vector:
    """Read a list of exactly ``length`` integers."""
    out = items(value, where, length)
    if any(type(x) is not int for x in out):
        raise Rejected(f"{where}: expected a list of {length} integers")
    return out


def index(value: Any, size: int, where: str) -> int:
    """Read an integer in ``0..size - 1``."""
    return whole(value, 0, size - 1, where)


def dot(x: Vector, y: Vector) -> int:
    """Exact inner product."""
    length = max(map(abs, x), default=0).bit_length() + max(map(abs, y), default=0).bit_length()
    spend(4 + len(x) * (1 + cost(length) // 4) // 3)
    return sum(a * b for a, b in zip(x, y, strict=True))


def independent(rows: list[Vector]) -> list[int]:
    """Indices of the rows that are not combinations of earlier ones."""
    chosen: list[int] = []
    known: list[tuple[int, list[Fraction]]] = []
    for number, row in enumerate(rows):
        if len(known) == len(row):
            break
        x = [Fraction(v) for v in row]
        for column, y in known:
            if x[column]:
                row_operation(x, y)
                factor = x[column] / y[column]
                x = [a - factor * b for a, b in zip(x, y, strict=True)]
        spend(1 + len(row))
        column = next((i for i, v in enumerate(x) if v), -1)
        if column >= 0:
            chosen.append(number)
            known.append((column, x))
    return chosen


def positive_semidefinite(m: Sequence[Sequence[int | Fraction]]) -> bool:
    """Exact symmetric elimination: every pivot is >= 0, and a zero pivot has a zero row."""
    rows = [[Fraction(x) for x in row] for row in m]
    for i in range(len(rows)):
        pivot = rows[i][i]
        if pivot < 0 or (pivot == 0 and any(rows[i][j] for j in range(i, len(rows)))):
            return False
        for j in range(i + 1, len(rows)):
            if rows[j][i]:
                row_operation(rows[j], rows[i])
                factor = rows[j][i] / pivot
                rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
    return True


def common_denominator(rows: list[list[Fraction]]) -> int:
    """The least common denominator of some numbers."""
    out = 1
    for x in (x for row in rows for x in row):
        if out % x.denominator:
            spend(3 * cost(bits(out) + bits(x)))
            out = math.lcm(out, x.denominator)
    spend(sum(map(len, rows)) * cost(bits(out)))
    return out


class Problem:
    """The asserted data as integers: features up to one common factor, targets and weights with denominators."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        exact = rational_matrix(asserts["features_in"], "features_in")
        out = asserts["features_out"]
        targets = exact if out is None else rational_matrix(out, "features_out")
        weights = [rational(x, "weights") for x in items(asserts["weights"], "weights")]
        if not len(exact) == len(targets) == len(weights):
            raise Rejected("features_in, features_out and weights have different lengths")
        if any(m <= 0 for m in weights):
            raise Rejected("weights: must be positive")
        if sdl.read_activation(asserts["activation"])["type"] != "relu":
            raise Rejected("activation: this kind proves bounds for relu only")
        self.width = whole(asserts["width"], 1, MAX_WIDTH, "width")
        self.ridge = rational(asserts["ridge"], "ridge")
        if self.ridge < 0:
            raise Rejected("ridge must be >= 0")
        scale = common_denominator(exact)
        full = [[int(x * scale) for x in w] for w in exact]
        columns = independent([list(c) for c in zip(*full, strict=True)])
        self.features = [[w[c] for c in columns] for w in full]
        self.p = len(columns)
        self.target_scale = common_denominator(targets)
        self.targets = [[int(a[i] * self.target_scale) for a in targets] for i in range(len(targets[0]))]
        self.weight_scale = common_denominator([weights])
        self.weights = [int(m * self.weight_scale) for m in weights]
        self.weighted = [[m * x for m, x in zip(self.weights, row, strict=True)] for row in self.targets]
        self.outer = [[dot(x, y) for y in self.targets] for x in self.weighted]


class Cone:
    """A set of codes: generators in the encoder space (empty for a group), their codes, members of a group."""

    def __init__(self, problem: Problem, generators: list[Vector], members: list[Cone] | None = None) -> None:
        self.generators, self.members = generators, members
        spend(
            9
            + (1 + len(generators)) * len(problem.weights) // 2
            + sum(len(member.codes) for member in members or ()) * len(problem.weights) // 2
        )
        if members is None:
            pre = [[dot(w, g) for w in problem.features] for g in generators]
            rows = [[max(x, 0) for x in values] for values in pre]
        else:
            pre = []
            rows = list(dict.fromkeys(tuple(z) for member in members for z in member.codes))
        self.linear = all(min(column) >= 0 or max(column) <= 0 for column in zip(*pre, strict=True))
        self.codes = [list(z) for z in rows if any(z)]

    def halves(self, problem: Problem, a: Any, b: Any, alpha: Any, beta: Any) -> tuple[Cone, Cone]:
        """The two cones into which the ray ``alpha g_a + beta g_b`` splits this one."""
        size = len(self.generators)
        a, b = index(a, size, "split"), index(b, size, "split")
        alpha, beta = integers([alpha, beta], 2, "split")
        if a == b or alpha <= 0 or beta <= 0:
            raise Rejected("split: two different generators and two positive factors are needed")
        spend(
            9
            * len(self.generators[a])
            * cost(longest([alpha, beta]) + longest(self.generators[a] + self.generators[b]))
        )
        h = [alpha * x + beta * y for x, y in zip(self.generators[a], self.generators[b], strict=True)]
        common = math.gcd(*h)
        h = [x // common for x in h] if common else h
        first, second = list(self.generators), list(self.generators)
        first[b], second[a] = h, h
        return Cone(problem, first), Cone(problem, second)


def kept_leaves(problem: Problem, basis: Any, cover: Any) -> list[Cone]:
    """Steps 1 and 2: replay the cover; return the leaves of full support rank."""
    p = problem.p
    if not isinstance(basis, list) or len(basis) != p or not isinstance(cover, list):
        raise Rejected(f"basis: expected {p} vectors, and cover a list")
    if len(cover) < 1 << p:  # every orthant has an entry; checked before they are made
        raise Rejected(f"cover: {len(cover)} entries for 2^{p} trees")
    rows = [integers(b, p, "basis") for b in basis]
    if len(independent(rows)) != p:
        raise Rejected("basis: the vectors are dependent")
    orthants = [[[s * x for x in b] for s, b in zip(signs, rows, strict=True)] for signs in product((1, -1), repeat=p)]
    stack = [Cone(problem, generators) for generators in reversed(orthants)]
    kept: list[Cone] = []
    for entry in cover:
        if not stack:
            raise Rejected("cover: more entries than the trees need")
        cone = stack.pop()
        if type(entry) is not int or entry != 0:
            first, second = cone.halves(problem, *items(entry, "cover", 4))
            stack += [second, first]
            continue
        if not cone.linear:
            raise Rejected(f"cover: a feature changes sign on the leaf {cone.generators}")
        on = [w for w in problem.features if any(dot(w, g) > 0 for g in cone.generators)]
        if len(independent(on)) == p:
            kept.append(cone)
    if stack:
        raise Rejected("cover: it ends before every tree is complete")
    return kept


def root_group(problem: Problem, leaves: list[Cone], groups: Any) -> Cone:
    """Step 3: the last group must contain every kept leaf."""
    cones, below = list(leaves), [{i} for i in range(len(leaves))]
    if not items(groups, "groups"):
        raise Rejected("groups: at least one group is needed, the last one is the root")
    for group in groups:
        members = indices(group, len(cones), "groups")
        spend(1 + sum(len(below[i]) for i in members) // 8)
        cones.append(Cone(problem, [], [cones[i] for i in members]))
        below.append(set().union(*(below[i] for i in members)))
    if below[-1] != set(range(len(leaves))):
        missing = sorted(set(range(len(leaves))) - below[-1])
        raise Rejected(f"groups: the root leaves out the leaves {missing[:8]}")
    return cones[-1]
