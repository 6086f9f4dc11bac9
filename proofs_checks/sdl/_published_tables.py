"""The published numbers of arXiv 2512.05534, as printed: exact decimals, per row (base M_GT in percent, base M_IP, the same with FA).

M_GT is the share of features recovered at a threshold tau, M_IP the mean score; FA stands for feature anchoring.
"""

from __future__ import annotations

from fractions import Fraction

Row = tuple[str, str, str, str]

TABLE_1: dict[str, Row] = {
    "ReLU": ("0", "0.205", "0", "0.246"),
    "JumpReLU": ("0", "0.237", "0", "0.333"),
    "TopK": ("84.90", "0.983", "87.63", "0.986"),
    "BatchTopK": ("84.80", "0.981", "89.38", "0.988"),
    "Matryoshka": ("83.70", "0.982", "87.32", "0.985"),
    "Transcoder": ("23.60", "0.838", "25.05", "0.838"),
    "Crosscoder": ("56.42", "0.940", "57.71", "0.941"),
}
# ReLU SAE, q = 16000, k = 100 anchors, by number of features n
TABLE_4: dict[int, Row] = {
    800: ("0", "0.361", "100", "0.436"),
    900: ("0", "0.298", "98.89", "0.345"),
    1000: ("0", "0.254", "85.50", "0.292"),
    1100: ("0", "0.223", "58.09", "0.258"),
    1200: ("0", "0.203", "30.58", "0.233"),
    1300: ("0", "0.192", "15.23", "0.216"),
    1400: ("0", "0.181", "8.57", "0.207"),
}
# n = 1000, k = 100, by the largest interference M
TABLE_5: dict[str, dict[str, Row]] = {
    "0.05": {
        "ReLU": ("0", "0.205", "0", "0.246"),
        "JumpReLU": ("0", "0.239", "0", "0.326"),
        "TopK": ("84.3", "0.982", "87.3", "0.985"),
        "BatchTopK": ("86.1", "0.984", "87.5", "0.986"),
        "Matryoshka": ("83.8", "0.982", "85.8", "0.985"),
    },
    "0.2": {
        "ReLU": ("0", "0.204", "0", "0.245"),
        "JumpReLU": ("0", "0.237", "0", "0.333"),
        "TopK": ("85.2", "0.984", "86.8", "0.986"),
        "BatchTopK": ("84.7", "0.981", "90.7", "0.989"),
        "Matryoshka": ("84.7", "0.983", "87.6", "0.986"),
    },
    "0.5": {
        "ReLU": ("0", "0.203", "0", "0.243"),
        "JumpReLU": ("0", "0.237", "0", "0.325"),
        "TopK": ("84.2", "0.982", "88.2", "0.987"),
        "BatchTopK": ("83.7", "0.981", "89.6", "0.987"),
        "Matryoshka": ("83.9", "0.982", "86.4", "0.985"),
    },
}
# by the parameter that the table calls S
TABLE_6: dict[str, dict[str, Row]] = {
    "0.005": {
        "ReLU": ("0", "0.231", "0", "0.326"),
        "JumpReLU": ("11.8", "0.890", "74.8", "0.970"),
        "TopK": ("82.2", "0.978", "84.3", "0.981"),
        "BatchTopK": ("80.5", "0.976", "83.2", "0.980"),
        "Matryoshka": ("79.3", "0.974", "86.1", "0.983"),
    },
    "0.01": {name: TABLE_1[name] for name in ("ReLU", "JumpReLU", "TopK", "BatchTopK", "Matryoshka")},
    "0.1": {
        "ReLU": ("0", "0.186", "0", "0.191"),
        "JumpReLU": ("0", "0.191", "0", "0.193"),
        "TopK": ("98.8", "0.981", "98.4", "0.979"),
        "BatchTopK": ("95.6", "0.975", "96.2", "0.976"),
        "Matryoshka": ("99.7", "0.991", "99.7", "0.991"),
    },
}
# TopK by K
TABLE_7: dict[int, Row] = {
    32: ("100", "0.999", "100", "0.999"),
    64: ("93.9", "0.992", "93.4", "0.991"),
    128: ("86.7", "0.986", "88.0", "0.987"),
}


def rounded(text: str, digits: int) -> tuple[Fraction, Fraction]:
    """The closed interval of numbers that a table prints as ``text`` with so many digits after the point.

    >>> rounded("0.205", 3)
    (Fraction(409, 2000), Fraction(411, 2000))
    """
    half = Fraction(1, 2 * 10**digits)
    return Fraction(text) - half, Fraction(text) + half


def share(text: str) -> tuple[Fraction, Fraction]:
    """A percentage printed with two decimals, as an interval of shares within [0, 1]."""
    low, high = rounded(text, 2)
    return max(Fraction(0), low / 100), min(Fraction(1), high / 100)


def score(text: str) -> tuple[Fraction, Fraction]:
    """A mean score printed with three decimals, as an interval."""
    return rounded(text, 3)
