"""The files that ``sdl-atlas evaluate`` writes, made in memory first so that nothing is written when a step fails."""

from __future__ import annotations

import csv
import io

from paper_figs.pictures.evaluation_drawing import overview
from paper_figs.pictures.evaluation_page import evaluation_page
from solvers.sdl.evaluate.row_examples import Pictures
from theory.evaluation_records import EvaluationRecord
from theory.record_files import record_text


def evaluation_files(record: EvaluationRecord, images: Pictures | None = None) -> dict[str, bytes]:
    """Name and content of every file: the record, a table of all neurons, a picture and a page."""
    picture = overview(record)
    return {
        "evaluation.json": record_text(record).encode(),
        "neurons.csv": neurons_table(record).encode(),
        "evaluation.png": picture,
        "evaluation.html": evaluation_page(record, picture, images),
    }


def neurons_table(record: EvaluationRecord) -> str:
    """``neurons.csv``: one line per neuron of every model."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["model", "neuron", "fires", "share", "mean", "largest", "norm", "nearest", "cosine"])
    for m in record.models:
        n = m.neurons
        for j, columns in enumerate(zip(n.fires, n.mean, n.largest, n.norm, n.nearest, n.cosine, strict=True)):
            fires, mean, largest, norm, nearest, cosine = columns
            numbers = (fires / m.rows, mean, largest, norm)
            writer.writerow(
                [m.source, j, fires, *(f"{v:.9g}" for v in numbers), nearest, "" if cosine is None else f"{cosine:.9g}"]
            )
    return out.getvalue()
