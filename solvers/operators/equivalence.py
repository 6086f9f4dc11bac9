"""Is a lifted sparse autoencoder a given plain one?  Decided exactly, with the vector that shows the difference where it is not.

Two affine maps are equal exactly when they agree at 0 and at the unit vectors, so the answer needs no search: scores are compared at
``x = 0, e_1, ..., e_m`` and outputs at ``z = 0, e_1, ..., e_p``.  That makes the answer one evaluation of the checker.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from theory.claims import Certificate
from theory.errors import InputError
from theory.evidence import evaluation
from theory.formal import Expression, both, identity, matmul, matvec, names, negation, transpose
from theory.operators.lifting import LiftedSAE, PlainSAE

Where = Literal["", "scores", "output"]


@dataclass(frozen=True)
class Equivalence:
    """The answer.

    Args:
        equal: whether scores agree for all inputs and outputs for all codes.
        where: what differs, empty when nothing does.
        at: the input x (scores) or the code z (output) at which it differs.
        certificate: an evaluation: the equations between the matrices hold, or the two values at ``at`` differ.
    """

    equal: bool
    where: Where
    at: tuple[Fraction, ...]
    certificate: Certificate


def equivalent(lifted: LiftedSAE, plain: PlainSAE) -> Equivalence:
    """Decide whether a lifted autoencoder has the scores and outputs of a plain one.

    Args:
        lifted: with rational entries.
        plain: of the same sizes.

    Raises:
        InputError: sizes that differ.

    >>> sae = LiftedSAE(((1,), (1,)), ((1, 1),), ((1, 0), (0, 1)), ((1, 0), (0, 1)), (0, 0), (0, 0))
    >>> equivalent(sae, sae.effective()).equal
    True
    >>> other = PlainSAE(((1, 1),), ((1, 2),), (0, 0), (0,))
    >>> answer = equivalent(sae, other)
    >>> answer.equal, answer.where, [str(v) for v in answer.at]
    (False, 'output', ['0', '1'])
    """
    m, p = len(lifted.project), len(lifted.encoder_bias)
    if (len(plain.dictionary), len(plain.encoder_bias)) != (m, p):
        found = (len(plain.dictionary), len(plain.encoder_bias))
        raise InputError(
            "plain", f"{found[0]} x {found[1]}", f"the lifted autoencoder has {m} dimensions and {p} atoms"
        )
    for x in _probes(m):
        if lifted.scores(x) != plain.scores(x):
            return Equivalence(False, "scores", x, _differs(lifted, plain, "scores", x))
    for z in _probes(p):
        if lifted.decode(z) != plain.decode(z):
            return Equivalence(False, "output", z, _differs(lifted, plain, "output", z))
    return Equivalence(True, "", (), _equal(lifted, plain))


def _probes(n: int) -> list[tuple[Fraction, ...]]:
    zero = tuple(Fraction(0) for _ in range(n))
    return [zero, *(tuple(Fraction(i == j) for j in range(n)) for i in range(n))]


def _let(lifted: LiftedSAE, plain: PlainSAE) -> dict[str, Any]:
    rows = {
        "L": lifted.lift,
        "P": lifted.project,
        "W": lifted.encoder,
        "D": lifted.dictionary,
        "E": plain.encoder,
        "F": plain.dictionary,
    }
    vectors = {"b1": lifted.hidden_bias, "b2": lifted.encoder_bias, "bE": plain.encoder_bias, "bF": plain.decoder_bias}
    return {**{k: [list(r) for r in v] for k, v in rows.items()}, **{k: list(v) for k, v in vectors.items()}}


L, P, W, D, E, F, b1, b2, bE, bF, v = names("L P W D E F b1 b2 bE bF v")


def _equal(lifted: LiftedSAE, plain: PlainSAE) -> Certificate:
    holds = both(
        matmul(transpose(L), W) == E,
        b2 - matvec(transpose(W), b1) == bE,
        matmul(P, D) == F,
        matvec(P, b1) == bF,
    )
    return evaluation(
        holds, let=_let(lifted, plain), means="encoder, encoder bias, dictionary and output bias are equal"
    )


def _differs(lifted: LiftedSAE, plain: PlainSAE, where: Where, at: tuple[Fraction, ...]) -> Certificate:
    if where == "scores":
        one, other = matvec(transpose(W), matvec(L, v) - b1) + b2, matvec(transpose(E), v) + bE
    else:
        one, other = matvec(P, matvec(D, v) + b1), matvec(F, v) + bF
    let = {**_let(lifted, plain), "v": list(at)}
    return evaluation(negation(one == other), let=let, means=f"the {where} differ at v")


def reaches_every_plain(lift: list[list[Any]], project: list[list[Any]]) -> Certificate | None:
    """A certificate that every plain autoencoder is a lifted one with this lift and projection, or None where it is not so.

    It names K with K L = I and Q with P Q = I, which exist exactly when both matrices have rank m; by
    operators.every-plain-sae-is-lifted that is enough.

    >>> reaches_every_plain([[1], [2]], [[3, 1]])["kind"], reaches_every_plain([[1, 1], [1, 1]], [[1, 0], [0, 1]])
    ('evaluation', None)
    """
    left, right = _left_inverse(lift), _left_inverse([list(c) for c in zip(*project, strict=True)])
    if left is None or right is None:
        return None
    m = len(project)
    K, Q = names("K Q")
    let = {"L": lift, "P": project, "K": left, "Q": [list(c) for c in zip(*right, strict=True)]}
    holds: Expression = both(matmul(K, L) == identity(m), matmul(P, Q) == identity(m))
    return evaluation(holds, let=let, means="lift and projection have rank m: K and Q undo them")


def _left_inverse(a: list[list[Any]]) -> list[list[Any]] | None:
    """``(A^T A)^-1 A^T``, None when A has not full column rank."""
    from flint import fmpq_mat  # type: ignore[import-untyped]

    from theory.exact import to_fmpq, to_fraction

    matrix = fmpq_mat([[to_fmpq(x) for x in row] for row in a])
    gram = matrix.transpose() * matrix
    if gram.det() == 0:
        return None
    out = gram.inv() * matrix.transpose()
    return [[to_fraction(out[i, j]) for j in range(out.ncols())] for i in range(out.nrows())]


__all__ = ["Equivalence", "equivalent", "reaches_every_plain"]
