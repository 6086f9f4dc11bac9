"""Certificates that a list of realizable patterns is complete (kind ``pattern_enumeration``).

The checker walks the tree that fixes feature after feature which neurons it switches on.  Where a branch leaves the listed
patterns it wants a contradiction; here the same walk is made with an exact linear program in every such place that no
earlier contradiction settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from numbers import Rational
from typing import Any

from solvers.exact.lp import Infeasible, solve
from solvers.exact.vectors import dot, primitive, sign
from solvers.sdl.patterns.joint_patterns import Encoder, Pattern, joint_patterns, ordered
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.certificates import seal
from theory.exact import NumberField, json_tree
from theory.sdl.activations import Activation, Condition, Piece

# denominators tried when an encoder is rounded to a short one; each trial is checked exactly
DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 256, 1024)


def enumeration_certificate(
    features: Sequence[Sequence[Any]],
    activation: Activation,
    *,
    width: int = 1,
    field: NumberField | None = None,
    means: str = "",
) -> dict[str, Any]:
    """A sealed certificate that lists every realizable pattern of ``width`` neurons, up to their order.

    ``features``: n vectors of p exact numbers (all in ``field`` if one is given); ``activation``: relu, jumprelu or topk.
    Raises ``ValueError`` for other activations.

    >>> from theory.certificates import check
    >>> check(enumeration_certificate([(1, 0), (-1, 0)], Activation("relu"))).split(":")[0]
    'exactly 3 patterns can be realized by 1 neuron'
    """
    vectors = [tuple(v) for v in features]
    found = _patterns(vectors, activation, width)
    patterns = sorted(found, key=lambda pattern: [members_of(mask) for mask in pattern])
    encoders = [_shortened(vectors, activation, pattern, found[pattern]) for pattern in patterns]
    asserts: dict[str, Any] = {
        "features_in": json_tree(vectors),
        "activation": activation.json(),
        "width": width,
        "patterns": [[members_of(mask) for mask in pattern] for pattern in patterns],
    }
    if field is not None:
        asserts["field"] = field.json()
    if means:
        asserts["means"] = means
    witness = {
        "encoders": json_tree(encoders),
        "preactivations": json_tree([[[dot(a, w) for w in vectors] for a in encoder] for encoder in encoders]),
        "cuts": _Cuts(vectors, activation, width).covering(patterns),
    }
    return seal("pattern_enumeration", asserts, witness)


def _patterns(vectors: list[tuple[Any, ...]], activation: Activation, width: int) -> dict[Pattern, Encoder]:
    if width == 1 and activation.kind in ("relu", "jumprelu"):
        return {(mask,): (row,) for mask, row in neuron_supports(vectors, activation).items()}
    return joint_patterns(vectors, activation, width).encoders


def _shortened(vectors: list[tuple[Any, ...]], activation: Activation, pattern: Pattern, encoder: Encoder) -> Encoder:
    """An encoder of the same pattern with small numbers, if rounding finds one."""
    if not all(isinstance(x, Rational) for row in (*encoder, *vectors) for x in row):
        return encoder
    largest = max((abs(Fraction(x)) for row in encoder for x in row), default=Fraction(0))
    free = activation.kind != "jumprelu"  # conditions without a threshold do not see a common positive factor
    scale = largest if free and largest else Fraction(1)
    scaled = [[Fraction(x) / scale for x in row] for row in encoder]
    if free:  # nor do they see positive factors of the features
        vectors = [primitive(w) for w in vectors]
    for s in DENOMINATORS:
        trial = tuple(tuple(round(x * s) if free else Fraction(round(x * s), s) for x in row) for row in scaled)
        if _has_pattern(vectors, activation, pattern, trial):
            return trial
    if free:
        common = lcm(*(x.denominator for row in scaled for x in row))
        return tuple(tuple(x * common for x in row) for row in scaled)
    return encoder


def _has_pattern(vectors: list[tuple[Any, ...]], activation: Activation, pattern: Pattern, encoder: Encoder) -> bool:
    for d, w in enumerate(vectors):
        z = [dot(a, w) for a in encoder]
        on = [mask >> d & 1 for mask in pattern]
        # a cheap necessary condition first: most trials fail it, and activations cost more
        if any(sign(x) <= 0 for x, bit in zip(z, on, strict=True) if bit):
            return False
        if [sign(x) for x in activation.exact(z)] != on:
            return False
    return True


class _Cuts:
    """The contradictions that cover the tree; a cut is a list of (feature, condition, multiplier)."""

    def __init__(self, vectors: list[tuple[Any, ...]], activation: Activation, width: int) -> None:
        self.vectors, self.width = vectors, width
        self.pieces: list[Piece] = list(activation.pieces(width))
        self.found: list[list[tuple[int, Condition, Any]]] = []

    def covering(self, patterns: list[Pattern]) -> list[Any]:
        """Walk the tree of the patterns and refute every branch that leaves it."""
        every = [
            [frozenset(i for i in range(self.width) if p[i] >> d & 1) for d in range(len(self.vectors))]
            for p in patterns
        ]
        stack: list[tuple[list[Piece], list[list[frozenset[int]]]]] = [([], every)]
        while stack:
            path, listed = stack.pop()
            d = len(path)
            if d == len(self.vectors):
                continue
            masks = [sum(1 << e for e, piece in enumerate(path) if i in piece.selected) for i in range(self.width)]
            for piece in self.pieces:
                if not ordered(tuple(mask | (i in piece.selected) << d for i, mask in enumerate(masks))):
                    continue
                extended = [choices for choices in listed if choices[d] == piece.selected]
                if extended:
                    stack.append(([*path, piece], extended))
                else:
                    self._refute([*path, piece])
        return [[_term(d, condition, y) for d, condition, y in cut] for cut in self.found]

    def _refute(self, path: list[Piece]) -> None:
        given = {(d, condition) for d, piece in enumerate(path) for condition in piece.conditions}
        if any(all((d, condition) in given for d, condition, _ in cut) for cut in self.found):
            return
        rows = [(d, condition) for d, piece in enumerate(path) for condition in piece.conditions]
        answer = solve(
            [[c * x for c in condition.coefficients for x in self.vectors[d]] for d, condition in rows],
            [">" if condition.strict else ">=" for _, condition in rows],
            [condition.bound for _, condition in rows],
        )
        if not isinstance(answer, Infeasible):
            raise ArithmeticError("a branch outside the enumerated patterns has a solution; please report the features")
        used = [(d, condition, y) for (d, condition), y in zip(rows, answer.multipliers, strict=True) if sign(y)]
        self.found.append(_integral(used))


def _integral(cut: list[tuple[int, Condition, Any]]) -> list[tuple[int, Condition, Any]]:
    """The same combination with whole multipliers when they are rational: shorter to write."""
    if not all(isinstance(y, Rational) for _, _, y in cut):
        return cut
    common = lcm(*(y.denominator for _, _, y in cut))
    return [(d, condition, y * common) for d, condition, y in cut]


def _term(d: int, condition: Condition, y: Any) -> list[Any]:
    plus = [i for i, c in enumerate(condition.coefficients) if c > 0]
    minus = [i for i, c in enumerate(condition.coefficients) if c < 0]
    name = "beats" if plus and minus else "on" if plus else "off"
    return [name, d, *plus, *minus, json_tree(y)]
