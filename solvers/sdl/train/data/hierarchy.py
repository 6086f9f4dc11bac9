"""Data with parents and children, so that absorption and splitting can be produced on purpose (arXiv 2512.05534, definition 3.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Truth
from solvers.sdl.train.data.counters import hashes, key_of, open_uniforms
from solvers.sdl.train.data.interference import features_with_interference
from solvers.sdl.train.data.synthetic import Device, Synthetic
from theory.errors import InputError

MAX_NODES = 1 << 20


@dataclass(frozen=True)
class Tree:
    """A forest in which every node of a level has equally many children; nodes are numbered level by level.

    Args:
        branching: number of roots, then of children per root, per grandchild, and so on.

    >>> tree = Tree((2, 2))
    >>> tree.nodes, tree.parents, tree.names
    (6, (-1, -1, 0, 0, 1, 1), ('0', '1', '0.0', '0.1', '1.0', '1.1'))
    """

    branching: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.branching or min(self.branching) < 1 or sum(self.sizes) > MAX_NODES:
            raise InputError("branching", list(self.branching), f"numbers >= 1 that make at most {MAX_NODES} nodes")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of nodes of every level."""
        return tuple(math.prod(self.branching[: i + 1]) for i in range(len(self.branching)))

    @property
    def nodes(self) -> int:
        """The number of concepts on all levels."""
        return sum(self.sizes)

    @property
    def levels(self) -> tuple[int, ...]:
        """The level of every node, 0 for roots."""
        return tuple(i for i, size in enumerate(self.sizes) for _ in range(size))

    @property
    def parents(self) -> tuple[int, ...]:
        """The parent of every node, -1 for roots."""
        starts = np.cumsum((0, *self.sizes))
        return tuple(
            int(starts[i - 1]) + j // self.branching[i] if i else -1
            for i, size in enumerate(self.sizes)
            for j in range(size)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the nodes that show their place, such as ``2.0.1``."""
        names: list[str] = []
        seen: dict[int, int] = {}
        for parent in self.parents:
            k = seen.get(parent, 0)
            seen[parent] = k + 1
            names.append(f"{names[parent]}.{k}" if parent >= 0 else str(k))
        return tuple(names)


class Hierarchy(Synthetic):
    """Every sample walks down a tree and shows the feature of every node on its path: ``x = sum_{v on path} m_v f_v`` (+ noise).

    The root is uniform, then every child is. With ``stop = 0`` all paths end in leaves, and a parent is active exactly when one of
    its children is (definition 3.2 of the source); then the samples of a leaf are those of its parent without those of
    its siblings, and absorption cannot be told from splitting as sets. With ``stop > 0`` a path ends at each inner node
    with that probability: these parent-only samples tell them apart.

    Args:
        branching: of the tree; the default has 4 + 12 + 24 = 40 nodes.
        dimension: of x, the same as of y.
        seed: of features, paths, magnitudes, noise and order.
        stop: probability that a path ends at an inner node: one number, or one per level but the last.
        least: least magnitude.
        most: largest magnitude; magnitudes are uniform and independent.
        noise: standard deviation of Gaussian noise per coordinate.
        samples: N (the default of the concept experiments is 4,096), or None for an endless stream.
        interference: None for orthonormal features, which need as many dimensions as nodes; else their largest inner product.
        device: where batches are made.
        dtype: of the batches.

    Raises:
        InputError: for values that contradict each other.

    >>> data = Hierarchy((2, 3), dimension=8, seed=0)
    >>> data.batch(0, 5).features_bn.count_nonzero(dim=1)
    tensor([2, 2, 2, 2, 2])
    """

    def __init__(
        self,
        branching: Sequence[int] = (4, 3, 2),
        *,
        dimension: int = 48,
        seed: int,
        stop: float | Sequence[float] = 0.0,
        least: float = 0.8,
        most: float = 1.2,
        noise: float = 0.05,
        samples: int | None = 4096,
        interference: float | None = None,
        device: Device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.tree = Tree(tuple(branching))
        self.stop = _stops(stop, len(self.tree.sizes) - 1)
        if not (0 < least <= most and math.isfinite(most)):
            raise InputError(
                "magnitudes", f"{least} to {most}", "0 < least <= most is needed, so that active means > 0"
            )
        self.least, self.most = least, most
        features_np = _features(self.tree.nodes, dimension, interference, seed)
        super().__init__(
            Truth(features_np, features_np),
            inputs=(dimension,),
            outputs=(dimension,),
            seed=seed,
            samples=samples,
            noise=noise,
            device=device,
            dtype=dtype,
        )
        self._path_key, self._size_key = key_of(seed, "path"), key_of(seed, "magnitude of nodes")

    def members(self, samples_b: Tensor) -> Tensor:
        """Whether a sample belongs to a node, that is, shows its feature; bool, shape (b, nodes), columns as ``tree.names``."""
        sizes = self.tree.sizes
        u = open_uniforms(hashes(self._path_key, samples_b, 2 * len(sizes)))
        out = torch.zeros(len(samples_b), self.tree.nodes, dtype=torch.bool, device=samples_b.device)
        rows = torch.arange(len(samples_b), device=samples_b.device)
        walks = torch.ones_like(rows, dtype=torch.bool)
        place, start = torch.zeros_like(rows), 0
        for level, (branches, size) in enumerate(zip(self.tree.branching, sizes, strict=True)):
            # the product with a uniform below 1 rounds up to the number of branches only beyond 2^23 of them
            child = (u[:, 2 * level] * branches).to(torch.int64).clamp_(max=branches - 1)
            place = place * branches + child
            out[rows, start + place] = walks
            if level < len(self.stop):
                walks = walks & (u[:, 2 * level + 1] >= self.stop[level])
            start += size
        return out

    def magnitudes(self, samples_b: Tensor) -> Tensor:
        """Uniform magnitudes of the nodes on the path, zero elsewhere, shape (b, nodes), float32."""
        u = open_uniforms(hashes(self._size_key, samples_b, self.tree.nodes))
        return torch.where(self.members(samples_b), self.least + (self.most - self.least) * u, 0.0)


def _stops(stop: float | Sequence[float], inner: int) -> tuple[float, ...]:
    stops = (float(stop),) * inner if isinstance(stop, int | float) else tuple(float(s) for s in stop)
    if len(stops) != inner or not all(0 <= s <= 1 for s in stops):
        raise InputError("stop", stop, f"one probability, or {inner} of them, one per level but the last")
    return stops


def _features(n: int, p: int, interference: float | None, seed: int) -> Tensor:
    if interference is not None:
        return torch.from_numpy(features_with_interference(n, p, interference, seed=seed).features_np).float()
    if n > p:
        raise InputError(
            "dimension", p, f"{n} nodes have no orthonormal features there", f"take >= {n} or an interference"
        )
    rng = np.random.default_rng(np.random.SeedSequence([seed, n, p, *b"orthonormal"]))
    q, r = np.linalg.qr(rng.standard_normal((p, n)))
    # signs of R's diagonal make the distribution uniform over orthonormal systems (Mezzadri 2007)
    return torch.from_numpy((q * np.sign(np.diag(r))).T.copy()).float()
