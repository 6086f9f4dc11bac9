"""The tables that ``sdl-atlas lattice`` writes when there are human concepts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction

from solvers.concepts.alignment import Alignment, Overlaps, directions
from theory.concepts.context import FormalContext
from theory.concepts.hierarchy import Absorption, Split

# "approximated" means a Jaccard index of at least nine tenths, the level of the published experiments as reported
EPSILON = Fraction(1, 10)


def alignment_csv(alignments: Sequence[Alignment], context: FormalContext, labels: FormalContext) -> bytes:
    """One line per human concept; scores as exact fractions, the Jaccard indices as decimals too."""
    header = [
        "concept",
        "objects",
        "best_neuron",
        "neuron_jaccard",
        "neuron_jaccard_exact",
        "neuron_f1_exact",
        "neuron_precision_exact",
        "neuron_recall_exact",
        "best_unit",
        "unit_jaccard",
        "unit_jaccard_exact",
        "unit_f1_exact",
        "unit_precision_exact",
        "unit_recall_exact",
        "proof_sets",
        "detecting_neurons",
        "least_false_positives_of_cover",
        "separated_by",
        "approximated_by",
        "neuron_points_back_to",
        "mutual_best_pair",
        "explanation",
    ]
    return _csv(header, (_alignment_row(a, context, labels) for a in alignments))


def _alignment_row(a: Alignment, context: FormalContext, labels: FormalContext) -> list[object]:
    neuron, unit = a.neuron_fit, a.unit.fit
    good = 1 - EPSILON
    return [
        labels.attributes[a.concept],
        neuron.tp + neuron.fn,
        "" if a.best_neuron is None else context.attributes[a.best_neuron],
        _decimal(neuron.jaccard),
        neuron.jaccard,
        neuron.f1,
        neuron.precision,
        neuron.recall,
        unit_name(a, context),
        _decimal(unit.jaccard),
        unit.jaccard,
        unit.f1,
        unit.precision,
        unit.recall,
        len(a.unit.proof.visited),
        a.detecting,
        a.closure_extra,
        "neuron" if neuron.separates else "unit" if a.closure_extra == 0 else "",
        "neuron" if neuron.jaccard >= good else "unit" if unit.jaccard >= good else "",
        "" if a.back is None else labels.attributes[a.back],
        "yes" if a.mutual else "no",
        a.explanation,
    ]


def unit_name(a: Alignment, context: FormalContext) -> str:
    """The neurons of the best unit, as a conjunction; the empty one is active everywhere."""
    return " & ".join(context.attributes[i] for i in a.unit.neurons) or "(all objects)"


def neurons_csv(
    overlaps: Overlaps,
    context: FormalContext,
    labels: FormalContext,
    absorbed: Sequence[Absorption],
    split: Sequence[Split],
) -> bytes:
    """One line per neuron: its best human concept, whether that concept points back, absorption and splitting."""
    f, g = directions(overlaps, "jaccard", "jaccard")
    parts = {s.neuron: " | ".join(context.attributes[i] for i in s.parts) for s in split}
    misses: dict[int, list[str]] = {}
    for found in absorbed:
        children = ", ".join(labels.attributes[c] for c in found.children)
        misses.setdefault(found.neuron, []).append(f"{labels.attributes[found.parent]} without {children}")
    rows: list[list[object]] = []
    for i, name in enumerate(context.attributes):
        size = int(overlaps.neurons[i])
        state = "dead" if size == 0 else "always active" if size == context.n_objects else ""
        best = g[i] if g and size else None
        there = ["", "", "", "", "no"]
        if best is not None:
            fit, back = overlaps.fit(best, i), f[best]
            mutual = "yes" if back == i else "no"
            there = [labels.attributes[best], _decimal(fit.jaccard), str(fit.jaccard), context.attributes[back], mutual]
        rows.append([name, size, state, *there, "; ".join(misses.get(i, [])), parts.get(i, "")])
    header = [
        "neuron",
        "objects",
        "state",
        "best_concept",
        "jaccard",
        "jaccard_exact",
        "concept_points_back_to",
        "mutual_best_pair",
        "absorption",
        "split_into",
    ]
    return _csv(header, rows)


def _decimal(value: Fraction) -> str:
    return f"{float(value):.4f}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    # a spreadsheet would run a cell that starts like a formula
    writer.writerows(
        [f"'{c}" if isinstance(c, str) and c[:1] in ("=", "+", "-", "@") else c for c in row] for row in rows
    )
    return stream.getvalue().encode()
