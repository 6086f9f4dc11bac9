"""Rules that give a point its code: a linear encoder with ReLU or Top-k, in exact arithmetic.

Legend: ``W`` encoder, one row per atom; ``D`` decoder, one row per atom (the atom itself); a code z has one entry per atom, and the
point is decoded to ``c + sum_j z_j d_j``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

Vector = Sequence[Fraction | int]
Matrix = Sequence[Vector]
CodeRule = Callable[[Vector], list[Fraction]]


def inner(a: Vector, b: Vector) -> Fraction:
    """The inner product of two vectors of one length."""
    return sum((Fraction(x) * y for x, y in zip(a, b, strict=True)), Fraction(0))


def decode(atoms: Matrix, code: Vector, bias: Vector | None = None) -> list[Fraction]:
    """``c + sum_j z_j d_j``, for at least one atom or a bias.

    >>> decode([(1, 0), (0, 2)], (3, 1))
    [Fraction(3, 1), Fraction(2, 1)]
    """
    if bias is None and not atoms:
        raise ValueError("no atoms and no bias: the dimension of the decoded point is unknown; give the bias")
    start = [Fraction(x) for x in bias] if bias is not None else [Fraction(0)] * len(atoms[0])
    for z, atom in zip(code, atoms, strict=True):
        start = [s + Fraction(z) * x for s, x in zip(start, atom, strict=True)]
    return start


def squared_distance(a: Vector, b: Vector) -> Fraction:
    """``|a - b|^2``."""
    return sum(((Fraction(x) - y) ** 2 for x, y in zip(a, b, strict=True)), Fraction(0))


def relu_rule(encoder: Matrix, bias: Vector | None = None) -> CodeRule:
    """``z = ReLU(W x + b)``; b = 0 unless given."""
    shift = bias if bias is not None else [0] * len(encoder)

    def rule(x: Vector) -> list[Fraction]:
        return [max(Fraction(0), inner(w, x) + b) for w, b in zip(encoder, shift, strict=True)]

    return rule


def top_k_rule(encoder: Matrix, k: int, *, signed: bool = False) -> CodeRule:
    """The k largest entries of ``W x``, ties to the lowest index, the rest 0, ``0 <= k <= number of atoms``.

    Kept values are clipped at 0; with ``signed`` the k largest absolute values are kept with their signs.

    >>> top_k_rule([(1, 0), (-1, 0)], 2)((3, 0)), top_k_rule([(1, 0), (-1, 0)], 1, signed=True)((-3, 0))
    ([Fraction(3, 1), Fraction(0, 1)], [Fraction(-3, 1), Fraction(0, 1)])
    """
    if not 0 <= k <= len(encoder):
        raise ValueError(f"k = {k} of {len(encoder)} atoms: choose 0 to {len(encoder)}")

    def rule(x: Vector) -> list[Fraction]:
        values = [inner(w, x) for w in encoder]
        order = sorted(range(len(values)), key=lambda i: (-abs(values[i]) if signed else -values[i], i))
        kept = set(order[:k])
        return [(v if signed else max(v, Fraction(0))) if i in kept else Fraction(0) for i, v in enumerate(values)]

    return rule
