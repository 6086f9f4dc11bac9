"""``sdl-atlas solve``: the exact loss landscape of a problem."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sdl_atlas.exit_status import FAULT, INTERRUPTED, STOPPED

HELP = "compute the exact loss landscape of a problem, with certificates"
EXAMPLES = [
    "solve examples/problems/example-3.5.json",
    "solve problem.json --out landscape.json --certificates certificates/",
    "solve problem.json --picture losses.svg --csv points.csv",
    "solve problem.json --ridge 1/100 --time-limit 60",
]
STATUSES = """\
  0    the landscape is complete
  2    bad input
  3    it is not complete: the time limit was reached, or more is not known; the bounds reached are given
  4    an error of this package ended a part of the work; what the other parts proved is kept, and what is missing is said
  5    the results cannot be written
  130  interrupted; what was finished is kept"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The problem, the regularisation and the limits."""
    parser.add_argument("problem", metavar="PROBLEM.json", help="a problem/1 file (see docs/solve.md)")
    parser.add_argument(
        "--out", metavar="FILE", help="write the landscape/1 record here (default: print a summary only)"
    )
    parser.add_argument("--csv", metavar="FILE", help="write the critical points as a table")
    parser.add_argument("--picture", metavar="FILE.svg", help="draw the losses of all critical points by type")
    parser.add_argument("--certificates", metavar="DIR", help="write every certificate into this folder")
    parser.add_argument(
        "--ridge", default=None, metavar="LAMBDA", help="weight of the gauge-invariant ridge, exact (3/100)"
    )
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S", help="seconds (default: 60)")
    parser.add_argument("--json", action="store_true", help="print the record instead of a summary")


def run(args: argparse.Namespace) -> int:
    """0 when the landscape is complete, 3 when it is not, 4 when an error ended a part of the work, 130 when interrupted."""
    from sdl_atlas.landscape_files import points_csv, spectrum_svg
    from sdl_atlas.landscape_text import summary
    from sdl_atlas.progress import Line
    from solvers.sdl.landscape.solve import solve
    from theory.errors import InputError
    from theory.exact import parse_rational
    from theory.files import refuse_unwritable, write_atomically, write_json
    from theory.sdl import read_problem

    if not args.time_limit > 0:
        raise InputError("--time-limit", args.time_limit, "must be a positive number of seconds")
    ridge = None if args.ridge is None else parse_rational(args.ridge, "--ridge")
    if ridge is not None and ridge <= 0:
        raise InputError("--ridge", args.ridge, "must be positive", "leave it out for the default")
    problem = read_problem(args.problem)
    for name, place in (
        ("--out", args.out),
        ("--csv", args.csv),
        ("--picture", args.picture),
        ("--certificates", args.certificates and Path(args.certificates) / "x.json"),
    ):
        if place:
            refuse_unwritable(Path(place), name)
    with Line() as line:
        landscape = solve(problem, ridge=ridge, time_limit=args.time_limit, progress=line.show)
    if args.certificates:
        for certificate in landscape.certificates():
            write_json(Path(args.certificates) / f"{certificate['sha256']}.json", certificate)
    for place, write in ((args.csv, points_csv), (args.picture, spectrum_svg)):
        if place:
            write_atomically(Path(place), write(landscape).encode())
    record = landscape.to_json()
    if args.out:
        write_atomically(Path(args.out), record)
    sys.stdout.write(record.decode() + "\n" if args.json else summary(problem, landscape))
    for fault in landscape.faults:
        sys.stderr.write(
            f"sdl-atlas solve: an error ended a part of the work; please report it with the problem: {fault}\n"
        )
    if landscape.budget.stopped == "interrupted":
        return INTERRUPTED
    if landscape.faults:
        return FAULT
    return 0 if landscape.status == "complete" else STOPPED
