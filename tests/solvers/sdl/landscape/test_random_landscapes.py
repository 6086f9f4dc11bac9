"""A few of the random problems of ``make fuzz`` (:mod:`benchmarks.solve_fuzz`), and that it can say no."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from benchmarks import solve_fuzz
from benchmarks.solve_fuzz import TRAITS, descents, examine, random_case, statements
from solvers.sdl.landscape.solve import solve

# problems that a stage of the solver once died on: the seeds are those at which the fuzz found them
ONCE_WRONG = (
    285,  # codes of sizes 1 and 3e9: the Gram matrix of the incumbent was singular in floating point
    393,  # a ridge problem of loss 0, whose gap is 0 too: the number of digits of a bound was the logarithm of 0
    883,  # huge entries: the small ridge of the descent was lost beside them
    100_104,  # entries of 1 and 3e9: the rounded matrices of the spectral bound missed their conditions
)
SECONDS = 4.0  # on a loaded machine; most problems need a tenth of it


def test_the_problems_are_what_is_promised() -> None:
    """Every activation, kind, size and degeneracy occurs among the 2,000."""
    cases = [random_case(seed) for seed in range(2000)]
    problems = [case.problem for case in cases]
    assert {p.activation.kind for p in problems} == {"relu", "jumprelu", "topk"}
    assert {p.kind for p in problems} == {"sae", "transcoder", "crosscoder"}
    assert {p.n for p in problems} == {1, 2, 3, 4, 5, 6}
    assert {p.width for p in problems} == {p.r for p in problems if p.kind == "transcoder"} == {1, 2, 3}
    assert {case.traits[0] for case in cases} == set(TRAITS)
    assert {case.ridge for case in cases} == {None, Fraction(1, 100), Fraction(1)}
    assert sum(bool(p.duplicates) for p in problems) > 100
    assert sum(p.field is not None for p in problems) > 30


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("seed", [*range(12), *ONCE_WRONG])
def test_nothing_is_wrong_with_a_random_problem(seed: int) -> None:
    assert examine(seed, SECONDS).wrong == []


def test_a_bound_that_is_too_high_is_noticed() -> None:
    seed = next(s for s in range(100) if random_case(s).problem.field is None and random_case(s).ridge is None)
    case = random_case(seed)
    found = solve(case.problem, time_limit=SECONDS)
    assert descents(case, found, seed) == []
    high = msgspec.structs.replace(found.infimum, lower_float=found.infimum.upper_float + 1000.0)
    assert descents(case, msgspec.structs.replace(found, infimum=high), seed)
    assert statements(case, msgspec.structs.replace(found, infimum=high))


def test_errors_and_overruns_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise OverflowError("infinity")

    monkeypatch.setattr(solve_fuzz, "solve", broken)
    outcome = examine(0, SECONDS)
    assert outcome.status == "crash"
    assert "OverflowError" in outcome.wrong[0]
    assert "| 1 | 0 | 0 | 0 | 1 |" in solve_fuzz.table([dataclasses.replace(outcome, activation="relu")], SECONDS)
