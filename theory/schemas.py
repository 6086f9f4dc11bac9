"""JSON schemas of the formats, generated from the types; kept in ``docs/schemas`` and compared by a test."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from theory.concepts.records import LatticeRecord
from theory.evaluation_records import EvaluationRecord
from theory.manifolds.capture_records import CaptureRecord
from theory.operators.records import OperatorsRecord
from theory.sdl.landscape import Landscape
from theory.training_records import EnsembleRecord, LandingRecord, ModelRecord, RecoveryRecord
from theory.training_tables import ResultRecord
from theory.verdicts import Verdict

Rational = Annotated[str, msgspec.Meta(pattern=r"^[+-]?\d+(/\d+|\.\d+)?$", max_length=4000)]


class FieldElement(msgspec.Struct, forbid_unknown_fields=True):
    """``c0 + c1*alpha + ...`` in the problem's number field."""

    alg: list[Rational | int]


class NumberFieldRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Q(alpha): alpha is the only root of ``poly`` (constant first) in the open ``interval``."""

    poly: list[Rational | int]
    interval: tuple[Rational | int, Rational | int]


class ActivationRecord(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """relu; jumprelu with theta > 0; topk with 1 <= k <= width."""

    type: Literal["relu", "jumprelu", "topk"]
    theta: Rational | int | None = None
    k: Annotated[int, msgspec.Meta(ge=1)] | None = None


class ProblemRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A sparse dictionary learning problem (``sdl-atlas solve``).  An entry may also be {"alg": [...]} (see FieldElement)."""

    schema: Literal["sdl-atlas/problem/1"]
    features_in: list[list[Any]]
    activation: ActivationRecord
    width: Annotated[int, msgspec.Meta(ge=1)]
    name: str = "problem"
    kind: Literal["sae", "transcoder", "crosscoder"] = "sae"
    features_out: list[list[Any]] | None = None
    weights: list[Any] | None = None
    field: NumberFieldRecord | None = None


class CertificateFile(msgspec.Struct, forbid_unknown_fields=True):
    """A certificate; what ``asserts`` and ``witness`` hold depends on ``kind`` (see theory/certificates/kinds)."""

    schema: Literal["sdl-atlas/certificate/1"]
    kind: str
    asserts: dict[str, Any]
    witness: dict[str, Any]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


def schemas() -> dict[str, dict[str, Any]]:
    """Name and JSON schema of every format."""
    types: dict[str, type] = {
        "problem": ProblemRecord,
        "landscape": Landscape,
        "certificate": CertificateFile,
        "verdict": Verdict,
        "lattice": LatticeRecord,
        "model": ModelRecord,
        "ensemble": EnsembleRecord,
        "landing": LandingRecord,
        "recovery": RecoveryRecord,
        "capture": CaptureRecord,
        "evaluation": EvaluationRecord,
        "operators": OperatorsRecord,
        "result": ResultRecord,
    }
    return {name: msgspec.json.schema(record) for name, record in types.items()}
