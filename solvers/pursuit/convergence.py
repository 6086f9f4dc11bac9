"""Whether pursuit by largest positive products converges for a dictionary: exactly if its atoms positively span their span.

The criterion is claim ``pursuit.positive-span-no-stall``.  Weights ``b_j > 0`` with ``sum_j b_j d_j = 0`` exist exactly if ``-sum_j d_j``
lies in the cone of the atoms: one linear program, decided exactly on the stored numbers where the dictionary is small.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from solvers.exact.positive_span import Separated, in_cone

Array = NDArray[np.float64]
EXACT_CELLS = (
    1200  # numbers in a dictionary: 20 atoms in 20 dimensions, 200 in 6; the exact simplex then needs seconds at most
)


@dataclass(frozen=True)
class Convergence:
    """The answer and its proof.

    Args:
        converges: for every input, if there is no threshold and no other stop; None where that could not be decided.
        exact: whether rational arithmetic decided, or linear algebra in floating point.
        weights_q: positive weights that add the atoms up to 0 (exact answers only).
        stalled_p: an input that has no positive product with any atom and a negative one: nothing of it is ever encoded.
        reason: one clause for a reader.
    """

    converges: bool | None
    exact: bool
    weights_q: tuple[Fraction, ...] | None
    stalled_p: tuple[float, ...] | None
    reason: str


def converges(atoms_qp: Array) -> Convergence:
    """Decide whether the encoder ``nonnegative`` leaves nothing in the span, for every input.

    Args:
        atoms_qp: finite, no zero row.

    >>> converges(np.array([[1.0, 0.0], [0.0, 1.0]])).converges
    False
    >>> converges(np.array([[1.0], [-2.0]])).weights_q
    (Fraction(2, 1), Fraction(1, 1))
    """
    if atoms_qp.size <= EXACT_CELLS:
        return _exactly(atoms_qp)
    q, p = atoms_qp.shape
    rank = int(np.linalg.matrix_rank(atoms_qp))
    if rank == q:
        why = f"the {q} atoms are linearly independent (in floating point), and such atoms never span positively"
        return Convergence(False, False, None, tuple(_against(atoms_qp)), why)
    scaled = atoms_qp / np.linalg.norm(atoms_qp, axis=1, keepdims=True)
    # feasibility: weights of at least 1 whose sum of atoms is 0
    found = linprog(np.zeros(q), A_eq=scaled.T, b_eq=np.zeros(p), bounds=(1, None), method="highs")
    if found.status == 0:
        return Convergence(True, False, None, None, "a linear program in floating point found positive weights")
    if found.status == 2:
        return Convergence(False, False, None, None, "a linear program in floating point found no positive weights")
    return Convergence(None, False, None, None, "the linear program gave no answer")


def _exactly(atoms_qp: Array) -> Convergence:
    rows = [tuple(Fraction(float(x)) for x in row) for row in atoms_qp]
    target = tuple(-sum(column, Fraction(0)) for column in zip(*rows, strict=True))
    answer = in_cone(rows, target)
    if isinstance(answer, Separated):
        stalled = tuple(-float(x) for x in answer.vector)
        return Convergence(False, True, None, stalled, "an exact linear program found an input that stalls")
    weights = tuple(1 + c for c in answer)
    return Convergence(True, True, weights, None, "exact positive weights add the atoms up to 0")


def _against(atoms_qp: Array) -> Array:
    """For independent atoms, an input with the product -1 with each of them."""
    return np.linalg.lstsq(atoms_qp, -np.ones(len(atoms_qp)), rcond=None)[0].astype(np.float64)
