"""``sdl-atlas verify``: settle published claims, or evaluate one on a problem of your own."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

HELP = "settle claims with certificates; write verdicts, certificates and a report"
EXAMPLES = [
    "verify                                    every claim, quick profile, report in out/report.html",
    "verify 'sdl.thm-3.6*' --out /tmp/atlas    the claims about one theorem",
    "verify sdl.thm-3.6 --instance examples/problems/example-3.5.json",
    "verify --list",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which claims, how thoroughly, and where to write."""
    parser.add_argument(
        "claims", nargs="*", metavar="ID", help="claim ids or globs such as 'sdl.thm-3.*' (default: all)"
    )
    parser.add_argument(
        "--profile", choices=("quick", "full"), default="quick", help="how much to try (default: quick)"
    )
    parser.add_argument("--instance", metavar="PROBLEM.json", help="evaluate the claims on this problem instead")
    parser.add_argument("--out", default="out", metavar="DIR", help="folder for the results (default: out)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="worker processes; 0: none")
    parser.add_argument("--seed", type=int, default=0, help="seed of every random choice (default: 0)")
    parser.add_argument(
        "--resume", action="store_true", help="keep what --out already holds for this commit and profile"
    )
    parser.add_argument("--list", action="store_true", help="list the claims and stop")
    parser.add_argument("--json", action="store_true", help="print one JSON array of records instead of a table")


def run(args: argparse.Namespace) -> int:
    """0 when all is as expected and every certificate was accepted, 1 otherwise."""
    from proofs_checks.discovery import select
    from theory.errors import InputError

    if args.jobs < 0:
        raise InputError("--jobs", args.jobs, "must be 0 or more")
    claims = select(args.claims)
    if args.list:
        return _list(claims, args)
    if args.instance:
        return _instance(claims, args)
    return _settle(claims, args)


def _list(claims: list[Any], args: argparse.Namespace) -> int:
    every = [found.claim for found in claims]
    if args.json:
        common = [{"id": c.id, "title": c.title, "expected": c.expected, "source": c.source.locator} for c in every]
        _document([x | ({"refutes": c.refutes} if c.refutes else {}) for x, c in zip(common, every, strict=True)])
    else:
        sys.stdout.writelines(f"{c.id:36} {c.expected:15}{c.title}\n" for c in every)
    return 0


def _document(records: list[Any]) -> None:
    """One JSON document, and nothing else on standard output."""
    sys.stdout.write(json.dumps(records, indent=1) + "\n")


def _settle(claims: list[Any], args: argparse.Namespace) -> int:
    from proofs_checks import report
    from proofs_checks.run import run as settle_all
    from sdl_atlas.progress import watcher
    from theory.files import write_atomically

    out, started = _folder(args.out), time.monotonic()
    with watcher(len(claims), quiet=args.json) as watch:
        result = settle_all(
            claims,
            out=out,
            profile=args.profile,
            jobs=min(args.jobs, len(claims)),
            seed=args.seed,
            resume=args.resume,
            watch=watch,
        )
    write_atomically(out / "report.html", report.html(result.verdicts, out / "certificates"))
    if args.json:
        _document([json.loads(line) for line in (out / "verdicts.jsonl").read_text().splitlines()])
    else:
        _table(result.verdicts, time.monotonic() - started, out)
    if result.interrupted:
        sys.stderr.write(f"interrupted: {len(result.verdicts)} of {len(claims)} claims are kept; go on with --resume\n")
        return 130
    return 0 if result.ok else 1


def _folder(name: str) -> Path:
    from theory.errors import OutputError

    out = Path(name)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("--out", name, error.strerror or "cannot be made") from None
    return out


def _table(verdicts: list[Any], seconds: float, out: Path) -> None:
    from proofs_checks import totals
    from sdl_atlas.progress import verdict_line

    for v in verdicts:
        sys.stdout.write(verdict_line(v) + "\n")
        for problem in v.problems:
            sys.stdout.write(f"{'':12}{problem}\n")
    certificates = len(list((out / "certificates").glob("*.json")))
    checked, read = totals.steps(verdicts)
    sys.stdout.write(
        f"\n{len(verdicts)} claims: {', '.join(f'{n} {what}' for n, what in totals.outcomes(verdicts))}; "
        f"{sum(not v.settled for v in verdicts)} not as expected\n"
        f"arguments: {checked} steps checked, {read} to be read\n"
        f"{'; '.join(f'{what}: {n}' for n, what in totals.tests(verdicts))}\n"
        f"{certificates} certificates; {seconds:.1f} s\n"
        f"report: {out / 'report.html'}\n"
    )


def _instance(claims: list[Any], args: argparse.Namespace) -> int:
    from proofs_checks.instance import evaluate
    from theory.errors import InputError
    from theory.files import write_json
    from theory.sdl import read_problem

    problem = read_problem(args.instance)
    able = [f for f in claims if hasattr(f.load(), "evaluate")]
    if not able:
        raise InputError(
            "ID", " ".join(args.claims), "no such claim can be evaluated on a problem", "try 'sdl.thm-3.6'"
        )
    status, records = 0, []
    for found in able:
        result = evaluate(found, problem, seed=args.seed)
        for certificate in result.certificates:
            write_json(_folder(args.out) / "certificates" / f"{certificate['sha256']}.json", certificate)
        record = {"claim": found.claim.id, "status": result.status, "text": result.text}
        record["certificates"] = [c["sha256"] for c in result.certificates]
        records.append(record)
        text = f"{result.status:16} {found.claim.id}: {result.text}"
        text += "".join(f"\n{'':17}certificate {c['sha256'][:16]} accepted" for c in result.certificates)
        if not args.json:
            sys.stdout.write(text + "\n")
        if result.status == "violated" and found.claim.expected in ("proved", "argued"):
            status = 1
    if args.json:
        _document(records)
    return status
