"""Absorption patterns are realizable under Top-1 when every feature is covered: proved, for distinct unit features."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _top_one as top
from proofs_checks.sdl._instances import distinct_units
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import for_all, length, names, negation, span
from theory.sdl import Problem

Q = Fraction
STATEMENT = top.statement(covering=True)
PAIR = [[Q(3, 5), Q(4, 5)], [Q(3, 5), Q(-4, 5)]]
ARC = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]]
UNCOVERED = [*PAIR, [0, 1], [0, -1]]
x, y, v, eps = names("x y v eps")


def _witness() -> Certificate:
    return STATEMENT.satisfied_by({"W": PAIR, "W_E": [[1, 0]], "Y": [[[0, 0]] * 2] * 2})


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-top-1",
    title="Absorption patterns are realizable under Top-1",
    statement=r"""
        Let the features be distinct unit vectors. If $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$ is realizable by
        Top-1 of ReLU and every feature lies in some $F_i$, then for every $i$ some $d \in F_i$ splits off: $(F_1,
        \dots, F_i \setminus \{d\}, \{d\}, \dots, F_M)$ is realizable. Every extreme ray $d$ of the cone of $F_i$ will
        do.""",
    source=Source(locator="Theorem 3.8", note="read for Top-1, with the hypothesis that every feature is covered"),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "unit-features",
            r"$\|w_d\| = 1$",
            _witness,
            drop=lambda: top.counterexample(
                [[1], [2]], [1], of=STATEMENT.without("unit-features"), means="w_2 = 2 w_1"
            ),
        ),
        Hypothesis(
            "distinct-features",
            r"$w_d \ne w_e$ for $d \ne e$",
            _witness,
            drop=lambda: top.counterexample([[1], [1]], [1], of=STATEMENT.without("distinct-features")),
        ),
        Hypothesis("one-neuron", "formal statement only", _witness, drop_note="the proof is for any number of neurons"),
        Hypothesis(
            "polysemantic-neurons",
            r"$|F_i| \ge 2$",
            _witness,
            drop_note="a single feature splits off trivially, leaving a dead neuron; a dead neuron has nothing to split",
        ),
        Hypothesis(
            "every-feature-covered",
            "each feature is in some $F_i$",
            _witness,
            drop=lambda: top.counterexample(UNCOVERED, [1, 0], of=STATEMENT.without("every-feature-covered")),
        ),
    ),
    remark="""
        With uncovered features it fails: sdl.thm-3.8-top-1-uncovered. The formal statement is about one neuron, that
        is M = 1; that no multipliers refute a split is, by Motzkin's theorem, that it is realizable.""",
    statement_formal=STATEMENT,
)


def strict_tie() -> Certificate:
    """A tie won by the smaller index becomes a strict win when row i is multiplied by (1 + delta)^(-i)."""
    delta = names("delta")[0]
    return implication(
        "x y delta",
        assume=[relation(x, ">"), relation(x - y, ">="), relation(delta, ">")],
        conclude=relation(x * (1 + delta) - y, ">"),
        by=derivation(term(1, use=(1,)), term(1, use=(0, 2))),
        means="neuron i beats j > i with x >= y: x > y/(1 + delta)",
    )


def stays_behind() -> Certificate:
    return implication(
        "x v eps",
        assume=[relation(eps, ">"), relation(-v, ">")],
        conclude=relation(x - (x + eps * v), ">"),
        by=derivation(term(1, use=(0, 1))),
        means="a_i.w_e > (a_i + eps v).w_e where v.w_e < 0",
    )


def overtakes() -> Certificate:
    return implication(
        "x v eps",
        assume=[relation(x, ">"), relation(eps, ">"), relation(v, ">")],
        conclude=relation((x + eps * v) - x, ">"),
        by=derivation(term(1, use=(1, 2))),
        means="(a_i + eps v).w_d > a_i.w_d > 0 where v.w_d > 0",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        """
        Under Top-1, when every feature is covered and the features are distinct unit vectors, each neuron with two or
        more features has a feature that splits off.""",
        read(
            "winner",
            "Every feature has exactly one neuron that is on, the winner; its pre-activation is positive.",
            "definition",
        ),
        checked(
            "strict", r"Multiply row i by $(1 + \delta)^{-i}$, $\delta > 0$ small: ties become strict.", strict_tie()
        ),
        read(
            "strict-pattern",
            r"Strict wins and signs survive a small $\delta$. So let all winners win strictly.",
            "continuity",
            "winner",
            "strict",
        ),
        read(
            "pointed",
            r"""
            $a_i \cdot w > 0$ on $F_i$, so the cone of $F_i$ is pointed; it has an extreme ray, and since different
            unit vectors lie on different rays, exactly one feature $d \in F_i$ lies on it. $w_d$ is not in the cone
            $K$ of the others.""",
            "linear-algebra",
            "winner",
        ),
        read(
            "functional",
            r"""
            K is closed, so some h has $h \cdot w_d > 0 \ge h \cdot w_e$ for $e \in F_i \setminus \{d\}$. With a small
            $t > 0$, $v = h - t a_i$ has $v \cdot w_d > 0 > v \cdot w_e$.""",
            "separation",
            "pointed",
        ),
        read(
            "new-row",
            r"The new neuron has the row $a_i + \epsilon v$, $\epsilon > 0$ small; all old rows stay.",
            "definition",
            "functional",
        ),
        checked("takes-d", r"On $w_d$ it beats neuron i, the strict winner so far.", overtakes()),
        checked("leaves-others", r"On the other features of $F_i$ it stays strictly behind neuron i.", stays_behind()),
        read(
            "elsewhere",
            r"""
            Every other feature is covered: its winner is positive and strictly ahead of $a_i \cdot w$, hence ahead of
            the new neuron for small $\epsilon$.""",
            "continuity",
            "strict-pattern",
            "new-row",
        ),
        read("split", "So exactly d moves to the new neuron.", "conclusion", "takes-d", "leaves-others", "elsewhere"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "One new row close to the old one, in every dimension.",
        (certificate,),
    )


def examples(budget: Budget) -> Evidence:
    """All covering patterns of one and two neurons on random features, by complete enumeration."""
    from theory.sdl import Activation

    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=6, full=60)
    for _ in range(count):
        features = distinct_units(rng, rng.choice((3, 4)), 2)
        problem = Problem.sae(features, activation=Activation("topk", k=1), width=2)
        violations += top.decide(problem, covering=True).status != "holds"
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "All covering patterns of one and two neurons on three or four random rational unit features in the plane.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def no_room() -> Certificate:
        return top.counterexample(PAIR, [1, 0], of=STATEMENT)

    every = STATEMENT.concluding(
        for_all(span(length(top.F)), lambda k: negation(top.refuted(names("Y")[0][k], top.F[k])), "k")
    )
    return [
        Mutation(
            "every-feature",
            "every feature of a neuron splits off (the middle one of three does not)",
            refuted_by=lambda: top.counterexample(ARC, [1, 0], of=every),
        ),
        Mutation("opposite", "it fails for two covered features", rejected=no_room),
        Mutation(
            "uncovered",
            "it also holds with uncovered features",
            refuted_by=lambda: top.counterexample(UNCOVERED, [1, 0], of=top.statement(covering=False)),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """All covering patterns of up to two neurons on the problem's features, decided exactly."""
    return top.decide(problem, covering=True)
