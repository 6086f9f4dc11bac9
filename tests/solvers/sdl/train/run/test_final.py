"""What is said of a trained model is true of many rows, and what is not known is not said."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from sdl_atlas.training_text import measured_text, numbers
from solvers.sdl.train.config.notes import notes
from solvers.sdl.train.run import final as module
from solvers.sdl.train.run.final import final
from solvers.sdl.train.run.run_folder import METRICS, RESULT, RunFolder
from solvers.sdl.train.run.train import train
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError
from theory.training_tables import History, header, line, parse

OWN = {"features": None, "inputs": None, "sparsity": None, "interference": None, "kind": "files"}


def on_file(folder: Path, rows: np.ndarray, **data: object) -> dict[str, object]:
    np.save(folder / "a.npy", rows.astype(np.float32))
    return {**OWN, "files": [str(folder / "a.npy")], **data}


def by_hand(model: torch.nn.Module, rows: np.ndarray) -> tuple[float, float, float]:
    x = torch.from_numpy(rows.astype(np.float32))
    with torch.no_grad():
        output = model(x)  # in evaluation mode after training
    on = output.codes_bq > 0
    error = (x - output.y_br).double().square().sum() / (x - x.mean(0)).double().square().sum()
    return float(error), float(on.sum(1).double().mean()), float((~on.any(0)).double().mean())


def test_a_window_longer_than_the_run_knows_no_dead_neuron(tmp_path: Path) -> None:
    """Before, the last line said dead 0.0% while most neurons had never fired."""
    rows = np.tile(np.eye(8), (20, 1))
    config = tiny(model={"width": 200, "k": 1}, data=on_file(tmp_path, rows), optimiser={"dead_after": 1_000_000})
    result = train(config, tmp_path / "run")
    last = result.history.last
    assert last.dead is None
    assert last.silent is not None
    assert last.silent > 0.2
    assert "dead" not in numbers(last)
    assert f"never active yet {last.silent:.1%}" in numbers(last)
    measured = result.measured
    assert measured is not None
    assert (measured.rows, measured.of) == (160, "of the 160 rows of the data")
    assert measured.silent > 0.2
    assert f"{measured.silent:.1%} of the neurons never active on 160 of the 160 rows" in measured_text(measured, last)


def test_a_window_within_the_run_knows_them(tmp_path: Path) -> None:
    rows = train(tiny(optimiser={"dead_after": 64, "batch_size": 32}), tmp_path).history.rows
    assert [r.dead is None for r in rows[:2]] == [True, False]  # steps 1 and 5: 32 and 160 samples
    assert all(r.dead == r.silent for r in rows[1:])
    assert parse((tmp_path / METRICS).read_text().splitlines(keepends=True)) == History(rows)


@pytest.mark.parametrize("kind", ["topk", "batchtopk", "relu"])
def test_the_numbers_are_those_of_all_rows(tmp_path: Path, kind: str) -> None:
    rows = np.random.default_rng(1).normal(size=(700, 8))
    k = {"k": 2} if kind != "relu" else {"k": None}
    result = train(tiny(model={"kind": kind, **k}, data=on_file(tmp_path, rows)), tmp_path / "run")
    assert result.measured is not None
    error, l0, silent = by_hand(result.model, rows)
    assert result.measured.unexplained == pytest.approx(error, rel=1e-5)
    assert result.measured.l0 == pytest.approx(l0)
    assert result.measured.silent == pytest.approx(silent)
    stored = json.loads((tmp_path / "run" / RESULT).read_text())["measured"]
    assert stored == msgspec.structs.asdict(result.measured)
    assert RunFolder(tmp_path / "run").measured() == result.measured
    again = train(tiny(model={"kind": kind, **k}, data=on_file(tmp_path, rows)), tmp_path / "run", resume=True)
    assert again.measured == result.measured


def test_held_out_rows_where_there_are_some(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).normal(size=(400, 8))
    result = train(tiny(data=on_file(tmp_path, rows, holdout=0.25)), tmp_path / "run")
    assert result.measured is not None
    assert (result.measured.rows, result.measured.of) == (102, "held-out rows")  # 17 blocks of 6


def test_samples_of_a_stream_are_fresh_and_finite_data_are_all_measured(tmp_path: Path) -> None:
    endless = train(tiny(), tmp_path / "endless").measured
    assert endless is not None
    assert (endless.rows, endless.of) == (module.FRESH, "fresh samples")
    finite = train(tiny(data={"samples": 300}), tmp_path / "finite").measured
    assert finite is not None
    assert (finite.rows, finite.of) == (300, "of the 300 samples")


def test_of_very_many_rows_evenly_spaced_pieces_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from solvers.sdl.train.run.build import build_model, build_source

    monkeypatch.setattr(module, "MOST", 100)
    monkeypatch.setattr(module, "PIECE", 10)
    config = tiny(data=on_file(tmp_path, np.arange(8 * 1000).reshape(1000, 8)))
    source = build_source(config, seed=0)
    found = final(build_model(config, source, seed=0), source, trained_on=0)
    assert (found.rows, found.of) == (100, "of the 1,000 rows of the data")


def test_rows_that_are_all_alike_and_batches_of_one_say_nothing_of_variance(tmp_path: Path) -> None:
    result = train(tiny(data=on_file(tmp_path, np.full((50, 8), 0.1))), tmp_path / "alike")
    assert result.measured is not None
    assert result.measured.unexplained is None
    assert all(r.unexplained is None for r in result.history.rows)
    assert "unexplained not known" in measured_text(result.measured, result.history.last)
    single = train(tiny(optimiser={"batch_size": 1}), tmp_path / "single")
    assert all(r.unexplained is None for r in single.history.rows)
    assert single.measured is not None
    assert single.measured.unexplained is not None


def test_dividing_by_a_spread_that_is_zero(tmp_path: Path) -> None:
    config = tiny(data=on_file(tmp_path, np.full((50, 8), 0.1)), loss={"normalise": True})
    assert np.isfinite(train(config, tmp_path / "alike").history.last.loss)
    with pytest.raises(InputError, match=r"optimiser.batch_size: found 1; loss.normalise divides by the spread"):
        train(tiny(optimiser={"batch_size": 1}, loss={"normalise": True}), tmp_path / "single")


def test_tables_of_earlier_versions_are_read_and_others_are_not() -> None:
    old = [c for c in header().rstrip("\n").split(",") if c != "silent"]
    row = parse([",".join(old) + "\n", "1,8,0.5,0.5,1.0,2.0,0.0,0.1,3.0,,,0\n"]).last
    assert (row.silent, row.dead) == (None, 0.0)
    assert parse([header(), line(row)]).last == row
    with pytest.raises(ValueError, match="columns"):
        parse(["a,b\n", "1,2\n"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"loss": {"auxk": 0.1}, "optimiser": {"dead_after": 10**6}}, "loss.auxk will do nothing"),
        ({"optimiser": {"resample": "heuristic", "dead_after": 10**6}}, "optimiser.resample will do nothing"),
        ({"loss": {"auxk": 0.1}, "optimiser": {"dead_after": 64}}, None),
        ({"loss": {"l1": 0.1, "l1_decoder_norm": False}}, "loss.l1 without decoder norms"),
        ({"loss": {"l0": 0.1, "l0_kind": "tanh", "l1_decoder_norm": False}}, "loss.l0 without decoder norms"),
        ({"loss": {"l1": 0.1, "l1_decoder_norm": False}, "optimiser": {"unit_norm_decoder": True}}, None),
        ({"loss": {"l1": 0.1}}, None),
    ],
)
def test_configurations_that_do_not_do_what_they_seem_to(
    changes: dict[str, dict[str, object]], says: str | None
) -> None:
    found = notes(tiny(model={"kind": "relu", "k": None}, **changes))
    assert [says in text for text in found] == [True] if says else found == []  # type: ignore[operator]


def test_notes_are_said_before_training(tmp_path: Path) -> None:
    said: list[str] = []
    train(tiny(loss={"auxk": 0.1}, optimiser={"steps": 2, "dead_after": 10**6}), tmp_path, warn=said.append)
    assert len(said) == 1
    assert "do nothing" in said[0]
