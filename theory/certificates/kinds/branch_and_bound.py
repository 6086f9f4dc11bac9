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

``total`` is the sum of all ``constant - c'Qc``, rounded down to multiples of 2^-60; no step of the proof needs
it, but it makes every number of the witness count.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation`` (relu), ``width``,
``ridge``, ``lower_bound``, optional ``means``
witness: ``basis``; ``cover`` (one entry per node of the 2^p trees, in preorder: 0 for a leaf, else [a, b,
alpha, beta]); ``groups`` (lists of numbers of kept leaves, then of earlier groups); ``rotations`` ([bits,
integer rows], T = rows / 2^bits); ``search`` (preorder: ["open", i], ["split", i, a, b, alpha, beta], ["bound",
rotation, bits, [row: [sign vector: integers or 0]]], c = integers / 2^bits times generators divided by 2^(bit
length of their largest code)); ``total``
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

from theory.certificates import sdl
from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.statement import only
from theory.certificates.text import data

GRAIN = 60  # dual values are rounded down to multiples of 2^-60
MAX_BITS = 4096
MAX_WIDTH = 12  # 2^width sign vectors per row

Vector = list[int]


def _integers(value: Any, length: int, where: str) -> Vector:
    if not isinstance(value, list) or len(value) != length:
        raise Rejected(f"{where}: expected a list of {length} integers")
    for x in value:
        if not isinstance(x, int) or isinstance(x, bool):
            raise Rejected(f"{where}: {str(x)[:40]!r} is not an integer")
    return value


def _index(value: Any, size: int, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < size:
        raise Rejected(f"{where}: {str(value)[:40]!r} is not one of 0..{size - 1}")
    return value


def _dot(x: Vector, y: Vector) -> int:
    return sum(a * b for a, b in zip(x, y, strict=True))


def _independent(rows: list[Vector]) -> list[int]:
    """Indices of the rows that are not combinations of earlier ones."""
    chosen: list[int] = []
    known: list[tuple[int, list[Fraction]]] = []
    for index, row in enumerate(rows):
        x = [Fraction(v) for v in row]
        for column, y in known:
            if x[column]:
                factor = x[column] / y[column]
                x = [a - factor * b for a, b in zip(x, y, strict=True)]
        column = next((i for i, v in enumerate(x) if v), -1)
        if column >= 0:
            chosen.append(index)
            known.append((column, x))
    return chosen


def _positive_semidefinite(m: list[Vector]) -> bool:
    """Exact symmetric elimination: every pivot is >= 0, and a zero pivot has a zero row."""
    rows = [[Fraction(x) for x in row] for row in m]
    for i in range(len(rows)):
        pivot = rows[i][i]
        if pivot < 0 or (pivot == 0 and any(rows[i][j] for j in range(i, len(rows)))):
            return False
        for j in range(i + 1, len(rows)):
            if rows[j][i]:
                factor = rows[j][i] / pivot
                rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
    return True


class Problem:
    """The asserted data as integers: features up to one common factor, targets and weights with denominators."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        exact = [[rational(x, "features_in") for x in w] for w in asserts["features_in"]]
        out = asserts["features_out"]
        targets = exact if out is None else [[rational(x, "features_out") for x in a] for a in out]
        weights = [rational(x, "weights") for x in asserts["weights"]]
        if not exact or not len(exact) == len(targets) == len(weights):
            raise Rejected("features_in, features_out and weights have different lengths, or are empty")
        if any(len(w) != len(exact[0]) for w in exact) or any(len(a) != len(targets[0]) for a in targets):
            raise Rejected("features_in, features_out: vectors of different lengths")
        if any(m <= 0 for m in weights):
            raise Rejected("weights: must be positive")
        if sdl.read_activation(asserts["activation"])["type"] != "relu":
            raise Rejected("activation: this kind proves bounds for relu only")
        self.width = _index(asserts["width"], MAX_WIDTH + 1, "width")
        self.ridge = rational(asserts["ridge"], "ridge")
        if self.ridge < 0 or self.width < 1:
            raise Rejected("ridge must be >= 0 and width >= 1")
        scale = math.lcm(*(x.denominator for w in exact for x in w))
        full = [[int(x * scale) for x in w] for w in exact]
        columns = _independent([list(c) for c in zip(*full, strict=True)])
        self.features = [[w[c] for c in columns] for w in full]
        self.p = len(columns)
        self.target_scale = math.lcm(*(x.denominator for a in targets for x in a))
        self.targets = [[int(a[i] * self.target_scale) for a in targets] for i in range(len(targets[0]))]
        self.weight_scale = math.lcm(*(m.denominator for m in weights))
        self.weights = [int(m * self.weight_scale) for m in weights]
        self.weighted = [[m * x for m, x in zip(self.weights, row, strict=True)] for row in self.targets]
        self.outer = [[_dot(x, y) for y in self.targets] for x in self.weighted]


class Cone:
    """A set of codes: generators in the encoder space (empty for a group), their codes, members of a group."""

    def __init__(self, problem: Problem, generators: list[Vector], members: list[Cone] | None = None) -> None:
        self.generators, self.members = generators, members
        if members is None:
            pre = [[_dot(w, g) for w in problem.features] for g in generators]
            rows = [[max(x, 0) for x in values] for values in pre]
        else:
            pre = []
            rows = list(dict.fromkeys(tuple(z) for member in members for z in member.codes))
        self.linear = all(min(column) >= 0 or max(column) <= 0 for column in zip(*pre, strict=True))
        self.codes = [list(z) for z in rows if any(z)]

    def halves(self, problem: Problem, a: Any, b: Any, alpha: Any, beta: Any) -> tuple[Cone, Cone]:
        size = len(self.generators)
        _index(a, size, "split"), _index(b, size, "split")
        alpha, beta = _integers([alpha, beta], 2, "split")
        if a == b or alpha <= 0 or beta <= 0:
            raise Rejected("split: two different generators and two positive factors are needed")
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
    rows = [_integers(b, p, "basis") for b in basis]
    if len(_independent(rows)) != p:
        raise Rejected("basis: the vectors are dependent")
    orthants = [[[s * x for x in b] for s, b in zip(signs, rows, strict=True)] for signs in product((1, -1), repeat=p)]
    stack = [Cone(problem, generators) for generators in reversed(orthants)]
    kept: list[Cone] = []
    for entry in cover:
        if not stack:
            raise Rejected("cover: more entries than the trees need")
        cone = stack.pop()
        if entry != 0:
            first, second = cone.halves(problem, *entry)
            stack += [second, first]
            continue
        if not cone.linear:
            raise Rejected(f"cover: a feature changes sign on the leaf {cone.generators}")
        on = [w for w in problem.features if any(_dot(w, g) > 0 for g in cone.generators)]
        if len(_independent(on)) == p:
            kept.append(cone)
    if stack:
        raise Rejected("cover: it ends before every tree is complete")
    return kept


def root_group(problem: Problem, leaves: list[Cone], groups: Any) -> Cone:
    """Step 3: the last group must contain every kept leaf."""
    cones, below = list(leaves), [{i} for i in range(len(leaves))]
    if not isinstance(groups, list) or not groups:
        raise Rejected("groups: at least one group is needed, the last one is the root")
    for group in groups:
        members = [_index(i, len(cones), "groups") for i in group]
        cones.append(Cone(problem, [], [cones[i] for i in members]))
        below.append(set().union(*(below[i] for i in members)))
    if below[-1] != set(range(len(leaves))):
        missing = sorted(set(range(len(leaves))) - below[-1])
        raise Rejected(f"groups: the root leaves out the leaves {missing[:8]}")
    return cones[-1]


class Rotation:
    """A matrix T with T'T <= I, and what a bound needs from it."""

    def __init__(self, problem: Problem, entry: Any) -> None:
        bits, rows = entry
        r = len(problem.targets)
        self.bits = _index(bits, MAX_BITS, "rotations")
        self.rows = [_integers(row, r, "rotations") for row in rows]
        unit = 1 << (2 * self.bits)
        gap = [[unit * (i == j) - sum(t[i] * t[j] for t in self.rows) for j in range(r)] for i in range(r)]
        if not _positive_semidefinite(gap):
            raise Rejected("rotations: T'T <= I fails")
        self.constants = [sum(t[i] * t[j] * problem.outer[i][j] for i in range(r) for j in range(r)) for t in self.rows]


class Bound:
    """Step 4 at one state: integer inner products, then one dual value per row and sign vector."""

    def __init__(self, problem: Problem, state: list[Cone]) -> None:
        self.problem = problem
        codes = [z for cone in state for z in cone.codes]
        self.owner = [i for i, cone in enumerate(state) for _ in cone.codes]
        lengths = [max(z).bit_length() for z in codes]
        self.shift = max(lengths, default=0)
        scaled = [[x << (self.shift - e) for x in z] for z, e in zip(codes, lengths, strict=True)]
        weighted = [[m * x for m, x in zip(problem.weights, z, strict=True)] for z in scaled]
        self.gram = [[_dot(x, y) for y in scaled] for x in weighted]
        self.targets = [[_dot(a, z) for z in scaled] for a in problem.weighted]

    def dual(self, rotation: Rotation, row: int, signs: int, bits: int, c: Vector) -> int:
        """``constant - c'Qc`` in units of 2^-60, rounded down; raises unless ``Qc >= b``."""
        problem, size = self.problem, len(self.owner)
        up, down = problem.ridge.numerator, problem.ridge.denominator
        s = [-1 if signs >> i & 1 else 1 for i in self.owner]
        signed = [x * y for x, y in zip(s, c, strict=True)]
        scale_b = down << (self.shift + bits)
        scale_q = problem.target_scale << rotation.bits
        square = 0
        for j in range(size):
            gram, i = self.gram[j], self.owner[j]
            total = down * s[j] * _dot(gram, signed)
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
        bits = _index(bits, MAX_BITS, "bound")
        if not isinstance(duals, list) or len(duals) != len(rotation.rows):
            raise Rejected("bound: one list of duals per row of the rotation is needed")
        lower = total = 0
        for row, per_sign in enumerate(duals):
            if per_sign == 0:
                continue
            if not isinstance(per_sign, list) or len(per_sign) != 1 << self.problem.width:
                raise Rejected(f"bound: row {row} needs one entry for each of the 2^width sign vectors")
            least: int | None = None
            for signs, c in enumerate(per_sign):
                value = 0
                if c != 0:
                    value = self.dual(rotation, row, signs, bits, _integers(c, len(self.owner), "bound"))
                    total += value
                least = value if least is None else min(least, value)
            lower += max(0, least or 0)
        return lower, total


def _opened(state: list[Cone], cone: Cone, parts: list[Cone]) -> list[list[Cone]]:
    """All ways to put the copies of ``cone`` into ``parts``, up to the order of the neurons."""
    rest = [c for c in state if c is not cone]
    copies = len(state) - len(rest)
    return [rest + list(chosen) for chosen in combinations_with_replacement(parts, copies)]


def replay(problem: Problem, root: Cone, rotations: list[Rotation], search: Any, goal: Fraction) -> tuple[int, int]:
    """Steps 3 and 4: walk the search in preorder; returns (number of bounds, total of the dual values)."""
    stack = [[root] * problem.width]
    bounds = total = 0
    for entry in search:
        if not stack:
            raise Rejected("search: more entries than the tree needs")
        state = stack.pop()
        if entry[0] == "bound":
            _, index, bits, duals = entry
            lower, part = Bound(problem, state).value(rotations[_index(index, len(rotations), "bound")], bits, duals)
            if lower < goal * (1 << GRAIN):
                raise Rejected(f"search: bound number {bounds} stays below lower_bound")
            bounds, total = bounds + 1, total + part
            continue
        cone = state[_index(entry[1], problem.width, "search")]
        if entry[0] == "open" and len(entry) == 2 and cone.members is not None:
            children = _opened(state, cone, cone.members)
        elif entry[0] == "split" and len(entry) == 6 and cone.members is None:
            children = _opened(state, cone, list(cone.halves(problem, *entry[2:])))
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
    rotations = [Rotation(problem, entry) for entry in witness["rotations"]]
    bounds, total = replay(problem, root, rotations, witness["search"], goal)
    if rational(witness["total"], "total") != total:
        raise Rejected("total: differs from the sum of the dual values re-computed here")
    return (
        f"for {len(problem.weights)} features {data(asserts['features_in'])[:200]}, width {problem.width}, relu and "
        f"ridge {problem.ridge}, the regularised loss of every encoder and decoder is at least {goal} "
        f"({len(leaves)} cones, {bounds} bounds)"
    )
