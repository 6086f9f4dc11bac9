"""The files that ``sdl-atlas capture`` writes, made in memory first so that nothing is written when a step fails."""

from __future__ import annotations

import csv
import io

from paper_figs.pictures.capture_drawing import overview
from paper_figs.pictures.capture_page import capture_page
from solvers.manifolds.capture.run import Captured
from theory.manifolds.capture_records import CaptureRecord
from theory.record_files import record_text

DRAWN = 48  # in the picture; the page has all


def capture_files(found: Captured) -> dict[str, bytes]:
    """Name and content of every file: the record, a table of the manifolds, a picture and a page."""
    record = found.record
    files = {
        "capture.json": record_text(record).encode(),
        "capture.html": capture_page(record, found.manifolds, found.groups),
    }
    if record.manifolds:
        files["capture.csv"] = csv_table(record).encode()
        files["capture.png"] = overview(found.manifolds[:DRAWN], [m.verdict for m in record.manifolds[:DRAWN]])
    elif found.groups and found.groups[0]:
        shown = found.groups[0][:DRAWN]
        files["capture.png"] = overview(shown, [f"{len(f.atoms)} atoms" for f in shown])
    return files


def csv_table(record: CaptureRecord) -> str:
    """``capture.csv``: one line per manifold."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    restricted = ("published", "centred", "refit", "corrected", "corrected_refit", "compact", "whole")
    plain = ("support", "spread", "half_space_spread", "active", "cone_error", "antipodal_pairs")
    names = ("manifold", "verdict", "dimension", "points", "group", *(f"r2_{n}" for n in restricted), *plain)
    writer.writerow([*names, "cohesion", "cohesion_antipodal"])
    for m in record.manifolds:
        numbers = [getattr(m.r2, n) for n in restricted] + [getattr(m, n) for n in plain]
        shown = [f"{v:.9g}" if isinstance(v, float) else v for v in [*numbers, m.cohesion.signed, m.cohesion.antipodal]]
        writer.writerow([m.name, m.verdict, m.dimension, m.points, " ".join(map(str, m.group)), *shown])
    return out.getvalue()
