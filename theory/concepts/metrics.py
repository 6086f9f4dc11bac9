"""How a unit fits a concept: detection, separation and approximation, with exact scores (definitions D4 to D6).

Legend: C a concept and theta a unit, both sets of data points; TP = |C and theta|, FP = |theta - C|, FN = |C - theta|.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from theory.concepts.context import Mask


@dataclass(frozen=True)
class Fit:
    """The counts of a unit against a concept; every score is an exact fraction.

    A score whose denominator vanishes is 1: nothing was asked for and nothing was done wrong (both sets are empty), or no
    point was there to be missed.

    >>> fit = Fit(tp=2, fp=1, fn=1)
    >>> fit.jaccard, fit.f1, fit.separates
    (Fraction(1, 2), Fraction(2, 3), False)
    """

    tp: int
    fp: int
    fn: int

    @staticmethod
    def of(theta: Mask, concept: Mask) -> Fit:
        """Counts of two sets given as masks over the same points."""
        tp = int(np.count_nonzero(theta & concept))
        return Fit(tp, int(np.count_nonzero(theta)) - tp, int(np.count_nonzero(concept)) - tp)

    @property
    def recall(self) -> Fraction:
        """|C and theta| / |C|."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def precision(self) -> Fraction:
        """|C and theta| / |theta|."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def jaccard(self) -> Fraction:
        """|C and theta| / |C or theta|."""
        return _share(self.tp, self.tp + self.fp + self.fn)

    @property
    def f1(self) -> Fraction:
        """2 TP / (2 TP + FP + FN), which is 2J / (1 + J) (concepts.alignment-scores-bound-each-other)."""
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def symmetric_difference(self) -> int:
        """|C - theta| + |theta - C|."""
        return self.fp + self.fn

    def covers(self, epsilon: Fraction | int = 0) -> bool:
        """Detection: |C - theta| <= epsilon |C|.

        Source: arXiv 2606.07007 (as reported; not checked against the paper); D4.
        """
        return self.fn <= epsilon * (self.tp + self.fn)

    @property
    def overlaps(self) -> bool:
        """Weak detection: C and theta share a point."""
        return self.tp > 0

    @property
    def separates(self) -> bool:
        """Separation: theta = C on the data (D5)."""
        return self.fp == self.fn == 0

    def approximates(self, epsilon: Fraction) -> bool:
        """Approximation by size: |theta - C| + |C - theta| <= epsilon |C| (D6)."""
        return self.symmetric_difference <= epsilon * (self.tp + self.fn)

    def approximates_jaccard(self, epsilon: Fraction) -> bool:
        """Approximation by overlap: J >= 1 - epsilon (D6)."""
        return self.jaccard >= 1 - epsilon


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(1)
