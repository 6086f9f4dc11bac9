"""Certified global optimisation of SDL problems: this engine against SCIP on the same instances.

Both minimise ``|A - V Z|^2 + ridge sum_i |v_i|^2 |z_i|^2``, ``Z = relu(U X)``, on random unit-Gaussian instances made dyadic
(multiples of 2^-16).  SCIP gets the exact reformulation with binaries for the relu, ``y = V z`` bilinear and a convex quadratic
objective, ``|U| <= 1``, ``|V| <= 10`` (it needs bounds) and neurons ordered by their first encoder entry.  The runs are interleaved,
one thread each; compilation is paid by a warm-up call that is not timed.

    python -m benchmarks.solve_vs_scip ratios|gaps|reach|proofs [--limit SECONDS] [--seeds N]

SCIP is needed for ``ratios`` and ``gaps`` only (``pip install pyscipopt``).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from solvers.sdl.branch_and_bound import minimise
from theory.certificates import check

RIDGE = Fraction(1, 100)
Shape = tuple[int, int, int, int]  # n, p, r, width


def instance(shape: Shape, seed: int) -> dict[str, Any]:
    """Unit-Gaussian features (and, when r differs from p, targets), rounded to multiples of 2^-16."""
    n, p, r, width = shape
    rng = np.random.default_rng(seed)

    def unit(columns: int) -> list[list[Fraction]]:
        rows = rng.normal(size=(n, columns))
        rows /= np.linalg.norm(rows, axis=1)[:, None]
        return [[Fraction(round(float(x) * 2**16), 2**16) for x in row] for row in rows]

    features = unit(p)
    return {"features_in": features, "features_out": None if r == p else unit(r), "width": width}


def ours(data: dict[str, Any], *, relative: float, absolute: float, limit: float, proof: bool = False) -> Any:
    """One timed call of the engine."""
    data = dict(data)
    return minimise(
        data.pop("features_in"),
        ridge=RIDGE,
        relative_gap=relative,
        absolute_gap=absolute,
        time_limit=limit,
        proof=proof,
        **data,
    )


def scip(data: dict[str, Any], *, relative: float, absolute: float, limit: float) -> tuple[float, float, float]:
    """(seconds, primal bound, dual bound) of SCIP on the same problem."""
    from pyscipopt import Model, quicksum

    X = np.array([[float(x) for x in w] for w in data["features_in"]])
    A = X if data["features_out"] is None else np.array([[float(x) for x in a] for a in data["features_out"]])
    A = A @ np.linalg.svd(A)[2].T  # rotated to principal axes, as the engine is free to do
    n, width = len(X), data["width"]
    model = Model()
    model.hideOutput()
    model.setParam("limits/time", limit)
    model.setParam("limits/absgap", absolute)
    model.setParam("limits/gap", relative)
    model.setParam("parallel/maxnthreads", 1)
    terms = []
    u = [[model.addVar(lb=-1, ub=1) for _ in X[0]] for _ in range(width)]
    v = [[model.addVar(lb=-10, ub=10) for _ in A[0]] for _ in range(width)]
    y: dict[tuple[int, int, int], Any] = {}
    for i in range(width):
        for d in range(n):
            reach = float(np.abs(X[d]).sum())
            on, z = model.addVar(vtype="B"), model.addVar(lb=0, ub=reach)
            pre = quicksum(float(x) * t for x, t in zip(X[d], u[i], strict=True))
            model.addCons(z >= pre)
            model.addCons(z <= pre + reach * (1 - on))
            model.addCons(z <= reach * on)
            for o in range(A.shape[1]):
                y[i, d, o] = model.addVar(lb=-10 * reach, ub=10 * reach)
                model.addCons(y[i, d, o] == v[i][o] * z)
                terms.append(float(RIDGE) * y[i, d, o] * y[i, d, o])
    for d in range(n):
        for o in range(A.shape[1]):
            e = model.addVar(lb=None, ub=None)
            model.addCons(e == float(A[d, o]) - quicksum(y[i, d, o] for i in range(width)))
            terms.append(e * e)
    return least_sum(model, u, terms)


def least_sum(model: Any, rows: list[Any], terms: list[Any]) -> tuple[float, float, float]:
    """(seconds, primal bound, dual bound) of the least sum of terms; the rows of neurons, which may trade places, are in order."""
    from pyscipopt import quicksum

    for before, after in pairwise(rows):
        model.addCons(before[0] <= after[0])
    value = model.addVar(lb=0)
    model.addCons(value >= quicksum(terms))
    model.setObjective(value)
    started = time.perf_counter()
    model.optimize()
    seconds = time.perf_counter() - started
    primal = model.getPrimalbound() if model.getNSols() else float("inf")
    return seconds, primal, model.getDualbound()


def show(value: Any) -> str:
    """Short text of one table entry."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def table(header: list[str], rows: list[list[Any]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(show(x) for x in row) + " |", flush=True)


def against_scip(shapes: list[Shape], args: argparse.Namespace, *, relative: float, absolute: float) -> None:
    """Interleaved: ours, SCIP, ours again; the worse of our two times counts."""
    rows = []
    for shape in shapes:
        for seed in range(args.seeds):
            data = instance(shape, seed)
            before = ours(data, relative=relative, absolute=absolute, limit=args.limit)
            seconds, primal, dual = scip(data, relative=relative, absolute=absolute, limit=args.limit)
            after = ours(data, relative=relative, absolute=absolute, limit=args.limit)
            best = max(before.seconds, after.seconds)
            closed = primal - dual <= max(absolute, relative * abs(dual)) * 1.01
            ratio = f"{'' if closed else '>= '}{seconds / best:.0f}"
            rows.append(
                [
                    shape,
                    seed,
                    before.complete,
                    best,
                    float(before.upper),
                    float(before.lower),
                    seconds,
                    closed,
                    primal,
                    dual,
                    (primal - dual) / max(primal, 1e-12),
                    ratio,
                ]
            )
            print(json.dumps([str(x) for x in rows[-1]]), file=sys.stderr, flush=True)
    table(
        [
            "n,p,r,q",
            "seed",
            "closed",
            "s (worse of 2)",
            "upper",
            "lower",
            "SCIP s",
            "SCIP closed",
            "SCIP primal",
            "SCIP dual",
            "SCIP rel. gap",
            "ratio",
        ],
        rows,
    )


def reach(shapes: list[Shape], args: argparse.Namespace) -> None:
    """What closes within the limit, at a coarse and at a fine gap."""
    rows = []
    for shape in shapes:
        for seed in range(args.seeds):
            data = instance(shape, seed)
            coarse = ours(data, relative=0.0, absolute=0.01, limit=args.limit)
            fine = ours(data, relative=1e-6, absolute=0.0, limit=args.limit)
            rows.append(
                [
                    shape,
                    seed,
                    coarse.complete,
                    coarse.seconds,
                    coarse.nodes,
                    float(coarse.upper),
                    fine.complete,
                    fine.seconds,
                    fine.nodes,
                    fine.relative_gap,
                ]
            )
            print(json.dumps([str(x) for x in rows[-1]]), file=sys.stderr, flush=True)
    table(["n,p,r,q", "seed", "gap .01", "s", "nodes", "upper", "rel. 1e-6", "s", "nodes", "rel. gap reached"], rows)


def proofs(shapes: list[tuple[Shape, float]], args: argparse.Namespace) -> None:
    """Search and proof, then the independent check."""
    rows = []
    for shape, relative in shapes:
        for seed in range(args.seeds):
            data = instance(shape, seed)
            result = ours(data, relative=relative, absolute=0.0, limit=args.limit, proof=True)
            size, checking, accepted = 0, 0.0, False
            if result.certificate is not None:
                size = len(json.dumps(result.certificate)) // 1024
                started = time.perf_counter()
                check(result.certificate)
                checking, accepted = time.perf_counter() - started, True
            rows.append(
                [
                    shape,
                    seed,
                    relative,
                    accepted,
                    result.seconds,
                    size,
                    checking,
                    float(result.upper),
                    float(result.lower),
                ]
            )
            print(json.dumps([str(x) for x in rows[-1]]), file=sys.stderr, flush=True)
    table(["n,p,r,q", "seed", "rel. gap", "accepted", "s (search and proof)", "KB", "check s", "upper", "lower"], rows)


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description="Engine against SCIP, reach, and proofs; prints Markdown tables.")
    parser.add_argument("what", choices=["ratios", "gaps", "reach", "proofs"])
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each run")
    parser.add_argument("--seeds", type=int, default=2, help="instances of each shape")
    args = parser.parse_args()
    ours(instance((3, 2, 2, 2), 99), relative=0.0, absolute=0.01, limit=args.limit)
    if args.what == "ratios":
        against_scip([(8, 2, 2, 1), (4, 3, 3, 1), (3, 2, 2, 2)], args, relative=0.0, absolute=0.01)
    elif args.what == "gaps":
        against_scip([(6, 3, 3, 1), (4, 2, 4, 2)], args, relative=1e-4, absolute=0.0)
    elif args.what == "reach":
        plane = [(40, 2, 4, 2), (30, 2, 4, 3), (16, 2, 4, 4), (7, 2, 4, 5), (6, 2, 4, 6)]
        reach([*plane, (12, 3, 4, 2), (5, 3, 3, 3)], args)
    else:
        shapes = [
            ((8, 2, 2, 1), 1e-4),
            ((4, 2, 4, 2), 1e-4),
            ((6, 3, 3, 1), 1e-4),
            ((8, 2, 4, 3), 1e-3),
            ((5, 3, 3, 2), 1e-2),
        ]
        proofs(shapes, args)


if __name__ == "__main__":
    main()
