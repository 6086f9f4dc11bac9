"""Tables 1, 4, 5, 6 and 7 of arXiv 2512.05534 at the size of the source, for a machine with a GPU.

``python -m benchmarks.paper_tables --device cuda [--only 1,7] [--seeds 3] [--steps 20000] [--out out/paper_tables]``

One CSV per table, with the columns of the mini tables in ``docs/figures``; a table that is complete is not trained again.  Sizes, S, M,
K of Table 7 and the weight of the anchors are those of the source; magnitudes, K of the other tables, sparsity penalties, step size, steps
and seeds are not stated there and are ours (``solvers/sdl/recovery/experiments.py``).  ``--size mini --device cpu`` runs the same tables in
minutes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from paper_figs.sdl import _trained
from proofs_checks.sdl import _published_tables as printed
from proofs_checks.sdl._published_tables import Row
from solvers.sdl.recovery.experiments import METHODS, SIZES, Size, train_cell
from theory.files import write_atomically

Cell = tuple[str, str, Row | None, dict[str, Any], int | None]
TABLES = (1, 4, 5, 6, 7)


def cells(table: int) -> Iterator[Cell]:
    """Setting, method, published numbers, changes of the bench, and K of every row, at the published size."""
    if table == 1:
        yield from (("", name, printed.TABLE_1.get(name), {}, None) for name in METHODS)
    elif table == 4:
        yield from ((f"n = {n}", "ReLU", row, {"features": n}, None) for n, row in printed.TABLE_4.items())
    elif table == 5:
        for limit, block in printed.TABLE_5.items():
            yield from ((f"M = {limit}", m, row, {"interference": float(limit)}, None) for m, row in block.items())
    elif table == 6:
        for p, block in printed.TABLE_6.items():
            yield from ((f"active {p}", m, row, {"sparsity": 1 - float(p)}, None) for m, row in block.items())
    else:
        yield from ((f"K = {k}", "TopK", row, {}, k) for k, row in printed.TABLE_7.items())


def run(table: int, size: Size, *, seeds: int, device: str, say: Any) -> str:
    """The CSV of one table."""
    rows = []
    for setting, method, published, changes, active in cells(table):
        here = replace(size, bench=replace(size.bench, **changes), active=active or size.active)
        runs = train_cell(METHODS[method], here, seeds=range(seeds), anchors=(0, size.anchors), device=device, say=say)
        rows += _trained.rows_of(setting, method, published, runs)
    return _trained.table(rows, "").csv()


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--size", choices=sorted(SIZES), default="paper")
    parser.add_argument("--only", default=",".join(map(str, TABLES)), help="numbers of tables")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=None, help="instead of those of the size")
    parser.add_argument("--out", type=Path, default=Path("out/paper_tables"))
    options = parser.parse_args(arguments)
    size = SIZES[options.size]
    if options.steps:
        training = replace(size.training, steps=options.steps, decay_steps=options.steps // 4)
        size = replace(size, training=training)
    for table in (int(t) for t in options.only.split(",")):
        path = options.out / f"table_{table}.csv"
        if path.is_file():
            print(f"{path}: complete, left as it is")
            continue
        began = time.perf_counter()
        text = run(table, size, seeds=options.seeds, device=options.device, say=print)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)
        print(f"{path}: {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
