"""Top-1 by subset dynamic programming against SCIP on the same instances, and how far the subset method goes.

Both minimise ``sum_d |w_d - V z_d|^2`` without ridge, ``z_d`` = Top-1 of ``relu(U w_d)``, on random unit-Gaussian features w_d in R^3 made
dyadic (multiples of 2^-16); q neurons; absolute gap .01.  SCIP gets binaries for the winner of every feature, ``y = V z`` bilinear, a
convex quadratic objective, ``|U| <= 1`` and ``|V| <= 1`` (some optimum is tied and has unit rows, which helps SCIP), and neurons ordered by
their first encoder entry.  Ours returns a rational point with its exact loss and a certified lower bound; building the
certificate and checking it are inside the clock.  The runs are interleaved, one thread each.

    python -m benchmarks.top1_vs_scip [ratios|reach|all] [--limit SECONDS] [--seeds N]

``reach`` has q = 5: with a certificate up to 12 features, where the checker of partitions ends; beyond that the floating-point stage
alone, whose minimum is a bound up to rounding but not a certified one, and the point it proposes with its exact loss.

SCIP is needed for ``ratios`` only (``pip install pyscipopt``).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from benchmarks.solve_vs_scip import instance, least_sum, table
from solvers.sdl.bounds.copositive import float_gains, members
from solvers.sdl.bounds.top1 import best_partition, partition_minimum, single_costs
from solvers.sdl.bounds.top1_interval import PartitionInterval, partition_interval, rounded_point
from theory.sdl import Activation, Problem

GAP = Fraction(1, 100)


def problem_of(n: int, width: int, seed: int) -> Problem:
    """A Top-1 SAE on n features in R^3."""
    features = instance((n, 3, 3, width), seed)["features_in"]
    return Problem.sae(features, activation=Activation("topk", k=1), width=width)


def scip(problem: Problem, *, limit: float) -> tuple[float, float, float]:
    """(seconds, primal bound, dual bound) of SCIP on the same problem."""
    from pyscipopt import Model, quicksum

    w = problem.arrays()[0]
    neurons, dims = range(problem.width), range(problem.p)
    model = Model()
    model.hideOutput()
    model.setParam("limits/time", limit)
    model.setParam("limits/absgap", float(GAP))
    model.setParam("parallel/maxnthreads", 1)
    u = [[model.addVar(lb=-1, ub=1) for _ in dims] for _ in neurons]
    v = [[model.addVar(lb=-1, ub=1) for _ in dims] for _ in neurons]
    terms = []
    for x in w:
        reach = float(abs(x).sum())
        pre = [quicksum(float(c) * t for c, t in zip(x, u[i], strict=True)) for i in neurons]
        wins = [model.addVar(vtype="B") for _ in neurons]
        z = [model.addVar(lb=0, ub=reach) for _ in neurons]
        served = quicksum(wins)
        model.addCons(served <= 1)
        for i in neurons:
            model.addCons(z[i] <= reach * wins[i])
            model.addCons(z[i] - pre[i] <= reach * (1 - wins[i]))
            # the winner's code is the largest pre-activation, and no pre-activation is positive when nobody wins
            for j in neurons:
                model.addCons(pre[j] <= z[i] + reach * (1 - wins[i]))
            model.addCons(pre[i] <= reach * served)
        for c in dims:
            parts = [model.addVar(lb=-reach, ub=reach) for _ in neurons]
            for i in neurons:
                model.addCons(parts[i] == v[i][c] * z[i])
            e = model.addVar(lb=None, ub=None)
            model.addCons(e == float(x[c]) - quicksum(parts))
            terms.append(e * e)
    return least_sum(model, u, terms)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """(seconds, result) of one call."""
    started = time.perf_counter()
    result = call()
    return time.perf_counter() - started, result


def interval(problem: Problem) -> PartitionInterval:
    """Ours, which must close the gap."""
    found = partition_interval(problem, absolute_gap=GAP)
    if found is None or found.upper - found.lower > GAP:
        raise SystemExit(f"the gap of {GAP} was not closed: {found}")
    return found


def ratios(args: argparse.Namespace) -> None:
    """Interleaved: ours, SCIP, ours again; the worse of our two times counts.  The exact minimum is computed once, for comparison."""
    rows = []
    for n in (3, 4, 5):
        for seed in range(args.seeds):
            problem = problem_of(n, 2, seed)
            before, found = timed(lambda p=problem: interval(p))
            seconds, primal, dual = scip(problem, limit=args.limit)
            after, _ = timed(lambda p=problem: interval(p))
            exactly, best = timed(lambda p=problem: partition_minimum(p))
            worse, closed = max(before, after), primal - dual <= float(GAP) * 1.001
            # SCIP stays feasible up to 1e-6 in every constraint
            same = abs(primal - float(best.value)) < 1e-4 and found.lower <= best.value <= found.upper
            rows.append(
                [
                    n,
                    seed,
                    worse,
                    float(found.lower),
                    float(found.upper),
                    exactly,
                    float(best.value),
                    seconds,
                    closed,
                    primal,
                    dual,
                    same,
                    f"{'' if closed else '>= '}{seconds / worse:.0f}",
                    f"{'' if closed else '>= '}{seconds / exactly:.0f}",
                ]
            )
            print(json.dumps([str(x) for x in rows[-1]]), file=sys.stderr, flush=True)
    table(
        [
            "n",
            "seed",
            "ours s",
            "lower",
            "upper",
            "exact minimum s",
            "exact minimum",
            "SCIP s",
            "SCIP closed",
            "SCIP primal",
            "SCIP dual",
            "same optimum",
            "ratio",
            "ratio, exact minimum",
        ],
        rows,
    )


def reach(args: argparse.Namespace) -> None:
    """Five neurons: certified up to 12 features, then in floating point until a run takes longer than the limit."""
    rows: list[list[Any]] = []
    for n in (8, 10, 12):
        problem = problem_of(n, 5, 0)
        seconds, found = timed(lambda p=problem: interval(p))
        rows.append([n, "certified", seconds, float(found.lower), float(found.upper)])
        print(json.dumps([str(x) for x in rows[-1]]), file=sys.stderr, flush=True)
    for n in (14, 16, 18):
        problem = problem_of(n, 5, 0)
        seconds, (lower, upper) = timed(lambda p=problem: in_floats(p))
        rows.append([n, "floating point", seconds, lower, upper])
        print(json.dumps([str(x) for x in rows[-1]]), file=sys.stderr, flush=True)
        if seconds > args.limit:
            break
    table(["n", "lower bound", "s", "lower", "upper (exact point)"], rows)


def in_floats(problem: Problem) -> tuple[float, float]:
    """(minimum over partitions, exact loss of the point with this partition): they agree if an encoder reaches the partition."""
    values, supports = float_gains(problem)
    costs = single_costs(problem) - values
    parts = best_partition(costs, problem.width)
    point = rounded_point(problem, [members(supports[part]) for part in parts if supports[part]])
    return float(sum(costs[part] for part in parts)), float(point.loss)


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description="Top-1 by subset dynamic programming against SCIP, and its reach.")
    parser.add_argument("what", choices=["ratios", "reach", "all"], nargs="?", default="all")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each run")
    parser.add_argument("--seeds", type=int, default=2, help="instances of each shape")
    args = parser.parse_args()
    interval(problem_of(3, 2, 99))  # imports are paid here
    if args.what != "reach":
        ratios(args)
    if args.what != "ratios":
        reach(args)


if __name__ == "__main__":
    main()
