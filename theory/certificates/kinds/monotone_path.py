"""The loss never rises (or stays constant) along a continuous path from one pair (W_E, W_D) to another.

The path begins at ``start`` and adds the moves one after the other; during a move every parameter is affine in t in
[0, 1], so the path is continuous, and it must arrive at ``end``.  For one move let S be the set of pairs (feature,
neuron) selected at t = 1/2.  The conditions under which the activation selects exactly S compare affine functions of t.
Each is checked weakly at t = 0 and t = 1; the strict ones hold strictly at t = 1/2, hence on all of the open interval.
So there the codes are affine and the loss is one polynomial P.  Checked: ``P' <= 0`` on [0, 1] (P' has no root of odd
multiplicity inside, by Sturm, and the right sign at 0), and no jump up at the ends: ``loss(0) >= P(0)`` and
``P(1) >= loss(1)``.  If moreover the loss is the same after every move, it is constant.  Under relu and jumprelu a
neuron whose decoder column vanishes during the whole move adds nothing to the output; its conditions are not needed.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation`` (relu, jumprelu, topk or
         batchtopk), ``change`` ("nonincreasing" or "constant"), ``start`` and ``end`` ({W_E, W_D}), ``start_loss``,
         ``end_loss``, optional ``fixed`` (neurons that never move), ``means``
witness: ``moves``: each a list of ["encoder" or "decoder", neuron, nonzero vector to be added]
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import dot, transpose
from theory.certificates.exact_numbers import (
    Rejected,
    rational,
    sturm_count,
    u_derivative,
    u_divmod,
    u_gcd,
    u_value,
)
from theory.certificates.points.network import problem_in_words
from theory.certificates.polynomials import Polynomial
from theory.certificates.statement import indices, items, only, rational_matrix, whole
from theory.certificates.text import data, part
from theory.certificates.work import cost, longest, spend

DATA = {"features_in", "features_out", "weights", "activation"}
Matrix = list[list[Fraction]]
Pair = tuple[int, int]
Point = tuple[Matrix, Matrix]  # the rows a_i of W_E, the columns u_i of W_D


class Problem:
    """The asserted data; the loss at a point and along a move."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        self.w_p = rational_matrix(asserts["features_in"], "features_in")
        out = asserts["features_out"]
        self.w_r = self.w_p if out is None else rational_matrix(out, "features_out")
        self.weights = [rational(m, "weights") for m in items(asserts["weights"], "weights")]
        if not len(self.w_p) == len(self.w_r) == len(self.weights) or min(self.weights) <= 0:
            raise Rejected("weights: one positive weight for each pair of features is needed")
        self.act = sdl.read_activation(asserts["activation"])
        if self.act["type"] not in ("relu", "jumprelu", "topk", "batchtopk"):
            raise Rejected(f"activation: {self.act['type']} is not supported here")
        self.level: Fraction = self.act.get("theta", Fraction(0))

    def point(self, value: Any, where: str) -> Point:
        """Encoder rows and decoder columns of one stop of the path."""
        only(value, {"W_E", "W_D"}, set(), where)
        rows = rational_matrix(value["W_E"], where, len(self.w_p[0]))
        decoder = rational_matrix(items(value["W_D"], where, len(self.w_r[0])), where, len(rows))
        return rows, transpose(decoder)

    def loss(self, at: Point) -> Fraction:
        """The loss at a stop."""
        return sdl.loss(self.act, at[0], transpose(at[1]), self.w_p, self.w_r, self.weights)

    def _groups(self, neurons: int, live: list[bool]) -> list[tuple[list[Pair], int | None]]:
        """Pairs that compete for k places; None: everyone above the level is selected."""
        features = range(len(self.w_p))
        if "k" not in self.act:
            return [([(d, i) for d in features for i in range(neurons) if live[i]], None)]
        k, rows = int(self.act["k"]), [[(d, i) for i in range(neurons)] for d in features]
        if self.act["type"] == "topk":
            return [(row, k) for row in rows]
        return [([pair for row in rows for pair in row], k * len(rows))]

    def pattern(self, before: Matrix, after: Matrix, live: list[bool]) -> list[set[int]]:
        """For each neuron the features that switch it on throughout the open segment; raises if that may change."""
        features = enumerate(self.w_p)
        ends = {
            (d, i): (dot(a, w), dot(b, w))
            for d, w in features
            for i, (a, b) in enumerate(zip(before, after, strict=True))
        }
        on: list[set[int]] = [set() for _ in before]
        for pairs, k in self._groups(len(before), live):
            spend(len(pairs) * len(pairs).bit_length() * 4 * cost(2 * longest(x for pair in pairs for x in ends[pair])))
            middle = {pair: sum(ends[pair]) / 2 for pair in pairs}
            chosen = [x for x in sorted(pairs, key=lambda x: (-middle[x], x)) if middle[x] > self.level][:k]
            others = set(pairs) - set(chosen)
            for end in (0, 1):
                lowest = min((ends[x][end] for x in chosen), default=self.level)
                bar = lowest if len(chosen) == k else self.level
                if lowest < self.level or any(ends[x][end] > bar for x in others):
                    raise Rejected("the selection changes inside the move; split it there")
            for d, i in chosen:
                on[i].add(d)
        return on

    def along(self, before: Point, after: Point) -> list[Fraction]:
        """The loss on the open segment as a polynomial in t, constant first."""
        live = [any(u) or any(v) for u, v in zip(before[1], after[1], strict=True)]
        on = [s if ok else set() for s, ok in zip(self.pattern(before[0], after[0], live), live, strict=True)]
        z = sdl.linear_codes(on, _affine(before[0], after[0]), self.w_p)
        total = sdl.code_loss(z, transpose(_affine(before[1], after[1])), self.w_r, self.weights)
        return [Fraction(c) for c in Polynomial.of(total).univariate("t")]  # type: ignore[arg-type]


def _affine(before: Matrix, after: Matrix) -> list[list[Any]]:
    t = Polynomial.variable("t")
    spend(6 * sum(len(r) * cost(longest(r) + longest(x)) for r, x in zip(before, after, strict=True)))
    pairs = zip(before, after, strict=True)
    return [[x if x == y else x + (y - x) * t for x, y in zip(r, s, strict=True)] for r, s in pairs]


def _odd_part(g: list[Fraction]) -> list[Fraction]:
    """The product of the distinct linear factors of odd multiplicity (up to a constant)."""
    if len(g) <= 1:
        return [Fraction(1)]
    repeated = u_gcd(list(g), u_derivative(g))
    return u_divmod(u_divmod(list(g), repeated)[0], _odd_part(repeated))[0]


def nonnegative(g: list[Fraction]) -> bool:
    """Is the polynomial ``g >= 0`` on [0, 1]?"""
    for root, factor in ((0, [Fraction(0), Fraction(1)]), (1, [Fraction(1), Fraction(-1)])):
        while g and u_value(g, Fraction(root)) == 0:  # t and 1 - t are not negative there
            g = u_divmod(list(g), factor)[0]
    return not g or (g[0] > 0 and sturm_count(_odd_part(g), Fraction(0), Fraction(1)) == 0)


def _moved(at: Point, move: Any, fixed: set[int]) -> Point:
    rows = {"encoder": [list(a) for a in at[0]], "decoder": [list(u) for u in at[1]]}
    spend(sum(1 + len(x) for part in rows.values() for x in part))
    if not items(move, "move"):
        raise Rejected("an empty move")
    for entry in move:
        part, i, vector = items(entry, "move", 3)
        if part not in ("encoder", "decoder"):
            raise Rejected('a move is ["encoder" or "decoder", neuron, vector]')
        if whole(i, 0, len(at[0]) - 1, "neuron") in fixed:
            raise Rejected(f"{i} is not a neuron that may move")
        step = [rational(x) for x in items(vector, "vector", len(rows[part][i]))]
        if not any(step):
            raise Rejected("a zero vector")
        spend(3 * len(step) * cost(longest(step) + longest(rows[part][i])))
        rows[part][i] = [x + y for x, y in zip(rows[part][i], step, strict=True)]
    return rows["encoder"], rows["decoder"]


def _step(problem: Problem, at: Point, after: Point, loss: Fraction, constant: bool) -> Fraction:
    """The loss after one move; raises unless the move is as asserted."""
    between, arrived = problem.along(at, after), problem.loss(after)
    enters, leaves = u_value(between, Fraction(0)), u_value(between, Fraction(1))
    if enters > loss or arrived > leaves:
        raise Rejected("the loss jumps up")
    if not nonnegative([-x for x in u_derivative(between)]):
        raise Rejected("the loss rises")
    if constant and arrived != loss:
        raise Rejected("the loss falls, so it is not constant")
    return arrived


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, DATA | {"change", "start", "end", "start_loss", "end_loss"}, {"fixed", "means"})
    only(witness, {"moves"}, set(), "witness")
    if asserts["change"] not in ("nonincreasing", "constant"):
        raise Rejected('change: "nonincreasing" or "constant"')
    constant, problem = asserts["change"] == "constant", Problem(asserts)
    at, end = (problem.point(asserts[name], name) for name in ("start", "end"))
    fixed = set(indices(asserts.get("fixed", []), len(at[0]), "fixed"))
    loss = problem.loss(at)
    if loss != rational(asserts["start_loss"], "start_loss"):
        raise Rejected(f"start_loss: the loss at the start is {loss}")
    for number, move in enumerate(items(witness["moves"], "moves")):
        try:
            after = _moved(at, move, fixed)
            at, loss = after, _step(problem, at, after, loss, constant)
        except Rejected as reason:
            raise Rejected(f"moves[{number}]: {reason}") from None
    if at != end or loss != rational(asserts["end_loss"], "end_loss"):
        raise Rejected(f"end: the moves do not lead there, or its loss is not end_loss; they end at the loss {loss}")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    never = "stays constant" if asserts["change"] == "constant" else "never rises"
    still = f" while the neurons {data(asserts['fixed'])} are at rest" if asserts.get("fixed") else ""
    points = ", ".join(
        f"{name} W_E = {part(data(asserts[name]['W_E']))} and W_D = {part(data(asserts[name]['W_D']))}"
        for name in ("start", "end")
    )
    return (
        f"the loss {never} along a continuous path{still}, from the loss {data(asserts['start_loss'])} to "
        f"{data(asserts['end_loss'])}: {points}, {problem_in_words(asserts)}"
    )
