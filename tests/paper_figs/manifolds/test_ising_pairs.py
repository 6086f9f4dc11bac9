"""The stored couplings against what capture by antipodal pairs must show, and the code on a small captured pair of manifolds."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from scipy import sparse

from paper_figs.manifolds import ising_pairs as figure
from paper_figs.manifolds._zoo import Seen
from paper_figs.table import Table

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures"


def _read(part: str, columns: tuple[Any, ...]) -> Table:
    return Table.from_csv((STORED / f"ising_pairs.{part}.csv").read_text(), like=Table(columns, ()))


def test_opposite_atoms_exclude_each_other_in_every_stored_run() -> None:
    pairs = _read("pairs", figure.PAIRS)
    assert sorted(set(pairs["k"])) == list(figure.KS)
    for row in pairs.where(pair="opposite").rows:
        assert float(row[4]) < 0
        assert float(row[5]) < 0.25
    for row in pairs.where(pair="same manifold").rows:
        assert float(row[4]) > 0


def test_the_published_score_is_far_from_one_where_the_repaired_one_is_near() -> None:
    untrained = _read("cohesion", figure.COHESION).where(kind="untrained")
    assert max(untrained["published"]) < 0.5
    assert min(untrained["aware"]) > 0.9


def test_couplings_of_two_captured_planes() -> None:
    """Antipodal pairs of two circles, each present in half of the samples: their classes and both scores."""
    rng = np.random.default_rng(0)
    n, axes = 2000, np.eye(4)
    angle = rng.uniform(0, 2 * np.pi, (n, 2))
    here = rng.random((n, 2)) < 0.5
    x = np.concatenate([np.cos(angle), np.sin(angle)], axis=1)[:, [0, 2, 1, 3]] * np.repeat(here, 2, axis=1)
    decoder = np.concatenate([axes, -axes])
    codes = sparse.csr_matrix(np.maximum(x @ decoder.T, 0.0))
    subjects = tuple(
        SimpleNamespace(name=f"{i}: circle", points_nd=x[here[:, i]] * np.repeat([i == 0, i == 1], 2), dimension=2)
        for i in range(2)
    )
    encoded = SimpleNamespace(codes_nq=codes, decoder_qd=decoder)
    found = cast(Seen, SimpleNamespace(subjects=subjects, encoded=encoded))
    assert [sorted(atoms) for atoms in figure.atoms_of(found)] == [[0, 1, 4, 5], [2, 3, 6, 7]]
    by_class, scores = figure._couplings(found, 1)
    assert len(by_class["opposite"]) == 4
    assert max(by_class["opposite"]) < 0 < min(by_class["same manifold"])
    assert scores is not None
    assert scores == pytest.approx([1 / 3, 1.0])  # (2D - 3)/(2D - 1) for D = 2
