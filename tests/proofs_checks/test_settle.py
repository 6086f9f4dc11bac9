"""The runner must be able to say no: claims that cheat, crash, contradict themselves or prove nothing are found out."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from proofs_checks import _template
from proofs_checks.settle import settle
from theory.certificates import seal
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import (
    checked,
    counterexample,
    evaluation,
    proof,
    read,
)
from theory.formal import expr, names
from theory.statement import Statement

(x,) = names("x")
TRUE = evaluation(x > 0, let={"x": 1}, record="x")
FALSE = seal("evaluation", {"holds": ["=", 1, 2]}, {})


def module(claim: Claim | None = None, **parts: Any) -> ModuleType:
    """The template claim with some of its parts replaced (None removes a part)."""
    out = ModuleType("example")
    out.CLAIM = claim or _template.CLAIM
    for name in ("prove", "mutations"):
        setattr(out, name, getattr(_template, name))
    for name, part in parts.items():
        if part is None:
            delattr(out, name)
        else:
            setattr(out, name, part)
    return out


def evidence(supports: str, *certificates: dict, **numbers: Any) -> Evidence:
    kind = "property-test" if supports == "tested" else "exact-decision"
    return Evidence(kind, supports, "instance", "example", certificates, numbers)


def problems(m: ModuleType) -> str:
    return "; ".join(settle(m, Budget())[0].problems)


def test_the_template_is_settled() -> None:
    verdict, certificates = settle(_template, Budget())
    assert (verdict.outcome, verdict.problems, verdict.green) == ("proved", [], True)
    assert all(c.accepted for e in verdict.evidence for c in e.certificates)
    assert set(certificates) >= {c.sha256 for e in verdict.evidence for c in e.certificates}


def test_rejected_certificate() -> None:
    verdict, _ = settle(module(prove=lambda b: evidence("proved", FALSE)), Budget())
    assert verdict.outcome == "error"
    assert "rejected" in "; ".join(verdict.problems)
    assert not verdict.green


def test_one_rejected_certificate_among_accepted_ones() -> None:
    assert "rejected" in problems(module(prove=lambda b: evidence("proved", TRUE, FALSE)))


def test_proved_without_certificate() -> None:
    assert "without a certificate" in problems(module(prove=lambda b: evidence("proved")))


def test_contradiction() -> None:
    m = module(refute=lambda b: evidence("refuted", TRUE))
    assert "contradiction" in problems(m)


def test_property_test_with_violations_contradicts_a_proof() -> None:
    m = module(examples=lambda b: evidence("tested", examples=10, violations=1))
    assert "contradiction" in problems(m)


def test_thousand_tests_are_not_a_proof() -> None:
    m = module(prove=None, examples=lambda b: evidence("tested", examples=1000, violations=0))
    verdict, _ = settle(m, Budget())
    assert verdict.outcome == "tested"
    assert "outcome tested, expected proved" in verdict.problems


def test_crash_is_recorded_and_the_rest_runs() -> None:
    def crash(budget: Budget) -> Evidence:
        raise RuntimeError("boom")

    verdict, _ = settle(module(examples=crash), Budget())
    assert "examples crashed: RuntimeError: boom" in verdict.problems
    assert verdict.outcome == "proved"
    assert verdict.mutations


def test_surviving_mutations() -> None:
    alive = Mutation("alive", "x^2 >= 0 again", rejected=lambda: TRUE)
    assert "survived" in problems(module(mutations=lambda: [alive]))
    also = Mutation("also", "refuted by a rejected certificate", refuted_by=lambda: FALSE)
    assert "survived" in problems(module(mutations=lambda: [also]))
    assert "neither refuted_by nor rejected" in problems(module(mutations=lambda: [Mutation("empty", "nothing")]))


def test_mutations_are_variants_of_the_formal_statement() -> None:
    stated = Statement(("x",), {"positive": x > 0}, x**2 > 0)
    positive = Hypothesis("positive", "$x > 0$", lambda: stated.satisfied_by({"x": 1}), drop_note="of no interest here")
    claim = replace(_template.CLAIM, hypotheses=(positive,), statement_formal=stated, expected="argued")
    unlisted = replace(claim, hypotheses=())
    assert "assumes positive, which is not listed" in problems(module(unlisted))

    def killed(certificate: dict) -> str:
        return problems(module(claim, mutations=lambda: [Mutation("m", "a variant", refuted_by=lambda: certificate)]))

    assert killed(stated.concluding(x**2 > x).refuted_by({"x": 1})) == ""
    assert killed(stated.without("positive").refuted_by({"x": 0})) == ""
    assert killed(stated.assuming(small=x < 1).concluding(x**2 > x).refuted_by({"x": "1/2"})) == ""
    unrelated = counterexample(variables={"x": 3}, hypotheses={"odd": x == 3}, conclusion=x == 4)
    assert "other hypotheses" in killed(unrelated)
    assert "no mutation is refuted by a counterexample" in killed(TRUE)
    false = Statement(("x",), {"positive": x > 0}, x > 1)
    claim = replace(claim, statement_formal=false)
    assert "the claim itself" in killed(false.refuted_by({"x": 1}))


def test_a_rejected_certificate_is_a_corruption_test_and_kills_no_variant() -> None:
    rejected = Mutation("strict", "x^2 > 0", rejected=lambda: FALSE)
    verdict, _ = settle(module(mutations=lambda: [rejected]), Budget())
    assert [(m.kind, m.killed, m.exact) for m in verdict.mutations] == [("corruption", True, False)]
    assert verdict.problems == ["no wrong variant is refuted: a rejected certificate shows nothing about a variant"]


def test_a_drop_test_drops_exactly_the_hypothesis_it_names() -> None:
    y = names("y")[0]
    stated = Statement(("x", "y"), {"above": x >= y, "zero": y >= 0}, x >= 0)
    point = {"x": 1, "y": 0}

    def with_drop(drop: Any, name: str = "zero") -> tuple[str, bool]:
        h = Hypothesis(name, "$y >= 0$", lambda: stated.satisfied_by(point), drop=drop)
        verdict, _ = settle(module(replace(_template.CLAIM, hypotheses=(h,), statement_formal=stated)), Budget())
        return "; ".join(verdict.problems), verdict.hypotheses[0].exact

    text, exact = with_drop(lambda: stated.without("zero").refuted_by({"x": -1, "y": -1}))
    assert exact
    assert "drop test" not in text
    assert "drops above as well" in with_drop(lambda: stated.without("zero", "above").refuted_by({"x": -1, "y": 2}))[0]
    changed = stated.without("zero").assuming(above=x >= y - 1)
    assert "other expressions" in with_drop(lambda: changed.refuted_by({"x": -1, "y": 0}))[0]
    kept = stated.assuming(zero=y >= -1)
    assert "keeps zero" in with_drop(lambda: kept.refuted_by({"x": -1, "y": -1}))[0]
    assert "of kind evaluation" in with_drop(lambda: TRUE)[0]
    assert (
        "no hypothesis of this name"
        in with_drop(lambda: stated.without("zero").refuted_by({"x": -1, "y": -1}), "other")[0]
    )


def test_a_witness_satisfies_all_hypotheses_of_the_formal_statement() -> None:
    y = names("y")[0]
    stated = Statement(("x", "y"), {"above": x >= y, "zero": y >= 0}, x >= 0)

    def problem(witness: Any) -> str:
        drop = stated.without("zero").refuted_by({"x": -1, "y": -1})
        h = Hypothesis("zero", "$y >= 0$", witness, drop=lambda: drop)
        return problems(module(replace(_template.CLAIM, hypotheses=(h,), statement_formal=stated)))

    assert "witness of zero" not in problem(lambda: stated.satisfied_by({"x": 1, "y": 0}))
    assert "witness of zero" in problem(lambda: stated.without("above").satisfied_by({"x": 1, "y": 2}))
    assert "witness of zero" in problem(lambda: evaluation(expr(1) > 0))
    assert "witness of zero" in problem(lambda: proof("anything", checked("a", "1 > 0", TRUE)))


def test_without_a_formal_statement_a_drop_test_keeps_the_other_hypotheses_by_name() -> None:
    y = names("y")[0]
    stated = Statement(("x", "y"), {"above": x >= y, "zero": y >= 0}, x >= 0)
    point = {"x": 1, "y": 0}

    def named(drop: Any, note: str = "") -> bool:
        zero = Hypothesis("zero", "$y >= 0$", lambda: stated.satisfied_by(point), drop=drop)
        other = None if note else lambda: stated.without("above").refuted_by({"x": -1, "y": 0})
        above = Hypothesis("above", "$x >= y$", lambda: stated.satisfied_by(point), drop=other, drop_note=note)
        verdict, _ = settle(module(replace(_template.CLAIM, hypotheses=(zero, above), statement_formal=None)), Budget())
        assert not verdict.hypotheses[0].exact
        return verdict.hypotheses[0].named

    assert named(lambda: stated.without("zero").refuted_by({"x": -1, "y": -1}))
    assert not named(lambda: stated.without("zero", "above").refuted_by({"x": -1, "y": 2}))
    assert named(lambda: stated.without("zero", "above").refuted_by({"x": -1, "y": 2}), note="not needed")
    assert not named(lambda: stated.assuming(zero=y >= -1).refuted_by({"x": -1, "y": -1}))
    assert not named(lambda: stated.without("zero").assuming(more=x < 0).refuted_by({"x": -1, "y": -1}))
    assert not named(lambda: TRUE)


def test_a_drop_test_at_whose_point_the_hypothesis_holds() -> None:
    """It would pass if nothing were dropped: the claim itself is false there."""
    y = names("y")[0]
    false = Statement(("x", "y"), {"above": x >= y, "zero": y >= 0}, x > 0)

    def dropped(formal: Statement | None, point: dict[str, int]) -> str:
        zero = Hypothesis(
            "zero",
            "$y >= 0$",
            lambda: false.satisfied_by({"x": 1, "y": 0}),
            lambda: false.without("zero").refuted_by(point),
        )
        other = false.without("above").refuted_by({"x": -1, "y": 0})
        above = Hypothesis("above", "$x >= y$", lambda: false.satisfied_by({"x": 1, "y": 0}), drop=lambda: other)
        return problems(module(replace(_template.CLAIM, hypotheses=(zero, above), statement_formal=formal)))

    for formal in (false, None):  # without a formal statement, the other drop test says what the hypothesis is
        assert "drop test of zero: the hypothesis holds" in dropped(formal, {"x": 0, "y": 0})
        assert "the hypothesis holds" not in dropped(formal, {"x": -1, "y": -1})


@pytest.mark.parametrize(
    "broken",
    [
        {**FALSE, "sha256": "0" * 64},
        seal("evaluation", {"holds": ["=", "unheard_of", 2]}, {}),
        seal("evaluation", {"holds": ["no_such_operation", 1, 2]}, {}),
        seal("evaluation", {"holds": ["=", ["sum", "i", ["range", 10**9], "i"], 2]}, {}),
    ],
)
def test_a_broken_certificate_kills_nothing(broken: dict) -> None:
    dead = Mutation("broken", "rejected, but for no mathematical reason", rejected=lambda: broken)
    assert "rejected without a reason" in problems(module(mutations=lambda: [dead]))


@pytest.mark.parametrize("nothing", [None, lambda: []])
def test_no_mutation(nothing: Any) -> None:
    assert "no mutation" in problems(module(mutations=nothing))


def test_hypothesis_that_cannot_be_satisfied() -> None:
    bad = Hypothesis("impossible", "$1 = 2$", witness=lambda: FALSE, drop_note="none")
    assert "witness of impossible" in problems(module(replace(_template.CLAIM, hypotheses=(bad,))))


def test_hypothesis_without_drop_test_or_reason() -> None:
    bad = Hypothesis("silent", "$x > 0$", witness=lambda: TRUE)
    assert "neither a drop test nor a reason" in problems(module(replace(_template.CLAIM, hypotheses=(bad,))))


def test_refutation_of_another_statement() -> None:
    stated = Statement(("x",), {"positive": x > 0}, x > 1)
    claim = replace(_template.CLAIM, expected="refuted", refutes="ours", hypotheses=(), statement_formal=stated)
    other = counterexample(variables={"x": 0}, hypotheses={}, conclusion=x > 1)
    verdict, _ = settle(module(claim, prove=None, refute=lambda b: evidence("refuted", other)), Budget())
    assert verdict.outcome == "argued-refuted"
    assert "negation of the formal statement" in verdict.basis
    assert not verdict.green
    larger = Mutation("larger", "x > 2", refuted_by=lambda: stated.concluding(x > 2).refuted_by({"x": 2}))
    found = evidence("refuted", stated.refuted_by({"x": 1}, means="edge"))
    right = module(claim, prove=None, refute=lambda b: found, mutations=lambda: [larger])
    assert problems(right) == ""


def test_read_steps_are_counted() -> None:
    steps = [checked("a", "1 > 0", TRUE), read("b", "hence", "conclusion", "a")]
    written = proof("x", *steps)
    drop = Hypothesis("h", "$x$", lambda: TRUE, drop=lambda: proof("y", *steps))
    claim = replace(_template.CLAIM, hypotheses=(drop,), statement_formal=None)
    verdict, _ = settle(module(claim, prove=lambda b: evidence("proved", written)), Budget())
    assert (verdict.outcome, verdict.green) == ("argued", False)
    assert (verdict.steps_checked, verdict.steps_read) == (1, 1), "the steps of a drop test are not those of the claim"
    assert "1 of 2 steps are to be read; there is no formal statement" in verdict.basis


def test_undecided_is_not_green() -> None:
    claim = replace(_template.CLAIM, expected="undecided")
    m = module(claim, prove=None, mutations=None, examples=lambda b: evidence("undecided"))
    verdict, _ = settle(m, Budget())
    assert (verdict.settled, verdict.green, verdict.outcome) == (True, False, "undecided")
