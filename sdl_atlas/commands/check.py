"""``sdl-atlas check``: the trusted checker alone."""

from __future__ import annotations

import argparse
import io
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
    """0 when every certificate is accepted, 1 when one is rejected, 2 when a file is no certificate; all are looked at."""
    from theory.certificates import judge, load, summary
    from theory.errors import InputError

    paths = [p for name in args.files for p in _expand(Path(name))]
    if not paths:
        raise InputError("FILE", " ".join(args.files), "there is no certificate there")
    for stream in (sys.stdout, sys.stderr):  # a terminal without α, or a file name that is no text
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    found = [0, 0, 0]
    proved = 0
    for path in paths:
        status, line = judge(path)
        found[status] += 1
        proved += line.startswith("accepted")
        if status or not args.quiet:
            (sys.stderr if status == 2 else sys.stdout).write(f"{line}\n")
        if status == 0 and args.explain and not args.quiet:
            sys.stdout.write(f"          {' '.join(summary(load(path)).split())}\n")
    other = f", {found[0] - proved} with an argument to be read or as an illustration" if proved < found[0] else ""
    none = f", {found[2]} no certificates" if found[2] else ""
    sys.stdout.write(f"{proved} accepted{other}, {found[1]} rejected{none}\n")
    return 2 if found[2] else int(found[1] > 0)


def _expand(path: Path) -> list[Path]:
    from theory.errors import InputError

    if path.is_dir():
        return sorted(path.glob("*.json"))
    if not path.exists():
        raise InputError(str(path), "nothing", "there is no such file")
    return [path]
