"""Many features in the plane and on the line, with few digits: what is made of all pairs, all levels and all pairs of cones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theory.certificates import seal


def plane(features: list[Any]) -> dict[str, Any]:
    """Two jumprelu neurons."""
    return seal(
        "plane_bound",
        {
            "features_in": features,
            "features_out": None,
            "weights": [1] * len(features),
            "activation": {"type": "jumprelu", "theta": 1},
            "width": 2,
            "lower_bound": 0,
        },
        {},
    )


def scattered(n: int) -> dict[str, Any]:
    """n features whose differences all have directions of their own, so that there are some n^3 cones."""
    return plane([[(37 * i * i + 11 * i) % 101 - 50, (53 * i * i + 7 * i) % 97 - 48] for i in range(n)])


PLANES: dict[str, Callable[[], dict[str, Any]]] = {
    "plane_bound, pairs": lambda: plane([[1, 1]] * 80_000),
    "plane_bound, walls": lambda: plane([[i + 1, i * i] for i in range(1300)]),
    "plane_bound, levels": lambda: plane([[i + 1] for i in range(1200)]),
    "plane_bound, cones": lambda: scattered(32),
}
