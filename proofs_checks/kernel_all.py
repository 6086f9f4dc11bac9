"""``python -m proofs_checks.kernel_all [--strict] [GLOB ...]``: check every kernel proof, in parallel; the command of ``make kernel``.

Exit status 0 when the kernel accepts all, 1 when it refuses one, 3 when Rocq is missing (0 without ``--strict``).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from proofs_checks.discovery import select
from proofs_checks.kernel import check_proof, proof_of
from proofs_checks.kernel_coq import find_coq
from proofs_checks.kernel_library import Broken, folders, sources
from theory.verdicts import KernelRecord


def proofs(patterns: list[str]) -> list[tuple[str, Any, Path]]:
    """Claims with a kernel proof: id, typed statement, file."""
    out: list[tuple[str, Any, Path]] = []
    for found in select(patterns):
        path = proof_of(found.load())
        if path is not None:
            out.append((found.claim.id, found.claim.typed, path))
    return out


def check_all(items: list[tuple[str, Any, Path]], jobs: int, say: Callable[[str], None]) -> list[KernelRecord]:
    """Check them at the same time (each is a process of its own) and say what came out, in the order of the list."""
    with ThreadPoolExecutor(jobs) as pool:
        records = list(pool.map(lambda item: check_proof(item[1], item[2]), items))
    for (name, _, _), record in zip(items, records, strict=True):
        how = "kept" if record.cached else f"{record.seconds:.1f} s"
        lines = f"{record.statement_lines} lines to read, {record.proof_lines} of proof"
        say(f"{record.status:9} {name}: {record.says} ({lines}; {how})")
    return records


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(words: list[str]) -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m proofs_checks.kernel_all", description="Check kernel proofs with Rocq."
    )
    parser.add_argument("patterns", nargs="*", metavar="GLOB", help="ids of claims; all when there is none")
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1))
    parser.add_argument("--strict", action="store_true", help="fail where Rocq is missing")
    parser.add_argument(
        "--shared", action="store_true", help="compile every shared file too, also those that no proof uses"
    )
    options = parser.parse_args(words)
    started, coq = time.monotonic(), find_coq()
    if isinstance(coq, str):
        sys.stdout.write(f"not checked: {coq}; docs/kernel.md says how to install it\n")
        return 3 if options.strict else 0
    try:
        if options.shared:
            folders(list(sources()), coq)
    except Broken as problem:
        sys.stdout.write(f"rejected  {problem}\n")
        return 1
    records = check_all(proofs(options.patterns), options.jobs, _say)
    good = sum(r.status == "accepted" for r in records)
    sys.stdout.write(
        f"{good} of {len(records)} kernel proofs accepted by Rocq {coq.version}, {time.monotonic() - started:.0f} s\n"
    )
    return int(good < len(records))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
