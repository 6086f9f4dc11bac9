"""Predictions and landing: reduced loss against least squares, lists against brute force, runs against the right entry."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from solvers.sdl.ensemble.descent import Ensemble, Schedule, functions, go_on, train_ensemble
from solvers.sdl.landing.block_spectrum import block_spectrum, collision_valleys
from solvers.sdl.landing.match import Prediction, distances, from_functions, land
from solvers.sdl.landing.plane import Plane
from solvers.sdl.landing.plane_critical_points import critical_points
from solvers.sdl.landing.polish import stationary_points
from solvers.sdl.landing.reduced_loss import reduced
from theory.sdl import Activation, Problem

RELU = Activation("relu")


def sae(rows: list[list[str]], *, width: int, weights: list[str] | None = None) -> Problem:
    exact = [[Fraction(x) for x in row] for row in rows]
    m = [Fraction(x) for x in weights] if weights else None
    return Problem.sae(exact, weights=m, activation=RELU, width=width)


PLANAR = sae(
    [["1", "0"], ["3/5", "4/5"], ["-5/13", "12/13"], ["-4/5", "-3/5"]], width=2, weights=["1", "2", "3/2", "5/4"]
)
POSITIVE = sae([["1", "0", "0"], ["3/5", "4/5", "0"], ["3/5", "0", "4/5"]], width=3, weights=["1", "13/10", "17/10"])
NEGATIVE = sae([["1", "0", "0"], ["-3/5", "4/5", "0"], ["0", "0", "1"]], width=2)


# --- the reduced loss -------------------------------------------------------------------------------------------------


def test_reduced_loss_and_derivatives_by_differences() -> None:
    rng = np.random.default_rng(0)
    target, codes = rng.standard_normal((3, 6)), rng.uniform(0, 1, (4, 2, 6))
    moves, rows = rng.standard_normal((4, 3, 6)), [0, 1, 1]
    here = reduced(target, codes)
    for z, loss in zip(codes, here.loss, strict=True):
        decoder, *_ = np.linalg.lstsq(z.T, target.T, rcond=None)
        assert ((target - decoder.T @ z) ** 2).sum() == pytest.approx(loss)

    def at(*steps: float) -> np.ndarray:
        moved = codes.copy()
        for s, row, j in zip(steps, rows, range(3), strict=True):
            moved[:, row] += s * moves[:, j]
        return reduced(target, moved).loss

    h, unit = 1e-4, np.eye(3)
    for i in range(3):
        slope = (at(*(h * unit[i])) - at(*(-h * unit[i]))) / (2 * h)
        assert np.allclose(here.slopes(moves, rows)[:, i], slope, rtol=1e-5, atol=1e-6)
        for j in range(3):
            plus, minus = h * (unit[i] + unit[j]), h * (unit[i] - unit[j])
            mixed = (at(*plus) - at(*minus) - at(*-minus) + at(*-plus)) / (4 * h * h)
            assert np.allclose(here.hessian(moves, rows)[:, i, j], mixed, rtol=1e-3, atol=1e-3)


def test_dependent_codes_are_not_trusted() -> None:
    codes = np.array([[[1.0, 2.0], [2.0, 4.0]], [[1.0, 0.0], [0.0, 1.0]]])
    assert reduced(np.eye(2), codes).regular.tolist() == [False, True]


# --- critical points in the plane -------------------------------------------------------------------------------------


def test_the_plane_loss_by_exact_codes_and_least_squares() -> None:
    plane, rng = Plane(PLANAR), np.random.default_rng(0)
    _, v, m = PLANAR.arrays()
    target = v * np.sqrt(m)[:, None]
    for angles in rng.uniform(0, 2 * np.pi, (40, 2)):
        rows = [[Fraction(float(np.cos(a))), Fraction(float(np.sin(a)))] for a in angles]
        codes = np.array(PLANAR.codes(rows), dtype=float) * np.sqrt(m)[:, None]
        decoder, *_ = np.linalg.lstsq(codes, target, rcond=1e-10)
        assert ((target - codes @ decoder) ** 2).sum() == pytest.approx(float(plane.loss(angles)), abs=1e-9)


def test_slots_cover_the_circle_with_the_right_supports() -> None:
    plane = Plane(PLANAR)
    cells = {s.support for s in plane.slots() if s.kind in ("cell", "plane")}
    walls = {s.support for s in plane.slots() if s.kind == "ray"}
    for angle in np.random.default_rng(1).uniform(0, 2 * np.pi, 300):
        support = frozenset(int(d) for d in np.flatnonzero(plane.preactivations(np.array(angle)) > 0))
        assert support in cells | walls
    assert len(plane.walls()) == 8


def test_the_list_has_every_minimum_that_a_pattern_search_finds() -> None:
    """Brute force: a derivative-free search from many starts never ends off the list."""
    plane, points = Plane(PLANAR), critical_points(PLANAR)
    losses = np.array([p.loss for p in points])
    infima = np.array([p.loss for p in points if p.kind == "collision"])
    rng, found = np.random.default_rng(0), set()
    # all searches side by side; walls are parallel to the axes, the random directions are for narrow valleys inside a region
    at, step, axes = rng.uniform(0, 2 * np.pi, (60, 2)), np.full(60, 0.3), np.concatenate([np.eye(2), -np.eye(2)])
    for _ in range(300):  # a search that ends at a minimum takes about 60 steps; one towards an infimum never ends
        on = np.flatnonzero(step > 1e-9)
        ways = np.concatenate(
            [np.zeros((on.size, 1, 2)), np.tile(axes, (on.size, 1, 1)), rng.standard_normal((on.size, 30, 2))], axis=1
        )
        around = at[on, None] + step[on, None, None] * ways
        best = plane.loss(around).argmin(axis=1)
        at[on], step[on] = around[np.arange(on.size), best], np.where(best == 0, step[on] / 2, step[on])
    for angles in at:
        value = float(plane.loss(angles))
        below = value - infima
        # a search can only come near an infimum that is not attained
        approached = bool((below[below > 0] < 1e-3).any())
        on_list = np.abs(losses - value).min() < 1e-6
        assert on_list or approached, f"a local minimum of loss {value} at angles {angles} is not on the list"
        if on_list:
            found.add(round(value, 6))
    assert len(found) >= 4
    assert min(found) == pytest.approx(losses.min(), abs=1e-6)


def test_functions_of_the_list_have_its_losses() -> None:
    _, v, m = PLANAR.arrays()
    target = v * np.sqrt(m)[:, None]
    for point in critical_points(PLANAR):
        assert ((target - point.function) ** 2).sum() == pytest.approx(point.loss, abs=1e-9)


def test_a_collision_is_approached_but_not_attained() -> None:
    """Features 1 and 3 interfere negatively; near two walls the loss comes close to dropping 2 and serving {1,3} by one."""
    plane = Plane(PLANAR)
    (point,) = [p for p in critical_points(PLANAR) if p.kind == "collision" and p.slots[0].support == {0}]
    gram = np.array([[2.0, -0.96 * np.sqrt(2.5)], [-0.96 * np.sqrt(2.5), 1.25]])
    assert point.loss == pytest.approx(1.5 + np.linalg.eigvalsh(gram)[0], abs=1e-9)
    first, second = (x for x in plane.walls() if abs(x - 5.3559) < 1e-3 or abs(x - 5.6397) < 1e-3)
    ratio = np.linspace(0.05, 20, 400)
    gaps = [
        float(plane.loss(np.stack([first - step * ratio, np.full(400, second + step)], axis=-1)).min()) - point.loss
        for step in (1e-2, 1e-3, 1e-4)
    ]
    assert gaps[0] > gaps[1] > gaps[2] > 0
    assert gaps[2] < 1e-2
    assert float(plane.loss(np.array([first, second]))) > 4


def test_other_problems_are_refused() -> None:
    with pytest.raises(ValueError, match="p = 3"):
        critical_points(POSITIVE)
    with pytest.raises(ValueError, match="topk"):
        critical_points(replace(PLANAR, activation=Activation("topk", k=1)))


# --- block spectra ----------------------------------------------------------------------------------------------------


def test_orthonormal_features_have_the_sums_of_dropped_weights() -> None:
    p = sae([["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]], width=3, weights=["1", "2", "4"])
    assert [round(x.loss, 9) for x in block_spectrum(p)] == [0, 1, 2, 3, 4, 5, 6, 7]
    narrow = replace(p, width=1)
    assert [round(x.loss, 9) for x in block_spectrum(narrow)] == [3, 5, 6, 7]


def test_positive_interference_has_bell_numbers_of_sub_partitions() -> None:
    """n = 3: Bell(4) = 15 sub-partitions; one overlapping pattern, all features on two neurons, with loss lambda_min(B)."""
    assert len(block_spectrum(POSITIVE, overlapping=False)) == 15
    _, v, m = POSITIVE.arrays()
    scaled = v * np.sqrt(m)[:, None]
    added = {round(x.loss, 9) for x in block_spectrum(POSITIVE)} - {
        round(x.loss, 9) for x in block_spectrum(POSITIVE, overlapping=False)
    }
    assert added == {round(float(np.linalg.eigvalsh(scaled @ scaled.T)[0]), 9)}


def test_listed_points_are_stationary_and_local_minima() -> None:
    """Rebuild each sub-partition as a network, and try to get below it by many small random changes."""
    rng = np.random.default_rng(0)
    w, v, m = POSITIVE.arrays()
    scaled = v * np.sqrt(m)[:, None]
    for prediction in block_spectrum(POSITIVE, overlapping=False):
        blocks = [
            [int(d) for d in b] for b in (x.strip("{}").split(",") for x in prediction.label.split() if x != "nothing")
        ]
        codes = -np.ones((3, 3))
        decoder = np.zeros((3, 3))
        for i, block in enumerate(blocks):
            _, vectors = np.linalg.eigh(scaled[block] @ scaled[block].T)
            y = np.abs(vectors[:, -1])
            codes[i, block] = y / np.sqrt(m[block])
            decoder[:, i] = scaled[block].T @ y
        encoder = codes @ np.linalg.inv(w).T
        here = functions(POSITIVE, encoder[None], decoder[None])[0]
        assert np.allclose(here, prediction.function)
        near_e, near_d = (x + 1e-3 * rng.standard_normal((400, 3, 3)) for x in (encoder, decoder))
        around = ((functions(POSITIVE, near_e, near_d) - scaled) ** 2).sum(axis=(1, 2))
        assert around.min() > prediction.loss - 1e-9


def test_no_network_reaches_the_bottom_of_a_collision_valley_but_some_come_close() -> None:
    """Exactly: z_1 = (1, 0, T), z_2 = (0, 1, T), decoder columns (w_1 - w_2)/2 and -(w_1 - w_2)/2 + w_3/T: 2/5 + 1/T^2."""
    (valley,) = collision_valleys(NEGATIVE)
    assert valley.loss == pytest.approx(0.4)
    w1, w2, w3 = NEGATIVE.features_in
    for size in (Fraction(1), Fraction(10), Fraction(1000)):
        encoder = [[Fraction(1), Fraction(3, 4), size], [Fraction(0), Fraction(5, 4), size]]
        half = [(a - b) / 2 for a, b in zip(w1, w2, strict=True)]
        other = [c / size - h for c, h in zip(w3, half, strict=True)]
        loss = NEGATIVE.loss(encoder, [list(row) for row in zip(half, other, strict=True)])
        assert NEGATIVE.codes(encoder)[:2] == [[1, 0], [0, 1]]
        assert loss == Fraction(2, 5) + 1 / size**2


# --- landing ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planar() -> tuple[Ensemble, list[Prediction]]:
    ensemble = train_ensemble(PLANAR, runs=200, schedule=Schedule(steps=6000))
    return ensemble, [
        Prediction(p.loss, p.function, p.kind, attained=p.kind != "collision") for p in critical_points(PLANAR)
    ]


def test_runs_land_on_the_list_and_on_the_entry_with_their_loss(planar: tuple[Ensemble, list[Prediction]]) -> None:
    ensemble, predictions = planar
    landing = land(ensemble, predictions)
    assert landing.explained >= 0.98 * ensemble.runs
    for i, loss in zip(landing.index, ensemble.loss_s, strict=True):
        if i >= 0 and predictions[i].attained:
            assert predictions[i].loss == pytest.approx(loss, abs=2e-2)
        elif i >= 0:
            assert predictions[i].loss < loss < predictions[i].loss + 0.2
    assert sum(count for _, count in landing.tally()) == landing.count("predicted", "zero_loss", "in_valley")


def test_a_list_without_a_minimum_explains_less_by_exactly_its_runs(planar: tuple[Ensemble, list[Prediction]]) -> None:
    ensemble, predictions = planar
    whole = land(ensemble, predictions)
    most, count = whole.tally()[0]
    shorter = land(ensemble, [p for p in predictions if p is not most])
    assert shorter.explained == whole.explained - count
    assert shorter.count("stationary_not_on_list") == whole.count("stationary_not_on_list") + count


def test_shifted_predictions_explain_nothing(planar: tuple[Ensemble, list[Prediction]]) -> None:
    ensemble, predictions = planar
    assert land(ensemble, [replace(p, function=p.function + 1e-3) for p in predictions]).explained == 0


def test_fresh_starts_are_moving_and_broken_runs_diverged(planar: tuple[Ensemble, list[Prediction]]) -> None:
    _, predictions = planar
    fresh = train_ensemble(PLANAR, runs=40, schedule=Schedule(steps=1, learning_rate=1e-12))
    assert land(fresh, predictions).explained <= 1
    broken = train_ensemble(PLANAR, runs=10, schedule=Schedule(steps=60, learning_rate=5.0))
    assert land(broken, predictions).count("diverged") >= 8


def test_polishing_finds_the_stationary_point_from_nearby() -> None:
    """From a perturbed exact minimum (two features on one neuron, loss 2/5) back to it."""
    p = sae([["1", "0"], ["3/5", "4/5"]], width=1)
    encoder = np.array([[1.0, 0.5]]) + 0.02
    (found, *_) = stationary_points(p, encoder)
    assert ((found.function - np.array(p.arrays()[1])) ** 2).sum() == pytest.approx(0.4, abs=1e-12)


def test_negative_interference_leaves_runs_in_a_valley() -> None:
    three = replace(NEGATIVE, width=3, weights=tuple(Fraction(x) for x in ("1", "13/10", "17/10")))
    ensemble = train_ensemble(NEGATIVE, runs=100, schedule=Schedule(steps=3000))
    landing = land(ensemble, block_spectrum(NEGATIVE))
    moving = [i for i, c in enumerate(landing.classes) if c == "moving"]
    assert moving
    valleys = collision_valleys(NEGATIVE)
    later = go_on(ensemble, moving, schedule=Schedule(steps=4000, learning_rate=0.02, annealed=0))
    before, after = distances(ensemble, valleys)[moving], distances(later, valleys)
    assert (after < before).mean() > 0.9
    assert (later.loss_s > valleys[0].loss).all()
    much_later = go_on(later, range(len(moving)), schedule=Schedule(steps=20_000, learning_rate=0.02, annealed=0))
    assert land(much_later, [*block_spectrum(NEGATIVE), *valleys]).count("in_valley") >= 0.9 * len(moving)
    assert len(collision_valleys(three)) == 1


def test_predictions_from_models() -> None:
    ensemble = train_ensemble(PLANAR, runs=3, schedule=Schedule(steps=3000))
    made = from_functions(PLANAR, ensemble.encoder_sqp, ensemble.decoder_srq, "trained")
    assert [p.loss for p in made] == pytest.approx(list(ensemble.loss_s))
    assert land(ensemble, made).explained == 3


def test_selection_over_a_batch_is_refused(planar: tuple[Ensemble, list[Prediction]]) -> None:
    ensemble, predictions = planar
    other = replace(ensemble, problem=replace(PLANAR, activation=Activation("batchtopk", k=1)))
    with pytest.raises(ValueError, match="batchtopk"):
        land(other, predictions)
