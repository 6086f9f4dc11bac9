"""Mutants of evaluations and counterexamples: what the checker accepts must be true in the second reading.

Run on the certificates of a verification::

    python -m tests.theory.certificates.fuzz.run out/certificates 100000
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.theory.certificates.fuzz.language import holds, refuted
from tests.theory.certificates.fuzz.mutants import mutant
from theory.certificates import Rejected, check


def inside(certificate: dict[str, Any]) -> list[dict[str, Any]]:
    """The certificate itself, or those inside a proof or an illustration."""
    witness = certificate["witness"]
    if certificate["kind"] == "illustration":
        return [witness["certificate"]]
    if certificate["kind"] == "proof":
        return [step["certificate"] for step in witness["steps"] if "certificate" in step]
    return [certificate]


def true(certificate: dict[str, Any]) -> bool | None:
    """The second decision; None for a kind that has none here."""
    asserts, witness = certificate["asserts"], certificate["witness"]
    if certificate["kind"] == "evaluation":
        return holds(asserts)
    if certificate["kind"] == "counterexample":
        return refuted(asserts, witness["assignment"], witness.get("field"))
    return None


def fuzz(corpus: list[dict[str, Any]], count: int, seed: int) -> tuple[Counter[str], list[dict[str, Any]]]:
    """Counts of mutants by what became of them, and those that are accepted and false (or without a meaning)."""
    rng, found, false = random.Random(seed), Counter[str](), []
    while sum(found.values()) < count:
        other = mutant(rng.choice(corpus), rng)
        if other is None:
            continue
        try:
            check(other)
        except Rejected:
            found["rejected"] += 1
            continue
        try:
            decided = true(other)
        except Exception:  # the second reading finds no meaning in it
            decided = False
        found["accepted and " + {True: "true", False: "false", None: "not decided here"}[decided]] += 1
        if decided is False:
            false.append(other)
    return found, false


def main(folder: str, count: str, seed: str = "0", longest: str = "4000") -> int:
    """Fuzz the certificates of a folder, those of up to ``longest`` characters."""
    texts = [p.read_text() for p in sorted(Path(folder).glob("*.json"))]
    corpus = [c for t in texts if len(t) <= int(longest) for c in inside(json.loads(t))]
    found, false = fuzz(corpus, int(count), int(seed))
    for name, number in sorted(found.items()):
        sys.stdout.write(f"{number:8} {name}\n")
    for other in false[:20]:
        sys.stdout.write(json.dumps(other) + "\n")
    return int(bool(false))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
