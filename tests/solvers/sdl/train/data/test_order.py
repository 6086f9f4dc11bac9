"""Orders of finite data sets: every sample once per epoch, the same again, the same in parts, and shuffled."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solvers.sdl.train.data.order import BlockOrder, Order, part_of
from theory.errors import InputError

BLOCKS = st.builds(
    lambda n, block, blocks, seed: (n, {"seed": seed, "block": block, "blocks": blocks}),
    st.integers(1, 60),
    st.integers(1, 9),
    st.integers(1, 5),
    st.integers(0, 99),
)


@given(BLOCKS, st.integers(1, 25))
def test_every_row_once_per_epoch(made: tuple[int, dict[str, int]], size: int) -> None:
    n, options = made
    order = BlockOrder(n, **options)
    steps = 2 * n  # 2 n size rows: 2 size whole epochs
    seen = torch.cat([order.numbers(step, size) for step in range(steps)])
    for epoch in range(2 * size):
        assert sorted(seen[epoch * n : (epoch + 1) * n].tolist()) == list(range(n))


@given(BLOCKS, st.integers(0, 40), st.sampled_from([1, 2, 3, 4, 6]), st.integers(1, 5))
def test_parts_make_the_whole_and_nothing_is_remembered(
    made: tuple[int, dict[str, int]], step: int, parts: int, share: int
) -> None:
    n, options = made
    whole = BlockOrder(n, **options).numbers(step, parts * share)
    used = BlockOrder(n, **options)
    used.numbers(step + 7, 3)
    pieces = [used.numbers(step, parts * share, part=i, parts=parts) for i in reversed(range(parts))]
    assert torch.equal(torch.cat(pieces[::-1]), whole)


@given(BLOCKS)
def test_a_window_holds_few_blocks(made: tuple[int, dict[str, int]]) -> None:
    n, options = made
    block, blocks = options["block"], options["blocks"]
    rows = BlockOrder(n, **options).numbers(0, n).tolist()
    seen: set[int] = set()
    while rows:  # windows in turn: the next few blocks, whole
        window = {rows[0] // block}
        taken = 0
        while taken < len(rows) and len(window | {rows[taken] // block}) <= blocks:
            window.add(rows[taken] // block)
            taken += 1
        assert not window & seen
        seen |= window
        rows = rows[taken:]


def test_few_rows_are_permuted_uniformly() -> None:
    counts: dict[tuple[int, ...], int] = {}
    for seed in range(1200):
        rows = tuple(BlockOrder(3, seed=seed, block=2, blocks=2).numbers(0, 3).tolist())
        counts[rows] = counts.get(rows, 0) + 1
    # 6 permutations, 200 each: standard deviation 13; five of them
    assert len(counts) == 6
    assert all(abs(c - 200) < 65 for c in counts.values())


def test_epochs_and_seeds_differ() -> None:
    for order in (Order(50, seed=1), BlockOrder(50, seed=1)):
        assert not torch.equal(order.numbers(0, 50), order.numbers(1, 50))
    assert not torch.equal(Order(50, seed=1).numbers(0, 50), Order(50, seed=2).numbers(0, 50))


def test_without_shuffling_rows_keep_their_order() -> None:
    order = BlockOrder(10, seed=0, block=3, blocks=2, shuffle=False)
    assert order.numbers(1, 7).tolist() == [7, 8, 9, 0, 1, 2, 3]


def test_endless() -> None:
    assert Order(None, seed=0).numbers(1 << 40, 4, part=1, parts=2).tolist() == [(1 << 42) + 2, (1 << 42) + 3]


@pytest.mark.parametrize(("size", "part", "parts"), [(4, 0, 3), (0, 0, 1), (4, 2, 2), (4, -1, 2), (4, 0, 0)])
def test_parts_are_checked(size: int, part: int, parts: int) -> None:
    with pytest.raises(InputError, match="batch"):
        part_of(size, part, parts)


def test_refusals() -> None:
    for make in (lambda: Order(0, seed=0), lambda: BlockOrder(5, seed=0, block=0), lambda: BlockOrder(0, seed=0)):
        with pytest.raises(InputError):
            make()
    with pytest.raises(InputError, match="step"):
        Order(5, seed=0).numbers(-1, 2)
