"""The three encoders that the literature calls matching pursuit, each defined once, over any exact ordered field.

Legend: atoms ``d_j`` are the rows of a dictionary, ``r_0 = x``; a step selects an atom j, takes the coefficient a and leaves
``r_{t+1} = r_t - a d_j``.  The rules differ in what they select and in what they take:

* ``absolute``: the largest ``|<d_j, r>|``, with ``a = <d_j, r>`` (Mallat and Zhang 1993);
* ``nonnegative``: the largest ``<d_j, r>``, with ``a = max(0, <d_j, r>)`` (the released code of arXiv 2506.03093, SAELens);
* ``signed``: the largest ``<d_j, r>``, with ``a = <d_j, r>`` (the library overcomplete).

Ties go to the smaller index.  From its second step on ``signed`` is ``nonnegative`` for atoms of norm 1: the atom selected last
has the product 0 with the residual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from theory.errors import InputError

Rule = Literal["absolute", "nonnegative", "signed"]
Why = Literal["steps", "threshold", "repeat", "stalled"]
RULES: tuple[str, ...] = get_args(Rule)
Vector = Sequence[Any]


@dataclass(frozen=True)
class Step:
    """One step that moved the residual: the atom, its coefficient (not 0), and what was left."""

    atom: int
    coefficient: Any
    residual: tuple[Any, ...]


@dataclass(frozen=True)
class Run:
    """What an encoder did with one input.

    Args:
        start: the input.
        steps: in order.
        width: number of atoms.
        why: what ended the run: the number of steps, the threshold, a selected atom that was selected before, or a step that would
            have moved nothing.
    """

    start: tuple[Any, ...]
    steps: tuple[Step, ...]
    width: int
    why: Why

    @property
    def residual(self) -> tuple[Any, ...]:
        """What is left at the end."""
        return self.steps[-1].residual if self.steps else self.start

    @property
    def selected(self) -> tuple[int, ...]:
        """The atom of every step; an atom may come again."""
        return tuple(s.atom for s in self.steps)

    @property
    def codes(self) -> tuple[Any, ...]:
        """The sum of the coefficients of every atom."""
        z: list[Any] = [0] * self.width
        for s in self.steps:
            z[s.atom] = z[s.atom] + s.coefficient
        return tuple(z)

    @property
    def energies(self) -> tuple[Any, ...]:
        """``|r_t|^2`` before the first and after every step."""
        return tuple(inner(r, r) for r in (self.start, *(s.residual for s in self.steps)))


def inner(a: Vector, b: Vector) -> Any:
    """The inner product of two vectors of equal length."""
    total: Any = 0
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


def pursue(
    atoms: Sequence[Vector],
    x: Vector,
    *,
    rule: Rule,
    steps: int,
    threshold: Any = 0,
    stop_on_repeat: bool = False,
) -> Run:
    """Matching pursuit of one input.

    A run ends after ``steps`` steps; before a step that would take the coefficient 0; after a step that leaves ``|r|^2 < threshold^2`` or
    ``r = 0``; and, if asked for, after a step that selected an atom for the second time (the released code and SAELens
    look at residual and support after the update, so even a small input gets one step).

    Args:
        atoms: the dictionary, at least one row, all of the length of x; entries int, Fraction or elements of one number field.
        x: the input.
        rule: what is selected, and what coefficient it gets.
        steps: at least 0.
        threshold: norm of a residual that is small enough, at least 0.
        stop_on_repeat: the third stopping rule.

    Raises:
        InputError: no atoms, rows of different lengths, an unknown rule, or numbers out of range.

    Source: Mallat and Zhang 1993; arXiv 2506.03093, algorithm 1 and the code released with it.

    >>> pursue([(1, 0), (0, 1)], (-1, -2), rule="absolute", steps=2).codes
    (-1, -2)
    >>> run = pursue([(1, 0), (0, 1)], (-1, -2), rule="nonnegative", steps=2)
    >>> run.codes, run.why
    ((0, 0), 'stalled')
    >>> pursue([(1, 0), (0, 1)], (-1, -2), rule="signed", steps=1).codes
    (-1, 0)
    """
    _check(atoms, x, rule, steps, threshold)
    residual, found, why = tuple(x), list[Step](), cast(Why, "steps")
    seen: set[int] = set()
    for _ in range(steps):
        j, a = choose(atoms, residual, rule)
        if a == 0:
            why = "stalled"
            break
        residual = tuple(r - a * d for r, d in zip(residual, atoms[j], strict=True))
        found.append(Step(j, a, residual))
        energy = inner(residual, residual)
        if energy == 0 or energy < threshold * threshold:
            why = "threshold"
            break
        if stop_on_repeat and j in seen:
            why = "repeat"
            break
        seen.add(j)
    return Run(tuple(x), tuple(found), len(atoms), why)


def choose(atoms: Sequence[Vector], residual: Vector, rule: Rule) -> tuple[int, Any]:
    """The atom that a rule selects, and the coefficient it takes.

    >>> choose([(1, 0), (0, 1)], (2, -3), "absolute"), choose([(1, 0), (0, 1)], (2, -3), "nonnegative")
    ((1, -3), (0, 2))
    """
    scores = [inner(d, residual) for d in atoms]
    sizes = [abs(s) for s in scores] if rule == "absolute" else scores
    best = 0
    for j in range(1, len(sizes)):
        if sizes[j] > sizes[best]:
            best = j
    a = scores[best]
    return best, 0 if rule == "nonnegative" and a < 0 else a


def _check(atoms: Sequence[Vector], x: Vector, rule: str, steps: int, threshold: Any) -> None:
    if rule not in RULES:
        raise InputError("rule", rule, f"one of {', '.join(RULES)}")
    if not atoms:
        raise InputError("atoms", "none", "a dictionary has at least one atom")
    for j, d in enumerate(atoms):
        if len(d) != len(x):
            raise InputError(f"atoms[{j}]", f"length {len(d)}", f"the input has length {len(x)}")
    if steps < 0:
        raise InputError("steps", steps, "must be at least 0")
    if threshold < 0:
        raise InputError("threshold", threshold, "must be at least 0")
