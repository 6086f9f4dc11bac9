"""One encoder, one activation, one decoder: every kind of sparse dictionary model as a torch module.

Legend (arXiv 2512.05534): input x in R^p, target y in R^r, q neurons; encoder rows a_j = ``encoder_qp[j]``; decoder columns
u_j = ``decoder_qr[j]`` (stored as rows, so that the columns a sample uses are contiguous); codes ``z = sigma(W_E (x - b_D) + b_E)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from torch import Tensor, nn

from solvers.sdl.train.activation_layers import SparseCodes, batch_topk, topk
from solvers.sdl.train.architecture import Architecture
from solvers.sdl.train.jumprelu import jumprelu


@dataclass
class Output:
    """What a model makes of a batch.

    Args:
        y_br: reconstruction of the targets.
        pre_bq: pre-activations (gated: ``W_E (x - b_D)`` without biases).
        dense_bq: codes, where they were computed as a dense matrix.
        sparse: codes as values and indices, where a fixed number of neurons is active.
        extra: per kind: ``gate_bq`` (gated: pre-activations of the gate), ``prefix_y`` (matryoshka: list of the reconstructions of
            the shorter prefixes).
    """

    y_br: Tensor
    pre_bq: Tensor
    dense_bq: Tensor | None = None
    sparse: SparseCodes | None = None
    extra: dict[str, object] = field(default_factory=dict)

    @cached_property
    def codes_bq(self) -> Tensor:
        """The codes as a dense (b, q) matrix, made from the sparse ones on first use."""
        if self.dense_bq is not None:
            return self.dense_bq
        assert self.sparse is not None  # every kind fills one of the two
        return self.sparse.dense(self.pre_bq.shape[1])

    @property
    def values_bk(self) -> Tensor | None:
        """Values of the active neurons, or None where codes are dense."""
        return self.sparse.values_bk if self.sparse else None

    @property
    def index_bk(self) -> Tensor | None:
        """Indices of the active neurons, or None where codes are dense."""
        return self.sparse.index_bk if self.sparse else None


def generator(seed: int, purpose: int, device: torch.device | str = "cpu") -> torch.Generator:
    """A stream of random numbers of its own for every (seed, purpose).

    >>> bool(torch.rand(1, generator=generator(0, 1)) == torch.rand(1, generator=generator(0, 1)))
    True
    """
    state = int(np.random.SeedSequence([seed, purpose]).generate_state(1, np.uint64)[0])
    return torch.Generator(device=device).manual_seed(state % 2**63)


class SDLModel(nn.Module):
    """``y = b_D + W_D sigma(W_E (x - b_D) + b_E)``; a transcoder does not subtract b_D, its input lives elsewhere.

    Decoder columns start at random unit vectors, encoder rows at the same vectors (transcoder: at other random unit vectors), all
    biases at 0; the same seed gives the same numbers.

    Args:
        architecture: kind and sizes.
        seed: of the starting parameters, at least 0.
        dtype: float32 or float64.
        device: where the parameters live.
        tied_start: False starts the encoder at unit vectors of its own in every form.

    Source: arXiv 2512.05534, section 2, with the biases of arXiv 2406.04093 and 2404.16014.

    >>> model = SDLModel(Architecture("topk", inputs=(4,), outputs=(4,), width=8, k=2), seed=0)
    >>> model(torch.zeros(3, 4)).y_br.shape
    torch.Size([3, 4])
    """

    batch_threshold: Tensor

    def __init__(
        self,
        architecture: Architecture,
        *,
        seed: int,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
        tied_start: bool = True,
    ) -> None:
        super().__init__()
        self.architecture = a = architecture
        q = a.width

        def parameter(values: Tensor) -> nn.Parameter:
            return nn.Parameter(values.to(device=device, dtype=dtype).contiguous())

        decoder = _unit_rows(q, a.r, generator(seed, 0))
        tied = tied_start and a.form != "transcoder"
        self.encoder_qp = parameter(decoder.clone() if tied else _unit_rows(q, a.p, generator(seed, 1)))
        self.decoder_qr = parameter(decoder)
        self.encoder_bias_q = parameter(torch.zeros(q)) if a.encoder_bias else None
        self.decoder_bias_r = parameter(torch.zeros(a.r)) if a.decoder_bias else None
        if a.kind == "jumprelu":
            self.log_threshold_q = parameter(torch.full((q,), a.threshold, dtype=torch.float64).log())
        if a.kind == "gated":
            self.gate_scale_q, self.gate_bias_q = parameter(torch.zeros(q)), parameter(torch.zeros(q))
        if a.kind == "batchtopk":
            self.register_buffer("batch_threshold", torch.zeros((), dtype=dtype, device=device))

    @property
    def threshold_q(self) -> Tensor:
        """JumpReLU: the thresholds, positive by construction."""
        return self.log_threshold_q.exp()

    def pre_activations(self, x_bp: Tensor) -> Tensor:
        """``W_E (x - b_D) + b_E``, shape (b, q); gated: ``W_E (x - b_D)``, to which gate and magnitude add their own biases."""
        a = self.architecture
        if self.decoder_bias_r is not None and a.form != "transcoder":
            x_bp = x_bp - self.decoder_bias_r
        bias = None if a.kind == "gated" else self.encoder_bias_q
        return nn.functional.linear(x_bp, self.encoder_qp, bias)

    def codes(self, x_bp: Tensor) -> Tensor:
        """Dense codes, shape (b, q)."""
        return self._encode(self.pre_activations(x_bp)).codes_bq

    def decode(self, codes_bq: Tensor) -> Tensor:
        """``b_D + W_D z`` for dense codes."""
        y_br = codes_bq @ self.decoder_qr
        return y_br if self.decoder_bias_r is None else y_br + self.decoder_bias_r

    def forward(self, x_bp: Tensor) -> Output:
        """Reconstruction and codes of a batch; BatchTopK updates its running threshold when it trains with gradients."""
        output = self._encode(self.pre_activations(x_bp))
        if output.sparse is not None:
            output.y_br = output.sparse.decode(self.decoder_qr, self.decoder_bias_r)
        else:
            output.y_br = self.decode(output.codes_bq)
        if self.architecture.kind == "matryoshka":
            output.extra["prefix_y"] = [c.decode(self.decoder_qr, self.decoder_bias_r) for c in output.extra["prefix"]]  # type: ignore[attr-defined]
        return output

    def _encode(self, pre_bq: Tensor) -> Output:
        a, none = self.architecture, pre_bq.new_empty(0)
        if a.kind == "relu":
            return Output(none, pre_bq, pre_bq.relu())
        if a.kind == "jumprelu":
            return Output(none, pre_bq, jumprelu(pre_bq, self.threshold_q, a.bandwidth))
        if a.kind == "gated":
            gate_bq = pre_bq + self.gate_bias_q
            magnitude_bq = pre_bq * self.gate_scale_q.exp()
            if self.encoder_bias_q is not None:
                magnitude_bq = magnitude_bq + self.encoder_bias_q
            codes = torch.where(gate_bq > 0, magnitude_bq.relu(), torch.zeros_like(pre_bq))
            return Output(none, pre_bq, codes, extra={"gate_bq": gate_bq})
        if a.kind == "batchtopk":
            return Output(none, pre_bq, self._batch_codes(pre_bq))
        *shorter, last = zip(a.prefixes or (a.width,), a.ks, strict=True)
        extra: dict[str, object] = {"prefix": [topk(pre_bq[:, :m], k) for m, k in shorter]} if shorter else {}
        if a.kind == "matryoshka":
            extra.setdefault("prefix", [])
        return Output(none, pre_bq, sparse=topk(pre_bq, last[1]), extra=extra)

    def _batch_codes(self, pre_bq: Tensor) -> Tensor:
        if not self.training:
            return torch.where(pre_bq > self.batch_threshold, pre_bq, torch.zeros_like(pre_bq))
        codes = batch_topk(pre_bq, self.architecture.k or 0)
        if torch.is_grad_enabled():
            self._update_threshold(codes.detach())
        return codes

    @torch.no_grad()
    def _update_threshold(self, codes_bq: Tensor) -> None:
        """Running mean of the smallest value that was selected (arXiv 2412.06410, equation (6)); the first batch sets it."""
        smallest = torch.where(codes_bq > 0, codes_bq, torch.inf).min()
        rate = torch.where(self.batch_threshold > 0, 0.01, 1.0)  # mean over about the last 100 batches
        new = self.batch_threshold + rate * (smallest - self.batch_threshold)
        self.batch_threshold.copy_(torch.where(smallest.isfinite(), new, self.batch_threshold))


def _unit_rows(rows: int, size: int, stream: torch.Generator) -> Tensor:
    matrix = torch.randn(rows, size, generator=stream, dtype=torch.float64)
    return matrix / matrix.norm(dim=1, keepdim=True)
