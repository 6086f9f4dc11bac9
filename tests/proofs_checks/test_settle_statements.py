"""The runner must be able to say no: claims whose formal statement is another one than it seems."""

from __future__ import annotations

from dataclasses import replace

from proofs_checks import _template
from proofs_checks.settle import settle
from tests.proofs_checks.test_settle import evidence, module, problems, x
from theory.claims import Budget, Evidence
from theory.evidence import (
    derivation,
    evaluation,
    implication,
    relation,
    term,
)
from theory.existence import Existence
from theory.formal import expr, names
from theory.statement import Statement


def test_a_claim_cannot_say_what_the_kernel_accepts() -> None:
    def prove(budget: Budget) -> Evidence:
        return Evidence("kernel-proof", "proved", "all-parameters", "believe me")  # type: ignore[arg-type]

    assert "only the runner may say what the kernel accepts" in problems(module(prove=prove))
    assert settle(module(prove=prove), Budget())[0].outcome == "error"


def test_what_says_more_is_not_the_same_statement() -> None:
    """What can be evaluated of two typed statements may be the same although one of them says more."""
    from proofs_checks.outcome import evaluable, same_statement
    from theory.typed import SCALAR, TypedStatement, both, exists, for_all, var, vec

    a = var("a", SCALAR)
    weak = TypedStatement("", (a,), {}, a * a >= 0)
    more = exists(SCALAR, lambda t: a * t == 1, "t")
    strong = TypedStatement("", (a,), {}, both(a * a >= 0, more))
    assert [p.asserts() for p in evaluable(weak)] == [p.asserts() for p in evaluable(strong)]
    assert same_statement(weak, weak)
    assert same_statement(weak, TypedStatement("", (a,), {}, a * a >= 0))
    assert same_statement(weak, weak.statement())
    assert not same_statement(weak, strong)
    assert not same_statement(None, strong)
    assert not same_statement(weak, Existence(Statement(("p",), {}, x == x), ("x",), {}))
    twice = both(for_all(SCALAR, lambda b: b >= a, "b"), for_all(vec("n"), lambda b: b == b, "b"))  # b has two types
    assert evaluable(TypedStatement("n", (a,), {}, twice)) == ()


def test_a_statement_that_says_one_thing_and_is_another() -> None:
    """A formal statement of a class of the claim's own shows a great theorem, and hands out a trivial one to be checked."""
    stated = Statement(("x",), {}, x**2 >= 0)
    square = implication("x", assume=[], conclude=relation(x**2, ">="), by=derivation(term(1, square=x)))

    class Great:
        def statement(self) -> Statement:
            return stated

        def text(self) -> list[str]:
            return ["every even number above 2 is the sum of two primes"]

    class Greater(Statement):
        pass

    honest = replace(_template.CLAIM, hypotheses=(), statement_formal=stated)
    for lie in (Great(), Greater(("x",), {}, x**2 >= 0), (stated, Great())):
        claim = replace(honest, statement_formal=lie)
        verdict, _ = settle(module(claim, prove=lambda b: evidence("proved", square)), Budget())
        assert "none that the runner knows" in "; ".join(verdict.problems)
        assert not verdict.green
    assert "none that" not in problems(module(honest, prove=lambda b: evidence("proved", square)))
    assert "of type Great" in problems(module(replace(honest, typed=Great())))


def test_existence_is_refuted_at_a_point_where_the_conditions_exclude_each_other() -> None:
    p = names("p")[0]
    root = Existence(Statement(("p",), {"small": p < 5}, p == p), ("x",), {"root": x**2 == p})
    by = derivation(term(1, square=x), multiples={0: -1})
    none = implication("x", assume=[relation(x**2, "=", -1)], conclude=relation(expr(-1), ">="), by=by)
    claim = replace(_template.CLAIM, expected="refuted", refutes="ours", hypotheses=(), statement_formal=root)

    def outcome(*certificates: dict) -> str:
        m = module(claim, prove=None, refute=lambda b: evidence("refuted", *certificates))
        return settle(m, Budget())[0].outcome

    at = root.given.satisfied_by
    assert outcome(at({"p": -1}), none) == "refuted"
    assert outcome(none) == "argued-refuted", "no point satisfies the hypotheses"
    assert outcome(at({"p": -1})) == "argued-refuted", "that nothing exists is not shown"
    assert outcome(at({"p": -2}), none) == "argued-refuted", "the conditions at another point"
    elsewhere = evaluation(p < 6, let={"p": -1}, record="p")
    assert outcome(elsewhere, none) == "argued-refuted", "another hypothesis"
    harmless = implication("x", assume=[], conclude=relation(x**2, ">="), by=derivation(term(1, square=x)))
    assert outcome(at({"p": -1}), harmless) == "argued-refuted", "its conclusion is no contradiction"
