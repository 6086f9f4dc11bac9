"""The optional compiler: ``jit`` compiles with numba when it is installed and is the identity otherwise.

Every kernel is written in the subset of Python and numpy that numba accepts, so that both ways run the same
statements in the same order.  ``fastmath`` stays off: the two ways must give the same bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

try:
    from numba import config as _config
    from numba import njit as _njit
except ImportError:
    _config = _njit = None

COMPILED: bool = _config is not None and not getattr(_config, "DISABLE_JIT", 0)


def _stamp() -> str:
    """A digest of every file of this package."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def jit(function: F) -> F:
    """Compile ``function`` at its first use on each argument type (kept on disk), or return it unchanged.

    Numba's disk cache looks at the file of the function alone, and would go on using an old version of a kernel
    that is called from another file.  The stamp of the whole package takes the place of that file's stamp; without
    the place to put it there is no disk cache.
    """
    if _njit is None or not COMPILED:
        return function
    dispatcher: Any = _njit(function)
    dispatcher.enable_caching()
    file: Any = getattr(dispatcher._cache, "_cache_file", None)
    if not hasattr(file, "_source_stamp"):
        plain: Any = _njit(function)
        return plain
    file._source_stamp = _STAMP
    return dispatcher


_STAMP = _stamp()
