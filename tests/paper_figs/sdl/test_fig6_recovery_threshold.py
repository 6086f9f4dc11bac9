"""Recovery against the threshold: the curves are those of the runs, and the stored ones fall."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from paper_figs.sdl import fig6_recovery_threshold as figure
from tests.paper_figs.sdl.trained_runs import no_training, stored
from theory.claims import Budget

__all__ = ["no_training"]


def test_curves_of_known_runs_and_the_stored_ones(no_training: list[Any]) -> None:
    table = figure.compute(Budget(profile="full"))
    assert len(table.rows) == 8 * 2 * len(figure.TAUS)
    at = {tau: table.where(method="TopK", anchors=0, tau=tau) for tau in ("0.5", "0.9", "0.91", "0.98")}
    assert [t.floats("encoder")[0] for t in at.values()] == [100.0, 25.0, 25.0, 0.0]
    assert [t.floats("decoder")[0] for t in at.values()] == pytest.approx([100.0, 100.0, 90.0, 85.0])

    found = stored("fig6_recovery_threshold", table)
    for method in dict.fromkeys(found["method"]):
        for anchors in (0, 4):
            for half in ("encoder", "decoder"):
                curve = found.where(method=method, anchors=anchors).floats(half)
                assert len(curve) == len(figure.TAUS)
                assert all(a >= b for a, b in pairwise(curve))
    assert found.where(method="TopK", anchors=0, tau="0.95").floats("decoder")[0] > 95
    assert found.where(method="TopK", anchors=0, tau="0.95").floats("encoder")[0] < 5
