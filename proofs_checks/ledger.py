"""Certificates seen while a claim is settled, each checked by the checker, and the problems found."""

from __future__ import annotations

from dataclasses import dataclass, field

from theory.certificates import Rejected, check
from theory.claims import Certificate
from theory.verdicts import CertificateRecord


@dataclass
class Ledger:
    """All certificates by sha256, and every reason why the claim is not settled as expected."""

    certificates: dict[str, Certificate] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def record(self, certificate: Certificate) -> CertificateRecord:
        """What the checker says about a certificate."""
        try:
            says, accepted = check(certificate), True
        except Rejected as reason:
            says, accepted = str(reason), False
        self.certificates[certificate["sha256"]] = certificate
        return CertificateRecord(certificate["sha256"], certificate["kind"], accepted, says)

    def accept(self, certificate: Certificate, what: str) -> CertificateRecord:
        """The same for one that must be accepted: a rejection is a problem."""
        out = self.record(certificate)
        if not out.accepted:
            self.problems.append(f"{what}: certificate {out.sha256[:12]} rejected: {out.says}")
        return out
