"""Stacks of autoencoders with a one-step encoder on the tree: ReLU with L1, BatchTopK, Matryoshka, each to the mean number of 1.36 atoms.

As reported for arXiv 2506.03093, appendix B.1, and its code: ReLU and Matryoshka scale inputs to a mean square of m
and steer the weight of L1 until 1.36 atoms are active; BatchTopK lowers its number from 3 to 1.36 over 1,000 steps.
The L1 term counts a code with the norm of its decoder row.  Matryoshka as in that code: four prefixes a batch, of
length L < q with probability proportional to ``sqrt(L) - sqrt(L - 1)``, without repetition, and the whole; the loss is
the mean over prefixes of squared error and L1 of the prefix; before the next step latents are put in the order of
running energies, which stay with the places, as do the moments of Adam.
Ours: the encoder starts as the decoder's transpose and subtracts the decoder's bias, and inputs are scaled by the mean
of all batches so far, at most the last 1,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor

from solvers.sdl.train.model.module import generator

ACTIVE = 1.36  # of the tree: one parent, and a child in 0.6 of 0.6 of the samples
Kind = Literal["relu", "batchtopk", "matryoshka"]
# of 15,000 steps as reported; fewer steps have the same schedule, compressed
FULL = 15_000
FIRST_WEIGHT, HELD, FACTOR = 0.1, 3000, 3e-4  # L1: start, steps before it is steered, relative change a step
LARGE, FALLING = 3.0, 1000  # BatchTopK: where it starts, steps until it is at 1.36
PREFIXES = 4  # of Matryoshka, beside the whole
ENERGY = 0.05  # weight of a batch in the running energies


class OneStepStack:
    """``z = sigma(W_E (x - b_D) + b_E)``, ``y = z W_D + b_D`` for every run.

    Args:
        kind: activation and penalty.
        starts: seeds of the decoders, one per run; the encoder starts as the decoder's transpose.
        width: q.
        inputs: m.
        steps: of the whole training, which all schedules are fitted to.
        apart: weight of the squared cosines of decoder rows that are active together; 0 as released.  See :meth:`_together`.
    """

    def __init__(
        self,
        kind: Kind,
        starts: Sequence[int],
        *,
        width: int = 20,
        inputs: int = 20,
        steps: int = FULL,
        apart: float = 0.0,
    ) -> None:
        self.kind, self.apart, self.share = kind, apart, steps / FULL
        rows = [torch.randn(width, inputs, generator=generator(seed, 0), dtype=torch.float64) for seed in starts]
        unit = torch.stack(rows)
        unit = (unit / unit.norm(dim=2, keepdim=True)).float()
        size = 1.0 if kind == "batchtopk" else 0.1
        s = len(starts)
        self.parameters = {
            "encoder": size * unit.clone(),
            "decoder": size * unit.clone(),
            "encoder_bias": torch.zeros(s, width),
            "decoder_bias": torch.zeros(s, inputs),
        }
        self.weight = torch.full((s, 1, 1), FIRST_WEIGHT)
        self._scale = torch.zeros(s, 1, 1)
        self._energy = torch.zeros(s, width)
        self._prefix = torch.Generator().manual_seed(int(starts[0]))
        self._seen = 0

    def gradients(self, x_sbm: Tensor, step: int) -> dict[str, Tensor]:
        """Of squared error plus penalties, each a mean over the samples of a run."""
        x = self._scaled(x_sbm, learn=True)
        if self.kind == "matryoshka" and step:
            self._sort()
        leaves = {name: p.detach().requires_grad_() for name, p in self.parameters.items()}
        with torch.enable_grad():
            codes = self._codes(x, leaves, self._active(step))
            target, loss = x - leaves["decoder_bias"][:, None], x.new_zeros(())
            norms = leaves["decoder"].norm(dim=2)[:, None]
            prefixes = self._prefixes()
            left, l1 = target, loss
            for start, end in pairwise([0, *prefixes]):
                part = codes[:, :, start:end]
                left = left - torch.bmm(part, leaves["decoder"][:, start:end])
                loss = loss + left.square().sum((1, 2))
                if self.kind != "batchtopk":
                    l1 = l1 + (self.weight * part * norms[:, :, start:end]).sum((1, 2))
                    loss = loss + self._fade(step) * l1
            loss = loss / (x.shape[1] * len(prefixes))
            if self.apart:
                loss = loss + self.apart * self._together(codes.detach(), leaves["decoder"])
            gradients = torch.autograd.grad(loss.sum(), list(leaves.values()))
        self._steer(codes.detach(), step)
        if self.kind == "matryoshka":
            self._energy.lerp_((codes * norms).detach().square().mean(1), ENERGY)
        return dict(zip(leaves, gradients, strict=True))

    def codes(self, x_sbm: Tensor) -> Tensor:
        """Codes in the scale of the inputs."""
        codes = self._codes(self._scaled(x_sbm, learn=False), self.parameters, ACTIVE)
        return codes if self.kind == "batchtopk" else codes / self._scale.clamp_min(1e-30)  # 0 before the first batch

    def atoms(self) -> Tensor:
        """Decoder rows."""
        return self.parameters["decoder"]

    def _scaled(self, x: Tensor, *, learn: bool) -> Tensor:
        if self.kind == "batchtopk":
            return x
        if learn:
            now = (x.shape[2] / x.square().sum(2).mean(1)).sqrt()[:, None, None]
            self._seen += 1
            self._scale += (now - self._scale) / min(self._seen, 1000)
        return x * self._scale

    def _codes(self, x: Tensor, w: dict[str, Tensor], active: float) -> Tensor:
        pre = torch.bmm(x - w["decoder_bias"][:, None], w["encoder"].mT) + w["encoder_bias"][:, None]
        codes = pre.relu()
        if self.kind != "batchtopk":
            return codes
        flat = codes.flatten(1)
        least = flat.detach().topk(int(active * x.shape[1]), dim=1).values[:, -1:]
        return torch.where(flat >= least, flat, 0.0).view_as(codes)

    def _fade(self, step: int) -> float:
        """With the penalty on companions L1 has done its work at half the steps, and falls to 0 at three quarters; else it stays."""
        return 1.0 if not self.apart else min(1.0, max(0.0, 3 - 4 * step / (FULL * self.share)))

    def _active(self, step: int) -> float:
        return max(ACTIVE, LARGE - (LARGE - ACTIVE) * step / (FALLING * self.share))

    def _prefixes(self) -> list[int]:
        """How many latents every part of the loss may use; the last part uses all."""
        q = self.parameters["decoder"].shape[1]
        if self.kind != "matryoshka":
            return [q]
        lengths = torch.arange(1, q, dtype=torch.float64)
        law = lengths.sqrt() - (lengths - 1).sqrt()
        drawn = 1 + torch.multinomial(law, min(PREFIXES, q - 1), generator=self._prefix)
        return [*sorted(drawn.tolist()), q]

    def _sort(self) -> None:
        """Latents in the order of the running energies of their places: the step after, as released, between two steps of Adam."""
        order = self._energy.argsort(dim=1, descending=True, stable=True)
        for name in ("encoder", "decoder"):
            rows = self.parameters[name]
            rows.copy_(rows.gather(1, order[:, :, None].expand_as(rows)))
        bias = self.parameters["encoder_bias"]
        bias.copy_(bias.gather(1, order))

    def _together(self, codes: Tensor, decoder: Tensor) -> Tensor:
        """``sum_{i != j} E[z_i z_j > 0] <u_i, u_j>^2`` for unit rows u: 0 exactly where atoms that are active together are orthogonal."""
        unit = decoder / decoder.norm(dim=2, keepdim=True).clamp_min(1e-12)
        on = (codes > 0).float()
        joint = torch.bmm(on.mT, on) / codes.shape[1]
        return (joint * torch.bmm(unit, unit.mT).square()).sum((1, 2)) - joint.diagonal(dim1=1, dim2=2).sum(1)

    def _steer(self, codes: Tensor, step: int) -> None:
        if self.kind != "batchtopk" and step >= HELD * self.share and self._fade(step) == 1:
            active = (codes > 0).float().sum(2).mean(1)[:, None, None]
            self.weight *= torch.where(active > ACTIVE, 1 + FACTOR / self.share, 1 - FACTOR / self.share)
