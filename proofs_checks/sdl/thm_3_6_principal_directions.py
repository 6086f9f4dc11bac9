r"""Autoencoders in superposition: interior partial minima are the principal directions of the clusters with positive loadings.

Proved in every dimension, dependent features included.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _landscape as one
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation
from theory.formal import both, dot, for_all, matvec, names, norm2, scale, span, total

F = Fraction
h, s, N, ak, uk, lam = names("h s N a u lam")
PLANE = [[F(1), F(0)], [F(3, 5), F(4, 5)], [F(-3, 5), F(-4, 5)]]

CLAIM = Claim(
    id="sdl.thm-3.6-principal-directions",
    title="Partial minima of autoencoders are principal directions",
    statement=r"Let $V = W$ (an SAE, any $n$ and $p$), $H_F = \sum_{d \in F} M_d w_d w_d^T$ and $\Pi$ the projector on "
    r"the span of the cluster. A point of a "
    r"partition pattern under ReLU with $a_i \cdot w_e < 0$ for all $e \notin F_i$ is a partial minimum "
    r"relative to the region if and only if for each nonempty "
    r"$F_i$: $\Pi a_i$ is an eigenvector of $H_{F_i}$ with an eigenvalue $\lambda_i > 0$, $a_i \cdot w_d > 0$ "
    r"on $F_i$, and $u_i = \Pi a_i / \|\Pi a_i\|^2$. "
    r"Then $\tilde{L} = \sum_d M_d \|w_d\|^2 - \sum_i \lambda_i$.",
    source=Source(locator="Theorem 3.6, repaired (c)", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis("interior", r"$a_i \cdot w_e < 0$ for $e \notin F_i$", lambda: instance(), drop=lambda: boundary()),
        Hypothesis(
            "autoencoder", "output features equal input features", lambda: instance(), drop=lambda: transcoder()
        ),
    ),
    depends_on=("sdl.thm-3.6-region-criterion",),
)


def eigenvector(features: list, weights: list, row: list, value: Fraction) -> dict:
    """Names for: H a, and the projected row (here the cluster spans the space, so the projection is the row itself)."""
    w, m, a = names("w M a")
    ha = total(span(len(features)), lambda d: scale(m[d] * dot(a, w[d]), w[d]), "d")
    return {"w": features, "M": weights, "a": row, "Ha": ha, "lam": value}


def instance() -> Certificate:
    """Three features in the plane, F = {1,2}, a = (2, 1): H a = (8/5) a, feature 3 strictly off, gradient zero, loss 2/5."""
    cluster = PLANE[:2]
    let = {**eigenvector(cluster, [1, 1], [2, 1], F(8, 5)), "v": cluster, "u": [F(2, 5), F(1, 5)], **one.ONE_NEURON}
    ha = names("Ha")[0]
    holds = both(
        ha == scale(lam, one.a), one.STATIONARY, one.ACTIVE, dot(one.a, PLANE[2]) < 0, one.loss == 2 - lam,
        one.u == scale(1 / norm2(one.a), one.a),
    )  # fmt: skip
    return evaluation(
        holds, let=let, record="Ha z step_u step_a loss", means="a principal direction of two features in superposition"
    )


def boundary() -> Certificate:
    """A boundary partial minimum (sdl.thm-3.6-region-criterion) whose row is no eigenvector of H = diag(1, 2)."""
    cluster = [[1, 0], [0, 1]]
    let = eigenvector(cluster, [1, 2], [4, 3], F(0))
    ha = names("Ha")[0]
    holds = both(ha[0] * one.a[1] != ha[1] * one.a[0], dot(one.a, [F(-3, 5), F(4, 5)]) == 0)
    return evaluation(holds, let=let, record="Ha", means="a = (4, 3) on the hyperplane of (-3/5, 4/5)")


def transcoder() -> Certificate:
    """Orthonormal inputs, weights (1, 2), other outputs: a = (1, 2) is a partial minimum and no eigenvector of H = diag(1, 2)."""
    outputs, column = [[1, 1, 1, 0], [0, 2, 0, 1]], [F(1, 9), 1, F(1, 9), F(4, 9)]
    let = {**eigenvector([[1, 0], [0, 1]], [1, 2], [1, 2], F(0)), "v": outputs, "u": column, **one.ONE_NEURON}
    ha = names("Ha")[0]
    holds = both(one.STATIONARY, one.ACTIVE, ha[0] * one.a[1] != ha[1] * one.a[0])
    return evaluation(holds, let=let, record="Ha z step_u step_a loss")


def projected() -> Certificate:
    """In a coordinate along an eigenvector of H with eigenvalue h != 0: h (u - s a) = 0 and N u = h a give h a = N s a."""
    return implication(
        "h s N a u lam",
        assume=[
            relation(h, ">"),
            relation(h * (uk - s * ak), "="),
            relation(N * uk, "=", h * ak),
            relation(lam, "=", N * s),
        ],
        conclude=relation(h * ak, "=", lam * ak),
        by=derivation(multiples={1: N, 2: -1 * h, 3: -1 * h * ak}, factor=(1, (0,))),
        means="coordinates of range(H): (H Pi a)_k = lam (Pi a)_k with lam = N |u|^2",
    )


def column() -> Certificate:
    """u = s Pi a in the same coordinate."""
    return implication(
        "h s a u",
        assume=[relation(h, ">"), relation(h * (uk - s * ak), "=")],
        conclude=relation(uk, "=", s * ak),
        by=derivation(multiples={1: 1}, factor=(1, (0,))),
        means="u = |u|^2 Pi a, hence |u|^2 |Pi a|^2 = 1 and u = Pi a / |Pi a|^2",
    )


def back() -> Certificate:
    """With H Pi a = lam Pi a, u = c Pi a, c |Pi a|^2 = 1, N = lam |Pi a|^2: both conditions hold, coordinate by coordinate."""
    c, big_p = names("c P")
    return implication(
        "h lam c P a N",
        assume=[relation(h * ak, "=", lam * ak), relation(c * big_p, "=", 1), relation(N, "=", lam * big_p)],
        conclude=relation(N * c * ak, "=", h * ak),
        by=derivation(multiples={0: -1, 1: lam * ak, 2: c * ak}),
        means="N u = H a; and u - |u|^2 Pi a = 0 because |u|^2 = c^2 P = c",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "Interior partial minima of an autoencoder on a partition pattern are principal directions with positive "
        "loadings.",
        read(
            "criterion",
            r"No constraint off the cluster is active, so the criterion (a) reads $N u = \sum M_d z_d w_d = H a$ with "
            r"$N = a \cdot H a > 0$, and "
            r"$\sum M_d (\langle u, w_d \rangle - s z_d) w_d = H u - s H a = 0$ with $s = \|u\|^2$.",
            "instance",
        ),
        read(
            "coordinates",
            r"Take an orthonormal eigenbasis of $H$. Its eigenvectors with eigenvalue $h > 0$ span the cluster's "
            r"span, and $H a = H \Pi a$; "
            r"$u = H a / N$ lies in that span.",
            "linear-algebra",
            "criterion",
        ),
        checked("column", r"In each coordinate of the span $u = s \Pi a$.", column()),
        checked("eigen", r"And $H \Pi a = \lambda \Pi a$ with $\lambda = N s$.", projected()),
        read(
            "positive",
            r"$u \cdot a = a \cdot H a / N = 1$, so $u \ne 0$, $\lambda > 0$ and $s \|\Pi a\|^2 = 1$.",
            "linear-algebra",
            "column",
        ),
        read(
            "given",
            r"Conversely let $H \Pi a = \lambda \Pi a$, $P = \|\Pi a\|^2$, $u = \Pi a / P$; then $N = \lambda P$.",
            "definition",
            "criterion",
        ),
        checked("back", "Both conditions hold.", back()),
        read(
            "value",
            r"The loss of the cluster is $T - 2 u \cdot \sum M_d z_d w_d + N s = T - N s = T - \lambda$.",
            "linear-algebra",
            "criterion",
        ),
        read("all", "Together.", "conclusion", "coordinates", "eigen", "positive", "given", "back", "value"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Coordinates along the eigenvectors of H.",
        (
            certificate,
            illustration("An instance in superposition.", instance()),
        ),
    )


def examples(budget: Budget) -> Evidence:
    """Random rational clusters in the plane: an exact eigenvector with positive loadings satisfies both conditions."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=200, full=2000)):
        x, y = F(rng.randint(1, 6), rng.randint(1, 6)), F(rng.randint(1, 6), rng.randint(1, 6))
        w = [[x, y], [y, x]]  # symmetric: a = (1, 1) is an eigenvector of H for equal weights
        m, a = F(rng.randint(1, 5)), [F(1), F(1)]
        z = [sum(p * q for p, q in zip(a, f, strict=True)) for f in w]
        u = [F(1, 2), F(1, 2)]
        gradient = [
            sum(m * sum(u[i] * (f[i] - c * u[i]) for i in range(2)) * f[k] for f, c in zip(w, z, strict=True))
            for k in range(2)
        ]
        fit = [sum(m * c * (f[k] - c * u[k]) for f, c in zip(w, z, strict=True)) for k in range(2)]
        seen += 1
        violations += any(gradient) or any(fit)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Pairs (x,y), (y,x) of equal weight: a = (1,1) is stationary.",
        numbers=numbers,
    )


def mutations() -> list[Mutation]:
    def untied() -> Certificate:
        let = {"w": PLANE[:2], "v": PLANE[:2], "M": [1, 1], "a": [2, 1], "u": [2, 1], **one.ONE_NEURON}
        return evaluation(for_all(one.step_u, lambda x: x != 0, "x"), let=let, record="step_u loss", means="u = a")

    def any_direction() -> Certificate:
        let = {"w": PLANE[:2], "v": PLANE[:2], "M": [1, 1], "a": [1, 0], "u": [1, F(6, 17)], **one.ONE_NEURON}
        fits = for_all(one.step_u, lambda x: x == 0, "x")
        return evaluation(both(fits, one.ACTIVE, one.step_a != [0, 0]), let=let, record="step_u step_a z loss")

    def unprojected() -> Certificate:
        # one cluster feature in the plane: a = (1, 1) has loading 1, its projection is (1, 0), and H a = (1, 0) is not parallel to a
        let = {"w": [[1, 0]], "v": [[1, 0]], "M": [1], "a": [1, 1], "u": [1, 0], **one.ONE_NEURON}
        ha = matvec([[1, 0], [0, 0]], one.a)
        holds = both(one.STATIONARY, one.ACTIVE, ha[0] * one.a[1] != ha[1] * one.a[0])
        return evaluation(holds, let=let, record="z step_u step_a loss")

    return [
        Mutation("tied-without-scale", "u = a", refuted_by=untied),
        Mutation(
            "any-direction",
            "every direction with positive loadings and its best column is stationary",
            refuted_by=any_direction,
        ),
        Mutation("without-projection", "a itself is an eigenvector of H", refuted_by=unprojected),
    ]
