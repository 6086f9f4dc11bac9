"""With fewer neurons than features the best ReLU autoencoder is PCA whenever the top eigenspace has a positive direction: proved.

Always L~ >= the sum of the squared singular values of W_p sqrt(M) beyond the q-th.  If the span of the top q left singular vectors contains
an a with a . w_d > 0 for all d (for instance if all inner products are positive), equality holds, with every neuron active on
every feature: the global optimum is dense, not monosemantic.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from proofs_checks.matrices import positive_semidefinite
from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _construction as star
from proofs_checks.sdl._exact_algebra import product, projecting_decoder, solve, transposed
from proofs_checks.sdl._instances import plain, report
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, evaluation, proof, read
from theory.formal import (
    absolute,
    both,
    dot,
    for_all,
    identity,
    listing,
    loss,
    matmul,
    names,
    norm2,
    op,
    scale,
    span,
    total,
    transpose,
)
from theory.sdl import Problem
from theory.statement import Statement

F = Fraction
RELU = {"type": "relu"}
VARIABLES = ("w_p", "m", "W_E", "W_D", "coefficients", "other_E", "other_D", "level")
w_p, m, W_E, W_D, coefficients, other_E, other_D, level = names(" ".join(VARIABLES))
projector, p = names("projector p")
at, whole, kept, H = names("at whole kept H")
LET: dict[str, Any] = {
    "H": total(
        span(op("length", w_p)),
        lambda d: scale(m[d], listing(w_p[d], lambda x: scale(x, w_p[d]), "x")),
        "d",
    ),
    "whole": total(span(op("length", w_p)), lambda d: m[d] * norm2(w_p[d]), "d"),
    "kept": total(span(op("length", W_E)), lambda i: coefficients[i, i], "i"),
    "at": loss(RELU, W_E, W_D, w_p, w_p, m),
    "projector": matmul(W_D, W_E),
    "p": op("length", w_p[0]),
}


def _between(left: Any, middle: Any) -> Any:
    """``left middle left`` for a projector on the left."""
    return matmul(left, matmul(middle, left))


# ``level`` separates the eigenvalues of H on the row space from those on its complement
TOP = both(
    positive_semidefinite(_between(projector, H - scale(level, identity(p))), p),
    positive_semidefinite(_between(identity(p) - projector, scale(level, identity(p)) - H), p),
)
STATEMENT = Statement(
    VARIABLES,
    {
        "weights": for_all(m, lambda x: x >= 0, "x"),
        "positive-direction": for_all(W_E, lambda a: for_all(w_p, lambda w: dot(a, w) > 0, "w"), "a"),
        "invariant-space": matmul(W_E, H) == matmul(coefficients, W_E),
        "projecting-decoder": matmul(W_D, matmul(W_E, transpose(W_E))) == transpose(W_E),
        "independent-rows": op("rank", W_E) == op("length", W_E),
        "top": TOP,
        "width": op("length", other_E) == op("length", W_E),
    },
    # the loss is what H has outside the row space, every neuron is on for every feature, and no other network has less
    both(at == whole - kept, loss(RELU, other_E, other_D, w_p, w_p, m) >= at),
    LET,
)


def pair() -> dict[str, Any]:
    """Two features with cosine 3/5 and one neuron: eigenvalues 8/5 and 2/5."""
    encoder = [[F(2), F(1)]]
    return {
        "w_p": [[1, 0], [F(3, 5), F(4, 5)]],
        "m": [1, 1],
        "W_E": encoder,
        "W_D": projecting_decoder(encoder),
        "coefficients": [[F(8, 5)]],
        **{"other_E": [[F(1), F(0)]], "other_D": [[1], [0]], "level": 1},
    }


def equiangular(size: int, width: int) -> dict[str, Any]:
    """n equiangular features, q neurons: their sum, and differences shifted into the positive cone."""
    vectors, cosine = star.angles(size, 1)[0]
    everything = [sum((v[k] for v in vectors), F(0)) for k in range(size)]
    shift = F(2)
    rows = [everything]
    for i in range(1, width):
        rows.append([vectors[0][k] - vectors[i][k] + shift * everything[k] for k in range(size)])
    top, other = 1 + (size - 1) * cosine, 1 - cosine
    c = [[top] + [F(0)] * (width - 1)]
    # row_i = difference_i + shift * sum:  H row_i = other * row_i + shift * (top - other) * sum
    c += [[shift * (top - other)] + [other if i == j else F(0) for j in range(1, width)] for i in range(1, width)]
    decoder = projecting_decoder(rows)
    other = {"other_E": rows, "other_D": decoder, "level": other}
    return {"w_p": vectors, "m": [1] * size, "W_E": rows, "W_D": decoder, "coefficients": c, **other}


SIGNED: dict[str, Any] = {
    **pair(), "w_p": [[1], [-1]], "W_E": [[1]], "W_D": [[1]], "coefficients": [[2]], "other_E": [[1]], "other_D": [[1]],
}  # fmt: skip
# two copies of one row: the trace counts the eigenvalue twice
TWICE: dict[str, Any] = {
    **pair(),
    "W_E": [[2, 1], [2, 1]],
    "W_D": [[F(1, 5), F(1, 5)], [F(1, 10), F(1, 10)]],
    "coefficients": [[F(8, 5), 0], [0, F(8, 5)]],
    "other_E": [[1, 0], [0, 1]],
    "other_D": [[1, 0], [0, 1]],
}
# H = diag(2, 8): the row (1, 0) is positive on both features, but the other direction has more to keep
SMALLER: dict[str, Any] = {
    **pair(), "w_p": [[1, 2], [1, -2]], "W_E": [[1, 0]], "W_D": [[1], [0]], "coefficients": [[2]], "other_E": [[0, 1]],
    "other_D": [[F(1, 2)], [1]], "level": 2,
}  # fmt: skip

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.global-optimum-is-pca",
    title="With few neurons the global optimum is PCA",
    statement=r"""
        $A = W_p \mathrm{diag}(\sqrt{M})$, singular values $\sigma_1 \ge \dots$, $M_d \ge 0$, $q \le \mathrm{rank}\,
        A$, SAE, ReLU. If the span of the top $q$ left singular vectors contains an $a$ with $a \cdot w_d > 0$ for all
        $d$, then $\min \tilde{L} = \sum_{i > q} \sigma_i^2$, attained with every neuron active on every feature (rows
        that are a basis of that space and positive on all features, the projecting decoder). Beyond the formal
        statement: $\tilde{L} \ge \sum_{i > q} \sigma_i^2$ always.""",
    source=Source(locator="global minima of the single-feature loss", ours=True),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        pair(),
        {
            "weights": (
                r"$M_d \ge 0$",
                {
                    "w_p": [[1]],
                    "m": [-1],
                    "W_E": [[1]],
                    "W_D": [[1]],
                    "coefficients": [[-1]],
                    "other_E": [[1]],
                    "other_D": [[0]],
                    "level": -1,
                },
            ),
            "positive-direction": (
                "all rows are positive on all features (reached from one positive $a$ by adding multiples of it)",
                SIGNED,
            ),
            "invariant-space": (
                "the rows span an invariant space of the weighted covariance",
                {"coefficients": [[F(2)]]},
            ),
            "projecting-decoder": (
                r"$W_D W_E$ is the projector onto the row space",
                "its decoder is the least-squares one; the point is constructed with it",
            ),
            "independent-rows": ("the rows are independent", TWICE),
            "top": ("the row space is spanned by the top $q$ left singular vectors", SMALLER),
            "width": (
                "the network to compare with has $q$ neurons",
                {"other_E": [[1, F(-3, 4)], [0, F(5, 4)]], "other_D": [[1, F(3, 5)], [0, F(4, 5)]]},
            ),
        },
        record="at whole kept",
    ),
    remark="So for q < n sparse dictionary learning with ReLU prefers dense codes; a sparsity penalty or Top-k is needed.",
    statement_formal=STATEMENT,
)


def top_eigenvalue() -> Certificate:
    """``8/5 I - G`` is positive semidefinite for the pair: its eigenvalue 8/5 is the largest."""
    gap = [[F(3, 5), F(-3, 5)], [F(-3, 5), F(3, 5)]]
    matrix = op("-", scale(F(8, 5), identity(2)), op("gram", [[1, 0], [F(3, 5), F(4, 5)]]))
    witness = {"L": [["1"], ["-1"]], "d": [str(gap[0][0])]}
    return seal("psd", {"matrix": matrix.json, "definite": False}, witness)


def attained(given: dict[str, Any], *, extra: Any = 0) -> Certificate:
    """All hypotheses and ``L~ = sum M |w|^2 - tr(coefficients) + extra`` at the given point."""
    return evaluation(
        both(*STATEMENT.hypotheses.values(), at == whole - kept + extra),
        let={**{k: plain(v) for k, v in given.items()}, **STATEMENT.let},
        record="at whole kept",
        means="loss at the principal subspace",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "L~ >= sum_{i>q} sigma_i^2, with equality if the top q left singular space has a positive direction",
        read(
            "lower",
            "W_D Z has rank at most q, so L~ = |A - W_D Z sqrt(M)|^2 is at least the tail of the singular values.",
            "eckart-young",
        ),
        read(
            "basis",
            """
            Let a be positive on all features and b_2, .., b_q complete it to a basis; a and b_i + c a with c large
            are a basis with all inner products with all w_d positive.""",
            "linear-algebra",
        ),
        read(
            "codes",
            """
            So ReLU copies everything: Z = W_E W_p, and with W_D = W_E^T (W_E W_E^T)^{-1} the network is the projector
            onto the space on all features.""",
            "definition",
            "basis",
        ),
        read(
            "tail",
            "The projector onto the top q left singular vectors leaves exactly the tail sum_{i>q} sigma_i^2.",
            "linear-algebra",
            "codes",
        ),
        checked("pair", "Two features with cosine 3/5, one neuron: loss 2/5 = 2 - 8/5.", attained(pair())),
        checked("pair-top", "8/5 is the largest eigenvalue there.", top_eigenvalue()),
        read("end", "Lower bound and attained value agree.", "conclusion", "lower", "tail", "pair", "pair-top"),
    )
    exact = tuple(attained(equiangular(n, q)) for n in (3, 4, 5) for q in range(1, n))
    return [
        Evidence(
            "symbolic-proof", "proved", "all-parameters", "Eckart-Young, attained by a dense code.", (certificate,)
        ),
        Evidence(
            "certified-instances",
            "proved",
            "instance",
            "Equiangular features, n = 3, 4, 5, every q < n: eigenvalues 1 + (n-1)c, once, and 1 - c.",
            exact,
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random features with positive inner products, in floating point: the constructed point against the SVD tail."""
    rng, count, violations = np.random.default_rng(budget.seed), budget.pick(quick=100, full=1000), 0
    worst = 0.0
    for _ in range(count):
        n, p = int(rng.integers(2, 7)), int(rng.integers(2, 6))
        w = np.abs(rng.standard_normal((n, p))) + 0.1
        w /= np.linalg.norm(w, axis=1, keepdims=True)
        weights = rng.uniform(0.5, 2, n)
        q = int(rng.integers(1, min(n, p) + 1))
        left, values, _ = np.linalg.svd((w * np.sqrt(weights)[:, None]).T, full_matrices=False)
        rows = left[:, :q].T * np.sign(left[:, 0].sum())
        first = rows[0]
        lift = np.max(-(rows[1:] @ w.T) / (w @ first)[None, :], initial=0.0) + 1.0
        rows[1:] += lift * first
        code = np.maximum(w @ rows.T, 0)
        fit = code @ np.linalg.pinv(rows).T
        loss_ = float((weights[:, None] * (w - fit) ** 2).sum())
        gap = abs(loss_ - float((values[q:] ** 2).sum()))
        worst = max(worst, gap)
        violations += gap > 1e-8  # rounding of an SVD in double precision with condition numbers up to about 1e4
    numbers = {"examples": count, "seed": budget.seed, "violations": violations, "largest gap": f"{worst:.1e}"}
    return Evidence("property-test", "tested", "instance", "Random positive features, float64.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The bound is about principal components, which are rarely rational; only q = rank is decided here."""
    if problem.activation.kind != "relu" or problem.kind != "sae" or problem.width != problem.p:
        return InstanceReport("not-applicable", "decided here only for ReLU autoencoders with width q = p")
    rows = _inside_dual_cone(problem)
    if rows is None:
        return InstanceReport("hypothesis-fails", "the sum of the features is not positive on all features")
    given: dict[str, Any] = {"w_p": [list(w) for w in problem.features_in], "m": list(problem.weights)}
    decoder = projecting_decoder(rows)
    h = [
        [
            sum((q * w[i] * w[j] for q, w in zip(problem.weights, problem.features_in, strict=True)), F(0))
            for j in range(problem.p)
        ]
        for i in range(problem.p)
    ]
    turned = solve(transposed(rows), transposed(product(rows, h)))
    given |= {"W_E": rows, "W_D": decoder, "coefficients": transposed(turned or [])}
    given |= {"other_E": rows, "other_D": [[F(0)] * problem.p for _ in range(problem.p)], "level": 0}
    return report(STATEMENT, given, "q = p: the whole space is the top eigenspace, loss 0", field=problem.field)


def _inside_dual_cone(problem: Problem) -> list[list[Any]] | None:
    """p independent rows near the sum of the features, positive on every feature, or None."""
    middle = [sum((w[k] for w in problem.features_in), F(0)) for k in range(problem.p)]
    values = [sum((a * b for a, b in zip(middle, w, strict=True)), F(0)) for w in problem.features_in]
    if any(v <= 0 for v in values):
        return None
    scale_ = 1 + max(
        sign * w[k] / v
        for w, v in zip(problem.features_in, values, strict=True)
        for k in range(problem.p)
        for sign in (1, -1)
    )
    rows = [[scale_ * x + int(i == k) for k, x in enumerate(middle)] for i in range(problem.p)]
    return rows if projecting_decoder(rows) is not None else None


def mutations() -> list[Mutation]:
    return [
        wrong("always-near-zero", "the loss is at most 1/10", STATEMENT, pair(), absolute(at) <= F(1, 10), record="at"),
        wrong(
            "strictly-best",
            "every other network has a larger loss",
            STATEMENT,
            {**pair(), "other_E": pair()["W_E"], "other_D": pair()["W_D"]},
            loss(RELU, other_E, other_D, w_p, w_p, m) > at,
        ),
        wrong("nine-tenths", "nine tenths of it", STATEMENT, pair(), at == F(9, 10) * (whole - kept), record="at"),
        Mutation("one-percent-more", "the loss is 1/100 larger", rejected=lambda: attained(pair(), extra=F(1, 100))),
    ]
