"""When a ReLU autoencoder is the identity of a whole space, decided exactly.

Legend: ``f(x) = c + sum_j relu(w_j . x + b_j) d_j``.  Since ``relu(t) = (t + |t|)/2``, f is half the sum of an affine map and of
``sum_j |w_j . x + b_j| d_j``.  Absolute values with different kinks (hyperplanes) are linearly independent over the affine maps: near
a point of one kink that lies on no other, all else is affine.  Hence f(x) = x for all x exactly if for every kink the sum of
``|s_j| d_j`` is 0, where ``(w_j, b_j) = s_j (w, b)`` with (w, b) the kink's own normal form, and the affine rest is the identity.
"""

from __future__ import annotations

from fractions import Fraction

from theory.manifolds.codes import Matrix, Vector


def is_identity(
    encoder: Matrix, atoms: Matrix, *, bias: Vector | None = None, decoder_bias: Vector | None = None, dimension: int
) -> bool:
    """``c + sum_j relu(w_j . x + b_j) d_j = x`` for all x in R^dimension.

    Without encoder and decoder bias this is also exactness on the unit sphere, because both sides are positively homogeneous.
    Encoders with ``w_j = 0`` are constants.

    >>> plus, minus = [(1, 0), (0, 1)], [(-1, 0), (0, -1)]
    >>> is_identity([*plus, *minus], [*plus, *minus], dimension=2), is_identity(plus, plus, dimension=2)
    (True, False)
    """
    b = [Fraction(x) for x in (bias if bias is not None else [0] * len(encoder))]
    offset = [Fraction(x) for x in (decoder_bias if decoder_bias is not None else [0] * dimension)]
    kinks: dict[tuple[Fraction, ...], list[Fraction]] = {}
    linear = [[Fraction(0)] * dimension for _ in range(dimension)]
    half = Fraction(1, 2)
    for w, shift, d in zip(encoder, b, atoms, strict=True):
        if not any(w):
            offset = [o + max(shift, Fraction(0)) * x for o, x in zip(offset, d, strict=True)]
            continue
        scale = next(Fraction(x) for x in w if x)
        key = (*(Fraction(x) / scale for x in w), shift / scale)
        so_far = kinks.get(key, [Fraction(0)] * dimension)
        kinks[key] = [s + abs(scale) * x for s, x in zip(so_far, d, strict=True)]
        for i, x in enumerate(d):
            linear[i] = [entry + half * x * y for entry, y in zip(linear[i], w, strict=True)]
            offset[i] += half * shift * x
    identity = all(entry == (i == j) for i, row in enumerate(linear) for j, entry in enumerate(row))
    return identity and not any(offset) and not any(any(total) for total in kinks.values())
