"""Points at which an L1 penalty weighted with decoder norms attains its bound although some feature is never seen alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import Expression, codes, length, listing, names, op, span
from theory.formal import both as all_of
from theory.formal import for_all as every
from theory.formal import norm2 as square
from theory.formal import total as add

Q = Fraction


def copies() -> Certificate:
    """Top-2 with two copies of every unit feature as rows, and the second decoder of each pair zero."""
    w = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
    rows = [v for v in w for _ in range(2)]
    decoder = [[Q(3, 4) * v[i] if k == 0 else 0 for v in w for k in range(2)] for i in range(2)]
    return attained(
        w, rows, decoder, {"type": "topk", "k": 2}, "w_1 is in the cone of the others, and 6 neurons attain the bound"
    )


def attained(w: Any, rows: Any, decoder: Any, activation: dict[str, Any], means: str) -> Certificate:
    """J equals the bound for unit features, M = 1, lambda = 1/2, so s = 3/4; decoder norms are 3/4 or 0."""
    z, v, u, sizes = names("z W W_D sizes")
    fit = op("code_loss", z, u, v, listing(v, lambda f: square(f), "f"))
    penalty = add(span(length(v)), lambda d: add(span(length(sizes)), lambda j: z[d, j] * sizes[j], "j"), "d")
    norms = every(span(length(sizes)), lambda j: sizes[j] ** 2 == square(listing(u, lambda r: r[j], "r")), "j")
    value = [Q(3, 4) if any(row[j] for row in decoder) else 0 for j in range(len(rows))]
    return evaluation(
        all_of(
            norms,
            every(v, lambda f: square(f) == 1, "f"),
            fit + Q(1, 2) * penalty == length(v) * ((1 - Q(3, 4)) ** 2 + Q(1, 2) * Q(3, 4)),
        ),
        let={
            "W": w,
            "W_E": rows,
            "W_D": decoder,
            "sizes": value,
            "z": codes(Expression(["data", activation]), Expression("W_E"), v),
        },
        record="z sizes",
        means=means,
    )


def parallel() -> Certificate:
    """Equal targets: one ReLU neuron attains the bound although ``w_1 = (6/5) w_2 + w_3`` is never seen alone."""
    w = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
    row, sizes = [Q(1, 4), Q(1, 2)], [Q(11, 20), Q(1, 4), Q(1, 4)]
    z, goal, penalty = names("z goal penalty")
    return evaluation(
        all_of(*(z[d][0] == goal[d] for d in range(3)), *(penalty[d] > 0 for d in range(3))),
        let={
            "W": w,
            "z": codes(Expression(["data", {"type": "relu"}]), [row], names("W")[0]),
            "goal": sizes,
            "penalty": [2 * (1 - y) for y in sizes],
        },
        record="z penalty",
        means="v_1 = v_2 = v_3 = u = 1, M = 1, lambda_d = 2 (1 - s_d): the code is s_d on every feature, which is equality",
    )
