"""Signed cohesion of a group of atoms: as published, and the form that knows antipodal pairs.

Source: arXiv 2604.28119, definition 6, as reported; not checked against the paper.
"""

from __future__ import annotations

import numpy as np

from solvers.manifolds.metrics.restricted import Array

ANTIPODAL = -0.9  # cosine of decoder rows below which two atoms are a pair of opposite directions


def signed_cohesion(couplings_aa: Array) -> float:
    """Mean of ``sign(J_ab)`` over the pairs of a group; NaN for a single atom.

    At perfect capture of D dimensions by antipodal pairs, present with a probability below 1, it is ``(2D - 3) / (2D - 1)``: -1 for a
    segment, the value of pure tiling.  So it cannot tell capture from tiling.

    >>> signed_cohesion(np.array([[0, -1, 2, 2], [-1, 0, 2, 2], [2, 2, 0, -1], [2, 2, -1, 0]])).__round__(6)
    0.333333
    """
    above = np.triu_indices(len(couplings_aa), 1)
    return float(np.sign(couplings_aa[above]).mean()) if len(above[0]) else float("nan")


def antipodal_cohesion(couplings_aa: Array, decoder_ad: Array, *, antipodal: float = ANTIPODAL) -> float:
    """Mean over pairs of the sign that capture asks for: positive couplings, negative ones between opposite directions.

    1 at perfect capture in every dimension.

    >>> j = np.array([[0, -1, 2, 2], [-1, 0, 2, 2], [2, 2, 0, -1], [2, 2, -1, 0]])
    >>> antipodal_cohesion(j, np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]]))
    1.0
    """
    lengths = np.linalg.norm(decoder_ad, axis=1, keepdims=True)
    units = decoder_ad / np.where(lengths > 0, lengths, 1.0)
    wanted = np.where(units @ units.T <= antipodal, -1.0, 1.0)
    return signed_cohesion(wanted * couplings_aa)


def pairs_of_opposites(decoder_ad: Array) -> int:
    """Pairs of a group with a cosine of at most -0.9, each atom in one pair at most."""
    lengths = np.linalg.norm(decoder_ad, axis=1, keepdims=True)
    units = decoder_ad / np.where(lengths > 0, lengths, 1.0)
    cosine, pairs = np.triu(units @ units.T, 1), 0
    while cosine.size and cosine.min() <= ANTIPODAL:
        a, b = np.unravel_index(cosine.argmin(), cosine.shape)
        cosine[[a, b], :], cosine[:, [a, b]] = 0.0, 0.0
        pairs += 1
    return pairs
