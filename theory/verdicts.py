"""Verdicts: what was found about a claim, as a record that can be written, read and compared."""

from __future__ import annotations

from typing import Any

import msgspec

# every word for an outcome and what it means; docs/verdicts.md says it at length
WORDS = {
    "proved": "the formal statement itself was checked by machine, completely",
    "unchecked": "a kernel proof of the formal statement is on file, and was not checked on this machine",
    "refuted": "an accepted counterexample to exactly the formal statement, or a kernel proof of its negation",
    "argued": "an argument that it is true, parts of which a person must read",
    "argued-refuted": "an argument that it is false, parts of which a person must read",
    "tested": "held in every exact test; not a proof",
    "empirical": "what trained models did, with the number of runs",
    "undecided": "open; the search that was made is described",
    "conditional": "rests on a claim that is not settled as expected",
    "error": "could not be settled; see the problems",
}


class CertificateRecord(msgspec.Struct, frozen=True):
    """One certificate and what the checker said about it; the certificate itself lies in ``certificates/<sha256>.json``."""

    sha256: str
    kind: str
    accepted: bool
    says: str


class EvidenceRecord(msgspec.Struct, frozen=True):
    """One piece of evidence with its numbers and certificates.

    ``shows`` is what it is worth by itself, in the words of outcomes; the steps are those of its arguments in steps.
    """

    kind: str
    shows: str
    scope: str
    text: str
    numbers: dict[str, Any]
    certificates: list[CertificateRecord]
    steps_checked: int = 0
    steps_read: int = 0


class HypothesisRecord(msgspec.Struct, frozen=True):
    """A hypothesis: can it be satisfied, and does the claim fail without it?

    ``exact``: the drop test is a counterexample to the formal statement without this one hypothesis, word by word; otherwise
    a reader has to see that it is one to the claim.  ``named``: there is no formal statement, and the hypotheses of the
    counterexample have the names of all the others, and not of this one; that they say the same is to be read.
    """

    name: str
    text: str
    witness: CertificateRecord
    drop: CertificateRecord | None
    drop_note: str
    exact: bool = False
    named: bool = False


class MutationRecord(msgspec.Struct, frozen=True):
    """A wrong variant of the claim (``mutation``) and how it was killed, or a corrupted certificate (``corruption``).

    ``exact``: killed by a counterexample to a variant of the formal statement, so that nothing is left to read.
    """

    name: str
    text: str
    killed: bool
    how: str
    certificate: CertificateRecord | None
    kind: str = "mutation"
    exact: bool = False


class SearchRecord(msgspec.Struct, frozen=True):
    """A search for counterexamples to the formal statement: ``points`` tried, of which ``admissible`` satisfy its hypotheses."""

    points: int
    admissible: int
    found: list[CertificateRecord]


class KernelRecord(msgspec.Struct, frozen=True):
    """What the Rocq kernel said about the proof that lies beside a claim.

    ``status`` is accepted, rejected, or unchecked where Rocq is missing.  ``statement_lines`` are the lines of Rocq that a reader
    has to believe mean what the formula says, ``proof_lines`` need not be read.  ``cached``: the same files were checked before.
    ``by_hand``: for a proposition written by hand, what the typed language lacks to say it; empty for a generated one.
    ``refutes``: the proof is one of the negation, and ``proposition`` is this negation.
    """

    status: str
    says: str
    rocq: str
    axioms: list[str]
    statement_lines: int
    proof_lines: int
    seconds: float
    formula: str = ""
    proposition: str = ""
    cached: bool = False
    by_hand: str = ""
    refutes: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """What was found about one claim.

    ``outcome`` is what the evidence shows and ``basis`` why it is no more, ``effective`` what is left of it after the
    dependencies, ``problems`` every reason why the claim is not settled as expected (empty: it is).  ``steps_checked`` and
    ``steps_read`` count the steps of the arguments on which the outcome rests: those that the checker re-computed and those
    that a person must read; a drop test or further evidence counts elsewhere.  ``formal`` is the formal statement, a line for
    every part; ``conventions`` is what all claims of the subject assume unless they say otherwise.  ``refutes`` says whether a
    claim that is false is the ``published`` statement or ``ours``, a reading or strengthening of it.

    Source: the format is ``docs/schemas/verdict.json``.
    """

    claim: str
    title: str
    statement: str
    source: str
    kind: str
    expected: str
    outcome: str
    basis: str
    effective: str
    refutes: str
    formal: list[str]
    conventions: list[str]
    scope: str
    evidence: list[EvidenceRecord]
    hypotheses: list[HypothesisRecord]
    mutations: list[MutationRecord]
    searched: SearchRecord | None
    dependencies: dict[str, str]
    remark: str
    problems: list[str]
    steps_checked: int
    steps_read: int
    seconds: float
    profile: str
    seed: int
    checker_version: str
    versions: dict[str, str]
    commit: str
    machine: str
    schema: str = "sdl-atlas/verdict/2"
    kernel: KernelRecord | None = None

    def __repr__(self) -> str:
        return f"<Verdict {self.claim}: {self.effective}{'' if self.settled else ', not as expected'}>"

    @property
    def settled(self) -> bool:
        """Settled as expected: no problem was found.  An open question that stays open counts as expected."""
        return not self.problems

    @property
    def green(self) -> bool:
        """Shown green: settled by machine alone, so never for what is argued, tested, empirical or undecided."""
        return self.settled and self.effective in ("proved", "refuted")
