"""The derivative of one step of pursuit by the atom and by the residual, exactly: what the way back of training computes."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import own
from proofs_checks.vocabulary import Theorem
from theory.typed import SCALAR, both, dot, var, vec

d, r, g, h, t = var("d", vec("m")), var("r", vec("m")), var("g", vec("m")), var("h", vec("m")), var("t", SCALAR)
by_atom, by_residual = var("u", vec("m")), var("v", vec("m"))


def after(atom, residual):  # type: ignore[no-untyped-def]
    """What a step leaves."""
    return residual - dot(atom, residual) * atom


T = Theorem(
    id="pursuit.step-gradient",
    title="The derivative of a step of pursuit",
    says=r"""
        Let $s(d, r) = r - \langle d, r \rangle d$, $u = -(\langle d, g \rangle r + \langle d, r \rangle g)$ and $v =
        g - \langle d, g \rangle d$. For all $h$ and $t$: $\langle g, s(d + t h, r) \rangle = \langle g, s(d, r)
        \rangle + t \langle h, u \rangle - t^2 \langle h, r \rangle \langle h, g \rangle$ and $\langle g, s(d, r + t
        h) \rangle = \langle g, s(d, r) \rangle + t \langle h, v \rangle$.""",
    source=own("the adjoint recursion of solvers/pursuit/gradient.py"),
    kind="identity",
    sizes="m",
    about=(d, r, g, h, t),
    let=(
        (by_atom, -(dot(d, g) * r + dot(d, r) * g)),
        (by_residual, g - dot(d, g) * d),
    ),
    given={},
    then=both(
        dot(g, after(d + t * h, r)) == dot(g, after(d, r)) + t * dot(h, by_atom) - t**2 * dot(h, r) * dot(h, g),
        dot(g, after(d, r + t * h)) == dot(g, after(d, r)) + t * dot(h, by_residual),
    ),
    example={"m": 2, "d": [1, 2], "r": [3, -1], "g": [1, 1], "h": [2, 1], "t": 3},
    remark="""
        So u and v are the derivatives by the atom and by the residual, for atoms of any norm, while the selection
        does not change: with g the derivative of a loss by what is left, v is its derivative by what was there
        before.""",
)
T.wrongly(
    "one-part",
    "the derivative by the atom without the part of the coefficient",
    dot(g, after(d + t * h, r)) == dot(g, after(d, r)) - t * dot(d, r) * dot(h, g) - t**2 * dot(h, r) * dot(h, g),
)
T.wrongly(
    "no-projection",
    "the derivative by the residual is g",
    dot(g, after(d, r + t * h)) == dot(g, after(d, r)) + t * dot(h, g),
)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
