"""Hostile files with the allowance scaled down: what a unit of work costs, in seconds and in memory, whatever it is spent on.

With the whole allowance, on all files, it is ``python -m tests.theory.certificates.hostile.run`` (docs/verdicts.md has its figures).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.theory.certificates.hostile.files import SPECIAL, Make, grown, operations
from tests.theory.certificates.hostile.kinds import MATRICES, kinds
from tests.theory.certificates.hostile.run import BYTES, SECONDS, SLACK, measured, scaled
from theory.certificates import all_kinds
from theory.certificates.language import BINDERS
from theory.certificates.operations import OPERATIONS

FACTOR = 100  # one percent of the allowance
AGAIN = [(name, make) for name, make in operations() if "again" in name and ("small" in name or "algebraic" in name)]
ONE_OF_EACH = [(name, make) for name, make in kinds() if "of size" not in name or "of size 20 " in name]


def assert_soon(files: Iterator[tuple[str, Make]], factor: int) -> int:
    """Every file is answered in its share of the time, and in far less than all of the memory; returns their number."""
    count = 0
    for name, make in files:
        # what else the machine does only ever adds to the time: the least of up to three tries is the checker's own
        seconds = float("inf")
        for _ in range(3):
            again, memory, line = measured(make, scaled(factor))
            seconds = min(seconds, again)
            assert memory < BYTES / 5, (name, memory, line)
            if seconds < SECONDS / factor + SLACK:
                break
        assert seconds < SECONDS / factor + SLACK, (name, seconds, line)
        count += 1
    return count


def test_every_operation_binder_and_kind_has_files() -> None:
    names = {name.split(",")[0] for name, _ in operations()}
    assert names == {*OPERATIONS, *SPECIAL}
    assert set(BINDERS) <= set(SPECIAL)
    made = {name.split(",")[0].split(" of size")[0] for name, _ in kinds()} | set(MATRICES)
    assert set(all_kinds()) - {"evaluation", "illustration", "proof", "counterexample"} <= made
    assert {name.split(" at ")[0] for name, _ in grown()} == set(all_kinds())


@pytest.mark.parametrize("first", sorted({name[0] for name, _ in AGAIN}))
def test_operations_again_and_again(first: str) -> None:
    assert assert_soon(((n, m) for n, m in AGAIN if n[0] == first), FACTOR) > 0


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_a_kind_with_a_long_list(kind: str) -> None:
    files = ((n, m) for n, m in grown(100_000) if n.startswith(f"{kind} at ") and n.endswith("longer"))
    assert assert_soon(itertools.islice(files, 0, None, 2), 10) > 0


def test_large_instances_of_every_kind() -> None:
    assert assert_soon(iter(ONE_OF_EACH), 10) > len(MATRICES)
