"""What the claims around Theorem 3.2 share: convexity of the loss in one block along a segment, and its proof.

Legend: X, Y are two values of one block (encoders, or decoders), ``mix = lam X + (1 - lam) Y``; the pattern of an encoder says for
each neuron which features it is active (> 0) on.  All proofs are dimension-free: the indeterminates are inner products of residuals.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.claims import Certificate, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    code_loss,
    codes,
    for_all,
    listing,
    loss,
    names,
    norm2,
    op,
    pattern_codes,
    scale,
    span,
    subsets,
    support,
    total,
)
from theory.statement import Statement

F = Fraction
VARIABLES = ("activation", "w_p", "w_r", "m", "W_D", "W_E", "other", "lam")
activation, w_p, w_r, m, W_D, W_E, other, lam = names(" ".join(VARIABLES))
at_x, at_y, at_mix, mix = names("at_x at_y at_mix mix")

UNITS = [[1, 0], [F(3, 5), F(4, 5)]]


def pattern(encoder: Expression) -> Expression:
    """For each feature the neurons that are active on it."""
    return listing(codes(activation, encoder, w_p), support, "z")


def _blend(x: Expression, y: Expression) -> Expression:
    return scale(lam, x) + scale(1 - lam, y)


SEGMENT = both(lam >= 0, lam <= 1)
POSITIVE_WEIGHTS = for_all(m, lambda q: q >= 0, "q")
IN_ENCODER = Statement(
    VARIABLES,
    {
        "weights": POSITIVE_WEIGHTS,
        "on-the-segment": SEGMENT,
        "same-pattern": pattern(W_E) == pattern(other),
    },
    both(pattern(mix) == pattern(W_E), at_mix <= lam * at_x + (1 - lam) * at_y),
    {
        "mix": _blend(W_E, other),
        "at_x": loss(activation, W_E, W_D, w_p, w_r, m),
        "at_y": loss(activation, other, W_D, w_p, w_r, m),
        "at_mix": loss(activation, mix, W_D, w_p, w_r, m),
    },
)
IN_DECODER = Statement(
    VARIABLES,
    {"weights": POSITIVE_WEIGHTS, "on-the-segment": SEGMENT},
    at_mix <= lam * at_x + (1 - lam) * at_y,
    {
        "mix": _blend(W_D, other),
        "at_x": loss(activation, W_E, W_D, w_p, w_r, m),
        "at_y": loss(activation, W_E, other, w_p, w_r, m),
        "at_mix": loss(activation, W_E, mix, w_p, w_r, m),
    },
)


def example(act: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Two features, two neurons, two encoders with the same pattern under every activation used here."""
    base = {
        "activation": act,
        "w_p": UNITS,
        "w_r": UNITS,
        "m": [1, 2],
        "W_D": [[1, F(1, 2)], [0, 1]],
        "W_E": [[3, 1], [-2, -3]],
        "other": [[2, 2], [-5, -1]],
        "lam": F(1, 3),
    }
    return {**base, **changes}


def hypotheses(act: dict[str, Any], *, kinked: dict[str, Any], region: str) -> tuple[Hypothesis, ...]:
    """The three hypotheses of convexity in the encoder, with drop tests; ``kinked`` violates only the last one."""

    def witness() -> Certificate:
        return IN_ENCODER.satisfied_by(example(act))

    def outside() -> Certificate:
        moved = example(act, lam=2, m=[1, 1], W_E=[[3, 1], [-2, -3]], other=[[2, 2], [-5, -1]])
        return IN_ENCODER.without("on-the-segment").refuted_by(moved, record="at_x at_y at_mix")

    def negative() -> Certificate:
        return IN_ENCODER.without("weights").refuted_by(example(act, m=[-1, -2]), record="at_x at_y at_mix")

    def crossing() -> Certificate:
        return IN_ENCODER.without("same-pattern").refuted_by(kinked, record="at_x at_y at_mix")

    return (
        Hypothesis("weights", r"$M_d \ge 0$", witness, drop=negative),
        Hypothesis("on-the-segment", r"$0 \le \lambda \le 1$", witness, drop=outside),
        Hypothesis("same-pattern", f"both encoders lie in one region: {region}", witness, drop=crossing),
    )


def bend(act: dict[str, Any]) -> dict[str, Any]:
    """One feature and a neuron that is off at -1 and on at 1: (1 - a_+)^2 lies above its chord at 0."""
    return {
        "activation": act,
        "w_p": [[1]],
        "w_r": [[1]],
        "m": [1],
        "W_D": [[1]],
        "W_E": [[-1]],
        "other": [[1]],
        "lam": F(1, 2),
    }


def half_space(*, strict: bool) -> Certificate:
    """``g(X), g(Y) > 0`` (or >= 0) and 0 < lam < 1 give ``lam g(X) + (1-lam) g(Y) > 0`` (or >= 0)."""
    gx, gy, t = names("gx gy lam")
    sign = ">" if strict else ">="
    return implication(
        "gx gy lam",
        assume=[relation(gx, sign), relation(gy, sign), relation(t, ">"), relation(1 - t, ">")],
        conclude=relation(t * gx + (1 - t) * gy, sign),
        by=derivation(term(1, use=(2, 0)), term(1, use=(3, 1))),
        means=f"an affine condition {sign} 0 survives mixing",
    )


def jensen(*, factor: Any = 1) -> Certificate:
    """``lam|r|^2 + (1-lam)|s|^2 - |lam r + (1-lam) s|^2 = factor lam(1-lam)|r-s|^2`` in inner products."""
    rr, rs, ss, t = names("rr rs ss lam")
    mixed = t**2 * rr + 2 * t * (1 - t) * rs + (1 - t) ** 2 * ss
    return evaluation(
        t * rr + (1 - t) * ss - mixed == factor * t * (1 - t) * (rr - 2 * rs + ss),
        indeterminates="rr rs ss lam",
        means="the Jensen gap of the squared norm, in every dimension",
    )


def gap_is_nonnegative(*, strict: bool = False) -> Certificate:
    """A weight M >= 0 times ``lam(1-lam)|r-s|^2`` is not negative (g stands for |r - s|^2)."""
    weight, g, t = names("M g lam")
    return implication(
        "M g lam",
        assume=[relation(weight, ">="), relation(g, ">="), relation(t, ">="), relation(1 - t, ">=")],
        conclude=relation(weight * t * (1 - t) * g, ">" if strict else ">="),
        by=derivation(term(1, use=(0, 1, 2, 3))),
        means="each feature contributes a gap that is not negative",
    )


def small_identity(*, width: int = 1, factor: Any = 1) -> Certificate:
    """The whole identity for 2 features in the plane, r = 1: both blocks, all patterns, every entry symbolic.

    ``lam f(X) + (1-lam) f(Y) - f(mix) = lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.
    """
    texts = {
        "w_p": [[f"p{d}{k}" for k in range(2)] for d in range(2)],
        "w_r": [["v0"], ["v1"]],
        "m": ["m0", "m1"],
        "X": [[f"x{i}{k}" for k in range(2)] for i in range(width)],
        "Y": [[f"y{i}{k}" for k in range(2)] for i in range(width)],
        "D": [[f"d{i}" for i in range(width)]],
        "E": [[f"e{i}" for i in range(width)]],
    }
    symbols = " ".join(_flat(list(texts.values()))) + " lam"
    x, y, d_, e_, p_ = names("X Y D E P")

    def f(encoder: Expression, dec: Expression) -> Expression:
        return code_loss(pattern_codes(p_, encoder, w_p), dec, w_r, m)

    def gap(first: Expression, second: Expression) -> Expression:
        return total(span(2), lambda d: m[d] * norm2(first[d] - second[d]), "d")

    def written(encoder: Expression, dec: Expression) -> Expression:
        return listing(pattern_codes(p_, encoder, w_p), lambda z: op("matvec", dec, z), "z")

    identity = both(
        lam * f(x, d_) + (1 - lam) * f(y, d_) - f(_blend(x, y), d_)
        == factor * lam * (1 - lam) * gap(written(x, d_), written(y, d_)),
        lam * f(x, d_) + (1 - lam) * f(x, e_) - f(x, _blend(d_, e_))
        == factor * lam * (1 - lam) * gap(written(x, d_), written(x, e_)),
    )
    rows = op("product_set", *(subsets(2) for _ in range(width)))
    return evaluation(
        for_all(rows, lambda _: identity, "P"),
        let={k: op("tuple", *(_nest(v))) for k, v in texts.items()},
        indeterminates=symbols,
        means=f"both Jensen identities, 2 features in the plane, {width} neuron(s), every pattern, all symbolic",
    )


def _flat(tree: Any) -> list[str]:
    return [tree] if isinstance(tree, str) else [x for y in tree for x in _flat(y)]


def _nest(tree: list[Any]) -> list[Any]:
    return [names(x)[0] if isinstance(x, str) else op("tuple", *_nest(x)) for x in tree]


def convexity_proof(theorem: str, region: str, linear: str) -> Certificate:
    """The proof for one activation: ``region`` lists the affine conditions, ``linear`` says why codes are linear."""
    return proof(
        theorem,
        read("region", region, "definition"),
        checked("strict", "A strict affine condition survives mixing.", half_space(strict=True)),
        checked("weak", "A weak affine condition survives mixing.", half_space(strict=False)),
        read(
            "convex",
            "So the region is convex: every condition is affine in W_E; at lam = 0 and lam = 1 there is nothing to show.",
            "cases",
            "region",
            "strict",
            "weak",
        ),
        read("linear", linear, "definition", "convex"),
        read(
            "affine",
            "So each residual v_d - W_D z_d is affine in W_E for fixed W_D, and affine in W_D for fixed W_E.",
            "linear-algebra",
            "linear",
        ),
        checked("jensen", "The Jensen gap of the squared norm is lam (1 - lam) |r - s|^2.", jensen()),
        checked("sign", "With a weight M_d >= 0 it is not negative.", gap_is_nonnegative()),
        read(
            "end",
            """
            Adding up over d: on the region the loss is convex in W_E for fixed W_D, and convex in W_D for fixed W_E
            (there for every W_E, whatever its pattern), with gap lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2.""",
            "linearity",
            "affine",
            "jensen",
            "sign",
        ),
    )


def proved(theorem: str, region: str, linear: str) -> list[Evidence]:
    """The two pieces of evidence that every provable activation has."""
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "A convex region on which codes are linear, and the Jensen identity.",
            (convexity_proof(theorem, region, linear),),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "Both identities for two features in the plane and one neuron, all patterns, every number symbolic.",
            (small_identity(),),
        ),
    ]


def mutations(act: dict[str, Any]) -> list[Mutation]:
    """Wrong variants that apply to every activation."""
    strict = both(at_mix < lam * at_x + (1 - lam) * at_y)
    concave = both(at_mix >= lam * at_x + (1 - lam) * at_y)
    return [
        Mutation(
            "strict",
            "strictly convex in the encoder",
            refuted_by=lambda: IN_ENCODER.concluding(strict).refuted_by(example(act, lam=1), record="at_x at_mix"),
        ),
        Mutation(
            "concave",
            "concave in the encoder",
            refuted_by=lambda: IN_ENCODER.concluding(concave).refuted_by(example(act), record="at_x at_y at_mix"),
        ),
        Mutation("wrong-gap", "half the Jensen gap", rejected=lambda: jensen(factor=F(1, 2))),
        Mutation("wrong-gap-in-full", "half the gap, written out", rejected=lambda: small_identity(factor=F(1, 2))),
        Mutation("strict-gap", "the gap is always positive", rejected=lambda: gap_is_nonnegative(strict=True)),
    ]
