"""Landing under every activation, new points with certificates, lists from landscapes, and ensembles on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvers.sdl.ensemble.descent import Ensemble, Schedule, initial, train_ensemble
from solvers.sdl.ensemble.files import RECORD, TENSORS, load_ensemble, save_ensemble
from solvers.sdl.landing.isolated import isolated
from solvers.sdl.landing.match import land
from solvers.sdl.landing.polish import Stationary, stationary_points
from solvers.sdl.landing.predictions import from_landscape, predictions
from solvers.sdl.landing.settle import parameter_distances, settle
from solvers.sdl.landscape.solve import solve
from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check, seal
from theory.errors import InputError
from theory.record_files import read_landscape
from theory.sdl import Activation, Problem, read_problem

PROBLEMS = Path(__file__).resolve().parents[4] / "examples" / "problems"
RUNS = 60


def trained(name: str, **options: Any) -> tuple[Ensemble, Any]:
    p = read_problem(PROBLEMS / f"{name}.json")
    return train_ensemble(p, runs=RUNS, schedule=Schedule(steps=2500, learning_rate=0.1, **options)), solve(p)


@pytest.fixture(scope="module")
def top1() -> tuple[Ensemble, Any]:
    return trained("top1")


@pytest.mark.parametrize("name", ["jumprelu", "top2", "example-3.5"])
def test_nothing_is_unexplained(name: str) -> None:
    ensemble, landscape = trained(name)
    landing = settle(ensemble, predictions(ensemble.problem, landscape)).landing
    assert landing.count("predicted", "zero_loss", "in_listed_family") == RUNS
    for i, loss in zip(landing.index, ensemble.loss_s, strict=True):
        assert i < 0 or landing.predictions[i].loss == pytest.approx(loss, abs=0.02)


def test_a_point_that_the_list_lacks_is_found_and_proved(top1: tuple[Ensemble, Any]) -> None:
    """Both acute features on neuron 1, whose row is orthogonal to feature 0: a wall; it is taken off the list."""
    ensemble, landscape = top1
    every = predictions(ensemble.problem, landscape)
    assert land(ensemble, every).new == ()
    landing = land(ensemble, [p for p in every if p.label != "strict_saddle {1,2} {}"])
    (new,) = landing.new
    assert new.point.pattern == ((1, 2),)
    assert new.loss == pytest.approx(1.72)
    assert landing.count("stationary_not_on_list") == len(new.runs) > 0
    assert landing.explained == RUNS - len(new.runs)
    proof = isolated(ensemble.problem, new.point)
    assert proof is not None
    assert "is stationary along the face with these held features" in check(proof)
    low, high = (Fraction(x) for x in proof["asserts"]["loss"])
    assert low < Fraction(172, 100) < high < low + Fraction(1, 1000)


def test_a_shorter_list_leaves_its_runs_as_new_points(top1: tuple[Ensemble, Any]) -> None:
    ensemble, landscape = top1
    whole = land(ensemble, predictions(ensemble.problem, landscape))
    most, count = next((p, n) for p, n in whole.tally() if p.label.startswith("local"))
    shorter = land(ensemble, [p for p in whole.predictions if p is not most])
    assert shorter.explained == whole.explained - count
    assert max(len(g.runs) for g in shorter.new if abs(g.loss - most.loss) < 1e-6) == count


def test_gauge_copies_are_at_distance_zero() -> None:
    """A listed model with its neurons exchanged and rescaled."""
    p = read_problem(PROBLEMS / "hierarchical.json")
    listed = predictions(p, solve(p))
    at = next(i for i, x in enumerate(listed) if x.model is not None and np.abs(x.model[0]).min(axis=0).any())
    encoder, decoder = listed[at].model or (np.zeros(0), np.zeros(0))
    copy = (encoder[::-1] * np.array([[2.0], [0.5]]), decoder[:, ::-1] / np.array([2.0, 0.5]))
    one = Ensemble(p, 0, Schedule(), copy[0][None], copy[1][None], np.array([listed[at].loss]), np.zeros(1))
    landing = land(one, listed)
    assert landing.index == (at,)
    assert landing.distance[0] < 1e-12
    assert parameter_distances(one, landing)[0] < 1e-9
    moved = replace(one, encoder_sqp=one.encoder_sqp + 1e-7)
    assert parameter_distances(moved, land(moved, listed))[0] > 1e-8


def test_a_landscape_of_another_problem_or_with_wrong_losses_is_refused(tmp_path: Path) -> None:
    p = read_problem(PROBLEMS / "theorem-3.6-counterexample.json")
    landscape = solve(p)
    with pytest.raises(InputError, match="another problem"):
        from_landscape(replace(p, width=3), landscape)
    path = tmp_path / "landscape.json"
    path.write_bytes(landscape.to_json())
    assert [x.loss for x in from_landscape(p, read_landscape(path))] == pytest.approx([0, 1, 2, 3])
    data = json.loads(path.read_text())
    data["critical_points"][0]["float"] = 0.5
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match="the point has the loss"):
        from_landscape(p, read_landscape(path))
    path.write_text("{")
    with pytest.raises(InputError, match="no landscape"):
        read_landscape(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_landscape(tmp_path / "nothing.json")


# --- certificates -----------------------------------------------------------------------------------------------------


def found(activation: Activation, encoder: list[list[float]], width: int = 2) -> tuple[Problem, Stationary]:
    w = [[Fraction(1), Fraction(0)], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-3, 5), Fraction(4, 5)]]
    p = Problem.sae(w, weights=[Fraction(1), Fraction(2), Fraction(3)], activation=activation, width=width)
    return p, next(stationary_points(p, np.array(encoder)))


CASES = {
    "relu": (Activation("relu"), [[-0.1, 1.0]]),
    "a wall": (Activation("relu"), [[-0.5, 0.4], [1.3, 0.9]]),
    "jumprelu": (Activation("jumprelu", theta=Fraction(1, 2)), [[1.0, 0.5]]),
    "top1": (Activation("topk", k=1), [[1.5, 0.8], [-0.6, 0.9]]),
    "two neurons": (Activation("relu"), [[-0.5, -0.3], [0.4, 1.0]]),
}


@pytest.mark.parametrize("name", CASES)
def test_every_number_of_a_certificate_counts(name: str) -> None:
    activation, encoder = CASES[name]
    p, point = found(activation, encoder)
    proof = isolated(p, point)
    assert proof is not None
    assert survivors(proof) == []
    target = np.array(p.arrays()[1]) * np.sqrt(p.arrays()[2])[:, None]
    loss = float(((target - point.function) ** 2).sum())
    assert float(Fraction(proof["asserts"]["loss"][0])) <= loss <= float(Fraction(proof["asserts"]["loss"][1]))


def test_false_certificates_are_rejected() -> None:
    p, point = found(*CASES["top1"])
    proof = isolated(p, point)
    assert proof is not None
    asserts, witness = proof["asserts"], proof["witness"]
    for name, wrong in (
        ("encoder", [[x + 1 if i == 0 else x for i, x in enumerate(map(Fraction, row))] for row in asserts["encoder"]]),
        ("pattern", [[0], [2]]),
        ("pattern", [[0, 1, 2], [2]]),
        ("held", [[2], []]),
        ("loss", [0, "1/2"]),
        ("radius", "1/2"),
        ("radius", 0),
        ("activation", {"type": "jumprelu", "theta": 2}),
    ):
        value = [[str(x) for x in row] for row in wrong] if name == "encoder" else wrong  # type: ignore[union-attr]
        with pytest.raises(Rejected):
            check(seal("isolated_point", {**asserts, name: value}, witness))
    for change in ({"directions": [[], []]}, {"inverse": []}, {"total": 0}):
        with pytest.raises(Rejected):
            check(seal("isolated_point", asserts, {**witness, **change}))


def test_a_family_of_points_gets_no_certificate() -> None:
    """Two orthonormal features of equal weight on one neuron: a circle of stationary points."""
    p = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=1)
    assert isolated(p, next(stationary_points(p, np.array([[1.0, 0.7]])))) is None


# --- files ------------------------------------------------------------------------------------------------------------


def test_ensembles_survive_the_disk_and_damage_is_seen(tmp_path: Path) -> None:
    p = read_problem(PROBLEMS / "mercedes-benz.json")
    ensemble = train_ensemble(p, runs=4, seed=3, schedule=Schedule(steps=20, optimiser="adam", batch=2))
    save_ensemble(tmp_path, ensemble)
    again = load_ensemble(tmp_path)
    assert (again.problem.sha256(), again.seed, again.schedule) == (p.sha256(), 3, ensemble.schedule)
    assert again.encoder_sqp.tobytes() == ensemble.encoder_sqp.tobytes()
    record, data = (tmp_path / RECORD).read_text(), (tmp_path / TENSORS).read_bytes()
    for text, says in (
        (record.replace('"runs": 4', '"runs": 5'), "asks for"),
        (record.replace('"adam"', '"sgd"'), "schedule"),
        (record.replace('"batch": 2', '"batch": 0'), "batch"),
        (record.replace("ensemble/1", "ensemble/9"), "schema"),
        (record[:40], "no JSON"),
    ):
        (tmp_path / RECORD).write_text(text)
        with pytest.raises(InputError, match=says):
            load_ensemble(tmp_path)
    (tmp_path / RECORD).write_text(record)
    for damaged in (data[:-8], b"", b"\x80\x04" + data):
        (tmp_path / TENSORS).write_bytes(damaged)
        with pytest.raises(InputError):
            load_ensemble(tmp_path)


def test_starts_are_moving_and_say_so() -> None:
    p = read_problem(PROBLEMS / "hierarchical.json")
    encoder, decoder = initial(p, runs=8, seed=0)
    fresh = Ensemble(p, 0, Schedule(), encoder, decoder, np.full(8, 9.0), np.zeros(8))
    assert land(fresh, predictions(p)).count("moving", "stationary_not_on_list") >= 7
