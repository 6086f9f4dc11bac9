"""concepts.reconstruction-implies-detection on a quickly trained model and on all stored ones: recall is never below
one minus the error ratio."""

from __future__ import annotations

from pathlib import Path

from paper_figs.concepts import reconstruction_alignment as figure
from paper_figs.concepts._trained import Setting, trained

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "reconstruction_alignment.csv"
# both sides come from float32 sums over at most 4,096 points
ROUNDING = 1e-4


def test_a_quickly_trained_model() -> None:
    for _, error, recall, slack in figure.points(trained(Setting("topk", 2.0, 12, 0), steps=40)):
        assert error > 0
        assert 0 <= recall <= 1
        assert slack >= -ROUNDING


def test_stored_points_lie_above_the_line() -> None:
    lines = [line.split(",") for line in STORED.read_text().splitlines()]
    at = {name: i for i, name in enumerate(lines[0])}
    assert len(lines) - 1 == len(figure.SETTINGS) * 2 * 40
    for line in lines[1:]:
        assert float(line[at["slack"]]) >= -ROUNDING
