"""The absorption diagram: all supports decided again by brute force over directions, and certificates that can be refused."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest

from paper_figs.sdl import fig5_absorption as figure
from theory.certificates import Rejected, check, seal
from theory.claims import Budget


def test_rows_switch_on_what_the_table_says() -> None:
    for neurons in figure.PATTERNS.values():
        for on, row in neurons:
            values = [sum(a * x for a, x in zip(row, w, strict=True)) for w in figure.FEATURES]
            assert [d for d, v in enumerate(values) if v > 1] == list(on)


def test_blocked_set_is_not_found_among_many_rows() -> None:
    """Directions times lengths on a fine grid: every set that is on for 0 and 2 is on for 1 too."""
    features = [(float(x), float(y)) for x, y in figure.FEATURES]
    seen = set()
    for k in range(720):
        for size in (1.01, 1.1, 1.2, 1.5, 2, 3, 6, 12, 50):
            a = size * math.cos(math.pi * k / 360), size * math.sin(math.pi * k / 360)
            seen.add(frozenset(d for d, w in enumerate(features) if a[0] * w[0] + a[1] * w[1] > 1))
    assert frozenset(figure.BLOCKED) not in seen
    assert {frozenset({0, 1, 2}), frozenset({1, 2}), frozenset({0}), frozenset({3, 4})} <= seen


def test_certificates_are_accepted_and_a_wrong_one_is_not() -> None:
    found = figure.certificates()
    assert len(figure.compute(Budget())["certificates"].rows) == 3
    wrong = copy.deepcopy(found["P"])
    wrong["asserts"]["pattern"] = [[0, 1], [3, 4]]
    with pytest.raises(Rejected):
        check(seal(wrong["kind"], wrong["asserts"], wrong["witness"]))


def test_common_point_lies_on_the_segment_and_in_the_other_hull() -> None:
    point = figure.compute(Budget())["vectors"].where(kind="common point")
    x, y = point.floats("x")[0], point.floats("y")[0]
    (x1, y1), (x2, y2), (x3, y3) = ((float(a), float(b)) for a, b in figure.FEATURES[:3])
    assert (x - x1) * (y3 - y1) == pytest.approx((y - y1) * (x3 - x1))
    assert min(x1, x3) <= x <= max(x1, x3)
    x4, y4 = (float(a) for a in figure.FEATURES[3])
    a, b = np.linalg.solve([[x2, x4], [y2, y4]], [x, y])  # the hull of 0, w_2 and w_4
    assert min(a, b) >= 0
    assert a + b <= 1 + 1e-12
