"""``python -m solvers.sdl.branch_and_bound``: compile the kernels, so that no later run spends its time limit on it."""

from __future__ import annotations

from solvers.sdl.branch_and_bound.warm_up import compile_here

compile_here()
