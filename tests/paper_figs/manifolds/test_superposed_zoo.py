"""The stored table of the superposed benchmark: pairs disappear where linear read-out ends."""

from __future__ import annotations

from pathlib import Path

from paper_figs.manifolds import superposed_zoo as figure
from paper_figs.table import Table

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "superposed_zoo.csv"


def test_pairs_and_read_out_fall_with_the_dimension() -> None:
    table = Table.from_csv(STORED.read_text(), like=Table(figure.COLUMNS, ()))
    assert sorted(set(table["dimension"])) == sorted(figure.DIMENSIONS)
    for k in figure.KS:
        part = table.where(k=k)
        by_dimension = {
            d: (float(raw), float(pairs))
            for d, raw, pairs in zip(part["dimension"], part["raw_pairs"], part["pairs"], strict=True)
        }
        ordered = [by_dimension[d] for d in sorted(by_dimension, reverse=True)]
        assert ordered == sorted(ordered, reverse=True)
        assert ordered[0][0] > 0.9  # separable: captured
        assert ordered[-1][0] < 0.7
    assert figure.DIMENSIONS[0] >= figure.TOTAL > figure.DIMENSIONS[1]
