"""Settling one claim: gather its evidence, have every certificate checked, kill its mutations, write the verdict."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.metadata
import platform
import subprocess
import time
from pathlib import Path
from types import ModuleType

from proofs_checks import variants
from proofs_checks.attack import attack
from proofs_checks.discovery import conventions
from proofs_checks.kernel_evidence import KERNEL, kernel_evidence, kernel_record
from proofs_checks.ledger import Ledger
from proofs_checks.outcome import Item, Outcome, derive, evaluable, impostors, same_statement, steps
from theory.certificates import CHECKER_VERSION
from theory.claims import Budget, Certificate, Claim, Evidence
from theory.statement import formal_text
from theory.verdicts import EvidenceRecord, KernelRecord, SearchRecord, Verdict

FALSE = ("refuted", "argued-refuted")
TRUE = ("proved", "unchecked", "argued")


def settle(module: ModuleType, budget: Budget) -> tuple[Verdict, dict[str, Certificate]]:
    """Settle the claim of ``module``; returns the verdict and its certificates by sha256.

    A crash of any part is a problem of that part, recorded in the verdict, and never stops the others.
    """
    claim: Claim = module.CLAIM
    ledger, started = Ledger(), time.monotonic()
    budget.say("kernel proof")
    kernel, wrong = kernel_record(module)
    ledger.problems += [*wrong, *impostors(claim)]
    items = [*(Item(e, []) for e in kernel_evidence(kernel)), *_evidence(module, budget, ledger)]
    found = derive(claim, items, ledger.certificates, troubled=bool(ledger.problems))
    ledger.problems += found.problems
    hypotheses = variants.hypotheses(claim, budget, ledger)
    mutations = variants.mutations(module, budget, ledger)
    found, searched = _attacked(claim, found, budget, ledger)
    if found.word != claim.expected and not _waiting_for_rocq(found.word, claim, kernel):
        ledger.problems.append(f"outcome {found.word}, expected {claim.expected}")
    if (found.word in FALSE) != bool(claim.refutes):
        ledger.problems.append(_whose(claim, found.word))
    evidence = [_record(item, ledger) for item in found.items]
    rests_on = [e for e in evidence if e.shows == found.word and found.word.startswith("argued")]
    verdict = Verdict(
        claim=claim.id,
        title=claim.title,
        statement=claim.statement,
        source=claim.source.cited(),
        kind=claim.kind,
        expected=claim.expected,
        outcome=found.word,
        basis=found.basis,
        effective=found.word,
        refutes=claim.refutes if found.word in FALSE else "",
        formal=formal_text(claim.statement_formal),
        conventions=[c.text for c in conventions(claim.id)],
        scope=found.scope,
        evidence=evidence,
        hypotheses=hypotheses,
        mutations=mutations,
        searched=searched,
        dependencies=dict.fromkeys(claim.depends_on, "unknown"),
        remark=claim.remark,
        problems=ledger.problems,
        steps_checked=sum(e.steps_checked for e in rests_on),
        steps_read=sum(e.steps_read for e in rests_on),
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


def _attacked(claim: Claim, found: Outcome, budget: Budget, ledger: Ledger) -> tuple[Outcome, SearchRecord | None]:
    """What is called true is searched for counterexamples; one found makes the outcome an error, whatever the proof says."""
    stated = claim.statement_formal if claim.statement_formal is not None else claim.typed
    parts = evaluable(stated)
    if found.word not in TRUE or not parts:
        return found, None
    budget.say("search for counterexamples")
    typed = claim.typed if same_statement(claim.typed, stated) else None
    try:
        certificates = list(ledger.certificates.values())
        tried = [attack(part, certificates, budget, typed) for part in parts]
    except Exception as error:  # as for evidence
        ledger.problems.append(f"search for counterexamples crashed: {type(error).__name__}: {str(error)[:300]}")
        return found, None
    if any(t.points and not t.admissible for t in tried):
        ledger.problems.append(
            "the formal statement has no value at any point of the claim's own that satisfies the hypotheses"
        )
    hits = [ledger.accept(t.hit, "counterexample found") for t in tried if t.hit is not None]
    ledger.problems += [f"false as stated: {hit.says}" for hit in hits]
    if hits:
        found = dataclasses.replace(
            found, word="error", basis="a search found a counterexample to the formal statement"
        )
    return found, SearchRecord(sum(t.points for t in tried), sum(t.admissible for t in tried), hits)


def _waiting_for_rocq(word: str, claim: Claim, kernel: KernelRecord | None) -> bool:
    """Nothing but the kernel, which is not at hand, is missing for the expected outcome."""
    expected = {"unchecked": "proved", "argued-refuted": "refuted"}.get(word)
    on_file = kernel is not None and kernel.status == "unchecked" and kernel.refutes == (expected == "refuted")
    return on_file and claim.expected == expected


def _whose(claim: Claim, outcome: str) -> str:
    if outcome in FALSE:
        return 'say what is refuted: refutes="published", or refutes="ours" for a reading or strengthening of it'
    return f'refutes="{claim.refutes}", but nothing is refuted'


def _evidence(module: ModuleType, budget: Budget, ledger: Ledger) -> list[Item]:
    out: list[Item] = []
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
            out.append(Item(item, [ledger.accept(c, name) for c in item.certificates]))
    return out


def _record(item: Item, ledger: Ledger) -> EvidenceRecord:
    evidence = item.evidence
    checked, read = steps([ledger.certificates[c.sha256] for c in item.records])
    return EvidenceRecord(
        kind=evidence.kind,
        shows=item.shows,
        scope=evidence.scope,
        text=evidence.text,
        numbers=evidence.numbers,
        certificates=list(item.records),
        steps_checked=checked,
        steps_read=read,
    )


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
    """The git commit of the source tree; where it is not clean, or there is none, with a hash of the sources.

    So two runs have the same commit only if the same claims were settled by the same code.
    """
    root = Path(__file__).resolve().parent.parent
    try:
        sha = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, timeout=10)
        dirty = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return f"unknown.{sources_hash(root)}"
    if sha.returncode != 0:
        return f"unknown.{sources_hash(root)}"
    return sha.stdout.strip() + (f"+changes.{sources_hash(root)}" if dirty.stdout.strip() else "")


def sources_hash(root: Path) -> str:
    """A hash of every source file that a verdict may depend on."""
    out = hashlib.sha256()
    for floor in ("theory", "solvers", "proofs_checks"):
        for path in sorted(p for p in (root / floor).rglob("*") if p.suffix in (".py", ".v", ".json")):
            out.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return out.hexdigest()[:12]
