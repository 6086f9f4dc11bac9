"""The sections of a training configuration, as the reference page documents them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from solvers.sdl.train.fields import documented
from solvers.sdl.train.model.architecture import BiasStart, Form, Kind
from theory.errors import InputError
from theory.pursuit.encoder import Rule


@dataclass(frozen=True)
class ModelSection:
    """The section [model]: what is trained. Sizes of inputs and outputs are those of the data."""

    kind: Kind = documented("the activation; signedtopk keeps the k largest absolute pre-activations with their signs")
    width: int = documented("number of neurons q", ge=1)
    form: Form = documented(
        "an SAE writes what it reads, a transcoder writes something else, a crosscoder reads and writes several sources",
        "sae",
    )
    k: int | None = documented(
        "active neurons per sample (topk, signedtopk, batchtopk, matryoshka); pursuit: the largest number of steps",
        None,
        ge=1,
    )
    prefixes: tuple[int, ...] = documented("matryoshka: lengths of the prefixes, the last one is the width", (), ge=1)
    prefix_ks: tuple[int, ...] = documented(
        "matryoshka: k of every prefix; left out: `k`, or the length of the prefix where that is smaller", (), ge=1
    )
    threshold: float | None = documented(
        "jumprelu: threshold at the start; left out: a tenth of the size of the inputs, the root mean square of their entries about "
        "`bias_start`",
        None,
        gt=0,
    )
    bandwidth: float | None = documented(
        "jumprelu: width of the straight-through kernel; left out: a tenth of the size of the inputs", None, gt=0
    )
    encoder_bias: bool = documented("whether the encoder has a bias (pursuit has none)", True)
    decoder_bias: bool = documented(
        "whether the decoder has a bias; SAEs and crosscoders subtract it from their input", True
    )
    bias_start: BiasStart = documented(
        "where the decoder bias starts, and what the encoder of a transcoder subtracts: the mean of the first samples, their geometric "
        "median, or zero",
        "mean",
    )
    tied_start: bool = documented("start the encoder as the transposed decoder (not for transcoders)", True)
    selection: Rule | None = documented(
        'pursuit: which atom a step takes: "nonnegative" the largest product with the residual, while it is positive (left out: this one); '
        '"absolute" the largest absolute product; "signed" the largest product, whatever its sign',
        None,
    )
    residual_threshold: float | None = documented(
        "pursuit: no further step for a residual of smaller norm; left out: 0", None, ge=0
    )
    stop_on_repeat: bool | None = documented(
        "pursuit: stop after a step that selected an atom again; left out: false", None
    )
    dtype: Literal["float32", "float64"] = documented("number type of parameters and batches", "float32")
    start: str | None = documented(
        "a checkpoint folder of this program or of SAELens to start from, relative to this file; left out: random unit vectors",
        None,
    )


@dataclass(frozen=True)
class LossSection:
    """The section [loss]: weights of the summands. Reconstruction has weight 1; what has weight 0 is not computed."""

    reconstruction: Literal["squared", "absolute"] = documented(
        '"squared": squared distance from the target; "absolute": sum of the absolute differences (L1)', "squared"
    )
    l1: float = documented("weight of the mean over samples of the sum of codes", 0.0, ge=0)
    l1_decoder_norm: bool = documented(
        "multiply codes by the norm of their decoder row in `l1` and in the tanh penalty", True
    )
    l0: float = documented("weight of the count of active neurons, in the form of `l0_kind`", 0.0, ge=0)
    l0_kind: Literal["step", "tanh"] = documented(
        '"step": the count itself with straight-through gradients (jumprelu only); "tanh": a smooth count', "step"
    )
    tanh_scale: float = documented("steepness of the tanh penalty", 4.0, gt=0)
    auxk: float = documented("weight of the reconstruction of the residual by dead neurons", 0.0, ge=0)
    auxk_k: int = documented("dead neurons per sample in `auxk`; 0: half the size of the output", 0, ge=0)
    reanimate: float = documented(
        "weight of a pull on neurons that no sample of the batch activates: minus their pre-activations, mean over samples and all neurons",
        0.0,
        ge=0,
    )
    anchor: float = documented("weight of the distance of anchored neurons from their features", 0.0, ge=0)
    anchors: int = documented(
        "number of anchored neurons: the first so many features of the data become anchors", 0, ge=0
    )
    anchor_features: str | None = documented(
        "anchors from a file, one unit vector per row: .npy, or the table `features` of .npz or .safetensors; "
        "relative to this file",
        None,
    )
    anchor_targets: str | None = documented(
        "what neurons anchored by `anchor_features` write: .npy, or the table `targets`; transcoders need it, here or as table "
        "`targets` in that file; left out: what they read",
        None,
    )
    anchor_labels: str | None = documented(
        'anchors from the mean activation of every class, with data.kind = "files": a .npy of one integer per sample, or a .csv '
        "with a header and rows of 0 and 1; relative to this file",
        None,
    )
    anchor_centred: bool = documented("subtract the mean of all samples from those of the classes", False)
    gated_aux: float = documented("gated: weight of the reconstruction by the gate alone", 1.0, ge=0)
    normalise: bool = documented(
        "divide reconstructions by the mean squared distance of the targets from their mean", False
    )

    @property
    def anchored(self) -> tuple[str, ...]:
        """The fields that say where anchors come from, among those that were set; at most one of them makes sense."""
        return tuple(name for name in ("anchors", "anchor_features", "anchor_labels") if getattr(self, name))

    def beside(self, folder: Path) -> LossSection:
        """The same section with file names relative to ``folder`` resolved."""
        names = ("anchor_features", "anchor_targets", "anchor_labels")
        return dataclasses.replace(self, **{n: str(folder / v) for n in names if (v := getattr(self, n)) is not None})

    def check(self, *, width: int, files: bool) -> None:
        """Refuse anchors that contradict each other, the number of neurons, or the kind of data.

        Raises:
            InputError: naming the field.
        """
        if self.anchors > width:
            raise InputError("loss.anchors", self.anchors, f"must be at most model.width = {width}")
        if len(self.anchored) > 1:
            first, second = self.anchored[:2]
            raise InputError(f"loss.{second}", getattr(self, second), f"loss.{first} is set, too", "keep one of them")
        if bool(self.anchored) != bool(self.anchor):
            name = self.anchored[0] if self.anchored else "anchors"
            raise InputError(
                f"loss.{name}", getattr(self, name), f"loss.anchor = {self.anchor:g}", "set both, or neither"
            )
        if self.anchor_targets is not None and self.anchor_features is None:
            raise InputError(
                "loss.anchor_targets", self.anchor_targets, "belongs to loss.anchor_features, which is not set"
            )
        if self.anchor_labels is not None and not files:
            raise InputError("loss.anchor_labels", self.anchor_labels, 'labels belong to data.kind = "files"')
        if self.anchor_centred and self.anchor_labels is None:
            raise InputError("loss.anchor_centred", "true", "belongs to loss.anchor_labels, which is not set")


@dataclass(frozen=True)
class RunSection:
    """The section [run]: repetitions, and what is written when. Only `seeds` and `sweep` change a model, `threads` its last bits."""

    seeds: tuple[int, ...] = documented(
        "one model per seed; seeds the starting parameters and the order of samples", (0,), ge=0
    )
    log_every: int = documented("steps between lines of metrics.csv", 100, ge=1)
    checkpoint_every: int = documented("steps between checkpoints; there is one at the end in any case", 1000, ge=1)
    keep_checkpoints: int = documented("how many checkpoints are kept, the newest ones", 2, ge=1)
    recovery_threshold: float = documented(
        "cosine from which a true feature counts as recovered, where the truth is known", 0.95, gt=0, lt=1
    )
    threads: int | None = documented(
        "threads of PyTorch on the CPU; left out: OMP_NUM_THREADS where it is set, else one for small models; a run that goes on "
        "keeps its number",
        None,
        ge=1,
    )
    sweep: tuple[dict, ...] = documented(
        'list of changes, one group of runs for each: [{"optimiser.learning_rate" = 0.001}, ...]', ()
    )
