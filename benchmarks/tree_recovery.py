"""Figure 4 of arXiv 2506.03093 at the published size: 15,000 steps, ten seeds, ten coherences; the table and its picture.

    python -m benchmarks.tree_recovery OUT [--steps 15000 --seeds 10]

About 50 minutes of processor time with numba (estimated), 40 of them for the four models of the source. Finished groups of
five seeds of a model are kept in OUT/runs: the same command goes on from there. Two of these at once may share OUT/runs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from paper_figs.pursuit import tree_recovery as figure
from paper_figs.runner import rendered
from solvers.pursuit.tree.one_step_stack import FULL
from solvers.pursuit.tree.train import settings
from theory.files import write_atomically

GROUP = 5  # seeds that are trained side by side


def main() -> None:
    """Write OUT/tree_recovery.csv, .png, .pdf and .svg."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=FULL)
    parser.add_argument("--seeds", type=int, default=10)
    a = parser.parse_args()
    groups = [range(low, min(low + GROUP, a.seeds)) for low in range(0, a.seeds, GROUP)]
    runs = a.out / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    table = figure.scored(
        [tuple(settings(seeds, figure.RHOS)) for seeds in groups],
        a.steps,
        say=lambda text: print(text, file=sys.stderr, flush=True),
        keep=runs,
    )
    write_atomically(a.out / "tree_recovery.csv", table.csv())
    for ending, data in rendered(figure, {"": table}).items():  # type: ignore[arg-type]
        write_atomically(a.out / f"tree_recovery.{ending}", data)


if __name__ == "__main__":
    main()
