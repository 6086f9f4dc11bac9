r"""Example 3.5 as a spurious minimum in which training becomes trapped: refuted for ReLU and for Top-1.

Under ReLU it is no local minimum at all (``sdl.ex-3.5-relu-saddle``); under Top-1 a path that never rises leads to zero loss
(``sdl.ex-3.5-top-1``).
"""

from __future__ import annotations

from proofs_checks.sdl import ex_3_5, ex_3_5_top_1
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, loss, names, norm2, op
from theory.sdl import Activation
from theory.statement import Statement

F = ex_3_5.F
act, E0, D0, E1, D1, x, y = names("act E0 D0 E1 D1 near here")
ORTHONORMAL = ex_3_5.UNIT
# no point within the given distance (per block, squared) of the point of the example has a smaller loss
LOCAL = Statement(
    ("act", "E1", "D1", "radius"),
    {
        "radius": both(names("radius")[0] > 0, names("radius")[0] <= F(1, 10)),
        "within-the-radius": both(
            *(norm2(op("flatten", a - b)) <= names("radius")[0] ** 2 for a, b in ((E1, E0), (D1, D0))),
        ),
        "relu": both(
            op("sigma", act, [1, 2]) == [1, 2], op("sigma", act, [-2, 3]) == [0, 3], op("sigma", act, [1, 0]) == [1, 0]
        ),
    },
    x >= y,
    {
        "E0": ex_3_5.ENCODER,
        "D0": ex_3_5.DECODER,
        "near": loss(act, E1, D1, ORTHONORMAL, ORTHONORMAL, [1, 1]),
        "here": loss(act, E0, D0, ORTHONORMAL, ORTHONORMAL, [1, 1]),
    },
)

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.ex-3.5-spurious",
    title="Example 3.5 traps training (as published)",
    statement="""
        The point of Example 3.5 is a spurious local minimum: nearby points have no smaller loss, and no path along
        which the loss never increases leads from it to the global minimum.""",
    source=Source(
        locator="Example 3.5 and the text after Theorem 3.6",
        note="described as a spurious minimum where training becomes trapped",
    ),
    kind="property",
    expected="argued-refuted",
    refutes="published",
    depends_on=("sdl.ex-3.5-relu-saddle", "sdl.ex-3.5-top-1"),
    remark="""
        Gradient descent can still stop there, since an unselected neuron has zero gradient; but the point is not a
        valley. What holds instead is sdl.ex-3.5-top-1.""",
)


def nearby(*, thousandth: int = 1) -> Certificate:
    """ReLU: a point at distance below 1/500 with a smaller loss."""
    h = F(thousandth, 1000)
    near = {"E1": [[1, 1], [h, 0]], "D1": [[F(1, 2), h], [F(1, 2), -h]]}
    return LOCAL.refuted_by(
        {"act": ex_3_5.RELU, **near, "radius": 2 * h},
        record="near here",
        means="a smaller loss arbitrarily near, under ReLU",
    )


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence("exact-decision", "refuted", "instance", "ReLU: smaller losses arbitrarily near.", (nearby(),)),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Top-1: a path down to zero that never rises.",
            (ex_3_5_top_1.path(),),
        ),
    ]


def mutations() -> list[Mutation]:
    def same_under_top_one() -> Certificate:
        h = F(1, 1000)
        top = LOCAL.without("relu")
        near = {"E1": [[1, 1], [h, 0]], "D1": [[F(1, 2), h], [F(1, 2), -h]]}
        return top.refuted_by({"act": Activation("topk", k=1), **near, "radius": 2 * h})

    def constant_path() -> Certificate:
        good = ex_3_5_top_1.path()
        return seal("monotone_path", {**good["asserts"], "change": "constant"}, good["witness"])

    def gradient() -> Certificate:
        return evaluation(x < y, let={"near": 1, "here": 1})

    return [
        Mutation(
            "same-point-top-1", "the nearby point has a smaller loss under Top-1 too", rejected=same_under_top_one
        ),
        Mutation("constant", "the loss is constant along the path", rejected=constant_path),
        Mutation("strictly-smaller", "a point of equal loss refutes it", rejected=gradient),
    ]
