"""Compiling the kernels keeps to the time limit, and what is on disk is not compiled again."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from solvers.sdl.branch_and_bound.jit import COMPILED, kernel_files

SHORT = """
import time
from solvers.sdl.branch_and_bound.warm_up import make_ready
begun = time.perf_counter()
try:
    make_ready(begun + 0.5)
except TimeoutError as reason:
    print(time.perf_counter() - begun < 5.0, reason)
"""
AGAIN = """
import math, sys
from fractions import Fraction
from solvers.sdl.branch_and_bound import minimise
from solvers.sdl.branch_and_bound.jit import KERNELS
from solvers.sdl.branch_and_bound.warm_up import make_ready
make_ready(math.inf)
features = [[1, 0], ["-3/5", "4/5"], [0, 1], [2, 1]]
for more in ({"proof": True}, {"theta": 1}):
    minimise(features, width=2, ridge=Fraction(1, 100), **more)
print(sum(sum(kernel.stats.cache_misses.values()) for kernel in KERNELS))
"""


def told(script: str, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=300, env={**os.environ, **environment}
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


def test_compiling_stops_at_the_limit(tmp_path: Path) -> None:
    says = told(SHORT, NUMBA_CACHE_DIR=str(tmp_path))
    # without numba there is nothing to compile
    assert says == ("True the kernels of branch and bound could not be compiled in the time given" if COMPILED else "")


@pytest.mark.usefixtures("kernels")
def test_nothing_is_compiled_a_second_time() -> None:
    """Neither by loading, nor by the problems that are solved then: the tiny problem has met every kernel and type."""
    assert told(AGAIN) == "0"


def test_the_stamp_covers_all_that_kernels_use() -> None:
    """What a kernel imports from this repository is a kernel file too, so that a change of it makes the stored kernels stale."""
    files = {path.stem for path in kernel_files()}
    assert {"jit", "bound", "tree", "small"} <= files
    for path in kernel_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("solvers", "theory")):
                assert node.module.rsplit(".", 1)[0] == "solvers.sdl.branch_and_bound"  # type: ignore[union-attr]
                assert node.module.rsplit(".", 1)[1] in files  # type: ignore[union-attr]
