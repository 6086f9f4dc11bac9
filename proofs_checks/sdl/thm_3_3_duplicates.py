"""With duplicate features (M = 1) and Top-k of ReLU the construction's loss is below n^2 sum M_d, and n^2 is the best constant: proved.

So the published constant n^2 is only needed when two features coincide: a feature may then lose all places to its duplicates.  The
value is approached, never attained.  For different features (n-1)^2 always suffices (``sdl.thm-3.3-repaired``).
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl import _construction as star
from proofs_checks.sdl._instances import unit_vector, weights
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, either, for_all, names, op, span
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
SELECTS_LARGEST = for_all(
    span(star.n),
    lambda d: either(
        star.code[d, d] == 1,
        both(op("length", op("support", star.code[d])) == star.k, star.k <= star.n - 1),
    ),
    "d",
)
STATEMENT = Statement(
    star.REPAIRED.variables,
    {
        "unit-features": star.UNIT,
        "short-targets": star.SHORT_TARGETS,
        "weights": for_all(star.m, lambda x: x > 0, "x"),
        "wide": star.WIDE,
        "copies-positive-values": star.REPAIRED.hypotheses["copies-positive-values"],
        "at-most-k-copied": star.REPAIRED.hypotheses["at-most-k-copied"],
        "own-or-full": both(SELECTS_LARGEST, star.code[0, 0] == 1),
    },
    star.at_star < star.n**2 * star.weight,
    star.LET,
)
RECORD = "at_star weight M"


def opposed(n: int, denominator: int = 100) -> dict[str, Any]:
    """n copies of one input feature; the last output feature is opposite to the others; Top-(n-1)."""
    return {
        "activation": {"type": "topk", "k": n - 1},
        "w_p": [[1]] * n,
        "w_r": [[1]] * (n - 1) + [[-1]],
        "m": [F(1, denominator)] * (n - 1) + [1],
        "q": n,
        "k": n - 1,
    }


_hypothesis = partial(parts.dropped, STATEMENT, point=opposed(3), record=RECORD)

PAGE = "construction"
CLAIM = Claim(
    id="sdl.thm-3.3-duplicates",
    title="Duplicate features need the constant n squared",
    statement=r"""
        Let $\|w_d\| = 1$ (duplicates allowed), $\|v_d\| \le 1$, $q \ge n$, $\sigma$ = Top-$k$ of ReLU. At the
        construction $\tilde{L} < n^2 \sum_d M_d$, and for every $n \ge 2$ and $\varepsilon > 0$ there is an example
        with $\tilde{L} > (n^2 - \varepsilon) \sum_d M_d$.""",
    source=Source(locator="Theorem 3.3 with duplicates", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        _hypothesis("unit-features", r"$\|w_d\| = 1$", {**opposed(2), "w_p": [[1, 0], [0, 3]], "m": [1, 100]}),
        _hypothesis("short-targets", r"$\|v_d\| \le 1$", {**opposed(2), "w_r": [[9], [-9]]}),
        _hypothesis("weights", r"$M_d > 0$", {**opposed(2), "m": [0, 1]}),
        _hypothesis("wide", r"$q \ge n$", None, "the construction needs it"),
        _hypothesis(
            "copies-positive-values", "only positive values are copied", None, "part of the definition of Top-k of ReLU"
        ),
        _hypothesis(
            "at-most-k-copied", r"at most $k$ values are copied", None, "part of the definition of Top-k of ReLU"
        ),
        _hypothesis(
            "own-or-full",
            r"the own value is copied, or $k < n$ others are; the first feature copies its own",
            None,
            "what Top-k with ties to the smaller index does for unit features",
        ),
    ),
    depends_on=("sdl.thm-3.3-repaired",),
)


def limit_identity(n: int, *, gap: Any = 4) -> Certificate:
    """``L~ = (n-2)^2 sum_{d<n} M_d + n^2 M_n`` for n opposed copies: the gap to n^2 sum M_d is 4(n-1) sum_{d<n} M_d."""
    text = " ".join(f"m{d}" for d in range(n))
    head = sum((names(f"m{d}")[0] for d in range(1, n - 1)), names("m0")[0])
    last = names(f"m{n - 1}")[0]
    given = opposed(n)
    let = {**given, "m": op("tuple", *names(text)), **star.LET}
    return evaluation(
        both(
            star.at_star == (n - 2) ** 2 * head + n**2 * last,
            n**2 * star.weight - star.at_star == gap * (n - 1) * head,
        ),
        let=let,
        indeterminates=text,
        means=f"{n} copies of one feature, the last one with the opposite target, every weight symbolic",
    )


def residual_bound(*, at_least: int = 0) -> Certificate:
    """For 0 <= k <= n - 1: ``(1 + k)^2 <= n^2`` and ``k^2 <= n^2`` follow from ``n - 1 - k >= 0``, ``k >= 0``."""
    n, k = names("n k")
    return implication(
        "n k",
        assume=[relation(k, ">="), relation(n - 1 - k + at_least, ">=")],
        conclude=relation(n**2 - (1 + k) ** 2, ">="),
        by=derivation(term(1, square=n - 1 - k), term(2, use=(1,)), term(2, use=(0, 1))),
        means="a residual of length at most 1 + k, k <= n - 1",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "With duplicates L~ < n^2 sum M_d, and n^2 cannot be improved",
        read(
            "own",
            """
            If the own value 1 is copied, then with t <= n - 1 other copied values in (0, 1] the residual has length
            at most t <= n - 1 < n.""",
            "definition",
        ),
        read(
            "lost",
            """
            If it is not, then k < n values are copied (Top-k with k >= n copies every positive value), and the
            residual v_d - sum z_j v_j has length at most 1 + k.""",
            "cases",
        ),
        checked("square", "(1 + k)^2 <= n^2 for k <= n - 1.", residual_bound()),
        read(
            "strict",
            """
            The feature with the smallest index among its duplicates copies its own value, as ties go to the smaller
            index. So one term is below n^2 M_d with M_d > 0.""",
            "counting",
            "own",
            "lost",
            "square",
        ),
        checked("example", "n = 4 copies of one feature, the last target opposite, Top-3.", limit_identity(4)),
        read(
            "limit",
            """
            For every n, with Top-(n-1): a feature d < n copies the n - 1 first ones, all with target v, residual v -
            (n-1) v; feature n has residual -v - (n-1) v. So L~ = (n-2)^2 sum_{d<n} M_d + n^2 M_n, and the quotient
            with sum M_d tends to n^2 as the M_d, d < n, tend to 0.""",
            "continuity",
            "example",
        ),
        read("all", "Together.", "conclusion", "strict", "limit"),
    )
    exact = tuple(limit_identity(n) for n in range(2, budget.pick(quick=7, full=10)))
    strict = tuple(
        evaluation(
            both(*STATEMENT.hypotheses.values(), STATEMENT.conclusion, star.at_star > (star.n - 1) ** 2 * star.weight),
            let={**opposed(n), **STATEMENT.let},
            record="at_star",
        )
        for n in (2, 3, 4)
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "A lost feature has a residual of length up to n.",
            (certificate,),
        ),
        Evidence("exact-decision", "proved", "fixed-dimension", "The limit example with symbolic weights.", exact),
        Evidence("certified-instances", "proved", "instance", "Losses between (n-1)^2 and n^2.", strict),
    ]


def examples(budget: Budget) -> Evidence:
    """Random lists of features with repetitions."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=80, full=2000), 0
    for _ in range(count):
        n = rng.randint(2, 5)
        pool = [unit_vector(rng, 2) for _ in range(2)]
        w, v, m = [rng.choice(pool) for _ in range(n)], [unit_vector(rng, 2) for _ in range(n)], weights(rng, n)
        problem = Problem.transcoder(w, v, weights=m, activation=Activation("topk", k=rng.randint(1, n)), width=n)
        violations += problem.loss(w, [list(row) for row in zip(*v, strict=True)]) >= n**2 * sum(m)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Features drawn from two directions.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The strict bound on the user's features, duplicates included, for Top-k."""
    if problem.activation.kind != "topk":
        return InstanceReport("not-applicable", "the claim is about Top-k of ReLU")
    return star.on_instance(STATEMENT, problem, k=min(problem.n, problem.activation.k or problem.n))


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "constant-for-different-features",
            "(n-1)^2 suffices for duplicates",
            refuted_by=lambda: STATEMENT.concluding(star.at_star <= (star.n - 1) ** 2 * star.weight).refuted_by(
                opposed(2), record=RECORD
            ),
        ),
        Mutation(
            "sharp-bound",
            "the bound for different features",
            refuted_by=lambda: STATEMENT.concluding(star.at_star <= star.sharp_bound(star.k)).refuted_by(
                opposed(2), record=RECORD
            ),
        ),
        Mutation("wrong-gap", "a gap of 3(n-1) sum M_d", rejected=lambda: limit_identity(3, gap=3)),
        Mutation("one-more", "(1 + k)^2 <= n^2 for k <= n", rejected=lambda: residual_bound(at_least=1)),
    ]
