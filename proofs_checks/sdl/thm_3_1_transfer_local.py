"""Near every local minimum of the single-feature loss the loss has a local minimum once inputs are sparse enough: refuted.

Two orthonormal features with equal weights on one neuron, codes (a1, a2) > 0, the other neuron dead: every optimal decoder gives a local
minimum of L~ with value 1.  For independent 0/1 inputs at any rate 0 < p < 1 a stationary point of L there has a1 = a2.  So the
local minima with a1 != a2 have no counterpart, however sparse the inputs.  The second counterexample needs no tie: a dropped feature
whose preactivation is only slightly negative.  True instead: global minima transfer up to C beta (``sdl.thm-3.1-transfer``); which
points of a plateau survive is open (``sdl.open-transfer-of-minima``).
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import Expression, both, code_loss, diff, names, op
from theory.statement import Statement

F = Fraction
SYMBOLS = "a1 a2 u1 u2 p"
a1, a2, u1, u2, p = names(SYMBOLS)
single, true = names("single true")


def _tuple(tree: Any) -> Any:
    return op("tuple", *(_tuple(x) for x in tree)) if isinstance(tree, list) else tree


def _network_loss(points: list[list[int]], weights: list[Any], shift: int = 0) -> Expression:
    """The loss of one active neuron with row (a1, a2) and column (u1 + shift, u2) on inputs x with target x."""
    codes = [[x[0] * a1 + x[1] * a2] for x in points]
    return code_loss(_tuple(codes), _tuple([[u1 + shift], [u2]]), points, _tuple(weights))


def _true(shift: int = 0) -> Expression:
    """L divided by p: rates p(1-p) for each feature alone and p^2 for both."""
    return _network_loss([[1, 0], [0, 1], [1, 1]], [1 - p, 1 - p, p], shift)


LOSSES: dict[str, Any] = {
    "single": _network_loss([[1, 0], [0, 1]], [Expression(1), Expression(1)]),
    "true": _true(),
}
# the loss is quadratic in u1, so this central difference is twice its exact derivative
POINTWISE = Statement(
    ("a1", "a2", "u1", "u2", "p"),
    {
        "active": both(a1 > 0, a2 > 0),
        "sparse": both(p > 0, p <= F(1, 1000)),
        "local-minimum-of-the-single-feature-loss": single == 1,
    },
    names("ahead")[0] == names("behind")[0],
    {**LOSSES, "ahead": _true(1), "behind": _true(-1)},
)
POINT: dict[str, Any] = {"a1": 1, "a2": F(1, 2), "u1": F(4, 5), "u2": F(2, 5), "p": F(1, 1000)}

# the second example: features with cosine c, preactivations t1 > 0 > t2 of one neuron, column (x, y) in the plane
t1, t2, x, y, c, s = names("t1 t2 x y c s")
DROPPED = "t1 t2 x y c s p"
DROPPED_LET: dict[str, Any] = {
    "apart": (1 - t1 * x) ** 2 + (t1 * y) ** 2,
    "together": (1 + c - (t1 + t2) * x) ** 2 + (s - (t1 + t2) * y) ** 2,
    "true": (1 - p) * (names("apart")[0] + c**2 + s**2) + p * names("together")[0],
    "correlation": x * (1 + c - (t1 + t2) * x) + y * (s - (t1 + t2) * y),
}


def _witness() -> Certificate:
    return POINTWISE.satisfied_by(POINT)


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-transfer-local",
    title="Local minima transfer from the single-feature loss to the loss",
    statement=r"""
        For every local minimum of $\tilde{L}$ and every neighbourhood of it, $L$ has a local minimum in this
        neighbourhood if the activity rate $1 - S$ is small enough. (Pointwise version: local minima of $\tilde{L}$
        are stationary for $L$.)""",
    source=Source(
        locator="Theorem 3.1, use made of it", note="the landscape is analysed for the single-feature loss only"
    ),
    kind="existence",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis("active", "one neuron is active on both features", _witness, drop_note="the counterexample has it"),
        Hypothesis("sparse", r"$0 < p \le 1/1000$", _witness, drop_note="the counterexample has it, and any smaller p"),
        Hypothesis(
            "local-minimum-of-the-single-feature-loss",
            r"$\tilde{L}$ = 1, its smallest value with one active neuron",
            _witness,
            drop_note="the counterexample has it",
        ),
    ),
    remark="The single-feature loss is blind to how often two features occur together, which breaks the tie between the directions.",
    statement_formal=POINTWISE,
)


def lower_bound(value: int = 1) -> Certificate:
    """``single - 1 = (u.a - 1)^2 + (u1 a2 - u2 a1)^2``: with one active neuron L~ is at least 1."""
    square = (u1 * a1 + u2 * a2 - 1) ** 2 + (u1 * a2 - u2 * a1) ** 2
    return evaluation(
        single - value == square,
        let=LOSSES,
        indeterminates=SYMBOLS,
        means="the single-feature loss of one neuron on two orthonormal features",
    )


def no_slope_needed(factor: int = -2) -> Certificate:
    """``dL/dt2 = -2 p <u, r>`` (L divided by p), r the residual when both features are active."""
    return evaluation(
        diff(true, t2) == factor * p * names("correlation")[0],
        let=DROPPED_LET,
        indeterminates=DROPPED,
        means="the preactivation of a dropped feature matters when both features are active",
    )


def positive_correlation() -> Certificate:
    """At preactivations (1, -1/2), u = w_1, cosine 3/5: <u, r> = 11/10."""
    point = {"t1": 1, "t2": F(-1, 2), "x": 1, "y": 0, "c": F(3, 5), "s": F(4, 5), "p": F(1, 2)}
    value = names("correlation")[0] == F(11, 10)
    return evaluation(value, let={**point, **DROPPED_LET}, record="correlation apart")


def _cross(x: tuple[Any, Any]) -> Any:
    return x[1] * a1 - x[0] * a2


def equal_codes(power: int = 2) -> Certificate:
    """Where the gradient of L vanishes, ``p^2 (1 - p^2) p^(power - 1) (a1^2 - a2^2) = 0`` up to the scaling of L by p.

    With C = [[1, p], [p, 1]] (second moments over p) half the gradients are ``g_u = -Ca + u (aCa)``, ``g_a = C(|u|^2 a - u)``; so
    ``det C * cross(Ca, a) = -(aCa) cross(adj(C) g_a, a) - det C cross(g_u, a)`` and ``cross(Ca, a) = p (a1^2 - a2^2)``.
    """
    det = 1 - p**2
    aca = a1**2 + 2 * p * a1 * a2 + a2**2
    multiples = {
        0: det * a2 / 2,
        1: -det * a1 / 2,
        2: -aca * _cross((Expression(1), -p)) / 2,
        3: -aca * _cross((-p, Expression(1))) / 2,
    }
    return implication(
        SYMBOLS,
        assume=[relation(diff(true, x), "=") for x in (u1, u2, a1, a2)],
        conclude=relation(det * p ** (power - 1) * (a1**2 - a2**2), "="),
        by=derivation(multiples=multiples),
        let=LOSSES,
        means="stationary points of the loss with one neuron active on both features, for every rate p",
    )


def refute(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Near the local minimum (a, u) = ((1, 1/2), (4/5, 2/5)) of L~ the loss L has no local minimum, for every rate 0 < p < 1",
        checked(
            "bound",
            "With one active neuron L~ >= 1; the other neuron, with row (-1, -1), stays dead nearby.",
            lower_bound(),
        ),
        checked("value", "At the point L~ = 1.", POINTWISE.satisfied_by(POINT)),
        read("minimum", "So it is a local minimum of L~.", "conclusion", "bound", "value"),
        checked("stationary", "Where the gradient of L vanishes, (1 - p^2) p (a1^2 - a2^2) = 0.", equal_codes()),
        read(
            "none",
            """
            In the neighbourhood |a - (1, 1/2)| < 1/8 both codes are positive and different, the neuron is active on
            all nonzero inputs and the dead one on none, so L is a polynomial there. A local minimum would be
            stationary, hence a1 = a2.""",
            "cases",
            "stationary",
        ),
        read("end", "So L has no local minimum in this neighbourhood for any p.", "conclusion", "minimum", "none"),
    )
    dropped = proof(
        """
        Near the local minimum of L~ that drops feature 2 (cosine 3/5, preactivations 1 and -1/2, u = w_1) L has no
        local minimum, for every rate 0 < p < 1""",
        read(
            "minimum",
            """
            Nearby t1 > 0 > t2, so L~ = |w_1 - t1 u|^2 + 1 >= 1, with equality at the point: a local minimum of L~
            with one neuron, for all t2 < 0.""",
            "definition",
        ),
        read(
            "active",
            "Nearby t1 + t2 > 0, so the neuron is active when both features are, and L is a polynomial.",
            "definition",
        ),
        checked(
            "slope",
            "Its derivative in t2 is -2p <u, r>, r the residual when both are active (L divided by p).",
            no_slope_needed(),
        ),
        checked("positive", "At the point <u, r> = 11/10.", positive_correlation()),
        read(
            "none",
            "So <u, r> > 0 in a neighbourhood that does not depend on p, L has no stationary point there, hence no local minimum.",
            "continuity",
            "active",
            "slope",
            "positive",
        ),
        read(
            "end",
            "The features are independent, so (t1, t2) are coordinates of the encoder row.",
            "linear-algebra",
            "minimum",
            "none",
        ),
    )
    return [
        Evidence("symbolic-proof", "refuted", "family", "No rate p is small enough.", (certificate,)),
        Evidence(
            "symbolic-proof",
            "refuted",
            "family",
            "The same without a tie: a dropped feature with a preactivation that is only slightly negative.",
            (dropped,),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "The point at p = 1/1000: L has a slope in the direction of u1.",
            (POINTWISE.refuted_by(POINT, record="single true ahead behind"),),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random points of the plateau: how often L is stationary there (it is only when the codes are equal)."""
    rng, count, stationary = random.Random(budget.seed), budget.pick(quick=50, full=500), 0
    for _ in range(count):
        x, y = F(rng.randint(1, 9)), F(rng.randint(1, 9))
        size = x**2 + y**2
        point = {"a1": x, "a2": y, "u1": x / size, "u2": y / size, "p": F(1, rng.randint(1001, 9999))}
        stationary += POINTWISE.holds(point) != (x == y)
    numbers = {"examples": count, "seed": budget.seed, "exceptions": stationary}
    text = "Points of the plateau are stationary for L in the direction of u1 exactly if both codes are equal."
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "equal-codes",
            "the point with equal codes must not refute the claim",
            rejected=lambda: POINTWISE.refuted_by({**POINT, "a2": 1, "u1": F(1, 2), "u2": F(1, 2)}),
        ),
        Mutation("larger-minimum", "L~ is at least 2", rejected=lambda: lower_bound(value=2)),
        Mutation("wrong-slope", "dL/dt2 = -p <u, r>", rejected=lambda: no_slope_needed(factor=-1)),
        Mutation("wrong-power", "a conclusion without the factor p", rejected=lambda: equal_codes(power=1)),
    ]
