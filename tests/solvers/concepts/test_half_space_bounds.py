"""The sandwich around the best half-space: both sides of every linear program, and other routes to the same numbers."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from solvers.concepts.half_space import best_half_space
from solvers.concepts.half_space_bounds import LARGEST, all_cuts, fractional_cuts, least_hinge
from solvers.concepts.separability import Inseparable, separate
from theory.certificates import check
from theory.certificates.exact_numbers import Rejected
from theory.evidence import evaluation
from theory.formal import Expression


def cases(count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        n = rng.randint(1, 2)
        points = rng.sample(list(itertools.product(range(-2, 3), repeat=n)), rng.randint(2, 5) + (n > 1) * 2)
        yield points, {i for i in range(len(points)) if rng.random() < 0.5}


@pytest.mark.parametrize("seed", range(4))
def test_the_whole_sandwich(seed):
    for points, concept in cases(6, seed):
        n, hinge, fractional = len(points[0]), least_hinge(points, concept), fractional_cuts(points, concept)
        best = best_half_space(points, concept)
        opt = len(best.wrong)
        disjoint = max(
            k
            for k in range(len(fractional.cuts) + 1)
            for chosen in itertools.combinations(fractional.cuts, k)
            if len(set().union(*(c.support for c in chosen))) == sum(len(c.support) for c in chosen)
        )
        assert disjoint <= fractional.value <= opt <= (n + 2) * disjoint
        assert 2 * fractional.value <= hinge.value
        assert opt <= hinge.value <= 2 * min(len(concept), len(points) - len(concept))
        assert (hinge.value == 0) == (opt == 0)
        for certificate in (hinge.certificate, *fractional.certificates):
            check(certificate)


def test_hinge_against_a_floating_point_solver():
    for points, concept in cases(10, 77):
        n, count = len(points[0]), len(points)
        y = np.array([1.0 if i in concept else -1.0 for i in range(count)])
        lifted = np.hstack([np.array(points, dtype=float), np.ones((count, 1))])
        found = linprog(
            np.r_[np.zeros(n + 1), np.ones(count)],
            A_ub=np.hstack([-y[:, None] * lifted, -np.eye(count)]),
            b_ub=-np.ones(count),
            bounds=[(None, None)] * (n + 1) + [(0, None)] * count,
        )
        # both optima are below 20, and HiGHS solves to 1e-7
        assert abs(found.fun - float(least_hinge(points, concept).value)) < 1e-6


def test_cuts_are_the_minimal_inseparable_sets():
    for points, concept in cases(4, 5):
        indices = range(len(points))
        inseparable = [
            set(s)
            for k in range(1, len(points) + 1)
            for s in itertools.combinations(indices, k)
            if isinstance(separate([points[i] for i in s], {j for j, i in enumerate(s) if i in concept}), Inseparable)
        ]
        minimal = [s for s in inseparable if not any(r < s for r in inseparable)]
        assert sorted(map(sorted, minimal)) == sorted(sorted(c.support) for c in all_cuts(points, concept))


@pytest.mark.parametrize("m", [2, 3, 5])
def test_hinge_is_not_bounded_by_the_errors(m):
    points = [(k,) for k in range(1, m + 1)] + [(-m * m,)] + [(-k,) for k in range(1, m + 1)]
    concept = set(range(m + 1))
    assert least_hinge(points, concept).value == 2 * m
    assert len(best_half_space(points, concept).wrong) == 1


def test_a_wrong_value_is_rejected():
    found = fractional_cuts([(0,), (1,), (2,)], {1})
    asserts = found.certificate["asserts"]
    for name, wrong in (("tau", Fraction(1, 2)), ("T", [0, Fraction(1, 2), 0]), ("V", [2]), ("U", [[0, 1]])):
        let = {k: Expression(v) for k, v in asserts["let"]} | {name: wrong}
        with pytest.raises(Rejected):
            check(evaluation(Expression(asserts["holds"]), let=let))


def test_trivial_concepts():
    for concept in (set(), {0, 1, 2}):
        assert least_hinge([(0,), (1,), (2,)], concept).value == 0
        assert fractional_cuts([(0,), (1,), (2,)], concept).value == 0


def test_too_many_points_are_refused():
    with pytest.raises(ValueError, match="at most"):
        fractional_cuts([(i,) for i in range(LARGEST + 1)], {0})
