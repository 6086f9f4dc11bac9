"""Worker processes that do not run the program again that starts them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import sys
import types
from typing import Any


class _Process(multiprocessing.context.SpawnProcess):
    """A process that is started as by ``spawn``, but does not import the main module of its parent."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        # multiprocessing tells a new process to import the file of sys.modules["__main__"], if that has one
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return multiprocessing.context.SpawnProcess._Popen(process_obj)  # type: ignore[attr-defined]
        finally:
            sys.modules["__main__"] = main


class _Context(multiprocessing.context.SpawnContext):
    Process = _Process


def fresh_processes() -> multiprocessing.context.SpawnContext:
    """The context for a ``ProcessPoolExecutor`` whose workers import what they need by name, and nothing else.

    A forked process would inherit the threads of torch in an undefined state, so workers are spawned.  Python's own context
    makes each of them run the script of the parent again up to ``if __name__ == "__main__":``, and a script without that line
    starts workers of workers, which Python stops with an error.  Nothing of ours lives in the main module, so it is left out;
    functions that a caller defines there cannot be sent to these workers.

    >>> fresh_processes().get_start_method()
    'spawn'
    """
    return _Context()
