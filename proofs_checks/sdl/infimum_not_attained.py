r"""The best loss need not be attained: an autoencoder whose infimum 2/5 no parameters reach.

Three features, two ReLU neurons, ``<w_1, w_2> = -3/5``: the best two-dimensional code uses the direction (1, -1, 0), which no nonnegative
code has.  Two neurons with codes (t, 0, 1) and (0, t, 1) have it as their difference; as t falls to 0 the decoder grows like 1/t and
the loss falls to 2/5.  Training follows such a valley for ever, so "the global minimum" of a published theorem may not exist.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, evaluation, proof, read
from theory.formal import (
    Expression,
    both,
    code_loss,
    codes,
    expr,
    for_all,
    loss,
    matmul,
    names,
    norm2,
    op,
    pattern_codes,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

FEATURES = (
    (Fraction(1), Fraction(0), Fraction(0)),
    (Fraction(-3, 5), Fraction(4, 5), Fraction(0)),
    (Fraction(0), Fraction(0), Fraction(1)),
)
INFIMUM = Fraction(2, 5)
RELU = Activation("relu")
ONES = (1, 1, 1)

act, W_E, W_D, step, near_E, near_D = names("sigma W_E W_D step near_E near_D")

_first, _second, _third = FEATURES
HALF = [(a - b) / 2 for a, b in zip(_first, _second, strict=True)]
# codes (t, 0, 1) and (0, t, 1): t is called step
LET: dict[str, Any] = {
    "near_E": [[step, Fraction(3, 4) * step, 1], [0, Fraction(5, 4) * step, 1]],
    "near_D": [[h / step, c - h / step] for h, c in zip(map(expr, HALF), map(expr, _third), strict=True)],
}
ABOVE = Statement(
    ("sigma", "W_E", "W_D", "step"),
    {
        "two-neurons": op("length", W_E) == 2,
        "nonnegative-codes": for_all(codes(act, W_E, FEATURES), lambda z: for_all(z, lambda x: x >= 0, "x"), "z"),
        "positive-step": step > 0,
    },
    both(
        loss(act, W_E, W_D, FEATURES, FEATURES, ONES) > INFIMUM,
        loss(RELU, near_E, near_D, FEATURES, FEATURES, ONES) == INFIMUM + step**2,
    ),
    LET,
)


def network(t: Fraction) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
    """Encoder and decoder with codes (t, 0, 1), (0, t, 1) and loss 2/5 + t^2."""
    encoder = [[t, 3 * t / 4, Fraction(1)], [Fraction(0), 5 * t / 4, Fraction(1)]]
    half = [(a - b) / 2 / t for a, b in zip(FEATURES[0], FEATURES[1], strict=True)]
    return encoder, [[h, c - h] for h, c in zip(half, FEATURES[2], strict=True)]


def _linear() -> Certificate:
    """Without nonnegative codes the value is attained: codes (1, -1, 0) and (0, 0, 1) of a linear network."""
    return ABOVE.without("nonnegative-codes").refuted_by(
        {
            "sigma": {"type": "identity"},
            "W_E": [[1, Fraction(-1, 2), 0], [0, 0, 1]],
            "W_D": [[Fraction(4, 5), 0], [Fraction(-2, 5), 0], [0, 1]],
            "step": 1,
        }
    )


def _three_neurons() -> Certificate:
    """One neuron for each feature."""
    return ABOVE.without("two-neurons").refuted_by(
        {
            "sigma": RELU.json(),
            "W_E": [[1, Fraction(3, 4), 0], [0, Fraction(5, 4), 0], [0, 0, 1]],
            "W_D": [list(row) for row in zip(*FEATURES, strict=True)],
            "step": 1,
        }
    )


def _witness() -> Certificate:
    encoder, decoder = network(Fraction(1, 10))
    return ABOVE.satisfied_by({"sigma": RELU.json(), "W_E": encoder, "W_D": decoder, "step": 1})


def _backwards() -> Certificate:
    """For a negative step the two codes are negative, and ReLU makes them 0."""
    encoder, decoder = network(Fraction(1, 10))
    return ABOVE.without("positive-step").refuted_by({"sigma": RELU.json(), "W_E": encoder, "W_D": decoder, "step": -1})


PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.infimum-not-attained",
    title="The least loss of an autoencoder need not be attained",
    statement=(
        r"""
        For the ReLU autoencoder with $w_1 = (1,0,0)$, $w_2 = (-\frac35, \frac45, 0)$, $w_3 = (0,0,1)$, equal weights
        1 and two neurons, $\tilde L(W_D, W_E) > \frac25$ for all parameters, and for every $t > 0$ there are
        parameters with $\tilde L = \frac25 + t^2$. Hence $\inf \tilde L = \frac25$ and no global minimum exists."""
    ),
    source=Source(
        locator="The collision of two neurons", ours=True, note="on the global minima of Theorems 3.3 and 3.4"
    ),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis("nonnegative-codes", "the activation has nonnegative values, as ReLU does", _witness, drop=_linear),
        Hypothesis("two-neurons", "$n_q = 2$", _witness, drop=_three_neurons),
        Hypothesis("positive-step", "$t > 0$", _witness, drop=_backwards),
    ),
    statement_formal=ABOVE,
    remark="Theorems that speak of the global minimum of the loss need the hypothesis that there is one, or an infimum.",
)


def _family(exponent: int = 2) -> Certificate:
    """``t^2 L = t^2 (2/5 + t^2)`` for the network with its decoder multiplied by t, identically in t."""
    (t,) = names("t")
    encoder = [[t, Fraction(3, 4) * t, 1], [0, Fraction(5, 4) * t, 1]]
    half = [(a - b) / 2 for a, b in zip(FEATURES[0], FEATURES[1], strict=True)]
    decoder = [[h, t * c - h] for h, c in zip(half, FEATURES[2], strict=True)]
    scaled = [[t * x for x in w] for w in FEATURES]
    z = pattern_codes([[0, 2], [1, 2]], Expression("rows"), FEATURES)
    return evaluation(
        both(
            matmul(Expression("rows"), transpose(FEATURES)) == [[t, 0, 1], [0, t, 1]],
            code_loss(z, decoder, scaled, ONES) == t**2 * (INFIMUM + t**exponent),
        ),
        indeterminates="t",
        let={"rows": encoder},
        means="codes (t, 0, 1) and (0, t, 1); t^2 times the loss of the decoder divided by t",
    )


def _gram(bottom: Fraction = INFIMUM) -> Certificate:
    """``|x_1 w_1 + x_2 w_2 + x_3 w_3|^2 = 2/5 |x|^2 + 3/5 (x_1 - x_2)^2 + 3/5 x_3^2``."""
    x1, x2, x3 = names("x1 x2 x3")
    together = [x1 * a + x2 * b + x3 * c for a, b, c in zip(*FEATURES, strict=True)]
    rest = Fraction(3, 5) * ((x1 - x2) ** 2 + x3**2)
    return evaluation(norm2(together) == bottom * (x1**2 + x2**2 + x3**2) + rest, indeterminates="x1 x2 x3")


def _lagrange() -> Certificate:
    """``(sum r_d^2)(sum x_d^2) - (sum x_d r_d)^2`` is a sum of squares."""
    x1, x2, x3, r1, r2, r3 = names("x1 x2 x3 r1 r2 r3")
    squares = (x1 * r2 - x2 * r1) ** 2 + (x1 * r3 - x3 * r1) ** 2 + (x2 * r3 - x3 * r2) ** 2
    product = (r1**2 + r2**2 + r3**2) * (x1**2 + x2**2 + x3**2)
    return evaluation(product - (x1 * r1 + x2 * r2 + x3 * r3) ** 2 == squares, indeterminates="x1 x2 x3 r1 r2 r3")


def _dropped() -> Certificate:
    """Features 1 and 2 without any code cost 2."""
    return evaluation(norm2(FEATURES[0]) + norm2(FEATURES[1]) > INFIMUM)


def prove(budget: Budget) -> Evidence:
    """Two vectors too few: the codes are dependent, and the dependence costs at least 2/5."""
    certificate = proof(
        "The infimum of the loss is 2/5 and no parameters attain it",
        checked(
            "family", "for every t > 0 the network with codes (t, 0, 1), (0, t, 1) has the loss 2/5 + t^2", _family()
        ),
        read(
            "dependence",
            "three codes z_1, z_2, z_3 in R^2 have x != 0 with x_1 z_1 + x_2 z_2 + x_3 z_3 = 0",
            "linear-algebra",
        ),
        checked("cauchy", "for one output coordinate: (sum r_d^2)(sum x_d^2) >= (sum x_d r_d)^2", _lagrange()),
        read(
            "lower",
            "summed over the coordinates, with residuals r_d = w_d - W_D z_d and sum x_d r_d = sum x_d w_d: L |x|^2 >= |sum x_d w_d|^2",
            "linearity",
            "dependence",
            "cauchy",
        ),
        checked("gram", "|sum x_d w_d|^2 = 2/5 |x|^2 + 3/5 ((x_1 - x_2)^2 + x_3^2)", _gram()),
        read("bound", "hence L >= 2/5, and L = 2/5 only if x_1 = x_2 and x_3 = 0", "conclusion", "lower", "gram"),
        read(
            "vanish", "then z_1 + z_2 = 0, and codes are nonnegative, so z_1 = z_2 = 0", "cases", "bound", "dependence"
        ),
        checked("dropped", "with z_1 = z_2 = 0 the loss is at least |w_1|^2 + |w_2|^2 = 2 > 2/5", _dropped()),
        read(
            "strict",
            "so L > 2/5 always, and 2/5 is the infimum by the family",
            "conclusion",
            "vanish",
            "dropped",
            "family",
        ),
    )
    text = "Any three codes of two neurons are dependent, which costs 2/5; equality would need codes of both signs."
    return Evidence("symbolic-proof", "proved", "instance", text, (certificate,))


def examples(budget: Budget) -> Evidence:
    """Random encoders with their exact best decoders, and the family at random t."""
    rng, count = random.Random(budget.seed), budget.pick(quick=150, full=2000)
    problem = Problem.sae(FEATURES, activation=RELU, width=2)
    violations = 0
    for _ in range(count):
        encoder = [[Fraction(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(3)] for _ in range(2)]
        decoder = _best_decoder(problem.codes(encoder))
        violations += decoder is not None and problem.loss(encoder, decoder) <= INFIMUM
        t = Fraction(1, rng.randint(1, 10**6))
        violations += problem.loss(*network(t)) != INFIMUM + t * t
    numbers = {"examples": 2 * count, "seed": budget.seed, "violations": int(violations)}
    text = "Exact losses of random encoders with their best decoders, and of the family."
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)


def _best_decoder(z: Sequence[Sequence[Any]]) -> list[list[Any]] | None:
    """Least squares by Cramer's rule; None when the two neurons have dependent codes."""
    a, b, c = (sum(row[i] * row[j] for row in z) for i, j in ((0, 0), (0, 1), (1, 1)))
    det = a * c - b * b
    if det == 0:
        return None
    out = []
    for k in range(3):
        p, q = (sum(w[k] * row[i] for w, row in zip(FEATURES, z, strict=True)) for i in (0, 1))
        out.append([(p * c - q * b) / det, (q * a - p * b) / det])
    return out


def _near() -> Certificate:
    encoder, decoder = network(Fraction(1, 10))
    return ABOVE.concluding(loss(act, W_E, W_D, FEATURES, FEATURES, ONES) > Fraction(1, 2)).refuted_by(
        {"sigma": RELU.json(), "W_E": encoder, "W_D": decoder, "step": 1}
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("larger-infimum", "the loss is always above 1/2", refuted_by=_near),
        Mutation("wrong-rate", "the family has the loss 2/5 + t", rejected=lambda: _family(exponent=1)),
        Mutation("wrong-constant", "the dependence costs at least 3/5", rejected=lambda: _gram(Fraction(3, 5))),
    ]
