"""Verdicts: what was found about a claim, as a record that can be written, read and compared."""

from __future__ import annotations

from typing import Any

import msgspec


class CertificateRecord(msgspec.Struct, frozen=True):
    """One certificate and what the checker said about it; the certificate itself lies in ``certificates/<sha256>.json``."""

    sha256: str
    kind: str
    accepted: bool
    says: str


class EvidenceRecord(msgspec.Struct, frozen=True):
    """One piece of evidence with its numbers and certificates."""

    kind: str
    supports: str
    scope: str
    text: str
    numbers: dict[str, Any]
    certificates: list[CertificateRecord]


class HypothesisRecord(msgspec.Struct, frozen=True):
    """A hypothesis: can it be satisfied, and does the claim fail without it?"""

    name: str
    text: str
    witness: CertificateRecord
    drop: CertificateRecord | None
    drop_note: str


class MutationRecord(msgspec.Struct, frozen=True):
    """A wrong variant of the claim and how it was killed."""

    name: str
    text: str
    killed: bool
    how: str
    certificate: CertificateRecord | None


class Verdict(msgspec.Struct, frozen=True):
    """What was found about one claim.

    ``outcome`` is what the evidence shows, ``effective`` what is left of it after the dependencies, ``problems`` every
    reason why the claim is not settled as expected (empty: it is).  ``steps_checked`` and ``steps_read`` count the steps of
    written proofs that the checker re-computed and that a person must read.
    """

    claim: str
    title: str
    statement: str
    source: str
    kind: str
    expected: str
    outcome: str
    effective: str
    scope: str
    evidence: list[EvidenceRecord]
    hypotheses: list[HypothesisRecord]
    mutations: list[MutationRecord]
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
    schema: str = "sdl-atlas/verdict/1"

    def __repr__(self) -> str:
        return f"<Verdict {self.claim}: {self.effective}{'' if self.settled else ', not as expected'}>"

    @property
    def settled(self) -> bool:
        """Settled as expected: no problem was found.  An open question that stays open counts as expected."""
        return not self.problems

    @property
    def green(self) -> bool:
        """Shown green: settled, and not merely undecided."""
        return self.settled and self.effective in ("proved", "refuted", "tested", "empirical")
