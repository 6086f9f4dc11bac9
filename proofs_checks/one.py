"""``python -m proofs_checks.one ID ...``: settle single claims in this process and show the verdict; for writing claims."""

from __future__ import annotations

import sys

from proofs_checks.discovery import select
from proofs_checks.settle import settle
from theory.claims import Budget


def main(ids: list[str]) -> int:
    """Settle the named claims one after the other; 1 when one of them has a problem."""
    bad = 0
    for found in select(ids):
        verdict, _ = settle(found.load(), Budget())
        steps = (
            f", {verdict.steps_checked} steps checked, {verdict.steps_read} to be read" if verdict.steps_read else ""
        )
        sys.stdout.write(
            f"{verdict.outcome:9} {verdict.claim} [{verdict.scope}] {verdict.seconds:.2f} s{steps}\n    {verdict.basis}\n"
        )
        for evidence in verdict.evidence:
            sys.stdout.write(f"    {evidence.kind} -> {evidence.shows}: {evidence.text} {evidence.numbers or ''}\n")
            for c in evidence.certificates:
                sys.stdout.write(f"        {'ok ' if c.accepted else 'BAD'} {c.kind}: {c.says[:160]}\n")
        for problem in verdict.problems:
            sys.stdout.write(f"    PROBLEM {problem}\n")
        bad += bool(verdict.problems)
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
