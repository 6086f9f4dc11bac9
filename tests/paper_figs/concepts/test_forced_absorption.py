"""Parents' recall against counting by hand, and no stored model below the bound of concepts.forced-absorption."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from paper_figs.concepts import forced_absorption as figure
from paper_figs.concepts._trained import KS, SEEDS

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "forced_absorption.misses.csv"


def test_parents_recall_by_hand() -> None:
    """Parent 0 with child 1: two parent-only points, of which the neuron covers one; three with the child, none covered."""
    concepts = np.array([[1, 0], [1, 0], [1, 1], [1, 1], [1, 1], [0, 0]], dtype=bool)
    covered = np.array([[1, 0], [0, 0], [0, 1], [0, 1], [0, 1], [1, 0]], dtype=bool)
    assert figure.parents_recall(covered, concepts, np.array([0, 1])) == (0.5, 0.0)


def test_no_stored_model_beats_the_bound_and_k_1_is_near_it() -> None:
    lines = [line.split(",") for line in STORED.read_text().splitlines()]
    assert lines[0][:4] == ["k", "seed", "missed", "forced"]
    rows = [(int(k), float(missed), float(forced)) for k, _, missed, forced, *_ in lines[1:]]
    assert len(rows) == len(KS) * len(SEEDS)
    for k, missed, forced in rows:
        assert missed >= forced - 1e-12
        assert (forced > 0) == (k < 3)  # paths have at most three nodes
