r"""With one score for both directions mutual best pairs exist, and going back and forth ends at one.

Scores may be weighted by positive factors of the concept in the one and of the neuron in the other direction.
"""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.concepts._contexts import random_context
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.alignment import Overlaps, align, directions
from solvers.concepts.columns import Columns
from theory.claims import Budget, Evidence, Source
from theory.typed import (
    SCALAR,
    Expr,
    both,
    either,
    exists,
    family,
    for_all,
    implies,
    index,
    mat,
    ordinal,
    size,
    var,
)

s, alpha, beta = var("s", mat("c", "a")), var("alpha", family("a", SCALAR)), var("beta", family("c", SCALAR))
f, g = var("f", family("c", index("a"))), var("g", family("a", index("c")))


def first_best(better: Expr, equal: Expr, chosen: Expr, other: Expr) -> Expr:
    """The chosen index has a largest score, and the smallest index of those."""
    return both(better, implies(equal, ordinal(chosen) <= ordinal(other)))


F_BEST = for_all(
    "c",
    lambda e: for_all(
        "a",
        lambda i: first_best(beta[e] * s[e, i] <= beta[e] * s[e, f[e]], s[e, i] == s[e, f[e]], f[e], i),
    ),
    "e",
)
G_BEST = for_all(
    "a",
    lambda i: for_all(
        "c",
        lambda e: first_best(alpha[i] * s[e, i] <= alpha[i] * s[g[i], i], s[e, i] == s[g[i], i], g[i], e),
        "e",
    ),
)


def score(e: Expr) -> Expr:
    """The score of a concept with the neuron that it chooses."""
    return s[e, f[e]]


def back(e: Expr) -> Expr:
    """The concept that the neuron of a concept chooses."""
    return g[f[e]]


MUTUAL = exists("c", lambda e: back(e) == e, "e")
TABLE: dict[str, Any] = {
    "c": 2,
    "a": 2,
    "s": [[2, 1], [1, 2]],
    "alpha": [1, 2],
    "beta": [1, 3],
    "f": [0, 1],
    "g": [0, 1],
}

T = Theorem(
    id="concepts.one-score-mutual-pairs",
    title="One score has mutual best pairs",
    says=r"""
        For finite non-empty families of concepts and neurons and a table of scores $s$ let $f(C)$ maximise $\beta(C)
        s(C, i)$ over the neurons and $g(i)$ maximise $\alpha(i) s(C, i)$ over the concepts, $\alpha, \beta > 0$, ties
        going to the smallest index. Then along $C \mapsto g(f(C))$ the score $s(C, f(C))$ does not decrease, and
        either $g(f(C)) = C$, or it rises strictly, or it stays and the index of the concept falls; so a mutual best pair
        exists: $f(C) = i$, $g(i) = C$.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="f, learning, and g, interpretation: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="existence",
    sizes="c a",
    about=(s, alpha, beta, f, g),
    given={
        "not-empty": Given(
            "there are concepts (and so neurons)",
            size("c") >= 1,
            fails={"c": 0, "a": 0, "s": [], "alpha": [], "beta": [], "f": [], "g": []},
        ),
        "positive": Given(
            r"$\alpha, \beta > 0$",
            both(for_all("a", lambda i: alpha[i] > 0), for_all("c", lambda e: beta[e] > 0, "e")),
            fails={"alpha": [-1, -1], "beta": [1, 1], "g": [1, 0]},
        ),
        "f-best": Given("f chooses the first neuron of largest weighted score", F_BEST, fails={"f": [1, 0]}),
        "g-best": Given(
            "g chooses the first concept of largest score, the same up to positive factors", G_BEST, fails={"g": [1, 0]}
        ),
    },
    then=both(
        for_all("c", lambda e: score(e) <= score(back(e)), "e"),
        for_all(
            "c",
            lambda e: either(
                back(e) == e,
                score(e) < score(back(e)),
                both(score(e) == score(back(e)), ordinal(back(e)) < ordinal(e)),
            ),
            "e",
        ),
        MUTUAL,
    ),
    example=TABLE,
    remark=r"""
        The sequence $C, g(f(C)), \dots$ therefore ends at a mutual pair. Jaccard in both directions, F1 in both, and every
        mix of recall, precision and overlap are of this form. Score both directions with one family of metrics;
        concepts.mixed-metrics-no-mutual-pair shows what happens otherwise.""",
)
T.wrongly(
    "every-concept",
    "every concept is in a mutual best pair",
    for_all("c", lambda e: back(e) == e, "e"),
    **{"a": 1, "s": [[2], [1]], "alpha": [1], "f": [0, 0], "g": [0]},
)
T.wrongly("strictly", "the scores rise strictly", for_all("c", lambda e: score(e) < score(back(e)), "e"))
# neuron 1 is indifferent and chooses concept 0, which prefers neuron 0, which prefers concept 1, which prefers neuron 1
T.wrongly(
    "zero-factor",
    "factors may be zero, and ties then are equal weighted scores",
    implies(
        both(for_all("a", lambda i: alpha[i] >= 0), for_all("c", lambda e: beta[e] >= 0, "e"), F_BEST),
        implies(
            for_all(
                "a",
                lambda i: for_all(
                    "c",
                    lambda e: first_best(
                        alpha[i] * s[e, i] <= alpha[i] * s[g[i], i],
                        alpha[i] * s[e, i] == alpha[i] * s[g[i], i],
                        g[i],
                        e,
                    ),
                    "e",
                ),
            ),
            MUTUAL,
        ),
    ),
    without="positive f-best g-best",
    **{"s": [[2, 1], [3, 4]], "alpha": [1, 0], "beta": [1, 1], "f": [0, 1], "g": [1, 0]},
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Alignments of random neurons and concepts by the library, with one and with mixed scores of this form."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=20, full=800), 0, 0
    pairs = [
        ("jaccard", "jaccard"),
        ("f1", "f1"),
        ("recall", "precision"),
        ("precision", "recall"),
        ("recall", "recall"),
    ]
    while count < wanted:
        n = rng.randint(2, 9)
        neurons, labels = random_context(rng, n, rng.randint(1, 5)), random_context(rng, n, rng.randint(1, 5))
        if not labels.table().any(axis=0).all() or not neurons.table().any(axis=0).all():
            continue
        count += 1
        overlaps = Overlaps.of(Columns.of(neurons), labels)
        for there, back in pairs:
            forth, home = directions(overlaps, there, back)  # type: ignore[arg-type]
            violations += not any(home[i] == c for c, i in enumerate(forth))
        violations += not any(a.mutual for a in align(neurons, labels))
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random contexts, five pairs of scores.", numbers=numbers)
