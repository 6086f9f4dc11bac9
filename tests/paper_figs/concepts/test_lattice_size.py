"""Stored sizes against their bounds."""

from __future__ import annotations

from pathlib import Path

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "lattice_size.csv"


def test_sizes_stay_within_their_bounds() -> None:
    lines = [line.split(",") for line in STORED.read_text().splitlines()]
    names = lines[0]
    rows = [dict(zip(names, line, strict=True)) for line in lines[1:]]
    assert len(rows) >= 10
    for row in rows:
        assert float(row["concepts"]) <= 10 ** float(row["log10_bound"]) * (1 + 1e-9)
        assert float(row["height"]) <= float(row["height_bound"]) <= float(row["sparsity"]) + 2
        assert float(row["stem_base"]) > 0 or int(row["width"]) > 80
