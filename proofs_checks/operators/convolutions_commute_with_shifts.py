"""Circular layers commute with shifts of the grid, and so does every activation that acts point by point after them."""

from __future__ import annotations

from proofs_checks.operators._typed import ours
from proofs_checks.operators.dilated_convolution_is_exact import grids
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, Expr, family, for_all, index, relu, total, var

shift = var("t", family("n", index("n")), r"\tau")
shifts = var("a", family("k", family("n", index("n"))))
h, x, theta = var("h", family("k", SCALAR)), var("x", family("n", SCALAR)), var("theta", SCALAR)


def moved_in(i: Expr) -> Expr:
    """The layer on the moved function."""
    return relu(total("k", lambda j: h[j] * x[shift[shifts[j][i]]], "j") - theta)


def moved_out(i: Expr) -> Expr:
    """The output of the layer, moved."""
    return relu(total("k", lambda j: h[j] * x[shifts[j][shift[i]]], "j") - theta)


T = Theorem(
    id="operators.convolutions-commute-with-shifts",
    title="Circular layers commute with grid shifts",
    says=r"""
        Let the shift $\tau$ commute with the shifts $a_j$ of the layer. For all taps $h$, thresholds $\theta$ and
        functions $x$: $\mathrm{relu}(\sum_j h_j x_{\tau(a_j(i))} - \theta) = \mathrm{relu}(\sum_j h_j
        x_{a_j(\tau(i))} - \theta)$ at every point $i$: the code of a moved function is the moved code.""",
    source=ours("equivariance of spectral and circular layers"),
    kind="identity",
    sizes="n k",
    about=(shift, shifts, h, x, theta),
    given={
        "commute": Given(
            r"$\tau(a_j(i)) = a_j(\tau(i))$",
            for_all("k", lambda j: for_all("n", lambda i: shift[shifts[j][i]] == shifts[j][shift[i]]), "j"),
            fails={"t": [1, 0, 2]},
        ),
    },
    then=for_all("n", lambda i: moved_in(i) == moved_out(i)),
    example={"n": 3, "k": 2, "a": grids(3, 1, 2)["a"], "t": [1, 2, 0], "h": [1, 3], "x": [5, 1, 7], "theta": 2},
    remark="""
        Reflections and rotations are not shifts: nothing here makes a layer robust against them. A full matrix
        (SAE-MLP) commutes with no shift in general.""",
)
T.wrongly("reflection", "reflections of the circle are commuted with, too", without="commute", t=[0, 2, 1])
T.wrongly("invariant", "the code does not move at all", for_all("n", lambda i: moved_in(i) == moved_in(shift[i])))
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
