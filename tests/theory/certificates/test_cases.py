"""Files that the checker once accepted, printed wrongly or died on, each with its right answer."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from theory.certificates import check, judge, load, seal

CASES = Path(__file__).parent / "cases"
RIGHT: dict[str, tuple[int, str]] = {
    "counterexample_transpose": (1, "is true, so nothing is refuted"),
    "counterexample_true_theorem": (1, "expected a number, found a truth value"),
    "crash_memory": (1, "expected a number, found a truth value"),
    "crash_overflow": (1, "expected a number, found a truth value"),
    "crash_surrogate_let": (1, "a binding is"),
    "det_float": (1, "expected a number, found a truth value"),
    "display_precedence": (0, ": it is true that ((-2) ^ 2) = 4"),
    "dos_codes": (1, "too much work"),
    "dos_lagrange": (1, "too much work"),
    "dos_total": (1, "too much work"),
    "float_nan": (1, "expected a number, found a truth value"),
    "float_tenth": (1, "expected a number, found a truth value"),
    "holds_without_bool_literals": (1, "expected a number, found a truth value"),
    "induction_hides_assumption": (0, "for every integer n >= 0 and all real a: if (a * 0) - 1 >= 0 then -1 >= 0"),
    "isolated_boundary_not_stationary": (1, "missing"),
    "isolated_boundary_topk": (1, "missing"),
    "isolated_doctest": (1, "missing"),
    "isolated_not_unique": (1, "missing"),
    "mem_scale_2e9": (1, "expected a number, found a truth value"),
    "proof_newline": (1, "missing"),
    "proof_unrelated": (1, "missing"),
    "rh": (1, "missing"),
    "scale_repeats": (1, "expected a number, found a truth value"),
    "spoof_let": (1, "a binding is"),
    "string_rows": (1, "missing"),
}


COSTLY = ("dos_codes", "dos_lagrange", "dos_total")


@pytest.fixture
def small_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of what a check may spend; ``test_hostile.py`` tries the true limit."""
    monkeypatch.setattr("theory.certificates.work.BASE", 60_000)


def one_line(line: str) -> None:
    assert line.isprintable(), repr(line)


@pytest.mark.usefixtures("small_allowance")
@pytest.mark.parametrize("name", RIGHT)
def test_the_right_answer(name: str) -> None:
    status, words = RIGHT[name]
    found, line = judge(CASES / f"{name}.json")
    assert (found, words in line) == (status, True), line
    one_line(line)


def test_every_case_has_an_answer() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == set(RIGHT)


def test_one_run_judges_them_all() -> None:
    """None of them stops the others or raises; what is printed is one line each."""
    files = [str(CASES / f"{name}.json") for name in RIGHT if name not in COSTLY]
    command = [sys.executable, "-S", "-E", "-m", "theory.certificates", *files]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert [line.split("  ")[1].split(": ")[0] for line in done.stdout.splitlines()] == files


# -- the same statements in the form that the checker reads today ---------------------------------------------------------


def renewed(name: str) -> dict[str, Any]:
    """An old case with what its kind has asked for since."""
    old = load(CASES / f"{name}.json")
    asserts, witness = old["asserts"], old["witness"]
    if old["kind"] == "isolated_point":
        asserts = {**asserts, "directions": witness.pop("directions"), "dimension": 2}
    for step in witness.get("steps", []):
        step["gloss"] = step.pop("says")
    return seal(old["kind"], asserts, witness)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("isolated_boundary_not_stationary", "not strictly off for feature 1"),
        ("isolated_boundary_topk", "not strictly off for feature 1"),
        ("string_rows", "expected a list"),
    ],
)
def test_false_statements_about_points_are_rejected(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "c.json").write_text(json.dumps(renewed(name)))
    found, line = judge(tmp_path / "c.json")
    assert found == 1
    assert words in line


@pytest.mark.parametrize("name", ["isolated_doctest", "isolated_not_unique"])
def test_a_point_is_unique_up_to_a_family_and_its_dimension_is_said(name: str) -> None:
    """The row may move along the axis of the feature for which it is off, and be scaled: two dimensions."""
    says = check(renewed(name))
    assert "are a manifold of dimension 2, of which 1 for the scales" in says
    assert "exactly one stationary point" not in says


@pytest.mark.parametrize("name", ["proof_newline", "proof_unrelated", "rh"])
def test_a_theorem_with_unrelated_steps_is_text_to_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "c.json").write_text(json.dumps(renewed(name)))
    found, line = judge(tmp_path / "c.json")
    assert found == 0
    assert line.startswith("steps checked, argument to be read")
    assert '1 step checked, 0 to be read, and so is the theorem: "' in line
    assert line.endswith('"')
    one_line(line)


@pytest.mark.usefixtures("small_allowance")
def test_dependent_rows_are_paid_for() -> None:
    """Many features of a high dimension, whose rank takes long to find out."""
    rng = random.Random(0)
    features = [[rng.randint(-9, 9) for _ in range(60)] for _ in range(60)]
    asserts = {
        "features_in": features,
        "features_out": None,
        "weights": [1] * 60,
        "activation": {"type": "relu"},
        "width": 1,
        "ridge": 0,
        "lower_bound": 0,
    }
    witness = {"basis": [], "cover": [], "groups": [], "rotations": [], "search": [], "total": 0}
    with pytest.raises(Exception, match="too much work"):
        check(seal("branch_and_bound", asserts, witness))
