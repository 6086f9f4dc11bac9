"""What a trained sparse autoencoder on functions does at resolutions that it was not trained at, beside what the theory predicts.

Two errors are told apart.  The alias part belongs to the linear layer that reads the function: on N points it is
``sqrt(sum_{|k| < M} |R_k|^2 |sum_{l != 0} c_{k + l N}|^2)``, and zero for all functions of band B exactly when N >= B + M.  The rest of
the difference between the output on N points and the output on a very fine grid comes from the nonlinear code.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from solvers.operators.train.functions import Functions, Source, synthesised, tensor
from solvers.operators.train.layers import gather_spectrum, placed
from solvers.operators.train.model import DTYPES, How, OperatorSAE
from solvers.operators.train.waves import Grid, frequencies
from theory.operators.grids import least_exact_grid
from theory.operators.records import LongerDomain, OperatorsRecord, ResolutionRow

SAMPLES = 256  # fresh functions: shares of error are then known to about a tenth of their value
FINE = {
    1: 16,
    2: 4,
}  # the very fine grid is this many times that of training, by dimension; the discretisation error falls like N^-2
MOST_CELLS = 1 << 23  # numbers of the codes at one resolution: as many samples are measured as fit
RATIOS = (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(4))


@torch.no_grad()
def landing(model: OperatorSAE, source: Source, *, samples: int = SAMPLES) -> OperatorsRecord:
    """Measure a trained model on fresh functions at the resolutions 1, 3/2, 2 and 4 times that of training.

    Args:
        model: trained on the functions of ``source``.
        source: where fresh functions come from.
        samples: how many.
    """
    grid, kind, modes = source.grid, model.model.kind, model.model.modes
    finest = FINE[len(grid)] if modes else int(RATIOS[-1])
    largest = finest ** len(grid) * prod(grid) * model.model.concepts
    functions = source.fresh(max(1, min(samples, MOST_CELLS // largest)))
    fine = _spectrum(model, functions, tuple(FINE[len(grid)] * n for n in grid)) if modes else None
    rows: list[ResolutionRow] = []
    for ratio in RATIOS:
        n = tuple(int(ratio * m) for m in grid)
        if kind == "sae-mlp" and n != grid:
            continue
        rows.append(_row(model, functions, n, "as trained", 1, fine))
        circular = kind == "sae-cnn" and ratio > 1
        if circular and ratio.denominator == 1:
            rows.append(_row(model, functions, n, "dilated", int(ratio), None))
        if circular and model.model.boundary == "circular":
            rows.append(_row(model, functions, n, "resampled", 1, None))
    least = least_exact_grid(functions.band, modes) if modes else None
    longer = () if kind == "sae-mlp" or model.model.boundary == "zero" else (2, 3) if len(grid) == 1 else (2,)
    domains = tuple(_domain(model, functions, grid, times) for times in longer)
    cosines, coherence = kernel_cosines(model, source), effective_coherence(model)
    locality, usage = _locality_and_usage(model, functions, grid)
    return OperatorsRecord(tuple(rows), cosines, functions.band, least, domains, locality, coherence, usage)


def _domain(model: OperatorSAE, functions: Functions, grid: Grid, times: int) -> LongerDomain:
    x = _input(model, functions, grid)
    repeats = (1, 1, *(times,) * len(grid))
    wanted, longer = model(x)[0].repeat(repeats), x.repeat(repeats)

    def away(times: int) -> float | None:
        return _relative(model(longer, times=times)[0] - wanted, wanted)

    return LongerDomain(times, away(1), away(times) if model.model.kind == "sae-fno" else None)


def _relative(part: torch.Tensor, whole: torch.Tensor) -> float | None:
    size = whole.norm().item()
    return part.norm().item() / size if size else None


def _input(model: OperatorSAE, functions: Functions, grid: Grid, *, clean: bool = False) -> torch.Tensor:
    return tensor(functions.sampled(grid, clean=clean), DTYPES[model.model.dtype])


def _row(
    model: OperatorSAE, functions: Functions, grid: Grid, how: How, times: int, fine: torch.Tensor | None
) -> ResolutionRow:
    x = _input(model, functions, grid)
    y, z = model(x, how=how, times=times)
    error = ((y - x).square().sum() / x.square().sum()).item()
    alias, predicted, gap = None, None, None
    if fine is not None and model.model.modes:
        alias = alias_error(functions.spectrum_bck, grid, functions.band, model.model.modes)
        predicted = min(grid) >= least_exact_grid(functions.band, model.model.modes)
        gap = _relative(_spectrum(model, functions, grid) - fine, fine)
    return ResolutionRow(grid, how, error, alias, predicted, gap, (z > 0).double().mean().item())


def _spectrum(model: OperatorSAE, functions: Functions, grid: Grid) -> torch.Tensor:
    """The output as a function: its coefficients, real and imaginary parts, from codes of functions without noise."""
    _, z = model(_input(model, functions, grid, clean=True))
    return torch.stack(gather_spectrum(z, model.gains("decoder"), model.model.modes or 1))


def alias_error(spectrum_bck: NDArray[np.complex128], grid: Grid, band: int, modes: int) -> float:
    """Root of ``sum_{|k| < modes} |sum_{l != 0} c_{k + l n}|^2`` over that of all |c_k|^2: what a grid adds to the kept modes.

    Args:
        spectrum_bck: coefficients of the kept frequencies up to the band; those of -k are the conjugates.
        grid: number of points on every axis.
        band: the largest frequency per axis.
        modes: the layer keeps |k| < modes on every axis.

    >>> c = np.array([[[0, 0, 0, 1.0 + 0j]]])  # frequency 3
    >>> alias_error(c, (4,), 3, 2), alias_error(c, (5,), 3, 2)  # on 4 points it looks like -1
    (1.0, 0.0)
    """
    d = len(grid)
    half, most = frequencies(band + 1, d), max(band, modes - 1)
    every = np.concatenate([half, -half[1:]])
    values = np.concatenate([spectrum_bck, spectrum_bck[..., 1:].conj()], -1)
    (read, members), (own, alone) = (_by_residue(every, values, n) for n in (grid, (2 * most + 1,) * d))
    low = frequencies(modes, d)
    k = np.concatenate([low, -low[1:]])
    seen, single = tuple(k.T % np.array(grid)[:, None]), tuple(k.T % (2 * most + 1))
    # where nobody else is read the difference is zero without a rounding error
    added = np.where(members[seen] > alone[single], read[(..., *seen)] - own[(..., *single)], 0.0)
    extra = float((np.abs(added) ** 2).sum())
    whole = float((np.abs(values) ** 2).sum())
    return (extra / whole) ** 0.5


def _by_residue(
    k: NDArray[np.int64], values: NDArray[np.complex128], grid: Grid
) -> tuple[NDArray[np.complex128], NDArray[np.int64]]:
    """Sums of the coefficients of frequencies that a grid confuses, and how many there are, by residue."""
    at = np.ravel_multi_index(tuple(k.T % np.array(grid)[:, None]), grid)
    sums = np.zeros((prod(grid), *values.shape[:-1]), dtype=np.complex128)
    np.add.at(sums, at, np.moveaxis(values, -1, 0))
    members = np.bincount(at, minlength=prod(grid))
    return np.moveaxis(sums, 0, -1).reshape(*values.shape[:-1], *grid), members.reshape(grid)


def kernel_cosines(model: OperatorSAE, source: Source) -> tuple[float, ...]:
    """For every true kernel the cosine with the concept that it is matched with, the best one over shifts; -1 without a partner.

    Empty where the kernels are not known.

    A kernel is known up to shift and scale only, so shifts are maximised over on a grid 8 times as fine as that of training (4 times
    on a torus).
    """
    if source.kernels_ick is None:
        return ()
    grid = tuple((8 if len(source.grid) == 1 else 4) * n for n in source.grid)
    scores = _shifted_cosines(_unit(synthesised(source.kernels_ick, grid)), _unit(synthesised(written(model), grid)))
    rows, columns = linear_sum_assignment(-scores)
    out = np.full(len(scores), -1.0)
    out[rows] = scores[rows, columns]
    return tuple(float(x) for x in out)


def effective_coherence(model: OperatorSAE) -> float:
    """The largest cosine over shifts between what two concepts write, of either sign; -1 where there is one concept only.

    It is that of the effective dictionary: atoms that are orthogonal in a lifted space may write the same
    (operators.orthonormal-in-the-lift).
    """
    kernels = _unit(synthesised(written(model), model.grid))
    scores = np.maximum(_shifted_cosines(kernels, kernels), _shifted_cosines(kernels, -kernels))
    np.fill_diagonal(scores, -1.0)
    return float(scores.max())


def _shifted_cosines(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The best cosine over shifts of all pairs, shape (p, q); kernels of shape (p, channels, *grid)."""
    grid = one.shape[2:]
    axes = tuple(range(2, one.ndim))
    a, b = (np.fft.rfftn(x, axes=axes) for x in (one, other))
    out = np.empty((len(one), len(other)))
    for i in range(len(one)):
        products = (a[i][None] * b.conj()).sum(1)
        out[i] = np.fft.irfftn(products, s=grid, axes=tuple(range(1, one.ndim - 1))).reshape(len(b), -1).max(-1)
    return out


def _unit(kernels: NDArray[np.float64]) -> NDArray[np.float64]:
    norms = np.linalg.norm(kernels.reshape(len(kernels), -1), axis=1).reshape(-1, *(1,) * (kernels.ndim - 1))
    return np.divide(kernels, norms, out=np.zeros_like(kernels), where=norms > 0)


def written(model: OperatorSAE) -> NDArray[np.complex128]:
    """What the concepts write, as coefficients of the kept frequencies, shape (i, channels, K)."""
    with torch.no_grad():
        d = model.gains("decoder").double()
        if model.model.kind == "sae-fno":
            out = np.moveaxis((d[0] + 1j * d[1]).numpy(), 1, 0).copy()
            out[..., 0] = np.real(out[..., 0])
            return out
        if model.model.kind == "sae-cnn":
            kernels = placed(d, model.grid).transpose(0, 1).numpy()
        else:
            kernels = d.T.reshape(d.shape[1], model.channels, *model.grid).numpy()
    spectrum = np.fft.fftn(kernels, axes=tuple(range(2, kernels.ndim)), norm="forward")
    k = frequencies((min(model.grid) + 1) // 2, len(model.grid))  # unpaired frequencies belong to no single function
    return spectrum[(..., *(k[:, a] % n for a, n in enumerate(model.grid)))]


def _locality_and_usage(model: OperatorSAE, functions: Functions, grid: Grid) -> tuple[tuple[float, ...], float]:
    """Shares of the domain that codes fill, and how evenly the energy is spread over concepts."""
    _, z = model(_input(model, functions, grid))
    z = (z.double() * model.norms_i().double()[:, *(None,) * (z.ndim - 2)]).flatten(2)
    squares, fourth = z.square().sum(-1), z.square().square().sum(-1)
    ratio = torch.where(fourth > 0, squares.square() / fourth.clamp(min=1e-300), 0.0) / z.shape[-1]
    on = (squares > 0).sum(0)
    locality = torch.where(on > 0, ratio.sum(0) / on.clamp(min=1), 0.0)
    energy = squares.sum(0).numpy()
    return tuple(float(x) for x in locality), _evenness(energy)


def _evenness(energy: NDArray[np.float64]) -> float:
    """Entropy of the shares over its largest value."""
    if len(energy) == 1 or energy.sum() == 0:
        return 1.0 if len(energy) == 1 else 0.0
    share = energy / energy.sum()
    share = share[share > 0]
    return float(-(share * np.log(share)).sum() / np.log(len(energy)))
