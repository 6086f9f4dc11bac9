from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from solvers.sdl.solution_set.descents import path_between_minima, path_to_minimum
from solvers.sdl.solution_set.path import Path, Point, through
from tests.solvers.sdl.random_problems import JUMP, RELU, identity, point, sae
from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check, seal
from theory.certificates.exact_numbers import u_value
from theory.certificates.kinds.monotone_path import nonnegative
from theory.sdl import Activation, Problem

ORTHONORMAL = Problem.sae(identity(2), activation=RELU, width=3)
RECOVERED = Point.of([[1, 0], [0, 1], [0, 0]], [[1, 0, 0], [0, 1, 0]])
THIRD = Fraction(1, 3)
MIXED = Point.of([[2, 1], [1, 2], [-1, 0]], [[2 * THIRD, -THIRD, 1], [-THIRD, 2 * THIRD, 1]])


def accepts(certificate: dict[str, Any]) -> bool:
    try:
        check(certificate)
    except Rejected as reason:
        if "split" in str(reason):
            raise  # the builder has to cut at every switch
        return False
    return True


def resealed(certificate: dict[str, Any], **asserts: Any) -> dict[str, Any]:
    return seal("monotone_path", {**certificate["asserts"], **asserts}, certificate["witness"])


def test_a_constant_path_is_accepted_and_every_number_of_it_counts() -> None:
    certificate = path_between_minima(ORTHONORMAL, RECOVERED, MIXED).certificate("constant")
    assert "stays constant along a continuous path, from the loss 0 to 0" in check(certificate)
    assert survivors(certificate) == []


@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_a_descending_path_is_accepted_and_every_number_of_it_counts(activation: Activation) -> None:
    rng = random.Random(3)
    problem = sae(3, 2, 3, activation, rng)
    certificate = path_to_minimum(problem, point(problem, 3, rng)).certificate("nonincreasing")
    assert "never rises" in check(certificate)
    assert survivors(certificate) == []


def test_a_falling_path_is_not_constant_and_a_rising_one_is_rejected() -> None:
    path = path_to_minimum(ORTHONORMAL, Point.of([[1, 1], [0, 0], [0, 0]], [[1, 0, 0], [1, 0, 0]]))
    with pytest.raises(Rejected, match="not constant"):
        check(path.certificate("constant"))
    with pytest.raises(Rejected, match="rises"):
        check(path.reversed().certificate("nonincreasing"))


def test_false_assertions_are_rejected() -> None:
    certificate = path_between_minima(ORTHONORMAL, RECOVERED, MIXED).certificate("constant")
    for change, why in [
        ({"start_loss": 1}, "start_loss"),
        ({"end_loss": 1}, "end"),
        ({"fixed": [0, 1, 2]}, "may move"),
        ({"fixed": ["0"]}, "fixed: expected an integer"),
        ({"weights": [1, 0]}, "positive weight"),
        ({"change": "falling"}, "nonincreasing"),
        ({"end": certificate["asserts"]["start"]}, "do not lead there"),
        ({"activation": {"type": "rawtopk", "k": 1}}, "not supported"),
    ]:
        with pytest.raises(Rejected, match=why):
            check(resealed(certificate, **change))


def test_a_bump_inside_a_segment_is_found() -> None:
    """(1 - x)^2 along x -> x + 3t/2 falls to 0 and rises again, although the end is lower than the start."""
    problem = Problem.sae([[1]], activation=RELU, width=1)
    path = through(problem, [Point.of([[0]], [[1]]), Point.of([["3/2"]], [[1]])])
    assert path.end.loss(problem) < path.start.loss(problem)
    with pytest.raises(Rejected, match="rises"):
        check(path.certificate("nonincreasing"))


def test_a_hidden_switch_inside_a_segment_is_rejected() -> None:
    """The unsplit segment would pass a test of its ends and its middle."""
    problem = Problem.sae([[1]], activation=RELU, width=1)
    before, after = Point.of([[-1]], [["1/2"]]), Point.of([[1]], [["1/2"]])
    unsplit = Path(problem, before, (before.move_to(after),))
    with pytest.raises(Rejected, match="split it there"):
        check(unsplit.certificate("nonincreasing"))
    assert "never rises" in check(through(problem, [before, after]).certificate("nonincreasing"))


def test_jumps_of_the_loss_are_compared() -> None:
    """JumpReLU at its threshold: towards a code that helps the loss drops, back it jumps up."""
    problem = Problem.sae([[1]], activation=JUMP, width=1)
    off, on = Point.of([["1/2"]], [[1]]), Point.of([[1]], [[1]])
    forward = through(problem, [off, on])
    assert "never rises along a continuous path, from the loss 1 to 0" in check(forward.certificate("nonincreasing"))
    with pytest.raises(Rejected, match="jumps up"):
        check(forward.reversed().certificate("nonincreasing"))
    worse = Point.of([[1]], [[-1]])
    with pytest.raises(Rejected, match="jumps up"):
        check(through(problem, [Point.of([["1/2"]], [[-1]]), worse]).certificate("nonincreasing"))


@pytest.mark.parametrize("activation", [Activation("topk", k=1), Activation("batchtopk", k=1)])
def test_competing_neurons(activation: Activation) -> None:
    """A dead decoder still competes under Top-k: overtaking the live neuron loses its feature."""
    problem = Problem.sae([[1]], activation=activation, width=2)
    start, end = Point.of([[1], [0]], [[1, 0]]), Point.of([[1], [2]], [[1, 0]])
    path = through(problem, [start, end])
    assert len(path.moves) == 2
    with pytest.raises(Rejected, match="jumps up"):
        check(path.certificate("nonincreasing"))
    unsplit = Path(problem, start, (start.move_to(end),))
    with pytest.raises(Rejected, match="split it there"):
        check(unsplit.certificate("nonincreasing"))
    harmless = through(problem, [start, Point.of([[1], ["1/2"]], [[1, 0]])])
    assert "stays constant along a continuous path, from the loss 0 to 0" in check(harmless.certificate("constant"))


def test_malformed_moves_are_rejected() -> None:
    certificate = path_between_minima(ORTHONORMAL, RECOVERED, MIXED).certificate("constant")
    good = certificate["witness"]["moves"]
    for bad in (
        [],
        [[]],
        [["encoder", 7, [1, 0]]],
        [["encoder", -1, [1, 0]]],
        [["encoder", 0, [0, 0]]],
        [["encoder", 0, [1]]],
        [["bias", 0, [1, 0]]],
        [["encoder", "0", [1, 0]]],
        [["encoder", 0, [0.5, 0]]],
    ):
        with pytest.raises(Rejected):
            check(seal("monotone_path", certificate["asserts"], {"moves": [bad, *good]}))


def test_sign_decision_against_numpy() -> None:
    """Products of linear factors with rational roots, some repeated, some at the ends: compare with a fine grid."""
    rng = random.Random(5)
    for _ in range(300):
        g = [Fraction(rng.choice((-1, 1)))]
        for _ in range(rng.randint(0, 4)):
            root = Fraction(rng.randint(-2, 6), 4)
            for _ in range(rng.choice((1, 1, 2, 3))):
                g = [x - root * y for x, y in zip([Fraction(0), *g], [*g, Fraction(0)], strict=True)]
        grid = [u_value(g, Fraction(i, 64)) for i in range(65)]  # finer than the roots, which are multiples of 1/4
        assert nonnegative(list(g)) == (min(grid) >= 0)


def test_the_loss_along_a_path_against_numpy() -> None:
    rng = random.Random(9)
    problem = sae(4, 2, 6, RELU, rng)
    path = path_to_minimum(problem, point(problem, 6, rng))
    w, v, m = problem.arrays()
    for before, after in pairwise(path.points):
        values = []
        for t in np.linspace(0, 1, 21):
            rows = (1 - t) * np.array(before.rows, float) + t * np.array(after.rows, float)
            columns = (1 - t) * np.array(before.columns, float) + t * np.array(after.columns, float)
            z = np.maximum(w @ rows.T, 0)
            values.append(float((m * ((v - z @ columns) ** 2).sum(axis=1)).sum()))
        assert np.all(np.diff(values) <= 1e-9 * (1 + values[0]))  # rounding of sums of this size


@pytest.mark.parametrize(
    "activation", [RELU, JUMP, Activation("topk", k=1), Activation("topk", k=2), Activation("batchtopk", k=1)]
)
def test_verdicts_on_random_paths_against_exact_sampling(activation: Activation) -> None:
    """Random straight lines, cut where selections change: the verdict must agree with exact losses at many times."""
    rng = random.Random(17)
    problem = sae(3, 2, 3, activation, rng)
    tiny = Fraction(1, 10**9)  # next to both ends of a move, to see the jumps there
    times = [Fraction(0), tiny, *(Fraction(i, 20) for i in range(1, 20)), 1 - tiny, Fraction(1)]
    verdicts = []
    for _ in range(20):
        start = point(problem, 3, rng)
        end = rng.choice([point(problem, 3, rng), Point(start.rows, point(problem, 3, rng).columns)])
        part_way = start.plus(tuple((part, i, tuple(3 * x / 4 for x in v)) for part, i, v in start.move_to(end)))
        path = through(problem, [start, part_way])
        losses = []
        for before, move in zip(path.points, path.moves, strict=False):
            for t in times:
                share = tuple((part, i, tuple(t * x for x in v)) for part, i, v in move)
                losses.append(before.plus(share).loss(problem))
        # a rise too short for the samples would be a rejection with falling samples; none occurs with this seed
        assert accepts(path.certificate("nonincreasing")) == all(x >= y for x, y in pairwise(losses))
        verdicts.append(accepts(path.certificate("nonincreasing")))
    assert any(verdicts)
    assert not all(verdicts)
