"""JumpReLU satisfies the repaired Theorem 3.1 if each feature has one magnitude mu_d and term d uses theta / mu_d.

sigma_theta(mu z) = mu sigma_{theta/mu}(z) for mu > 0.  With several magnitudes per feature, or with theta itself in the single-feature
loss, the bound fails (``sdl.thm-3.1``, second counterexample).
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _laws as law
from proofs_checks.sdl import _typed_laws as typed
from proofs_checks.sdl._instances import distinct_units, matrix, report, squared_distance, times
from proofs_checks.sdl._typed_laws import C, P, S, active, error, probability, several, x
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import D, E, V, W, jumprelu
from theory.typed import (
    SCALAR,
    Expr,
    binomial,
    both,
    by_entries,
    column,
    either,
    family,
    for_all,
    implies,
    listed,
    norm2,
    scalar,
    size,
    those,
    total,
    var,
)

F = Fraction
theta, mu = var("theta", SCALAR), var("mu", family("n", SCALAR))


def code(level: Expr, z: Expr) -> Expr:
    """What the network makes of an input, with this threshold."""
    return D @ by_entries("q", lambda i: jumprelu(level, (E @ z)[i]))


def alone(d: Expr) -> Expr:
    """M_d: the squared magnitude times the probability that d alone is active."""
    return mu[d] ** 2 * probability(lambda w: active[w] == those("n", lambda k: k == d, "k"))


def single_loss(level: Any) -> Expr:
    """The single-feature loss, with this threshold in term d."""
    return total("n", lambda d: alone(d) * norm2(column(V, d) - code(level(d), column(W, d))), "d")


def approximated(single: Expr, true: Expr = typed.true_loss) -> Expr:
    """The four statements of the repaired theorem."""
    return both(
        true - single >= 0,
        true - single == typed.remainder,
        implies(for_all("N", lambda w: error[w] <= C, "w"), true - single <= C * probability(several)),
        probability(several) <= scalar(binomial(size("n"), 2)) * (1 - S) ** 2,
    )


def point(inputs: list[list[Any]], probabilities: list[Any], **more: Any) -> dict[str, Any]:
    """A law with its sizes; the rest in the names of the statement."""
    q, p, n = len(more["E"]), len(more["W"]), len(more["mu"])
    return {"N": len(inputs), "n": n, "p": p, "q": q, "r": len(more["V"]), "x": inputs, "P": probabilities, **more}


UNIT = {"W": [[1, 0], [0, 1]], "V": [[1, 0], [0, 1]], "E": [[1, 1]], "D": [[1], [0]], "theta": F(3, 4), "C": 2}
PAIR = point(
    [[0, 0], [1, 0], [0, F(1, 2)], [1, F(1, 2)]],
    [F(9, 16), F(3, 16), F(3, 16), F(1, 16)],
    **UNIT,
    mu=[1, F(1, 2)],
    rate=F(3, 4),
)
ONE = point(
    [[0], [F(1, 2)]],
    [F(1, 2), F(1, 2)],
    W=[[1]],
    V=[[1]],
    E=[[1]],
    D=[[1]],
    theta=F(3, 4),
    C=1,
    mu=[F(1, 2)],
    rate=F(1, 2),
)
TWO_MAGNITUDES = {**ONE, "mu": [1], "N": 3, "x": [[0], [F(1, 2)], [1]], "P": [F(1, 2), F(1, 4), F(1, 4)]}
TOGETHER = {"N": 2, "x": [[0, 0], [1, F(1, 2)]], "P": [F(3, 4), F(1, 4)]}

T = Theorem(
    id="sdl.thm-3.1-jumprelu",
    title="The repaired bound for JumpReLU with one magnitude per feature",
    says=r"""
        Let $x_d \in \{0, \mu_d\}$ with $\mu_d > 0$, and let term $d$ of $\tilde{L}$ use the threshold $\theta /
        \mu_d$: $\tilde{L} = \sum_d M_d \|v_d - W_D \sigma_{\theta/\mu_d}(W_E w_d)\|^2$, $M_d = \mu_d^2 \Pr(\text{only
        } d)$. Then the repaired Theorem 3.1 holds for JumpReLU: $0 \le L - \tilde{L} = E[e;\ N \ge 2] \le C \Pr(N \ge
        2) \le C \frac{n(n-1)}{2}(1-S)^2$.""",
    source=Source(locator="Theorem 3.1 for JumpReLU", ours=True),
    kind="bound",
    sizes="N n p q r",
    about=(P, x, W, V, E, D, theta, mu, S, C),
    let=(
        (active, listed("N", lambda w: those("n", lambda d: x[w][d] > 0, "d"), "w")),
        (error, listed("N", lambda w: norm2(V @ x[w] - code(theta, W @ x[w])), "w")),
    ),
    given={
        "law": Given("probabilities are not negative and add up to 1", typed.LAW, note="part of what a law is"),
        "one-magnitude": Given(
            r"$x_d \in \{0, \mu_d\}$, $\mu_d > 0$",
            both(
                for_all("n", lambda d: mu[d] > 0, "d"),
                for_all("N", lambda w: for_all("n", lambda d: either(x[w][d] == 0, x[w][d] == mu[d]), "d"), "w"),
            ),
            fails=TWO_MAGNITUDES,
        ),
        "sparse": Given(
            r"$\Pr(x_d > 0) \le 1 - S$",
            for_all("n", lambda d: probability(lambda w: x[w][d] > 0) <= 1 - S, "d"),
            fails={"rate": 1},
        ),
        "pairwise-independent-activity": Given(
            r"$\Pr(x_i > 0, x_j > 0) \le \Pr(x_i > 0)\Pr(x_j > 0)$", typed.PAIRS, fails=TOGETHER
        ),
    },
    then=approximated(single_loss(lambda d: theta / mu[d])),
    example=PAIR,
    needs=("sdl.thm-3.1-repaired",),
    remark="The sign of theta does not matter.",
)
T.wrongly(
    "same-threshold", "the same with theta instead of theta / mu_d", approximated(single_loss(lambda d: theta)), **ONE
)
T.wrongly(
    "half-the-constant",
    "Pr(N >= 2) <= n(n-1)/4 (1-S)^2",
    probability(several) <= scalar(binomial(size("n"), 2)) / 2 * (1 - S) ** 2,
)
T.wrongly("other-sign", "L <= L~", typed.true_loss <= single_loss(lambda d: theta / mu[d]))
PAGE = "loss-approximation"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random product laws with one magnitude per feature, summed directly in Python."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        size, width = rng.randint(1, 3), rng.randint(1, 3)
        level, rate = F(rng.randint(0, 6), 4), F(rng.randint(1, 4), 5)
        w, v = distinct_units(rng, size, 2), matrix(rng, size, 2)
        encoder, decoder = matrix(rng, width, 2), matrix(rng, 2, width, bound=1)
        mu = [F(rng.randint(1, 6), 2) for _ in range(size)]
        law_ = law.product_law([[(F(0), 1 - rate), (q, rate)] for q in mu])
        true, _, worst, several = law.direct_losses(Activation("jumprelu", theta=level), w, v, encoder, decoder, law_)
        single = F(0)
        for d in range(size):
            code = Activation("jumprelu", theta=level / mu[d]).exact(times(encoder, w[d]))
            alone = rate * (1 - rate) ** (size - 1)
            single += alone * mu[d] ** 2 * squared_distance(v[d], times(decoder, code))  # type: ignore[arg-type]
        violations += not 0 <= true - single <= worst * several
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random laws with one magnitude each.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Independent features with x_d in {0, 1} active at rate 1/(2n); JumpReLU problems with up to 6 features."""
    if problem.activation.kind != "jumprelu" or problem.n > 6:
        return InstanceReport("not-applicable", "the claim is about JumpReLU, and evaluated for at most 6 features")
    rate, chosen = F(1, 2 * problem.n), range(min(problem.width, problem.n))
    independent = law.product_law([[(0, 1 - rate), (1, rate)]] * problem.n)
    assignment = point(
        independent["inputs"],
        independent["probabilities"],
        W=[list(row) for row in zip(*problem.features_in, strict=True)],
        V=[list(row) for row in zip(*problem.features_out, strict=True)],
        E=[list(problem.features_in[d]) for d in chosen],
        D=[list(row) for row in zip(*(problem.features_out[d] for d in chosen), strict=True)],
        theta=problem.activation.theta,
        mu=[1] * problem.n,
        rate=1 - rate,
        C=0,
    )
    return report(T.statement, assignment, "independent 0/1 features at rate 1/(2n)", field=problem.field)
