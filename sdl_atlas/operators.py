"""Sparse autoencoders on functions as a person at a terminal meets them: training, and what they do at other resolutions."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from sdl_atlas.library.functions import functions_config, train_each
from sdl_atlas.library.functions import land_functions as land_on_functions
from sdl_atlas.library.functions import train_functions as train_on_functions
from sdl_atlas.progress import QUIET, Line, duration
from solvers.operators.train.config import OperatorConfig
from solvers.operators.train.run import DivergedError
from solvers.operators.train.run import Line as Measured
from solvers.operators.train.sweep import Ended, expand
from solvers.processes import fresh_processes
from theory.errors import OutputError
from theory.operators.records import LongerDomain, OperatorsRecord, ResolutionRow


def train_functions(path: str, out: Path, *, changes: Mapping[str, Any], resume: bool, jobs: int = 1) -> int:
    """Train one model on functions, or a sweep; 0, or 1 when one diverged."""
    config = functions_config(path, changes)
    singles = expand(config)
    if len(singles) > 1:
        return _sweep(config, out, len(singles), resume=resume, jobs=jobs)
    return _one(singles[0].config, out, resume=resume)


def _sweep(config: OperatorConfig, out: Path, runs: int, *, resume: bool, jobs: int) -> int:
    """A line for every run that ends."""
    ended: list[Ended] = []
    with Line(every=QUIET) as line, ExitStack() as stack:
        line.show(f"0/{runs} runs", last=False)
        # with one job the runs are trained here
        executor = stack.enter_context(ProcessPoolExecutor(min(jobs, runs), fresh_processes())) if jobs > 1 else None

        def over(one: Ended) -> None:
            ended.append(one)
            text = one.message if one.last is None else f"{_numbers(one.last)}; unseen functions {one.unseen:.2%}"
            line.say(f"[{len(ended)}/{runs}] {one.name}: {text}")

        try:
            train_each(config, out, resume=resume, executor=executor, progress=over)
        except OSError as error:
            raise _no_room(error, out) from None
    sys.stdout.write(f"{len(ended)} runs in {out}; one line each in {out / 'runs.csv'}\n")
    return int(any(one.status == "diverged" for one in ended))


def _no_room(error: OSError, out: Path) -> OutputError:
    return OutputError(str(error.filename or out), error.strerror or error, "cannot be written", "name another folder")


def _one(config: OperatorConfig, out: Path, *, resume: bool) -> int:
    """Train one model on functions; 0, or 1 when it diverged."""
    started = time.monotonic()
    with Line(every=QUIET) as line:

        def watch(measured: Measured) -> None:
            steps = config.optimiser.steps
            line.show(f"step {measured.step}/{steps}: {_numbers(measured)}", last=measured.step == steps)

        try:
            last = train_on_functions(config, out, resume=resume, progress=watch).last
        except DivergedError as error:
            line.say(f"sdl-atlas train: {error}")
            return 1
        except OSError as error:
            raise _no_room(error, out) from None
    sys.stdout.write(f"{_numbers(last)} ({duration(time.monotonic() - started)})\nmodel: {out / 'model'}\n")
    return 0


def _numbers(line: Measured) -> str:
    """A line as a person reads it.

    >>> _numbers(Measured(10, 0.5, 0.25, 0.125))
    'loss 0.5000, relative error 25.00%, active on 12.5% of the domain'
    """
    return f"loss {line.loss:.4f}, relative error {line.error:.2%}, active on {line.active:.1%} of the domain"


def land_functions(run: Path, out: Path | None) -> str:
    """The resolution table and the recovery of the kernels of a run; with ``out`` also ``operators.json`` there."""
    return summary(*land_on_functions(run, out))


def summary(config: OperatorConfig, found: OperatorsRecord) -> str:
    """The table as text."""
    lines = [f"{config.model.kind}, {config.model.concepts} concepts, trained on {_points(config.data.grid)} points"]
    if found.least_grid is not None:
        lines.append(
            f"theory: reading is exact from {found.least_grid} points on (band {found.band}, modes {config.model.modes})"
        )
    heads = f"{'error':>9}  {'aliasing':>9}  {'predicted':>9}  {'gap':>9}  {'active':>6}"
    lines.append(f"{'points':>{_width(config)}}  {'reading':10}  {heads}")
    lines += [_line(row, _width(config)) for row in found.rows]
    lines += [_domain(d) for d in found.domains]
    if found.cosines:
        lines.append(f"kernels, best cosine over shifts: {_numbers_of(found.cosines)}")
    lines.append(f"share of the domain that the codes fill: {_numbers_of(found.locality)}")
    together = "" if found.coherence < 0 else f"two concepts, largest cosine over shifts: {found.coherence:.3f}; "
    lines.append(f"{together}usage {found.usage:.2f}")
    return "\n".join(lines) + "\n"


def _points(grid: tuple[int, ...]) -> str:
    return " x ".join(map(str, grid))


def _width(config: OperatorConfig) -> int:
    """Of the column of points: room for four times the grid."""
    return max(6, len(_points(tuple(4 * n for n in config.data.grid))))


def _numbers_of(values: tuple[float, ...]) -> str:
    """At most six of them, the least and the largest where there are more.

    >>> _numbers_of((0.5, 0.25)), _numbers_of(tuple(x / 10 for x in range(8)))
    ('0.500 0.250', '0.000 to 0.700, median 0.350')
    """
    if len(values) <= 6:
        return " ".join(f"{v:.3f}" for v in values)
    return f"{min(values):.3f} to {max(values):.3f}, median {median(values):.3f}"


def _line(row: ResolutionRow, width: int) -> str:
    predicted = "" if row.predicted is None else "none" if row.predicted else "some"
    alias = "" if row.alias is None else f"{row.alias:.2e}"
    gap = "" if row.gap is None else f"{row.gap:.2e}"
    where = f"{_points(row.grid):>{width}}  {row.reading:10}"
    return f"{where}  {row.error:>9.2e}  {alias:>9}  {predicted:>9}  {gap:>9}  {row.active:>6.1%}"


def _domain(d: LongerDomain) -> str:
    """A line about a longer domain.

    >>> _domain(LongerDomain(2, 0.5, 1e-16))
    'domain 2 times as long: output moved by 5.0e-01 with gains by mode number, by 1.0e-16 by physical frequency (theory: 0)'
    """
    if d.by_index is None:
        return f"domain {d.times} times as long: the model writes nothing"
    how = "with the same taps (theory: 0)" if d.by_frequency is None else "with gains by mode number"
    frequency = "" if d.by_frequency is None else f", by {d.by_frequency:.1e} by physical frequency (theory: 0)"
    return f"domain {d.times} times as long: output moved by {d.by_index:.1e} {how}{frequency}"
