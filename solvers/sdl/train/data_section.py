"""The section [data]: synthetic data of known features, or activations in files."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from solvers.sdl.train.fields import documented
from theory.errors import InputError

SYNTHETIC = ("bench", "hierarchy", "correlated")
BENCH_FIELDS = (
    "features", "inputs", "outputs", "sparsity", "interference", "absolute", "c_min", "beta", "samples", "noise",
)  # fmt: skip


@dataclass(frozen=True)
class DataSection:
    """The section [data]: what is learnt. Fields that are left out keep the value of the preset."""

    kind: Literal["bench", "hierarchy", "correlated", "files"] = documented(
        '"bench": independent features; "hierarchy": parents and children; "correlated": features in groups; "files": your own activations',
        "bench",
    )
    preset: Literal["mini", "paper"] | None = documented("bench: a named size; every other field changes it", None)
    seed: int | None = documented("of features and samples; left out: the seed of the run", None, ge=0)
    features: int | None = documented("bench: number of features n", None, ge=1)
    inputs: tuple[int, ...] | None = documented("bench: sizes of the sources, one for SAEs and transcoders", None, ge=1)
    outputs: tuple[int, ...] | None = documented("bench: sizes of the targets of a transcoder", None, ge=1)
    sparsity: float | None = documented("bench: a feature is active with probability 1 - sparsity", None, ge=0, le=1)
    interference: float | None = documented("bench: largest inner product of two features", None, ge=-1, le=1)
    absolute: bool | None = documented("bench: limit absolute inner products", None)
    c_min: float | None = documented("bench: least magnitude of an active feature", None, ge=0)
    beta: float | None = documented("bench: mean of the exponential part of the magnitude", None, ge=0)
    samples: int | None = documented("bench: size of the data set; left out: endless", None, ge=1)
    noise: float | None = documented("bench: standard deviation of noise on every coordinate", None, ge=0)
    files: tuple[str, ...] = documented(
        "files: .npy, .npz, .safetensors or a folder of shards, one per source; relative to this file", ()
    )
    targets: tuple[str, ...] = documented("files: the same for what a transcoder writes", ())

    def given(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The fields among ``names`` that were set."""
        return {n: v for n in names if (v := getattr(self, n)) is not None}

    def beside(self, folder: Path) -> DataSection:
        """The same section with file names relative to ``folder`` resolved."""
        resolved = {n: tuple(str(folder / name) for name in getattr(self, n)) for n in ("files", "targets")}
        return dataclasses.replace(self, **resolved)

    def check(self, form: str) -> None:
        """Refuse fields that contradict the kind of data, or the form of the model.

        Raises:
            InputError: naming the field.
        """
        if self.kind == "files":
            stray = self.given(("preset", *BENCH_FIELDS))
            if stray:
                name = next(iter(stray))
                raise InputError(f"data.{name}", stray[name], 'has no meaning with data.kind = "files"')
            if not self.files:
                raise InputError("data.files", "nothing", 'is required with data.kind = "files"')
            if bool(self.targets) != (form == "transcoder"):
                raise InputError("data.targets", list(self.targets), "transcoders have targets, the other forms none")
            if (len(self.files) > 1) != (form == "crosscoder"):
                raise InputError("data.files", list(self.files), "crosscoders have several sources, the others one")
        elif self.files or self.targets:
            raise InputError("data.files", list(self.files), 'needs data.kind = "files"')
        elif self.preset is None and (self.features is None or self.inputs is None):
            raise InputError("data.preset", "nothing", "give a preset, or data.features and data.inputs")
