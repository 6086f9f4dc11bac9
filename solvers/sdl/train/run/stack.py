"""Many small models of one architecture trained side by side on one device, for experiments with several seeds and settings.

Legend: s runs; the parameters of the runs are the slices of one tensor per name, so that a step is a few batched products instead of a
Python loop over models.  Forward passes and losses are those of :mod:`solvers.sdl.train.model.module` and
:mod:`solvers.sdl.train.model.losses`, and
tests compare them run by run; only the kinds and summands below are offered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.one_thread import one_thread
from theory.errors import InputError

STACKED = ("relu", "jumprelu", "topk", "batchtopk", "matryoshka")
_USED = {"l1", "l1_decoder_norm", "l0", "l0_kind", "tanh_scale", "anchor", "gated_aux", "auxk_k"}


@dataclass(frozen=True)
class Samples:
    """Data sets of equal size for a stack.

    Args:
        x_tnp: t data sets of N samples, shape (t, N, p).
        y_tnr: their targets; the same tensor where the inputs are written back.
        of_s: which data set each run reads.
        seed: of the order of the samples, the same for all runs.
    """

    x_tnp: Tensor
    y_tnr: Tensor
    of_s: tuple[int, ...]
    seed: int = 0

    def places(self, step: int, size: int) -> Tensor:
        """Numbers of the samples of a step, drawn independently: a function of (seed, step)."""
        stream = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        return torch.randint(self.x_tnp.shape[1], (size,), generator=stream)

    def batch(self, step: int, size: int) -> tuple[Tensor, Tensor]:
        """Inputs (s, b, p) and targets (s, b, r) of a step."""
        at, of = self.places(step, size), list(self.of_s)
        x = self.x_tnp[:, at][of]
        return x, (x if self.y_tnr is self.x_tnp else self.y_tnr[:, at][of])


class Stack:
    """Models with one architecture as slices of shared tensors; each stays an ordinary model that sees its training at once.

    Args:
        models: at least one, all of the same architecture, of one of the kinds ``STACKED``.
        anchors: one per run, or None for runs without; all with equally many neurons.

    Raises:
        InputError: models or anchors that cannot share a tensor.
    """

    def __init__(self, models: Sequence[SDLModel], anchors: Sequence[Anchors | None] | None = None) -> None:
        if not models or any(m.architecture != models[0].architecture for m in models):
            raise InputError("models", len(models), "a stack needs at least one model, all of one architecture")
        self.architecture = models[0].architecture
        if self.architecture.kind not in STACKED:
            raise InputError("kind", self.architecture.kind, f"stacks are for {', '.join(STACKED)}", "train it alone")
        self.models = list(models)
        self.parameters: dict[str, Tensor] = {}
        for name, _ in models[0].named_parameters():
            shared = torch.stack([dict(m.named_parameters())[name].detach() for m in models])
            for i, model in enumerate(models):
                dict(model.named_parameters())[name].data = shared[i]
            self.parameters[name] = shared.requires_grad_()
        self.levels_s = torch.zeros(len(models)) if self.architecture.kind == "batchtopk" else None
        self._pull = _stacked_anchors(models, anchors)

    def forward(self, x_sbp: Tensor) -> tuple[Tensor, Tensor, Tensor, list[Tensor]]:
        """Reconstructions (s, b, r), codes (s, b, q), pre-activations, and the reconstructions of shorter prefixes."""
        w, a = self.parameters, self.architecture
        shift = w.get("decoder_bias_r")
        seen = x_sbp if shift is None or a.form == "transcoder" else x_sbp - shift[:, None]
        pre = torch.bmm(seen, w["encoder_qp"].transpose(1, 2))
        if "encoder_bias_q" in w:
            pre = pre + w["encoder_bias_q"][:, None]
        lengths = a.prefixes or (a.width,)
        codes = [self._codes(pre[..., :m], k) for m, k in zip(lengths, a.ks or (0,), strict=True)]
        y = [torch.bmm(z, w["decoder_qr"][:, : z.shape[2]]) for z in codes]
        y = y if shift is None else [part + shift[:, None] for part in y]
        return y[-1], codes[-1], pre, y[:-1]

    def _codes(self, pre: Tensor, k: int) -> Tensor:
        kind = self.architecture.kind
        if kind == "jumprelu":
            theta = self.parameters["log_threshold_q"].exp()[:, None]
            return pre * (pre > theta) + self._through(pre, theta, -theta.detach())
        codes = pre.relu()
        if kind == "batchtopk":
            flat = codes.flatten(1)
            keep = torch.topk(flat.detach(), k * pre.shape[1], dim=1)[1]
            return torch.zeros_like(flat).scatter(1, keep, flat.gather(1, keep)).view_as(codes)
        if kind in ("topk", "matryoshka"):
            keep = torch.topk(codes.detach(), k, dim=2)[1]
            return torch.zeros_like(codes).scatter(2, keep, codes.gather(2, keep))
        return codes

    def _through(self, pre: Tensor, theta: Tensor, factor: Tensor | float) -> Tensor:
        """Zero, with the straight-through gradient ``factor / epsilon K((z - theta) / epsilon)`` by the threshold."""
        width = self.architecture.bandwidth
        near = ((pre - theta).detach().abs() < width / 2).to(pre.dtype)
        return near * (factor / width) * (theta - theta.detach())

    def losses(self, x_sbp: Tensor, y_sbr: Tensor, config: LossConfig) -> tuple[Tensor, Tensor, Tensor]:
        """Loss and reconstruction error of every run, shapes (s,), and the codes."""
        y, codes, pre, shorter = self.forward(x_sbp)
        reconstruction = _squares(y_sbr - y)
        total = reconstruction
        for part in shorter:
            total = total + _squares(y_sbr - part)
        if config.l1:
            total = total + config.l1 * (codes.mean(1) * self._norms(config)).sum(1)
        if config.l0 and config.l0_kind == "tanh":
            total = total + config.l0 * torch.tanh(config.tanh_scale * codes * self._norms(config)[:, None]).sum(
                2
            ).mean(1)
        elif config.l0:
            theta = self.parameters["log_threshold_q"].exp()[:, None]
            active = (pre > theta).to(pre.dtype) + self._through(pre, theta, -1.0)
            total = total + config.l0 * active.sum(2).mean(1)
        if config.anchor and self._pull is not None:
            total = total + config.anchor * self._anchored()
        return total, reconstruction.detach(), codes.detach()

    def _norms(self, config: LossConfig) -> Tensor:
        if not config.l1_decoder_norm:
            return torch.ones(1)
        blocks = self.parameters["decoder_qr"].split(list(self.architecture.outputs), dim=2)
        return torch.stack([torch.linalg.vector_norm(block, dim=2) for block in blocks]).sum(0)

    def _anchored(self) -> Tensor:
        assert self._pull is not None  # the caller looked
        runs, neurons, read, written = self._pull
        encoder, decoder = self.parameters["encoder_qp"], self.parameters["decoder_qr"]
        each = (encoder[runs, neurons] - read).square().sum((1, 2)) + (decoder[runs, neurons] - written).square().sum(
            (1, 2)
        )
        return each.new_zeros(len(self.models)).index_add(0, runs[:, 0], each)

    @torch.no_grad()
    def follow_level(self, codes: Tensor) -> None:
        """BatchTopK: the running threshold of every model, by the rule of ``SDLModel``."""
        if self.levels_s is None:
            return
        smallest = torch.where(codes > 0, codes, torch.inf).amin((1, 2))
        rate = torch.where(self.levels_s > 0, 0.01, 1.0)
        new = self.levels_s + rate * (smallest - self.levels_s)
        self.levels_s = torch.where(smallest.isfinite(), new, self.levels_s)
        for model, level in zip(self.models, self.levels_s, strict=True):
            model.batch_threshold.copy_(level)


def fit_stack(
    stack: Stack,
    samples: Samples,
    settings: Settings,
    *,
    loss_config: LossConfig,
    log_every: int = 0,
    after_step: Callable[[int, Tensor, torch.optim.Adam], None] | None = None,
) -> tuple[tuple[int, Tensor], ...]:
    """Train all models of a stack with Adam; one thread, so that the same arguments give the same models on the same machine.

    Args:
        stack: its models are moved.
        samples: what they read.
        settings: steps, batch size, step sizes and moments of Adam; the other fields must have their defaults.
        loss_config: reconstruction, L1, tanh or step penalty, and anchors for the runs that have some.
        log_every: steps between the rows that are returned; 0 returns none.
        after_step: called with the number of steps taken, the codes and the optimiser.

    Returns:
        pairs (steps taken, reconstruction error of every run on that step's batch).

    Raises:
        InputError: an option that a stack does not have.
    """
    _check(settings, loss_config)
    with one_thread():
        return _fit(stack, samples, settings, loss_config, log_every, after_step)


def _fit(
    stack: Stack,
    samples: Samples,
    settings: Settings,
    config: LossConfig,
    log_every: int,
    after_step: Callable[[int, Tensor, torch.optim.Adam], None] | None,
) -> tuple[tuple[int, Tensor], ...]:
    betas = (settings.beta1, settings.beta2)
    groups = [{"params": [values], "factor": settings.factor(name)} for name, values in stack.parameters.items()]
    adam = torch.optim.Adam(groups, lr=1.0, betas=betas, eps=settings.epsilon, fused=True)
    rows = []
    for step in range(settings.steps):
        x, y = samples.batch(step, settings.batch_size)
        total, reconstruction, codes = stack.losses(x, y, config)
        adam.zero_grad(set_to_none=True)
        total.sum().backward()
        for group in adam.param_groups:
            group["lr"] = settings.rate(step) * group["factor"]
        adam.step()
        stack.follow_level(codes)
        if log_every and ((step + 1) % log_every == 0 or step in (0, settings.steps - 1)):
            rows.append((step + 1, reconstruction))
        if after_step is not None:
            after_step(step + 1, codes, adam)
    return tuple(rows)


def _check(settings: Settings, config: LossConfig) -> None:
    plain = Settings()
    for name in ("clip_norm", "unit_norm_decoder", "resample", "micro_batches"):
        if getattr(settings, name) != getattr(plain, name):
            raise InputError(f"optimiser.{name}", getattr(settings, name), "a stack does not have this option")
    for name in vars(config).keys() - _USED:
        if getattr(config, name) != getattr(LossConfig(), name):
            raise InputError(f"loss.{name}", getattr(config, name), "a stack does not have this summand")


def _squares(difference_sbr: Tensor) -> Tensor:
    return difference_sbr.square().sum((1, 2)) / difference_sbr.shape[1]


def _stacked_anchors(
    models: Sequence[SDLModel], anchors: Sequence[Anchors | None] | None
) -> tuple[Tensor, Tensor, Tensor, Tensor] | None:
    """Runs and neurons as index columns, and what the neurons should read and write, for the runs that have anchors."""
    if anchors is None or not any(a is not None for a in anchors):
        return None
    if len(anchors) != len(models):
        raise InputError(
            "anchors", len(anchors), f"one entry for each of {len(models)} models, None where there are none"
        )
    held = [(i, a) for i, a in enumerate(anchors) if a is not None]
    if len({len(a.neurons) for _, a in held}) > 1:
        raise InputError("anchors", sorted({len(a.neurons) for _, a in held}), "all runs anchor equally many neurons")
    for i, a in held:
        a.check(models[i].architecture)
    runs = torch.tensor([[i] for i, _ in held])
    like = models[0].encoder_qp
    return (
        runs,
        torch.tensor([a.neurons for _, a in held]),
        torch.stack([a.features_kp for _, a in held]).to(like),
        torch.stack([a.targets_kr for _, a in held]).to(like),
    )
