"""Formats of trained models and of where they landed: ``model/1``, ``ensemble/1``, ``landing/1``, ``recovery/1``.

Tensors lie in a safetensors file next to each record of a model or an ensemble; the record holds its hash.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from theory.show import table_html

Count = Annotated[int, msgspec.Meta(ge=0)]
Size = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class ArchitectureRecord(msgspec.Struct, forbid_unknown_fields=True):
    """One encoder, one activation, one decoder; ``k`` for topk, batchtopk, matryoshka and pursuit only."""

    kind: Literal["relu", "jumprelu", "topk", "signedtopk", "batchtopk", "gated", "matryoshka", "pursuit"]
    form: Literal["sae", "transcoder", "crosscoder"]
    inputs: list[Size]
    outputs: list[Size]
    width: Size
    k: Size | None
    prefixes: list[Size]
    prefix_ks: list[Size]
    threshold: Annotated[float, msgspec.Meta(gt=0)]
    bandwidth: Annotated[float, msgspec.Meta(gt=0)]
    encoder_bias: bool
    decoder_bias: bool
    selection: Literal["absolute", "nonnegative", "signed"] = "nonnegative"
    residual_threshold: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    stop_on_repeat: bool = False


class ModelRecord(msgspec.Struct):
    """A checkpoint of ``sdl-atlas train``: what the tensors of ``model.safetensors`` are.  Entries beyond these say how it was made."""

    schema: Literal["sdl-atlas/model/1"]
    architecture: ArchitectureRecord
    dtype: Literal["float32", "float64"]
    sha256: Hash
    versions: dict[str, str]


class ScheduleRecord(msgspec.Struct, forbid_unknown_fields=True):
    """The steps of an ensemble; ``batch`` is null for full-batch steps."""

    steps: Count
    learning_rate: float
    annealed: Share
    floor: float
    optimiser: Literal["gd", "adam"]
    batch: Size | None


class EnsembleRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Many small models trained on one problem; run i began at the random stream (seed, i)."""

    schema: Literal["sdl-atlas/ensemble/1"]
    problem: dict[str, Any]
    seed: Count
    runs: Size
    schedule: ScheduleRecord
    sha256: Hash


class ListedPoint(msgspec.Struct, forbid_unknown_fields=True):
    """A listed point, how many runs ended there, how far off at most, and by how much their loss differs at most."""

    label: str
    loss: float
    attained: bool
    runs: Count
    share: Share
    distance: float | None
    loss_gap: float | None
    parameter_distance: float | None


class NewPointRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A stationary point that the list does not have; ``certificate`` is a key of ``proofs``, or null for families."""

    loss: float
    pattern: list[list[Count]]
    runs: list[Count]
    functions: Size
    in_family_of: Count | None
    encoder: list[list[float]]
    decoder: list[list[float]]
    certificate: str | None


class OpenRun(msgspec.Struct, forbid_unknown_fields=True):
    """A run that nothing explains yet: how much its loss fell lately, and the nearest listed point."""

    run: Count
    # "class" is a word of Python
    kind: str = msgspec.field(name="class")
    loss: float | None
    fell: float | None
    moved: float | None
    nearest: int
    distance: float | None


class LandingRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Where the runs of an ensemble ended (``sdl-atlas land --problem``).

    Source: the format is ``docs/schemas/landing.json``.
    """

    schema: Literal["sdl-atlas/landing/1"]
    problem_name: str
    problem_sha256: str
    landscape_status: Literal["complete", "incomplete"]
    seed: Count
    runs: Size
    classes: dict[str, Count]
    started_again: list[Count]
    trained_further: list[Count]
    list_: list[ListedPoint] = msgspec.field(name="list")
    new: list[NewPointRecord]
    open: list[OpenRun]
    proofs: dict[str, dict[str, Any]]

    def __repr__(self) -> str:
        return f"<LandingRecord {self._title()}>"

    def _repr_html_(self) -> str:
        rows = [(f"{p.loss:.6g}", p.runs, f"{p.share:.1%}", p.label) for p in self.list_ if p.runs]
        rows += [(f"{p.loss:.6g}", len(p.runs), f"{len(p.runs) / self.runs:.1%}", "not on the list") for p in self.new]
        return table_html(f"Landing {self._title()}", ("loss", "runs", "share", "point"), rows)

    def _title(self) -> str:
        found = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in self.classes.items() if n)
        return f"{self.problem_name!r}: {self.runs} runs, {found}"


class HalfRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Encoder or decoder against the known features; ``M_GT`` per threshold, normalised and raw (arXiv 2512.05534)."""

    thresholds: list[float]
    M_GT: list[Share]
    M_IP: float
    M_GT_raw: list[Share]
    M_IP_raw: float
    matched_cosine: float


class NeuronsRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Shares of neurons (dead, monosemantic, polysemantic), of features (owned, shared, silent), of absorbed parents."""

    cutoff: Share
    dead: Share
    monosemantic: Share
    polysemantic: Share
    owned: Share
    shared: Share
    silent: Share
    absorbed: Share | None


class GapRecord(msgspec.Struct, forbid_unknown_fields=True):
    """The optimum of a block lies between ``lower`` and ``upper``; ``bound`` says what the lower bound is of."""

    loss: float
    upper: float
    lower: float
    bound: str
    at_least: float
    at_most: float


class GapsRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Distance from a partial optimum: both blocks are within ``delta`` of their optimum."""

    decoder: GapRecord
    encoder: GapRecord
    loss_of_zero: float
    delta: float


class RecoveredRun(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One trained model against the features of its data."""

    name: str
    architecture: ArchitectureRecord
    encoder: HalfRecord
    decoder: HalfRecord
    neurons: NeuronsRecord | None = None
    neurons_without_small_codes: NeuronsRecord | None = None
    block_gaps: GapsRecord | None = None

    def __repr__(self) -> str:
        return f"<RecoveredRun {self.name!r}: cosine of encoder {self.encoder.M_IP:.3f}, of decoder {self.decoder.M_IP:.3f}>"


class RecoveryRecord(msgspec.Struct, forbid_unknown_fields=True):
    """What trained models of any size recovered (``sdl-atlas land RUN``).

    Source: the format is ``docs/schemas/recovery.json``.
    """

    schema: Literal["sdl-atlas/recovery/1"]
    runs: list[RecoveredRun]

    def __repr__(self) -> str:
        return f"<RecoveryRecord: {len(self.runs)} runs>"

    def _repr_html_(self) -> str:
        rows = [(r.name, f"{r.encoder.M_IP:.3f}", f"{r.decoder.M_IP:.3f}") for r in self.runs]
        return table_html("Mean best cosine with the features", ("run", "encoder", "decoder"), rows)
