"""How many of 2000 gradient descents per problem end on the predicted list: nine random ReLU problems in the plane, or the examples.

``python -m benchmarks.landing --examples [--runs 1000] [--steps 6000]`` takes the problems of ``examples/problems`` and their solved
landscapes, and prints one row per problem.

``python -m benchmarks.landing [--runs 2000] [--steps 20000] [--only 5,2,2,2]``.  Problems are written (n, p, r, k): n features in
R^p, r output dimensions (r = p: autoencoder), k neurons; features are Gaussian, rounded to multiples of 1/64.  The list is made before
training (``solvers.sdl.landing.plane_critical_points``).  Runs that blew up are started again with a fifth of the step;
runs that are still moving are
trained further, ten times as long; then these are matched again.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np

from solvers.sdl.ensemble.descent import Schedule, train_ensemble
from solvers.sdl.landing.isolated import isolated
from solvers.sdl.landing.match import Prediction, distances, land
from solvers.sdl.landing.plane_critical_points import critical_points
from solvers.sdl.landing.predictions import predictions
from solvers.sdl.landing.settle import further, settle
from solvers.sdl.landscape.solve import solve
from theory.sdl import Activation, Problem, read_problem

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "problems"

SHAPES = (
    (4, 2, 2, 2),
    (5, 2, 2, 2),
    (5, 2, 4, 2),
    (5, 2, 2, 3),
    (6, 2, 2, 3),
    (6, 2, 4, 3),
    (5, 2, 2, 4),
    (5, 2, 2, 6),
    (6, 2, 4, 4),
)


def problem(n: int, p: int, r: int, k: int) -> Problem:
    """The random problem of a shape; the shape is its seed."""
    rng = np.random.default_rng([n, p, r, k])

    def draw(dimension: int) -> list[list[Fraction]]:
        return [[Fraction(round(64 * x), 64) for x in row] for row in rng.standard_normal((n, dimension))]

    w = draw(p)
    return Problem.transcoder(
        w, w if r == p else draw(r), activation=Activation("relu"), width=k, name=f"{n},{p},{r},{k}"
    )


def measure(shape: tuple[int, int, int, int], *, runs: int, steps: int) -> str:
    """The report on one problem."""
    p, started = problem(*shape), time.perf_counter()
    points = critical_points(p)
    predictions = [Prediction(c.loss, c.function, c.kind, attained=c.kind != "collision") for c in points]
    listed = time.perf_counter()
    ensemble = train_ensemble(p, runs=runs, schedule=Schedule(steps=steps))
    first = land(ensemble, predictions)
    ensemble = further(ensemble, first, schedule=Schedule(steps=10 * steps, learning_rate=0.01))
    trained = time.perf_counter()
    landing = land(ensemble, predictions)
    names = ("stationary_not_on_list", "moving", "diverged")
    rest = ", ".join(f"{landing.count(c)} {c.replace('_', ' ')}" for c in names if landing.count(c))
    kinds = Counter(predictions[i].label for i in landing.index if i >= 0)
    valleys = landing.count("in_valley")
    lines = [
        f"{shape}: {len(points)} listed in {listed - started:.0f} s; {runs} runs in {trained - listed:.0f} s "
        f"({first.count('diverged')} started again, {first.count('moving')} went on); "
        f"{landing.count('predicted')} on a listed point, {landing.count('zero_loss')} zero loss "
        f"({landing.after_polishing} after polishing), "
        f"{valleys} in a listed valley; rest: {rest or 'none'}",
        f"    explained {100 * landing.explained / runs:.2f} %, with valleys {100 * (landing.explained + valleys) / runs:.2f} %; "
        f"kinds: {', '.join(f'{k} {v}' for k, v in kinds.most_common())}",
    ]
    nearest = distances(ensemble, predictions).min(axis=1)
    off = [i for i, c in enumerate(landing.classes) if c in names]
    slow = sum(nearest[i] < 0.01 for i in off)
    if off:
        lines.append(f"    of the rest, {slow} are within 1 % of a listed function")
    for i in off[:8]:
        size = np.abs(ensemble.decoder_srq[i]).max()
        lines.append(
            f"    run {i}, {landing.classes[i]}: loss {ensemble.loss_s[i]:.6f}, largest decoder entry {size:.2f}, "
            f"nearest listed function at {nearest[i]:.1e}"
        )
    return "\n".join(lines)


def example(path: Path, *, runs: int, steps: int) -> str:
    """One row of the table: what became of the runs on a shipped problem."""
    p = read_problem(path)
    started = time.process_time()
    listed = predictions(p, solve(p, time_limit=20))
    solved = time.process_time()
    settled = settle(train_ensemble(p, runs=runs, schedule=Schedule(steps=steps)), listed)
    found = settled.landing
    alone = [g for g in found.new if g.listed < 0]
    proved = sum(len(g.runs) for g in alone if isolated(p, g.point) is not None)
    counts = [
        found.explained,
        found.count("in_listed_family"),
        found.count("in_valley"),
        found.count("stationary_not_on_list"),
        proved,
        found.count("moving", "diverged"),
    ]
    times = f"{solved - started:.0f} + {time.process_time() - solved:.0f}"
    cells = [p.name, p.activation.kind, len(listed), *counts, times]
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Print one report after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--only", default="", help="one shape, such as 5,2,2,2")
    parser.add_argument("--examples", action="store_true", help="the shipped problems and their solved landscapes")
    args = parser.parse_args()
    if args.examples:
        for path in sorted(EXAMPLES.glob("*.json")):
            if path.stem != "too-large":
                print(example(path, runs=args.runs, steps=args.steps), flush=True)
        return
    for shape in SHAPES:
        if not args.only or args.only == ",".join(map(str, shape)):
            print(measure(shape, runs=args.runs, steps=args.steps), flush=True)


if __name__ == "__main__":
    main()
