"""Groups in a graph of atoms: Louvain's modularity, or the eigenvectors of the Laplacian; and how well two groupings agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.vq import kmeans2
from scipy.sparse.csgraph import connected_components

from solvers.manifolds.metrics.restricted import Array

Clustering = Literal["louvain", "spectral"]
CLUSTERINGS: tuple[Clustering, ...] = get_args(Clustering)
MOST_GROUPS = 64  # of one connected part, in the spectral method
# modularity joins groups with fewer than sqrt(2 L) of all L edges (Fortunato and Barthelemy 2007), so every part is looked at again on
# its own and cut where that has at least this modularity, from which a division is usually taken to mean something (Newman 2004)
MODULARITY = 0.3
GAP = 0.1  # least gap of eigenvalues at which a part falls apart


def groups_of(weights: Array, how: Clustering, *, seed: int = 0) -> list[list[int]]:
    """Groups of two or more nodes, largest first; nodes without edges are in none.

    Args:
        weights: symmetric, at least 0, shape (l, l).
        how: ``louvain`` (networkx; parts again on their own while they fall apart) or ``spectral`` (normalised Laplacian of every
            connected part, k-means).
        seed: of the order of moves, or of the k-means starts.
    """
    found = _louvain(weights, seed) if how == "louvain" else _spectral(weights, seed)
    return sorted((sorted(g) for g in found if len(g) > 1), key=lambda g: (-len(g), g))


def _louvain(weights: Array, seed: int) -> list[list[int]]:
    graph = nx.Graph()
    graph.add_nodes_from(range(len(weights)))
    rows, columns = np.nonzero(np.triu(weights, 1))
    graph.add_weighted_edges_from((int(i), int(j), float(weights[i, j])) for i, j in zip(rows, columns, strict=True))
    waiting = [sorted(part) for part in nx.connected_components(graph)]
    done: list[list[int]] = []
    while waiting:
        part = waiting.pop()
        inner = graph.subgraph(part)
        cut = nx.community.louvain_communities(inner, weight="weight", seed=seed) if len(part) > 1 else [part]
        if len(cut) > 1 and nx.community.modularity(inner, cut, weight="weight") >= MODULARITY:
            waiting += [sorted(c) for c in cut]
        else:
            done.append(part)
    return done


def _spectral(weights: Array, seed: int) -> list[list[int]]:
    count, part = connected_components(sparse.csr_matrix(weights), directed=False)
    out: list[list[int]] = []
    for c in range(count):
        nodes = np.flatnonzero(part == c)
        out += [[int(nodes[i]) for i in group] for group in _split(weights[np.ix_(nodes, nodes)], seed)]
    return out


def _split(weights: Array, seed: int) -> list[list[int]]:
    """A connected part, cut where the eigenvalues of its normalised Laplacian have their largest gap."""
    n = len(weights)
    if n < 4:
        return [list(range(n))]
    root = np.sqrt(weights.sum(axis=1))
    values, vectors = np.linalg.eigh(np.eye(n) - weights / np.outer(root, root))
    gaps = np.diff(values[: min(n // 2 + 1, MOST_GROUPS + 1)])
    groups = int(gaps.argmax()) + 1
    if groups == 1 or gaps[groups - 1] < GAP:
        return [list(range(n))]
    rows = vectors[:, :groups]
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)  # a node of weight 0 has no direction
    rng = np.random.default_rng(np.random.SeedSequence([seed, n, *b"spectral"]))
    label = kmeans2(rows, groups, minit="++", rng=rng, missing="warn", iter=30)[1]
    return [np.flatnonzero(label == g).tolist() for g in range(groups) if (label == g).any()]


def normalised_information(
    first: Sequence[int] | NDArray[np.int64], second: Sequence[int] | NDArray[np.int64]
) -> float:
    """Mutual information of two labellings over the mean of their entropies: 1 where they are the same up to names.

    >>> normalised_information([0, 0, 1, 1], [7, 7, 3, 3])
    1.0
    """
    a, b = (np.unique(x, return_inverse=True)[1] for x in (first, second))
    table = np.zeros((a.max(initial=-1) + 1, b.max(initial=-1) + 1))
    np.add.at(table, (a, b), 1.0)
    joint = table / max(1.0, table.sum())
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    entropies = -sum(float(p[p > 0] @ np.log(p[p > 0])) for p in (rows, columns))
    if entropies == 0:
        return 1.0
    chance = np.outer(rows, columns)
    shared = float((joint[joint > 0] * np.log(joint[joint > 0] / chance[joint > 0])).sum())
    return min(1.0, max(0.0, 2 * shared / entropies))
