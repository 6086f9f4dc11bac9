"""What is trained: the kind of model and its sizes, without any tensor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from theory.pursuit.encoder import RULES, Rule

Kind = Literal["relu", "jumprelu", "topk", "signedtopk", "batchtopk", "gated", "matryoshka", "pursuit"]
Form = Literal["sae", "transcoder", "crosscoder"]
BiasStart = Literal["mean", "median", "zero"]
KINDS: tuple[str, ...] = get_args(Kind)
FORMS: tuple[str, ...] = get_args(Form)
SPARSE: tuple[str, ...] = (
    "topk",
    "signedtopk",
    "batchtopk",
    "matryoshka",
    "pursuit",
)  # a limited number of active neurons


@dataclass(frozen=True)
class Architecture:
    """One encoder, one activation, one decoder: ``y = b_D + W_D sigma(W_E x + b_E)``.

    An SAE has one input and writes it back; a transcoder has one input and another output; a crosscoder reads several sources
    side by side and writes all of them, each with decoder rows of its own.

    Args:
        kind: ``relu``, ``jumprelu`` (one trainable threshold per neuron), ``topk``, ``signedtopk`` (the k
            largest absolute pre-activations with their signs, no ReLU), ``batchtopk`` (k per sample on average over the
            batch), ``gated``, ``matryoshka`` (Top-k over every prefix of the neurons, all prefixes reconstruct), or ``pursuit``
            (matching pursuit; SAEs and crosscoders have one dictionary for encoder and decoder).
        inputs: sizes of the sources; p is their sum.
        outputs: sizes of the targets; r is their sum.
        width: number of neurons q.
        form: ``sae`` (one source, written back), ``transcoder`` (one source, another target) or ``crosscoder`` (several sources).
        k: active neurons per sample, for topk, signedtopk, batchtopk and matryoshka; pursuit: the largest number of steps.
        prefixes: matryoshka only: increasing prefix lengths, the last one is the width.
        prefix_ks: matryoshka only: k within every prefix; empty means ``k`` for each, or its length where that is smaller.
        threshold: jumprelu only: the threshold at the start, positive.
        bandwidth: jumprelu only: width of the straight-through kernel, positive.
        encoder_bias: whether b_E exists; pursuit has none.
        decoder_bias: whether b_D exists; it is subtracted from the input of an SAE or crosscoder.
        selection: pursuit only: which atom a step takes, see :func:`theory.pursuit.encoder.pursue`.
        residual_threshold: pursuit only: norm of a residual that needs no further step.
        stop_on_repeat: pursuit only: stop after a step that selected an atom again.

    Raises:
        ValueError: for sizes that contradict each other; the message names the field.

    >>> Architecture("topk", inputs=(4,), outputs=(4,), width=8, k=2).ks
    (2,)
    """

    kind: Kind
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    width: int
    form: Form = "sae"
    k: int | None = None
    prefixes: tuple[int, ...] = ()
    prefix_ks: tuple[int, ...] = ()
    threshold: float = 0.001
    bandwidth: float = 0.001
    encoder_bias: bool = True
    decoder_bias: bool = True
    selection: Rule = "nonnegative"
    residual_threshold: float = 0.0
    stop_on_repeat: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind={self.kind!r}: one of {', '.join(KINDS)}")
        for name, sizes in (("inputs", self.inputs), ("outputs", self.outputs), ("width", (self.width,))):
            if not sizes or min(sizes) < 1:
                raise ValueError(f"{name}={sizes}: sizes must be at least 1")
        if self.form not in FORMS:
            raise ValueError(f"form={self.form!r}: one of {', '.join(FORMS)}")
        if self.form != "transcoder" and self.inputs != self.outputs:
            raise ValueError(f"inputs={self.inputs}, outputs={self.outputs}: a {self.form} writes what it reads")
        if (self.form == "crosscoder") != (len(self.inputs) > 1) or (
            self.form == "transcoder" and len(self.outputs) > 1
        ):
            raise ValueError(
                f"inputs={self.inputs} with form={self.form}: crosscoders have several sources, the others one"
            )
        if (self.k is not None) != (self.kind in SPARSE):
            raise ValueError(f"k={self.k} with {self.kind}: {', '.join(SPARSE)} take k, the others do not")
        if self.k is not None and not 1 <= self.k <= (self.width if self.kind != "pursuit" else self.k):
            raise ValueError(f"k={self.k}: must be between 1 and the width {self.width}")
        if self.kind == "matryoshka":
            self._check_prefixes()
        elif self.prefixes or self.prefix_ks:
            raise ValueError(f"prefixes={self.prefixes} with {self.kind}: only matryoshka has prefixes")
        self._check_pursuit()
        if not (self.threshold > 0 and self.bandwidth > 0):
            raise ValueError(f"threshold={self.threshold}, bandwidth={self.bandwidth}: both must be positive")

    def _check_prefixes(self) -> None:
        lengths, ks = self.prefixes, self.prefix_ks
        if not lengths or list(lengths) != sorted(set(lengths)) or lengths[0] < 1 or lengths[-1] != self.width:
            raise ValueError(f"prefixes={lengths}: must increase and end with the width {self.width}")
        if ks and (len(ks) != len(lengths) or any(not 1 <= k <= m for k, m in zip(ks, lengths, strict=True))):
            raise ValueError(f"prefix_ks={ks}: one per prefix, each between 1 and the length of its prefix")

    def _check_pursuit(self) -> None:
        own = (self.selection, self.residual_threshold, self.stop_on_repeat)
        if self.kind == "pursuit" and self.encoder_bias:
            raise ValueError("encoder_bias=True with pursuit: the atoms are all there is to an encoder by pursuit")
        if self.kind != "pursuit" and own != ("nonnegative", 0.0, False):
            raise ValueError(f"selection, residual_threshold, stop_on_repeat = {own}: only pursuit has them")
        if self.selection not in RULES or not 0 <= self.residual_threshold < float("inf"):
            raise ValueError(
                f"selection={self.selection!r}, residual_threshold={self.residual_threshold}: one of {', '.join(RULES)}, and at least 0"
            )

    @property
    def tied(self) -> bool:
        """Whether encoder and decoder are one parameter."""
        return self.kind == "pursuit" and self.form != "transcoder"

    @property
    def p(self) -> int:
        """The width of all inputs together."""
        return sum(self.inputs)

    @property
    def r(self) -> int:
        """The width of all outputs together."""
        return sum(self.outputs)

    @property
    def ks(self) -> tuple[int, ...]:
        """Active neurons per prefix (matryoshka), or the one ``k``."""
        if self.kind == "matryoshka":
            return self.prefix_ks or tuple(min(self.k or 1, m) for m in self.prefixes)
        return (self.k,) if self.k else ()
