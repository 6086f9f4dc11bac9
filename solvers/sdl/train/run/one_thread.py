"""How many threads PyTorch computes on for a while: for small matrices one, where a second thread only costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager


@contextmanager
def computing_on(number: int) -> Iterator[None]:
    """Inside, PyTorch computes on that many threads; afterwards on as many as before.

    >>> import torch
    >>> with computing_on(1):
    ...     torch.get_num_threads()
    1
    """
    import torch  # not at module level: it takes a second to import, and only training needs it

    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def one_thread() -> AbstractContextManager[None]:
    """Inside, PyTorch computes on one thread, so that sums have one order."""
    return computing_on(1)
