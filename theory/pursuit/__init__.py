"""Matching pursuit in the three forms that the literature mixes up, and the numbers that say when it recovers a code."""

from theory.pursuit.encoder import RULES, Run, Step, pursue
from theory.pursuit.geometry import babel, coherence, gram, interference, recovery_coefficient
from theory.pursuit.refit import nonnegative_least_squares, orthogonal_pursuit

__all__ = [
    "RULES",
    "Run",
    "Step",
    "babel",
    "coherence",
    "gram",
    "interference",
    "nonnegative_least_squares",
    "orthogonal_pursuit",
    "pursue",
    "recovery_coefficient",
]
