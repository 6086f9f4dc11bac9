"""The constant beta(n, S) = 1 - S^n - n(1-S)S^(n-1) cannot be improved: for every n there is a ReLU autoencoder with equality.

Features W_p = W_r = I_n, independent x_d in {0, 1}.  Next to n identity neurons there are n neurons x_i - sum_{j<i} x_j that write -e_1:
on the indicator of a nonempty set exactly the one of its first element is on, with value 1.  So every nonzero input has squared error 1.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _sparsity_bounds as bounds
from proofs_checks.sdl._instances import times
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import counterexample, evaluation
from theory.formal import (
    Expression,
    both,
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
from theory.typed import ByHand

F = Fraction
S, C, loss_, single, error, chance = names("S C true_loss single_loss error chance")
RELU = {"type": "relu"}


def encoder(n: int) -> list[list[Any]]:
    """Identity rows, then row i with 1 at i and -1 before it."""
    return [[int(i == d) for d in range(n)] for i in range(n)] + [
        [(d == i) - (d < i) for d in range(n)] for i in range(n)
    ]


def decoder(n: int) -> list[list[Any]]:
    """The identity, and -1 from every further neuron to the first output."""
    return [[int(i == d) for i in range(n)] + [-int(d == 0)] * n for d in range(n)]


def network(n: int, w_e: Any, w_d: Any) -> dict[str, Any]:
    """The two losses and C for independent 0/1 features active with probability 1 - S, as polynomials in S."""
    chosen = subsets(n)

    def squared(t: Expression) -> Expression:
        x = listing(span(n), lambda i: op("if", member(i, t), 1, 0), "i")
        return norm2(x - matvec(names("W_D")[0], sigma(RELU, matvec(names("W_E")[0], x))))

    return {
        "W_E": w_e,
        "W_D": w_d,
        "rate": listing(span(n), lambda i: 1 - S, "i"),
        "error": listing(chosen, squared, "t"),
        "chance": listing(chosen, lambda t: bounds.subset_chance(names("rate")[0], t, n), "t"),
        "size": listing(chosen, lambda t: op("length", t), "t"),
        "true_loss": total(span(2**n), lambda k: chance[k] * error[k], "k"),
        "single_loss": total(span(2**n), lambda k: op("if", names("size")[0][k] == 1, chance[k] * error[k], 0), "k"),
        "C": maximum_over(error, lambda e: e, "e"),
    }


def beta(n: int) -> Expression:
    """``1 - S^n - n (1-S) S^(n-1)``."""
    return 1 - S**n - n * (1 - S) * S ** (n - 1)


def equality(n: int, *, factor: Any = 1, drop: int = 0) -> Certificate:
    """``L - L~ = factor * C * beta(n, S)`` and C = 1, identically in S; ``drop`` leaves out the last neurons."""
    rows, columns = encoder(n)[: 2 * n - drop], [row[: 2 * n - drop] for row in decoder(n)]
    holds = both(loss_ - single == factor * C * beta(n), C == 1)
    means = f"autoencoder with n = {n}, every nonzero input has squared error 1"
    return evaluation(holds, let=network(n, rows, columns), indeterminates="S", record="C", means=means)


PAGE = "loss-approximation"
FORMAL = ByHand(
    formula=r"""
        Let $0 < n$, $S \in \mathbb R$ and write $x_A \in \{0,1\}^n$ for the indicator of $A \subseteq [n]$, $P_A = (1 - S)^{|A|}
        S^{n - |A|}$. There are $W_E \in \mathbb R^{2n \times n}$ and $W_D \in \mathbb R^{n \times 2n}$ such that with $e_A = \|x_A -
        W_D\, \mathrm{relu}(W_E x_A)\|^2$ and $M_d = (1 - S) S^{n-1}$: $\sum_A P_A = 1$, $\max_A e_A = 1$, and $\sum_A P_A e_A - \tilde
        L(W_D, W_E) = 1 - S^n - n (1 - S) S^{n-1}$, where $\tilde L$ is the loss for $W_p = W_r = I_n$.""",
    text=r"""
        forall (R : realFieldType) (n : nat) (S : R),
        let x (A : {set 'I_n}) : 'cV[R]_n := \col_(d < n) ((d \in A : bool)%:R : R) in
        let P (A : {set 'I_n}) : R := (1 - S) ^+ #|A| * S ^+ (n - #|A|) in
        (0 < n)%N ->
        exists (E : 'M[R]_(n + n, n)) (D : 'M[R]_(n, n + n)),
        let e (A : {set 'I_n}) : R := norm2 (x A - D *m positive_part (E *m x A)) in
        \sum_(A : {set 'I_n}) P A = 1 /\
        ((forall A : {set 'I_n}, e A <= 1) /\ (exists A : {set 'I_n}, e A = 1)) /\
        \sum_(A : {set 'I_n}) P A * e A - loss D E 1%:M 1%:M (fun _ => (1 - S) * S ^+ n.-1) =
          1 - S ^+ n - n%:R * (1 - S) * S ^+ n.-1""",
    lacks="powers with a variable exponent, and matrices of the size 2n",
    uses=("Sdl",),
)
CLAIM = Claim(
    id="sdl.thm-3.1-sharpness",
    title="The constant of the repaired bound is the best possible for every n",
    statement=r"""
        For every $n \ge 1$ and $0 \le S < 1$ there is a ReLU autoencoder of width $2n$ with $W_p = W_r = I_n$ such that for
        independent inputs in $\{0, 1\}$ with rates $1 - S$: $L - \tilde{L} = C\,(1 - S^n - n(1 - S)S^{n-1})$, where $C = 1$
        is the largest squared error of an input.""",
    source=Source(locator="Theorem 3.1, sharpness of the repaired bound", ours=True),
    kind="bound",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "independent-zero-one-inputs",
            r"$x_d \in \{0, 1\}$ independent, $\Pr(x_d = 1) = 1 - S$",
            lambda: equality(2),
            drop_note="this describes the example; it is not a restriction of the claim",
        ),
    ),
    depends_on=("sdl.thm-3.1-repaired",),
    remark="The identity holds for every number S; it is about probabilities for S between 0 and 1.",
    typed=FORMAL,
)


def prove(budget: Budget) -> Evidence:
    largest = budget.pick(quick=4, full=6)
    text = f"Both losses as polynomials in S, n = 1..{largest}."
    exact = tuple(equality(k) for k in range(1, largest + 1))
    return Evidence("exact-decision", "proved", "fixed-dimension", text, exact)


def examples(budget: Budget) -> Evidence:
    """The errors on random 0/1 inputs for n up to 7, by the activation class instead of the statement language."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=30, full=300), 0
    for _ in range(count):
        n = rng.randint(1, 7)
        x = [F(rng.randint(0, 1)) for _ in range(n)]
        hidden: list[Any] = list(Activation("relu").exact(times(encoder(n), x)))
        output = times(decoder(n), hidden)
        violations += sum((a - b) ** 2 for a, b in zip(x, output, strict=True)) != (max(x) > 0)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Every nonzero input has error 1.", numbers=numbers)


def mutations() -> list[Mutation]:
    def below_beta() -> Certificate:
        return counterexample(
            variables={"S": F(1, 2)},
            hypotheses={"probability": both(S >= 0, S <= 1)},
            conclusion=loss_ - single <= F(9, 10) * C * beta(3),
            let=network(3, encoder(3), decoder(3)),
            record="true_loss single_loss C",
        )

    return [
        Mutation("smaller-constant", "L - L~ = (9/10) C beta", rejected=lambda: equality(3, factor=F(9, 10))),
        Mutation("two-neurons-less", "2n - 2 of these neurons do too", rejected=lambda: equality(3, drop=2)),
        Mutation("bound-below-beta", "L - L~ <= (9/10) C beta for all networks", refuted_by=below_beta),
    ]
