"""The front: statuses, bounds, types, and that every certificate in a record is accepted."""

from __future__ import annotations

from fractions import Fraction

from solvers.sdl.solve import solve
from theory.certificates import check
from theory.sdl import Activation, Problem

RELU = Activation("relu")


def test_example_3_5_under_relu() -> None:
    landscape = solve(Problem.sae([[1, 0], [0, 1]], activation=RELU, width=2))
    assert landscape.status == "complete"
    assert landscape.global_minimum is not None
    assert (landscape.global_minimum.value, landscape.global_minimum.attained) == (0, True)
    found = {tuple(map(tuple, c.pattern)): (c.value, c.type) for c in landscape.critical_points}
    assert found == {
        ((0,), (1,)): (0, "global_minimum"),
        ((0,), ()): (1, "local_minimum"),
        ((1,), ()): (1, "local_minimum"),
        ((0, 1), ()): (1, "non_strict_local_minimum"),
        ((), ()): (2, "local_minimum"),
    }
    for certificate in landscape.certificates():
        check(certificate)


def test_theorem_3_6_counterexample_has_no_point_in_the_mixed_pattern() -> None:
    weights = [Fraction(1), Fraction(2)]
    landscape = solve(Problem.sae([[1, 0], [0, 1]], weights=weights, activation=RELU, width=2))
    assert [c.pattern for c in landscape.critical_points if c.W_E and [0, 1] in c.pattern] == []
