"""Every realizable partition pattern can be refined by splitting a feature off: refuted for Top-k of ReLU with k >= 2.

A feature on one neuron leaves k - 1 free places, so every other neuron must be at most 0 on it: the conditions on each row
are those of ReLU, and so are the counterexamples.  True instead: ``sdl.thm-3.8-conditions`` decides each case; Top-1 is different
(``sdl.thm-3.8-top-1``).
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks import parts
from proofs_checks.sdl import _absorption as split
from solvers.sdl.patterns.certificate import enumeration_certificate
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, for_all, length, listing, member, names, negation, permutations
from theory.sdl import Activation, Problem

Q = Fraction
TOP2 = Activation("topk", k=2)
STATEMENT = split.statement(TOP2)
MINIMAL = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
PARTITION = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-5, 13), Q(12, 13)], [Q(-4, 5), Q(-3, 5)]]
PARTITION_ROWS = [[2, -1], [-1, Q(1, 2)]]


def _witness() -> Certificate:
    return split.satisfied(STATEMENT, PARTITION, PARTITION_ROWS, activation=TOP2)


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-topk",
    title="Absorption patterns are realizable (Top-k, k at least 2)",
    statement=r"""
        If $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$, each feature in at most one $F_i$, is realizable by Top-k of
        ReLU with $k \ge 2$, then for every $i$ some $d \in F_i$ splits off: $(F_1, \dots, F_i \setminus \{d\}, \{d\},
        \dots, F_M)$ is realizable.""",
    source=Source(locator="Theorem 3.8", note="read for Top-k of ReLU; k = 2 in the formal statement"),
    kind="existence",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        _witness,
        ("unit-features", r"$\|w_d\| = 1$"),
        ("distinct-features", r"$w_d \ne w_e$ for $d \ne e$"),
        ("polysemantic-neurons", r"$|F_i| \ge 2$"),
        ("one-neuron-each", r"each feature is in at most one $F_i$"),
    ),
    depends_on=("sdl.thm-3.8",),
    remark="The same counterexamples as for ReLU. Top-1 behaves differently: sdl.thm-3.8-top-1.",
    statement_formal=STATEMENT,
)


def no_split_listed(patterns: list[list[list[int]]]) -> Certificate:
    """No order of ({1}, {2}, {}) is in the list."""
    wanted, table = names("split patterns")
    absent = for_all(permutations(3), lambda o: negation(member(listing(o, lambda i: wanted[i], "i"), table)), "order")
    let = {"patterns": Expression(["data", patterns]), "split": Expression(["data", [[0], [1], []]])}
    return evaluation(
        absent, let={**let, "size": length(table)}, record="size split", means="({1}, {2}, {}) is not realizable"
    )


def refute(budget: Budget) -> list[Evidence]:
    listed = enumeration_certificate(MINIMAL, TOP2, width=3, means="all patterns of three neurons under Top-2")
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Minimal: three features in the plane, k = 2, pattern ({1,2}).",
            (split.counterexample(MINIMAL, [[Q(5, 6), 0]], activation=TOP2),),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "A partition of four features: neither neuron has a split.",
            (split.counterexample(PARTITION, PARTITION_ROWS, activation=TOP2),),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            """
            By a different route: the complete list of patterns of three competing neurons on the minimal features has
            no split of ({1,2}).""",
            (listed, no_split_listed(listed["asserts"]["patterns"])),
        ),
    ]


def mutations() -> list[Mutation]:
    def orthonormal() -> Certificate:
        listed = enumeration_certificate([[1, 0], [0, 1]], TOP2, width=3)
        return no_split_listed(listed["asserts"]["patterns"])

    def threshold() -> Certificate:
        listed = enumeration_certificate(MINIMAL, Activation("jumprelu", theta=Q(1)), width=3)
        return no_split_listed(listed["asserts"]["patterns"])

    return [
        Mutation("orthonormal", "no split of ({1,2}) for two orthonormal features either", rejected=orthonormal),
        Mutation("jumprelu", "the minimal features have no split of ({1,2}) under JumpReLU either", rejected=threshold),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Every realizable set of one neuron, decided exactly as for ReLU (Top-k with k at least 2)."""
    if problem.activation.kind != "topk" or (problem.activation.k or 0) < 2:
        return InstanceReport("not-applicable", "the claim is about Top-k with k at least 2")
    return split.decide(problem)
