"""Landing under activations that jump: the three features of :mod:`proofs_checks.sdl._landing`, and their solved landscapes as lists."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from proofs_checks.sdl._landing import FEATURES, problem, share
from theory.claims import Budget, Certificate, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.exact import json_tree
from theory.formal import Expression, names, rank
from theory.sdl import Activation, Problem

if TYPE_CHECKING:
    from solvers.sdl.ensemble.descent import Ensemble
    from solvers.sdl.landing.match import Landing, Prediction

RUNS, STEPS, RATE = 100, 1500, 0.1
SOLVING = 60.0  # seconds; these landscapes take less than one
INNER = tuple(FEATURES)


@functools.cache
def variant(inner: str, activation: Activation, width: int) -> Problem:
    """The problem with another activation and width."""
    return replace(problem(inner), activation=activation, width=width)


@functools.cache
def trained(p: Problem, runs: int, steps: int, seed: int) -> Ensemble:
    """The ensemble, trained once per process."""
    from solvers.sdl.ensemble.descent import Schedule, train_ensemble

    return train_ensemble(p, runs=runs, seed=seed, schedule=Schedule(steps=steps, learning_rate=RATE))


@functools.cache
def solved(p: Problem) -> tuple[Prediction, ...]:
    """The points of the solved landscape; nothing else is on the list."""
    from solvers.sdl.landing.predictions import from_landscape
    from solvers.sdl.landscape.solve import solve

    return tuple(from_landscape(p, solve(p, time_limit=SOLVING)))


def landed(
    p: Problem, listed: tuple[Prediction, ...], *, runs: int = RUNS, steps: int = STEPS, seed: int = 0
) -> Landing:
    """Where the ensemble ended, against a list."""
    from solvers.sdl.landing.match import land

    return land(trained(p, runs, steps, seed), listed)


def independent() -> Certificate:
    """The input features of one of the problems have rank 3."""
    (w,) = names("w_p")
    rows = Expression(["data", json_tree(problem("3/10").features_in)])
    return evaluation(rank(w) == 3, let={"w_p": rows}, record="w_p")


INDEPENDENT = Hypothesis(
    name="independent-features",
    text="the three input features are linearly independent",
    witness=independent,
    drop_note="""
        with dependent features runs also end on walls between regions, which the solved landscapes do not list: in
        examples/problems/top1.json one run in eight""",
)


def observed(budget: Budget, activation: Activation, width: int, at_least: Fraction) -> list[Evidence]:
    """One piece of evidence for each inner product."""
    from solvers.sdl.landing.match import NEAR

    runs, steps, out = budget.pick(quick=RUNS, full=1000), budget.pick(quick=STEPS, full=5000), []
    for inner in INNER:
        budget.say(f"inner product {inner}: {runs} runs")
        p = variant(inner, activation, width)
        landing = landed(p, solved(p), runs=runs, steps=steps, seed=budget.seed)
        text = (
            f"Inner product {inner}: {landing.explained} of {runs} runs end within {NEAR:g} of the function of a point of the "
            f"solved landscape, {landing.after_polishing} of them after Newton's method on their face; {len(landing.tally())} of "
            f"its {len(landing.predictions)} points are reached; {landing.count('moving')} runs are still moving, "
            f"{landing.count('stationary_not_on_list', 'in_listed_family')} are stationary elsewhere, "
            f"{landing.count('diverged')} blew up."
        )
        numbers = {
            "runs": runs,
            "on_list": landing.explained,
            "zero_loss": landing.count("zero_loss"),
            "moving": landing.count("moving"),
            "stationary_not_on_list": landing.count("stationary_not_on_list", "in_listed_family"),
            "diverged": landing.count("diverged"),
            "listed": len(landing.predictions),
            "visited": len(landing.tally()),
            "seed": budget.seed,
            "steps": steps,
            "tolerance": NEAR,  # per entry of W_D Z sqrt(M), relative to the largest target
        }
        certificate = share(landing.explained, runs, at_least, f"runs on the list, inner product {inner}")
        out.append(Evidence("empirical", "empirical", "instance", text, (certificate,), numbers))
    return out


def wrong_lists(activation: Activation, width: int, at_least: Fraction) -> list[Mutation]:
    """Lists that must not explain the runs: shorter ones, shifted ones, and that of other weights."""

    def claimed(inner: str, change: Callable[[tuple[Prediction, ...]], tuple[Prediction, ...]]) -> Certificate:
        p = variant(inner, activation, width)
        landing = landed(p, change(solved(p)))
        return share(landing.explained, RUNS, at_least, "runs on a wrong list")

    def without_most_visited(listed: tuple[Prediction, ...]) -> tuple[Prediction, ...]:
        whole = landed(variant("3/10", activation, width), listed)
        most = next(p for p, _ in whole.tally() if p.loss > 1e-6)  # zero loss is recognised without a list
        return tuple(p for p in listed if p is not most)

    def other_weights(_listed: tuple[Prediction, ...]) -> tuple[Prediction, ...]:
        return solved(replace(variant("3/10", activation, width), weights=(Fraction(1),) * 3))

    return [
        Mutation(
            "one-optimum-missing",
            "the landscape without its most visited point explains as many runs",
            rejected=lambda: claimed("3/10", without_most_visited),
        ),
        Mutation(
            "global-minima-only",
            "every run reaches the global minimum",
            rejected=lambda: claimed("0", lambda listed: listed[:1]),
        ),
        Mutation(
            "values-shifted",
            "the landscape with every function one per cent larger explains as many runs",
            rejected=lambda: claimed("-3/10", lambda x: tuple(replace(p, function=1.01 * p.function) for p in x)),
        ),
        Mutation(
            "wrong-weights",
            "the landscape of the same features with equal weights explains as many runs",
            rejected=lambda: claimed("3/10", other_weights),
        ),
    ]
