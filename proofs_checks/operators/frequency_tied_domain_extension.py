"""A spectral layer with gains by physical frequency commutes with repeating the domain: an identity at listed sizes."""

from __future__ import annotations

from proofs_checks.operators._grids import layer
from proofs_checks.operators._typed import ours
from proofs_checks.parts import wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, names, op
from theory.statement import Statement

SIZES = ((3, 2, 2), (4, 2, 2), (6, 3, 2), (3, 2, 3), (4, 2, 3))  # points, modes, how many times the domain is repeated


def _names(n: int, modes: int) -> tuple[list[Expression], list[Expression]]:
    return list(names(" ".join(f"x{i}" for i in range(n)))), list(names(" ".join(f"r{k}" for k in range(modes))))


def commutes(n: int, modes: int, times: int, stretch: int) -> Expression:
    """The layer on the repeated function is the repeated output."""
    x, r = _names(n, modes)
    short = layer(op("tuple", *x), n, list(r))
    longer = layer(op("tuple", *x * times), times * n, list(r), stretch)
    return longer == op("append", *[short] * times)


VARIABLES = tuple(f"x{i}" for i in range(6)) + tuple(f"r{k}" for k in range(3))
STATEMENT = Statement(VARIABLES, {}, both(*(commutes(n, m, t, t) for n, m, t in SIZES)))
POINT = {name: 1 if name in ("x0", "r1") else 0 for name in VARIABLES}

CLAIM = Claim(
    id="operators.frequency-tied-domain-extension",
    title="Gains by physical frequency survive a change of the domain",
    statement="""
        Repeat a function $t$ times on a circle of $t$ times the length, with the same distance of the points. The
        layer that gives mode $t k$ of the long circle the gain $R_k$ of mode $k$ (the same physical frequency) gives
        the repeated output, for all functions and all real gains: for $(N, M, t)$ = (3, 2, 2), (4, 2, 2), (6, 3, 2),
        (3, 2, 3), (4, 2, 3).""",
    source=ours("adaptation to changes of the domain size, repaired"),
    kind="identity",
    expected="proved",
    remark="""
        For all sizes: the repeated function has only the modes that are multiples of $t$, and both layers multiply
        them by the same gains. Beyond the formal statement.""",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    certificate = evaluation(STATEMENT.conclusion, indeterminates=" ".join(VARIABLES))
    text = "An identity in the values of the function and the gains."
    return Evidence("exact-decision", "proved", "instance", text, (certificate,))


def examples(budget: Budget) -> Evidence:
    """The layers of theory.operators, which have code of their own, on the same sizes and larger ones."""
    import random

    from theory.operators.layers import SpectralLayer

    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=12, full=80)
    for _ in range(count):
        n, times = rng.choice((5, 7, 8, 9)), rng.choice((2, 3))
        gains = tuple(rng.randint(-3, 3) for _ in range(rng.randint(1, (n + 1) // 2)))
        x = [rng.randint(-4, 4) for _ in range(n)]
        layer_ = SpectralLayer(gains, "frequency")
        violations += layer_(x * times, times) != [y.within(n * times) for y in layer_(x)] * times
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Exact layers on 5 to 9 points, repeated.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        wrong("by-index", "the gains belong to mode numbers", STATEMENT, POINT, commutes(3, 2, 2, 1)),
        wrong("one-more", "repeated twice, stretched by three", STATEMENT, POINT, commutes(3, 2, 2, 3)),
    ]
