"""``sdl-atlas check``: the trusted checker alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "re-check certificates with the independent standard-library checker"
EXAMPLES = ["check out/certificates/*.json", "check out/certificates    (a folder: every .json file in it)"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files or folders, and how much to print."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="certificate files, or folders of them")
    parser.add_argument("--quiet", action="store_true", help="print rejected certificates and the totals only")
    parser.add_argument("--explain", action="store_true", help="also print the theorem that makes each kind a proof")


def run(args: argparse.Namespace) -> int:
    """0 when every certificate is accepted, 1 otherwise; a file that cannot be read is bad input."""
    from theory.certificates import Rejected, check, load, summary
    from theory.errors import InputError

    paths = [p for name in args.files for p in _expand(Path(name))]
    if not paths:
        raise InputError("FILE", " ".join(args.files), "there is no certificate there")
    rejected = 0
    for path in paths:
        try:
            certificate = load(path)
        except Rejected as reason:
            raise InputError(
                str(path), str(reason).removeprefix(f"{path}: "), "this is not a certificate file"
            ) from None
        try:
            says = check(certificate)
        except Rejected as reason:
            rejected += 1
            sys.stdout.write(f"rejected  {path}: {reason}\n")
            continue
        if not args.quiet:
            sys.stdout.write(f"accepted  {path}: {says}\n")
        if args.explain:
            sys.stdout.write(f"          {' '.join(summary(certificate).split())}\n")
    sys.stdout.write(f"{len(paths) - rejected} accepted, {rejected} rejected\n")
    return int(rejected > 0)


def _expand(path: Path) -> list[Path]:
    from theory.errors import InputError

    if path.is_dir():
        return sorted(path.glob("*.json"))
    if not path.exists():
        raise InputError(str(path), "nothing", "there is no such file")
    return [path]
