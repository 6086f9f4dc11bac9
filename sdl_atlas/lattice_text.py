"""A concept lattice as a page of text."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from paper_figs.pictures.lattice_files import PROOFS
from solvers.concepts.alignment_tables import EPSILON, unit_name
from solvers.concepts.analysis import Analysis
from theory.concepts.context import FormalContext


def summary(found: Analysis, names: Collection[str], out: Path) -> str:
    """What is printed: the size of the lattice, oddities, the alignment, and where the files are."""
    lattice, k = found.lattice, found.lattice.context
    kind = f"concepts with at least {lattice.min_support} objects" if lattice.min_support else "concepts"
    odd = k.oddities()
    notes = [
        f"{len(odd.dead)} dead" if odd.dead else "",
        f"{len(odd.always_on)} on every object" if odd.always_on else "",
        f"{sum(len(g) - 1 for g in odd.duplicate_columns)} with the extent of another" if odd.duplicate_columns else "",
    ]
    shown = ", ".join(n for n in notes if n)
    lines = [
        f"{k.n_objects} objects ({odd.duplicate_rows} repeat another), {k.n_attributes} attributes"
        + (f" ({shown})" if shown else ""),
        f"{len(lattice)} {kind}, {len(lattice.covers)} covers, height {lattice.height()}",
    ]
    if found.stem_base is not None:
        lines.append(f"{len(found.stem_base)} implications in the stem base")
    if found.labels is not None:
        lines += _alignment_lines(found, found.labels)
    shown_files = [n for n in names if not n.startswith(f"{PROOFS}/")]
    proofs = len(names) - len(shown_files)
    shown_files += [f"{PROOFS} ({proofs} certificates)"] if proofs else []
    lines.append(f"written to {out}: {', '.join(shown_files)}")
    return "\n".join(lines) + "\n"


def _alignment_lines(found: Analysis, labels: FormalContext) -> list[str]:
    k, rows = found.lattice.context, found.alignments
    width = max(len(labels.attributes[a.concept]) for a in rows) if rows else 0
    lines = [f"{len(rows)} human concepts, {sum(a.mutual for a in rows)} in mutual best pairs:"]
    for a in rows:
        name = labels.attributes[a.concept].ljust(width)
        best = "no neuron" if a.best_neuron is None else k.attributes[a.best_neuron]
        lines.append(
            f"  {name}  neuron {best} J={float(a.neuron_fit.jaccard):.3f}; unit {unit_name(a, k)} "
            f"J={float(a.unit.fit.jaccard):.3f} (none better, {len(a.unit.proof.visited)} sets); {a.explanation}"
        )
    if found.mixed is not None:
        cycles = len(found.mixed.cycles)
        lines.append(
            f"with J one way and recall the other: {len(found.mixed.mutual)} mutual pairs, {cycles} longer cycles"
        )
    lines.append(
        f"{len(found.absorbed)} absorptions (up to {EPSILON}), {len(found.split)} neurons split exactly by others"
    )
    return lines
