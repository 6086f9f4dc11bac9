"""The files that ``sdl-atlas lattice`` writes, made in memory first so that nothing is written when a step fails."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from solvers.concepts.lattice import concept_lattice
from theory.concepts.lattice import ConceptLattice
from theory.concepts.reading import Labelled
from theory.concepts.records import lattice_record
from theory.errors import InputError


@dataclass(frozen=True)
class Made:
    """File names and contents, and what the summary talks about."""

    lattice: ConceptLattice
    files: dict[str, bytes]


def lattice_files(path: Path, given: Labelled, *, iceberg: str | None, implications: bool) -> Made:
    """Compute the lattice and everything that is drawn from it."""
    context = given.context
    lattice = concept_lattice(context, min_support=threshold_of(iceberg, context.n_objects))
    record = lattice_record(lattice, source=path.name, sha256=_sha256(path))
    return Made(lattice, {"lattice.json": msgspec.json.encode(record) + b"\n"})


def threshold_of(text: str | None, n: int) -> int:
    """A number of objects: ``25``, or a share like ``2%`` or ``0.5%`` of n, rounded up.

    >>> threshold_of("25", 100), threshold_of("0.5%", 1000), threshold_of(None, 3)
    (25, 5, 0)
    """
    if text is None:
        return 0
    try:
        if text.endswith("%"):
            from theory.exact import parse_rational

            share = parse_rational(text[:-1], "--iceberg")
            return max(1, -(-share * n // 100).__int__())
        value = int(text)
    except (ValueError, InputError):
        raise InputError("--iceberg", text, "expected a number of objects, or a share like 2%") from None
    if value < 1:
        raise InputError("--iceberg", text, "must be at least one object")
    return value


def summary(made: Made, out: Path) -> str:
    """What is printed: the size of the lattice, oddities, and where the files are."""
    lattice, k = made.lattice, made.lattice.context
    kind = f"concepts with at least {lattice.min_support} objects" if lattice.min_support else "concepts"
    lines = [
        f"{k.n_objects} objects, {k.n_attributes} attributes",
        f"{len(lattice)} {kind}, {len(lattice.covers)} covers, height {lattice.height()}",
        f"written to {out}: {', '.join(made.files)}",
    ]
    return "\n".join(lines) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
