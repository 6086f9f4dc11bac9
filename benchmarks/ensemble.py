"""How many seeds of a small problem are trained to convergence in a minute, on two processes of one thread each.

``python -m benchmarks.ensemble [--runs 5000] [--steps 20000]``.  Problems: three unit-Gaussian features, rounded to multiples of 1/64,
in R^3 and in the plane, and three neurons (n = q = 3), ReLU and Top-1.  Full-batch gradient descent in float64 with the default
schedule.  A run has *converged* when no entry of its function ``W_D Z sqrt(M)`` changed by more than 1e-6 of the largest entry of
the target while the step was annealed; the others count as time spent, not as seeds.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction

import numpy as np

from solvers.sdl.ensemble.descent import Schedule, train_ensemble
from theory.sdl import Activation, Problem

STILL = 1e-6  # a hundredth of the distance at which an end point counts as on a predicted point
PROCESSES = 2


def problem(p: int, kind: str) -> Problem:
    """Three features in R^p, three neurons."""
    rng = np.random.default_rng([3, p])
    w = [[Fraction(round(64 * x), 64) for x in row] for row in rng.standard_normal((3, p))]
    activation = Activation("relu") if kind == "relu" else Activation("topk", k=1)
    return Problem.sae(w, activation=activation, width=3, name=f"3,{p},{p},3 {kind}")


def share(job: tuple[int, str, int, int, int]) -> tuple[np.ndarray, np.ndarray, float]:
    """One process's runs: losses, which converged, processor seconds."""
    p, kind, seed, runs, steps = job
    start = time.process_time()
    ensemble = train_ensemble(problem(p, kind), runs=runs, seed=seed, schedule=Schedule(steps=steps))
    size = max(abs(float(x)) for row in problem(p, kind).arrays()[1] for x in row)
    return ensemble.loss_s, ensemble.moved_s < STILL * size, time.process_time() - start


def measure(pool: ProcessPoolExecutor, p: int, kind: str, runs: int, steps: int) -> str:
    """One row of the table."""
    start = time.perf_counter()
    parts = list(pool.map(share, [(p, kind, seed, runs // PROCESSES, steps) for seed in range(PROCESSES)]))
    wall = time.perf_counter() - start
    loss, still = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    busy = max(part[2] for part in parts)
    common = Counter(loss[still].round(5)).most_common(3)
    ends = ", ".join(f"{value:g} ({100 * count / len(loss):.1f} %)" for value, count in common)
    done = int(still.sum())
    return (
        f"| 3, {p}, {p}, 3 {kind} | {len(loss):,} | {done:,} ({100 * done / len(loss):.2f} %) | {wall:.1f} | {busy:.1f} "
        f"| {60 * done / wall:,.0f} | {60 * done / busy:,.0f} | {ends} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=20_000)
    args = parser.parse_args()
    print(f"load at the start {os.getloadavg()[0]:.1f}, {PROCESSES} processes\n")
    head = (
        "| n, p, r, q | seeds | converged | wall (s) | processor, the slower process (s) | converged per minute, wall "
    )
    print(head + "| per minute, processor | commonest losses |\n|" + "---|" * 8)
    with ProcessPoolExecutor(PROCESSES) as pool:
        list(pool.map(share, [(2, "relu", 0, 2, 10)] * PROCESSES))  # imports
        for p, kind in ((3, "relu"), (2, "relu"), (3, "topk"), (2, "topk")):
            print(measure(pool, p, kind, args.runs, args.steps))


if __name__ == "__main__":
    main()
