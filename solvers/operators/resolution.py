"""What a trained sparse autoencoder on functions does at resolutions that it was not trained at, beside what the theory predicts.

Two errors are told apart.  The alias part belongs to the linear layer that reads the function: on N points it is
``sqrt(sum_{|k| < M} |R_k|^2 |sum_{l != 0} c_{k + l N}|^2)``, and zero for all functions of band B exactly when N >= B + M.  The rest of
the difference between the output on N points and the output on a very fine grid comes from the nonlinear code.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from solvers.operators.train.functions import Functions, Source, synthesised, tensor
from solvers.operators.train.layers import gather_spectrum
from solvers.operators.train.model import DTYPES, OperatorSAE
from theory.operators.grids import least_exact_grid

SAMPLES = 256  # fresh functions: shares of error are then known to about a tenth of their value
FINE = 16  # the very fine grid is this many times that of training; the discretisation error falls like N^-2
RATIOS = (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(4))


@dataclass(frozen=True)
class Row:
    """A model at one resolution.

    Args:
        grid: number of points.
        reading: how the layers are used there: ``as trained``, or ``dilated`` taps.
        error: relative squared error of the reconstruction of functions with noise.
        alias: relative error of the linear reading by aliasing, None where the layer has no modes.
        predicted: whether the theory says that there is no aliasing.
        gap: relative distance of the output from that on the fine grid, over the kept modes; None without modes, or where the model
            writes nothing.
        active: share of the domain on which a concept is active.
    """

    grid: int
    reading: str
    error: float
    alias: float | None
    predicted: bool | None
    gap: float | None
    active: float


@dataclass(frozen=True)
class Domain:
    """A model on functions that are repeated on a longer circle, points at the same distance.

    Args:
        times: how many times as long.
        by_index: relative distance of the output from the repeated one, gains by mode number (sae-cnn: the same taps); None where
            the model writes nothing.
        by_frequency: the same with gains by physical frequency, which the theory says is zero; None for sae-cnn.
    """

    times: int
    by_index: float | None
    by_frequency: float | None


@dataclass(frozen=True)
class Landing:
    """A trained model against the functions it was trained on.

    Args:
        rows: one per resolution.
        cosines: best cosine over shifts of every true kernel with its own concept.
        band: the largest frequency of the functions.
        least_grid: from where on the theory says that reading is exact, None without modes.
        domains: circles two and three times as long; none for sae-mlp.
        usage: entropy of the share of energy by concept over its largest value, 1 where all are used alike.
    """

    rows: tuple[Row, ...]
    cosines: tuple[float, ...]
    band: int
    least_grid: int | None
    domains: tuple[Domain, ...]
    usage: float

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON."""
        return asdict(self)


@torch.no_grad()
def landing(model: OperatorSAE, source: Source, *, samples: int = SAMPLES) -> Landing:
    """Measure a trained model on fresh functions at the resolutions 1, 3/2, 2 and 4 times that of training.

    Args:
        model: trained on the functions of ``source``.
        source: where fresh functions come from.
        samples: how many.
    """
    functions, grid = source.fresh(samples), source.grid
    fine = _spectrum(model, functions, FINE * grid) if model.model.modes else None
    rows: list[Row] = []
    for ratio in RATIOS:
        n = int(ratio * grid)
        if model.model.kind == "sae-mlp" and n != grid:
            continue
        rows.append(_row(model, functions, n, 1, source.band, fine))
        if model.model.kind == "sae-cnn" and ratio.denominator == 1 and ratio > 1:
            rows.append(_row(model, functions, n, int(ratio), source.band, None))
    least = least_exact_grid(source.band, model.model.modes) if model.model.modes else None
    domains = () if model.model.kind == "sae-mlp" else tuple(_domain(model, functions, grid, times) for times in (2, 3))
    return Landing(
        tuple(rows), kernel_cosines(model, source), source.band, least, domains, _usage(model, functions, grid)
    )


def _domain(model: OperatorSAE, functions: Functions, n: int, times: int) -> Domain:
    x = _input(model, functions, n)
    wanted, longer = model(x)[0].repeat(1, times), x.repeat(1, times)

    def away(dilation: int) -> float | None:
        return _relative(model(longer, dilation=dilation)[0] - wanted, wanted)

    return Domain(times, away(1), away(times) if model.model.kind == "sae-fno" else None)


def _relative(part: torch.Tensor, whole: torch.Tensor) -> float | None:
    size = whole.norm().item()
    return part.norm().item() / size if size else None


def _input(model: OperatorSAE, functions: Functions, n: int, *, clean: bool = False) -> torch.Tensor:
    return tensor(functions.sampled(n, clean=clean), DTYPES[model.model.dtype])


def _row(model: OperatorSAE, functions: Functions, n: int, dilation: int, band: int, fine: torch.Tensor | None) -> Row:
    x = _input(model, functions, n)
    y, z = model(x, dilation=dilation)
    error = ((y - x).square().sum() / x.square().sum()).item()
    alias, predicted, gap = None, None, None
    if fine is not None and model.model.modes:
        alias = alias_error(functions.spectrum_bk, n, model.model.modes)
        predicted = n >= least_exact_grid(band, model.model.modes)
        gap = _relative(_spectrum(model, functions, n) - fine, fine)
    return Row(
        n, "dilated" if dilation > 1 else "as trained", error, alias, predicted, gap, (z > 0).double().mean().item()
    )


def _spectrum(model: OperatorSAE, functions: Functions, n: int) -> torch.Tensor:
    """The output as a function: its coefficients, real and imaginary parts, from codes on n points of functions without noise."""
    _, z = model(_input(model, functions, n, clean=True))
    return torch.stack(gather_spectrum(z, model.decoder))


def alias_error(spectrum_bk: NDArray[np.complex128], n: int, modes: int) -> float:
    """Root of ``sum_{|k| < modes} |sum_{l != 0} c_{k + l n}|^2`` over that of all |c_k|^2: what n points add to the kept modes.

    Args:
        spectrum_bk: coefficients of the frequencies 0, ..., B; those of -k are the conjugates.
        n: number of points.
        modes: the layer keeps |k| < modes.

    >>> c = np.array([[0, 0, 0, 1.0 + 0j]])  # frequency 3
    >>> alias_error(c, 4, 2), alias_error(c, 5, 2)  # on 4 points it looks like -1
    (1.0, 0.0)
    """
    band = spectrum_bk.shape[1] - 1
    both = {k: spectrum_bk[:, k] if k >= 0 else spectrum_bk[:, -k].conj() for k in range(-band, band + 1)}
    extra = 0.0
    for k in range(1 - modes, modes):
        others = [both[j] for j in range(-band, band + 1) if j != k and (j - k) % n == 0]
        extra += float((np.abs(np.sum(others, axis=0)) ** 2).sum()) if others else 0.0
    whole = sum(float((np.abs(c) ** 2).sum()) for c in both.values())
    return (extra / whole) ** 0.5


def kernel_cosines(model: OperatorSAE, source: Source) -> tuple[float, ...]:
    """For every true kernel the cosine with the concept that it is matched with, the best one over shifts; -1 without a partner.

    Empty where the kernels are not known.

    A kernel is known up to shift and scale only, so shifts are maximised over on a grid 8 times as fine as that of training.
    """
    if source.kernels_ik is None:
        return ()
    n = 8 * source.grid
    true = _unit(np.array([_kernel(g[None], n) for g in source.kernels_ik]))
    learnt = _unit(np.array([_kernel(g[None], n) for g in _gains(model)]))
    scores = np.fft.irfft(np.fft.rfft(true)[:, None] * np.fft.rfft(learnt).conj()[None], n=n).max(-1)
    rows, columns = linear_sum_assignment(-scores)
    out = np.full(len(true), -1.0)
    out[rows] = scores[rows, columns]
    return tuple(float(x) for x in out)


def _unit(kernels_in: NDArray[np.float64]) -> NDArray[np.float64]:
    norms = np.linalg.norm(kernels_in, axis=1, keepdims=True)
    return np.divide(kernels_in, norms, out=np.zeros_like(kernels_in), where=norms > 0)


def _kernel(gains_1k: NDArray[np.complex128], n: int) -> NDArray[np.float64]:
    return synthesised(gains_1k, n)[0]


def _gains(model: OperatorSAE) -> NDArray[np.complex128]:
    """What the concepts write, as coefficients of the frequencies 0, 1, ..."""
    d = model.decoder.detach().double().numpy()
    if model.model.kind == "sae-fno":
        out = d[0] + 1j * d[1]
        out[:, 0] = out[:, 0].real
        return out
    padded = np.zeros((len(d), model.grid))
    padded[:, : d.shape[1]] = d
    spectrum = np.fft.rfft(padded, norm="forward")
    return spectrum[:, : (model.grid + 1) // 2]  # the unpaired frequency of an even grid belongs to no single function


def _usage(model: OperatorSAE, functions: Functions, n: int) -> float:
    _, z = model(_input(model, functions, n))
    energy = (z.double() * model.norms_i().double()[:, None]).square().sum((0, 2)).numpy()
    if len(energy) == 1 or energy.sum() == 0:
        return 1.0 if len(energy) == 1 else 0.0
    share = energy / energy.sum()
    share = share[share > 0]
    return float(-(share * np.log(share)).sum() / np.log(len(energy)))
