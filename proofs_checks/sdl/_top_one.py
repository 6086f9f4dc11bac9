"""Splitting a feature off a neuron under Top-1 of ReLU, where neurons compete.

Legend: one neuron with the row ``W_E[0]`` is on for ``F``; the split has neuron 0 on for F without d and neuron 1 on for {d}.
Every feature e gives two conditions on the two new rows a, b (ties go to the smaller index; realizable patterns are closed
under permutation, so one order is enough):

    e in F, e != d:  a.w_e > 0,  a.w_e >= b.w_e;     e = d:  b.w_d > 0,  b.w_d > a.w_d;     e not in F:  a.w_e <= 0,  b.w_e <= 0.

A *refutation* gives each condition a multiplier ``Y[e] = [y, y']``, ``>= 0``, so that the sum of all left minus right sides
vanishes for all a, b although a strict condition takes part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proofs_checks.sdl._instances import bad_features
from solvers.exact.lp import Infeasible, solve
from solvers.sdl.patterns.joint_patterns import joint_patterns
from solvers.sdl.patterns.realizable import members_of
from theory.claims import Certificate, InstanceReport
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
    span,
    support,
    total,
)
from theory.sdl import Activation, Problem
from theory.sdl.problem import dot
from theory.statement import Statement

TOP1 = Activation("topk", k=1)
MAX_FEATURES, MAX_NEURONS = 6, 2  # all joint patterns of one neuron more are enumerated

W, W_E, Y, n, F = names("W W_E Y n F")


def _choose(e: Expression, d: Expression, kept: Any, moved: Any, uncovered: Any) -> Expression:
    """A case for e in F without d, for e = d, and for e not in F."""
    inner = Expression(["if", (e == d).json, _json(moved), _json(kept)])
    return Expression(["if", member(e, F).json, inner.json, _json(uncovered)])


def _json(x: Any) -> Any:
    return x.json if isinstance(x, Expression) else x


def refuted(y: Expression, d: Expression) -> Expression:
    """The multipliers refute the split of d."""
    first = _choose(
        Expression("e"),
        d,
        y[Expression("e"), 0] + y[Expression("e"), 1],
        -y[Expression("e"), 1],
        -y[Expression("e"), 0],
    )
    second = _choose(
        Expression("e"),
        d,
        -y[Expression("e"), 1],
        y[Expression("e"), 0] + y[Expression("e"), 1],
        -y[Expression("e"), 1],
    )
    size = span(length(W[0]))
    return both(
        for_all(span(n), lambda e: both(y[e, 0] >= 0, y[e, 1] >= 0), "e"),
        for_all(size, lambda j: total(span(n), lambda e: first * W[e, j], "e") == 0, "j"),
        for_all(size, lambda j: total(span(n), lambda e: second * W[e, j], "e") == 0, "j"),
        exists(F, lambda e: either(y[e, 0] > 0, both(e == d, y[e, 1] > 0)), "e"),
    )


def statement(*, covering: bool) -> Statement:
    """Theorem 3.8 for one neuron under Top-1: no multipliers refute every split."""
    hypotheses = {
        "unit-features": for_all(W, lambda w: norm2(w) == 1, "w"),
        "distinct-features": for_all(span(n), lambda d: for_all(span(d), lambda e: W[d] != W[e], "e"), "d"),
        "one-neuron": length(W_E) == 1,
        "polysemantic-neurons": length(F) >= 2,
    }
    if covering:
        hypotheses["every-feature-covered"] = length(F) == n
    return Statement(
        ("W", "W_E", "Y"),
        hypotheses,
        exists(span(length(F)), lambda k: negation(refuted(Y[k], F[k])), "k"),
        {
            "n": length(W),
            "z": codes(Expression(["data", TOP1.json()]), W_E, W),
            "F": support(listing(Expression("z"), lambda code: code[0], "code")),
            "preactivations": listing(W, lambda w: Expression(["dot", ["at", "W_E", 0], "w"]), "w"),
        },
    )


def conditions(features: Sequence[Any], on: Sequence[int], d: int) -> list[tuple[list[Any], str]]:
    """The two conditions of every feature, as rows in R^{2p}, in the order of the module docstring."""
    zero = [0] * len(features[0])
    out: list[tuple[list[Any], str]] = []
    for e, w in enumerate(features):
        vector, minus = list(w), [-x for x in w]
        if e == d:
            out += [(zero + vector, ">"), (minus + vector, ">")]
        elif e in on:
            out += [(vector + zero, ">"), (vector + minus, ">=")]
        else:
            out += [(minus + zero, ">="), (zero + minus, ">=")]
    return out


def refutation(features: Sequence[Any], on: Sequence[int], d: int) -> list[list[Any]] | None:
    """Multipliers that refute the split of d, or None when it is realizable."""
    rows = conditions(features, on, d)
    answer = solve([r for r, _ in rows], [relation for _, relation in rows], [0] * len(rows))
    if not isinstance(answer, Infeasible):
        return None
    return [[answer.multipliers[2 * e], answer.multipliers[2 * e + 1]] for e in range(len(features))]


def counterexample(features: Sequence[Any], row: Sequence[Any], *, of: Statement, means: str = "") -> Certificate:
    """The certificate that no feature of the neuron splits off; a rejected one when some feature does."""
    on = [d for d, w in enumerate(features) if dot(row, w) > 0]
    found = [refutation(features, on, d) for d in on]
    table = [y or [[0, 0]] * len(features) for y in found]
    assignment = {"W": [list(w) for w in features], "W_E": [list(row)], "Y": table}
    return of.refuted_by(assignment, record="F preactivations", means=means)


def decide(problem: Problem, *, covering: bool) -> InstanceReport:
    """Every pattern of up to two neurons: does each neuron with two or more features have a split?"""
    if problem.activation.kind != "topk" or problem.activation.k != 1:
        return InstanceReport("not-applicable", "the claim is about Top-1")
    if problem.n > MAX_FEATURES:
        return InstanceReport(
            "not-applicable", f"{problem.n} features; joint patterns are enumerated up to {MAX_FEATURES}"
        )
    bad_input = bad_features(problem, distinct=True)
    if bad_input:
        return bad_input
    decided = 0
    for size in range(1, min(problem.width, MAX_NEURONS) + 1):
        refined = {tuple(sorted(p)) for p in joint_patterns(problem.features_in, TOP1, size + 1).encoders}
        for pattern in joint_patterns(problem.features_in, TOP1, size).encoders:
            sets = [members_of(mask) for mask in pattern]
            if min(map(len, sets)) < 2 or (covering and sum(map(len, sets)) < problem.n):
                continue
            decided += 1
            if any(not _splits(pattern, i, on, refined) for i, on in enumerate(sets)):
                return _violated(problem, pattern, sets)
    return InstanceReport(
        "holds", f"all {decided} patterns of up to {MAX_NEURONS} neurons have a split for every neuron"
    )


def _splits(pattern: tuple[int, ...], i: int, on: list[int], refined: set[tuple[int, ...]]) -> bool:
    others = [f for k, f in enumerate(pattern) if k != i]
    return any(tuple(sorted([*others, pattern[i] & ~(1 << d), 1 << d])) in refined for d in on)


def _violated(problem: Problem, pattern: tuple[int, ...], sets: list[list[int]]) -> InstanceReport:
    text = f"the pattern {sets} is realizable, and some neuron has no split"
    if len(pattern) > 1 or problem.field is not None:
        return InstanceReport("violated", text)
    row = joint_patterns(problem.features_in, TOP1, 1).encoders[pattern][0]
    return InstanceReport("violated", text, (counterexample(problem.features_in, row, of=statement(covering=False)),))
