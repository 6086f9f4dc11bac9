"""The section [data]: synthetic data of known features, or activations in files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from solvers.sdl.train.fields import documented
from theory.errors import InputError

BENCH = ("features", "inputs", "outputs", "sparsity", "interference", "absolute", "c_min", "beta", "samples", "noise")
TREE = ("branching", "dimension", "stop", "least", "most", "noise", "samples", "interference")
BLOCKS = ("blocks", "within")
LEVELS = (
    "children",
    "dimension",
    "coherence",
    "exclusive",
    "parent_odds",
    "child_odds",
    "mean",
    "deviation",
    "child_mean",
    "child_deviation",
    "noise",
    "samples",
)
FILES = ("key", "target_key", "shuffle", "scan", "holdout")
MIXTURE = ("dimension", "active", "noise", "samples")
FIELDS = {
    "bench": ("preset", *BENCH),
    "hierarchy": TREE,
    "correlated": ("preset", *BENCH, *BLOCKS),
    "manifolds": ("preset", "manifolds", *MIXTURE),
    "files": FILES,
    "tree": LEVELS,
}
PRESETS = {
    "mini": ("bench", "correlated"),
    "paper": ("bench", "correlated"),
    "zoo": ("manifolds",),
    "superposed": ("manifolds",),
}


@dataclass(frozen=True)
class DataSection:
    """The section [data]: what is learnt. Fields that are left out keep the value of the preset, or of the kind of data."""

    kind: Literal["bench", "hierarchy", "correlated", "manifolds", "files", "tree"] = documented(
        '"bench": independent features; "hierarchy": parents and children; "correlated": features that are active together; '
        '"manifolds": sums of points of concept manifolds; "files": your own activations; "tree": parents and children in levels that are '
        "orthogonal to each other",
        "bench",
    )
    preset: Literal["mini", "paper", "zoo", "superposed"] | None = documented(
        'a named size, which other fields change; bench, correlated: "mini" or "paper"; manifolds: "zoo" (48 manifolds of 126 linear '
        'dimensions in a space of 128) or "superposed" (the same in 64)',
        None,
    )
    seed: int | None = documented("of features and samples; left out: the seed of the run", None, ge=0)
    features: int | None = documented("bench, correlated: number of features n", None, ge=1)
    inputs: tuple[int, ...] | None = documented(
        "bench, correlated: sizes of the sources, one for SAEs and transcoders", None, ge=1
    )
    outputs: tuple[int, ...] | None = documented("bench, correlated: size of the target of a transcoder", None, ge=1)
    sparsity: float | None = documented(
        "bench, correlated: a feature is active with probability 1 - sparsity", None, ge=0, lt=1
    )
    interference: float | None = documented(
        "largest inner product of two features (hierarchy: left out means orthonormal)", None, ge=-1, le=1
    )
    absolute: bool | None = documented("bench, correlated: limit absolute inner products", None)
    c_min: float | None = documented("bench, correlated: least magnitude of an active feature", None, ge=0)
    beta: float | None = documented("bench, correlated: mean of the exponential part of the magnitude", None, ge=0)
    samples: int | None = documented(
        "size of a synthetic data set; left out: that of the preset, or endless", None, ge=1
    )
    noise: float | None = documented("standard deviation of noise on every coordinate of synthetic data", None, ge=0)
    branching: tuple[int, ...] | None = documented(
        "hierarchy: number of roots, then of children per root, per child, and so on", None, ge=1
    )
    dimension: int | None = documented(
        "hierarchy, manifolds, tree: size of a sample (tree: left out, the number of nodes)", None, ge=1
    )
    stop: float | None = documented("hierarchy: probability that a sample stops at an inner node", None, ge=0, le=1)
    least: float | None = documented("hierarchy: least magnitude", None, gt=0)
    most: float | None = documented("hierarchy: largest magnitude", None, gt=0)
    blocks: tuple[int, ...] | None = documented(
        "correlated: sizes of the groups; they add up to `features`", None, ge=1
    )
    within: float | None = documented(
        "correlated: correlation of the hidden normal variables in a group", None, ge=-1, le=1
    )
    manifolds: tuple[str, ...] = documented(
        'manifolds: what is summed, with sizes where they are not 1: ["circle", "torus 3 1/2", ...]; left out: those of the preset',
        (),
    )
    active: int | None = documented("manifolds: how many are present in a sample", None, ge=1)
    children: tuple[int, ...] | None = documented(
        "tree: number of children of every parent; left out: 3 for three parents and 0 for eight others", None, ge=0
    )
    coherence: float | None = documented("tree: cosine of all pairs within a level", None, ge=0, lt=1)
    exclusive: bool | None = documented(
        "tree: exactly one parent in every sample (true, or left out), or every parent independently", None
    )
    parent_odds: tuple[float, ...] | None = documented("tree: probability of every parent", None, ge=0, le=1)
    child_odds: float | None = documented("tree: probability of each child of an active parent", None, ge=0, le=1)
    mean: float | None = documented("tree: mean of the normal magnitudes; left out: 1.5", None)
    deviation: float | None = documented("tree: their standard deviation; left out: 0.25", None, ge=0)
    child_mean: float | None = documented("tree: mean for children; left out: as for parents", None)
    child_deviation: float | None = documented("tree: deviation for children; left out: as for parents", None, ge=0)
    files: tuple[str, ...] = documented(
        "files: .npy, .npz, .safetensors or a folder of shards, one per source; relative to this file", ()
    )
    targets: str | None = documented("files: the file or folder of what a transcoder writes", None)
    key: str | None = documented("files: name of the array in .npz and .safetensors files", None)
    target_key: str | None = documented(
        "files: the same for the targets; without `targets` they are in the files of the inputs", None
    )
    shuffle: bool | None = documented("files: a new order in every epoch (true), or the order of the files", None)
    scan: bool | None = documented("files: look for NaN in all rows at the start (true), or as they are read", None)
    holdout: float | None = documented(
        "files: share of the rows that training never sees, blocks of neighbours drawn at random, the same for every seed; the trained "
        "model is measured on them (left out: on all rows)",
        None,
        ge=0,
        lt=1,
    )
    normalise: Literal["none", "unit"] | None = documented(
        '"unit": train on inputs and targets from which the mean is subtracted and which are divided by the root mean square of their '
        "entries, source by source; the trained model is folded back into the units of the data. Weights of penalties then belong to these "
        'units. Left out: "unit" for transcoders, whose inputs and targets may have any two sizes, else "none"',
        None,
    )

    def given(self, names: Iterable[str]) -> dict[str, Any]:
        """The fields among ``names`` that were set."""
        return {n: v for n in names if (v := getattr(self, n)) is not None and (v or n != "manifolds")}

    def beside(self, folder: Path) -> DataSection:
        """The same section with file names relative to ``folder`` resolved."""
        targets = None if self.targets is None else str(folder / self.targets)
        return dataclasses.replace(self, files=tuple(str(folder / f) for f in self.files), targets=targets)

    def check(self, form: str) -> None:
        """Refuse fields that contradict the kind of data, or the form of the model.

        Raises:
            InputError: naming the field.
        """
        named = dict.fromkeys(("preset", "manifolds", *BENCH, *TREE, *BLOCKS, *MIXTURE, *FILES, *LEVELS))
        for name in self.given(named):
            if name not in FIELDS[self.kind]:
                raise InputError(f"data.{name}", getattr(self, name), f'has no meaning with data.kind = "{self.kind}"')
        if self.preset is not None and self.kind not in PRESETS[self.preset]:
            fitting = ", ".join(name for name, kinds in PRESETS.items() if self.kind in kinds)
            raise InputError("data.preset", self.preset, f'is none of data.kind = "{self.kind}"', f"take {fitting}")
        if self.kind == "files":
            self._check_files(form)
        elif self.files or self.targets is not None:
            raise InputError("data.files", self.targets or list(self.files), 'needs data.kind = "files"')
        elif self.kind in ("hierarchy", "tree", "manifolds"):
            if form != "sae":
                why = 'hierarchies, trees and manifolds are for form = "sae"'
                raise InputError("data.kind", self.kind, f"the model is a {form}", why)
            if self.kind == "manifolds" and self.preset is None and (not self.manifolds or self.dimension is None):
                raise InputError("data.preset", "nothing", "give a preset, or data.manifolds and data.dimension")
        elif self.preset is None and (self.features is None or self.inputs is None):
            raise InputError("data.preset", "nothing", "give a preset, or data.features and data.inputs")
        elif self.kind == "correlated" and (self.blocks is None or self.within is None):
            raise InputError("data.blocks", self.blocks, "correlated data need data.blocks and data.within")

    def _check_files(self, form: str) -> None:
        if not self.files:
            raise InputError("data.files", "nothing", 'is required with data.kind = "files"')
        if (self.targets is not None or self.target_key is not None) != (form == "transcoder"):
            found = self.targets or self.target_key or "nothing"
            raise InputError("data.targets", found, "transcoders have targets, the other forms none")
        if (len(self.files) > 1) != (form == "crosscoder"):
            raise InputError("data.files", list(self.files), "crosscoders have several sources, the others one")
