"""Theorem 3.2 on instances: random exact segments inside one region, and a segment of a user's problem."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._biconvexity import IN_ENCODER
from proofs_checks.sdl._instances import Matrix, data_of, distinct_units, matrix, report, weights
from theory.claims import Budget, Evidence, InstanceReport
from theory.sdl import Activation, Problem

F = Fraction


def segments(budget: Budget, pick: Callable[[random.Random, int, int], Activation], text: str) -> Evidence:
    """Random exact segments with equal patterns at the ends: the pattern in between, and the exact Jensen identity."""
    rng, wanted, violations, done, tried = random.Random(budget.seed), budget.pick(quick=80, full=2000), 0, 0, 0
    while done < wanted and tried < 200 * wanted:
        tried += 1
        n, q = rng.randint(1, 3), rng.randint(1, 3)
        act = pick(rng, n, q)
        w = distinct_units(rng, n, 2)
        problem = Problem.transcoder(w, matrix(rng, n, 2), weights=weights(rng, n), activation=act, width=q)
        x = matrix(rng, q, 2)
        y = [[a + F(rng.randint(-2, 2), 6) for a in row] for row in x]
        t = F(rng.randint(1, 5), 6)
        zx, zy = problem.codes(x), problem.codes(y)
        if _support(zx) != _support(zy):
            continue
        done += 1
        middle = [[t * a + (1 - t) * b for a, b in zip(p, q_, strict=True)] for p, q_ in zip(x, y, strict=True)]
        dec = matrix(rng, 2, q, bound=2)
        z = problem.codes(middle)
        gap = (
            t * problem.loss_of_codes(zx, dec)
            + (1 - t) * problem.loss_of_codes(zy, dec)
            - problem.loss_of_codes(z, dec)
        )
        violations += _support(z) != _support(zx) or gap != t * (1 - t) * _written_gap(problem, dec, zx, zy)
    numbers = {"examples": done, "seed": budget.seed, "violations": violations, "segments tried": tried}
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)


def examples(pick: Callable[[random.Random, int, int], Activation]) -> Callable[[Budget], Evidence]:
    """The property test of a claim about the activations that ``pick`` makes for n features and q neurons."""
    return lambda budget: segments(budget, pick, "Segments inside one region: pattern and identity.")


def evaluate(kind: str) -> Callable[[Problem, Budget], InstanceReport]:
    """What a claim about one activation says about a user's problem."""
    return lambda problem, _: on_instance(problem, (kind,))


def _support(z: list[list[Any]]) -> list[list[int]]:
    return [[i for i, x in enumerate(row) if x > 0] for row in z]


def _written_gap(problem: Problem, dec: Matrix, zx: list[list[Any]], zy: list[list[Any]]) -> Any:
    out: Any = F(0)
    for weight, a, b in zip(problem.weights, zx, zy, strict=True):
        for row in dec:
            out += weight * sum((c * (p - q) for c, p, q in zip(row, a, b, strict=True)), F(0)) ** 2
    return out


def on_instance(problem: Problem, kind: tuple[str, ...]) -> InstanceReport:
    """Convexity between the feature encoder and twice the feature encoder, for problems with the right activation."""
    if problem.activation.kind not in kind:
        return InstanceReport(
            "not-applicable", f"the claim is about {' and '.join(kind)}, not {problem.activation.kind}"
        )
    rows = [list(problem.features_in[d % problem.n]) for d in range(problem.width)]
    given = data_of(problem)
    assignment = {
        **given,
        "W_D": [[F(int(i == j)) for j in range(problem.width)] for i in range(problem.r)],
        "W_E": [[2 * x for x in row] for row in rows],
        "other": [[3 * x for x in row] for row in rows],
        "lam": F(1, 2),
    }
    return report(IN_ENCODER, assignment, "the segment from 2 W to 3 W (W: the features as rows)", field=problem.field)
