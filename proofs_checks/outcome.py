"""What the evidence of a claim is worth: the outcome is derived here, from accepted certificates and the formal statement.

Nothing that a claim says about itself counts for more than *argued*: that needs certificates which are, word by word, the formal
statement or a counterexample to it (``theory/decision.py``), or a proof kernel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proofs_checks.kernel_evidence import KERNEL
from theory.claims import Certificate, Claim, Evidence
from theory.decision import disproved_by, inner, proved_by
from theory.enclosed import Enclosed, parts_enclosed
from theory.existence import Existence
from theory.statement import Statement, parts_of
from theory.typed import ByHand, IllTyped, TypedStatement
from theory.verdicts import CertificateRecord

KINDS = (Statement, Existence, Enclosed, TypedStatement, ByHand)
STRENGTH = {
    "proved": 6,
    "refuted": 6,
    "unchecked": 5,
    "argued": 4,
    "argued-refuted": 4,
    "tested": 2,
    "empirical": 1,
    "undecided": 0,
}


@dataclass(frozen=True)
class Item:
    """A piece of evidence and what the checker said about its certificates."""

    evidence: Evidence
    records: Sequence[CertificateRecord]
    shows: str = ""
    why: str = ""

    @property
    def accepted(self) -> bool:
        """All of its certificates are accepted, and there is more among them than illustrations."""
        return all(c.accepted for c in self.records) and self.certified

    @property
    def certified(self) -> bool:
        """It has a certificate that is more than an illustration."""
        return any(c.kind != "illustration" for c in self.records)


@dataclass(frozen=True)
class Outcome:
    """The outcome of a claim, why it is no more than that, and the items with what each of them shows."""

    word: str
    scope: str
    basis: str
    items: Sequence[Item]
    problems: Sequence[str]


def derive(
    claim: Claim, items: Sequence[Item], certificates: Mapping[str, Certificate], *, troubled: bool = False
) -> Outcome:
    """The outcome that the evidence supports.

    Args:
        claim: only its formal statement is looked at.
        items: its evidence.
        certificates: by sha256, those of ``items``.
        troubled: something went wrong while the evidence was gathered, so that none at all is an error and no open question.
    """
    shown = [_shown(claim, item, [certificates[c.sha256] for c in item.records]) for item in items]
    problems = [
        f"evidence that the claim is {i.evidence.supports}, without a certificate"
        for i in shown
        if i.evidence.supports in ("proved", "refuted") and not i.certified and i.evidence.kind != KERNEL
    ]
    shown = _together(claim, shown, certificates)
    words = {i.shows for i in shown} - {"nothing"}
    violated = any(i.evidence.supports == "tested" and i.evidence.numbers.get("violations") for i in shown)
    holds, fails = bool(words & {"proved", "unchecked", "argued"}), bool(words & {"refuted", "argued-refuted"})
    if holds and (fails or violated):
        problems.append("contradiction: one evidence says that the claim is true and another one that it is false")
        return Outcome("error", "instance", "contradiction", shown, problems)
    if not words:
        rejected = any(not c.accepted for i in shown for c in i.records)
        word = "error" if rejected or problems or troubled else "undecided"
        return Outcome(word, "instance", "no evidence", shown, problems)
    best = max(words, key=lambda w: STRENGTH[w])
    first = next(i for i in shown if i.shows == best)
    if best == "proved" and first.evidence.scope == "all-parameters" and _closed(claim):
        problems.append(
            "scope: a formal statement without variables speaks about one instance, not about all parameters"
        )
    return Outcome(best, first.evidence.scope, first.why, shown, problems)


def _closed(claim: Claim) -> bool:
    parts, enclosed = parts_of(claim.statement_formal), parts_enclosed(claim.statement_formal)
    return bool(parts or enclosed) and not any(p.variables for p in parts) and not any(e.over for e in enclosed)


def _shown(claim: Claim, item: Item, certificates: Sequence[Certificate]) -> Item:
    """What one piece of evidence shows by itself."""
    supports = item.evidence.supports
    if item.evidence.kind == KERNEL:
        return _by_kernel(claim, item)
    if supports.startswith("unchecked"):
        return Item(item.evidence, item.records, "nothing", "only the runner knows of a kernel proof on file")
    if supports not in ("proved", "refuted"):
        return Item(item.evidence, item.records, supports, item.evidence.text)
    if not item.accepted:
        return Item(item.evidence, item.records, "nothing", "")
    if item.evidence.kind == "certified-instances":
        return Item(item.evidence, item.records, "tested", "certified instances")
    if supports == "refuted":
        if why := _disproved(claim, certificates):
            return Item(item.evidence, item.records, "refuted", why)
        return Item(
            item.evidence,
            item.records,
            "argued-refuted",
            _reading(claim, certificates, "negation of the formal statement"),
        )
    return Item(item.evidence, item.records, "argued", _reading(claim, certificates, "formal statement"))


def _disproved(claim: Claim, certificates: Sequence[Certificate]) -> str:
    """How certificates disprove exactly the formal statement; empty when they do not."""
    formal = claim.statement_formal
    if isinstance(formal, Existence):
        kinds = [c["kind"] for c in formal.refuted_by(list(inner(certificates)))]
        return f"at an accepted point nothing of what should exist exists ({', '.join(kinds)})" if kinds else ""
    if any(part.disproved_by(certificates) for part in parts_enclosed(formal)):
        return "a comparison of the formal statement fails at a point, by accepted enclosures"
    found = any(disproved_by(part, certificates) for part in parts_of(formal))
    return "a counterexample to exactly the formal statement is accepted" if found else ""


def _together(claim: Claim, items: Sequence[Item], certificates: Mapping[str, Certificate]) -> list[Item]:
    """All evidence for the claim together may be the formal statement, part by part."""
    argued = [i for i in items if i.shows == "argued"]
    usable = list(inner(certificates[c.sha256] for i in argued for c in i.records))
    parts, enclosed = parts_of(claim.statement_formal), parts_enclosed(claim.statement_formal)
    found = [proved_by(p, usable) for p in parts]
    found += [[c] if (c := part.proved_by(usable)) else [] for part in enclosed]
    if not found or not all(found):
        return list(items)
    used = [c for part in found for c in part]
    kinds = ", ".join(f"{kind} x {n}" if n > 1 else kind for kind, n in Counter(c["kind"] for c in used).items())
    seals = {c["sha256"] for c in used}

    def decisive(item: Item) -> bool:
        return any(c["sha256"] in seals for c in inner(certificates[r.sha256] for r in item.records))

    why = f"the checker accepted certificates that are the formal statement ({kinds})"
    return [Item(i.evidence, i.records, "proved", why) if i.shows == "argued" and decisive(i) else i for i in items]


def _by_kernel(claim: Claim, item: Item) -> Item:
    """The runner's own evidence of what the kernel said about the typed statement.

    It settles the claim if the formal statement, from which drop tests and mutations come and which is shown, is the same one, or
    says of itself that it is only a consequence, for tests, which decides nothing.
    """
    parts = parts_of(claim.statement_formal)
    for_tests = bool(parts) and not any(p.whole for p in parts)
    if claim.statement_formal is not None and not for_tests and not same_statement(claim.typed, claim.statement_formal):
        why = "the kernel proved a typed statement that is not the formal statement of the claim"
        return Item(item.evidence, item.records, "nothing", why)
    shows = {"unchecked-refuted": "argued-refuted"}.get(item.evidence.supports, item.evidence.supports)
    return Item(item.evidence, item.records, shows, item.evidence.text.rstrip("."))


def same_statement(typed: Any, formal: Any) -> bool:
    """Is this typed statement the formal statement?  Two typed ones are the same if their propositions are, to the letter.

    What can be evaluated of two statements may be the same although one of them says more.
    """
    if typed is None or typed is formal:
        return typed is not None
    if hasattr(formal, "rocq"):
        return typed.rocq() == formal.rocq()
    ours, theirs = evaluable(typed), evaluable(formal)
    return bool(theirs) and [p.asserts() for p in ours] == [p.asserts() for p in theirs]


def impostors(claim: Claim) -> list[str]:
    """Statements of a claim that are of no kind that is known: their readers could each say something else."""
    formal = claim.statement_formal
    stated = [*(formal if isinstance(formal, tuple) else (formal,)), claim.typed]
    strange = sorted({type(s).__name__ for s in stated if s is not None and type(s) not in KINDS})
    return [f"a statement of type {name} is none that the runner knows" for name in strange]


def evaluable(formal: Any) -> tuple[Statement, ...]:
    """The evaluable statements of a formal or typed statement; none where its author has not made them readable for the evaluator."""
    try:
        return parts_of(formal)
    except IllTyped:  # one name for variables of two types, which only people and Rocq can read
        return ()


def steps(certificates: Sequence[Certificate]) -> tuple[int, int]:
    """How many steps of arguments in steps the checker re-computed, and how many a person must read."""
    all_steps = [s for c in certificates if c["kind"] == "proof" for s in c["witness"]["steps"]]
    checked = sum("certificate" in s for s in all_steps)
    return checked, len(all_steps) - checked


def _reading(claim: Claim, certificates: Sequence[Certificate], what: str) -> str:
    """What is left to a reader of an argument."""
    checked, read = steps(certificates)
    left = [f"{read} of {checked + read} steps are to be read"] if read else []
    if claim.statement_formal is None:
        left.append("there is no formal statement, so that the certificates are about the claim is to be read")
    else:
        left.append(f"no certificate is the {what}, so that it follows is to be read")
    return "; ".join(left)
