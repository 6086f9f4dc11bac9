"""What a kernel proof, or refutation, means for a verdict: evidence when the kernel accepted it here, a problem when it did not."""

from __future__ import annotations

from types import ModuleType

from proofs_checks.kernel import check_proof, proof_of
from theory.claims import Evidence
from theory.verdicts import KernelRecord

KERNEL = "kernel-proof"  # the kind of evidence that only the runner makes


def kernel_record(module: ModuleType) -> tuple[KernelRecord | None, list[str]]:
    """The kernel's answer for the proof beside a claim (None when there is none), and what is wrong with it."""
    path, typed = proof_of(module), module.CLAIM.typed
    if path is None:
        return None, []
    if typed is None:
        return None, [f"{path.name} lies beside a claim without a typed statement"]
    record = check_proof(typed, path)
    return record, [f"kernel proof {path.name}: {record.says}"] if record.status == "rejected" else []


def kernel_evidence(record: KernelRecord | None) -> list[Evidence]:
    """The evidence that the answer is: a proof for all parameters, a refutation, or one that was not checked on this machine."""
    if record is None or record.status == "rejected":
        return []
    supports = ("refuted" if record.refutes else "proved") if record.status == "accepted" else "unchecked"
    numbers = {
        "Rocq": record.rocq or "not at hand",
        "axioms": ", ".join(record.axioms) or ("none" if record.status == "accepted" else "unknown"),
        "lines of statement to read": record.statement_lines,
        **({"written by hand": f"the language lacks {record.by_hand}"} if record.by_hand else {}),
        "lines of proof": record.proof_lines,
        "seconds": record.seconds,
    }
    what = "the proposition that is written by hand" if record.by_hand else "the formal statement"
    if record.refutes:
        what = f"the negation of {what}, over every field"
    text = f"The Rocq kernel accepts the proof of exactly {what}." if record.status == "accepted" else record.says
    if record.refutes and supports == "unchecked":
        supports = "unchecked-refuted"
    return [Evidence(KERNEL, supports, "instance" if record.refutes else "all-parameters", text, numbers=numbers)]
