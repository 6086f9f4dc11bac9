"""The optional compiler: ``jit`` compiles with numba when it is installed and is the identity otherwise.

Every kernel is written in the subset of Python and numpy that numba accepts, so that both ways run the same
statements in the same order.  ``fastmath`` stays off: the two ways must give the same bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

try:
    from numba import config as _config
    from numba import njit as _njit
except ImportError:
    _njit = None

COMPILED: bool = _njit is not None and not _config.DISABLE_JIT


def jit(function: F) -> F:
    """Compile ``function`` at its first use on each argument type (kept on disk), or return it unchanged."""
    return function if _njit is None else _njit(cache=True)(function)
