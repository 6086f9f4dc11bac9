"""Activations, defined once: as the list of their pieces.

Every activation here copies some entries of the pre-activation vector and sets the others to zero.  A *piece* is a set
of half-space conditions together with the entries that are copied when they hold.  Exact evaluation, the numpy one
below, the torch one in ``solvers`` and the enumeration of regions all derive from this list and are tested to agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from theory.doors import an_integer
from theory.errors import InputError
from theory.exact import Exact, parse_rational, sign

Kind = Literal["relu", "jumprelu", "topk", "batchtopk", "rawtopk"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Condition:
    """``sum_i coefficients[i] * z_i  (> | >=)  bound``."""

    coefficients: tuple[int, ...]
    strict: bool
    bound: Fraction = Fraction(0)

    def holds(self, z: Sequence[Exact]) -> bool:
        """Whether the preactivations ``z`` satisfy the condition, exactly."""
        total: Any = -self.bound
        for c, x in zip(self.coefficients, z, strict=True):
            if c:
                total = total + c * x
        return sign(total) > 0 if self.strict else sign(total) >= 0


@dataclass(frozen=True)
class Piece:
    """Where all conditions hold, the activation copies exactly the entries in ``selected``."""

    selected: frozenset[int]
    conditions: tuple[Condition, ...]


def _unit(width: int, plus: int | None = None, minus: int | None = None) -> tuple[int, ...]:
    row = [0] * width
    if plus is not None:
        row[plus] = 1
    if minus is not None:
        row[minus] = -1
    return tuple(row)


@dataclass(frozen=True)
class Activation:
    """One of the activations of sparse dictionary learning.

    * ``relu``: copy z_i > 0.
    * ``jumprelu(theta)``: copy z_i > theta.
    * ``topk(k)``: copy the k largest entries of relu(z), ties to the smaller index (Top-k of ReLU).
    * ``batchtopk(k)``: the same over a whole batch: the k*n largest entries of an n x q table.
    * ``rawtopk(k)``: the k largest entries of z itself, negative ones included (equation (7) of 2512.05534 verbatim).

    Args:
        kind: one of the five.
        theta: threshold of jumprelu, an exact number.
        k: of the three that select, at least 1.

    Raises:
        InputError: another kind, a parameter that is missing or does not belong to it, a theta that is not exact.

    Source: arXiv 2512.05534, equations (5) to (7); Rajamanoharan et al., arXiv 2407.14435, for JumpReLU.

    >>> Activation("topk", k=1).exact([Fraction(1), Fraction(2)])
    [Fraction(0, 1), Fraction(2, 1)]
    """

    kind: Kind
    theta: Fraction | None = None
    k: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError("activation", self.kind, f"there are {', '.join(KINDS)}")
        if self.theta is not None and not isinstance(self.theta, Fraction):
            object.__setattr__(self, "theta", parse_rational(self.theta, "activation.theta"))
        if (self.theta is not None) != (self.kind == "jumprelu"):
            raise InputError("activation.theta", self.theta, "jumprelu takes theta, the others do not")
        if (self.k is not None) != (self.kind in ("topk", "batchtopk", "rawtopk")):
            raise InputError("activation.k", self.k, "topk, batchtopk and rawtopk take k, the others do not")
        if self.k is not None:
            object.__setattr__(self, "k", an_integer(self.k, "activation.k", 1))

    def json(self) -> dict[str, Any]:
        """As problem files hold it."""
        extra = {"theta": str(self.theta)} if self.theta is not None else {"k": self.k} if self.k is not None else {}
        return {"type": self.kind, **extra}

    def pieces(self, width: int) -> Iterator[Piece]:
        """The pieces for pre-activations of length ``width``; they are disjoint and cover the space."""
        everyone = range(width)
        for size in range(width + 1):
            for chosen in itertools.combinations(everyone, size):
                conditions = self._conditions(frozenset(chosen), width)
                if conditions is not None:
                    yield Piece(frozenset(chosen), tuple(conditions))

    def _conditions(self, on: frozenset[int], width: int) -> list[Condition] | None:
        """Half-spaces of the piece that copies exactly ``on``, or None when there is no such piece."""
        off = [i for i in range(width) if i not in on]
        if self.kind in ("relu", "jumprelu"):
            level = self.theta if self.theta is not None else Fraction(0)
            return [Condition(_unit(width, i), True, level) for i in sorted(on)] + [
                Condition(_unit(width, minus=i), False, -level) for i in off
            ]
        if self.kind == "batchtopk":
            raise ValueError("batchtopk selects over a whole batch; use Activation('topk', k=k*n) on the flat table")
        k = min(self.k or 0, width)
        raw = self.kind == "rawtopk"
        if len(on) > k or (raw and len(on) != k):
            return None
        out = [] if raw else [Condition(_unit(width, i), True) for i in sorted(on)]
        if len(on) < k:
            return out + [Condition(_unit(width, minus=j), False) for j in off]
        # the selected entries beat every other one; a tie goes to the smaller index
        return out + [Condition(_unit(width, i, j), j < i) for i in sorted(on) for j in off]

    def exact(self, z: Sequence[Exact]) -> list[Exact]:
        """sigma(z) in exact arithmetic, for one input ``z`` of q exact numbers."""
        if self.kind == "batchtopk":
            raise ValueError("batchtopk is a map of the whole batch; use exact_batch")
        if self.kind in ("relu", "jumprelu"):
            level = self.theta if self.theta is not None else Fraction(0)
            return [x if x > level else Fraction(0) for x in z]
        values = list(z) if self.kind == "rawtopk" else [x if x > 0 else Fraction(0) for x in z]
        keep = set(sorted(range(len(values)), key=_Descending.key(values))[: self.k])
        return [x if i in keep else Fraction(0) for i, x in enumerate(values)]

    def exact_batch(self, table: Sequence[Sequence[Exact]]) -> list[list[Exact]]:
        """sigma on an n x q ``table`` of pre-activations, feature by feature (batchtopk: over the whole table)."""
        if self.kind != "batchtopk":
            return [self.exact(z) for z in table]
        width = len(table[0]) if table else 0
        flat = Activation("topk", k=(self.k or 0) * len(table)).exact([x for z in table for x in z])
        return [flat[d * width : (d + 1) * width] for d in range(len(table))]

    def numpy(self, z_bq: NDArray[np.float64]) -> NDArray[np.float64]:
        """sigma on an array ``z_bq`` of shape (batch, q) in floating point; the same tie rule."""
        if self.kind in ("relu", "jumprelu"):
            return np.where(z_bq > float(self.theta or 0), z_bq, 0.0)
        if self.kind == "batchtopk":
            flat = Activation("topk", k=(self.k or 0) * len(z_bq)).numpy(z_bq.reshape(1, -1))
            return flat.reshape(z_bq.shape)
        values = z_bq if self.kind == "rawtopk" else np.maximum(z_bq, 0.0)
        order = np.argsort(-values, axis=1, kind="stable")[:, : self.k]
        out = np.zeros_like(values)
        np.put_along_axis(out, order, np.take_along_axis(values, order, axis=1), axis=1)
        return out


class _Descending:
    """Sort key for exact numbers: larger first, equal ones in the order of their index (sort is stable)."""

    __slots__ = ("x",)

    def __init__(self, x: Exact) -> None:
        self.x = x

    def __lt__(self, other: _Descending) -> bool:
        return bool(self.x > other.x)

    @staticmethod
    def key(values: Sequence[Exact]) -> Any:
        return lambda i: _Descending(values[i])
