"""Whether a one-step ReLU encoder can be exact on a level: exactly if no atom is a non-negative combination of the others.

An encoder row w of atom i needs ``<w, d_i> = 1`` and ``<w, d_j> <= 0`` for the other atoms of its level, each of which also
occurs alone.  By Farkas' lemma there is one, or ``d_i = sum_j b_j d_j`` with ``b >= 0``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvers.exact.positive_span import Separated, in_cone
from theory.claims import Certificate
from theory.errors import InputError
from theory.evidence import evaluation
from theory.formal import both, dot, for_all, names
from theory.pursuit.encoder import inner

Vector = tuple[Any, ...]


@dataclass(frozen=True)
class OneStep:
    """Rows of an exact encoder of the level, in its order."""

    level: tuple[int, ...]
    rows: tuple[Vector, ...]


@dataclass(frozen=True)
class Combined:
    """An atom that is a non-negative combination of the others of its level: no one-step encoder is exact."""

    level: tuple[int, ...]
    atom: int
    weights: dict[int, Any]


def one_step_encoder(atoms: Sequence[Sequence[Any]], level: Sequence[int]) -> OneStep | Combined:
    """Decide it exactly for the atoms of one level.

    Args:
        atoms: rows of exact numbers, none zero on the level.
        level: different indices.

    Raises:
        InputError: a level that is none, or a zero atom.

    >>> F = Fraction
    >>> one_step_encoder([(F(1), F(0)), (F(0), F(1)), (F(3, 5), F(4, 5))], [0, 1, 2]).weights
    {0: Fraction(3, 5), 1: Fraction(4, 5)}
    >>> one_step_encoder([(F(1), F(0)), (F(3, 5), F(4, 5))], [0, 1]).rows[0]
    (Fraction(1, 1), Fraction(-3, 4))
    """
    chosen = list(level)
    if not chosen or len(set(chosen)) != len(chosen) or min(chosen) < 0 or max(chosen) >= len(atoms):
        raise InputError("level", chosen, f"different numbers of atoms from 0 to {len(atoms) - 1}, at least one")
    rows = []
    for i in chosen:
        if not any(atoms[i]):
            raise InputError(f"atom {i}", "zero", "an atom has a direction", "leave it out")
        others = [j for j in chosen if j != i]
        answer = in_cone([tuple(atoms[j]) for j in others], tuple(atoms[i]))
        if not isinstance(answer, Separated):
            return Combined(tuple(chosen), i, {j: b for j, b in zip(others, answer, strict=True) if b})
        size = -inner(answer.vector, atoms[i])
        rows.append(tuple(-x / size for x in answer.vector))
    return OneStep(tuple(chosen), tuple(rows))


def certificate(atoms: Sequence[Sequence[Any]], answer: OneStep | Combined) -> Certificate:
    """An evaluation that re-computes the products of the encoder, or the combination."""
    if isinstance(answer, Combined):
        b, d, e = names("b d e")
        inside = [list(atoms[j]) for j in answer.weights]
        columns = [list(column) for column in zip(*inside, strict=True)]
        target = list(atoms[answer.atom])
        equal = [dot(b, d[k]) == e[k] for k in range(len(target))]
        let = {"b": list(answer.weights.values()), "d": columns, "e": target}
        holds = both(for_all(b, lambda x: x >= 0, "x"), *equal)
        return evaluation(
            holds, let=let, means="the atom e is a non-negative combination of the others (columns by coordinate)"
        )
    w, d = names("w d")
    n = len(answer.level)
    parts = [dot(w[i], d[j]) == 1 if i == j else dot(w[i], d[j]) <= 0 for i in range(n) for j in range(n)]
    let = {"w": [list(r) for r in answer.rows], "d": [list(atoms[j]) for j in answer.level]}
    holds = both(*parts) if len(parts) > 1 else parts[0]
    return evaluation(holds, let=let, means="row i of w has the product 1 with atom i and none above 0 with the others")


def exact_rows(values: Any) -> list[Vector]:
    """Stored floating-point rows as rationals."""
    return [tuple(Fraction(float(x)) for x in row) for row in values]
