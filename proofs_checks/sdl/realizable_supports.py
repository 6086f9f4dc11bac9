"""A neuron with given on and off features exists unless a positive combination of the one is a combination of the other."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._cones import combination, difference_is_positive
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import Farkas, realize
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, illustration, implication, proof, read, relation, term
from theory.formal import both, dot, names
from theory.sdl import Problem
from theory.statement import Statement

Q = Fraction
g, a, w, l1, l2 = names("g a W l1 l2")

CLAIM = Claim(
    id="sdl.realizable-supports",
    title="Which sets of features a ReLU neuron can see",
    statement=r"For sets $F, E$ of features there is a row $a$ with $a \cdot w_d > 0$ for $d \in F$ and $a \cdot w_e \le 0$ for $e \in E$ "
    r"if and only if there are no $\lambda \ge 0$ on $F$, $\lambda \ne 0$, and $\mu \ge 0$ on $E$ with "
    r"$\sum_{d \in F} \lambda_d w_d = \sum_{e \in E} \mu_e w_e$. In particular a neuron can see $d$ alone if and only if "
    r"$w_d \notin \mathrm{cone}\{w_e : e \ne d\}$.",
    source=Source(locator="statement of this project", arxiv="", ours=True, note="Motzkin's transposition theorem"),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "finite", "finitely many features",
            lambda: split.realizable([[1, 0], [0, 1]], [[1, -1]]),
            drop_note="cones of infinitely many vectors need not be closed; here n is finite by definition",
        ),
    ),
)  # fmt: skip


def _terms() -> Certificate:
    return difference_is_positive(means="lambda (a.w_d) - mu (a.w_e) > 0 if a.w_d > 0 >= a.w_e, lambda > 0, mu >= 0")


def _two() -> Certificate:
    """One on and one off feature, unit vectors with inner product g, -1 < g < 1: the row w_1 - g w_2."""
    return implication(
        "g",
        assume=[relation(1 - g, ">"), relation(1 + g, ">")],
        conclude=relation(1 - g * g, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="(w_1 - g w_2).w_1 = 1 - g^2 > 0 and (w_1 - g w_2).w_2 = 0",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "A row that is positive on F and nonpositive on E exists iff no nonzero nonnegative combination of F is a nonnegative "
        "combination of E.",
        checked("terms", "With such a row every term of the difference of the two sides has the right sign.", _terms()),
        read(
            "only-if",
            r"So for $\lambda \ne 0$ the difference of the two sides, multiplied by a, is positive, and the sides differ.",
            "linearity", "terms",
        ),
        read(
            "if",
            r"Suppose there is no such combination (F not empty; otherwise $a = 0$). Then $\mathrm{conv}(w_F)$, compact, is disjoint "
            r"from the closed cone of E; a hyperplane separates them strictly: $a \cdot w_d > c > a \cdot k$ for all k in the "
            r"cone. Since 0 is in the cone, $c > 0$, and since tk is in it for all $t > 0$, $a \cdot k \le 0$.",
            "separation",
        ),
        read("lemma", "Both directions together.", "conclusion", "only-if", "if"),
    )  # fmt: skip
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Separation of a polytope and a polyhedral cone.",
        (
            certificate,
            illustration(
                r"Explicitly for one on and one off unit vector, $-1 < g < 1$: the row $w_1 - g w_2$.", _two()
            ),
        ),
    )


def examples(budget: Budget) -> Evidence:
    """Rows by one linear program, combinations by another one."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=80, full=1500)
    for _ in range(count):
        features = distinct_units(rng, rng.choice((3, 4, 5)), rng.choice((2, 3)))
        kinds = [rng.choice(["on", "off", "free"]) for _ in features]
        on, off = ([d for d, k in enumerate(kinds) if k == name] for name in ("on", "off"))
        found = not isinstance(realize(features, on, off), Farkas)
        violations += found == (bool(on) and combination(features, on, off))
    return Evidence(
        "property-test", "tested", "fixed-dimension",
        "Random on and off sets of up to five rational unit features: the linear program for the row against the one for the "
        "combination.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    strict_off = Statement(
        ("W", "a"),
        {"on": dot(a, w[0]) > 0, "off": dot(a, w[1]) <= 0},
        dot(a, w[1]) < 0,
    )
    weak = Statement(
        ("W", "a", "l1", "l2"),
        {
            "row": both(dot(a, w[0]) >= 0, dot(a, w[1]) <= 0),
            "multipliers": both(l1 > 0, l2 >= 0),
        },
        (l1 * w[0][0] - l2 * w[1][0]) ** 2 + (l1 * w[0][1] - l2 * w[1][1]) ** 2 > 0,
    )

    def nonzero_dropped() -> Certificate:
        return difference_is_positive(lam_sign=">=")

    return [
        Mutation(
            "strict-off", "off features are strictly negative",
            refuted_by=lambda: strict_off.refuted_by({"W": [[1, 0], [0, 1]], "a": [1, 0]}),
        ),
        Mutation(
            "weak-on", "it is enough that the on features are not negative",
            refuted_by=lambda: weak.refuted_by({"W": [[1, 0], [1, 0]], "a": [0, 1], "l1": 1, "l2": 1}),
        ),
        Mutation("zero-combination", r"$\lambda = 0$ is an obstruction", rejected=nonzero_dropped),
    ]  # fmt: skip


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Which of the problem's features a neuron can see alone, with a row or a Farkas combination for each."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the lemma is about ReLU")
    features, certificates, alone = problem.features_in, [], []
    for d in range(problem.n):
        answer = realize(features, [d])
        if isinstance(answer, Farkas):
            certificates.append(split.unrealizable(features, [d], field=problem.field))
        else:
            alone.append(d)
            certificates.append(split.realizable(features, [answer], field=problem.field))
    return InstanceReport(
        "holds", f"a neuron can see these features alone: {alone}, and no others", tuple(certificates)
    )
