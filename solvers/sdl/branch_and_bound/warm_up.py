"""Getting the compiled kernels ready: loaded within two seconds, or compiled first, which takes about a minute once per machine.

Compiling knows no time limit, and an exception in the middle of it leaves numba's tables broken for the rest of the process.
So it is done in a process of its own, which can be stopped; the kernels come back through numba's cache on disk.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from fractions import Fraction
from functools import cache

from solvers.clock import unhurried
from solvers.sdl.branch_and_bound.best_first import run
from solvers.sdl.branch_and_bound.cones import relu_cones
from solvers.sdl.branch_and_bound.instance import read_instance
from solvers.sdl.branch_and_bound.jit import COMPILED, marker
from solvers.sdl.branch_and_bound.proof import prove
from solvers.sdl.branch_and_bound.search import Search


def make_ready(deadline: float) -> None:
    """Have the kernels ready; raises :class:`TimeoutError` when they have to be compiled and ``deadline`` (perf_counter) passes."""
    if not COMPILED:
        return
    ready = marker()
    if ready is not None and not ready.exists() and sys.executable:
        _compile(deadline)
    _load()


def _compile(deadline: float) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "solvers.sdl.branch_and_bound"]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere) as child:
        try:
            child.wait(None if deadline == math.inf else max(0.0, deadline - time.perf_counter()))
        except subprocess.TimeoutExpired:
            raise TimeoutError("the kernels of branch and bound could not be compiled in the time given") from None
        finally:
            child.kill()  # on any way out; one that has ended is not touched


def compile_here() -> None:
    """Compile what is missing from the cache on disk, without a limit, and note that nothing is missing."""
    _load()
    done = marker()
    if done is not None:
        done.touch()


@cache
def _load() -> None:
    """Solve a tiny problem: every kernel is read from the cache, or compiled here where no child process could."""
    with unhurried():
        instance = read_instance([[1, 0], [0, 1], [1, 1]], None, None, 2, Fraction(1, 100))
        cones = relu_cones(instance)
        search = Search(instance, cones, 1e-3, 0.0)
        search.start(1, 0)
        run(search, deadline=math.inf)
        prove(instance, cones, Fraction(search.floor()) * Fraction(9, 10), margin=0.0, deadline=math.inf)
