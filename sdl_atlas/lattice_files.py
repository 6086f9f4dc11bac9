"""The files that ``sdl-atlas lattice`` writes, made in memory first so that nothing is written when a step fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from paper_figs.concepts import diagram, lattice_page, render_lattice
from sdl_atlas.lattice_tables import EPSILON, alignment_csv, neurons_csv, unit_name
from solvers.concepts.alignment import Alignment, Mixed, Overlaps, align, mixed_directions
from solvers.concepts.columns import Columns
from solvers.concepts.lattice import concept_lattice
from solvers.concepts.stem_base import stem_base
from theory.concepts import bits
from theory.concepts.best_unit_proof import unit_certificate
from theory.concepts.context import FormalContext
from theory.concepts.hierarchy import Absorption, Split, absorptions, exact_splits
from theory.concepts.implications import Implication
from theory.concepts.lattice import ConceptLattice
from theory.concepts.reading import Labelled
from theory.concepts.records import lattice_record
from theory.errors import InputError
from theory.exact import parse_rational

PROOFS = "unit_proofs"  # folder of certificates


@dataclass(frozen=True)
class Made:
    """File names and contents, and what the summary talks about."""

    lattice: ConceptLattice
    stem_base: list[Implication] | None
    alignments: list[Alignment]
    mixed: Mixed | None
    labels: FormalContext | None
    absorbed: list[Absorption]
    split: list[Split]
    files: dict[str, bytes]


def lattice_files(
    path: Path,
    given: Labelled,
    *,
    iceberg: str | None,
    implications: bool,
    progress: Callable[[str], None] = lambda _text: None,
) -> Made:
    """Compute the lattice and everything that is drawn from it."""
    context, labels = given.context, given.labels
    least = threshold_of(iceberg, context.n_objects)
    progress("concepts and covers")
    lattice = concept_lattice(
        context, min_support=least, progress=lambda n: progress(f"concepts and covers: {n:,} concepts so far")
    )
    rules = None
    if implications:
        progress("stem base")
        rules = stem_base(context)
    progress("split neurons")
    split, absorbed, alignments, mixed, tables = exact_splits(context), [], [], None, {}
    if labels is not None:
        progress("alignment")
        columns = Columns.of(context)
        overlaps = Overlaps.of(columns, labels)
        alignments, mixed = align(context, labels, columns=columns), mixed_directions(overlaps)
        absorbed = absorptions(context, labels, epsilon=EPSILON)
        tables = {
            "alignment.csv": alignment_csv(alignments, context, labels),
            "neurons.csv": neurons_csv(overlaps, context, labels, absorbed, split),
            **_proofs(context, labels, alignments),
        }
    progress("picture and page")
    drawn = diagram(lattice, human=_human(lattice, alignments, labels), absorbed=absorbed, split=split)
    record = lattice_record(lattice, source=path.name, sha256=_sha256(path), stem_base=rules)
    files = {
        "lattice.json": _json(record),
        **{f"lattice.{ending}": data for ending, data in render_lattice(drawn).items()},
        "lattice.html": lattice_page(drawn, path.name),
        **tables,
    }
    return Made(lattice, rules, alignments, mixed, labels, absorbed, split, files)


def _proofs(context: FormalContext, labels: FormalContext, alignments: Sequence[Alignment]) -> dict[str, bytes]:
    """A certificate for every human concept that no unit fits it better, numbered like the labels."""
    digits = len(str(max(0, labels.n_attributes - 1)))
    out = {}
    for a in alignments:
        made = unit_certificate(context, labels.column(a.concept), a.unit.proof, name=labels.attributes[a.concept])
        out[f"{PROOFS}/{a.concept:0{digits}d}.json"] = json.dumps(made, separators=(",", ":")).encode() + b"\n"
    return out


def _human(
    lattice: ConceptLattice, alignments: Sequence[Alignment], labels: FormalContext | None
) -> Mapping[int, Sequence[str]]:
    """What to write at the concepts that are best units."""
    out: dict[int, list[str]] = {}
    k = lattice.context
    for a in alignments if labels is not None else ():
        at = lattice.find(k.closure(bits.row(a.unit.neurons, k.n_attributes)))
        # a concept that no neuron helps to find has no place in the picture; the tables say so
        if at is not None and labels is not None and a.unit.neurons:
            sign = "=" if a.unit.fit.separates else f"{float(a.unit.fit.jaccard):.2f}"
            out.setdefault(at, []).append(f"{labels.attributes[a.concept]} {sign}")
    return out


def threshold_of(text: str | None, n: int) -> int:
    """A number of objects: ``25``, or a share like ``2%`` or ``0.5%`` of n, rounded up.

    >>> threshold_of("25", 100), threshold_of("0.5%", 1000), threshold_of(None, 3)
    (25, 5, 0)
    """
    if text is None:
        return 0
    try:
        value = -(-parse_rational(text[:-1], "--iceberg") * n // 100) if text.endswith("%") else int(text)
    except (ValueError, InputError):
        raise InputError("--iceberg", text, "expected a number of objects, or a share like 2%") from None
    if not 1 <= value <= n:
        raise InputError("--iceberg", text, f"must be from 1 to the {n} objects of the context")
    return value


def summary(made: Made, out: Path) -> str:
    """What is printed: the size of the lattice, oddities, the alignment, and where the files are."""
    lattice, k = made.lattice, made.lattice.context
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
    if made.stem_base is not None:
        lines.append(f"{len(made.stem_base)} implications in the stem base")
    if made.labels is not None:
        lines += _alignment_lines(made, made.labels)
    names = [n for n in made.files if not n.startswith(f"{PROOFS}/")]
    names += [f"{PROOFS} ({len(made.files) - len(names)} certificates)"] if len(names) < len(made.files) else []
    lines.append(f"written to {out}: {', '.join(names)}")
    return "\n".join(lines) + "\n"


def _alignment_lines(made: Made, labels: FormalContext) -> list[str]:
    k, rows = made.lattice.context, made.alignments
    width = max(len(labels.attributes[a.concept]) for a in rows) if rows else 0
    lines = [f"{len(rows)} human concepts, {sum(a.mutual for a in rows)} in mutual best pairs:"]
    for a in rows:
        name = labels.attributes[a.concept].ljust(width)
        best = "no neuron" if a.best_neuron is None else k.attributes[a.best_neuron]
        lines.append(
            f"  {name}  neuron {best} J={float(a.neuron_fit.jaccard):.3f}; unit {unit_name(a, k)} "
            f"J={float(a.unit.fit.jaccard):.3f} (none better, {len(a.unit.proof.visited)} sets); {a.explanation}"
        )
    if made.mixed is not None:
        cycles = len(made.mixed.cycles)
        lines.append(
            f"with J one way and recall the other: {len(made.mixed.mutual)} mutual pairs, {cycles} longer cycles"
        )
    lines.append(
        f"{len(made.absorbed)} absorptions (up to {EPSILON}), {len(made.split)} neurons split exactly by others"
    )
    return lines


def _json(record: msgspec.Struct) -> bytes:
    return msgspec.json.encode(record) + b"\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
