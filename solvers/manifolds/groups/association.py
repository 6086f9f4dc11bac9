"""How strongly two atoms belong together, from how often they fire together: counts, mutual information, and their null model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.manifolds.metrics.restricted import Array


def expected(counts_qq: NDArray[np.int32], samples: int) -> Array:
    """Co-firings of independent atoms with the same rates."""
    own = np.diag(counts_qq).astype(np.float64)
    return np.outer(own, own) / samples


def overlap(counts_qq: NDArray[np.int32]) -> Array:
    """Samples in which both fire over samples in which one does (Jaccard); 0 where neither ever fires."""
    own = np.diag(counts_qq).astype(np.float64)
    either = own[:, None] + own - counts_qq
    return counts_qq / np.where(either > 0, either, 1.0)


def mutual_information(both: Array, first: Array, second: Array, samples: int) -> Array:
    """Of two binary variables, in nats, from the counts of both, of the first and of the second; arrays that broadcast to
    the shape of the first.

    >>> round(float(mutual_information(np.array(5.0), np.array(5.0), np.array(5.0), 10)), 6)  # equal fair coins: log 2
    0.693147
    """
    cells = np.stack([both, first - both, second - both, samples - first - second + both]) / samples
    a, b = first / samples, second / samples
    chance = np.stack(np.broadcast_arrays(a * b, a * (1 - b), (1 - a) * b, (1 - a) * (1 - b), both)[:4])
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(cells > 0, cells * np.log(cells / chance), 0.0)
    return np.maximum(terms.sum(axis=0), 0.0)


def pairwise_information(counts_qq: NDArray[np.int32], samples: int) -> Array:
    """Mutual information of the firing of all pairs of atoms; zeros on the diagonal."""
    own = np.diag(counts_qq).astype(np.float64)
    out = mutual_information(counts_qq.astype(np.float64), own[:, None], own, samples)
    np.fill_diagonal(out, 0.0)
    return out


def shuffled_information(own_a: Array, samples: int, *, seed: int, shuffles: int = 200) -> tuple[float, float]:
    """Mean and standard deviation of the mean information of two atoms of a group when the codes of every atom are shuffled.

    Shuffled independently, two atoms fire together in a hypergeometric number of samples, and the numbers of two pairs are
    independent even when they share an atom, since each depends only on how its own two shuffles lie to each other.  So pairs can be
    drawn one by one, with exactly the mean and deviation of shuffles of the whole group.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, *b"shuffled codes"]))
    above = np.triu_indices(len(own_a), 1)
    first, second = own_a[above[0]].astype(np.int64), own_a[above[1]].astype(np.int64)
    drawn = rng.hypergeometric(first, samples - first, second, size=(shuffles, len(first)))
    found = mutual_information(drawn, first.astype(float), second.astype(float), samples)
    return float(found.mean()), float(np.sqrt(found.var(axis=0).sum()) / len(first))
