"""Every claim is settled as expected, every certificate accepted, every mutation killed."""

from __future__ import annotations

import shutil

import pytest

from proofs_checks.discovery import Found, discover
from proofs_checks.settle import settle
from theory.certificates import seal_of
from theory.claims import Budget


@pytest.mark.parametrize("found", discover(), ids=lambda f: f.claim.id)
def test_settled(found: Found) -> None:
    verdict, certificates = settle(found.load(), Budget(profile="quick", seed=0))
    assert verdict.problems == []
    on_file = verdict.kernel is not None and verdict.kernel.status == "unchecked"
    if on_file or verdict.outcome == "unchecked":  # on a machine without Rocq; continuous integration installs it
        assert shutil.which("coqc") is None
        return
    assert verdict.outcome == found.claim.expected
    assert all(seal_of(c) == sha for sha, c in certificates.items())
    if verdict.outcome in ("proved", "refuted"):
        by_kernel = verdict.kernel is not None and verdict.kernel.status == "accepted" and verdict.kernel.proposition
        assert by_kernel or verdict.formal, "only a formal statement is proved or refuted"
        decisive = [e for e in verdict.evidence if e.shows == verdict.outcome]
        assert by_kernel or any(e.certificates and all(c.accepted for c in e.certificates) for e in decisive)
