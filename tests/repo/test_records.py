"""examples/records: one record of every format as it was written once, and all of it is read today.

A format may gain fields that may be left out; what a file says is neither lost nor changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sdl_atlas as sa
from theory.record_files import record_text

RECORDS = Path(__file__).resolve().parents[2] / "examples" / "records"
READERS = {
    "landscape": sa.read_landscape,
    "landing": sa.read_landing,
    "recovery": sa.read_recovery,
    "lattice": sa.read_lattice,
    "capture": sa.read_capture,
    "evaluation": sa.read_evaluation,
    "operators": sa.read_operators,
    "result": sa.read_result,
}


def keeps(read: Any, stored: Any) -> bool:
    """Whether all that was stored is in what was read."""
    if isinstance(stored, dict):
        return isinstance(read, dict) and all(k in read and keeps(read[k], v) for k, v in stored.items())
    if isinstance(stored, list):
        return len(read) == len(stored) and all(map(keeps, read, stored))
    return type(read) is type(stored) and read == stored


@pytest.mark.parametrize("name", READERS)
def test_what_is_read_is_what_was_written(name: str) -> None:
    file = RECORDS / f"{name}.json"
    assert keeps(json.loads(record_text(READERS[name](file))), json.loads(file.read_text()))


def test_the_comparison_says_no() -> None:
    assert keeps({"a": [1, {"b": None}], "new": 0}, {"a": [1, {"b": None}]})
    for read in ({}, {"a": [1]}, {"a": [1, {}]}, {"a": [1.0, {"b": None}]}, {"a": [2, {"b": None}]}):
        assert not keeps(read, {"a": [1, {"b": None}]})


def test_a_landscape_its_certificate_and_a_verdict() -> None:
    landscape = sa.read_landscape(RECORDS / "landscape.json")
    certificate = sa.read_certificate(RECORDS / "certificate.json")
    assert certificate in landscape.certificates()
    for sealed in landscape.certificates():
        sa.check(sealed)
    assert [v.effective for v in sa.read_verdicts(RECORDS)] == ["refuted"]


def test_there_is_one_of_every_format_that_is_read() -> None:
    readers = {n.removeprefix("read_") for n in sa.__all__ if n.startswith("read_")} - {"problem", "context"}
    assert {p.stem for p in RECORDS.iterdir()} == readers
