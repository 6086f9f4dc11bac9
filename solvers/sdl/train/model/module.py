"""One encoder, one activation, one decoder: every kind of sparse dictionary model as a torch module.

Legend (arXiv 2512.05534): input x in R^p, target y in R^r, q neurons; encoder rows a_j = ``encoder_qp[j]``; decoder columns
u_j = ``decoder_qr[j]`` (stored as rows, so that the columns a sample uses are contiguous); codes ``z = sigma(W_E (x - b_D) + b_E)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from solvers.sdl.train.model.activation_layers import Codes, SparseCodes, gated, signed_topk
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.jumprelu import jumprelu
from solvers.sdl.train.model.pursuit import pursuit_codes
from solvers.sdl.train.model.sparse_batch_topk import sparse_batch_encode
from solvers.sdl.train.model.sparse_topk import sparse_encode_prefixes
from theory.errors import InputError


@dataclass(frozen=True)
class Output:
    """What a model makes of a batch.

    Args:
        y_br: reconstruction of the targets.
        codes: what the encoder computed.
        prefix_y: matryoshka: reconstructions by every prefix but the last one.
    """

    y_br: Tensor
    codes: Codes
    prefix_y: tuple[Tensor, ...] = ()

    @property
    def codes_bq(self) -> Tensor:
        """The codes as a dense (b, q) matrix, made from the sparse ones on first use."""
        return self.codes.codes_bq

    @property
    def pre_bq(self) -> Tensor:
        """Pre-activations, see :meth:`SDLModel.pre_activations`."""
        return self.codes.pre_bq

    @property
    def sparse(self) -> SparseCodes | None:
        """The codes as values and indices, where a fixed number of neurons is active."""
        return self.codes.sparse


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
        if not a.tied:
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

    def __getattr__(self, name: str) -> Any:
        if name == "encoder_qp" and self.architecture.tied:  # one parameter: registered once, stored once, moved once
            return self.decoder_qr
        return super().__getattr__(name)

    @property
    def threshold_q(self) -> Tensor:
        """JumpReLU: the thresholds, positive by construction."""
        return self.log_threshold_q.exp()

    def centred(self, x_bp: Tensor) -> Tensor:
        """``x - b_D`` where b_D exists and lives in the space of x, else x."""
        if self.decoder_bias_r is None or self.architecture.form == "transcoder":
            return x_bp
        return x_bp - self.decoder_bias_r

    def pre_activations(self, x_bp: Tensor) -> Tensor:
        """``W_E (x - b_D) + b_E``, shape (b, q); gated: ``W_E (x - b_D)``, to which gate and magnitude add their own biases."""
        bias = None if self.architecture.kind == "gated" else self.encoder_bias_q
        return linear(self.centred(x_bp), self.encoder_qp, bias)

    def codes(self, x_bp: Tensor) -> Tensor:
        """Dense codes, shape (b, q); BatchTopK: over this batch while training, by the running threshold otherwise."""
        return self.encode(x_bp).codes_bq

    def encode(self, x_bp: Tensor) -> Codes:
        """Codes in the form that is cheapest for this kind of model.

        Raises:
            InputError: inputs that are no table of the model's width.
        """
        a = self.architecture
        if x_bp.ndim != 2 or x_bp.shape[1] != a.p:
            found = f"shape {tuple(x_bp.shape)}"
            raise InputError(
                "inputs", found, f"must be (samples, {a.p})", "flatten positions into samples: x.flatten(0, -2)"
            )
        if a.kind == "pursuit":
            return pursuit_codes(self.centred(x_bp), self.encoder_qp, a)
        if a.kind in ("topk", "matryoshka"):
            centre = None if a.form == "transcoder" else self.decoder_bias_r
            prefixes = list(zip(a.prefixes or (a.width,), a.ks, strict=True))
            pairs, pre_bq = sparse_encode_prefixes(
                x_bp, self.encoder_qp, self.encoder_bias_q, prefixes, centre_p=centre
            )
            *shorter, last = (SparseCodes(*pair, m) for pair, (m, _) in zip(pairs, prefixes, strict=True))
            return Codes(pre_bq, sparse=last, shorter=tuple(shorter))
        if a.kind == "batchtopk" and self.training:
            centre = None if a.form == "transcoder" else self.decoder_bias_r
            ragged, pre_bq = sparse_batch_encode(x_bp, self.encoder_qp, self.encoder_bias_q, a.k or 0, centre_p=centre)
            return Codes(pre_bq, ragged=ragged)
        pre_bq = self.pre_activations(x_bp)
        if a.kind == "signedtopk":
            return Codes(pre_bq, sparse=signed_topk(pre_bq, a.k or 0))
        if a.kind == "relu":
            return Codes(pre_bq, pre_bq.relu())
        if a.kind == "jumprelu":
            return Codes(pre_bq, jumprelu(pre_bq, self.threshold_q, a.bandwidth))
        if a.kind == "batchtopk":
            return Codes(pre_bq, torch.where(pre_bq > self.batch_threshold, pre_bq, 0.0))
        gate_bq, magnitude_bq = pre_bq + self.gate_bias_q, pre_bq * self.gate_scale_q.exp()
        if self.encoder_bias_q is not None:
            magnitude_bq = magnitude_bq + self.encoder_bias_q
        return Codes(pre_bq, gated(gate_bq, magnitude_bq), gate_bq=gate_bq)

    def decode(self, codes_bq: Tensor) -> Tensor:
        """``b_D + W_D z`` for dense codes."""
        return Codes(codes_bq, codes_bq).decode(self.decoder_qr, self.decoder_bias_r)

    def forward(self, x_bp: Tensor) -> Output:
        """Reconstruction and codes of a batch; BatchTopK updates its running threshold when it trains with gradients."""
        codes = self.encode(x_bp)
        if codes.residual_bp is not None and self.architecture.tied:  # what was written is what is not left
            return Output(x_bp - codes.residual_bp, codes)
        y_br = codes.decode(self.decoder_qr, self.decoder_bias_r)
        if codes.ragged is not None and torch.is_grad_enabled():
            self._update_threshold(codes.ragged.values_m.detach())
        shorter = (c.decode(self.decoder_qr[: c.width], self.decoder_bias_r) for c in codes.shorter)
        return Output(y_br, codes, tuple(shorter))

    @torch.no_grad()
    def _update_threshold(self, values_m: Tensor) -> None:
        """Running mean of the smallest value that was selected (arXiv 2412.06410, section 3); the first batch sets it."""
        if not len(values_m):
            return
        smallest = values_m.min()
        rate = torch.where(self.batch_threshold > 0, 0.01, 1.0)  # mean over about the last 100 batches
        new = self.batch_threshold + rate * (smallest - self.batch_threshold)
        self.batch_threshold.copy_(torch.where(smallest.isfinite(), new, self.batch_threshold))


def _unit_rows(rows: int, size: int, stream: torch.Generator) -> Tensor:
    matrix = torch.randn(rows, size, generator=stream, dtype=torch.float64)
    return matrix / matrix.norm(dim=1, keepdim=True)
