"""``sdl-atlas figures``: draw the figures and tables again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "regenerate figures and tables (PDF, SVG, PNG, CSV)"
EXAMPLES = [
    "figures --list",
    "figures prevalence_law --out figures/",
    "figures --check    compare every number with the stored tables",
]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which figures and where to put them."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="figure names or globs (default: all)")
    parser.add_argument("--out", default="docs/figures", metavar="DIR", help="folder (default: docs/figures)")
    parser.add_argument("--check", action="store_true", help="compute the tables again and compare; draw nothing")
    parser.add_argument("--list", action="store_true", help="list the figures and stop")


def run(args: argparse.Namespace) -> int:
    """0; with --check 1 when a number moved."""
    from paper_figs.runner import discover, run_figures

    if args.list:
        for figure in discover():
            sys.stdout.write(f"{figure.name:36} {figure.title}\n")
        return 0

    def progress(text: str) -> None:
        sys.stderr.write(text + "\n")

    moved = run_figures(args.names, out=Path(args.out), check=args.check, progress=progress)
    for line in moved:
        sys.stdout.write(f"moved: {line}\n")
    return int(bool(moved))
