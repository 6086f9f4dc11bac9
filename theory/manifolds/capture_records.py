"""The format of a verdict on manifolds and groups of atoms: ``capture/1``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from theory.show import table_html

Count = Annotated[int, msgspec.Meta(ge=0)]
Size = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Outcome = Literal["captured", "truncated", "tiled", "diluted", "lost"]
OUTCOMES: tuple[Outcome, ...] = ("captured", "truncated", "tiled", "diluted", "lost")


class CurveRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Atoms in the order in which they were picked, and R2 of the first 1, 2, ... of them."""

    atoms: list[Count]
    r2: list[float]


class RestrictedRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Restricted R2 of a manifold of linear dimension k.

    ``published``, ``centred``, ``refit``: k atoms picked by direction, as published; ``corrected``, ``corrected_refit``: the 2k atoms
    with the largest share in the span; ``compact``: the 2k atoms that help most, signs and codes considered; ``whole``: all that help.
    Intervals hold 95% of 200 bootstrap samples with the same atoms.
    """

    published: float
    centred: float
    refit: float
    corrected: float
    corrected_refit: float
    compact: float
    whole: float
    published_interval: tuple[float, float]
    compact_interval: tuple[float, float]


class CohesionRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Signs of Ising couplings in a group: as published, and with antipodal pairs expected to exclude each other."""

    method: Literal["exact", "pseudo-likelihood"]
    signed: float | None
    antipodal: float | None


class ManifoldVerdict(msgspec.Struct, forbid_unknown_fields=True):
    """What a sparse autoencoder makes of one manifold.

    ``active``: mean number of the group's atoms that fire on a point; ``cone_error``: share of the variance outside the cone of the group
    (codes >= 0 chosen best); ``spread``, ``half_space_spread``: of receptive fields, and what half-spaces would give.
    """

    name: str
    verdict: Outcome
    reason: str
    dimension: Size
    points: Size
    group: list[Count]
    r2: RestrictedRecord
    curve: CurveRecord
    support: Count
    spread: float | None
    half_space_spread: float | None
    active: float
    cone_error: float
    antipodal_pairs: Count
    cohesion: CohesionRecord

    def __repr__(self) -> str:
        return f"<ManifoldVerdict {self.name!r}: {self.verdict}, {self.reason}>"


class GroupRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Atoms that belong together.

    ``dimension``: principal components that hold 95% of what the group writes; ``information``: mean mutual information of two of its
    atoms, in nats; ``shuffled``, ``shuffled_deviation``: the same when every atom's codes are shuffled; ``score``: the difference in
    deviations; ``planted``: the manifold that most of its atoms belong to, where that is known, and ``purity`` their share.
    """

    atoms: list[Count]
    dimension: Count
    active_share: Share
    information: float
    shuffled: float
    shuffled_deviation: float
    score: float | None
    antipodal_pairs: Count
    planted: str | None = None
    purity: Share | None = None


class GroupingRecord(msgspec.Struct, forbid_unknown_fields=True):
    """All groups that one method found, and how well they agree with what was planted (normalised mutual information)."""

    similarity: str
    clustering: str
    groups: list[GroupRecord]
    single: Count
    agreement: Share | None = None
    agreement_atoms: Count | None = None


class CaptureRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Which manifolds a sparse autoencoder captures, and which groups its atoms form (``sdl-atlas capture``).

    Source: the format is ``docs/schemas/capture.json``.
    """

    schema: Literal["sdl-atlas/capture/1"]
    source: str
    kind: str
    width: Size
    k: Size | None
    samples: Size
    seed: Count
    live: Count
    active: float
    variance_explained: float
    predicted: float | None
    manifolds: list[ManifoldVerdict]
    groupings: list[GroupingRecord]

    @property
    def outcomes(self) -> dict[str, int]:
        """How many manifolds have each verdict."""
        return {o: n for o in OUTCOMES if (n := sum(m.verdict == o for m in self.manifolds))}

    def __repr__(self) -> str:
        found = ", ".join(f"{n} {word}" for word, n in self.outcomes.items())
        groups = "; ".join(f"{len(g.groups)} groups by {g.similarity}" for g in self.groupings)
        return f"<CaptureRecord {self.source!r}: {'; '.join(t for t in (found, groups) if t)}>"

    def _repr_html_(self) -> str:
        rows = [
            (m.name, m.verdict, m.dimension, len(m.group), f"{m.r2.compact:.3f}", f"{m.r2.published:.3f}")
            for m in self.manifolds
        ]
        columns = ("manifold", "verdict", "k", "atoms", "R2 of 2k atoms", "R2 as published")
        return table_html(f"Capture of {self.source}", columns, rows)
