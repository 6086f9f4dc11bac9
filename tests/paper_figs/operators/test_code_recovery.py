"""The wall: every code of at most M - 1 points is found again, and beyond it codes with points apart are not."""

from __future__ import annotations

import numpy as np

from paper_figs.operators import code_recovery as figure


def test_the_wall_is_where_the_theorem_says() -> None:
    for modes in (2, 4, 6):
        for how in figure.PLACES:
            assert figure.found_again(how, modes, modes - 1) == figure.TRIALS
        assert figure.found_again("two apart", modes, modes) <= figure.TRIALS / 2
        assert figure.found_again("two apart", modes, modes + 1) == 0


def test_places_are_what_they_are_called() -> None:
    rng = np.random.default_rng(0)
    for count in range(1, 9):
        for how, least in (("anywhere", 1), ("two apart", 2), ("adjacent", 1)):
            at = np.sort(figure.places(how, count, rng))
            assert len(set(at)) == count
            gaps = np.diff(np.concatenate([at, [at[0] + figure.POINTS]]))
            assert gaps.min() >= least
            assert how != "adjacent" or (gaps == 1).sum() == count - 1


def test_the_layer_keeps_the_modes() -> None:
    matrix = figure.layer(3, np.random.default_rng(0))
    assert matrix.shape == (5, figure.POINTS)
    assert np.linalg.matrix_rank(matrix) == 5
