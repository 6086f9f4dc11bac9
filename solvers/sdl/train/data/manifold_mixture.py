"""Training on sums of points of concept manifolds: an endless stream, or a finite set, as a function of the seed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.data.order import Order
from solvers.sdl.train.data.synthetic import Device
from theory.errors import InputError
from theory.manifolds.families import FAMILIES
from theory.manifolds.mixture import Mixture, MixtureSample, zoo
from theory.manifolds.shape import Manifold

BLOCK = 1 << 14  # samples drawn together, so that each manifold is evaluated on hundreds of points at a time
HELD = 1 << 28  # numbers of a finite set, 1 GiB in float32: it is kept whole, since its order jumps


@dataclass(frozen=True)
class Preset:
    """A named mixture: the benchmark's 48 manifolds in ``dimension`` dimensions, ``active`` of them at a time."""

    dimension: int
    active: int = 4
    noise: float = 1e-5


# the benchmark has 126 linear dimensions in all, so it is in superposition only where the space has fewer
PRESETS = {"zoo": Preset(128), "superposed": Preset(64)}


class ManifoldMixture:
    """Samples ``x = sum_{i in S} gamma_i(theta_i) V_i + noise``; S is uniform among the sets of ``active`` manifolds.

    Args:
        manifolds: of which points are summed.
        dimension: of x, the same as of y.
        active: manifolds in a sample.
        noise: standard deviation of Gaussian noise per coordinate.
        seed: of subspaces, samples and order.
        samples: size of the set; None for an endless stream.
        device: where batches go.
        dtype: of the batches.

    Raises:
        InputError: sizes that contradict each other, or a finite set that does not fit into memory.

    Source: arXiv 2604.28119, equation 13, as reported; not checked against the paper.

    >>> data = ManifoldMixture([FAMILIES["circle"](), FAMILIES["segment"]()], dimension=6, active=1, seed=0)
    >>> data.batch(3, 5).x_bp.shape, data.manifolds[0].span_dimension
    (torch.Size([5, 6]), 2)
    """

    truth = None  # no feature is a single direction

    def __init__(
        self,
        manifolds: Sequence[Manifold],
        *,
        dimension: int,
        active: int = 4,
        noise: float = 1e-5,
        seed: int,
        samples: int | None = None,
        device: Device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        try:
            self.mixture = Mixture(tuple(manifolds), width=dimension, active=active, noise=noise, seed=seed)
        except ValueError as error:
            raise InputError("manifolds", f"{len(manifolds)} of them", str(error)) from None
        if samples is not None and samples * dimension > HELD:
            why = f"a finite set is kept in memory, at most {HELD} numbers"
            raise InputError("samples", samples, why, "leave it out for an endless stream")
        self.inputs, self.outputs = (dimension,), (dimension,)
        self.seed, self.device, self.dtype = seed, torch.device(device), dtype
        self._order = Order(samples, seed=seed)
        self._block: tuple[int, Tensor] = (-1, torch.empty(0))
        self._ahead: tuple[int, Future[Tensor]] | None = None
        self._table: Tensor | None = None

    @property
    def manifolds(self) -> tuple[Manifold, ...]:
        """The manifolds, in the order of the labels."""
        return self.mixture.manifolds

    @property
    def samples(self) -> int | None:
        """The number of samples; None for fresh ones in every batch."""
        return self._order.samples

    def labelled(self, block: int, size: int = BLOCK) -> MixtureSample:
        """A block of samples with what is known of them: which manifolds are present, and where on them."""
        state = np.random.SeedSequence([self.seed, block, *b"manifolds"]).generate_state(1, np.uint64)
        return self.mixture.sample(int(state[0]), size)

    def sample_numbers(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Tensor:
        """Which samples a batch consists of, int64, shape (size / parts,)."""
        return self._order.numbers(step, size, part=part, parts=parts)

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        """The samples of a step."""
        return self._made(self.sample_numbers(step, size, part=part, parts=parts))

    def rows(self, chosen: slice) -> Batch:
        """Samples by their numbers, in that order."""
        return self._made(torch.arange(chosen.start, chosen.stop))

    def _made(self, samples_b: Tensor) -> Batch:
        if self.samples is not None and self._table is None:
            whole = torch.empty(self.samples, self.inputs[0], dtype=self.dtype)
            for first in range(0, self.samples, BLOCK):
                whole[first : first + BLOCK] = self._drawn(first // BLOCK)[: self.samples - first]
            self._table = whole
        x_bp = self._streamed(samples_b) if self._table is None else self._table[samples_b]
        x_bp = x_bp.to(self.device)
        return Batch(x_bp, x_bp)

    def _streamed(self, samples_b: Tensor) -> Tensor:
        """Rows of the blocks they lie in; neighbours lie in one or two."""
        out = torch.empty(len(samples_b), self.inputs[0], dtype=self.dtype)
        of_b = samples_b // BLOCK
        for block in of_b.unique().tolist():
            if self._block[0] != block:
                follows = self._block[0] == block - 1
                ahead, self._ahead = self._ahead, None
                self._block = (block, ahead[1].result() if ahead and ahead[0] == block else self._drawn(block))
                if follows:  # a stream that is read on: the next block is drawn while this one is learnt from
                    self._ahead = (block + 1, _background(os.getpid()).submit(self._drawn, block + 1))
            out[of_b == block] = self._block[1][samples_b[of_b == block] % BLOCK]
        return out

    def _drawn(self, block: int) -> Tensor:
        return torch.from_numpy(self.labelled(block).x).to(self.dtype)


@lru_cache
def _background(process: int) -> ThreadPoolExecutor:
    """One thread for each process (a forked process has none of its parent's)."""
    return ThreadPoolExecutor(1, thread_name_prefix=f"manifolds-{process}")


def chosen_manifolds(names: Sequence[str]) -> tuple[Manifold, ...]:
    """Manifolds by name, with their sizes behind it where they are not the usual ones; ``zoo`` means all 48 of the benchmark.

    Raises:
        InputError: an unknown name, or sizes that the manifold does not have.

    >>> [m.name for m in chosen_manifolds(["circle", "torus 3 1/2"])]
    ['circle, radius 1', 'printed torus, radii 3 and 1/2']
    """
    out: list[Manifold] = []
    for text in names:
        word, *sizes = text.split() or [""]
        if word == "zoo" and not sizes:
            out += zoo()
        elif word in FAMILIES:
            out.append(_sized(word, sizes))
        else:
            known = ", ".join(["zoo", *sorted(FAMILIES)])
            raise InputError("manifolds", text, "there is no manifold of this name", f"known are {known}")
    return tuple(out)


def _sized(word: str, sizes: Sequence[str]) -> Manifold:
    from theory.exact import parse_rational

    values = [parse_rational(size, "manifolds") for size in sizes]
    try:
        found = FAMILIES[word](*(int(v) if v.denominator == 1 else v for v in values))
        _ = found.variance
    except (TypeError, ValueError) as error:
        raise InputError("manifolds", f"{word} {' '.join(sizes)}", str(error)) from None
    return found
