"""The optional compiler: ``jit`` compiles with numba when it is installed and is the identity otherwise.

Every kernel is written in the subset of Python and numpy that numba accepts, so that both ways run the same
statements in the same order.  ``fastmath`` stays off: the two ways must give the same bounds.
"""

from __future__ import annotations

import hashlib
import sys
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


def kernel_files() -> list[Path]:
    """The files of this package that define kernels, and this one; kernels use nothing of the other files."""
    folder = Path(__file__).parent
    return [path for path in sorted(folder.glob("*.py")) if "\n@jit\n" in path.read_text() or path.name == "jit.py"]


def _stamp() -> str:
    """A digest of all files that define kernels."""
    digest = hashlib.sha256()
    for path in kernel_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def jit(function: F) -> F:
    """Compile ``function`` at its first use on each argument type (kept on disk), or return it unchanged.

    Numba's disk cache looks at the file of the function alone, and would go on using an old version of a kernel
    that is called from another file.  The stamp of all kernels takes the place of that file's stamp; without
    the place to put it there is no disk cache.
    """
    if _njit is None or not COMPILED:
        return function
    dispatcher: Any
    plain: Any
    dispatcher, plain = (_njit(function) for _ in range(2))
    try:
        dispatcher.enable_caching()
    except RuntimeError:  # numba finds no folder that it may write to
        return plain
    file: Any = getattr(dispatcher._cache, "_cache_file", None)
    if not hasattr(file, "_source_stamp"):
        return plain
    file._source_stamp = _STAMP
    KERNELS.append(dispatcher)
    return dispatcher


def marker() -> Path | None:
    """A file that exists once all kernels are in the disk cache, for this version of everything; None: there is no cache."""
    if not KERNELS:
        return None
    import llvmlite
    import numba
    from llvmlite.binding import get_host_cpu_features, get_host_cpu_name

    parts = [_STAMP, numba.__version__, llvmlite.__version__, sys.version, get_host_cpu_name()]
    parts.append(get_host_cpu_features().flatten())
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return Path(KERNELS[0]._cache.cache_path) / f"kernels-{digest[:16]}.ready"


KERNELS: list[Any] = []  # those that are kept on disk
_STAMP = _stamp()
