"""Parents and children whose levels are orthogonal to each other and coherent within: the synthetic tree of arXiv 2506.03093."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Truth
from solvers.sdl.train.data.counters import happens, hashes, key_of, normals, open_uniforms
from solvers.sdl.train.data.synthetic import Device, Synthetic
from theory.errors import InputError
from theory.pursuit.mixing import mixing

MAX_NODES = 1 << 13  # the mixed atoms are made from a dense orthogonal matrix
PAPER_CHILDREN = (3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0)
PAPER_ODDS = (0.2, 0.2, 0.2, *(0.05,) * 8)


@dataclass(frozen=True)
class Parents:
    """Nodes in the order parent, its children, next parent, ...

    Args:
        children: number of children of every parent.

    >>> tree = Parents((2, 0))
    >>> tree.nodes, tree.parents, tree.groups
    (4, (-1, 0, 0, -1), ((0, 3), (1, 2)))
    """

    children: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.children or min(self.children) < 0 or self.nodes > MAX_NODES:
            raise InputError("children", list(self.children), f"numbers >= 0, at most {MAX_NODES} nodes in all")

    @property
    def nodes(self) -> int:
        """The number of parents and children."""
        return len(self.children) + sum(self.children)

    @property
    def roots(self) -> tuple[int, ...]:
        """The parents' own numbers."""
        return tuple(int(n) for n in np.cumsum((0, *(c + 1 for c in self.children)))[:-1])

    @property
    def parents(self) -> tuple[int, ...]:
        """The parent of every node, -1 for parents."""
        return tuple(p for r, c in zip(self.roots, self.children, strict=True) for p in (-1, *(r,) * c))

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The levels that are orthogonal to each other: all parents, and the children of every parent that has some."""
        own = (tuple(range(r + 1, r + 1 + c)) for r, c in zip(self.roots, self.children, strict=True) if c)
        return (self.roots, *own)


class LevelTree(Synthetic):
    """Every sample has parents, and an active parent has at most one of its children active: ``x = sum_v z_v d_v`` (+ noise).

    All parents have pairwise cosine rho, so have all children of one parent, and everything else is orthogonal. With the default
    tree and odds this is the data of the source's code; its text has independent parents.

    Args:
        children: number of children of every parent.
        seed: of features, activity, magnitudes, noise and order.
        dimension: of x; left out: the number of nodes.
        coherence: rho, at least 0 and below 1.
        exclusive: exactly one parent in every sample (the code), or every parent independently (the text).
        parent_odds: probability of every parent; exclusive: they add up to 1. Left out: those of the source for its tree, else uniform
            (exclusive), or 1 / number of parents each.
        child_odds: probability of each child of an active parent; times its number of children at most 1.
        mean: of the normal magnitudes of parents.
        deviation: their standard deviation.
        child_mean: the same for children; left out: as parents.
        child_deviation: the same.
        noise: standard deviation of Gaussian noise per coordinate.
        samples: N, or None for an endless stream.
        device: where batches are made.
        dtype: of the batches.

    Raises:
        InputError: for values that contradict each other.

    Source: arXiv 2506.03093, appendix B.1 and the code released with it, as reported.

    >>> data = LevelTree(seed=0)
    >>> data.tree.nodes, data.batch(0, 4000).features_bn.count_nonzero(dim=1).double().mean().item()  # doctest: +ELLIPSIS
    (20, 1.3...)
    """

    def __init__(
        self,
        children: Sequence[int] = PAPER_CHILDREN,
        *,
        seed: int,
        dimension: int | None = None,
        coherence: float = 0.0,
        exclusive: bool = True,
        parent_odds: Sequence[float] | None = None,
        child_odds: float = 0.2,
        mean: float = 1.5,
        deviation: float = 0.25,
        child_mean: float | None = None,
        child_deviation: float | None = None,
        noise: float = 0.0,
        samples: int | None = None,
        device: Device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.tree = Parents(tuple(children))
        self.exclusive, self.child_odds = exclusive, child_odds
        self.parent_odds = _odds(self.tree, parent_odds, exclusive=exclusive)
        if not 0 <= child_odds * max(self.tree.children) <= 1:
            most = max(self.tree.children)
            raise InputError("child_odds", child_odds, f"at most one of {most} children: {most} times it is at most 1")
        features_np = torch.from_numpy(_features(self.tree, dimension or self.tree.nodes, coherence, seed)).float()
        is_root_n = torch.tensor(self.tree.parents) < 0
        means = (mean, mean if child_mean is None else child_mean)
        spreads = (deviation, deviation if child_deviation is None else child_deviation)
        if not all(map(math.isfinite, (*means, *spreads))) or min(spreads) < 0:
            raise InputError("magnitudes", [*means, *spreads], "means are finite, deviations at least 0")
        self._mean_n = torch.where(is_root_n, *means).to(device)
        self._spread_n = torch.where(is_root_n, *spreads).to(device)
        super().__init__(
            Truth(features_np, features_np),
            inputs=(features_np.shape[1],),
            outputs=(features_np.shape[1],),
            seed=seed,
            samples=samples,
            noise=noise,
            device=device,
            dtype=dtype,
        )
        self._parent_key, self._child_key = key_of(seed, "parents"), key_of(seed, "child of a parent")
        self._size_key = key_of(seed, "magnitude in a tree")

    def members(self, samples_b: Tensor) -> Tensor:
        """Whether a node is active in a sample; bool, shape (b, nodes)."""
        on_bg, b = self._parents_on(samples_b), len(samples_b)
        out = torch.zeros(b, self.tree.nodes, dtype=torch.bool, device=samples_b.device)
        u_bg = open_uniforms(hashes(self._child_key, samples_b, len(self.tree.children)))
        for g, (root, count) in enumerate(zip(self.tree.roots, self.tree.children, strict=True)):
            out[:, root] = on_bg[:, g]
            for c in range(count):  # child c has the c-th interval of length child_odds of one uniform number
                low, high = c * self.child_odds, (c + 1) * self.child_odds
                out[:, root + 1 + c] = on_bg[:, g] & (u_bg[:, g] >= low) & (u_bg[:, g] < high)
        return out

    def _parents_on(self, samples_b: Tensor) -> Tensor:
        odds = torch.tensor(self.parent_odds, dtype=torch.float64, device=samples_b.device)
        if not self.exclusive:
            return happens(hashes(self._parent_key, samples_b, len(odds)), odds)
        u = open_uniforms(hashes(self._parent_key, samples_b, 1)).double()
        ends = odds.cumsum(0)
        ends[-1] = 1.0  # rounding must not leave a sample without a parent
        chosen = torch.searchsorted(ends, u[:, 0].contiguous(), right=True).clamp_(max=len(odds) - 1)
        return torch.nn.functional.one_hot(chosen, len(odds)).bool()

    def magnitudes(self, samples_b: Tensor) -> Tensor:
        """Normal magnitudes of the active nodes, zero elsewhere, shape (b, nodes), float32."""
        z = self._mean_n + self._spread_n * normals(self._size_key, samples_b, self.tree.nodes)
        return torch.where(self.members(samples_b), z, 0.0)


def _odds(tree: Parents, given: Sequence[float] | None, *, exclusive: bool) -> tuple[float, ...]:
    count = len(tree.children)
    if given is None:
        given = PAPER_ODDS if tree.children == PAPER_CHILDREN else (1 / count,) * count
    odds = tuple(float(p) for p in given)
    if len(odds) != count or not all(0 <= p <= 1 for p in odds):
        raise InputError("parent_odds", list(odds), f"one probability for each of {count} parents")
    # rounding of a sum of up to 8,192 decimal fractions stays far below 1e-9
    if exclusive and abs(math.fsum(odds) - 1) > 1e-9:
        why = "exactly one parent is active, so the probabilities add up to 1"
        raise InputError("parent_odds", math.fsum(odds), why, "change them, or set exclusive = false")
    return odds


def _features(tree: Parents, dimension: int, rho: float, seed: int) -> np.ndarray:
    n = tree.nodes
    if not 0 <= rho < 1:
        raise InputError("coherence", rho, "must be at least 0 and below 1, where siblings would be equal")
    if dimension < n:
        raise InputError("dimension", dimension, f"{n} nodes need as many dimensions: their levels are orthogonal")
    rng = np.random.default_rng(np.random.SeedSequence([seed, n, dimension, *b"level tree"]))
    q, r = np.linalg.qr(rng.standard_normal((dimension, n)))
    basis = (q * np.sign(np.diag(r))).T  # uniform over orthonormal systems (Mezzadri 2007)
    out = np.empty_like(basis)
    for group in tree.groups:
        e, rows = mixing(len(group), rho), basis[list(group)]
        shared = rows.sum(axis=0)
        mixed = rows if len(group) == 1 else (1 - e) * rows + e / (len(group) - 1) * (shared - rows)
        out[list(group)] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return out
