"""Local minima of ReLU problems with linearly independent input features: the spectra of the blocks.

Let the features be linearly independent.  Choose disjoint groups F_1, F_2, ... of features and serve group F_g with c_g neurons,
``sum c_g <= q``; drop the other features.  If the span of the top c_g eigenvectors of ``B_F = diag(sqrt M) V_F^T V_F diag(sqrt M)``
contains a strictly positive vector for every group, the loss has a local minimum with value

    sum over dropped d of M_d |v_d|^2  +  sum over groups of the eigenvalues of B_F below the first c_g.

(With one neuron per group this is the list of sub-partitions; with more it lists overlapping patterns.)

There are also valleys without a bottom.  Let y be the top eigenvector of ``B_F`` for a group F, with entries of both signs, so that no
neuron can have it as its code.  Two neurons with codes ``e_c + t y_+`` and ``e_c + t y_-`` serve a further feature c and, by their
difference, the direction y: as t goes to 0 and the decoder grows like 1/t, the loss falls to

    the loss of serving c exactly and F by its best rank-one approximation,

which no two neurons attain.  Gradient descent follows such a valley more and more slowly.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from scipy.optimize import linprog

from solvers.sdl.ensemble.descent import Array
from solvers.sdl.landing.match import Prediction
from theory.sdl import Problem


def block_spectrum(problem: Problem, *, overlapping: bool = True) -> list[Prediction]:
    """The list above, one entry per function, by increasing loss.

    Args:
        problem: ReLU, features_in linearly independent, so n <= p.
        overlapping: also groups with more than one neuron; without them, sub-partitions only.

    Raises:
        ValueError: dependent input features or another activation.

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=2)
    >>> [(round(x.loss, 9), x.label) for x in block_spectrum(p)]
    [(0.0, '{0} {1}'), (1.0, '{1}'), (2.0, '{0}'), (3.0, 'nothing')]
    """
    target = _independent_target(problem)
    out: list[Prediction] = []
    for groups in _groups(tuple(range(problem.n)), problem.width):
        if not overlapping and any(c > 1 for _, c in groups):
            continue
        function = np.zeros_like(target)
        for block, neurons in groups:
            part = _served(target[list(block)], neurons)
            if part is None:
                break
            function[list(block)] = part
        else:
            loss = float(((target - function) ** 2).sum())
            label = " ".join("{" + ",".join(map(str, b)) + "}" + (f"x{c}" if c > 1 else "") for b, c in groups)
            if not any(
                np.abs(function - p.function).max() < 1e-9 for p in out
            ):  # far below any gap between two spectra
                out.append(Prediction(loss, function, label or "nothing"))
    return sorted(out, key=lambda p: p.loss)


def collision_valleys(problem: Problem) -> list[Prediction]:
    """Limits of the valleys above in which two neurons serve one feature c and a group F of all others or fewer.

    Args:
        problem: ReLU, features_in linearly independent, width at least 2.  Neurons beyond the two are left dead.

    Raises:
        ValueError: dependent input features or another activation.

    >>> from fractions import Fraction
    >>> from theory.sdl import Activation
    >>> w = [[1, 0, 0], [Fraction(-3, 5), Fraction(4, 5), 0], [0, 0, 1]]
    >>> p = Problem.sae(w, activation=Activation("relu"), width=2)
    >>> [(round(x.loss, 9), x.label) for x in collision_valleys(p)]
    [(0.4, '2 with {0,1}')]
    """
    target = _independent_target(problem)
    out: list[Prediction] = []
    for size in range(2, problem.n if problem.width >= 2 else 0):
        for block in itertools.combinations(range(problem.n), size):
            _, vectors = np.linalg.eigh(target[list(block)] @ target[list(block)].T)
            top = vectors[:, -1]
            if (top > 1e-9).all() or (top < -1e-9).all() or (np.abs(top) < 1e-9).any():  # unit vector: 1e-9 is rounding
                continue
            for common in sorted(set(range(problem.n)) - set(block)):
                function = np.zeros_like(target)
                function[common] = target[common]
                function[list(block)] = np.outer(top, top @ target[list(block)])
                loss = float(((target - function) ** 2).sum())
                out.append(Prediction(loss, function, f"{common} with {{{','.join(map(str, block))}}}", attained=False))
    return sorted(out, key=lambda p: p.loss)


def _independent_target(problem: Problem) -> Array:
    w_np, v_nr, m_n = problem.arrays()
    if problem.activation.kind != "relu" or np.linalg.matrix_rank(w_np) < problem.n:
        raise ValueError("the block spectrum needs ReLU and linearly independent input features")
    return v_nr * np.sqrt(m_n)[:, None]


def _groups(features: tuple[int, ...], neurons: int) -> Iterator[list[tuple[tuple[int, ...], int]]]:
    """Disjoint groups with their numbers of neurons; fewer neurons first, so that labels are the plainest ones."""
    if not features:
        yield []
        return
    first, rest = features[0], features[1:]
    for size in range(min(len(rest) + 1, len(features))):
        for others in itertools.combinations(rest, size):
            left = tuple(d for d in rest if d not in others)
            for count in range(1, min(neurons, size + 1) + 1):
                for more in _groups(left, neurons - count):
                    yield [((first, *others), count), *more]
    yield from _groups(rest, neurons)


def _served(block_mr: Array, neurons: int) -> Array | None:
    """Best rank-c approximation of a block, or None when no strictly positive code vector lies in its row space."""
    _, vectors = np.linalg.eigh(block_mr @ block_mr.T)
    top = vectors[:, ::-1][:, :neurons]
    return top @ (top.T @ block_mr) if _has_positive(top) else None


def _has_positive(basis_mc: Array) -> bool:
    """Does the span of the columns contain a vector with all entries positive?  max t: basis s >= t, |s| <= 1."""
    m, c = basis_mc.shape
    result = linprog(
        c=[*np.zeros(c), -1.0],
        A_ub=np.hstack([-basis_mc, np.ones((m, 1))]),
        b_ub=np.zeros(m),
        bounds=[(-1, 1)] * c + [(None, 1)],
    )
    return bool(result.status == 0 and -result.fun > 1e-9)  # entries are of order 1; below 1e-9 they are rounding
