"""Non-negative pursuit of many small dictionaries at once, with the exact gradient of the squared residual.

Legend: s runs with q atoms in R^m each and b samples; all samples of all runs are the rows of one table, and atom j of run i is row
``i q + j`` of one list of atoms.  Products are kept by Gram matrices, finished samples leave the table, so that late steps are cheap.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

# as in solvers.pursuit.encode: products below 16 eps |d| |x| carry no information
SILENT = 16.0


@dataclass(frozen=True)
class Move:
    """One step of the samples that made it: their rows, the atoms in the list of all runs, the coefficients."""

    rows: Tensor
    atoms: Tensor
    coefficients: Tensor


@torch.no_grad()
def encode(
    x_sbm: Tensor, atoms_sqm: Tensor, *, steps: int, threshold: float, stop_on_repeat: bool = True
) -> tuple[list[Move], Tensor]:
    """The steps of every sample by the rule ``nonnegative``, and the codes, shape (s, b, q).

    Args:
        x_sbm: inputs.
        atoms_sqm: atoms of any norms.
        steps: at most so many, at least 1.
        threshold: a sample ends after a step that leaves a residual of smaller norm.
        stop_on_repeat: a sample also ends after a step that selected an atom again.

    >>> moves, codes = encode(torch.tensor([[[3.0, 1.0]]]), torch.eye(2)[None], steps=5, threshold=0.01)
    >>> len(moves), codes
    (2, tensor([[[3., 1.]]]))
    """
    (s, b, _), q = x_sbm.shape, atoms_sqm.shape[1]
    gram = torch.bmm(atoms_sqm, atoms_sqm.mT).reshape(s * q, q)
    norms = gram.view(s, q, q).diagonal(dim1=1, dim2=2).reshape(-1)
    c = torch.bmm(x_sbm, atoms_sqm.mT).reshape(s * b, q)
    energy = x_sbm.square().sum(2).reshape(-1)
    floor = SILENT * torch.finfo(x_sbm.dtype).eps * (norms.max() * energy).sqrt()
    rows = torch.arange(s * b)
    base, seen = rows // b * q, torch.zeros(s * b, q, dtype=torch.bool)
    moves: list[Move] = []
    for _ in range(steps):
        a, j = c.max(1)
        atom = base + j
        again = seen.gather(1, j[:, None])[:, 0]
        moving = a > floor
        energy = energy - a.square() * (2 - norms[atom])
        c = c - a[:, None] * gram[atom]
        seen.scatter_(1, j[:, None], True)
        moves.append(Move(rows[moving], atom[moving], a[moving]))
        go = moving & (energy > threshold**2)
        if stop_on_repeat:
            go &= ~again
        rows, c, energy, floor, base, seen = (t[go] for t in (rows, c, energy, floor, base, seen))
        if not len(rows):
            break
    codes = x_sbm.new_zeros(s * b, q)
    for move in moves:
        codes.view(-1).index_add_(0, move.rows * q + move.atoms % q, move.coefficients)
    return moves, codes.view(s, b, q)


@torch.no_grad()
def gradient(x_sbm: Tensor, atoms_sqm: Tensor, moves: list[Move], codes_sbq: Tensor) -> tuple[Tensor, Tensor]:
    """Mean of ``|r_T|^2`` over the samples of every run, shape (s,), and its derivative by the atoms, shape (s, q, m).

    The adjoint recursion of :mod:`solvers.pursuit.gradient`: ``g_T = 2 r_T / b``, ``g_t = g_{t+1} - <d, g_{t+1}> d``; the step adds
    ``-<d, g_{t+1}> r_t - a g_{t+1}`` to the derivative by its atom.
    """
    b, m = x_sbm.shape[1], x_sbm.shape[2]
    residual = x_sbm - torch.bmm(codes_sbq, atoms_sqm)
    loss = residual.square().sum(2).mean(1)
    r, g, d_all = residual.reshape(-1, m), (2 / b) * residual.reshape(-1, m), atoms_sqm.reshape(-1, m)
    out = torch.zeros_like(d_all)
    for move in reversed(moves):
        d, after, a = d_all[move.atoms], g[move.rows], move.coefficients[:, None]
        inner = (d * after).sum(1, keepdim=True)
        before = r[move.rows] + a * d
        out.index_add_(0, move.atoms, -inner * before - a * after)
        g[move.rows], r[move.rows] = after - inner * d, before
    return loss, out.view_as(atoms_sqm)
