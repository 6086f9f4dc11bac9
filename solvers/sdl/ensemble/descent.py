"""Thousands of small models trained side by side: gradient descent or Adam as one batched program.

Legend: s runs; ``encoder_sqp`` (rows a_i), ``decoder_srq`` (columns u_i); features w (n, p), targets v (n, r), weights M_d;
``z_snq = sigma(W_E w_d)``.  The gradient of ``sum_d M_d |v_d - W_D z_d|^2`` is written by hand: with residuals
``r_d = v_d - W_D z_d`` it is ``-2 sum_d M_d r_d z_d^T`` for the decoder and ``-2 sum_d M_d mask_d * (W_D^T r_d) w_d^T`` for the encoder.

The true loss over finitely many inputs is such a sum too (:mod:`solvers.sdl.ensemble.objectives`).  A step on samples draws
``batch`` of the
inputs, in proportion to their weights, the same for all runs: run i never depends on how many others there are.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from solvers.sdl.ensemble.activations_torch import sigma
from solvers.sdl.train.run.one_thread import one_thread
from theory.sdl import Problem

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Schedule:
    """Steps of training: constant at first, then annealed.

    Minima of this loss often lie on walls between regions, where the gradient jumps and never vanishes; a constant step chatters
    around them for ever.  So the last ``annealed`` share of the steps shrinks geometrically to ``floor`` times the first step.

    Args:
        steps: number of steps.
        learning_rate: first step size.
        annealed: share of the steps, in [0, 1], that is annealed.
        floor: last step size over the first one.
        optimiser: ``gd``, or ``adam`` (Kingma and Ba, with their constants), where steps of about 0.01 are usual.
        batch: inputs drawn per step, or None for all of them in every step.
    """

    steps: int = 20_000
    learning_rate: float = 0.05
    annealed: float = 0.4
    floor: float = 1e-5
    optimiser: Literal["gd", "adam"] = "gd"
    batch: int | None = None

    def __post_init__(self) -> None:
        if self.batch is not None and self.batch < 1:
            raise ValueError(f"batch={self.batch}: a step needs at least one input")

    def step(self, t: int) -> float:
        """The step size at step ``t`` = 0, 1, ..., steps - 1.

        >>> Schedule(steps=11, learning_rate=1.0, annealed=1.0, floor=1e-2).step(5)
        0.1
        """
        start = round(self.steps * (1 - self.annealed))
        if t < start or self.steps - start < 2:
            return self.learning_rate
        return self.learning_rate * self.floor ** ((t - start) / (self.steps - 1 - start))


@dataclass(frozen=True)
class Ensemble:
    """The end points of many runs on one problem.

    Args:
        problem: what was trained on.
        seed: run i starts from the random stream (seed, i), whatever the number of runs.
        schedule: the steps taken.
        encoder_sqp: end points, shape (runs, q, p).
        decoder_srq: end points, shape (runs, r, q).
        loss_s: loss at the end points, not finite where a run blew up.
        moved_s: largest change of an entry of ``W_D Z sqrt(M)`` while the step was annealed: is the run still under way?
    """

    problem: Problem
    seed: int
    schedule: Schedule
    encoder_sqp: Array
    decoder_srq: Array
    loss_s: Array
    moved_s: Array

    @property
    def runs(self) -> int:
        """The number of runs."""
        return len(self.loss_s)

    def functions(self) -> Array:
        """``W_D Z sqrt(M)`` of every run, shape (runs, n, r): what the model computes, the same for all gauge copies."""
        return functions(self.problem, self.encoder_sqp, self.decoder_srq)


def functions(problem: Problem, encoder_sqp: Array, decoder_srq: Array) -> Array:
    """``sqrt(M_d) W_D sigma(W_E w_d)`` for a batch of models, shape (runs, n, r)."""
    w_np, _, m_n = problem.arrays()
    pre = np.einsum("np,sqp->snq", w_np, encoder_sqp)
    q = pre.shape[-1]
    if problem.activation.kind == "batchtopk":
        codes = np.stack([problem.activation.numpy(z) for z in pre])
    else:
        codes = problem.activation.numpy(pre.reshape(-1, q)).reshape(pre.shape)
    return np.einsum("snq,srq->snr", codes, decoder_srq) * np.sqrt(m_n)[:, None]


def initial(problem: Problem, *, runs: int, seed: int, scale: float = 1.0) -> tuple[Array, Array]:
    """Gaussian starts, each run from its own random stream.

    Args:
        problem: gives the shapes.
        runs: number of starts, at least 1.
        seed: of the ensemble.
        scale: standard deviation of every entry.

    Returns:
        encoders (runs, q, p) and decoders (runs, r, q).
    """
    if runs < 1:
        raise ValueError(f"runs={runs}: an ensemble needs at least one run")
    q, p, r = problem.width, problem.p, problem.r
    flat = np.stack([np.random.default_rng([seed, i]).standard_normal(q * (p + r)) for i in range(runs)]) * scale
    return flat[:, : q * p].reshape(runs, q, p), flat[:, q * p :].reshape(runs, r, q)


def gradient(problem: Problem, encoder_sqp: Tensor, decoder_srq: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Loss (s,) and its gradient by the encoder (s, q, p) and by the decoder (s, r, q); float64 torch tensors."""
    data = _Data(problem)
    residual, by_encoder, by_decoder = data.gradient(
        encoder_sqp.permute(1, 2, 0).contiguous(), decoder_srq.permute(1, 2, 0).contiguous()
    )
    return data.loss(residual), by_encoder.permute(2, 0, 1), by_decoder.permute(2, 0, 1)


class _Data:
    """The problem as tensors; the runs are the *last* axis, five times faster than batches of 2 x 2 matrix products."""

    def __init__(self, problem: Problem) -> None:
        import torch

        self.activation = problem.activation
        self.w_np, self.v_nr, self.m_n = (torch.from_numpy(x) for x in problem.arrays())

    def gradient(self, encoder_qps: Any, decoder_rqs: Any) -> tuple[Any, Any, Any]:
        """Residuals (n, r, s) and the gradient."""
        (n, p), (q, _, s) = self.w_np.shape, encoder_qps.shape
        pre_nqs = (self.w_np @ encoder_qps.transpose(0, 1).reshape(p, q * s)).view(n, q, s)
        codes, mask = (x.permute(1, 2, 0) for x in sigma(self.activation, pre_nqs.permute(2, 0, 1)))
        residual = self.v_nr[:, :, None] - (codes[:, None] * decoder_rqs[None]).sum(2)
        weighted = (-2 * self.m_n)[:, None, None] * residual
        by_decoder = (weighted[:, :, None] * codes[:, None]).sum(0)
        to_codes = (weighted[:, :, None] * decoder_rqs[None]).sum(1) * mask
        by_encoder = (self.w_np.T @ to_codes.reshape(n, q * s)).view(p, q, s).transpose(0, 1)
        return residual, by_encoder, by_decoder

    def sampled(self, batch: int, rng: np.random.Generator) -> _Data:
        """The problem with the weights of a sample: its gradient has the right expectation."""
        import torch

        total = self.m_n.sum()
        out = copy.copy(self)
        counts = torch.from_numpy(rng.multinomial(batch, (self.m_n / total).numpy()).astype(np.float64))
        out.m_n = counts * (total / batch)
        return out

    def loss(self, residual_nrs: Any) -> Any:
        """sum_d M_d |r_d|^2 for every run."""
        return (self.m_n[:, None, None] * residual_nrs**2).sum((0, 1))


def train_ensemble(
    problem: Problem,
    *,
    runs: int,
    seed: int = 0,
    schedule: Schedule | None = None,
    scale: float = 1.0,
    say: Callable[[str], None] = lambda _text: None,
) -> Ensemble:
    """Training on ``problem.loss`` from ``runs`` Gaussian starts, all in one batch.

    One thread, float64, samples that depend on the seed and the step alone: the same arguments give the same end points on
    the same machine.

    Args:
        problem: any activation of ``theory.sdl``; at a jump the derivative of the copied entries is used.
        runs: number of starts.
        seed: run i uses the stream (seed, i).
        schedule: optimiser, step sizes and samples, default :class:`Schedule`.
        scale: standard deviation of the starting entries.
        say: called about ten times with the share done.

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    >>> train_ensemble(p, runs=8, schedule=Schedule(steps=2000)).loss_s.round(6).min().item()
    0.0
    """
    encoder, decoder = initial(problem, runs=runs, seed=seed, scale=scale)
    return _train(problem, seed, schedule or Schedule(), encoder, decoder, say)


def go_on(
    ensemble: Ensemble, runs: Sequence[int], *, schedule: Schedule, say: Callable[[str], None] = lambda _text: None
) -> Ensemble:
    """Train some runs of an ensemble further, from where they are."""
    at = list(runs)
    return _train(ensemble.problem, ensemble.seed, schedule, ensemble.encoder_sqp[at], ensemble.decoder_srq[at], say)


def _train(
    problem: Problem, seed: int, schedule: Schedule, encoder: Array, decoder: Array, say: Callable[[str], None]
) -> Ensemble:
    import torch

    with one_thread():
        starts = torch.from_numpy(encoder), torch.from_numpy(decoder)
        encoder, decoder, moved = _descend(problem, seed, schedule, *starts, say)
    loss = ((functions(problem, encoder, decoder) - _target(problem)) ** 2).sum(axis=(1, 2))
    return Ensemble(problem, seed, schedule, encoder, decoder, loss, moved)


def _descend(
    problem: Problem,
    seed: int,
    schedule: Schedule,
    encoder_sqp: Tensor,
    decoder_srq: Tensor,
    say: Callable[[str], None],
) -> tuple[Array, Array, Array]:
    """All steps; end points, and how far each run went while it was annealed."""
    data, start = _Data(problem), round(schedule.steps * (1 - schedule.annealed))
    encoder, decoder = (x.permute(1, 2, 0).contiguous() for x in (encoder_sqp, decoder_srq))
    steps = [_Adam(x) if schedule.optimiser == "adam" else _Plain(x) for x in (encoder, decoder)]

    def here() -> tuple[Array, Array]:
        return encoder.permute(2, 0, 1).numpy().copy(), decoder.permute(2, 0, 1).numpy().copy()

    middle = here()
    for t in range(schedule.steps):
        if t == start:
            middle = here()
        if t % max(1, schedule.steps // 10) == 0:
            say(f"step {t} of {schedule.steps}")
        batch = data if schedule.batch is None else data.sampled(schedule.batch, np.random.default_rng([seed, 1, t]))
        _, *slopes = batch.gradient(encoder, decoder)
        for step, slope in zip(steps, slopes, strict=True):
            step(slope, t + 1, schedule.step(t))
    end = here()
    moved = np.abs(functions(problem, *end) - functions(problem, *middle)).max(axis=(1, 2))
    return *end, moved


class _Plain:
    """Gradient descent on one tensor, in place."""

    def __init__(self, parameter: Any) -> None:
        self.parameter = parameter

    def __call__(self, slope: Any, _t: int, rate: float) -> None:
        self.parameter.sub_(slope, alpha=rate)


class _Adam(_Plain):
    """Adam on one tensor, entry by entry, so that runs do not see each other (arXiv 1412.6980, algorithm 1)."""

    def __init__(self, parameter: Any) -> None:
        super().__init__(parameter)
        self.first, self.second = parameter.new_zeros(parameter.shape), parameter.new_zeros(parameter.shape)

    def __call__(self, slope: Any, t: int, rate: float) -> None:
        self.first.mul_(0.9).add_(slope, alpha=0.1)
        self.second.mul_(0.999).addcmul_(slope, slope, value=0.001)
        size = (self.second / (1 - 0.999**t)).sqrt_().add_(1e-8)
        self.parameter.addcdiv_(self.first, size, value=-rate / (1 - 0.9**t))


def _target(problem: Problem) -> Array:
    _, v_nr, m_n = problem.arrays()
    return v_nr * np.sqrt(m_n)[:, None]


def target_of(problem: Problem) -> tuple[Array, float]:
    """``sqrt(M_d) v_d`` (n, r) and its largest entry, the unit of all distances."""
    _, v_nr, m_n = problem.arrays()
    target = v_nr * np.sqrt(m_n)[:, None]
    return target, float(np.abs(target).max())
