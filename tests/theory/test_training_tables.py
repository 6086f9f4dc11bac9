"""Tables of training: what is written is read back, and what is none of ours is refused by name."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sdl_atlas as sa
from theory.errors import InputError
from theory.training_tables import MeasuredRecord, MetricsRow, SweptRun, header, line, runs_table

RECORDS = Path(__file__).resolve().parents[2] / "examples" / "records"
size = st.floats(0, 1e300)
share = st.floats(0, 1)
rows = st.builds(
    MetricsRow,
    step=st.integers(1, 10**9),
    samples=st.integers(0, 10**12),
    loss=size,
    reconstruction=size,
    unexplained=st.none() | size,
    l0=size,
    dead=st.none() | share,
    learning_rate=size,
    gradient_norm=size,
    recovered_encoder=st.none() | share,
    recovered_decoder=st.none() | share,
    resampled=st.integers(0, 99),
    silent=st.none() | share,
)
measured = st.builds(
    MeasuredRecord,
    rows=st.integers(1, 99),
    of=st.text("a ,\n\"'", min_size=1),
    error=size,
    unexplained=st.none() | size,
    l0=size,
    silent=share,
)
text = st.text("ab[],\"' \n.1", min_size=1, max_size=8)
over = st.builds(
    SweptRun,
    name=text,
    seed=st.integers(0, 9),
    status=st.just("finished"),
    changes=st.dictionaries(st.sampled_from(["model.k", "loss.l1"]), text),
    measured=st.none() | measured,
    last=rows,
)


@given(st.lists(rows))
def test_metrics_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, written: list[MetricsRow]
) -> None:
    file = tmp_path_factory.getbasetemp() / "metrics.csv"
    file.write_text(header() + "".join(map(line, written)))
    assert sa.read_metrics(file) == written


@given(st.lists(over | st.builds(SweptRun, text, st.integers(0, 9), st.just("diverged"))))
def test_runs_are_read_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, written: list[SweptRun]) -> None:
    file, out = tmp_path_factory.getbasetemp() / "runs.csv", io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(runs_table(written))
    file.write_text(out.getvalue())
    assert sa.read_runs(file) == written


@pytest.mark.parametrize(
    ("name", "before", "after", "says"),
    [
        ("metrics", "step,", "stride,", "the columns are stride"),
        ("metrics", "1,64,", "1,64,1,", "longer"),
        ("metrics", "1,64,", "one,64,", "step"),
        ("metrics", "1,64,", "1,-64,", "samples"),
        ("metrics", "1,64,", "0,64,", "step"),
        ("metrics", ",0.25,", ",1.25,", "recovered_encoder"),
        ("runs", "seed,", "sees,", "the columns are run, sees"),
        ("runs", "seed,model.k,", "seed,seed,", "the columns are run, seed, seed"),
        ("runs", "model.k", "k", "no column 'k'"),
        ("runs", "measured_rows", "measured_row", "no column 'measured_row'"),
        ("runs", "finished", "going", "status"),
        ("runs", ",0,1,", ",zero,1,", "zero"),
        ("runs", "fresh samples", '"fresh" samples', "expected after"),
        ("runs", "16384", "-1", "rows"),
    ],
)
def test_foreign_tables_are_refused(tmp_path: Path, name: str, before: str, after: str, says: str) -> None:
    whole = (RECORDS / f"{name}.csv").read_text()
    assert before in whole
    (tmp_path / f"{name}.csv").write_text(whole.replace(before, after, 1))
    with pytest.raises(InputError, match=says):
        getattr(sa, f"read_{name}")(tmp_path)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"\0", b"a\n" * 3])
@pytest.mark.parametrize("name", ["metrics", "runs"])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / f"{name}.csv").write_bytes(raw)
    with pytest.raises(InputError, match=f"this is no {name}.csv of sdl-atlas train"):
        getattr(sa, f"read_{name}")(tmp_path)


def test_a_result_that_was_not_measured_and_one_that_is_wrong(tmp_path: Path) -> None:
    stored: dict[str, Any] = json.loads((RECORDS / "result.json").read_text())
    file = tmp_path / "result.json"
    file.write_text(json.dumps({k: v for k, v in stored.items() if k != "measured"}))
    assert repr(sa.read_result(tmp_path)) == "<ResultRecord: step 20, not measured>"
    for change in ({"threads": 0}, {"seconds": None}, {"unknown": 1}, {"measured": {"rows": 3}}, {"schema": "other"}):
        file.write_text(json.dumps(stored | change))
        with pytest.raises(InputError):
            sa.read_result(tmp_path)


def test_records_are_shown_in_words() -> None:
    found = sa.read_result(RECORDS)
    assert "36.61% unexplained" in found._repr_html_()
    assert repr(sa.SweptRun("a", 0, "diverged")) == "<SweptRun 'a': diverged>"
    alike = MeasuredRecord(9, "fresh samples", 0.5, None, 1.0, 0.0)
    assert repr(sa.SweptRun("a", 0, "finished", {}, alike)) == "<SweptRun 'a': error 0.5 on 9 fresh samples>"
