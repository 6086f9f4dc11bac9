"""Verdicts on manifolds, and groups of atoms, as a page of text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from theory.manifolds.capture_records import CaptureRecord, GroupingRecord, ManifoldVerdict

SHOWN_GROUPS = 12


def summary(record: CaptureRecord) -> str:
    """What is printed."""
    budget = "" if record.k is None else f", k = {record.k}"
    predicted = "" if record.predicted is None else f" (untrained axes with this budget: {record.predicted:.1%})"
    lines = [
        f"{record.source}: {record.kind}, {record.width} atoms{budget}; {record.live} fire on {record.samples:,} samples, "
        f"{record.active:.1f} at a time",
        f"variance explained {record.variance_explained:.1%}{predicted}",
    ]
    if record.manifolds:
        lines += _manifolds(record)
    for grouping in record.groupings:
        lines += _grouping(grouping)
    return "\n".join(lines) + "\n"


def _manifolds(record: CaptureRecord) -> list[str]:
    rows = record.manifolds
    width = max(len(m.name) for m in rows)
    found = ", ".join(f"{n} {word}" for word, n in record.outcomes.items())
    lines = [f"{len(rows)} manifold{'s' if len(rows) > 1 else ''}: {found}"]
    lines += [f"  {m.name:<{width}}  {m.verdict:<9}  {m.reason}" for m in rows]
    return [*lines, *_means(rows)]


def _means(rows: Sequence[ManifoldVerdict]) -> list[str]:
    def mean(name: str) -> float:
        return float(np.mean([getattr(m.r2, name) for m in rows]))

    return [
        f"R2 with k atoms by direction, as published: {mean('published'):.3f}; centred {mean('centred'):.3f}; "
        f"refitted {mean('refit'):.3f}",
        f"R2 with 2k atoms: {mean('compact'):.3f} by codes, {mean('corrected'):.3f} by alignment (refitted "
        f"{mean('corrected_refit'):.3f}); all atoms {mean('whole'):.3f}",
    ]


def _grouping(found: GroupingRecord) -> list[str]:
    agreement = ""
    if found.agreement is not None:
        agreement = f"; agreement with what was planted {found.agreement:.3f} over {found.agreement_atoms} atoms"
    lines = [
        f"{found.similarity}, {found.clustering}: {len(found.groups)} groups, {found.single} atoms alone{agreement}"
    ]
    for i, g in enumerate(found.groups[:SHOWN_GROUPS]):
        planted = "" if g.planted is None else f"; {g.planted} ({g.purity:.0%})"
        score = "" if g.score is None else f", score {g.score:.0f}"
        lines.append(f"  group {i + 1}: {len(g.atoms)} atoms, dimension {g.dimension}{score}{planted}")
    if len(found.groups) > SHOWN_GROUPS:
        lines.append(f"  and {len(found.groups) - SHOWN_GROUPS} more")
    return lines
