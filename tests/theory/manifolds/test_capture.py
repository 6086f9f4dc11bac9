"""The predicates of capture at yes, no and degenerate places."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from theory.manifolds.capture import (
    amortised_captures,
    cone_captures,
    dilutes,
    least_atoms,
    receptive,
    simplicially_captures,
    span_captures,
    tiles,
)
from theory.manifolds.codes import decode, relu_rule, top_k_rule
from theory.manifolds.relu_identity import is_identity

# twelve rational points of the unit circle
QUARTER = [(F(1), F(0)), (F(4, 5), F(3, 5)), (F(3, 5), F(4, 5))]
CIRCLE = [p for x, y in QUARTER for p in ((x, y), (-y, x), (-x, -y), (y, -x))]
CROSS = [(1, 0), (0, 1), (-1, 0), (0, -1)]


def test_three_strengths_are_three_things() -> None:
    two, three = CROSS[:2], [(1, 0), (0, 1), (-1, -1)]
    assert span_captures(two, CIRCLE)
    assert not span_captures(two[:1], CIRCLE)
    codes = [[x - min(x, y, F(0)), y - min(x, y, F(0)), -min(x, y, F(0))] for x, y in CIRCLE]
    assert cone_captures(three, CIRCLE, codes)
    assert not cone_captures(two, CIRCLE, CIRCLE)  # reproduced, with negative codes
    assert not amortised_captures(two, relu_rule(two), CIRCLE)
    assert amortised_captures(CROSS, relu_rule(CROSS), CIRCLE)
    assert amortised_captures(two, relu_rule(two), CIRCLE, within=1)  # the largest squared error, at (-1, 0)
    assert not amortised_captures(two, relu_rule(two), CIRCLE, within=F(99, 100))


def test_capture_tiling_and_dilution_exclude_each_other() -> None:
    capture = relu_rule(CROSS)
    assert not dilutes(CROSS, capture, CIRCLE, least=4, diameter=F(1, 10))
    # twelve atoms, the nearest one alone: a tiling with the scale of one point each
    nearest = top_k_rule(CIRCLE, 1)
    assert tiles(CIRCLE, nearest, CIRCLE, k=1, diameter=0, within=0)
    assert not dilutes(CIRCLE, nearest, CIRCLE, least=4, diameter=0)
    assert not tiles(CROSS, capture, CIRCLE, k=2, diameter=0, within=0)
    # six directions in antipodal pairs, encoder scaled: exact with more atoms than needed, each on half of the circle
    frame = [(1, 0), (0, 1), (F(3, 5), F(4, 5)), (F(4, 5), F(-3, 5))]
    atoms = [*frame, *((-a, -b) for a, b in frame)]
    rule = relu_rule([(a / F(2), b / F(2)) for a, b in atoms])
    assert dilutes(atoms, rule, CIRCLE, least=4, diameter=2)
    assert receptive(atoms, rule, CIRCLE).support == frozenset(range(8))


def test_simplicial_capture() -> None:
    corners = [(0, 0), (2, 0), (0, 2)]
    edges = [frozenset({0, 1}), frozenset({1, 2})]
    inside, middle = [(F(1, 2), F(1, 2))], [(1, 1)]
    third = [F(1, 2), F(1, 4), F(1, 4)]
    assert simplicially_captures(corners, [frozenset({0, 1, 2})], inside, [third])
    assert not simplicially_captures(corners, edges, inside, [third])
    assert simplicially_captures(corners, edges, middle, [[0, F(1, 2), F(1, 2)]])
    assert not simplicially_captures(corners, edges, middle, [[0, F(1, 2), F(1, 3)]])
    assert simplicially_captures(corners, edges, [(1, F(1, 2))], [[F(1, 2), F(1, 2), 0]], within=F(1, 4))


def test_identity_of_a_space() -> None:
    third = F(1, 3)
    mercedes = [(1, 0), (F(-1, 2), 1), (F(-1, 2), -1)]
    assert not is_identity(mercedes, [(2 * third * a, 2 * third * b) for a, b in mercedes], dimension=2)
    # oblique pairs: dual bases
    basis, dual = [(1, 0), (1, 1)], [(1, -1), (0, 1)]
    both = [*basis, *((-a, -b) for a, b in basis)]
    assert is_identity([*dual, *((-a, -b) for a, b in dual)], both, dimension=2)
    # the kinks cancel across two parallel encoders of different lengths only with the right weights
    assert is_identity([(2,), (-1,)], [(F(1, 2),), (-1,)], dimension=1)
    assert not is_identity([(2,), (-1,)], [(1,), (-1,)], dimension=1)
    # pairs about a decoder bias
    assert is_identity([(1,), (-1,)], [(1,), (-1,)], bias=[-3, 3], decoder_bias=[3], dimension=1)
    assert not is_identity([(1,), (-1,)], [(1,), (-1,)], bias=[-3, 3], dimension=1)
    assert not is_identity([(1,), (-1,)], [(1,), (-1,)], bias=[-3, 2], decoder_bias=[3], dimension=1)
    # a constant atom moves the decoder bias
    assert is_identity([(1,), (-1,), (0,)], [(1,), (-1,), (1,)], bias=[0, 0, 2], decoder_bias=[-2], dimension=1)
    assert is_identity([], [], dimension=0)
    assert not is_identity([], [], dimension=1)


def test_identity_agrees_with_points() -> None:
    """On small random autoencoders: an identity holds at random points, and what is none fails at one of them."""
    rng = random.Random(3)
    points = [(F(rng.randint(-9, 9)), F(rng.randint(-9, 9))) for _ in range(60)]
    seen = set()
    for _ in range(400):
        a, b, c, d = (rng.randint(-2, 2) for _ in range(4))
        if a * d - b * c == 0:
            continue
        det = F(a * d - b * c)
        dual, basis = [(F(a), F(b)), (F(c), F(d))], [(d / det, -c / det), (-b / det, a / det)]
        sign = rng.choice((-1, -1, 1))
        W = [*dual, *((sign * x, sign * y) for x, y in dual)]
        D = [*basis, *((sign * x, sign * y) for x, y in basis)]
        exact = is_identity(W, D, dimension=2)
        assert exact == amortised_captures(D, relu_rule(W), points)
        seen.add(exact)
    assert seen == {True, False}


def test_degenerate() -> None:
    assert span_captures([], [])
    assert span_captures([], [(0, 0)])
    assert not span_captures([], [(0, 1)])
    assert receptive([(1,)], relu_rule([(1,)]), []).support == frozenset()
    assert top_k_rule([(1,)], 0)((5,)) == [0]
    with pytest.raises(ValueError, match="k = 2"):
        top_k_rule([(1,)], 2)
    with pytest.raises(ValueError, match="no atoms"):
        decode([], [])
    with pytest.raises(ValueError, match="codes"):
        least_atoms(2, codes="binary")
    assert least_atoms(0, codes="relu") == 0
