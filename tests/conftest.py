"""Shared settings of the tests."""

from __future__ import annotations

import compileall
import math
import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
# ci: the same examples on every run; thorough: many more, for long runs (HYPOTHESIS_PROFILE=thorough)
settings.register_profile("ci", derandomize=True, max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
# a suite that a script starts in the background inherits that Ctrl-C is ignored, and hands it on to the programs it tests
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the packages once: the tests start hundreds of commands, and each compiles anew what no bytecode lies beside."""
    if not hasattr(config, "workerinput"):  # the process that starts the others
        for floor in ("theory", "solvers", "proofs_checks", "paper_figs", "sdl_atlas"):
            compileall.compile_dir(Path(__file__).parents[1] / floor, quiet=2)


@pytest.fixture(scope="session")
def of_this_run(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that all processes of one run of the tests share, for what is made once."""
    mine = tmp_path_factory.getbasetemp()  # one a process, all in the folder of the run
    return mine.parent if hasattr(request.config, "workerinput") else mine


@pytest.fixture(scope="session")
def kernels() -> None:
    """The compiled kernels of the branch and bound are ready, so that no test spends its time limit on compiling them."""
    from solvers.sdl.branch_and_bound.warm_up import make_ready

    make_ready(math.inf)
