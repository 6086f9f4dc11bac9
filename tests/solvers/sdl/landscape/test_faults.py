"""An error or an endless step inside one stage loses nothing of the others, and is said."""

from __future__ import annotations

import inspect
import json
import random
import time
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sdl_atlas.command_line import main
from solvers.exact.real_roots import TooLarge, real_roots
from solvers.sdl.bounds.shortcuts import rounded_tail
from solvers.sdl.landscape import cheap, neurons, patterns, record, stages
from solvers.sdl.landscape.solve import solve
from theory.certificates import check
from theory.errors import InputError
from theory.sdl import Activation, Problem, read_problem
from theory.sdl.landscape import Landscape

FOLDER = Path(__file__).parent / "problems"
# has critical points on walls, patterns that are not attained, and an infimum that is not known: every stage is reached
WALLS = Problem.sae([[1, 0], [0, 1], [-1, -1]], weights=[1, 2, 3], activation=Activation("relu"), width=1)
JUMPS = Problem.sae([[1, 0], [0, 1]], activation=Activation("jumprelu", theta=Fraction(1)), width=1)
# the eigenvalues are conjugate, so that their tail is known to a rounding only
TAIL = Problem.sae(
    [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 2]],
    weights=[1, 2, 3, 4],
    activation=Activation("relu"),
    width=2,
)
COMPETING = Problem.sae([[1, 0], [0, 1], [-1, -1]], weights=[1, 2, 3], activation=Activation("topk", k=1), width=2)
# the infimum is found in the plane, and not attained
SQUARE = Problem.sae([[1, 0], [-1, 0], [0, 1], [0, -1]], activation=Activation("relu"), width=2)
# its zero is one of neurons that share features, which only linear programs find
SHARED = read_problem(FOLDER / "top2-of-three-neurons.json")
IN_THE_PLANE = {"_above", "approach", "attaining_point", "descended_point"}
MODULES = (cheap, neurons, patterns)
WHOLE_STAGES = {
    "shortcuts",
    "partitions",
    "in_the_plane",
    "with_minima_on_walls",
}  # what they call is broken one by one
STEPS = sorted(
    {
        name
        for module in MODULES
        for name, f in vars(module).items()
        if inspect.isfunction(f) and f.__module__.startswith("solvers.sdl.") and name != "minimal_root"
    }
    - WHOLE_STAGES
    - {"neurons_alone", "neurons_on_walls", "all_patterns", "competing_patterns"}
)


def put(monkeypatch: pytest.MonkeyPatch, name: str, instead: Any) -> None:
    """Another function under this name, wherever the stages call it."""
    places = [module for module in MODULES if hasattr(module, name)]
    assert places
    for module in places:
        monkeypatch.setattr(module, name, instead)


def broken(*_args: Any, **_more: Any) -> NoReturn:
    raise OverflowError("cannot convert float infinity to integer")


def kept(found: Landscape) -> None:
    for certificate in found.certificates():
        check(certificate)


@pytest.fixture
def no_branch_and_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has tests of its own, and loads for seconds."""
    monkeypatch.setattr(stages, "why_not", lambda _problem: "not wanted here")


@pytest.mark.usefixtures("no_branch_and_bound")
@pytest.mark.parametrize("name", STEPS)
def test_every_step_may_fail(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, name, broken)
    shared = (SHARED,) if name == "zero_point" else ()
    for problem in (SQUARE,) if name in IN_THE_PLANE else (*shared, WALLS, JUMPS, COMPETING, TAIL):
        found = solve(problem, time_limit=2.0 if problem is TAIL else 30.0)
        kept(found)
        assert found.infimum.lower_float <= found.infimum.upper_float
        if name not in ("off_row", "_zero_network"):
            assert found.global_minimum is not None
        if found.faults:
            assert found.status == "incomplete"
            assert all("OverflowError" in fault and "test_faults.py" in fault for fault in found.faults)
            assert sum("is missing" in sentence for sentence in found.scope) == len(found.faults)
            return
    raise AssertionError("no problem reaches this step")


def test_there_are_steps_to_fail() -> None:
    assert {"classify", "cluster_points", "wall_rays", "eigenvalue_tail", "competing_points", "best_disjoint"} <= set(
        STEPS
    )


@pytest.mark.usefixtures("no_branch_and_bound")
def test_one_pattern_that_fails_is_the_only_one_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = solve(WALLS, time_limit=30.0)
    classify = patterns.classify

    def sometimes(problem: Problem, chosen: Any, dead: Any, *, strictly_dead: bool) -> Any:
        if [c.support for c in chosen] == [(0,)]:
            raise ArithmeticError("a partial_minimum certificate made here is rejected")
        return classify(problem, chosen, dead, strictly_dead=strictly_dead)

    put(monkeypatch, "classify", sometimes)
    found = solve(WALLS, time_limit=30.0)
    assert len(found.faults) == 1
    assert found.faults[0].startswith("pattern [[0]]: ArithmeticError: a partial_minimum certificate")
    lost = [c for c in whole.critical_points if c.pattern == [[0]]]
    assert len(lost) == 1
    assert [c for c in whole.critical_points if c not in lost] == found.critical_points


@pytest.mark.usefixtures("no_branch_and_bound")
def test_a_record_that_cannot_be_made_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_extra_dimension", broken)
    found = solve(WALLS, time_limit=30.0)
    assert found.global_minimum is not None
    assert found.global_minimum.extra_dimension is None
    assert any(fault.startswith("dimension of the solution set") for fault in found.faults)
    monkeypatch.setattr(record, "_critical_points", broken)
    assert solve(WALLS, time_limit=30.0).critical_points == []


@pytest.mark.usefixtures("kernels")
def test_a_rejected_proof_leaves_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    from solvers.sdl.bounds.ridge import RidgeBounds

    monkeypatch.setattr(RidgeBounds, "checked", broken)
    problem = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    found = solve(problem, ridge=Fraction(1, 100), time_limit=120.0)
    assert found.ridge is not None
    assert found.ridge.lower_certificate is None
    assert found.ridge.lower_float <= found.ridge.upper_float
    assert found.status == "incomplete"
    assert len(found.faults) == 1


@pytest.mark.usefixtures("no_branch_and_bound")
@pytest.mark.parametrize("name", ["cluster_points", "wall_rays", "constructions", "eigenvalue_tail", "suprema"])
def test_the_limit_holds_inside_a_step(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_args: Any, **_more: Any) -> NoReturn:
        while True:
            pass

    put(monkeypatch, name, endless)
    begun = time.perf_counter()
    found = solve(WALLS, time_limit=0.5)
    assert time.perf_counter() - begun < 5.0
    assert found.budget.stopped is not None
    assert found.budget.stopped.startswith("time limit of 0.5 s reached: ")
    kept(found)


@pytest.mark.usefixtures("no_branch_and_bound")
def test_the_command_has_a_status_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(monkeypatch, "suprema", broken)
    file = tmp_path / "problem.json"
    file.write_text(json.dumps({**json.loads((FOLDER / "jumprelu-without-level.json").read_text()), "name": "x"}))
    assert main(["solve", str(file), "--out", str(tmp_path / "landscape.json")]) == 4
    said = capsys.readouterr()
    assert "critical points: OverflowError" in said.err
    assert "Traceback" not in said.err
    assert "please report" in said.out
    assert json.loads((tmp_path / "landscape.json").read_text())["faults"]
    assert read_problem(file).name == "x"
    monkeypatch.undo()
    assert main(["solve", str(file), "--time-limit", "30"]) in (0, 3)


@pytest.mark.parametrize("entry", [Fraction(10) ** 31, Fraction(1, 10**31), -(Fraction(10) ** 400)])
def test_numbers_out_of_range_are_refused_at_the_door(entry: Fraction) -> None:
    """Above, floating point overflows, and isolating close roots of such polynomials ends in a call that nothing interrupts."""
    problem = Problem.sae([[entry, 1], [0, 1]], activation=Activation("relu"), width=1)
    with pytest.raises(InputError, match="out of the range of the searches"):
        solve(problem)
    with pytest.raises(InputError, match="weights: found a number of size"):
        solve(Problem.sae([[1, 1], [0, 1]], weights=[abs(entry), 1], activation=Activation("relu"), width=1))


@pytest.mark.parametrize("power", [9, 25, -25])
def test_the_rounded_tail_of_huge_and_tiny_entries_is_certified(power: int) -> None:
    """Eigenvalues of floating point are off by a multiple of the largest one, not of the spacing that entries are rounded to."""
    rng = random.Random(power)
    scale = Fraction(10) ** power
    for _ in range(20):
        features = [[rng.choice([rng.randint(-3, 3), rng.randint(-3, 3) * scale]) for _ in range(4)] for _ in range(5)]
        bound = rounded_tail(Problem.sae(features, activation=Activation("relu"), width=2))
        assert bound is None or check(bound[1])


def test_polynomials_that_flint_cannot_isolate_are_refused() -> None:
    far = 10**400
    with pytest.raises(TooLarge, match="bits"):
        real_roots([far * far - 2, -2 * far, 1])  # far +- sqrt(2)
    assert [float(r) for r, _ in real_roots([-(10**60), 0, 1])] == [-1e30, 1e30]
