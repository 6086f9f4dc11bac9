"""The constant beta(n, S) = 1 - S^n - n(1-S)S^(n-1) cannot be improved: for every n there is a ReLU network with equality: proved.

Features W_p = I_n, one output with v_d = 1, independent x_d in {0, 1}.  For each nonempty set T there is a neuron with encoder 1 on T
and -n elsewhere; on the indicator of a set A it gives |A| if A lies in T, else 0.  With the decoder
c_k = [k = n] - 1/(k binom(n, k)), k = |T|, the output is |A| - 1: every nonzero input has squared error 1.
"""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _sparsity_bounds as bounds
from proofs_checks.sdl._instances import times
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, counterexample, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    binomial,
    both,
    for_all,
    listing,
    matvec,
    maximum_over,
    member,
    names,
    norm2,
    op,
    sigma,
    span,
    subsets,
    total,
)
from theory.sdl import Activation

F = Fraction
S, C, loss_, single = names("S C true_loss single_loss")
RELU = {"type": "relu"}


def encoder(n: int) -> list[list[int]]:
    """One row per nonempty subset T of the features: 1 on T and -n elsewhere."""
    sets = [set(t) for k in range(1, n + 1) for t in itertools.combinations(range(n), k)]
    return [[1 if d in t else -n for d in range(n)] for t in sets]


def coefficient(n: int, k: int) -> Fraction:
    """``c_k = [k = n] - 1/(k binom(n, k))``."""
    return F(int(k == n)) - F(1, k * math.comb(n, k))


def decoder(n: int) -> list[list[Fraction]]:
    """One output: coefficient c_|T| for each subset."""
    return [[coefficient(n, row.count(1)) for row in encoder(n)]]


def sae(n: int) -> tuple[list[list[int]], list[list[Fraction]]]:
    """n identity neurons, then the subset neurons writing -h(x) e_1 with h = 1 on every nonzero 0/1 input."""
    unit = [[int(i == j) for j in range(n)] for i in range(n)]
    rows = encoder(n)
    first = [-F(1, r.count(1) * math.comb(n, r.count(1))) for r in rows]
    writing = [[F(unit[i][j]) for j in range(n)] + (first if i == 0 else [F(0)] * len(rows)) for i in range(n)]
    return unit + rows, writing


def network(n: int, w_e: Any, w_d: Any, targets: Any) -> dict[str, Any]:
    """The two losses and C for independent 0/1 features active with probability 1 - S, as polynomials in S."""
    W_E, W_D, w_r, error = names("W_E W_D w_r error")
    chosen = subsets(n)

    def indicator(t: Expression) -> Expression:
        return listing(span(n), lambda i: op("if", member(i, t), 1, 0), "i")

    def squared(t: Expression) -> Expression:
        x = indicator(t)
        return norm2(matvec(op("transpose", w_r), x) - matvec(W_D, sigma(RELU, matvec(W_E, x))))

    return {
        "W_E": w_e,
        "W_D": w_d,
        "w_r": targets,
        "rate": listing(span(n), lambda i: 1 - S, "i"),
        "error": listing(chosen, squared, "t"),
        "chance": listing(chosen, lambda t: bounds.subset_chance(names("rate")[0], t, n), "t"),
        "size": listing(chosen, lambda t: op("length", t), "t"),
        "true_loss": total(span(2**n), lambda k: names("chance")[0][k] * error[k], "k"),
        "single_loss": total(
            span(2**n), lambda k: op("if", names("size")[0][k] == 1, names("chance")[0][k] * error[k], 0), "k"
        ),
        "C": maximum_over(error, lambda e: e, "e"),
    }


def beta(n: int) -> Expression:
    """``1 - S^n - n (1-S) S^(n-1)``."""
    return 1 - S**n - n * (1 - S) * S ** (n - 1)


def equality(n: int, *, kind: str = "transcoder", factor: Any = 1) -> Certificate:
    """``L - L~ = factor * C * beta(n, S)`` and C = 1, identically in S."""
    if kind == "sae":
        w_e, w_d = sae(n)
        targets = [[int(i == j) for j in range(n)] for i in range(n)]
    else:
        w_e, w_d, targets = encoder(n), decoder(n), [[1]] * n
    return evaluation(
        both(loss_ - single == factor * C * beta(n), C == 1),
        let=network(n, w_e, w_d, targets),
        indeterminates="S",
        record="C",
        means=f"{kind} with n = {n}, every nonzero input has squared error 1",
    )


def small_instance(factor: Any = 1) -> Certificate:
    """Three features and three neurons with C = 9: the smallest network of this kind found by hand."""
    w_e, w_d = [[1, 1, -2], [1, -2, 1], [-2, 1, 1]], [[F(-1, 2)] * 3]
    return evaluation(
        both(loss_ - single == factor * C * beta(3), C == 9),
        let=network(3, w_e, w_d, [[1]] * 3),
        indeterminates="S",
        record="C",
        means="three neurons are enough for n = 3",
    )


def coefficients_identity(largest: int, shift: Any = 0) -> Certificate:
    """``sum_{k>=m} c_k binom(n-m, k-m) = (m-1)/m`` for all 1 <= m <= n <= largest."""

    def c(n: Expression, k: Expression) -> Expression:
        return op("if", k == n, 1 + expr_shift(shift), 0) - 1 / (k * binomial(n, k))

    def row(n: Expression, m: Expression) -> Expression:
        return total(span(m, n + 1), lambda k: c(n, k) * binomial(n - m, k - m), "k") == (m - 1) / m

    return evaluation(
        for_all(span(1, largest + 1), lambda n: for_all(span(1, n + 1), lambda m: row(n, m), "m"), "n"),
        means="the output on a set of m features is m times this sum, that is m - 1",
    )


def expr_shift(shift: Any) -> Expression:
    """A number as an expression."""
    return op("+", 0, shift)


def silent_neuron() -> Certificate:
    """If A has i <= n elements in T and j >= 1 outside, then the preactivation i - n j is not positive."""
    n, i, j = names("n i j")
    return implication(
        "n i j",
        assume=[relation(n, ">="), relation(n - i, ">="), relation(j - 1, ">=")],
        conclude=relation(n * j - i, ">="),
        by=derivation(term(1, use=(1,)), term(1, use=(0, 2))),
        means="a neuron is silent on every set that is not inside its own",
    )


def _witness() -> Certificate:
    return evaluation(C == 1, let={**network(2, encoder(2), decoder(2), [[1]] * 2)}, indeterminates="S", record="C")


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-sharpness",
    title="The constant of the repaired bound is the best possible for every n",
    statement=r"""
        For every $n \ge 1$ and $0 \le S < 1$ there is a ReLU network and a law of independent inputs in $\{0, 1\}$
        with rates $1 - S$ such that $L - \tilde{L} = C\,(1 - S^n - n(1 - S)S^{n-1})$ and $C = 1$. The same holds for
        autoencoders with $W_p = W_r = I_n$.""",
    source=Source(locator="Theorem 3.1, sharpness of the repaired bound", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "independent-zero-one-inputs",
            r"$x_d \in \{0, 1\}$ independent, $\Pr(x_d = 1) = 1 - S$",
            _witness,
            drop_note="this describes the example; it is not a restriction of the claim",
        ),
    ),
    depends_on=("sdl.thm-3.1-repaired",),
    remark="""
        The network has 2^n - 1 neurons (2^n - 1 + n as an autoencoder); for n = 3 three neurons suffice, for n = 2 a
        silent network does, whenever the cosine of the two features is at least -1/2.""",
)


def prove(budget: Budget) -> list[Evidence]:
    largest = budget.pick(quick=4, full=6)
    general = proof(
        "For every n the subset network has L - L~ = C beta(n, S) with C = 1",
        checked("silent", "On the indicator of A the neuron of T is silent unless A lies in T.", silent_neuron()),
        read(
            "value",
            """
            If A lies in T the preactivation is |A|; so the output on A, |A| = m >= 1, is m times the sum of c_|T|
            over T containing A, and binom(n-m, k-m) of them have k elements.""",
            "counting",
            "silent",
        ),
        checked("sums", "These sums are (m-1)/m for all m <= n <= 12.", coefficients_identity(12)),
        read(
            "all-n",
            """
            For every n: binom(n-m,k-m)/binom(n,k) = binom(k,m)/binom(n,m), and binom(k,m)/k = binom(k-1,m-1)/m; the
            sum of binom(k-1,m-1) over k = m..n is binom(n,m). So the sum of binom(n-m,k-m)/(k binom(n,k)) is 1/m, and
            with the term k = n of the bracket the sum is 1 - 1/m = (m-1)/m.""",
            "counting",
            "sums",
        ),
        read(
            "error",
            """
            The output on A is m - 1, the target is m: the squared error is 1 for every nonempty A and 0 for A empty.
            So C = 1, L = Pr(N >= 1), L~ = Pr(N = 1) and L - L~ = Pr(N >= 2).""",
            "definition",
            "value",
            "all-n",
        ),
        checked(
            "law",
            "Pr(N >= 2) = beta(n, S) for n = 4, summed over all subsets; for every n it is the binomial law.",
            bounds.same_rate_identity(4),
        ),
        read(
            "autoencoder",
            """
            With W_p = W_r = I_n add n identity neurons; the subset neurons write -h e_1, decoder 1/(k binom(n, k)): h
            = m (1/m) = 1, so the error vector is e_1 for every nonzero input.""",
            "instance",
            "all-n",
        ),
        read("end", "In both cases L - L~ = C beta(n, S).", "conclusion", "error", "law", "autoencoder"),
    )
    exact = tuple(equality(k) for k in range(2, largest + 1))
    exact += tuple(equality(k, kind="sae") for k in range(2, largest))
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "The construction for every n.", (general,)),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            f"Both losses as polynomials in S: n = 2..{largest}, autoencoders n = 2..{largest - 1}, and the small network.",
            (*exact, small_instance()),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """The outputs on random 0/1 inputs for n up to 8, by the activation class instead of the statement language."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=30, full=300), 0
    relu = Activation("relu")
    for _ in range(count):
        n = rng.randint(1, 7)
        x = [F(rng.randint(0, 1)) for _ in range(n)]
        rows = [[F(q) for q in row] for row in encoder(n)]
        output = times(decoder(n), relu.exact(times(rows, x)))[0]  # type: ignore[arg-type]
        violations += output != max(sum(x) - 1, 0)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "The output is |A| - 1.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation("smaller-constant", "L - L~ = (9/10) C beta", rejected=lambda: equality(3, factor=F(9, 10))),
        Mutation(
            "smaller-constant-small-network", "the same for the small one", rejected=lambda: small_instance(F(9, 10))
        ),
        Mutation(
            "bound-below-beta",
            "L - L~ <= (9/10) C beta for all networks",
            refuted_by=lambda: counterexample(
                variables={"S": F(1, 2)},
                hypotheses={"probability": both(S >= 0, S <= 1)},
                conclusion=loss_ - single <= F(9, 10) * C * beta(3),
                let=network(3, encoder(3), decoder(3), [[1]] * 3),
                record="true_loss single_loss C",
            ),
        ),
        Mutation("wrong-coefficients", "c_n = 2 - 1/n", rejected=lambda: coefficients_identity(4, shift=1)),
    ]
