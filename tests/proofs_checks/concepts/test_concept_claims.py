"""The helpers of the claims about concepts, against the library and against brute force."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from contextlib import nullcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from proofs_checks.concepts import _contexts as contexts
from proofs_checks.concepts import _overlaps as overlaps
from proofs_checks.concepts import _stem as stem
from proofs_checks.concepts import mixed_metrics_no_mutual_pair as g3
from proofs_checks.concepts._intervals import error, inside, measure
from solvers.concepts.stem_base import stem_base
from theory.certificates import Rejected, check
from theory.certificates.language import Evaluator
from theory.concepts import FormalContext, bits
from theory.evidence import as_data, evaluation
from theory.formal import Expression, expr, names, op


def _evaluator(table: list[list[int]], definitions: dict[str, object]) -> Evaluator:
    out = Evaluator()
    out.define_functions(definitions)
    for name, value in (("K", table), ("T", [list(c) for c in zip(*table, strict=True)])):
        out.define(name, out.value(["data", as_data(value)]))
    return out


@pytest.mark.parametrize("seed", range(5))
def test_derivations_agree_with_the_library(seed: int) -> None:
    rng = random.Random(seed)
    k = contexts.random_context(rng, 4, 5)
    language = _evaluator(k.table().astype(int).tolist(), contexts.DEFINITIONS)
    for r in range(6):
        for b in itertools.combinations(range(5), r):
            packed = bits.row(b, 5)
            extent = language.value(contexts.extent(expr(list(b))).json)
            assert [int(x) for x in extent] == np.flatnonzero(k.extent(packed)).tolist()
            closure = language.value(contexts.intent(contexts.extent(expr(list(b)))).json)
            assert tuple(int(x) for x in closure) == bits.members(k.closure(packed), 5)


@pytest.mark.parametrize("seed", range(5))
def test_the_table_of_pseudo_intents_is_the_stem_base(seed: int) -> None:
    k = contexts.random_context(random.Random(seed), 4, 4)
    language = _evaluator(k.table().astype(int).tolist(), {**contexts.DEFINITIONS, **stem.STEM})
    table = language.value(stem.table(4).json)
    assert len(table) == 16
    flagged = {tuple(int(x) for x in p) for p, _, flag in table if flag == 1}
    assert flagged == {rule.premise for rule in stem_base(k)}


def test_full_row_and_other_rows_give_every_closure_system_on_three_attributes() -> None:
    def system(rows: tuple[tuple[int, ...], ...]) -> frozenset[tuple[int, ...]]:
        k = FormalContext.from_bool(np.array(rows, dtype=bool))
        return frozenset(
            bits.members(k.closure(bits.row(b, 3)), 3) for r in range(4) for b in itertools.combinations(range(3), r)
        )

    rows = list(itertools.product((0, 1), repeat=3))
    ours = {system(((1, 1, 1), *chosen)) for r in range(8) for chosen in itertools.combinations(rows[:-1], r)}
    every = {system(chosen) for r in range(1, 5) for chosen in itertools.combinations(rows, r)}
    assert every <= ours
    assert len(ours) == 61  # the number of closure systems (Moore families) on three elements


@pytest.mark.parametrize(("n", "d"), [(1, 1), (1, 3), (3, 2), (3, 3)])
def test_the_parts_by_first_row_are_all_contexts(n: int, d: int) -> None:
    bodies: list[Any] = []

    def body(n: int, d: int, first: Sequence[int] | None = None) -> Expression:
        bodies.append(contexts.contexts(n, d, first).json)
        return contexts.every_context(n, d, True, first)

    parts = contexts.by_first_row(body, n, d, means="")
    assert [part["asserts"]["holds"][1][2] for part in parts] == bodies
    assert all(check(part) for part in parts)
    found = [table for part in bodies for table in Evaluator().value(part)]
    every = [[list(row) for row in table] for table in itertools.product(itertools.product((0, 1), repeat=d), repeat=n)]
    assert sorted(found) == every


def test_a_decision_by_first_row_says_no() -> None:
    def body(n: int, d: int, first: Sequence[int] | None = None) -> Expression:
        return contexts.every_context(n, d, contexts.extent([1]) != [], first)

    zero, *others = contexts.by_first_row(body, 1, 2, means="the second attribute has an object")
    for part, holds in zip([zero, *others], (False, True, False, True), strict=True):
        with nullcontext() if holds else pytest.raises(Rejected, match="false"):
            check(part)


def test_a_decision_says_no() -> None:
    body = contexts.every_context(2, 1, contexts.extent(contexts.intent([0])) == [0])
    with pytest.raises(Rejected, match="false"):
        check(contexts.decision(body, means="every single point is closed"))


def test_scores_and_mutual_pairs() -> None:
    let = {"C": g3.CONCEPTS, "A": g3.NEURONS}
    table = overlaps.scores(overlaps.jaccard)
    assert check(evaluation(table == [[Fraction(1, 5), Fraction(2, 11)], [Fraction(3, 8), Fraction(5, 13)]], let=let))
    assert check(evaluation(overlaps.mutual_pair(table, table), let=let))
    with pytest.raises(Rejected):
        check(evaluation(overlaps.mutual_pair(table, overlaps.scores(overlaps.recall)), let=let))


def test_intervals() -> None:
    let = {"C": [[0, 2], [5, 5], [6, 9]], "low": 1, "high": 7}
    holds = op("and", measure() == 5, inside() == 2, error() == 7)
    assert check(evaluation(holds, let=let))
    (low,) = names("low")
    with pytest.raises(Rejected):
        check(evaluation(inside() == low + 2, let=let))
