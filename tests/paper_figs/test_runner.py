"""The figure runner: finding, writing the same bytes, and noticing that a number has moved."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from paper_figs import _template, runner
from paper_figs.table import Column, Table
from theory.errors import InputError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def only_the_template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "discover", lambda: [runner.Found(_template.FIGURE, "paper_figs._template")])


def test_every_figure_is_named_like_its_file_and_says_what_it_shows() -> None:
    found = runner.discover()
    assert found
    for figure in found:
        assert figure.module.rsplit(".", 1)[1] == figure.name, f"{figure.module}: FIGURE.name must be the module's name"
        assert figure.spec.caption.count(".") >= 2, f"{figure.name}: the caption needs full sentences"
        assert figure.title
        assert figure.spec.source


def test_every_figure_has_a_table_test() -> None:
    for figure in runner.discover():
        subject = figure.module.split(".")[1]
        test = ROOT / "tests" / "paper_figs" / subject / f"test_{figure.name}.py"
        assert test.is_file(), (
            f"{figure.name}: write tests/paper_figs/{subject}/test_{figure.name}.py that checks its numbers"
        )


def test_two_runs_write_the_same_bytes(only_the_template: None, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert runner.run_figures(out=tmp_path / folder) == []
    names = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert names == [f"template.{ending}" for ending in ("csv", "md", "pdf", "png", "svg")]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_bytes_do_not_depend_on_the_process_or_the_date(hash_seed: str) -> None:
    code = (
        "import hashlib, json; from paper_figs import _template as t; from paper_figs.runner import rendered, tables_of;"
        "print(json.dumps({k: hashlib.sha256(v).hexdigest() for k, v in rendered(t, tables_of(t)).items()}, sort_keys=True))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "SOURCE_DATE_EPOCH": f"{hash_seed}00000000",
        "TZ": "Asia/Tokyo",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    here = {
        k: hashlib.sha256(v).hexdigest() for k, v in runner.rendered(_template, runner.tables_of(_template)).items()
    }
    assert done.stdout.strip() == str(dict(sorted(here.items()))).replace("'", '"')


def test_check_is_silent_when_nothing_moved_and_names_the_number_that_did(
    only_the_template: None, tmp_path: Path
) -> None:
    runner.run_figures(out=tmp_path)
    assert runner.run_figures(out=tmp_path, check=True) == []
    stored = tmp_path / "template.csv"
    stored.write_text(stored.read_text().replace("1/16", "1/17"))
    assert runner.run_figures(out=tmp_path, check=True) == ["template.csv: row 4, power: stored 1/17, now 1/16"]


def test_slow_figures_have_stored_tables_that_can_be_drawn() -> None:
    slow = [f for f in runner.discover() if f.spec.slow]
    assert slow
    for figure in slow:
        stored = sorted((ROOT / "docs" / "figures").glob(f"{figure.name}*.csv"))
        assert stored, f"{figure.name}: run `sdl-atlas figures {figure.name}` and commit what it writes"
        assert (ROOT / "docs" / "figures" / f"{figure.name}.png").is_file()


def test_check_writes_nothing_and_reports_a_missing_table(only_the_template: None, tmp_path: Path) -> None:
    moved = runner.run_figures(out=tmp_path, check=True)
    assert len(moved) == 1
    assert "no stored table" in moved[0]
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_an_input_error() -> None:
    with pytest.raises(InputError, match="no_such_figure"):
        runner.run_figures(["no_such_figure"], out=Path("unused"))


def test_draw_gets_the_tables_and_nothing_else() -> None:
    """A figure that would compute while drawing cannot be drawn from a stored table; this one can."""
    table = cast(Table, _template.compute(runner.Budget()))
    stored = Table.from_csv(table.csv(), like=table)
    made = runner.rendered(_template, {"": stored})
    assert made == runner.rendered(_template, {"": table})
    other = replace(table, rows=table.rows[:-1])
    assert runner.rendered(_template, {"": other}) != made


def test_several_tables_have_one_file_each(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = Table((Column("m", "integer"),), ((1,), (2,)))

    def draw(tables: dict[str, Table]) -> Any:
        assert set(tables) == {"left", "right"}
        return _template.draw(_template.compute(runner.Budget()))

    module = cast(ModuleType, SimpleNamespace(compute=lambda _b: {"left": table, "right": table}, draw=draw))
    monkeypatch.setattr(runner, "discover", lambda: [runner.Found(_template.FIGURE, "unused")])
    monkeypatch.setattr(runner.Found, "load", lambda _self: module)
    runner.run_figures(out=tmp_path)
    assert sorted(p.name for p in tmp_path.glob("*.csv")) == ["template.left.csv", "template.right.csv"]


# slow figures train models; each has a test of its own that makes a small table, and `figures --check` makes the full one again
@pytest.mark.parametrize("name", [f.name for f in runner.discover() if not f.spec.slow])
def test_stored_tables_are_those_of_today(name: str) -> None:
    assert runner.run_figures([name], out=ROOT / "docs" / "figures", check=True) == []


@pytest.mark.parametrize("name", [f.name for f in runner.discover()])
def test_stored_files_are_complete_and_carry_the_caption(name: str) -> None:
    """The caption file lies next to the tables and names each of them; the pictures are not empty."""
    found = next(f for f in runner.discover() if f.name == name)
    folder = ROOT / "docs" / "figures"
    text = (folder / f"{name}.md").read_text("utf-8")
    assert found.spec.caption in text
    for path in folder.glob(f"{name}*.csv"):
        assert f"## {path.name}" in text
    for ending in ("pdf", "svg", "png"):
        assert (folder / f"{name}.{ending}").stat().st_size > 2000
