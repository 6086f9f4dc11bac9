"""``--json`` prints one JSON document and nothing else, as a program at the other end of a pipe reads it.

Compiled libraries write past ``sys.stdout``, so every command runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sdl_atlas.command_line import parser
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.saelens import write_saelens

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = str(ROOT / "examples" / "problems" / "example-3.5.json")
# 25 features in R^8: the linear programs are large enough to be given to HiGHS first
LARGE = str(ROOT / "tests" / "solvers" / "sdl" / "landscape" / "problems" / "many-features.json")
BANNER = "Running HiGHS"
# its linear programs go to HiGHS
CLAIM = "concepts.hinge-loss-vs-errors"

# the folder {model} holds a small autoencoder of SAELens and {data} rows for it
# for every command that has --json: the ways it is called, and whether these reach the library that prints a banner
CALLS: dict[str, list[tuple[list[str], bool]]] = {
    "solve": [([EXAMPLE], False), ([LARGE, "--time-limit", "3"], True)],
    "evaluate": [(["{model}", "--data", "{data}", "--pages", "2"], False)],
    "verify": [
        (["--list"], False),
        (["sdl.thm-3.4", "--instance", EXAMPLE, "--out", "{out}"], False),
        ([CLAIM, "--jobs", "0", "--out", "{out}"], True),
        ([CLAIM, "--jobs", "1", "--out", "{out}"], False),
    ],
}
LOUD = """
import sys, highspy
from solvers.exact import lp_proposal
lp_proposal._Silent = highspy.Highs
from sdl_atlas.command_line import main
sys.exit(main(sys.argv[1:]))
"""


def commands_with_json() -> list[str]:
    """From the parser itself: a new command with the option is asked for its calls."""
    (commands,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return sorted(name for name, sub in commands.choices.items() if "--json" in sub._option_string_actions)


def said(arguments: list[str], out: Path, start: list[str]) -> str:
    model, data = out / "model", out / "data.npy"
    if "{model}" in arguments:
        write_saelens(model, SDLModel(Architecture("relu", (3,), (3,), 5), seed=0))
        np.save(data, np.eye(3))
    places = {"{out}": str(out), "{model}": str(model), "{data}": str(data)}
    given = [places.get(x, x) for x in arguments]
    found = subprocess.run(
        [sys.executable, *start, *given, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert found.returncode in (0, 3), found.stderr
    return found.stdout


def calls() -> list[Any]:
    return [pytest.param(c, a, id=f"{c} {Path(a[0]).name}") for c, ways in CALLS.items() for a, _ in ways]


def test_every_command_with_the_option_is_tested() -> None:
    assert commands_with_json() == sorted(CALLS)


@pytest.mark.parametrize(("command", "arguments"), calls())
def test_one_document_and_nothing_else(command: str, arguments: list[str], tmp_path: Path) -> None:
    document = json.loads(said([command, *arguments], tmp_path, ["-m", "sdl_atlas"]))
    assert isinstance(document, list | dict)
    assert document


@pytest.mark.parametrize("command", sorted(c for c, ways in CALLS.items() if any(reaches for _, reaches in ways)))
def test_the_calls_reach_the_library(command: str, tmp_path: Path) -> None:
    """The same call without our silencing prints the banner: the test above can fail."""
    (arguments,) = (a for a, reaches in CALLS[command] if reaches)
    assert BANNER in said([command, *arguments], tmp_path, ["-c", LOUD])
