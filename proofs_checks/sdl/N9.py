r"""When anchoring identifies the rest: for orthonormal features exactly when q = n and at most one feature is left.

The summary of the anchoring claims: ``sdl.anchoring-dimension`` (q = n), ``sdl.anchoring-overcomplete`` (q > n) and
``sdl.anchoring-identifies`` (the statement as published, refuted).
"""

from __future__ import annotations

from proofs_checks.sdl import anchoring_dimension as square
from proofs_checks.sdl import anchoring_overcomplete as wide
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, proof, read

CLAIM = Claim(
    id="sdl.N9",
    title="Anchoring identifies the rest only for q = n and k >= n - 1",
    statement=r"Let $n \ge 2$ features be orthonormal, $\sigma$ = ReLU, $q \ge n$ and $0 \le k \le n$. Among the points with $k$ "
    r"exact anchors and $\tilde L = 0$, every decoder has a column parallel to each feature if and only if $k = n$, or $q = n$ "
    r"and $k = n - 1$.",
    source=Source(locator="Section on feature anchoring, equations (22) to (26)", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis("two-features", r"$n \ge 2$", lambda: wide.zero(2, 1, 3), drop=wide.one_dimension),
        Hypothesis(
            "orthonormal",
            "orthonormal features",
            lambda: wide.zero(4, 2, 5),
            drop_note="the statement is about them; for other features see sdl.anchoring-bias and sdl.anchoring-free-encoders",
        ),
    ),
    depends_on=("sdl.anchoring-dimension", "sdl.anchoring-overcomplete"),
    remark="So the published remark that anchoring restores identifiability fails for every overcomplete ReLU dictionary.",
)


def prove(budget: Budget) -> Evidence:
    """Both directions from the two theorems; the small cases are certificates of their own."""
    certificate = proof(
        "Anchoring identifies all features iff k = n, or q = n and k = n - 1.",
        read("all", r"$k = n$: the anchored columns are the features themselves.", "definition"),
        checked(
            "left-one", "q = n = 2, k = 1: the free decoder column is parallel to its feature.", wide.square_width()
        ),
        read(
            "square",
            r"$q = n$, $k = n - 1$: by the dimension theorem the codes are $I$ on the anchors and one positive number on the "
            r"last feature, so its decoder column is parallel to it.",
            "instance",
            "left-one",
        ),
        checked("two-left", "Two features left, q = n: a zero with other columns.", square.two_by_two()),
        checked(
            "wide",
            "n = 3, k = 2, q = 4: one feature left, spare neuron: a zero with other columns.",
            wide.zero(3, 2, 4),
        ),
        read(
            "other",
            r"In all other cases ($k \le n - 2$, or $q > n$ and $k = n - 1$) the overcomplete theorem gives a zero in which no other "
            r"column has |cosine| above 4/5 with any feature.",
            "instance",
            "two-left",
            "wide",
        ),
        read("both", "The cases exhaust all k and q.", "cases", "all", "square", "other"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "From the two anchoring theorems.", (certificate,))


def mutations() -> list[Mutation]:
    return [
        Mutation("one-fewer", "q = n and k >= n - 2 is enough", refuted_by=square.two_by_two),
        Mutation("any-width", "k = n - 1 is enough for every width", refuted_by=lambda: wide.zero(3, 2, 4)),
    ]
