r"""The exact gradient of matching pursuit, by the adjoint of its steps; no graph of the steps is kept.

Legend: step t of a sample is ``a_t = <d, r_t>``, ``r_{t+1} = r_t - a_t d`` with ``d = d_{j_t}``.  With ``G`` the derivative of a loss by
``r_{t+1}`` and ``h_t`` its derivative by ``a_t``, put ``g = h_t - <d, G>``; then the derivative by ``r_t`` is ``G + g d``, and the step
adds ``g r_t - a_t G`` to the derivative by its atom.  Steps that were not made have no part in it.  Going back, ``r_t`` is
``r_{t+1} + a_t d``: two tables of the size of the batch are all the memory there is.

The selections are held fixed, as in every derivative of a piecewise smooth function; it is the derivative wherever no selection is tied.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from solvers.pursuit.compiled import adjoint_steps
from solvers.pursuit.encode import Settings, compiles, pursue


def encode(x_bp: Tensor, atoms_qp: Tensor, settings: Settings) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Codes as values and indices, and the residual; differentiable by inputs and atoms.

    Args:
        x_bp: inputs.
        atoms_qp: the dictionary.
        settings: which encoder.

    Returns:
        values (b, T), indices (b, T), residual (b, p), and the products of inputs and atoms (b, q), which have no derivative here.
        An atom selected several times has its whole code in the first of its places and 0 in the others.

    Raises:
        InputError: sizes that do not fit.

    Source: the derivative is checked against automatic differentiation of the steps; for the loss ``|r_T|^2 / 2`` it is the
    recursion ``g_t = (I - d d^T) g_{t+1}``.

    >>> x, atoms = torch.tensor([[2.0, 1.0]]), torch.eye(2, requires_grad=True)
    >>> values, index, residual, _ = encode(x, atoms, Settings("absolute", 1))
    >>> (0.5 * residual.square().sum()).backward()
    >>> atoms.grad
    tensor([[ 0., -2.],
            [ 0.,  0.]])
    """
    return _Pursuit.apply(x_bp, atoms_qp, settings)  # pyright: ignore[reportReturnType]


class _Pursuit(torch.autograd.Function):
    """Forward by :func:`solvers.pursuit.encode.pursue`, backward by the adjoint recursion."""

    @staticmethod
    def forward(ctx: Any, x_bp: Tensor, atoms_qp: Tensor, settings: Settings) -> tuple[Tensor, ...]:
        run = pursue(x_bp.detach(), atoms_qp.detach(), settings)
        place_bt = _first_place(run.index_bt, run.coefficient_bt)
        values_bt = torch.zeros_like(run.coefficient_bt).scatter_add_(1, place_bt, run.coefficient_bt)
        ctx.save_for_backward(atoms_qp, run.index_bt, run.coefficient_bt, run.residual_bp, place_bt)
        ctx.mark_non_differentiable(run.index_bt, run.first_bq)
        ctx.set_materialize_grads(False)
        return values_bt, run.index_bt, run.residual_bp, run.first_bq

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, by_values: Tensor | None, _i: Any, by_residual: Tensor | None, _f: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        atoms, index, coefficient, residual, place = ctx.saved_tensors
        by_coefficient = None if by_values is None else by_values.gather(1, place)
        by_x, by_atoms = adjoint(atoms, index, coefficient, residual, by_coefficient, by_residual)
        return by_x, by_atoms, None


@torch.no_grad()
def adjoint(
    atoms_qp: Tensor,
    index_bt: Tensor,
    coefficient_bt: Tensor,
    residual_bp: Tensor,
    by_coefficient_bt: Tensor | None,
    by_residual_bp: Tensor | None,
) -> tuple[Tensor, Tensor]:
    """The derivatives by inputs and by atoms, from those by coefficients and by the residual (None: zero)."""
    by_atoms = torch.zeros_like(atoms_qp, memory_format=torch.contiguous_format)
    g = torch.zeros_like(residual_bp) if by_residual_bp is None else by_residual_bp.clone()
    r = residual_bp.clone()
    if compiles(r):
        by = r.new_zeros(len(r), 0) if by_coefficient_bt is None else by_coefficient_bt
        r, g = r.contiguous(), g.contiguous()
        arrays = (
            atoms_qp.contiguous(),
            index_bt.contiguous(),
            coefficient_bt.contiguous(),
            by.contiguous(),
            r,
            g,
            by_atoms,
        )
        adjoint_steps(*(t.numpy() for t in arrays))
        return g, by_atoms
    made_bt = coefficient_bt != 0
    for t in range(index_bt.shape[1] - 1, -1, -1):
        rows = made_bt[:, t].nonzero()[:, 0]
        if not len(rows):
            continue
        whole = len(rows) == len(r)
        j, a = index_bt[rows, t], coefficient_bt[rows, t][:, None]
        d = atoms_qp.index_select(0, j)
        after, back = (g, r) if whole else (g[rows], r[rows])
        factor = -(d * after).sum(1, keepdim=True)
        if by_coefficient_bt is not None:
            factor = factor + by_coefficient_bt[rows, t][:, None]
        before = back + a * d
        by_atoms.index_add_(0, j, factor * before - a * after)
        if whole:
            g, r = g + factor * d, before
        else:
            g[rows], r[rows] = after + factor * d, before
    return g, by_atoms


def _first_place(index_bt: Tensor, coefficient_bt: Tensor) -> Tensor:
    """For every step the first step of the same sample that was made with the same atom; for steps not made, themselves."""
    steps = index_bt.shape[1]
    same = (index_bt[:, :, None] == index_bt[:, None, :]) & (coefficient_bt != 0)[:, None, :]
    place = same.to(torch.uint8).argmax(dim=2)  # the first of equal maxima
    own = torch.arange(steps, device=index_bt.device).expand_as(place)
    return torch.where(coefficient_bt != 0, place, own)
