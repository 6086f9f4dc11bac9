"""The front door as a user meets it: exit status, one line on bad input, nothing half written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sdl_atlas.command_line import main, parser
from theory.certificates import seal
from theory.files import write_json

ROOT = Path(__file__).resolve().parents[2]
GOOD = seal("evaluation", {"holds": ["=", ["+", 1, 1], 2]}, {})
BAD = seal("evaluation", {"holds": ["=", ["+", 1, 1], 3]}, {})


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    err = capsys.readouterr().err
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


def test_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_json(tmp_path / "good.json", GOOD)
    assert main(["check", str(tmp_path / "good.json"), "--explain"]) == 0
    assert "accepted" in capsys.readouterr().out
    write_json(tmp_path / "bad.json", BAD)
    assert main(["check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "holds: (1 + 1) = 3 is false" in out or "holds" in out
    assert "1 accepted, 1 rejected" in out


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\x00\xff", b'"text"', b"[" * 5000, b'{"schema": 1.5}', b"9" * 10_000]
)
def test_check_of_what_is_no_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (tmp_path / "c.json").write_bytes(content)
    assert main(["check", str(tmp_path / "c.json")]) == 2
    assert "c.json" in one_line(capsys)


def test_check_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 2
    one_line(capsys)
    assert main(["check", str(tmp_path / "missing.json")]) == 2
    one_line(capsys)


def test_verify_writes_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "sdl.metrics-inequality", "--out", str(tmp_path), "--jobs", "0"]) == 0
    for name in ("verdicts.jsonl", "report.html", "junit.xml"):
        assert (tmp_path / name).stat().st_size > 0
    assert "1 claims" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "certificates"), "--quiet"]) == 0


def test_verify_unknown_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "sdl.thm-99", "--out", str(tmp_path / "x")]) == 2
    assert "no claim has this id" in one_line(capsys)
    assert not (tmp_path / "x").exists()


def test_verify_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--list", "--json", "sdl.thm-3.6*"]) == 0
    claims = json.loads(capsys.readouterr().out)
    assert {"sdl.thm-3.6"} <= {claim["id"] for claim in claims}
    assert all(claim["expected"] and claim["title"] and claim["source"] for claim in claims)


def test_verify_instance(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    problem = ROOT / "examples" / "problems" / "example-3.5.json"
    assert main(["verify", "sdl.thm-3.4", "--instance", str(problem), "--json", "--out", str(tmp_path)]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["status"] in ("holds", "violated", "hypothesis-fails", "not-applicable")
    assert record["text"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weights", ["1", "0"]),
        ("features_in", [["1", "0"], ["0"]]),
        ("activation", {"type": "jumprelu", "theta": "-1"}),
        ("width", 0),
    ],
)
def test_solve_bad_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, value: object) -> None:
    data = json.loads((ROOT / "examples" / "problems" / "example-3.5.json").read_text())
    (tmp_path / "p.json").write_text(json.dumps({**data, field: value}))
    assert main(["solve", str(tmp_path / "p.json"), "--out", str(tmp_path / "out.json")]) == 2
    assert field in one_line(capsys)
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("arguments", [["--time-limit", "0"], ["--ridge", "-1"], ["--ridge", "0.0.1"]])
def test_solve_bad_options(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(["solve", str(ROOT / "examples" / "problems" / "example-3.5.json"), *arguments]) == 2
    assert arguments[0] in one_line(capsys)


def test_wrong_usage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ([], ["frobnicate"], ["solve"], ["verify", "--profile", "slow"]):
        with pytest.raises(SystemExit) as stopped:
            main(wrong)
        assert stopped.value.code == 2
        one_line(capsys)


def test_every_command_has_help_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "figures", "lattice", "solve", "verify"):
        with pytest.raises(SystemExit) as stopped:
            parser().parse_args([command, "--help"])
        assert stopped.value.code == 0
        assert f"sdl-atlas {command} " in capsys.readouterr().out.split("Examples:")[1]


def test_interrupt_keeps_verdicts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sdl_atlas", "verify", "--out", str(tmp_path), "--jobs", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    verdicts, started = tmp_path / "verdicts.jsonl", time.monotonic()
    while not verdicts.exists() and time.monotonic() - started < 120:  # first verdict; long only on a loaded machine
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "go on with --resume" in err
    assert "Traceback" not in err
    assert all(json.loads(line)["claim"] for line in verdicts.read_text().splitlines())
