"""Cells and faces: closed formulas, classical arrangements, an independent decision of every sign vector."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import comb, factorial

import pytest
from hypothesis import given

from solvers.exact.lp import Feasible, solve
from solvers.exact.vectors import Ordered
from solvers.sdl.patterns.arrangement import cells, faces
from solvers.sdl.patterns.realizable import count_relu_cells
from tests.solvers.sdl.instances import DEGENERATE, GOLDEN, braid, pentagon, signs, small_features, type_b


def covectors_by_programs(features: list[tuple[int, ...]]) -> set[tuple[int, int]]:
    """All sign vectors, each decided by the exact linear program."""
    out = set()
    for choice in itertools.product((-1, 0, 1), repeat=len(features)):
        rows = [tuple((s or 1) * x for x in w) for s, w in zip(choice, features, strict=True)]
        answer = solve(rows, [">" if s else "=" for s in choice], [0] * len(rows))
        if isinstance(answer, Feasible):
            masks = [sum(1 << d for d, s in enumerate(choice) if s == wanted) for wanted in (1, 0)]
            out.add((masks[0], masks[1]))
    return out


def check_witnesses(features: list[tuple[int, ...]]) -> None:
    found = faces(features)
    for covector, point in found.items():
        assert signs(point, features) == covector
    zero = sum(1 << d for d, w in enumerate(features) if not any(w))
    generic = cells(features)
    for mask, point in generic.items():
        assert signs(point, features) == (mask, zero)
    assert set(generic) == {plus for plus, nil in found if nil == zero}


@pytest.mark.parametrize(("n", "p"), [(1, 1), (3, 5), (6, 1), (7, 2), (8, 3), (8, 4), (10, 5), (20, 4)])
def test_general_position(n: int, p: int) -> None:
    rng = random.Random(n * 100 + p)
    features = [tuple(rng.randint(-(10**6), 10**6) for _ in range(p)) for _ in range(n)]
    found = cells(features)
    assert len(found) == count_relu_cells(n, p) == 2 * sum(comb(n - 1, i) for i in range(p))
    assert all(signs(u, features) == (mask, 0) for mask, u in found.items())


def test_faces_in_general_position() -> None:
    # the number of k-dimensional faces is sum over subsets of n-p+k.. of the cells of a restriction
    n, p = 7, 4
    rng = random.Random(5)
    features = [tuple(rng.randint(-99, 99) for _ in range(p)) for _ in range(n)]
    found = faces(features)
    for codimension in range(p):
        expected = comb(n, codimension) * count_relu_cells(n - codimension, p - codimension)
        assert sum(1 for _, zero in found if zero.bit_count() == codimension) == expected
    assert (0, (1 << n) - 1) in found


@pytest.mark.parametrize(("n", "ordered_partitions"), [(3, 13), (4, 75), (5, 541)])
def test_braid_arrangements(n: int, ordered_partitions: int) -> None:
    check_witnesses(braid(n))
    assert len(cells(braid(n))) == factorial(n)
    assert len(faces(braid(n))) == ordered_partitions


def test_type_b() -> None:
    check_witnesses(type_b(3))
    assert (len(cells(type_b(3))), len(faces(type_b(3)))) == (48, 147)
    assert len(cells(type_b(4))) == 2**4 * factorial(4)


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_against_exact_programs(name: str) -> None:
    features = DEGENERATE[name]
    check_witnesses(features)
    assert set(faces(features)) == covectors_by_programs(features)


@given(small_features(max_n=4, max_p=3))
def test_random_small_against_exact_programs(features: list[tuple[int, ...]]) -> None:
    assert set(faces(features)) == covectors_by_programs(features)


@given(small_features(max_n=8))
def test_witnesses_and_symmetry(features: list[tuple[int, ...]]) -> None:
    check_witnesses(features)
    zero = sum(1 << d for d, w in enumerate(features) if not any(w))
    every = (1 << len(features)) - 1 ^ zero
    assert {every ^ mask for mask in cells(features)} == set(cells(features))


@given(small_features(max_n=6))
def test_rational_scaling_and_the_general_scalars_agree(features: list[tuple[int, ...]]) -> None:
    rational = [tuple(Fraction(x, d + 2) for x in w) for d, w in enumerate(features)]
    embedded = [tuple(GOLDEN.element([Fraction(x)]) for x in w) for w in features]
    assert set(cells(rational)) == set(cells(features)) == set(cells(embedded))
    assert set(faces(rational)) == set(faces(features)) == set(faces(embedded))


def test_pentagon_over_a_number_field() -> None:
    features = pentagon()
    # five lines in the plane, no two parallel: ten sectors, ten rays, the origin
    assert (len(cells(features)), len(faces(features))) == (10, 21)
    for covector, point in faces(features).items():
        assert signs(point, features) == covector
    prism = [(*w, 0) for w in features] + [(0, 0, 1), (1, 0, 1), (0, GOLDEN.generator, -1)]
    for covector, point in faces(prism).items():
        assert signs(point, prism) == covector
    approximate = [tuple(round(float(x) * 10**9) for x in w) for w in prism]
    assert set(cells(prism)) == set(cells(approximate))


def test_steps_of_the_general_scalars_keep_signs() -> None:
    step = Ordered().step((1, 0), [(1000, 1), (-7, 1)])
    h = (0, 1)
    n = step(h)
    assert all(s * (n * b) + s * a > 0 for a, b, s in [(1000, 1, 1), (-7, 1, 1)]), n


def test_no_features() -> None:
    assert cells([]) == {0: ()}
    assert faces([]) == {(0, 0): ()}
    assert cells([(0, 0)]) == {0: (0, 0)}


def test_rejects_what_is_not_exact() -> None:
    with pytest.raises(TypeError, match=r"feature 1 has the coordinate 0\.5 of type float"):
        cells([(1, 0), (0.5, 1)])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="feature 1 has 1 coordinates but feature 0 has 2"):
        cells([(1, 0), (1,)])
