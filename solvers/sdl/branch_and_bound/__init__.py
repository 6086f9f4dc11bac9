"""Certified global optimisation of small sparse-dictionary-learning problems with overlapping supports.

``minimise`` runs multistart, screening and branch and bound; in proof mode the tree becomes a certificate that the
standard-library checker replays.  The inner loops are compiled when numba is installed.
"""

from solvers.sdl.branch_and_bound.api import EngineResult, minimise
from solvers.sdl.branch_and_bound.best_first import Progress

__all__ = ["EngineResult", "Progress", "minimise"]
