"""Claims are complete: these tests ask in full sentences for what is missing."""

from __future__ import annotations

import pytest

from proofs_checks.discovery import Found, conventions, discover, file_name
from proofs_checks.kernel import proof_of
from theory.certificates.statement import evaluator
from theory.formal import names
from theory.statement import parts_of

CLAIMS = discover()
IDS = {f.claim.id for f in CLAIMS}


def test_ids_are_unique() -> None:
    assert len(IDS) == len(CLAIMS)


@pytest.mark.parametrize("found", CLAIMS, ids=lambda f: f.claim.id)
def test_claim_is_complete(found: Found) -> None:
    claim, module = found.claim, found.load()
    subject = found.module.split(".")[1]
    assert claim.id.startswith(f"{subject}."), f"{claim.id} lies in the folder of {subject}"
    assert found.module.endswith(f".{file_name(claim.id)}"), f"put {claim.id} into {file_name(claim.id)}.py"
    assert module.__doc__, f"{claim.id}: the module docstring must state the claim"
    assert claim.title, f"{claim.id} needs a title"
    assert claim.statement, f"{claim.id} needs a statement"
    assert claim.source.locator, f"{claim.id} needs a source: a theorem number, or ours=True with a locator"
    assert claim.statement.count("$") % 2 == 0, f"{claim.id}: an odd number of dollar signs in the statement"
    produced = [n for n in ("prove", "refute", "decide", "examples", "empirical") if hasattr(module, n)]
    assert produced, f"{claim.id} has no prove, refute, decide, examples or empirical"
    if proof_of(module) is not None:
        assert claim.typed is not None, f"{claim.id} has a kernel proof but no typed statement"
        produced.append("prove")
    true, false = ("prove", "decide"), ("refute", "decide")
    needed = {"proved": true, "argued": true, "refuted": false, "argued-refuted": false}.get(claim.expected)
    if needed:
        assert set(needed) & set(produced), f"{claim.id} is expected {claim.expected} but has none of {needed}"
    if claim.expected != "undecided":
        assert hasattr(module, "mutations"), f"{claim.id} has no mutations: a check that cannot fail is a defect"
    for other in claim.depends_on:
        assert other in IDS, f"{claim.id} depends on {other}, which does not exist"
    for hypothesis in claim.hypotheses:
        assert hypothesis.drop or hypothesis.drop_note, (
            f"{claim.id}, hypothesis {hypothesis.name}: give a drop test, or say in drop_note why there is none"
        )


@pytest.mark.parametrize("found", CLAIMS, ids=lambda f: f.claim.id)
def test_statement_renders(found: Found) -> None:
    from proofs_checks.readable import statement_html

    for text in (
        found.claim.statement,
        found.claim.title,
        found.claim.remark,
        *(h.text for h in found.claim.hypotheses),
        *([found.claim.typed.latex()] if found.claim.typed is not None else []),
    ):
        rendered = statement_html(text)
        assert "$" not in rendered, f"{found.claim.id}: unbalanced dollar signs in {text[:60]!r}"
        assert "<mtext>\\" not in rendered, f"{found.claim.id}: a LaTeX command that is not understood in {text[:80]!r}"


def _free(expression: object, bound: frozenset[str] = frozenset()) -> set[str]:
    """Names of variables in an expression of the checker's language (names of operations stand first in their list)."""
    if isinstance(expression, str):
        return {expression} - bound
    if not isinstance(expression, list) or expression[:1] == ["data"]:
        return set()
    inner = bound | ({expression[1]} if expression[0] in ("forall", "exists", "sum", "list") else set())
    return {name for part in expression[1:] for name in _free(part, inner)}


def test_conventions_are_the_same_everywhere() -> None:
    """A hypothesis that bears the name of a convention of its subject is that convention, about some variable."""
    seen = 0
    for found in CLAIMS:
        for convention in conventions(found.claim.id):
            for part in parts_of(found.claim.statement_formal):
                if convention.name in part.hypotheses:
                    seen += 1
                    free = _free(part.hypotheses[convention.name].json) - {"n"}
                    (variable,) = free - {"m"} or free  # m is how many there are, or the variable itself
                    for value in ([], [1, 2], ["1/2"], [0, 1], [1, 0], [-1, 1]):
                        point = {"n": len(value), "m": len(value), variable: value}
                        means = evaluator({}, point).true(convention.formal(names(variable)[0]).json)
                        says = evaluator({}, point).true(part.hypotheses[convention.name].json)
                        assert says == means, f"{found.claim.id}: {convention.name} is not the convention, see {value}"
    assert seen >= 10
