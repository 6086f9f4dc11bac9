"""The files that ``sdl-atlas lattice`` writes, made in memory first so that nothing is written when a step fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import msgspec

from paper_figs.pictures.lattice_diagram import diagram
from paper_figs.pictures.lattice_drawing import render_lattice
from paper_figs.pictures.lattice_page import lattice_page
from solvers.concepts.alignment import Alignment
from solvers.concepts.alignment_tables import alignment_csv, neurons_csv
from solvers.concepts.analysis import Analysis
from theory.concepts import bits
from theory.concepts.best_unit_proof import unit_certificate
from theory.concepts.context import FormalContext

PROOFS = "unit_proofs"  # folder of certificates


def lattice_files(found: Analysis, say: Callable[[str], None] = lambda _text: None) -> dict[str, bytes]:
    """Name and content of every file: the record, pictures, a page, and tables and certificates of human concepts."""
    context, labels, tables = found.lattice.context, found.labels, {}
    if labels is not None and found.overlaps is not None:
        tables = {
            "alignment.csv": alignment_csv(found.alignments, context, labels),
            "neurons.csv": neurons_csv(found.overlaps, context, labels, found.absorbed, found.split),
            **_proofs(context, labels, found.alignments),
        }
    say("picture and page")
    drawn = diagram(found.lattice, human=_human(found), absorbed=found.absorbed, split=found.split)
    return {
        "lattice.json": msgspec.json.encode(found.record) + b"\n",
        **{f"lattice.{ending}": data for ending, data in render_lattice(drawn).items()},
        "lattice.html": lattice_page(drawn, found.source),
        **tables,
    }


def _proofs(context: FormalContext, labels: FormalContext, alignments: Sequence[Alignment]) -> dict[str, bytes]:
    """A certificate for every human concept that no unit fits it better, numbered like the labels."""
    digits = len(str(max(0, labels.n_attributes - 1)))
    out = {}
    for a in alignments:
        made = unit_certificate(context, labels.column(a.concept), a.unit.proof, name=labels.attributes[a.concept])
        out[f"{PROOFS}/{a.concept:0{digits}d}.json"] = json.dumps(made, separators=(",", ":")).encode() + b"\n"
    return out


def _human(found: Analysis) -> Mapping[int, Sequence[str]]:
    """What to write at the concepts that are best units."""
    out: dict[int, list[str]] = {}
    k, labels = found.lattice.context, found.labels
    for a in found.alignments if labels is not None else ():
        at = found.lattice.find(k.closure(bits.row(a.unit.neurons, k.n_attributes)))
        # a concept that no neuron helps to find has no place in the picture; the tables say so
        if at is not None and labels is not None and a.unit.neurons:
            sign = "=" if a.unit.fit.separates else f"{float(a.unit.fit.jaccard):.2f}"
            out.setdefault(at, []).append(f"{labels.attributes[a.concept]} {sign}")
    return out
