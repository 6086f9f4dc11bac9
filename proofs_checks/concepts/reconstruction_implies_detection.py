r"""Good reconstruction detects a direction: where it is strong, some neuron whose decoder column is not orthogonal to it is active."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts.reconstruction_bounds_read_out import cauchy
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import both, dot, exists, for_all, length, names, norm2, op, span, total
from theory.statement import Statement

F = Fraction
# points X, their codes Z (nonnegative), decoder columns D, bias b, direction f, delta
X, Z, D, b, f, delta = names("X Z D b f delta")

_rebuilt = lambda i: b + op("matvec", op("transpose", D), Z[i])  # noqa: E731
_missed = total(
    span(length(X)),
    lambda i: op("if", exists(span(length(D)), lambda j: both(dot(D[j], f) != 0, Z[i, j] > 0), "j"), 0, 1),
    "i",
)
_error = total(span(length(X)), lambda i: norm2(X[i] - _rebuilt(i)), "i")
STATEMENT = Statement(
    ("X", "Z", "D", "b", "f", "delta"),
    {
        "unit-direction": norm2(f) == 1,
        "present": both(delta > 0, for_all(X, lambda x: dot(f, x - b) ** 2 >= delta**2, "x")),
        "codes": for_all(Z, lambda z: for_all(z, lambda v: v >= 0, "v"), "z"),
    },
    _missed * delta**2 <= _error,
)
TIGHT = {"X": [[1, 1], [2, 0]], "Z": [[0, 1], [2, 0]], "D": [[1, 0], [0, 1]], "b": [0, 0], "f": [1, 0], "delta": 1}

CLAIM = Claim(
    id="concepts.reconstruction-implies-detection",
    title="Reconstruction implies detection",
    statement=r"Let $f$ be a unit vector, $F$ the neurons whose decoder column is not orthogonal to $f$, and "
        r"$|\langle f, x - b \rangle| \ge \delta > 0$ for "
    r"$x \in C$, $b$ the decoder bias. Then at most $\sum_{x \in C} \|x - \hat x\|^2 / \delta^2$ points of $C$ "
    r"activate no neuron of $F$.",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "unit-direction", r"$\|f\| = 1$", lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("unit-direction").refuted_by({**TIGHT, "f": [2, 0], "delta": 2}),
        ),
        Hypothesis(
            "present", r"$|\langle f, x - b \rangle| \ge \delta$ on C", lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("present").refuted_by({**TIGHT, "delta": 2}),
        ),
        Hypothesis(
            "codes", "codes are nonnegative (ReLU, JumpReLU, Top-K)", lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("codes").refuted_by({**TIGHT, "X": [[-1, 1], [2, 0]],
                "Z": [[-1, 1], [2, 0]]}),
        ),
    ),
    depends_on=("concepts.reconstruction-bounds-read-out",),
)  # fmt: skip


def silent() -> Certificate:
    """With <f, x^ - b> = 0 the error has at least the length of x - b along f."""
    s, e = names("s e")
    return implication(
        "s e delta",
        assume=[relation(delta, ">"), relation(s**2, ">=", delta**2), relation(e, ">=", s**2)],
        conclude=relation(e, ">=", delta**2),
        by=derivation(term(1, use=(1,)), term(1, use=(2,))),
        means="|x - x^|^2 = e >= <f, x - x^>^2 = <f, x - b>^2 = s^2 >= delta^2",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "The union unit of F misses at most E / delta^2 points.",
        read("orthogonal", r"If no neuron of F is active at x, $\hat x - b$ is a combination of columns orthogonal "
            r"to f: $\langle f, \hat x - b \rangle = 0$.", "linearity"),
        checked("cauchy", r"$\|v\|^2 \ge \langle f, v \rangle^2$ for a unit vector f.", cauchy()),
        checked("silent", r"So $\|x - \hat x\|^2 \ge \langle f, x - b \rangle^2 \ge \delta^2$ at such a point.", silent()),
        read("sum", "Add over the missed points.", "linearity", "orthogonal", "cauchy", "silent"),
    )  # fmt: skip
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Pointwise, then a sum; every dimension and width.",
        (certificate,),
    )


def examples(budget: Budget) -> Evidence:
    """Random integer codes and decoders with columns orthogonal to f, evaluated exactly without the checker."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0
    for _ in range(count):
        columns = [rng.choice(((0, 1), (1, 0), (2, -1), (0, -2))) for _ in range(3)]
        x = [(rng.choice((-3, -2, -1, 1, 2, 3)), rng.randint(-3, 3)) for _ in range(rng.randint(1, 6))]
        codes = [[max(0, rng.randint(-3, 2)) for _ in columns] for _ in x]
        delta_squared = min(p * p for p, _ in x)
        missed, error = 0, 0
        for (p, q), z in zip(x, codes, strict=True):
            r, s = (sum(v * c[k] for v, c in zip(z, columns, strict=True)) for k in (0, 1))
            error += (p - r) ** 2 + (q - s) ** 2
            missed += not any(v > 0 and c[0] != 0 for v, c in zip(z, columns, strict=True))
        violations += missed * delta_squared > error
    return Evidence(
        "property-test", "tested", "family", "Random integer points, codes and decoders in the plane.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    strict = STATEMENT.concluding(_missed * delta**2 < _error)
    every = total(
        span(length(X)),
        lambda i: op("if", for_all(span(length(D)), lambda j: op("or", dot(D[j], f) == 0, Z[i, j] > 0), "j"), 0, 1),
        "i",
    )
    return [
        Mutation("strict", "strictly fewer", refuted_by=lambda: strict.refuted_by(TIGHT)),
        Mutation(
            "every-neuron", "all neurons of F are active at all but so many points",
            refuted_by=lambda: STATEMENT.concluding(every * delta**2 <= _error).refuted_by(
                {**TIGHT, "X": [[1, 0]], "Z": [[1, 0]], "D": [[1, 0], [1, 1]]}
            ),
        ),
    ]  # fmt: skip
