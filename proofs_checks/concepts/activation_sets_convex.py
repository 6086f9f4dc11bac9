"""A neuron's set need not be convex in the data: refuted for Top-k by three points of a line.

True is: it is for ReLU, Gated and JumpReLU neurons, whose sets are traces of half-spaces
(concepts.relu-lattice-convex-geometry), and for k = 1.
"""

from __future__ import annotations

from proofs_checks.concepts._neurons import no_neuron, reported
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.formal import Expression, both, exists, for_all, implies, length, listing, member, names, op, span, support
from theory.sdl import Activation
from theory.statement import Statement

X, W = names("X W")


def _convex(activation: Activation) -> Expression:
    """Points [x, 1] of a line: neuron 0 is on at every point between two points where it is on."""
    on = support(listing(op("codes", activation, W, X), lambda z: z[0], "z"))
    left = lambda i: exists(on, lambda a: X[a, 0] <= X[i, 0], "a")  # noqa: E731
    right = lambda i: exists(on, lambda a: X[a, 0] >= X[i, 0], "a")  # noqa: E731
    return for_all(span(length(X)), lambda i: implies(both(left(i), right(i)), member(i, on)), "i")


STATEMENT = Statement(
    ("X", "W"), {"line": for_all(X, lambda x: both(length(x) == 2, x[1] == 1), "x")}, _convex(Activation("topk", k=2))
)
THREE = {"X": [[-2, 1], [0, 1], [2, 1]], "W": [[0, 1], [1, 2], [-1, 2]]}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.activation-sets-convex",
    title="Every neuron's set is convex in the data",
    statement=r"""
        If a neuron of a layer is on exactly at $C \subseteq X$, then $\mathrm{conv}(C) \cap (X \setminus C) =
        \emptyset$, whatever the activation; so what a Top-$k$ neuron separates, some ReLU neuron separates.""",
    source=reported("Separation by one neuron, read for relative gating too"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            "line",
            "points of a line, with a 1 attached for the bias",
            lambda: STATEMENT.satisfied_by(THREE),
            drop_note="it only describes the data; refuted with it",
        ),
    ),
    depends_on=("concepts.top-k-neuron-holds-any-concept",),
    remark="""
        For half-space neurons it holds (concepts.relu-lattice-convex-geometry); one Top-k neuron can even hold any
        concept of data in general position (concepts.top-k-neuron-holds-any-concept).""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Values 1, x + 2, 2 - x with k = 2: neuron 0 is on at -2 and 2 and off at 0.",
            (STATEMENT.refuted_by(THREE),),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "No neuron with a half-space is on exactly at -2 and 2.",
            (no_neuron([(-2,), (0,), (2,)], {0, 2}),),
        ),
    ]


def mutations() -> list[Mutation]:
    relu = STATEMENT.concluding(_convex(Activation("relu")))
    top_1 = STATEMENT.concluding(_convex(Activation("topk", k=1)))
    return [
        Mutation("relu-too", "refuted for ReLU by the same neurons", rejected=lambda: relu.refuted_by(THREE)),
        Mutation("top-1-too", "refuted for Top-1 by the same neurons", rejected=lambda: top_1.refuted_by(THREE)),
        Mutation(
            "two-points",
            "refuted by two of the points",
            rejected=lambda: STATEMENT.refuted_by({**THREE, "X": [[-2, 1], [2, 1]]}),
        ),
    ]
