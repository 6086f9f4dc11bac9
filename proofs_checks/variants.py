"""Hypotheses and mutations: the claim must fail without what it assumes, and its wrong variants must be refuted.

Only an accepted certificate shows that a variant is false.  That a certificate is rejected shows nothing about the variant,
only that the checker notices the change: such tests are kept apart, as corruption tests.
"""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

from proofs_checks.attack import Reading, points_in
from proofs_checks.ledger import Ledger
from theory.certificates.statement import evaluator
from theory.certificates.work import metered
from theory.claims import Budget, Certificate, Claim, Hypothesis, Mutation
from theory.statement import Statement, parts_of
from theory.typed.statement import WELL_TYPED
from theory.verdicts import HypothesisRecord, MutationRecord

# a certificate rejected with one of these words is broken or too expensive; that says nothing about the mathematics
NO_REASON = (
    *("malformed (", "unknown ", "sha256:", "too much work", "too many steps"),
    *("a number of more than", "an integer outside", "a domain of size", "an exponent outside"),
)


def hypotheses(claim: Claim, budget: Budget, ledger: Ledger) -> list[HypothesisRecord]:
    """Each hypothesis can be satisfied, and the claim fails without it (or a sentence says why it need not)."""
    out: list[HypothesisRecord] = []
    for hypothesis in claim.hypotheses:
        budget.say(f"hypothesis {hypothesis.name}")
        try:
            witness = ledger.accept(hypothesis.witness(), f"witness of {hypothesis.name}")
            certificate = hypothesis.drop() if hypothesis.drop else None
            drop = None if certificate is None else ledger.accept(certificate, f"drop test of {hypothesis.name}")
        except Exception as error:  # a crash of one part is recorded, the other parts still run
            ledger.problems.append(f"hypothesis {hypothesis.name} crashed: {type(error).__name__}: {str(error)[:300]}")
            continue
        if drop is None and not hypothesis.drop_note:
            ledger.problems.append(f"hypothesis {hypothesis.name}: neither a drop test nor a reason why there is none")
        if witness.accepted and not _witnessed(claim, hypothesis, ledger.certificates[witness.sha256]):
            ledger.problems.append(
                f"witness of {hypothesis.name}: it must give values to the variables of the formal statement at which all of its "
                "hypotheses hold and the conclusion has a value"
            )
        exact = certificate is not None and _exact_drop(claim, hypothesis, certificate)
        named = certificate is not None and _named_drop(claim, hypothesis, certificate)
        if certificate is not None and not exact and parts_of(claim.statement_formal):
            ledger.problems.append(
                f"drop test of {hypothesis.name}: it must be a counterexample to the formal statement without exactly this "
                f"hypothesis, and {_difference(claim, hypothesis, certificate)}"
            )
        record = HypothesisRecord(hypothesis.name, hypothesis.text, witness, drop, hypothesis.drop_note, exact, named)
        out.append(record)
    ledger.problems += _unlisted(claim)
    ledger.problems += _not_dropped(claim, {h.name: ledger.certificates[h.drop.sha256] for h in out if h.drop})
    return out


def _unlisted(claim: Claim) -> list[str]:
    """Hypotheses of the formal statement of a claim called true that it does not list: no reader is told, and none is dropped."""
    if claim.expected not in ("proved", "unchecked", "argued"):
        return []
    stated = {name for p in parts_of(claim.statement_formal) for name in p.hypotheses} - {WELL_TYPED}
    missing = stated - {h.name for h in claim.hypotheses}
    return [f"the formal statement assumes {', '.join(sorted(missing))}, which is not listed"] if missing else []


def _not_dropped(claim: Claim, drops: dict[str, Certificate]) -> list[str]:
    """Drop tests at whose point the hypothesis holds: they would refute the claim itself, and show nothing about it.

    What the hypothesis is, its formal statement says, or another drop test, which keeps it.
    """
    drops = {name: c for name, c in drops.items() if c["kind"] == "counterexample"}
    stated = [_asserts(c) for c in drops.values()] + [p.asserts() for p in parts_of(claim.statement_formal)]
    return [
        f"drop test of {name}: the hypothesis holds at its point, so nothing is dropped"
        for name, certificate in drops.items()
        if any(_holds(name, asserts, certificate) for asserts in stated)
    ]


def _holds(name: str, asserts: dict[str, Any], certificate: Certificate) -> bool:
    """Does the hypothesis of this name, as it is asserted, hold at the point of the counterexample?"""
    if name not in asserts["hypotheses"] or asserts["variables"] != certificate["asserts"]["variables"]:
        return False
    witness = certificate["witness"]
    try:
        with metered(0):
            return evaluator({**asserts, "field": witness.get("field")}, witness["assignment"]).true(
                asserts["hypotheses"][name]
            )
    except Exception:  # it has no value there, so it does not hold; the checker says what is wrong with the point
        return False


def _witnessed(claim: Claim, hypothesis: Hypothesis, certificate: Certificate) -> bool:
    """Is this a point of the formal statement (of the part with this hypothesis) at which all hypotheses hold together?"""
    parts = parts_of(claim.statement_formal)
    having = [p for p in parts if hypothesis.name in p.hypotheses] or list(parts)
    return not having or any(
        Reading(part).at(point, field) is not None for part in having for point, field in points_in(part, [certificate])
    )


def _asserts(certificate: Certificate) -> dict[str, Any]:
    return {k: v for k, v in certificate["asserts"].items() if k != "means"}


def _exact_drop(claim: Claim, hypothesis: Hypothesis, certificate: Certificate) -> bool:
    """Is this a counterexample to the formal statement without exactly this hypothesis?"""
    having = [p for p in parts_of(claim.statement_formal) if hypothesis.name in p.hypotheses]
    return certificate["kind"] == "counterexample" and any(
        _asserts(certificate) == part.without(hypothesis.name).asserts() for part in having
    )


def _named_drop(claim: Claim, hypothesis: Hypothesis, certificate: Certificate) -> bool:
    """Without a formal statement: a counterexample that keeps every other hypothesis that is needed, by name, and adds none."""
    if parts_of(claim.statement_formal) or certificate["kind"] != "counterexample":
        return False
    others = {h.name: h.drop is not None for h in claim.hypotheses if h.name != hypothesis.name}
    kept = set(certificate["asserts"]["hypotheses"])
    return {name for name, needed in others.items() if needed} <= kept <= set(others)


def _difference(claim: Claim, hypothesis: Hypothesis, certificate: Certificate) -> str:
    """What is wrong with a drop test, in a few words."""
    if certificate["kind"] != "counterexample":
        return f"is a certificate of kind {certificate['kind']}"
    parts = parts_of(claim.statement_formal)
    names = {name for p in parts for name in p.hypotheses}
    if hypothesis.name not in names:
        return f"the formal statement has no hypothesis of this name, only {', '.join(sorted(names))}"
    kept = set(certificate["asserts"]["hypotheses"])
    wanted = names - {hypothesis.name}
    if missing := wanted - kept:
        return f"drops {', '.join(sorted(missing))} as well"
    return f"keeps {', '.join(sorted(kept - wanted))}" if kept - wanted else "has other expressions"


def mutations(module: ModuleType, budget: Budget, ledger: Ledger) -> list[MutationRecord]:
    """Every wrong variant is killed by an accepted certificate, every corrupted certificate is rejected."""
    out = [
        _mutation(module.CLAIM, m, budget, ledger) for m in (module.mutations() if hasattr(module, "mutations") else [])
    ]
    if not out and module.CLAIM.expected != "undecided":
        ledger.problems.append("no mutation: a check that cannot fail is a defect")
    variants = [m for m in out if m.kind == "mutation"]
    if out and not variants and module.CLAIM.expected in ("proved", "unchecked", "argued"):
        ledger.problems.append("no wrong variant is refuted: a rejected certificate shows nothing about a variant")
    if variants and parts_of(module.CLAIM.statement_formal) and not any(m.exact for m in variants):
        ledger.problems.append("no mutation is refuted by a counterexample to a variant of the formal statement")
    return out


def _mutation(claim: Claim, mutation: Mutation, budget: Budget, ledger: Ledger) -> MutationRecord:
    budget.say(f"mutation {mutation.name}")
    kind = "mutation" if mutation.refuted_by is not None else "corruption"
    produce = mutation.refuted_by or mutation.rejected
    try:
        if produce is None:
            raise TypeError("neither refuted_by nor rejected is given")
        certificate = produce()
        record = ledger.record(certificate)
    except Exception as error:  # as above
        ledger.problems.append(f"mutation {mutation.name} crashed: {type(error).__name__}: {str(error)[:300]}")
        return MutationRecord(mutation.name, mutation.text, False, "crashed", None, kind)
    exact = False
    if kind == "mutation":
        why = _no_variant(claim, certificate)
        killed = record.accepted and not why
        exact = killed and certificate["kind"] == "counterexample" and bool(parts_of(claim.statement_formal))
        word = (
            "counterexample"
            if certificate["kind"] == "counterexample"
            else f"certificate of kind {certificate['kind']}"
        )
        how = f"refuted by an accepted {word}"
    else:
        why = "; rejected without a reason" if any(word in record.says for word in NO_REASON) else ""
        killed, how = not record.accepted and not why, "its certificate is rejected"
    if not killed:
        ledger.problems.append(f"{kind} {mutation.name} survived: {record.says}{why}")
    return MutationRecord(mutation.name, mutation.text, killed, how, record, kind, exact)


def _no_variant(claim: Claim, certificate: Certificate) -> str:
    """Why a certificate does not refute a variant of the claim's formal statement, else an empty text."""
    parts = parts_of(claim.statement_formal)
    if not parts or certificate["kind"] != "counterexample":
        return ""  # a disproof of another kind: that it is about the variant is to be read, and the record says so
    reasons = [_other_than(part, certificate) for part in parts]
    return "" if "" in reasons else reasons[0]


def _other_than(part: Statement, certificate: Certificate) -> str:
    """A variant has the same conclusion, or its hypotheses are those of the claim, some of them dropped or some added.

    That all values are of their types is no hypothesis in this sense: a variant may speak about other variables.
    """
    own, other = part.asserts(), _asserts(certificate)
    if other == own:
        return "; it refutes the claim itself and no variant"
    ours, theirs = ({(k, json.dumps(h)) for k, h in a["hypotheses"].items() if k != WELL_TYPED} for a in (own, other))
    if other["conclusion"] == own["conclusion"] or ours <= theirs or theirs <= ours:
        return ""
    return "; it has another conclusion and other hypotheses than the claim"
