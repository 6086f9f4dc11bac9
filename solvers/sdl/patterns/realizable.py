"""Which sets of features can switch a neuron on: every realizable support with an encoder row, every other refuted.

Legend: ``w_d`` features in R^p, ``a`` an encoder row, ``F`` a set of features as a bit mask (bit d speaks of feature d).
JumpReLU with threshold theta > 0 passes ``a.w > theta`` and blocks ``a.w <= theta``; ReLU is the same with theta = 0.
Several neurons under ReLU or JumpReLU are independent of each other; for Top-k see :mod:`solvers.sdl.patterns.joint_patterns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

from solvers.exact.lp import Feasible, Infeasible, solve
from solvers.exact.vectors import prepare
from solvers.sdl.patterns.supports import jumprelu_supports, relu_supports
from theory.sdl.activations import Activation

RELU = Activation("relu")


@dataclass(frozen=True)
class Farkas:
    """Why no row is on for ``on`` and off for ``off``: ``sum lam_d w_d = sum mu_e w_e``, ``lam >= 0`` not zero, ``mu >= 0``.

    Under JumpReLU moreover ``sum lam = 1`` and ``sum mu <= 1``: a point of conv(on) lies in conv(off and 0).
    """

    lam: dict[int, Any]
    mu: dict[int, Any]


def mask_of(members: Iterable[int]) -> int:
    """The bit mask of a set of feature indices.

    >>> mask_of([0, 2])
    5
    """
    out = 0
    for d in members:
        out |= 1 << d
    return out


def members_of(mask: int) -> list[int]:
    """The feature indices in a bit mask, increasing.

    >>> members_of(5)
    [0, 2]
    """
    return [d for d in range(mask.bit_length()) if mask >> d & 1]


def count_relu_cells(n: int, p: int) -> int:
    """Number of cells of n hyperplanes through 0 in general position in R^p: ``2 sum_{i<p} C(n-1, i)``.

    ReLU realizes these supports, and the empty one on top when the features positively span R^p.

    >>> count_relu_cells(20, 4)
    2320
    """
    return 2 * sum(comb(n - 1, i) for i in range(p)) if n else 1


def count_jumprelu(n: int, p: int) -> int:
    """Number of JumpReLU supports of n features in general position in R^p: ``sum_{i<=p} C(n, i)``.

    >>> count_jumprelu(8, 3)
    93
    """
    return sum(comb(n, i) for i in range(p + 1))


def neuron_supports(features: Sequence[Sequence[Any]], activation: Activation = RELU) -> dict[int, tuple[Any, ...]]:
    """Every set of features that one neuron can have as its support, with an encoder row that does it.

    ``{ {d : sigma(a.w_d) != 0} : a in R^p }``.  ``features``: n vectors of p exact numbers, in any position; ``activation``: relu
    or jumprelu.  Returns mask -> encoder row; a set that is not a key is not realizable (see :func:`farkas`).
    Source: arXiv 2512.05534, Definition 3.2 (realizable patterns).

    >>> sorted(neuron_supports([(1, 0), (0, 1), (1, 1)]))
    [0, 1, 2, 5, 6, 7]
    """
    theta = threshold(activation)
    return jumprelu_supports(features, theta) if theta else relu_supports(features)


def threshold(activation: Activation) -> Fraction:
    """The level above which a single neuron passes its input; raises ``ValueError`` when neurons interact."""
    if activation.kind == "relu":
        return Fraction(0)
    if activation.kind == "jumprelu" and activation.theta is not None and activation.theta >= 0:
        return activation.theta
    raise ValueError(
        f"activation {activation.json()}: a single neuron has its own supports under relu and jumprelu(theta >= 0) only; "
        "for topk use solvers.sdl.patterns.joint_patterns"
    )


def realize(
    features: Sequence[Sequence[Any]],
    on: Iterable[int],
    off: Iterable[int] | None = None,
    *,
    activation: Activation = RELU,
) -> tuple[Any, ...] | Farkas:
    """An encoder row that is on for ``on`` and off for ``off``, or the Farkas multipliers that refute one.

    ``a.w_d > theta`` for d in ``on``, ``a.w_e <= theta`` for e in ``off`` (default: every other feature).  Exact in either case.
    Source: Motzkin's transposition theorem.

    >>> realize([(1, 0), (0, 1), (1, 1)], [0, 1])
    Farkas(lam={0: Fraction(1, 2), 1: Fraction(1, 2)}, mu={2: Fraction(1, 2)})
    """
    theta = threshold(activation)
    vectors = [tuple(v) for v in features]
    prepare(vectors)
    on = sorted(set(on))
    off = [e for e in range(len(vectors)) if e not in on] if off is None else sorted(set(off))
    for d in on + off:
        if not 0 <= d < len(vectors):
            raise ValueError(f"feature {d} does not exist: there are {len(vectors)} features, counted from 0")
    if not vectors:
        return ()
    rows = [vectors[d] for d in on] + [tuple(-x for x in vectors[e]) for e in off]
    answer = solve(
        rows or [(0,) * len(vectors[0])],
        [">"] * len(on) + [">="] * len(off) or [">="],
        [theta] * len(on) + [-theta] * len(off) or [0],
    )
    if isinstance(answer, Feasible):
        return answer.point
    return _multipliers(answer, on, off)


def _multipliers(answer: Infeasible, on: list[int], off: list[int]) -> Farkas:
    """Scale so that the multipliers on ``on`` sum to 1; both forms of the theorem hold then."""
    y = answer.multipliers
    total: Any = sum(y[: len(on)])
    scaled = [v / total for v in y]
    lam = {d: v for d, v in zip(on, scaled, strict=False) if v}
    mu = {e: v for e, v in zip(off, scaled[len(on) :], strict=True) if v}
    return Farkas(lam, mu)


def farkas(
    features: Sequence[Sequence[Any]],
    on: Iterable[int],
    off: Iterable[int] | None = None,
    *,
    activation: Activation = RELU,
) -> Farkas:
    """The exact multipliers that prove a support not realizable.

    Arguments as for :func:`realize`.  Raises ``ValueError`` with an encoder row when the support *is* realizable.

    >>> farkas([(1, 0), (0, 1), (1, 1)], [2], activation=Activation("jumprelu", theta=Fraction(1)))
    Traceback (most recent call last):
        ...
    ValueError: the support [2] is realizable, by the encoder row (1, 1)
    """
    on = sorted(set(on))
    answer = realize(features, on, off, activation=activation)
    if isinstance(answer, Farkas):
        return answer
    row = ", ".join(map(str, answer))
    raise ValueError(f"the support {on} is realizable, by the encoder row ({row})")
