"""The floating-point proposal of the exact linear programs says nothing on standard output."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from solvers.exact.lp import solve
print(solve([(1,), (-1,)], [">", ">="], [0, -1], propose=True))
"""


def test_highs_is_silent_through_a_pipe() -> None:
    """Its banner comes from compiled code, past sys.stdout: only another process sees it."""
    found = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120, check=True)
    assert found.stdout == "Feasible(point=(Fraction(1, 1),))\n"
    assert found.stderr == ""
