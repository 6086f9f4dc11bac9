"""Random and degenerate problems for the solver: no crash, no wrong statement, no overrun of the time limit.

``python -m benchmarks.solve_fuzz [--count 2000] [--start 0] [--seconds 2] [--out FILE]``.  Problem number k is made from the seed k: n to
6 features, p, r and q to 3, every activation, SAEs, transcoders and crosscoders; features that are equal, opposite, collinear or
dependent, targets that are zero, ties, huge and tiny entries, entries with square roots, with and without ridge.  For each: nothing is
raised and no stage fails; all certificates are accepted; random encoders with their best decoders, improved by random steps, never beat
the lower bounds; the points have the losses they are listed with; the record survives its own file format.

With ``--out`` each problem appends one line of JSON, and problems that the file has are not run again.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from solvers.sdl.branch_and_bound.warm_up import make_ready
from solvers.sdl.landscape.solve import solve
from theory.certificates import check
from theory.exact import NumberField
from theory.sdl import Activation, Problem
from theory.sdl.landscape import Landscape
from theory.sdl.reading import matrix_from_json

ROOT2 = NumberField((Fraction(-2), Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)))
SLACK = 1.5  # seconds over the limit that a loaded machine, reading the clock and writing the record may take
Rows = list[list[Any]]


@dataclass(frozen=True)
class Case:
    """A problem, the ridge it is solved with, and what is special about it."""

    problem: Problem
    ridge: Fraction | None
    traits: tuple[str, ...]


def number(rng: random.Random, trait: str) -> Any:
    """An entry: mostly a small integer, so that exact coincidences are common."""
    small = Fraction(rng.randint(-3, 3))
    if trait == "fractions":
        return Fraction(rng.randint(-9, 9), rng.randint(1, 9))
    if trait == "huge entries" and rng.random() < 0.3:
        return small * 10**9 + rng.randint(-2, 2)
    if trait == "tiny entries" and rng.random() < 0.3:
        return small / 10**9
    if trait == "square roots" and rng.random() < 0.3:
        return ROOT2.element([small, Fraction(rng.randint(-1, 1))])
    return small


def vectors(rng: random.Random, n: int, p: int, trait: str, *, nonzero: bool) -> Rows:
    """n vectors of length p."""
    out: Rows = []
    while len(out) < n:
        row = [number(rng, trait) for _ in range(p)]
        if out and rng.random() < {"equal": 0.5, "opposite": 0.5, "collinear": 0.6}.get(trait, 0.0):
            factor = {"equal": 1, "opposite": -1}.get(trait, Fraction(rng.choice([-2, -1, 1, 2, 3]), 2))
            row = [factor * x for x in rng.choice(out)]
        if trait == "orthogonal":
            row = [Fraction((len(out) % p == i) * rng.choice([1, 1, -1, 2])) for i in range(p)]
        if any(row) or not nonzero:
            out.append(row)
    return out


TRAITS = (
    "plain",
    "plain",
    "plain",
    "fractions",
    "equal",
    "opposite",
    "collinear",
    "orthogonal",
    "zero targets",
    "huge entries",
    "tiny entries",
    "square roots",
)


def random_case(seed: int) -> Case:
    """The problem number ``seed``; the same on every machine.

    >>> case = random_case(1)
    >>> case.problem.n <= 6 and case.problem.width <= 3
    True
    """
    rng = random.Random(seed)
    n, p, r, q = rng.randint(1, 6), rng.randint(1, 3), rng.randint(1, 3), rng.randint(1, 3)
    trait, kind = rng.choice(TRAITS), rng.choice(("sae", "transcoder", "crosscoder"))
    activation = rng.choice(
        (
            Activation("relu"),
            Activation("jumprelu", theta=rng.choice((Fraction(1, 2), Fraction(1), Fraction(3)))),
            Activation("topk", k=rng.randint(1, q)),
        )
    )
    weights = (
        [Fraction(1)] * n if rng.random() < 0.4 else [Fraction(rng.randint(1, 5), rng.randint(1, 3)) for _ in range(n)]
    )
    features = vectors(rng, n, p, trait, nonzero=True)
    name = f"{kind}-{seed}"
    if kind == "sae":
        problem = Problem.sae(features, weights=weights, activation=activation, width=q, name=name)
    elif kind == "crosscoder":
        other = vectors(rng, n, 1, trait, nonzero=False)
        problem = Problem.crosscoder([features, other], weights=weights, activation=activation, width=q, name=name)
    else:
        targets = vectors(rng, n, r, trait, nonzero=False)
        if trait == "zero targets":
            targets = [row if rng.random() < 0.5 else [Fraction(0)] * r for row in targets]
        problem = Problem.transcoder(features, targets, weights=weights, activation=activation, width=q, name=name)
    ridge = rng.choice((None, None, Fraction(1, 100), Fraction(1)))
    return Case(problem, ridge, (trait,))


@dataclass
class Outcome:
    """What happened; ``wrong`` lists everything that should not."""

    seed: int
    shape: str
    activation: str
    trait: str
    ridge: str
    status: str = "crash"
    stopped: str | None = None
    seconds: float = 0.0
    infimum: str = ""
    points: int = 0
    wrong: list[str] = field(default_factory=list)


def examine(seed: int, seconds: float) -> Outcome:
    """Solve one problem and check what is said about it."""
    case = random_case(seed)
    p = case.problem
    out = Outcome(seed, f"{p.n},{p.p},{p.r},{p.width}", p.activation.kind, case.traits[0], str(case.ridge))
    begun = time.perf_counter()
    try:
        found = solve(p, ridge=case.ridge, time_limit=seconds)
        out.seconds = round(time.perf_counter() - begun, 3)
        out.status, out.stopped, out.points = found.status, found.budget.stopped, len(found.critical_points)
        out.infimum = "known" if found.infimum.lower == found.infimum.upper else "bounded"
        out.wrong += found.faults
        out.wrong += [] if out.seconds <= 1.1 * seconds + SLACK else [f"{out.seconds} s under a limit of {seconds:g} s"]
        out.wrong += [f"{w}" for w in (*statements(case, found), *descents(case, found, seed))]
    except Exception as error:
        out.wrong.append(f"{type(error).__name__}: {error}; {traceback.format_exc(limit=-2)}")
    return out


def statements(case: Case, found: Landscape) -> list[str]:
    """Faults of the record itself."""
    wrong = []
    for certificate in found.certificates():
        check(certificate)
    if msgspec.json.decode(found.to_json(), type=Landscape) != found:
        wrong.append("the record changes when it is written and read")
    if found.infimum.lower_float > found.infimum.upper_float * (1 + 1e-12):  # two roundings of exact numbers
        wrong.append("the bounds of the infimum are in the wrong order")
    if found.ridge is not None and found.ridge.lower_float > found.ridge.upper_float * (1 + 1e-12):
        wrong.append("the bounds with ridge are in the wrong order")
    for k, c in enumerate(found.critical_points):
        if c.W_E is None or c.W_D is None:
            continue
        if c.float < found.infimum.lower_float * (1 - 1e-12):
            wrong.append(f"critical point {k} lies below the lower bound")
        if c.field is None and case.problem.field is None:
            encoder, decoder = (matrix_from_json(m, None, "point") for m in (c.W_E, c.W_D))
            if abs(float(case.problem.loss(encoder, decoder)) - c.float) > 1e-12 * (1 + c.float):
                wrong.append(f"critical point {k} does not have its loss")
    return wrong


def descents(case: Case, found: Landscape, seed: int, starts: int = 60) -> list[str]:
    """Lower bounds that random search beats, decided in exact arithmetic."""
    problem = case.problem
    if problem.field is not None:
        return []
    rng = np.random.default_rng(seed)
    lam = 0.0 if found.ridge is None or case.ridge is None else float(case.ridge)
    bound = found.infimum.lower_float if not lam else found.ridge.lower_float  # type: ignore[union-attr]
    w, v, m = problem.arrays()
    root = np.sqrt(m)[:, None]

    def best(encoder: np.ndarray) -> tuple[float, np.ndarray]:
        z = problem.activation.numpy(w @ encoder.T) * root
        stacked = np.concatenate([z, np.diag(np.sqrt(lam * (z**2).sum(axis=0)))])
        target = np.concatenate([v * root, np.zeros((problem.width, problem.r))])
        decoder = np.linalg.lstsq(stacked, target, rcond=1e-9)[0]
        return float(((target - stacked @ decoder) ** 2).sum()), decoder.T

    scale = rng.choice([0.3, 1.0, 10.0], size=starts) * (float(problem.activation.theta or 1) / np.abs(w).max() or 1.0)
    pool = sorted((s * rng.standard_normal((problem.width, problem.p)) for s in scale), key=lambda e: best(e)[0])[:3]
    wrong = []
    for encoder in pool:
        here, step = best(encoder)[0], 0.5
        for _ in range(40):
            trial = encoder + step * np.abs(encoder).max() * rng.standard_normal(encoder.shape)
            there = best(trial)[0]
            encoder, here, step = (trial, there, 1.5 * step) if there < here else (encoder, here, 0.85 * step)
        if here < bound and exact(case, encoder, best(encoder)[1], lam > 0) < Fraction(bound) * (
            1 - Fraction(1, 10**12)
        ):
            wrong.append(
                f"an encoder has the loss {here}, below the bound {bound} ({'ridge' if lam else 'plain'} problem)"
            )
    return wrong


def exact(case: Case, encoder: np.ndarray, decoder: np.ndarray, with_ridge: bool) -> Fraction:
    """The loss of floating-point matrices in exact arithmetic: nearly dependent codes have huge decoders, and floats err."""
    rows, columns = ([[Fraction(float(x)) for x in row] for row in part] for part in (encoder, decoder))
    total: Any = case.problem.loss(rows, columns)
    if with_ridge and case.ridge is not None:
        for i, u in enumerate(zip(*columns, strict=True)):
            mass = sum(m * z[i] ** 2 for m, z in zip(case.problem.weights, case.problem.codes(rows), strict=True))
            total += case.ridge * sum(x * x for x in u) * mass
    return total


def table(outcomes: list[Outcome], seconds: float) -> str:
    """Markdown: how the problems ended, by activation."""
    head = "| activation | problems | complete | infimum known | stopped at the limit | wrong | median s | longest s |"
    lines = [head, "| --- " + "| ---: " * 7 + "|"]
    for kind in ("relu", "jumprelu", "topk"):
        own = [o for o in outcomes if o.activation == kind]
        if own:
            times = sorted(o.seconds for o in own)
            counts = Counter(o.status for o in own)
            lines.append(
                f"| {kind} | {len(own)} | {counts['complete']} | {sum(o.infimum == 'known' for o in own)} "
                f"| {sum(o.stopped is not None for o in own)} | {sum(bool(o.wrong) for o in own)} "
                f"| {times[len(times) // 2]:.2f} | {times[-1]:.2f} |"
            )
    return "\n".join(
        [*lines, "", f"Time limit {seconds:g} s a problem; seeds {outcomes[0].seed} to {outcomes[-1].seed}."]
    )


def main() -> int:
    """Run the problems asked for; 1 when something was wrong with one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2.0, help="time limit of one problem (default: 2)")
    parser.add_argument(
        "--out", metavar="FILE", help="append one line of JSON for each problem, and go on where it ends"
    )
    args = parser.parse_args()
    file = Path(args.out) if args.out else None
    done: dict[int, Outcome] = {}
    if file is not None and file.exists():
        done = {o["seed"]: Outcome(**o) for o in map(json.loads, file.read_text().splitlines())}
    make_ready(math.inf)  # compiling the branch and bound is not what is timed
    for seed in range(args.start, args.start + args.count):
        if seed not in done:
            done[seed] = examine(seed, args.seconds)
            if done[seed].wrong:
                print(f"problem {seed}: {'; '.join(done[seed].wrong)}", flush=True)
            if file is not None:
                with file.open("a") as lines:
                    lines.write(json.dumps(msgspec.to_builtins(done[seed])) + "\n")
    outcomes = [done[seed] for seed in sorted(done)]
    print(table(outcomes, args.seconds))
    return int(any(o.wrong for o in outcomes))


if __name__ == "__main__":
    raise SystemExit(main())
