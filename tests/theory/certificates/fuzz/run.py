"""Mutants of certificates: what the checker accepts must be true in a second decision that shares nothing with it.

Run on the certificates of a verification, to which the sample of every kind is added::

    python -m tests.theory.certificates.fuzz.run out/certificates 100000
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.theory.certificates.fuzz.decisions import inside, true
from tests.theory.certificates.fuzz.mutants import mutant
from theory.certificates import Rejected, check

SAMPLES = Path(__file__).parent.parent / "samples"


def fuzz(corpus: list[dict[str, Any]], count: int, seed: int) -> tuple[Counter[tuple[str, str]], list[dict[str, Any]]]:
    """Counts by (kind, what became of the mutant), and those that are accepted and false (or without a meaning).

    Every other mutant is of a kind drawn from all kinds, so that the rare ones have their share.
    """
    rng, found, false = random.Random(seed), Counter[tuple[str, str]](), []
    kinds = sorted({c["kind"] for c in corpus})
    of_kind = {kind: [c for c in corpus if c["kind"] == kind] for kind in kinds}
    while sum(found.values()) < count:
        other = mutant(rng.choice(corpus if rng.random() < 0.5 else of_kind[rng.choice(kinds)]), rng)
        if other is None:
            continue
        try:
            check(other)
        except Rejected:
            found[other["kind"], "rejected"] += 1
            continue
        try:
            decided = true(other)
        except Exception:  # the second reading finds no meaning in it
            decided = False
        found[other["kind"], "accepted and true" if decided else "accepted and false"] += 1
        if not decided:
            false.append(other)
    return found, false


def report(found: Counter[tuple[str, str]]) -> str:
    """A table: what became of the mutants of every kind."""
    columns = ("rejected", "accepted and true", "accepted and false")
    lines = [f"{'':20}" + "".join(f"{c:>20}" for c in columns)]
    for kind in [*sorted({k for k, _ in found}), "in all"]:
        counts = [sum(v for (k, x), v in found.items() if x == c and kind in (k, "in all")) for c in columns]
        lines.append(f"{kind:20}" + "".join(f"{v:20}" for v in counts))
    return "\n".join(lines) + "\n"


def main(folder: str, count: str, seed: str = "0", longest: str = "4000") -> int:
    """Fuzz the certificates of a folder, those of up to ``longest`` characters."""
    texts = [p.read_text() for p in (*sorted(Path(folder).glob("*.json")), *sorted(SAMPLES.glob("*.json")))]
    corpus = [c for t in texts if len(t) <= int(longest) for c in inside(json.loads(t))]
    found, false = fuzz(corpus, int(count), int(seed))
    sys.stdout.write(report(found))
    for other in false[:20]:
        sys.stdout.write(json.dumps(other) + "\n")
    return int(bool(false))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
