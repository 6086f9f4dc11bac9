"""Which loss an ensemble is trained on: single features, or whole inputs ``x = sum_d x_d w_d`` with finitely many values.

The expected loss of a finite distribution is a weighted sum over its inputs, so it is a :class:`~theory.sdl.Problem` again, whose
features are the inputs: everything that works for the single-feature loss (training, landing, exact solving) works for it as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theory.errors import InputError
from theory.exact import Exact
from theory.sdl import Problem

MAX_INPUTS = 4096  # of the enumeration: 2^12; every step of training looks at all of them
Outcome = tuple[Sequence[Exact | int], Exact | int]  # coefficients x_1, ..., x_n and their probability


def joint(problem: Problem, outcomes: Iterable[Outcome]) -> Problem:
    """The true loss ``E |sum_d x_d v_d - W_D sigma(W_E sum_d x_d w_d)|^2`` of a finite joint distribution, as a problem.

    Outcomes with ``x = 0`` cost nothing, whatever the network, and are left out; equal inputs with equal outputs are put together.

    Args:
        problem: its features, activation and width; its weights are not used.
        outcomes: pairs (x of length n, probability > 0) with probabilities of sum at most 1, the rest being ``x = 0``.

    Raises:
        InputError: batchtopk; probabilities that are not positive or have a sum above 1; x of another length; too many inputs;
            an input that vanishes although its output does not.

    Source: arXiv 2512.05534, equation (5).

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    >>> both = joint(p, [([1, 0], Fraction(1, 2)), ([1, 1], Fraction(1, 4))])
    >>> [list(map(int, w)) for w in both.features_in], [str(m) for m in both.weights]
    ([[1, 0], [1, 1]], ['1/2', '1/4'])
    """
    if problem.activation.kind == "batchtopk":
        raise InputError("activation", "batchtopk", "selects over a whole batch, so its loss is no sum over inputs")
    table: dict[tuple[Any, Any], Exact] = {}
    total: Any = Fraction(0)
    for x, probability in outcomes:
        if len(x) != problem.n:
            raise InputError("outcomes", f"{len(x)} coefficients", f"the problem has {problem.n} features")
        if not probability > 0:
            raise InputError("outcomes", probability, "a probability must be positive")
        total = total + probability
        inputs, outputs = _combined(x, problem.features_in), _combined(x, problem.features_out)
        if not any(inputs) and any(outputs):
            raise InputError("outcomes", list(map(str, x)), "the input is zero and the output is not")
        if any(inputs):
            key = (inputs, outputs)
            table[key] = table.get(key, Fraction(0)) + probability
            if len(table) > MAX_INPUTS:
                raise InputError("outcomes", f"more than {MAX_INPUTS} inputs", "too many to enumerate", "use fewer")
    if total > 1:
        raise InputError("outcomes", total, "the sum of the probabilities is above 1")
    return replace(
        problem,
        name=f"{problem.name}, true loss",
        features_in=tuple(w for w, _ in table),
        features_out=tuple(v for _, v in table),
        weights=tuple(table.values()),
    )


def independent(problem: Problem, values: Sequence[Sequence[tuple[Exact | int, Exact | int]]]) -> Problem:
    """The true loss when the x_d are independent with finitely many values each.

    Args:
        problem: as for :func:`joint`.
        values: for every feature pairs (value, probability > 0), of sum at most 1; the rest is the probability of 0.

    Raises:
        InputError: as :func:`joint`, and when the values are not those of n features.
    """
    if len(values) != problem.n:
        raise InputError("values", f"{len(values)} distributions", f"the problem has {problem.n} features")
    tables: list[list[tuple[Any, Any]]] = []
    for d, row in enumerate(values):
        rest = 1 - sum((Fraction(0) + p for _, p in row), Fraction(0))
        if rest < 0 or not all(p > 0 for _, p in row):
            raise InputError(f"values[{d}]", [str(p) for _, p in row], "probabilities are positive, of sum at most 1")
        tables.append([*row, *([(Fraction(0), rest)] if rest else [])])
    count = 1
    for row in tables:
        count *= len(row)
    if count > 4 * MAX_INPUTS:
        raise InputError("values", f"{count} inputs", "too many to enumerate", f"at most {MAX_INPUTS} different ones")
    return joint(problem, map(_outcome, itertools.product(*tables)))


def bernoulli(problem: Problem, probability: Fraction) -> Problem:
    """The true loss when feature d is present, with coefficient 1, with probability ``probability M_d / max M``, independently.

    Divided by ``probability / max M`` it tends to the single-feature loss as ``probability`` goes to 0.

    Args:
        problem: as for :func:`joint`; here the weights set the ratios.
        probability: of the heaviest feature, in (0, 1]: 1 minus the sparsity S.

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=2)
    >>> [str(m) for m in bernoulli(p, Fraction(1, 2)).weights]
    ['1/8', '1/8', '3/8']
    """
    if not 0 < probability <= 1:
        raise InputError("probability", probability, "must be above 0 and at most 1")
    most: Any = max(problem.weights)
    return independent(problem, [[(Fraction(1), probability * (m / most))] for m in problem.weights])


def _outcome(chosen: tuple[tuple[Any, Any], ...]) -> Outcome:
    probability: Any = Fraction(1)
    for _, p in chosen:
        probability = probability * p
    return [x for x, _ in chosen], probability


def _combined(x: Sequence[Any], vectors: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """``sum_d x_d v_d``."""
    return tuple(sum((c * v[i] for c, v in zip(x, vectors, strict=True)), Fraction(0)) for i in range(len(vectors[0])))
