r"""Local minima with overlapping neurons: groups of features served by several neurons that attain the best rank approximation.

Proved in every dimension, for ReLU: the value is the weight of the dropped features plus the tails of the groups' spectra.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._spectra import psd
from proofs_checks.sdl.ex_3_5 import UNIT
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import both, code_loss, dot, for_all, loss, names, op
from theory.sdl import Activation, Problem

F = Fraction
EQUAL = [
    [F(1, 3), F(2, 3), F(2, 3)],
    [F(2, 3), F(1, 3), F(2, 3)],
    [F(2, 3), F(2, 3), F(1, 3)],
]  # all inner products 8/9
ENCODER = [[2, 0, 1], [0, 2, 1], [-1, -1, -1]]
RELU = Activation("relu")


def decoder() -> list[list[Fraction]]:
    """The columns that reproduce the features up to their component along the eigenvector (1, 1, -2)."""
    from solvers.exact.linear import combination

    k = [1, 1, -2]
    target = [[EQUAL[d][c] + F(k[c] * k[d], 18) for d in range(3)] for c in range(3)]
    codes = [[sum((x * y for x, y in zip(row, f, strict=True)), F(0)) for f in EQUAL] for row in ENCODER[:2]]
    return [[*(combination(row, codes) or []), F(0)] for row in target]


def lower_nearby() -> Certificate:
    """Example 3.5 under ReLU: the loss is below 1, its value at e = 0, on a curve, for every 0 < e < 1."""
    (e,) = names("e")
    encoder, decoder_ = [[1, 1], [e, 0]], [[F(1, 2), e], [F(1, 2), -1 * e]]
    value = code_loss(op("pattern_codes", [[0, 1], [0]], encoder, UNIT), decoder_, UNIT, [1, 1])
    return implication(
        "e",
        assume=[relation(e, ">"), relation(1 - e**2, ">")],
        conclude=relation(1 - value, ">"),
        by=derivation(term(2, use=(0, 0, 1))),
        means="a_2 = e e_1, u_2 = e (1, -1) leaves the point of Example 3.5 (e = 0, loss 1) downhill",
    )


PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.overlapping-local-minima",
    title="Local minima with overlapping neurons",
    statement=r"""
        ReLU, disjoint groups of features $F_g$ with $c_g$ neurons each, $\sum c_g \le q$. At a point let every
        preactivation of a group's neuron on a feature outside the group, and every preactivation of the remaining
        neurons, be strictly negative. If on every group the network attains $\sum_{d \in F_g} M_d \|v_d - W_D z_d\|^2
        = \sum_{i > c_g} \lambda_i(B_{F_g})$ ($\lambda_1 \ge \lambda_2 \ge \dots$), the point is a local minimum of
        $\tilde{L}$, of value $\sum_{\mathrm{dropped}} M_d \|v_d\|^2 + \sum_g \sum_{i > c_g} \lambda_i(B_{F_g})$.""",
    source=Source(locator="overlapping patterns", arxiv="", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="strictly-off",
            text="preactivations outside the groups are strictly negative",
            witness=lambda: instance(),
            drop=lower_nearby,
        ),
    ),
    remark="""
        One neuron per group is the case of sdl.local-minima-spectrum. The example has two live neurons that are both
        on for all three features, one dead neuron, loss 1/9, while zero loss is possible.""",
)


def instance() -> Certificate:
    """q = 3: two neurons on all three features, one strictly dead; loss 1/9, the sum of the eigenvalues beyond the second."""
    act, w, enc, dec, m = names("act w W_E W_D M")
    let = {"act": RELU, "w": EQUAL, "M": [1, 1, 1], "W_E": ENCODER, "W_D": decoder(), "L": loss(act, enc, dec, w, w, m)}
    signs = for_all(w, lambda f: both(dot(enc[0], f) > 0, dot(enc[1], f) > 0, dot(enc[2], f) < 0), "f")
    return evaluation(
        both(signs, names("L")[0] == F(1, 9)), let=let, record="W_D L", means="an overlapping local minimum of loss 1/9"
    )


def zero_loss() -> Certificate:
    act, w, enc, dec, m = names("act w W_E W_D M")
    # W = (2/3) J - (1/3) I has the inverse (6/5) J - 3 I: all codes are unit vectors
    inverse = [[F(6, 5) - 3 * (i == j) for j in range(3)] for i in range(3)]
    let = {"act": RELU, "w": EQUAL, "M": [1, 1, 1], "W_E": inverse, "W_D": EQUAL}
    return evaluation(loss(act, enc, dec, w, w, m) == 0, let=let, record="W_E", means="the global minimum is zero")


def tail() -> Certificate:
    """G - (1/9) I is psd: every unit vector k has |W k|^2 >= 1/9."""
    gap = [[F(8, 9)] * 3 for _ in range(3)]
    return psd(gap, means="G - I/9 = (8/9) J, the Gram matrix minus its smallest eigenvalue")


def kernel_bound() -> Certificate:
    """If X k = 0 and |k| = 1 then |A - X|^2 >= |(A - X) k|^2 = |A k|^2: one row, two columns, Cauchy-Schwarz."""
    x, y, k1, k2 = names("x y k1 k2")
    return implication(
        "x y k1 k2",
        assume=[relation(k1**2 + k2**2, "=", 1)],
        conclude=relation(x**2 + y**2 - (x * k1 + y * k2) ** 2, ">="),
        by=derivation(term(1, square=x * k2 - y * k1), multiples={0: -1 * (x**2 + y**2)}),
        means="(x, y) a row of A - X, k a unit vector",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Points that attain the Eckart-Young tail of every group, strictly off elsewhere, are local minima.",
        read(
            "near",
            """
            The strict inequalities persist nearby, so the codes of a feature of group $g$ come from the $c_g$ neurons
            of the group only, and dropped features have the code 0.""",
            "continuity",
        ),
        read(
            "rank",
            r"With columns scaled by $\sqrt{M_d}$ the group's output is a matrix of rank at most $c_g$.",
            "linear-algebra",
            "near",
        ),
        read(
            "tail",
            r"""
            Its squared distance to $A_g$ is at least $\sum_{i > c_g} \lambda_i(B_{F_g})$, since $A_g^T A_g =
            B_{F_g}$.""",
            "eckart-young",
            "rank",
        ),
        read(
            "minimum", "The point attains all these bounds, so nothing nearby is lower.", "conclusion", "near", "tail"
        ),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Rank bound nearby, attained at the point.",
            (
                certificate,
                illustration("An instance with two overlapping neurons.", instance()),
                illustration(r"There $B - \frac{1}{9} I$ is positive semidefinite.", tail()),
                illustration(
                    r"""
                    A matrix of rank 2 with three columns has a unit vector $k$ in its kernel, and $\|A - X\|^2 \ge
                    \|A k\|^2 \ge 1/9$.""",
                    kernel_bound(),
                ),
                illustration("Zero loss is possible with the same width.", zero_loss()),
            ),
        )
    ]


def examples(budget: Budget) -> Evidence:
    """Random moves around the instance never lower the loss of the network."""
    problem = Problem.sae(EQUAL, activation=RELU, width=3)
    rng, count, violations, best = random.Random(budget.seed), budget.pick(quick=300, full=4000), 0, decoder()
    for _ in range(count):
        enc = [[x + F(rng.randint(-9, 9), 30) for x in row] for row in ENCODER]
        dec = [[x + F(rng.randint(-9, 9), 30) for x in row] for row in best]
        violations += problem.loss(enc, dec) < F(1, 9)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random moves of size below 0.3.", numbers=numbers)


def mutations() -> list[Mutation]:
    def larger_tail() -> Certificate:
        gap = [[F(8, 9) - F(1, 9) * (i == j) for j in range(3)] for i in range(3)]
        return psd(gap, means="G - (2/9) I")

    def no_norm() -> Certificate:
        x, y, k1, k2 = names("x y k1 k2")
        return implication(
            "x y k1 k2",
            assume=[relation(k1**2 + k2**2, "=", 2)],
            conclude=relation(x**2 + y**2 - (x * k1 + y * k2) ** 2, ">="),
            by=derivation(term(1, square=x * k2 - y * k1), multiples={0: -1 * (x**2 + y**2)}),
        )

    return [
        Mutation("doubled-tail", "the smallest eigenvalue is at least 2/9", rejected=larger_tail),
        Mutation("not-normalised", "the kernel bound for |k|^2 = 2", rejected=no_norm),
        Mutation("dead-at-zero", "remaining neurons may be zero instead of strictly dead", refuted_by=lower_nearby),
    ]
