"""Problems on which the solver once died or never ended; each of them by the cause of its fault."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from solvers.sdl.bounds.ridge import ridge_bounds
from solvers.sdl.branch_and_bound.cones import jumprelu_cones
from solvers.sdl.branch_and_bound.incumbent import exact_point, into_cell
from solvers.sdl.branch_and_bound.instance import objective, read_instance
from solvers.sdl.critical.one_neuron import off_row
from solvers.sdl.critical.partial_minima import classify
from solvers.sdl.landscape.found import Listing
from solvers.sdl.landscape.neurons import neurons_alone, neurons_on_walls
from solvers.sdl.landscape.solve import solve
from solvers.sdl.landscape.work import Work
from theory.certificates import check
from theory.sdl import Problem, read_problem

FOLDER = Path(__file__).parent / "problems"


def problem(name: str) -> Problem:
    return read_problem(FOLDER / f"{name}.json")


@pytest.mark.parametrize("name", ["walls-in-two-fields", "walls-in-two-fields-2"])
def test_multipliers_of_walls_go_with_their_neuron_into_the_common_field(name: str) -> None:
    """Two neurons with gains in different fields, one of them on walls with irrational multipliers."""
    given = problem(name)
    work, listing = Work(60.0), Listing()
    alone = neurons_alone(given, work, listing) or {}
    on_walls = neurons_on_walls(given, work, listing)
    rays = [ray.point for ray in on_walls if ray.minimum and ray.point.field and ray.point.multipliers]
    inside = [c for found in alone.values() for c in found if c.field and not c.walls]
    pairs = [
        (a, b)
        for a in rays
        for b in inside
        if not set(a.support) & set(b.support) and a.field.key() != b.field.key()  # type: ignore[union-attr]
    ]
    assert pairs
    dead, strictly = off_row(given)
    for pair in pairs[:3]:
        point = classify(given, pair, dead, strictly_dead=strictly)
        assert check(point.certificates[0])
        assert point.type in ("partial_minimum", "strict_saddle")


def test_gains_with_nineteen_digits_are_compared() -> None:
    """Two gains near 9e18 that differ by 4: flint's ends of an interval are rounded to 53 bits unless asked otherwise."""
    found = solve(problem("entry-of-ten-digits"), time_limit=20.0)
    assert found.status == "complete"
    assert found.infimum.lower == found.infimum.upper == 0


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("name", ["jumprelu-on-a-boundary", "jumprelu-without-level"])
def test_jumprelu_incumbents_on_the_boundary_of_their_cell(name: str) -> None:
    given = problem(name)
    found = ridge_bounds(given, Fraction(1, 100), time_limit=10.0, say=lambda _text: None)
    assert found.lower <= found.upper
    # the point has the loss that is claimed, by the definition of the loss
    codes = given.codes(found.point.encoder)
    plain = given.loss(found.point.encoder, found.point.decoder)
    columns = list(zip(*found.point.decoder, strict=True))
    ridge = sum(
        sum(x * x for x in u) * sum(m * z[i] ** 2 for m, z in zip(given.weights, codes, strict=True))
        for i, u in enumerate(columns)
    )
    assert plain + ridge / 100 == found.upper


def test_row_on_the_boundary_is_moved_a_little() -> None:
    """The row (1, 1) has no level between the features that should be on and off; one nearby has."""
    features = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    row, level = into_cell(features, [Fraction(1), Fraction(1)], frozenset({0}))
    assert row[1] < level < row[0]
    assert max(abs(row[0] - 1), abs(row[1] - 1)) < 1e-9
    with pytest.raises(ArithmeticError, match="switches on"):
        into_cell([*features, [Fraction(1), Fraction(0)]], [Fraction(1), Fraction(1)], frozenset({0}))


def test_exact_point_of_every_cell_has_the_codes_of_the_cell() -> None:
    given = problem("jumprelu-on-a-boundary")
    instance = read_instance(
        given.features_in, given.features_out, given.weights, 1, Fraction(1, 100), given.activation.theta
    )  # type: ignore[arg-type]
    cones = jumprelu_cones(instance)
    for cell, on in enumerate(cones.supports):
        for s in cones.members[cell]:
            for ray in cones.simplices[s]:  # rays lie on the boundary of the cell
                encoder, decoder = exact_point(instance, cones, np.array([ray], float), np.array([cell]))
                assert {d for d, z in enumerate(given.codes(encoder)) if z[0] > 0} == set(on)
                zero = sum((m * x * x for m, v in zip(given.weights, given.features_out, strict=True) for x in v), 0)
                assert objective(instance, encoder, decoder) <= zero


def test_spare_neurons_of_a_saddle_may_sit_where_it_is_a_local_minimum() -> None:
    """Features 1 and -1, two neurons: half of all descents end with both neurons on one feature, and never leave."""
    given = problem("twin-trap")
    found = solve(given, time_limit=30.0)
    types = {(c.float, str(c.pattern)): c.type for c in found.critical_points}
    assert types[1.0, "[[0], []]"] == "strict_saddle"
    assert types[1.0, "[[0], [0]]"] == types[1.0, "[[1], [1]]"] == "local_minimum"
    for c in found.of_type("local_minimum"):
        for certificate in c.certificates:
            check(found.proofs[certificate])
    # descent: every end is at a listed minimum with its pattern
    rng, ends = np.random.default_rng(0), []
    for _ in range(40):
        encoder, decoder = rng.standard_normal(2), rng.standard_normal(2)
        for _ in range(2000):
            for w in (1.0, -1.0):
                z = np.maximum(encoder * w, 0.0)
                residual = w - decoder @ z
                encoder, decoder = (
                    encoder + 0.05 * residual * decoder * (z > 0) * w,
                    decoder + 0.05 * residual * z,
                )
        codes = [np.maximum(encoder * w, 0.0) for w in (1.0, -1.0)]
        loss = sum((w - decoder @ z) ** 2 for w, z in zip((1.0, -1.0), codes, strict=True))
        ends.append((round(float(loss), 6), str(sorted([d for d in (0, 1) if codes[d][i] > 0] for i in (0, 1)))))
    minima = {(c.float, str(sorted(c.pattern))) for c in found.of_type("local_minimum", "global_minimum")}
    assert set(ends) == minima


@pytest.mark.usefixtures("kernels")
def test_jumprelu_with_and_without_ridge_need_not_attain_its_infimum() -> None:
    """109309/6006 is approached where two codes come down to the threshold: 51.5 - 100 / (3 (1 + 1/1000)), by hand.

    On the support {0, 2} the code z_3 = 2 z_0 - z_2 must not exceed 1 while z_0 > 1, so that z_2 > z_0.  The gain
    (4 z_0 + 6 z_2)^2 / (z_0^2 + 2 z_2^2) is largest for z_0 : z_2 = 4 : 3 and grows towards 100/3 as z_2 falls to z_0, which needs
    z_0 = z_2 = 1: not in the region.
    """
    given = problem("jumprelu-ridge-not-attained")
    found = solve(given, ridge=Fraction(1, 1000), time_limit=60.0)
    assert found.ridge is not None
    assert found.ridge.attained is found.infimum.attained is False
    assert found.infimum.upper == "109/6"
    infimum = Fraction(109309, 6006)
    assert infimum == Fraction(103, 2) - Fraction(100, 3) / Fraction(1001, 1000)
    assert Fraction(found.ridge.lower) <= infimum < Fraction(found.ridge.upper) < infimum * Fraction(10_001, 10_000)
