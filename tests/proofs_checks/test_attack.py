"""False formal statements are found out, however convincing their evidence looks; true ones are left alone."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from proofs_checks import _template
from proofs_checks.attack import Attack, attack
from proofs_checks.perturbation import changed, degenerate
from proofs_checks.settle import settle
from theory.certificates import check
from theory.claims import Budget, Evidence, Hypothesis, Mutation
from theory.evidence import checked, evaluation, proof
from theory.exact import NumberField
from theory.formal import Expression, both, codes, expr, for_all, gram, length, loss, names, norm2, rank, span, total
from theory.sdl import Activation
from theory.statement import Statement

x, m, w, z, k, act = names("x m w z k act")
POSITIVE = Statement(("x",), {"positive": x > 0}, x > 1)


def fake() -> ModuleType:
    """Every positive number exceeds 1: a proof in steps, a drop test, two mutations, and false at x = 1."""
    module = ModuleType("fake")
    module.CLAIM = replace(  # type: ignore[attr-defined]
        _template.CLAIM,
        title="Every positive number exceeds 1",
        expected="argued",
        hypotheses=(
            Hypothesis(
                "positive",
                "x > 0",
                lambda: POSITIVE.satisfied_by({"x": 2}),
                drop=lambda: POSITIVE.without("positive").refuted_by({"x": 0}),
            ),
        ),
        statement_formal=POSITIVE,
    )
    step = checked("a", "Hence x > 1 for every x > 0.", evaluation(expr(2) > 1))
    written = proof("Every positive x exceeds 1", step)
    module.prove = lambda b: Evidence("symbolic-proof", "proved", "all-parameters", "Every dimension.", (written,))  # type: ignore[attr-defined]
    module.mutations = lambda: [  # type: ignore[attr-defined]
        Mutation("two", "x > 2", refuted_by=lambda: POSITIVE.concluding(x > 2).refuted_by({"x": Fraction(3, 2)})),
        Mutation("rejected", "1 > 2", rejected=lambda: evaluation(expr(1) > 2)),
    ]
    return module


def test_a_false_claim_with_a_proof_ends_as_an_error() -> None:
    verdict, certificates = settle(fake(), Budget())
    assert verdict.outcome == "error"
    assert not verdict.green
    assert not verdict.settled
    assert "false as stated" in "; ".join(verdict.problems)
    assert verdict.searched is not None
    (hit,) = verdict.searched.found
    assert hit.accepted
    assert check(certificates[hit.sha256])


def test_a_witness_at_which_the_statement_has_no_value() -> None:
    module = fake()
    stated = Statement(("w",), {"unit": for_all(w, lambda v: norm2(v) == 1, "v")}, w[5, 0] <= 1)
    h = Hypothesis("unit", "unit vectors", lambda: stated.satisfied_by({"w": UNIT}), drop_note="not looked at here")
    module.CLAIM = replace(module.CLAIM, hypotheses=(h,), statement_formal=stated)
    assert "has no value at any point" in "; ".join(settle(module, Budget())[0].problems)


def test_it_is_argued_at_best_where_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proofs_checks.settle.attack", lambda *_: Attack(10, 5))
    verdict, _ = settle(fake(), Budget())
    assert (verdict.outcome, verdict.green, verdict.steps_read) == ("argued", False, 0)
    assert "no certificate is the formal statement" in verdict.basis


RELU, TOP1 = Activation("relu"), Activation("topk", k=1)
UNIT = [[1, 0], [0, 1]]
HIDDEN: dict[str, tuple[Statement, dict[str, Any]]] = {
    "zero weights": (
        Statement(
            ("w", "m"),
            {"zero": for_all(span(length(w)), lambda d: m[d] * norm2(w[d]) == 0, "d")},
            both(*[w[0] == [0, 0]]),
        ),
        {"w": [[0, 0], [0, 0]], "m": [1, 2]},
    ),
    "size zero": (Statement(("w",), {}, length(w) >= 1), {"w": [1, 2]}),
    "size one": (Statement(("w",), {"some": length(w) >= 1}, length(w) >= 2), {"w": [1, 2, 3]}),
    "duplicates": (Statement(("w",), {"unit": for_all(w, lambda v: norm2(v) == 1, "v")}, rank(w) == 2), {"w": UNIT}),
    "opposites": (
        Statement(
            ("w",),
            {"unit": for_all(w, lambda v: norm2(v) == 1, "v"), "distinct": w[0] != w[1]},
            gram(w)[0, 1] > -1,
        ),
        {"w": UNIT},
    ),
    "equal weights": (Statement(("m",), {"positive": for_all(m, lambda v: v > 0, "v")}, m[0] != m[1]), {"m": [1, 2]}),
    "ends of k": (
        Statement(("w", "k"), {"k": both(k >= 0, k <= length(w))}, both(k > 0, k < length(w))),
        {"w": [1, 2, 3], "k": 1},
    ),
    "dimension and number of features are not the same": (
        Statement(("w",), {"distinct": w[0] != w[1]}, length(w) == length(w[0])),
        {"w": UNIT},
    ),
    "another activation": (
        Statement(("act", "w"), {"nonnegative": codes(act, w, w)[0, 1] >= 0}, codes(act, w, w) == gram(w)),
        {"act": RELU, "w": UNIT},
    ),
    "zero loss without recovery": (
        Statement(
            ("act", "w", "m"),
            {"zero-loss": loss(act, w, w, w, w, m) == 0, "weights": for_all(m, lambda v: v >= 0, "v")},
            gram(w) == UNIT,
        ),
        {"act": TOP1, "w": UNIT, "m": [1, 1]},
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_hides_at_the_edge_is_found(name: str) -> None:
    statement, example = HIDDEN[name]
    assert statement.violated_hypothesis(example) is None
    assert statement.holds(example), "the example itself does not show it"
    found = attack(statement, [statement.satisfied_by(example)], Budget())
    assert found.hit is not None
    assert check(found.hit)


def test_true_statements_are_left_alone() -> None:
    cauchy = Statement(("x", "z"), {"unit": norm2(x) == 1}, norm2(z) >= names("z")[0][0] ** 2)
    found = attack(cauchy, [cauchy.satisfied_by({"x": [1, 0], "z": [1, 2]})], Budget())
    assert found.hit is None
    assert found.points > 100
    assert found.admissible > 10


def test_points_over_a_number_field() -> None:
    root = NumberField((Fraction(-2), Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)))
    stated = Statement(("x",), {"root": x * x == 2}, x > 0)
    example = stated.satisfied_by({"x": root.generator}, field=root)
    found = attack(stated, [example], Budget())
    assert found.hit is not None, "the other root"
    assert check(found.hit)


def test_without_points_it_starts_at_one() -> None:
    assert attack(POSITIVE, [evaluation(expr(2) > 1)], Budget()).hit is not None


def test_a_statement_without_variables_is_not_searched() -> None:
    closed = Statement((), {}, expr(2) > 1)
    assert attack(closed, [evaluation(closed.conclusion)], Budget()).points == 0


def test_a_vacuous_statement_is_an_error() -> None:
    """Nothing satisfies the hypotheses: whatever follows is accepted, and shows nothing."""
    closed = Statement((), {"never": expr(1) > 2}, expr(3) > 4)
    open_ = Statement(("x",), {"above": x > 1, "below": x < 1}, x > 5)
    from theory.evidence import derivation, implication, relation, term

    none = implication(
        "x",
        assume=[relation(x - 1, ">"), relation(1 - x, ">")],
        conclude=relation(expr(-1), ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1,)), factor=(1, ())),
    )
    assert attack(closed, [], Budget()) == Attack(1, 0)
    assert attack(open_, [none], Budget()).admissible == 0
    module = fake()
    module.CLAIM = replace(module.CLAIM, hypotheses=(), statement_formal=closed, expected="proved")
    holds = evaluation(Expression(["implies", ["and", closed.hypotheses["never"].json], closed.conclusion.json]))
    module.prove = lambda b: Evidence("exact-decision", "proved", "instance", "vacuous", (holds,))  # type: ignore[attr-defined]
    verdict, _ = settle(module, Budget())
    assert verdict.outcome == "proved"
    assert not verdict.green
    assert "no value at any point" in "; ".join(verdict.problems)


def test_statements_that_define_functions() -> None:
    twice = Expression(["call", "twice", "x"])
    stated = Statement(("x",), {"positive": x > 0}, twice > 2, definitions={"twice": ["lambda", ["t"], ["*", 2, "t"]]})
    found = attack(stated, [stated.satisfied_by({"x": 2})], Budget())
    assert found.hit is not None
    assert check(found.hit)


def test_the_same_seed_gives_the_same_points() -> None:
    point = {"act": {"type": "topk", "k": 1}, "w": [[1, 0], ["3/5", "4/5"]], "m": [1, 2], "k": 2}

    def points(seed: int) -> list[dict[str, Any]]:
        rng = random.Random(seed)
        return [changed(point, rng) for _ in range(200)]

    assert points(5) == points(5)
    assert points(5) != points(6)
    assert point == {"act": {"type": "topk", "k": 1}, "w": [[1, 0], ["3/5", "4/5"]], "m": [1, 2], "k": 2}


def test_two_steps_away() -> None:
    """With a weight of zero the row that it weighs may be anything: the hypotheses hold in between."""
    weighed = total(span(length(m)), lambda d: m[d] * norm2(w[d] - z[d]), "d") == 0
    stated = Statement(("w", "z", "m"), {"fits": weighed}, w == z)
    found = attack(stated, [stated.satisfied_by({"w": UNIT, "z": UNIT, "m": [1, 2]})], Budget())
    assert found.hit is not None


def test_degenerate_points_change_sizes_consistently() -> None:
    point = {"w": [[1, 2, 3], [4, 5, 6]], "m": [7, 8]}
    points = list(degenerate(point))
    assert {"w": [[1, 2, 3]], "m": [7]} in points
    assert {"w": [], "m": []} in points
    assert {"w": [[1, 2, 3], [1, 2, 3], [4, 5, 6]], "m": [7, 7, 8]} in points
    assert {"w": [[1, 3], [4, 6]], "m": [7, 8]} in points
    assert {"w": [[1, 2, 3], [4, 5, 6]], "m": [0, 0]} in points
    assert {"w": [[1, 2, 3], [4, 5, 6]], "m": [7, 0]} in points
    assert {"w": [[1, 2, 3], [4, 5, 6]], "m": [7, 7]} in points
    assert point == {"w": [[1, 2, 3], [4, 5, 6]], "m": [7, 8]}, "the point itself is not changed"
