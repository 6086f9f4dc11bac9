"""What a stranger understands: the numbers of our private notes are aliases for ``verify`` and stand nowhere else."""

from __future__ import annotations

import re

import pytest

from proofs_checks.aliases import ALIASES
from proofs_checks.discovery import discover
from tests.repo.test_repository import ROOT, tracked

# counterexamples CE-6, statements NO-15, parts "repaired (b)" and "repaired-b" of Theorem 3.6, and whatever is said of "our notes"
PRIVATE = re.compile(r"\b(CE[-_]\d|N[OMP]-\d)|repaired([-_][a-h]\b| \([a-h]\))|\b(our|private) notes\b")
# of a locator: the paper has theorems, tables and equations; L1 and L0 are penalties, R2 is a measure
NUMBER = re.compile(r"\b(?!L[01]\b|R2\b)[A-Z]{1,2}-?\d{1,2}\b")


def test_private_numbers_are_aliases_only() -> None:
    left_out = {ROOT / "CHANGELOG.md", ROOT / "proofs_checks" / "aliases.py", ROOT / "tests" / "repo" / "test_names.py"}
    found = []
    for path in tracked(".py", ".md", ".v"):
        for i, line in enumerate(path.read_text().splitlines(), 1):
            if path not in left_out and PRIVATE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{i}: {line.strip()[:100]}")
    assert not found, "say what it says instead of its number in private notes:\n" + "\n".join(found)


def test_locators_name_places_of_the_paper() -> None:
    strange = {f.claim.id: f.claim.source.locator for f in discover() if NUMBER.search(f.claim.source.locator)}
    assert not strange


@pytest.mark.parametrize(
    "text", ["(CE-14)", "CE_3 = [", "NO-15 of", "repaired (b)", "thm_3_6_repaired_e", "of our notes"]
)
def test_the_pattern_finds_them(text: str) -> None:
    assert PRIVATE.search(text)
    assert NUMBER.search("N16")


def test_aliases_lead_to_claims() -> None:
    known = {f.claim.id for f in discover()}
    assert set(ALIASES.values()) <= known
    assert not set(ALIASES) & known


def test_who_reads_that_a_published_claim_is_false_reads_what_holds_instead() -> None:
    claims = {f.claim.id: f.claim for f in discover()}
    for name, claim in claims.items():
        if claim.refutes == "published":
            said = {i.rstrip(".") for i in re.findall(r"\b\w+\.[a-z0-9][a-z0-9.-]+", claim.remark)} - {name}
            assert said & set(claims), f"{name}: name the claim that holds instead in its remark"
