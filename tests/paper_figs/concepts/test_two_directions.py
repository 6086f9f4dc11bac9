"""The stored counts against concepts.one-score-mutual-pairs: one score in both directions always has a mutual best pair."""

from __future__ import annotations

from pathlib import Path

from paper_figs.concepts import two_directions as figure
from paper_figs.concepts._trained import Setting, grid
from theory.claims import Budget

STORED = Path(__file__).resolve().parents[3] / "docs" / "figures" / "two_directions.csv"


def test_a_small_table(monkeypatch) -> None:
    monkeypatch.setattr(figure, "grid", lambda: [Setting("topk", 1.0, 41, 0)])
    monkeypatch.setattr(figure, "trained", lambda s, say: _trained(s))
    table = figure.compute(Budget())
    ((_, _, _, _, disagree, mutual, mixed, mixed_mutual, _),) = table.rows
    assert 0 <= float(disagree) <= 1
    assert mutual == 40 - round(40 * float(disagree)) >= 1
    assert mixed_mutual == 40 - round(40 * float(mixed))


def _trained(setting: Setting):
    from paper_figs.concepts._trained import trained

    return trained(setting, steps=40)


def test_stored_models_all_have_a_mutual_pair() -> None:
    lines = [line.split(",") for line in STORED.read_text().splitlines()]
    mutual = lines[0].index("mutual")
    assert len(lines) - 1 == len(list(grid()))
    assert all(float(line[mutual]) >= 1 for line in lines[1:])
