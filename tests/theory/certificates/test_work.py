"""The allowance of a check: shared by checks inside it, and by no check in another thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from theory.certificates.work import BASE, Rejected, metered, spend


def test_a_check_inside_another_shares_its_allowance() -> None:
    with metered(0):
        with metered(0):
            spend(BASE)
        with pytest.raises(Rejected, match="too much work"):
            spend(1)
    spend(10 * BASE)  # outside a check nothing is counted


def test_checks_in_other_threads_neither_use_it_up_nor_lift_it() -> None:
    def elsewhere() -> None:
        with metered(0):
            spend(BASE)

    with ThreadPoolExecutor(1) as pool, metered(0):
        pool.submit(elsewhere).result()
        spend(BASE)
        pool.submit(elsewhere).result()  # its end is not the end of this one
        with pytest.raises(Rejected, match="too much work"):
            spend(1)
