"""Joint activation patterns of q neurons, where neurons interact (Top-k of ReLU): depth-first over the features.

Legend: ``W_E`` is q x p with rows a_i; feature d meets one *piece* of the activation: a list of half-space conditions on
``z = W_E w_d``.  A pattern is one piece per feature, and it is realizable when all conditions together have a solution in
R^{qp}.  A prefix is decided, in this order, by its parent's encoder (it often satisfies one child), by a Farkas combination
found before, and by the exact linear program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from solvers.exact.lp import Feasible, solve
from solvers.exact.vectors import dot, prepare, sign
from theory.sdl.activations import Activation, Piece

Encoder = tuple[tuple[Any, ...], ...]
Pattern = tuple[int, ...]  # for each neuron the mask of the features that switch it on


@dataclass(frozen=True)
class Enumeration:
    """``encoders``: pattern -> encoder; ``programs``: exact linear programs solved; ``cuts``: distinct Farkas combinations."""

    encoders: dict[Pattern, Encoder]
    programs: int
    cuts: int


def joint_patterns(
    features: Sequence[Sequence[Any]], activation: Activation, width: int, *, modulo_order: bool = True
) -> Enumeration:
    """Every joint pattern that q neurons can have on the features, each with an exact encoder.

    ``{ (F_1, .., F_q) : F_i = {d : neuron i is selected on w_d} }`` over all ``W_E`` in R^{q x p}.
    ``features``: n vectors of p exact numbers; ``activation``: relu, jumprelu or topk (ties to the smaller index); ``width``: q.
    ``modulo_order``: one pattern for each class under permutation of the neurons.  That loses nothing: multiplying row i by
    ``(1 + delta)^{-i}`` turns every tie won by the smaller index into a strict inequality and changes no other condition,
    so the realizable patterns are closed under permutation.
    Raises ``ValueError`` for batchtopk and rawtopk.  Source: arXiv 2512.05534, Definition 3.2.

    >>> len(joint_patterns([(1, 0), (0, 1)], Activation("topk", k=1), 2).encoders)
    5
    """
    if activation.kind not in ("relu", "jumprelu", "topk"):
        raise ValueError(f"activation {activation.json()}: joint patterns are enumerated for relu, jumprelu and topk")
    if width < 1:
        raise ValueError(f"width = {width}: need at least one neuron")
    vectors = [tuple(v) for v in features]
    scaled, _ = prepare(vectors)
    if activation.kind != "jumprelu":  # without a threshold positive factors of the features do not matter
        vectors = scaled
    search = _Search(vectors, activation, width, modulo_order)
    search.run()
    return Enumeration(search.found, search.programs, len(search.cuts))


class _Search:
    """Row number ``d * len(conditions) + k`` means: condition k holds for feature d."""

    def __init__(self, vectors: list[tuple[Any, ...]], activation: Activation, width: int, modulo_order: bool) -> None:
        self.vectors, self.width, self.modulo_order = vectors, width, modulo_order
        self.pieces: list[Piece] = list(activation.pieces(width))
        self.conditions = list(dict.fromkeys(c for piece in self.pieces for c in piece.conditions))
        self.found: dict[Pattern, Encoder] = {}
        self.programs = 0
        self.cuts: set[int] = set()
        self.cuts_of: dict[int, list[int]] = {}  # row number -> the cuts that use it

    def run(self) -> None:
        dimension = len(self.vectors[0]) if self.vectors else 0
        start: Encoder = tuple((Fraction(0),) * dimension for _ in range(self.width))
        number = {c: k for k, c in enumerate(self.conditions)}
        stack: list[tuple[int, Pattern, list[int], Encoder]] = [(0, (0,) * self.width, [], start)]
        while stack:
            d, pattern, rows, encoder = stack.pop()
            if d == len(self.vectors):
                self.found[pattern] = encoder
                continue
            z = [dot(a, self.vectors[d]) for a in encoder]
            for piece in self.pieces:
                grown = tuple(f | (i in piece.selected) << d for i, f in enumerate(pattern))
                if self.modulo_order and not ordered(grown):
                    continue
                new = [d * len(self.conditions) + number[c] for c in piece.conditions]
                child = encoder if all(c.holds(z) for c in piece.conditions) else self._decide(rows, new)
                if child is not None:
                    stack.append((d + 1, grown, rows + new, child))

    def _decide(self, rows: list[int], new: list[int]) -> Encoder | None:
        """An encoder for the rows, or None when they contradict each other; the parent's rows do not."""
        every = rows + new
        mask = sum(1 << r for r in every)
        if any(cut & mask == cut for r in new for cut in self.cuts_of.get(r, ())):
            return None
        self.programs += 1
        systems = [self._row(r) for r in every]
        answer = solve([s[0] for s in systems], [s[1] for s in systems], [s[2] for s in systems])
        if isinstance(answer, Feasible):
            p = len(self.vectors[0])
            return tuple(tuple(answer.point[i * p : (i + 1) * p]) for i in range(self.width))
        used = [r for r, y in zip(every, answer.multipliers, strict=True) if sign(y)]
        cut = sum(1 << r for r in used)
        self.cuts.add(cut)
        for r in used:
            self.cuts_of.setdefault(r, []).append(cut)
        return None

    def _row(self, r: int) -> tuple[list[Any], str, Fraction]:
        d, k = divmod(r, len(self.conditions))
        condition = self.conditions[k]
        coefficients = [c * x for c in condition.coefficients for x in self.vectors[d]]
        return coefficients, ">" if condition.strict else ">=", condition.bound


def ordered(pattern: Pattern) -> bool:
    """Whether no neuron comes before the one above it, comparing memberships feature by feature."""
    for upper, lower in pairwise(pattern):
        different = upper ^ lower
        if different and not upper & different & -different:
            return False
    return True
