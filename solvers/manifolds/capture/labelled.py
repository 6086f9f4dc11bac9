"""Manifolds of labelled activations: the mean of every cell of labels is a point of the manifold, its mean codes are what writes it.

Activations hold much besides one concept.  The decoder is linear, so the mean of what atoms write over a cell is what their mean codes
write: both sides of every R2 are means over cells, and what is independent of the label drops out of both.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from solvers.manifolds.capture.autoencoder import Encoded
from solvers.manifolds.capture.labels import Labelled
from solvers.manifolds.capture.subject import Subject, linear_dimension
from solvers.manifolds.metrics.restricted import Array, Codes
from theory.errors import InputError


def labelled_subject(labelled: Labelled, x_nd: Array, encoded: Encoded) -> Subject:
    """The subject of one manifold.

    Its points are the means of the cells minus their mean where the manifold is always present, and minus the mean of the samples in
    which it is absent otherwise: what the atoms have to write when it is there.

    Raises:
        InputError: all cells have the same mean.
    """
    rows, cells = labelled.rows_n, labelled.cells_n
    always = len(rows) == len(x_nd)
    counts = np.bincount(cells)
    average = sparse.csr_matrix((1 / counts[cells], (cells, np.arange(len(rows)))), shape=(len(counts), len(rows)))
    own: Codes = encoded.codes_nq[rows]
    rest = np.setdiff1d(np.arange(len(x_nd)), rows)
    base = x_nd[rows].mean(axis=0) if always else x_nd[rest].mean(axis=0)
    means = np.asarray(average @ x_nd[rows]) - base
    # a value that rounding alone tells from its neighbours is no manifold
    if not np.square(means - means.mean(axis=0)).sum() > 1e-12 * np.square(x_nd).mean(axis=0).sum() * len(means):
        raise InputError(labelled.name, "constant activations", "the activations do not depend on these labels")
    mean_codes: Codes = sparse.csr_matrix(average @ own)
    if not always:
        silent = np.asarray(encoded.codes_nq[rest].mean(axis=0))
        mean_codes = sparse.csr_matrix(mean_codes.toarray() - silent)
    dimension = linear_dimension(means)
    return Subject(labelled.name, means, mean_codes, means[cells], own, dimension, always)
