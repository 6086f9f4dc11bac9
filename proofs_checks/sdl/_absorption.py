"""Splitting a feature off a neuron: formal statements, refutations of splits, and the exact decision for given features.

Legend: features ``W`` (w_1..w_n in R^p), encoder rows ``W_E``; ``F[i]`` the features that switch neuron i on.  Splitting d off
F_i replaces F_i by F_i without d and {d}.  A *refutation* of a split is a vector c with ``sum_e c_e w_e = 0`` whose signs
contradict a row that is on for one of the two new sets: ``c_e >= 0`` (not all 0) inside it and ``c_e <= 0`` outside.
For a row a with that support ``0 = sum c_e a.w_e > 0`` would follow.  JumpReLU also needs ``sum_e c_e >= 0``.  By Motzkin's
theorem a split is impossible if and only if it has a refutation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proofs_checks.sdl._instances import bad_features
from solvers.sdl.patterns.realizable import Farkas, members_of, neuron_supports, realize
from theory.certificates import seal
from theory.claims import Certificate, InstanceReport
from theory.exact import NumberField, json_tree
from theory.formal import (
    Expression,
    both,
    codes,
    either,
    exists,
    for_all,
    length,
    listing,
    member,
    names,
    negation,
    norm2,
    op,
    span,
    support,
    total,
)
from theory.sdl import Activation, Problem
from theory.sdl.problem import dot
from theory.statement import Statement

RELU = Activation("relu")
MAX_FEATURES = 14  # all supports of a neuron are enumerated

W, W_E, C, n, q, z, F = names("W W_E C n q z F")


def _combination_vanishes(c: Expression) -> Expression:
    return for_all(span(length(W[0])), lambda j: total(span(n), lambda e: c[e] * W[e, j], "e") == 0, "j")


def _signs(c: Expression, inside: Any) -> Expression:
    """``c >= 0``, not all zero, on the set; ``c <= 0`` off it."""
    right = for_all(span(n), lambda e: either(both(inside(e), c[e] >= 0), both(negation(inside(e)), c[e] <= 0)), "e")
    return both(right, exists(span(n), lambda e: both(inside(e), c[e] > 0), "e"))


def refuted(c: Expression, neuron: Expression, d: Expression, *, threshold: bool | Expression) -> Expression:
    """``c`` refutes the split of d off the neuron's set; with a threshold also ``theta sum_e c_e >= 0`` (theta > 0 if only True)."""
    alone = _signs(c, lambda e: e == d)
    others = _signs(c, lambda e: both(member(e, neuron), e != d))
    parts = [_combination_vanishes(c), either(alone, others)]
    if isinstance(threshold, Expression):
        return both(*parts, threshold * total(span(n), lambda e: c[e], "e") >= 0)
    return both(*parts, total(span(n), lambda e: c[e], "e") >= 0) if threshold else both(*parts)


def some_split(threshold: bool | Expression) -> Expression:
    """For every neuron there is a feature whose split the vectors C do not refute."""
    return for_all(
        span(q),
        lambda i: exists(
            span(length(F[i])), lambda k: negation(refuted(C[i, k], F[i], F[i, k], threshold=threshold)), "k"
        ),
        "i",
    )


def statement(activation: Activation, *, bias: bool = False) -> Statement:
    """Theorem 3.8: no family of vectors refutes every split of a neuron, whatever the features and the encoder.

    With ``bias`` the rows of W_E have one entry more, and every feature ``features[d]`` is read as ``W[d] = (w_d, 1)``.

    Neurons are independent under ReLU and JumpReLU, so a split is realizable iff both new rows exist; under Top-k, k >= 2,
    this holds for the patterns in which each feature is on at most one neuron (the others must then be <= 0).
    """
    given = Expression("features") if bias else W
    hypotheses = {
        "unit-features": for_all(given, lambda w: norm2(w) == 1, "w"),
        "distinct-features": for_all(span(n), lambda d: for_all(span(d), lambda e: W[d] != W[e], "e"), "d"),
        "polysemantic-neurons": for_all(F, lambda f: length(f) >= 2, "f"),
    }
    if activation.kind == "topk":
        hypotheses["one-neuron-each"] = for_all(z, lambda code: length(support(code)) <= 1, "code")
    threshold = activation.kind == "jumprelu" and bool(activation.theta)
    let = {
        **({"W": listing(given, lambda w: op("append", w, [1]), "w")} if bias else {}),
        "activation": Expression(["data", activation.json()]),
        "n": length(W),
        "q": length(W_E),
        "z": codes(Expression("activation"), W_E, W),
        "F": listing(span(q), lambda i: support(listing(span(n), lambda d: z[d, i], "d")), "i"),
        "refutations": listing(
            span(q),
            lambda i: listing(span(length(F[i])), lambda k: refuted(C[i, k], F[i], F[i, k], threshold=threshold), "k"),
            "i",
        ),
        "preactivations": listing(W_E, lambda a: listing(W, lambda w: Expression(["dot", "a", "w"]), "w"), "a"),
    }
    return Statement(("features" if bias else "W", "W_E", "C"), hypotheses, some_split(threshold), let)


def refutation(features: Sequence[Any], on: Sequence[int], d: int, activation: Activation) -> list[Any] | None:
    """A vector that refutes the split of d off the set ``on``, or None when the split is realizable."""
    for part in ([d], [e for e in on if e != d]):
        answer = realize(features, part, activation=activation)
        if isinstance(answer, Farkas):
            return [answer.lam.get(e, 0) if e in part else -answer.mu.get(e, 0) for e in range(len(features))]
    return None


def all_refutations(features: Sequence[Any], on: Sequence[int], activation: Activation) -> list[list[Any]] | None:
    """Refutations of all splits of a set, or None when one of them is realizable."""
    out: list[list[Any]] = []
    for d in on:
        found = refutation(features, on, d, activation)
        if found is None:
            return None
        out.append(found)
    return out


def counterexample(
    features: Sequence[Any],
    rows: Sequence[Any],
    *,
    activation: Activation = RELU,
    of: Statement | None = None,
    field: NumberField | None = None,
    bias: bool = False,
    means: str = "",
) -> Certificate:
    """The certificate that the encoder's pattern has a neuron no feature of which can be split off."""
    given, features = features, lifted(features) if bias else features
    single = RELU if activation.kind == "topk" else activation
    table = []
    for on in _pattern(features, rows, activation):
        found = [refutation(features, on, d, single) for d in on]
        table.append([c or [0] * len(features) for c in found])
    name = "features" if bias else "W"
    assignment = {name: [list(w) for w in given], "W_E": [list(a) for a in rows], "C": table}
    return (of or statement(activation)).refuted_by(
        assignment, record="F preactivations refutations", field=field, means=means
    )


def lifted(features: Sequence[Any]) -> list[list[Any]]:
    """``(w_d, 1)``: a row with a bias on w_d is a row without one on the lifted feature."""
    return [[*w, 1] for w in features]


def satisfied(
    of: Statement, features: Sequence[Any], rows: Sequence[Any], *, activation: Activation = RELU, bias: bool = False
) -> Certificate:
    """The certificate that features and encoder satisfy all hypotheses; the vectors C are irrelevant and zero."""
    zeros = [
        [[0] * len(features)] * len(on) for on in _pattern(lifted(features) if bias else features, rows, activation)
    ]
    return of.satisfied_by(
        {"features" if bias else "W": [list(w) for w in features], "W_E": [list(a) for a in rows], "C": zeros}
    )


def _pattern(features: Sequence[Any], rows: Sequence[Any], activation: Activation) -> list[list[int]]:
    """For each neuron the features that switch it on."""
    after = [activation.exact([dot(a, w) for a in rows]) for w in features]
    return [[d for d, code in enumerate(after) if code[i]] for i in range(len(rows))]


def _shared(features: Sequence[Any], activation: Activation, field: NumberField | None) -> dict[str, Any]:
    out = {"features_in": json_tree([list(w) for w in features]), "activation": activation.json()}
    return out if field is None else {**out, "field": field.json()}


def realizable(
    features: Sequence[Any], rows: Sequence[Any], *, activation: Activation = RELU, field: NumberField | None = None
) -> Certificate:
    """The pattern of the encoder, as a ``realizable`` certificate."""
    table = [[dot(a, w) for w in features] for a in rows]
    pattern = _pattern(features, rows, activation)
    witness = {"encoder": json_tree([list(a) for a in rows]), "preactivations": json_tree(table)}
    return seal("realizable", {**_shared(features, activation, field), "pattern": pattern}, witness)


def unrealizable(
    features: Sequence[Any], on: Sequence[int], *, activation: Activation = RELU, field: NumberField | None = None
) -> Certificate:
    """No neuron has exactly this support; raises ValueError when one has."""
    answer = realize(features, on, activation=activation)
    if not isinstance(answer, Farkas):
        raise ValueError(f"the support {list(on)} is realizable, by {answer}")
    off = [e for e in range(len(features)) if e not in on]
    multipliers = [answer.lam.get(d, 0) for d in on] + [answer.mu.get(e, 0) for e in off]
    asserts = {**_shared(features, activation, field), "on": list(on), "off": off}
    return seal("unrealizable", asserts, {"multipliers": json_tree(multipliers)})


def decide(problem: Problem) -> InstanceReport:
    """Does every realizable set of two or more features of this problem have a split?  Exact, by enumeration."""
    activation = problem.activation
    single = RELU if activation.kind == "topk" and (activation.k or 0) >= 2 else activation
    if single.kind not in ("relu", "jumprelu"):
        return InstanceReport("not-applicable", "this is decided for ReLU, JumpReLU and Top-k with k >= 2")
    if problem.n > MAX_FEATURES:
        return InstanceReport(
            "not-applicable", f"{problem.n} features; all supports are enumerated up to {MAX_FEATURES}"
        )
    bad_input = bad_features(problem, distinct=True)
    if bad_input:
        return bad_input
    features, checked = problem.features_in, 0
    supports = neuron_supports(features, single)
    for mask, row in supports.items():
        on = members_of(mask)
        if len(on) < 2:
            continue
        checked += 1
        if not any(1 << d in supports and mask & ~(1 << d) in supports for d in on):
            bad = counterexample(features, [row], activation=single, field=problem.field)
            return InstanceReport("violated", f"a neuron can be on for exactly {on}, and no feature splits off", (bad,))
    return InstanceReport("holds", f"each of the {checked} realizable sets of two or more features has a split")
