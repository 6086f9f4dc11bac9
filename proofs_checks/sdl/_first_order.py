"""What Theorem 3.6 says about the smallest problems, as the existence of a stationary point."""

from __future__ import annotations

from proofs_checks.sdl import _landscape as one
from theory.existence import Existence
from theory.formal import both, code_loss, diff, dot, expr, for_all, names, op
from theory.statement import Statement


def two_features() -> Existence:
    """What the theorem says about two features in the plane, two outputs and the pattern ({1,2}, {}), weakened to a first-order condition.

    A partial minimum inside the region of the pattern is a stationary point of the loss of neuron 1 with both features on; neuron 2
    is off and does not enter.  A refutation of this weaker statement refutes the theorem.
    """
    a1, a2, u1, u2 = unknowns = names("a1 a2 u1 u2")
    features, encoder, cluster = one.w, names("E")[0], names("L")[0]
    z = op("matmul", encoder, op("transpose", features))
    row = [a1, a2]
    given = Statement(
        ("w", "v", "M", "E"),
        {
            "two-features": both(
                *(op("length", x) == 2 for x in (features, one.v, one.M, features[0], one.v[0], encoder))
            ),
            "positive-weights": for_all(one.M, lambda m: m > 0, "m"),
            "realizable": both(z[0, 0] > 0, z[0, 1] > 0, z[1, 0] <= 0, z[1, 1] <= 0),
        },
        expr(True),
    )
    codes_of = op("pattern_codes", [[0, 1]], [row], features)
    return Existence(
        given,
        tuple(x.json for x in unknowns),
        {
            "both-on": dot(row, features[0]) * dot(row, features[1]) != 0,
            **{f"stationary-{x.json}": diff(cluster, x) == 0 for x in unknowns},
        },
        {"L": code_loss(codes_of, [[u1], [u2]], one.v, one.M)},
    )
