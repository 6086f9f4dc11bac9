"""examples/records: one record of every format, read back to the same bytes, so that a change of a format is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sdl_atlas as sa
from theory.record_files import record_text

RECORDS = Path(__file__).resolve().parents[2] / "examples" / "records"
READERS = {
    "landing": sa.read_landing,
    "recovery": sa.read_recovery,
    "lattice": sa.read_lattice,
    "capture": sa.read_capture,
}


@pytest.mark.parametrize("name", READERS)
def test_what_is_read_is_what_is_written(name: str) -> None:
    file = RECORDS / f"{name}.json"
    assert json.loads(record_text(READERS[name](file))) == json.loads(file.read_text()), (
        "python -m tests.repo.records writes them again"
    )


def test_a_landscape_its_certificate_and_a_verdict() -> None:
    landscape = sa.read_landscape(RECORDS / "landscape.json")
    assert landscape.to_json() == (RECORDS / "landscape.json").read_bytes()
    certificate = sa.read_certificate(RECORDS / "certificate.json")
    assert certificate in landscape.certificates()
    for sealed in landscape.certificates():
        sa.check(sealed)
    assert [v.effective for v in sa.read_verdicts(RECORDS)] == ["refuted"]


def test_there_is_one_of_every_format_that_is_read() -> None:
    readers = {n.removeprefix("read_") for n in sa.__all__ if n.startswith("read_")} - {"problem", "context"}
    assert {p.stem for p in RECORDS.iterdir()} == readers
