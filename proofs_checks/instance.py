"""Evaluating a claim on a user's own problem."""

from __future__ import annotations

from proofs_checks.discovery import Found
from theory.certificates import check
from theory.claims import Budget, InstanceReport
from theory.sdl import Problem


def evaluate(found: Found, problem: Problem, *, seed: int = 0) -> InstanceReport:
    """What the claim says about ``problem``: holds, violated, a hypothesis fails, or not applicable.

    Every certificate in the report has been accepted by the checker; a rejected one raises
    :class:`~theory.certificates.Rejected`, because then the evaluation itself is at fault.
    """
    report: InstanceReport = found.load().evaluate(problem, Budget(seed=seed))
    for certificate in report.certificates:
        check(certificate)
    return report
