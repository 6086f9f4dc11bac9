r"""The hinge loss is not bounded by a multiple of the number of errors: on the line one error can cost any amount.

What is true instead: OPT <= h* <= 2 min(|C|, |X - C|), and h* = 0 iff OPT = 0 (concepts.best-half-space-bounds).
"""

from __future__ import annotations

from proofs_checks.concepts._neurons import no_neuron, own
from proofs_checks.concepts.best_half_space_bounds import dual
from solvers.concepts.half_space import best_half_space
from solvers.concepts.half_space_bounds import least_hinge
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, for_all, names, op

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.hinge-loss-vs-errors",
    title="Hinge loss bounded by the errors",
    statement=r"""
        In each dimension $n$ there is a constant $c$ with $h^* \le c \cdot \mathrm{OPT}$ for all finite sets of
        points and concepts: the least hinge loss is at most $c$ times the least number of errors of a neuron.""",
    source=own("statement of this project"),
    kind="bound",
    expected="argued-refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            "size",
            r"$m \ge 2$ in the family below",
            lambda: neuron_errs_once(2),
            drop_note="for m = 1 the points 1, -1 | -1 are not distinct; the family starts at 2",
        ),
    ),
    depends_on=("concepts.best-half-space-bounds",),
    remark=r"$C = \{1, \dots, m, -m^2\}$, $X \setminus C = \{-1, \dots, -m\}$ on the line: OPT = 1, h* = 2 m, for every m >= 2.",
)


def _family(m: int) -> tuple[list[tuple[int]], set[int]]:
    return [(k,) for k in range(1, m + 1)] + [(-m * m,)] + [(-k,) for k in range(1, m + 1)], set(range(m + 1))


def neuron_errs_once(m: int) -> Certificate:
    """z(x) = x is wrong at -m^2 only."""
    (C, N) = names("C N")
    return evaluation(
        both(for_all(C, lambda x: op("=", x > 0, op("!=", x, -m * m)), "x"), for_all(N, lambda x: x <= 0, "x")),
        let={"C": [*range(1, m + 1), -m * m], "N": [-k for k in range(1, m + 1)]},
    )


def balance(start: int = 3) -> Certificate:
    """Dual weights 1 at 1, ..., m - 1, at -m^2 and on all of N, 0 at m: s(m) = 1 + ... + (m - 1), t(m) = 1 + ... + m."""
    m, s, t = names("m s t")
    relations = [
        relation(2 * s - m * (m - 1), "="),
        relation(2 * t - m * (m + 1), "="),
        relation(s - m**2 + t, "="),
    ]
    return seal(
        "induction",
        {
            "n": "m",
            "start": 2,
            "parameters": [],
            "sequences": {"s": {"start": 1, "next": (s + m).json}, "t": {"start": start, "next": (t + m + 1).json}},
            "assume": [],
            "relations": relations,
            "means": "sum over C of a x = s - m^2, sum over N of a x = -t: equal, as s + t = m^2",
        },
        {
            "base": [derivation(), derivation(), derivation()],
            # in the step assumption 0 is m >= 2, and 1, 2, 3 are the relations at m
            "step": [derivation(multiples={1: 1}), derivation(multiples={2: 1}), derivation(multiples={3: 1})],
        },
    )


def between() -> Certificate:
    """-1 (outside C) lies between -m^2 and 1 (in C), so no neuron is right at all three."""
    (m,) = names("m")
    return implication(
        "m",
        assume=[relation(m - 1, ">")],
        conclude=relation((m**2 - 1) * 2, ">"),
        by=derivation(term(2, square=1, use=(0, 0)), term(4, use=(0,))),
        means="both weights, 2 and m^2 - 1, of -(m^2 + 1) = 2 (-m^2) + (m^2 - 1) 1 are positive for m > 1",
    )


def average() -> Certificate:
    """The point -1 as an average."""
    (m,) = names("m")
    return evaluation(
        2 * (-(m**2)) + (m**2 - 1) * 1 == -1 * (m**2 + 1),
        indeterminates="m",
        means="the weighted sum of -m^2 and 1 is m^2 + 1 times the point -1",
    )


def refute(budget: Budget) -> Evidence:
    certificate = proof(
        "C = {1, ..., m, -m^2} and {-1, ..., -m}, m >= 2: OPT = 1 and h* = 2 m.",
        checked("weights", "Weights of -m^2 and 1.", between()),
        checked("average", "Their average is -1.", average()),
        read(
            "one",
            r"So no neuron is right at $-m^2$, $-1$, $1$, while $z(x) = x$ errs at $-m^2$ only: OPT = 1.",
            "cases",
            "weights",
            "average",
        ),
        checked("dual", "One point of the weak duality of the hinge loss, for dual weights a in [0, 1].", dual()),
        checked(
            "balance",
            "The dual weights 1 at 1, ..., m - 1, at -m^2 and at -1, ..., -m have equal sums on both sides.",
            balance(),
        ),
        read(
            "lower",
            """
            Each side has total weight $m$, so every neuron on the line has hinge loss at least $2 m$; $w = 0$, $b =
            1$ has exactly that, by the $m$ points outside $C$.""",
            "linearity",
            "dual",
            "balance",
        ),
        read(
            "unbounded",
            r"Given $c$, take $m > c / 2$; in higher dimension put the points on a line, on which a neuron is again one.",
            "instance",
            "one",
            "lower",
        ),
    )
    points, concept = _family(3)
    best, hinge = best_half_space(points, concept), least_hinge(points, concept)
    instance = (*best.certificates, hinge.certificate)
    return Evidence(
        "symbolic-proof",
        "refuted",
        "all-parameters",
        f"A family with OPT = 1 and h* = 2 m; m = 3 with both sides exact: {len(best.wrong)} error, loss {hinge.value}.",
        (certificate, *instance),
    )


def examples(budget: Budget) -> Evidence:
    """The exact linear program and the search on members of the family."""
    sizes = range(2, budget.pick(quick=6, full=14))
    violations = 0
    for m in sizes:
        points, concept = _family(m)
        violations += len(best_half_space(points, concept).wrong) != 1 or least_hinge(points, concept).value != 2 * m
    return Evidence(
        "property-test",
        "tested",
        "family",
        "The family solved by the exact linear program and by branch and bound.",
        numbers={"examples": len(sizes), "seed": 0, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "no-error",
            "a neuron is right at -m^2, -1 and 1, m = 2",
            refuted_by=lambda: no_neuron([(-4,), (-1,), (1,)], {0, 2}),
        ),
        Mutation("other-sums", "1 + 2 = 4", rejected=lambda: balance(start=4)),
        Mutation(
            "weights-two", "dual weights up to 2, which would give a larger loss", rejected=lambda: dual(bounded=False)
        ),
    ]
