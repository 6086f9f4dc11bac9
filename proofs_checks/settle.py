"""Settling one claim: gather its evidence, have every certificate checked, kill its mutations, write the verdict."""

from __future__ import annotations

import functools
import importlib.metadata
import json
import platform
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from proofs_checks.kernel_evidence import KERNEL, kernel_evidence, kernel_record
from theory.certificates import CHECKER_VERSION, Rejected, check
from theory.claims import Budget, Certificate, Claim, Evidence
from theory.verdicts import CertificateRecord, EvidenceRecord, HypothesisRecord, MutationRecord, Verdict

# a certificate rejected with one of these words is broken or too expensive; that says nothing about the mathematics
NO_REASON = (
    *("malformed (", "unknown ", "sha256:", "too much work", "too many steps"),
    *("a number of more than", "an integer outside", "a domain of size", "an exponent outside"),
)
STRENGTH = {"proved": 4, "refuted": 4, "unchecked": 3, "tested": 2, "empirical": 1, "undecided": 0}


@dataclass
class Ledger:
    """Certificates seen while a claim is settled, each checked once, and the problems found."""

    certificates: dict[str, Certificate] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    steps_checked: int = 0
    steps_read: int = 0

    def record(self, certificate: Certificate) -> CertificateRecord:
        try:
            says, accepted = check(certificate), True
        except Rejected as reason:
            says, accepted = str(reason), False
        self.certificates[certificate["sha256"]] = certificate
        return CertificateRecord(certificate["sha256"], certificate["kind"], accepted, says)

    def accept(self, certificate: Certificate, what: str) -> CertificateRecord:
        out = self.record(certificate)
        if not out.accepted:
            self.problems.append(f"{what}: certificate {out.sha256[:12]} rejected: {out.says}")
        if out.accepted and certificate["kind"] == "proof":
            for step in certificate["witness"]["steps"]:
                self.steps_checked += "certificate" in step
                self.steps_read += "certificate" not in step
        return out


def settle(module: ModuleType, budget: Budget) -> tuple[Verdict, dict[str, Certificate]]:
    """Settle the claim of ``module``; returns the verdict and its certificates by sha256.

    A crash of any part is a problem of that part, recorded in the verdict, and never stops the others.
    """
    claim: Claim = module.CLAIM
    ledger, started = Ledger(), time.monotonic()
    budget.say("kernel proof")
    kernel, wrong = kernel_record(module)
    ledger.problems += wrong
    evidence = kernel_evidence(kernel) + _evidence(module, budget, ledger)
    outcome, scope = _outcome(evidence, ledger)
    _same_statement(claim, outcome, ledger)
    hypotheses = _hypotheses(claim, budget, ledger)
    mutations = _mutations(module, budget, ledger)
    if outcome != claim.expected and (outcome, claim.expected) != ("unchecked", "proved"):
        ledger.problems.append(f"outcome {outcome}, expected {claim.expected}")
    verdict = Verdict(
        claim=claim.id,
        title=claim.title,
        statement=claim.statement,
        source=_source(claim),
        kind=claim.kind,
        expected=claim.expected,
        outcome=outcome,
        effective=outcome,
        scope=scope,
        evidence=evidence,
        hypotheses=hypotheses,
        mutations=mutations,
        dependencies=dict.fromkeys(claim.depends_on, "unknown"),
        remark=claim.remark,
        problems=ledger.problems,
        steps_checked=ledger.steps_checked,
        steps_read=ledger.steps_read,
        seconds=round(time.monotonic() - started, 3),
        profile=budget.profile,
        seed=budget.seed,
        checker_version=CHECKER_VERSION,
        versions=versions(),
        commit=commit(),
        machine=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        kernel=kernel,
    )
    return verdict, ledger.certificates


def _source(claim: Claim) -> str:
    where = f"arXiv {claim.source.arxiv}, {claim.source.locator}" if claim.source.arxiv else claim.source.locator
    ours = "; statement of this project" if claim.source.ours else ""
    return where + ours + (f"; {claim.source.note}" if claim.source.note else "")


def _evidence(module: ModuleType, budget: Budget, ledger: Ledger) -> list[EvidenceRecord]:
    out: list[EvidenceRecord] = []
    for name in ("prove", "refute", "decide", "examples", "empirical"):
        produce = getattr(module, name, None)
        if produce is None:
            continue
        budget.say(f"{name}")
        try:
            found = produce(budget)
        except Exception as error:  # a crash of one part is recorded, the other parts still run
            ledger.problems.append(f"{name} crashed: {type(error).__name__}: {str(error)[:300]}")
            continue
        for item in [found] if isinstance(found, Evidence) else list(found):
            if item.kind == KERNEL:
                ledger.problems.append(f"{name}: only the runner may say what the kernel accepts")
                continue
            records = [ledger.accept(c, name) for c in item.certificates]
            out.append(EvidenceRecord(item.kind, item.supports, item.scope, item.text, item.numbers, records))
    return out


def _outcome(evidence: list[EvidenceRecord], ledger: Ledger) -> tuple[str, str]:
    """The strongest supported outcome; proved and refuted need certificates, all accepted, and exclude each other."""
    supported: dict[str, str] = {}
    for item in evidence:
        if item.supports in ("proved", "refuted"):
            if item.kind == KERNEL:  # made by the runner itself, from the kernel's own answer
                supported.setdefault(item.supports, item.scope)
                continue
            if all(c.kind == "illustration" for c in item.certificates):
                ledger.problems.append(f"evidence for {item.supports} without a certificate")
                continue
            if not all(c.accepted for c in item.certificates):
                continue
        supported.setdefault(item.supports, item.scope)
    against = any(item.supports == "tested" and item.numbers.get("violations") for item in evidence)
    if ("proved" in supported and "refuted" in supported) or ("proved" in supported and against):
        ledger.problems.append("contradiction: one evidence proves the claim and another one refutes it")
        return "error", "instance"
    if not supported:
        return ("error" if ledger.problems else "undecided"), "instance"
    best = max(supported, key=lambda name: STRENGTH[name])
    return best, supported[best]


def _same_statement(claim: Claim, outcome: str, ledger: Ledger) -> None:
    """A refutation of a formally stated claim must contain a counterexample to exactly that statement."""
    if outcome == "refuted" and claim.statement_formal is not None:
        wanted = claim.statement_formal.asserts()
        found = [c["asserts"] for c in ledger.certificates.values() if c["kind"] == "counterexample"]
        if not any({k: v for k, v in a.items() if k != "means"} == wanted for a in found):
            ledger.problems.append("no counterexample certificate is about the claim's own formal statement")


def _hypotheses(claim: Claim, budget: Budget, ledger: Ledger) -> list[HypothesisRecord]:
    out: list[HypothesisRecord] = []
    for hypothesis in claim.hypotheses:
        budget.say(f"hypothesis {hypothesis.name}")
        try:
            witness = ledger.accept(hypothesis.witness(), f"witness of {hypothesis.name}")
            drop = ledger.accept(hypothesis.drop(), f"drop test of {hypothesis.name}") if hypothesis.drop else None
        except Exception as error:  # as above
            ledger.problems.append(f"hypothesis {hypothesis.name} crashed: {type(error).__name__}: {str(error)[:300]}")
            continue
        if drop is None and not hypothesis.drop_note:
            ledger.problems.append(f"hypothesis {hypothesis.name}: neither a drop test nor a reason why there is none")
        out.append(HypothesisRecord(hypothesis.name, hypothesis.text, witness, drop, hypothesis.drop_note))
    return out


def _mutations(module: ModuleType, budget: Budget, ledger: Ledger) -> list[MutationRecord]:
    out: list[MutationRecord] = []
    for mutation in module.mutations() if hasattr(module, "mutations") else []:
        budget.say(f"mutation {mutation.name}")
        why = ""
        try:
            if mutation.refuted_by is not None:
                certificate = mutation.refuted_by()
                record, how = ledger.record(certificate), "refuted by an accepted counterexample"
                why = _no_variant(module.CLAIM, certificate)
                killed = record.accepted and not why
            else:
                record, how = ledger.record(mutation.rejected()), "its certificate is rejected"
                why = "; rejected without a reason" if any(word in record.says for word in NO_REASON) else ""
                killed = not record.accepted and not why
        except Exception as error:  # as above
            ledger.problems.append(f"mutation {mutation.name} crashed: {type(error).__name__}: {str(error)[:300]}")
            out.append(MutationRecord(mutation.name, mutation.text, False, "crashed", None))
            continue
        if not killed:
            ledger.problems.append(f"mutation {mutation.name} survived: {record.says}{why}")
        out.append(MutationRecord(mutation.name, mutation.text, killed, how, record))
    if not out and module.CLAIM.expected != "undecided":
        ledger.problems.append("no mutation: a check that cannot fail is a defect")
    return out


def _no_variant(claim: Claim, certificate: Certificate) -> str:
    """Why a counterexample is not about a variant of the claim's formal statement, else an empty text.

    A variant has the same conclusion, or its hypotheses are those of the claim, some of them dropped or some added.
    """
    if claim.statement_formal is None or certificate["kind"] != "counterexample":
        return ""
    own, other = claim.statement_formal.asserts(), {k: v for k, v in certificate["asserts"].items() if k != "means"}
    if other == own:
        return "; it refutes the claim itself and no variant"
    ours, theirs = ({(k, json.dumps(h)) for k, h in a["hypotheses"].items()} for a in (own, other))
    if other["conclusion"] == own["conclusion"] or ours <= theirs or theirs <= ours:
        return ""
    return "; it has another conclusion and other hypotheses than the claim"


@functools.cache
def versions() -> dict[str, str]:
    """Versions of what the verdict was computed with."""
    out = {}
    for name in ("sdl-atlas", "numpy", "scipy", "python-flint", "torch"):
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = "not installed"
    return out


@functools.cache
def commit() -> str:
    """The git commit of the source tree, with ``+changes`` when it is not clean; ``unknown`` outside a checkout."""
    root = Path(__file__).resolve().parent.parent
    try:
        sha = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, timeout=10)
        dirty = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    if sha.returncode != 0:
        return "unknown"
    return sha.stdout.strip() + ("+changes" if dirty.stdout.strip() else "")
