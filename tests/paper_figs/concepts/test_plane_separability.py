"""Blobs, regions and exclusions against other ways to get them; the stored scores against their caption."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from paper_figs.concepts import plane_separability as figure

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "plane_separability.scores.csv"


@pytest.mark.parametrize("concept", range(6))
def test_exclusions_agree_with_a_linear_program_in_floating_point(concept: int) -> None:
    points, which = figure.blobs(0)
    sign = np.where(which == concept, 1.0, -1.0)
    rows = -sign[:, None] * np.concatenate([points, np.ones((len(points), 1))], axis=1)
    found = linprog(np.zeros(3), A_ub=rows, b_ub=-np.ones(len(rows)), bounds=[(None, None)] * 3)
    assert figure.inseparable(points, which, concept) == (found.status == 2) == (concept < 3)


def test_top_k_regions_are_those_of_the_shared_definition() -> None:
    from theory.concepts.units import topk_active

    rng = np.random.default_rng(0)
    weights, x = rng.standard_normal((9, 3)), rng.standard_normal((50, 2))
    z = x @ weights[:, :2].T + weights[:, 2]
    assert (figure.active(weights, "topk", x) == topk_active(z, figure.K)).all()
    assert (figure.active(weights, "relu", x) == (z > 0)).all()


def test_training_is_repeatable_and_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure, "STEPS", 150)
    a, b = figure.layer("topk", 0), figure.layer("topk", 0)
    assert (a == b).all()
    points, which = figure.blobs(0)
    on = figure.active(a, "topk", points)
    assert on.sum(axis=1).max() <= figure.K
    assert any((on[:, i] & (which == 3)).any() for i in range(figure.WIDTH))


def test_no_stored_relu_neuron_beats_what_half_planes_can_do() -> None:
    """A half-plane with all of a near blob holds most of the far one behind it: no Jaccard index near 0.9."""
    lines = [line.split(",") for line in STORED.read_text().splitlines()[1:]]
    for kind, _, name, _, jaccard, excluded in lines:
        assert (excluded == "yes") == name.startswith("near")
        if kind == "relu" and name.startswith("near"):
            assert float(jaccard) < 0.7
