"""Groups of atoms without labels: found in a graph, measured, compared with shuffled codes and with what was planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solvers.manifolds.coactivation import coactivation_counts
from solvers.manifolds.groups.association import pairwise_information, shuffled_information
from solvers.manifolds.groups.clustering import Clustering, groups_of, normalised_information
from solvers.manifolds.groups.similarity import Firing, Similarity, similarity_graph
from solvers.manifolds.metrics.cohesion import pairs_of_opposites
from solvers.manifolds.metrics.restricted import Array, Codes, span_basis, written
from theory.manifolds.capture_records import GroupingRecord, GroupRecord

FIRINGS = 30  # that an atom needs to be grouped; fewer say nothing about what it fires with
HELD = 0.95  # of the variance of what a group writes is its dimension
WRITTEN = 4000  # samples of a group from which its dimension is computed
ALIGNED = 0.9  # share of an atom in the span of a planted manifold from which it counts as one of its atoms


@dataclass(frozen=True)
class Planted:
    """What is known of synthetic data: names, and orthonormal rows that span each manifold."""

    names: tuple[str, ...]
    axes: tuple[Array, ...]

    def belongs(self, decoder_qd: Array) -> np.ndarray:
        """Number of the manifold that an atom lies in, -1 where it lies in none."""
        lengths = np.linalg.norm(decoder_qd, axis=1)
        inside = np.stack([np.linalg.norm(decoder_qd @ v.T, axis=1) for v in self.axes])
        share = inside / np.where(lengths > 0, lengths, 1.0)
        return np.where(share.max(axis=0) >= ALIGNED, share.argmax(axis=0), -1)


def firing_of(codes_nq: Codes, decoder_qd: Array) -> Firing:
    """Counts, and the atoms that fire often enough to be grouped."""
    counts = coactivation_counts(codes_nq)
    return Firing(codes_nq.tocsc(), counts, decoder_qd, np.flatnonzero(np.diag(counts) >= FIRINGS))


def find_groups(
    firing: Firing, kind: Similarity, how: Clustering, *, seed: int = 0, planted: Planted | None = None
) -> GroupingRecord:
    """All groups of one graph, those of the highest score first.

    Args:
        firing: of :func:`firing_of`.
        kind: of the graph.
        how: the clustering.
        seed: of its moves, and of the shuffles.
        planted: what is known, for the agreement.
    """
    found = groups_of(similarity_graph(firing, kind), how, seed=seed)
    atoms = [[int(firing.live[i]) for i in group] for group in found]
    records = [_record(firing, group, seed, planted) for group in atoms]
    order = sorted(range(len(atoms)), key=lambda i: (-(records[i].score or 0.0), atoms[i]))
    agreement, compared = _agreement(firing, found, planted)
    return GroupingRecord(
        similarity=kind,
        clustering=how,
        groups=[records[i] for i in order],
        single=len(firing.live) - sum(map(len, found)),
        agreement=agreement,
        agreement_atoms=compared,
    )


def _record(firing: Firing, atoms: list[int], seed: int, planted: Planted | None) -> GroupRecord:
    counts = firing.counts_qq[np.ix_(atoms, atoms)]
    own = np.diag(counts).astype(np.float64)
    information = pairwise_information(counts, firing.samples)
    mean = float(information[np.triu_indices(len(atoms), 1)].mean())
    shuffled, deviation = shuffled_information(own, firing.samples, seed=seed)
    rows = active_rows(firing, atoms)
    names, purity = _planted(firing, atoms, planted)
    return GroupRecord(
        atoms=atoms,
        dimension=group_dimension(firing, atoms),
        active_share=len(rows) / firing.samples,
        information=mean,
        shuffled=shuffled,
        shuffled_deviation=deviation,
        score=(mean - shuffled) / deviation if deviation > 0 else None,
        antipodal_pairs=pairs_of_opposites(firing.decoder_qd[atoms]),
        planted=names,
        purity=purity,
    )


def active_rows(firing: Firing, atoms: Sequence[int]) -> np.ndarray:
    """Samples in which an atom of the group fires."""
    return np.flatnonzero(np.asarray((firing.codes_nq[:, list(atoms)] > 0).sum(axis=1)).ravel())


def group_points(firing: Firing, atoms: Sequence[int], most: int = WRITTEN) -> tuple[Array, Codes]:
    """What the group writes where it is active, evenly spaced samples, and its codes there."""
    rows = active_rows(firing, atoms)
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))]
    codes = firing.codes_nq[:, list(atoms)][rows]
    return written(codes, firing.decoder_qd[list(atoms)], range(len(atoms))), codes


def group_dimension(firing: Firing, atoms: Sequence[int]) -> int:
    """Principal components that hold 95% of the variance of what the group writes."""
    points, _ = group_points(firing, atoms)
    return len(span_basis(points, share=HELD))


def _planted(firing: Firing, atoms: list[int], planted: Planted | None) -> tuple[str | None, float | None]:
    if planted is None:
        return None, None
    label = planted.belongs(firing.decoder_qd[atoms])
    if (label < 0).all():
        return None, None
    names, counts = np.unique(label[label >= 0], return_counts=True)
    return planted.names[int(names[counts.argmax()])], float(counts.max() / len(atoms))


def _agreement(firing: Firing, found: list[list[int]], planted: Planted | None) -> tuple[float | None, int | None]:
    """Normalised mutual information over the atoms that lie in a planted manifold; atoms in no group are groups of their own."""
    if planted is None:
        return None, None
    label = -1 - np.arange(len(firing.live))
    for i, group in enumerate(found):
        label[group] = i
    truth = planted.belongs(firing.decoder_qd[firing.live])
    known = truth >= 0
    if not known.any():
        return None, 0
    return normalised_information(truth[known], label[known]), int(known.sum())
