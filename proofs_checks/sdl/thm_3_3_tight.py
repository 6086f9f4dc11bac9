"""The repaired bound is attained, for every n, k and all M, M_r in [0, 1): equiangular features: proved.

If all inner products of different input features are M and those of output features M_r, every feature sees k - 1 others with value M and
the residual has square (k-1) M^2 (1 + (k-2) M_r).  Rational instances a e_i + b 1 exist in every dimension.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _construction as star
from proofs_checks.sdl._instances import plain
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, proof, read, relation
from theory.formal import both, names
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
EQUALITY = Statement(
    star.REPAIRED.variables,
    {
        **star.REPAIRED.hypotheses,
        "equiangular": both(
            *(
                star.for_all(
                    star.span(star.n),
                    lambda i, x=x, c=c: star.for_all(star.span(i), lambda j: star.dot(x[i], x[j]) == c, "j"),
                    "i",
                )
                for x, c in ((star.w_p, star.M), (star.w_r, star.M_r))
            ),
            star.for_all(star.w_r, lambda v: star.norm2(v) == 1, "v"),
            star.M >= 0,
            star.M_r >= 0,
        ),
        "exactly-k-copied": star.for_all(
            star.code, lambda z: star.either(star.M == 0, star.op("length", star.op("support", z)) == star.k), "z"
        ),
    },
    star.at_star == star.sharp_bound(star.k),
    star.LET,
)


def instance(n: int, k: int, kind: str = "topk", *, spare: int = 0) -> dict[str, Any]:
    """n equiangular features with two different angles for input and output, Top-k (or ReLU, k = n)."""
    (w, _), (v, _) = star.angles(n, 2)
    act = {"type": "relu"} if kind == "relu" else {"type": "topk", "k": k}
    return {"activation": act, "w_p": w, "w_r": v, "m": [F(d + 1) for d in range(n)], "q": n + spare, "k": k}


def attained(given: dict[str, Any], *, factor: Any = 1) -> Certificate:
    """The loss equals ``factor`` times the bound (and all hypotheses hold)."""
    return evaluation(
        both(*EQUALITY.hypotheses.values(), star.at_star == factor * star.sharp_bound(star.k), star.at_star > 0),
        let={**{name: plain(x) for name, x in given.items()}, **EQUALITY.let},
        record="at_star M M_r",
        means="equality in the bound for equiangular features",
    )


def square_of_sum(*, cross: Any = 2) -> Certificate:
    """``|mu (v_1 + .. + v_t)|^2 = mu^2 (t + t(t-1) rho)`` for unit vectors with inner products rho, by induction on t."""
    t, total, mu, rho = names("t total mu rho")
    goal = relation(total - mu**2 * (t + t * (t - 1) * rho), "=")
    return seal(
        "induction",
        {
            "n": "t",
            "start": 0,
            "parameters": ["mu", "rho"],
            "sequences": {"total": {"start": 0, "next": (total + mu**2 * (1 + cross * t * rho)).json}},
            "assume": [],
            "relations": [goal],
            "means": "adding one more vector adds mu^2 (1 + 2 t rho) to the square",
        },
        {"base": [derivation()], "step": [derivation(multiples={1: 1})]},
    )


QUARTER = [[1, 0], [F(4, 5), F(3, 5)], [F(3, 5), F(4, 5)]]


PAGE = "construction"
CLAIM = Claim(
    id="sdl.thm-3.3-tight",
    title="Equiangular features attain the repaired bound",
    statement=r"""
        For every $n \ge 1$, $1 \le k \le n$ and $M, M_r \in [0, 1)$ there are unit features with $\langle w_i, w_j
        \rangle = M$ and $\langle v_i, v_j \rangle = M_r$ ($i \ne j$), and for these, with $\sigma$ = Top-$k$ of ReLU,
        $\tilde{L} = (k - 1) M^2 (1 + (k - 2)_+ M_r) \sum_d M_d$ at the construction; with ReLU the same for $k = n$.""",
    source=Source(locator="Theorem 3.3, sharpness of the repaired bound", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "equiangular",
            "all inner products of different features are equal and not negative",
            lambda: EQUALITY.satisfied_by(instance(3, 2)),
            # three vectors in a quarter of the plane: all inner products are positive, so ReLU copies k = 3 values of each
            drop=lambda: EQUALITY.without("equiangular").refuted_by(
                {**instance(3, 3, "relu"), "w_p": QUARTER, "w_r": QUARTER}, record="at_star M M_r"
            ),
        ),
        Hypothesis(
            "exactly-k-copied",
            r"the activation copies exactly $k$ values of each feature",
            lambda: EQUALITY.satisfied_by(instance(3, 2)),
            drop=lambda: EQUALITY.without("exactly-k-copied").refuted_by(
                {**instance(3, 2), "k": 3}, record="at_star M M_r"
            ),
        ),
        *(
            Hypothesis(
                name,
                text,
                lambda: EQUALITY.satisfied_by(instance(3, 2)),
                drop_note="a hypothesis of the bound that is attained: dropped in sdl.thm-3.3-repaired",
            )
            for name, text in (
                ("wide", r"$q \ge n$"),
                ("weights", r"$M_d \ge 0$"),
                ("short-targets", r"$\|v_d\| \le 1$"),
                ("own-neuron-passes-one", "the own value 1 is copied"),
                ("copies-positive-values", "only positive values are copied"),
                ("at-most-k-copied", r"at most $k \le n$ values are copied"),
            )
        ),
    ),
    depends_on=("sdl.thm-3.3-repaired",),
    statement_formal=EQUALITY,
)


def prove(budget: Budget) -> list[Evidence]:
    largest = budget.pick(quick=5, full=8)
    certificate = proof(
        "For every n, k, M, M_r in [0, 1) equiangular features attain the bound",
        read(
            "exist",
            """
            The matrix (1-M) I + M J has the eigenvalues 1 - M > 0 and 1 + (n-1) M > 0, so it is the Gram matrix of n
            vectors in R^n; the same for M_r.""",
            "linear-algebra",
        ),
        read(
            "codes",
            """
            Feature d has the preactivation 1 at its own neuron and M at all others. For M > 0 Top-k copies the own
            value and k - 1 of the others, whichever the ties select; ReLU copies all n. For M = 0 both sides are 0.""",
            "definition",
            "exist",
        ),
        checked(
            "square", "The square of the sum of t unit vectors with inner products rho, scaled by mu.", square_of_sum()
        ),
        read(
            "end",
            """
            The residual of d is minus the sum of M v_j over t = k - 1 others: its square is M^2 (k-1)(1 + (k-2) M_r),
            for every d. Multiply by M_d and add up.""",
            "instance",
            "codes",
            "square",
        ),
    )
    exact = [attained(instance(n, k)) for n in range(2, largest + 1) for k in range(2, n + 1)]
    exact += [attained(instance(n, n, "relu", spare=1)) for n in range(2, largest + 1)]
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Counting with equal angles.", (certificate,)),
        Evidence(
            "certified-instances",
            "proved",
            "instance",
            f"Rational equiangular systems, n = 2..{largest}, every k >= 2, Top-k and ReLU.",
            tuple(exact),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """The loss of random equiangular systems, by the problem class."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=30, full=300), 0
    for _ in range(count):
        n = rng.randint(2, 6)
        k = rng.randint(1, n)
        (w, mu), (v, rho) = rng.sample(star.angles(n, 5), 2)
        problem = Problem.transcoder(w, v, activation=Activation("topk", k=k), width=n)
        found = problem.loss(w, [list(row) for row in zip(*v, strict=True)])
        violations += found != n * (k - 1) * mu**2 * (1 + max(0, k - 2) * rho)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random equiangular systems.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Equality on the user's problem, if its features are equiangular."""
    k = min(problem.n, problem.activation.k or problem.n) if problem.activation.kind == "topk" else problem.n
    return star.on_instance(EQUALITY, problem, k=k)


def mutations() -> list[Mutation]:
    return [
        Mutation("nine-tenths", "nine tenths of the bound", rejected=lambda: attained(instance(3, 3), factor=F(9, 10))),
        Mutation(
            "one-cross-term", "the induction with one cross term per pair", rejected=lambda: square_of_sum(cross=1)
        ),
        Mutation(
            "published-constant",
            "the loss of equiangular features is n^2 M^2 sum M_d",
            refuted_by=lambda: EQUALITY.concluding(star.at_star == star.n**2 * star.M**2 * star.weight).refuted_by(
                instance(3, 3), record="at_star M"
            ),
        ),
    ]
