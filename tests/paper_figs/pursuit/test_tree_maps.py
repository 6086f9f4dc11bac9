"""The maps are those of the scores: symmetric Gram maps with ones, and the flat error of tree_recovery from the same cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paper_figs.pursuit import tree_maps as figure
from paper_figs.pursuit import tree_recovery
from paper_figs.table import Table
from theory.claims import Budget

FIGURES = Path(__file__).resolve().parents[3] / "docs" / "figures"


def test_small_run_and_stored_table() -> None:
    made = figure.compute(Budget(profile="quick"))
    stored = Table.from_csv((FIGURES / "tree_maps.csv").read_text("utf-8"), like=made)
    assert len(stored.rows) == len(figure.PUBLISHED) * len(figure.RHOS) * 400
    scores = Table.from_csv(
        (FIGURES / "tree_recovery.csv").read_text("utf-8"), like=tree_recovery.compute(Budget(profile="quick"))
    )
    for method in figure.PUBLISHED:
        for rho in ("0.0", "0.9"):
            gram = np.array(stored.where(method=method, rho=rho).floats("gram")).reshape(20, 20)
            assert np.allclose(gram, gram.T)
            assert np.allclose(np.diag(gram), 1)
            same = _levels()[:, None] == _levels()[None, :]
            across = float((gram[~same] ** 2).mean())  # 0 in truth
            row = scores.where(method=method, rho=rho, seed=0)
            assert across == pytest.approx(row["hierarchical"][0], rel=1e-4, abs=1e-12)


def _levels() -> np.ndarray:
    return np.array([0, 1, 1, 1, 0, 2, 2, 2, 0, 3, 3, 3, *[0] * 8])
