"""No encoder and decoder of a ridge-regularised sparse-dictionary-learning problem goes below a bound.

With ``z_id = relu(<u_i, w_d>)``, positive weights M_d and ``ridge >= 0``, for every encoder (rows u_1..u_k, any
k = width vectors) and every decoder V:

    f(U, V) = sum_d M_d |a_d - V z_d|^2 + ridge * sum_i |v_i|^2 * sum_d M_d z_id^2  >=  lower_bound.

Proof, in the order in which the conditions are checked (inner products are weighted: ``<x, y> = sum_d M_d x_d
y_d``).

1. *Cover.* Keep a maximal set of independent coordinates of the features: codes depend on u only through the
   ``<u, w_d>``, so u may be taken in R^p with p the rank. A nonsingular basis b_1..b_p makes the 2^p cones
   ``cone(s_1 b_1, ..., s_p b_p)`` cover R^p. For ``h = alpha g_a + beta g_b`` with ``alpha, beta > 0``,
   ``cone(G)`` is the union of ``cone(G with h for g_b)`` and ``cone(G with h for g_a)``: in ``x = sum c_j g_j``
   compare ``c_a/alpha`` with ``c_b/beta`` and trade the smaller one for h. Repeated splits end in leaves on
   which no feature changes sign (checked), so there the code is linear in u: it lies in the cone of the codes
   of the generators.
2. *Small supports.* A leaf whose positive features span less than R^p may be left out: every code z(u) is a
   limit of codes of points whose positive features F(u) span R^p. By induction on the missing rank: choose k
   orthogonal to F(u) with ``<k, w_e> > 0`` for some e (k or -k will do, for the features span R^p). Along u + t
   k the code does not change until, at some t* >= 0, the first of the features with ``<k, w_e> > 0`` rises to
   zero; just beyond t* it is positive and the positive features span more, so z(u) = z(u + t* k) is a limit of
   codes that are limits of the wanted kind. A point with spanning F(u) lies in a kept leaf, and the finitely
   many kept cones of codes are closed.
3. *Search.* A state gives every neuron one cone of codes; neurons may be permuted, so states are multisets. The
   root has k copies of the last group, a union of all kept leaves. "open" replaces the m copies of a group by
   all m-multisets of its members, "split" replaces the m copies of a cone by j copies of the first and m - j of
   the second half, j = 0..m. Both cover all choices. A group's code lies in the cone of all generators below
   it.
4. *Bound.* Let T have ``T'T <= I`` (checked by exact LDL'). Then f is at least the sum over the rows t of T of
   ``|tA - sum_i (tv_i) z_i|^2 + ridge sum_i (tv_i)^2 |z_i|^2``. With s the signs of ``tv_i`` and ``|tv_i| z_i =
   G_i x_i, x_i >= 0``, the row is ``constant - 2 b'x + x'Qx``, Q positive semidefinite; if ``Qc >= b`` then it
   is at least ``constant - 2 c'Qx + x'Qx >= constant - c'Qc``. The row is at least the minimum of these over
   all 2^k signs; a missing c means the trivial bound 0. The sum of the rows reaches ``lower_bound`` at every
   "bound" node.
5. *Lagrangian bound.* Write ``v_i z_i' = sum_j B_ij g_ij'`` with ``B_ij = x_ij v_i``, ``x_ij >= 0``. Then f is the
   convex quadratic ``constant - 2 b'B + B'QB`` of the B, and ``B_ij' M B_il = x_ij x_il v_i' M v_i >= 0`` for every
   M whose symmetric part is positive semidefinite. So f is at least the minimum over all B of ``constant - 2 b'B +
   B'QB - 2 sum_i sum_{j<l} B_ij' M_ijl B_il``; if this quadratic form H is positive definite (all leading minors
   are positive) the minimum is ``constant - b'H^-1 b``, which reaches ``lower_bound`` at every "lagrange" node.
6. *Spectral bound.* ``Y = V Z`` has rank at most k and rows in the span of the codes, P the projection onto it.
   ``sum_i |v_i|^2 |z_i|^2 >= (sum_i |v_i| |z_i|)^2 / k >= |Y|_*^2 / k >= (2 s |Y|_* - s^2) / k`` (nuclear norm, any s >=
   0). Let S be symmetric with ``S >= A P A'`` (checked as ``S >= A A'``, or as the block matrix ``[[G G', G A'],
   [A G', S]] >= 0``, G the codes, by Schur complements) and B with ``B S B' <= I``: then W = B A P has norm at most 1, so
   ``|Y|_* >= tr W'Y``. With c = ridge s / k the square completes to ``f >= |A|^2 + |Y - (I - c B) A P|^2 - |(I - c B)
   A P|^2 - c s``, at least ``|A|^2 - c s`` minus the k largest eigenvalues of ``C S C'``, C = I - c B. Their sum is at
   most ``k tau + tr N`` if ``N >= 0``, ``tau >= 0`` and ``N + tau I >= C S C'``.

``total`` is the sum of all ``constant - c'Qc`` and ``constant - b'H^-1 b``, rounded down to multiples of 2^-60; no step of the proof needs
it, but it makes every number of the witness count; a spectral bound also adds the integers of its B and S.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation`` (relu), ``width``,
``ridge``, ``lower_bound``, optional ``means``
witness: ``basis``; ``cover`` (one entry per node of the 2^p trees, in preorder: 0 for a leaf, else [a, b,
alpha, beta]); ``groups`` (lists of numbers of kept leaves, then of earlier groups); ``rotations`` ([bits,
integer rows], T = rows / 2^bits); ``search`` (preorder: ["open", i], ["split", i, a, b, alpha, beta], ["bound",
rotation, bits, [row: [sign vector: integers or 0]]], c = integers / 2^bits times generators divided by 2^(bit
length of their largest code), or ["lagrange", bits, [pair of generators of a neuron: rows of M]], M = integers /
2^bits for the same generators, pairs j < l in the order of the generators, or ["spectral", bits, s, tau, B, S, N], all integers / 2^bits);
``total``
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from theory.certificates.code_cones import (
    Cone,
    Problem,
    Vector,
    dot,
    index,
    integers,
    kept_leaves,
    positive_semidefinite,
    root_group,
)
from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.points.network import problem_in_words
from theory.certificates.spectral_bound import MAX_BITS, spectral
from theory.certificates.statement import items, only
from theory.certificates.text import count, data
from theory.certificates.work import bits as bit_length
from theory.certificates.work import cost, longest, spend

GRAIN = 60  # dual values are rounded down to multiples of 2^-60


class Rotation:
    """A matrix T with T'T <= I, and what a bound needs from it."""

    def __init__(self, problem: Problem, entry: Any) -> None:
        bits, rows = items(entry, "rotations", 2)
        r = len(problem.targets)
        self.bits = index(bits, MAX_BITS, "rotations")
        self.rows = [integers(row, r, "rotations") for row in items(rows, "rotations")]
        unit = 1 << (2 * self.bits)
        size = longest(x for row in (*self.rows, *problem.outer) for x in row)
        spend(2 * r * r * (1 + len(self.rows)) * cost(2 * size + 2 * self.bits))
        gap = [[unit * (i == j) - sum(t[i] * t[j] for t in self.rows) for j in range(r)] for i in range(r)]
        if not positive_semidefinite(gap):
            raise Rejected("rotations: T'T <= I fails")
        self.constants = [sum(t[i] * t[j] * problem.outer[i][j] for i in range(r) for j in range(r)) for t in self.rows]


def schur_complement(m: list[Vector]) -> tuple[int, int]:
    """``(d, e)`` with ``e / d`` = last diagonal entry after eliminating the others; all leading minors must be positive.

    Fraction-free elimination (Bareiss): after step i the entries are minors, so every division is exact.
    """
    before = 1
    for i in range(len(m) - 1):
        pivot = m[i][i]
        if pivot <= 0:
            raise Rejected(f"lagrange: H is not positive definite (leading minor {i + 1})")
        for j in range(i + 1, len(m)):
            spend((j - i) * (1 + cost(longest(m[j][i:]) + longest(m[i][i:]))))
            for t in range(i + 1, j + 1):
                m[j][t] = (m[j][t] * pivot - m[j][i] * m[t][i]) // before
        before = pivot
    return before, m[-1][-1]


class Bound:
    """Steps 4 and 5 at one state: integer inner products, then the value of the bound."""

    def __init__(self, problem: Problem, state: list[Cone]) -> None:
        self.problem = problem
        codes = [z for cone in state for z in cone.codes]
        self.owner = [i for i, cone in enumerate(state) for _ in cone.codes]
        lengths = [max(z).bit_length() for z in codes]
        self.shift = max(lengths, default=0)
        scaled = [[x << (self.shift - e) for x in z] for z, e in zip(codes, lengths, strict=True)]
        weighted = [[m * x for m, x in zip(problem.weights, z, strict=True)] for z in scaled]
        spend(len(codes) * len(problem.weights) * cost(self.shift + longest(problem.weights)) // 2)
        self.gram = [[dot(x, y) for y in scaled] for x in weighted]
        self.targets = [[dot(a, z) for z in scaled] for a in problem.weighted]

    def lagrangian(self, bits: Any, multipliers: Any) -> int:
        """Step 5: ``constant - b'H^-1 b`` in units of 2^-60, rounded down."""
        problem, size, r = self.problem, len(self.owner), len(self.problem.targets)
        up, down = problem.ridge.numerator, problem.ridge.denominator
        bits = index(bits, MAX_BITS, "lagrange")
        spend((size * r + 1) ** 2 * (2 + (self.shift + bits >> 6)))
        full = [[0] * (size * r + 1) for _ in range(size * r + 1)]
        for j in range(size):
            for t in range(size):
                entry = (down + up * (self.owner[j] == self.owner[t])) * self.gram[j][t] << bits
                for o in range(r):
                    full[j * r + o][t * r + o] = entry
            for o in range(r):
                full[-1][j * r + o] = full[j * r + o][-1] = self.targets[o][j] * down << bits
        full[-1][-1] = sum(problem.outer[o][o] for o in range(r)) * down << bits
        pairs = [(j, t) for j in range(size) for t in range(j + 1, size) if self.owner[j] == self.owner[t]]
        if not isinstance(multipliers, list) or len(multipliers) != len(pairs):
            raise Rejected(f"lagrange: {len(pairs)} multipliers are needed, one for each pair of codes of a neuron")
        factor = problem.weight_scale * down << (2 * self.shift)
        for (j, t), matrix in zip(pairs, multipliers, strict=True):
            rows = [integers(row, r, "lagrange") for row in items(matrix, "lagrange", r)]
            if not positive_semidefinite([[rows[o][q] + rows[q][o] for q in range(r)] for o in range(r)]):
                raise Rejected(
                    f"lagrange: the symmetric part of a multiplier is not positive semidefinite (pair {j}, {t})"
                )
            for o in range(r):
                for q in range(r):
                    full[j * r + o][t * r + q] -= rows[o][q] * factor
                    full[t * r + q][j * r + o] -= rows[o][q] * factor
        pivot, last = schur_complement(full)
        scale = problem.weight_scale * problem.target_scale**2 * down << bits
        return (last << GRAIN) // (pivot * scale)

    def dual(self, rotation: Rotation, row: int, signs: int, bits: int, c: Vector) -> int:
        """``constant - c'Qc`` in units of 2^-60, rounded down; raises unless ``Qc >= b``."""
        problem, size = self.problem, len(self.owner)
        up, down = problem.ridge.numerator, problem.ridge.denominator
        s = [-1 if signs >> i & 1 else 1 for i in self.owner]
        signed = [x * y for x, y in zip(s, c, strict=True)]
        scale_b = down << (self.shift + bits)
        scale_q = problem.target_scale << rotation.bits
        square = 0
        spend(1 + size * size // 2 * cost(bit_length(self.gram[0][0]) + longest(c) if size else 0))
        for j in range(size):
            gram, i = self.gram[j], self.owner[j]
            total = down * s[j] * dot(gram, signed)
            total += up * sum(gram[t] * c[t] for t in range(size) if self.owner[t] == i)
            b = sum(t * self.targets[o][j] for o, t in enumerate(rotation.rows[row]))
            if total * scale_q < s[j] * b * scale_b:
                raise Rejected(f"search: Qc >= b fails in row {row}, signs {signs}, generator {j}")
            square += c[j] * total
        factor = down << (2 * (self.shift + bits))
        numerator = rotation.constants[row] * factor - square * (problem.target_scale**2 << (2 * rotation.bits))
        denominator = problem.weight_scale * (problem.target_scale**2 << (2 * rotation.bits)) * factor
        return (numerator << GRAIN) // denominator

    def value(self, rotation: Rotation, bits: Any, duals: Any) -> tuple[int, int]:
        """(lower bound of f, sum of all dual values), both in units of 2^-60."""
        bits = index(bits, MAX_BITS, "bound")
        if not isinstance(duals, list) or len(duals) != len(rotation.rows):
            raise Rejected("bound: one list of duals per row of the rotation is needed")
        lower = total = 0
        for row, per_sign in enumerate(duals):
            if type(per_sign) is int and per_sign == 0:
                continue
            if not isinstance(per_sign, list) or len(per_sign) != 1 << self.problem.width:
                raise Rejected(f"bound: row {row} needs one entry for each of the 2^width sign vectors")
            least: int | None = None
            for signs, c in enumerate(per_sign):
                value = 0
                if type(c) is not int or c != 0:
                    value = self.dual(rotation, row, signs, bits, integers(c, len(self.owner), "bound"))
                    total += value
                least = value if least is None else min(least, value)
            lower += max(0, least or 0)
        return lower, total


def _opened(state: list[Cone], cone: Cone, parts: list[Cone], limit: int) -> list[list[Cone]]:
    """All ways to put the copies of ``cone`` into ``parts``, up to the order of the neurons; each needs an entry."""
    rest = [c for c in state if c is not cone]
    copies = len(state) - len(rest)
    if math.comb(len(parts) + copies - 1, copies) > limit:
        raise Rejected(f"search: it ends before the {len(parts)} members of a group are spread over {copies} neurons")
    spend(math.comb(len(parts) + copies - 1, copies))
    return [rest + list(chosen) for chosen in combinations_with_replacement(parts, copies)]


def bound(problem: Problem, state: list[Cone], rotations: list[Rotation], entry: list[Any]) -> tuple[int, int]:
    """Steps 4 to 6: (lower bound in units of 2^-60, contribution to the total)."""
    if entry[0] == "bound":
        _, rotation, bits, duals = items(entry, "bound", 4)
        return Bound(problem, state).value(rotations[index(rotation, len(rotations), "bound")], bits, duals)
    if entry[0] == "lagrange":
        _, bits, multipliers = items(entry, "lagrange", 3)
        value = Bound(problem, state).lagrangian(bits, multipliers)
        return value, value
    exact, integers_used = spectral(problem, state, entry)
    value = (exact.numerator << GRAIN) // exact.denominator
    return value, value + integers_used


def replay(problem: Problem, root: Cone, rotations: list[Rotation], search: Any, goal: Fraction) -> tuple[int, int]:
    """Steps 3 and 4: walk the search in preorder; returns (number of bounds, total of the dual values)."""
    stack = [[root] * problem.width]
    bounds = total = 0
    for entry in items(search, "search"):
        if not stack or not items(entry, "search"):
            raise Rejected("search: more entries than the tree needs, or an empty one")
        state = stack.pop()
        if entry[0] in ("bound", "lagrange", "spectral"):
            lower, part = bound(problem, state, rotations, entry)
            if lower < goal * (1 << GRAIN):
                raise Rejected(f"search: bound number {bounds} stays below lower_bound")
            bounds, total = bounds + 1, total + part
            continue
        cone = state[index(entry[1] if len(entry) > 1 else None, problem.width, "search")]
        if entry[0] == "open" and len(entry) == 2 and cone.members is not None:
            children = _opened(state, cone, cone.members, len(search))
        elif entry[0] == "split" and len(entry) == 6 and cone.members is None:
            children = _opened(state, cone, list(cone.halves(problem, *entry[2:])), len(search))
        else:
            raise Rejected(f"search: {str(entry)[:60]} does not fit its state")
        stack += reversed(children)
    if stack:
        raise Rejected(f"search: it ends with {len(stack)} states not bounded")
    return bounds, total


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    required = {"features_in", "features_out", "weights", "activation", "width", "ridge", "lower_bound"}
    only(asserts, required, {"means"})
    only(witness, {"basis", "cover", "groups", "rotations", "search", "total"}, set(), "witness")
    problem = Problem(asserts)
    goal = rational(asserts["lower_bound"], "lower_bound")
    leaves = kept_leaves(problem, witness["basis"], witness["cover"])
    root = root_group(problem, leaves, witness["groups"])
    rotations = [Rotation(problem, entry) for entry in items(witness["rotations"], "rotations")]
    bounds, total = replay(problem, root, rotations, witness["search"], goal)
    if rational(witness["total"], "total") != total:
        raise Rejected("total: differs from the sum of the dual values re-computed here")
    return f"{sentence(asserts)} ({count(len(leaves), 'cone')}, {count(bounds, 'bound')})"


def sentence(asserts: dict[str, Any]) -> str:
    return (
        f"the regularised loss of every encoder and decoder with {count(asserts['width'], 'neuron')} is at least "
        f"{data(asserts['lower_bound'])}: ridge {data(asserts['ridge'])}, {problem_in_words(asserts)}"
    )
