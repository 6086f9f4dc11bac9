"""The part of the report about a kernel proof: what exactly was proved, who checked it, what is left to believe."""

from __future__ import annotations

import html as escape_module

from proofs_checks.readable import statement_html
from theory.verdicts import KernelRecord

_WORD = {
    "accepted": "✓ accepted by the Rocq kernel",
    "rejected": "✗ rejected",
    "unchecked": "on file, not checked on this machine",
}


def kernel_html(record: KernelRecord | None) -> str:
    """One block of the section of a claim; empty for a claim without a kernel proof."""
    if record is None:
        return ""
    e = escape_module.escape
    by = [
        f"Rocq {e(record.rocq)}" if record.rocq else "",
        (f"axioms: {e(', '.join(record.axioms))}" if record.axioms else "no axioms")
        if record.status == "accepted"
        else "",
        f"{record.statement_lines} lines of statement to read, {record.proof_lines} lines of proof that need not be read",
        f"{record.seconds:.1f} s{', checked before from the same files' if record.cached else ''}"
        if record.seconds
        else "",
    ]
    believe = "Left to believe: that these lines say what the formula says, and Rocq's kernel with MathComp."
    if record.by_hand:
        believe = (
            f"The proposition is written by hand, because the language of statements lacks {e(record.by_hand)}: nothing but a reader "
            f"compares its lines with the formula. {believe}"
        )
    what = "Kernel proof of the negation" if record.refutes else "Kernel proof"
    said = "negation" if record.refutes else "proposition"
    refuted = " Refuted is: " if record.refutes else ""
    return (
        f'<h3>{what}: {e(_WORD.get(record.status, record.status))}</h3><div class="statement">{refuted}'
        f"{statement_html(record.formula)}</div>"
        f'<p class="soft">{"; ".join(b for b in by if b)}. {believe}</p>'
        f"<details{' open' if record.by_hand else ''}><summary>the {said} in Rocq</summary>"
        f"<pre>{e(record.proposition)}</pre></details>"
    )
