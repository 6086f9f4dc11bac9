"""Shared settings of the tests."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
# ci: the same examples on every run; thorough: many more, for long runs (HYPOTHESIS_PROFILE=thorough)
settings.register_profile("ci", derandomize=True, max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
# a suite that a script starts in the background inherits that Ctrl-C is ignored, and hands it on to the programs it tests
signal.signal(signal.SIGINT, signal.default_int_handler)
