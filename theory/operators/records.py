"""The format of an autoencoder on functions at other resolutions than that of training: ``operators-landing/1``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from theory.show import table_html

Count = Annotated[int, msgspec.Meta(ge=0)]
Size = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Relative = Annotated[float, msgspec.Meta(ge=0)]
Reading = Literal["as trained", "dilated", "resampled"]


class ResolutionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model at one resolution.

    Args:
        grid: number of points on every axis.
        reading: how the layers are used there: ``as trained``, with ``dilated`` taps, or with the kernel ``resampled``.
        error: relative squared error of the reconstruction of functions with noise.
        alias: relative error of the linear reading by aliasing, None where the layer has no modes.
        predicted: whether the theory says that there is no aliasing.
        gap: relative distance of the output from that on the fine grid, over the kept modes; None without modes, or where the model
            writes nothing.
        active: share of the domain on which a concept is active.
    """

    grid: tuple[Size, ...]
    reading: Reading
    error: Relative
    alias: Relative | None
    predicted: bool | None
    gap: Relative | None
    active: Share


class LongerDomain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model on functions that are repeated on a longer circle, points at the same distance.

    Args:
        times: how many times as long.
        by_index: relative distance of the output from the repeated one, gains by mode number (sae-cnn: the same taps); None where
            the model writes nothing.
        by_frequency: the same with gains by physical frequency, which the theory says is zero; None for sae-cnn.
    """

    times: Size
    by_index: Relative | None
    by_frequency: Relative | None


class OperatorsRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A trained model against the functions it was trained on (``sdl-atlas land RUN``).

    Args:
        rows: one per resolution.
        cosines: best cosine over shifts of every true kernel with its own concept.
        band: the largest frequency of the functions.
        least_grid: from where on the theory says that reading is exact, None without modes.
        domains: circles two and three times as long (a torus: twice, on both axes); none for sae-mlp.
        locality: for every concept the share of the domain that its code fills, by the participation ratio; 0 where it is never active.
        coherence: largest cosine of two concepts over shifts, of what they write; -1 for one concept.
        usage: entropy of the share of energy by concept over its largest value, 1 where all are used alike.

    Source: the format is ``docs/schemas/operators.json``.
    """

    rows: tuple[ResolutionRow, ...]
    cosines: tuple[float, ...]
    band: Count
    least_grid: Size | None
    domains: tuple[LongerDomain, ...]
    locality: tuple[Relative, ...]
    coherence: float
    usage: Relative
    schema: Literal["sdl-atlas/operators-landing/1"] = "sdl-atlas/operators-landing/1"

    def __repr__(self) -> str:
        first = self.rows[0]
        points = " x ".join(map(str, first.grid))
        return f"<OperatorsRecord: error {first.error:.2g} on {points} points, {len(self.rows)} readings>"

    def _repr_html_(self) -> str:
        rows = [(" x ".join(map(str, r.grid)), r.reading, f"{r.error:.2e}", f"{r.active:.1%}") for r in self.rows]
        return table_html(repr(self).strip("<>"), ("points", "reading", "error", "active"), rows)
