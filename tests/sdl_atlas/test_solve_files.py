"""``solve --csv`` and ``--picture``: they say what the record says."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sdl_atlas.command_line import main

PROBLEM = {
    "schema": "sdl-atlas/problem/1",
    "name": "two <features>",
    "kind": "sae",
    "features_in": [[1, 0], [0, 1]],
    "weights": [1, 2],
    "activation": {"type": "relu"},
    "width": 1,
}


def test_table_and_picture_hold_every_critical_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.json").write_text(json.dumps(PROBLEM))
    place = [str(tmp_path / name) for name in ("p.json", "points.csv", "losses.svg")]
    assert main(["solve", place[0], "--csv", place[1], "--picture", place[2], "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    points = record["critical_points"]
    rows = list(csv.DictReader((tmp_path / "points.csv").read_text().splitlines()))
    assert [(float(r["decimal"]), r["type"]) for r in rows] == [(c["float"], c["type"]) for c in points]
    assert [r["certificates"].split() for r in rows] == [c["certificates"] for c in points]
    picture = ElementTree.parse(tmp_path / "losses.svg").getroot()
    space = "{http://www.w3.org/2000/svg}"
    words = [t.text or "" for t in picture.iter(f"{space}text")]
    assert words[0] == "two <features>: complete"
    assert "infimum 1, attained" in words
    for kind, count in Counter(c["type"] for c in points).items():
        assert f"{kind} ({count})" in words
    marks = list(picture.iter(f"{space}circle"))
    assert len(marks) == len(points)
    # a larger loss is drawn further right
    losses = sorted(c["float"] for c in points)
    places = sorted(float(m.attrib["cx"]) for m in marks)
    assert [losses.index(x) for x in losses] == [places.index(x) for x in places]


def test_a_place_that_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.json").write_text(json.dumps(PROBLEM))
    (tmp_path / "file").write_text("")
    for option in ("--csv", "--picture"):
        status = main(["solve", str(tmp_path / "p.json"), option, str(tmp_path / "file" / "x")])
        assert status == 5
        assert option in capsys.readouterr().err
