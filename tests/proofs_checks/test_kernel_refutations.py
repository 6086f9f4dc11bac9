"""A proof of the negation refutes; it is never taken for a proof of the statement, nor the other way round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from proofs_checks.kernel import check_proof, is_refutation, run_kernel
from proofs_checks.kernel_coq import Coq, find_coq
from proofs_checks.kernel_evidence import kernel_evidence
from proofs_checks.kernel_library import folders
from proofs_checks.outcome import Item, derive
from tests.proofs_checks.kernel_case import COQ, PRODUCT, PROOF, START, needs_rocq, x, y
from theory.claims import Claim, Evidence, Source
from theory.typed import ByHand

FALSE = PRODUCT.concluding(x * y < 0)
REFUTATION = START + (
    "Theorem refutation : negation.\n"
    "Proof. by move=> R h; have := h 1 1 (conj ltr01 ltr01); rewrite mulr1 ltNge ler01. Qed.\n"
)
CHEATS = {
    "admitted": START + "Theorem refutation : negation. Admitted.\n",
    "axiom": START + "Axiom magic : forall P : Prop, P.\nDefinition refutation : negation := magic negation.\n",
    "own negation": START + "Definition negation : Prop := True.\nTheorem refutation : negation. Proof. by []. Qed.\n",
    "of another statement": START
    + "Theorem refutation : forall R : realFieldType, ~ (forall x y : R, x * y < 0).\n"
    + "Proof. by move=> R h; have := h 1 1; rewrite mulr1 ltNge ler01. Qed.\n",
    "over one field only": START
    + "Theorem refutation : ~ (forall x y : rat, 0 < x /\\ 0 < y -> x * y < 0).\n"
    + "Proof. by move=> h; have := h 1 1 (conj ltr01 ltr01); rewrite mulr1 ltNge ler01. Qed.\n",
}


@needs_rocq
def test_a_refutation_is_accepted_and_refutes(tmp_path: Path) -> None:
    file = tmp_path / "a_claim.v"
    file.write_text(REFUTATION)
    record = check_proof(FALSE, file)
    assert (record.status, record.refutes, record.axioms) == ("accepted", True, [])
    assert record.proposition == FALSE.negation()
    (evidence,) = kernel_evidence(record)
    assert (evidence.supports, evidence.scope) == ("refuted", "instance")
    assert check_proof(PRODUCT, file).status == "rejected"  # the true statement is not refuted by it


@needs_rocq
@pytest.mark.parametrize("name", CHEATS)
def test_the_kernel_alone_catches(name: str) -> None:
    assert isinstance(COQ, Coq)
    assert is_refutation(CHEATS[name])
    says, _, _ = run_kernel(COQ, folders(FALSE.files(), COQ), FALSE.rocq_negation(), CHEATS[name])
    assert says, f"{name} was accepted"


@needs_rocq
def test_neither_is_taken_for_the_other() -> None:
    assert isinstance(COQ, Coq)
    library = folders(PRODUCT.files(), COQ)
    assert run_kernel(COQ, library, PRODUCT.rocq(), PROOF)[0] == ""
    assert run_kernel(COQ, library, PRODUCT.rocq_negation(), PROOF)[0]
    renamed = PROOF.replace("proof : claim", "refutation : claim")
    assert run_kernel(COQ, library, PRODUCT.rocq(), renamed)[0]
    assert run_kernel(COQ, library, FALSE.rocq(), REFUTATION)[0]


def test_a_proposition_by_hand_is_not_refuted(tmp_path: Path) -> None:
    file = tmp_path / "a_claim.v"
    file.write_text(REFUTATION)
    record = check_proof(ByHand("$1 < 0$", "forall R : realFieldType, 1 < 0 :> R", "nothing: a test"), file)
    assert record.status == "rejected"
    assert kernel_evidence(record) == []


def _outcome(evidence: Evidence) -> str:
    claim = Claim("sdl.a", "t", "s", Source("L"), "property", "refuted", typed=FALSE)
    return derive(claim, [Item(evidence, [])], {}).word


def test_without_rocq_it_is_only_argued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_ATLAS_COQC", "")
    find_coq.cache_clear()
    try:
        file = tmp_path / "a_claim.v"
        file.write_text(REFUTATION)
        (evidence,) = kernel_evidence(check_proof(FALSE, file))
        assert _outcome(evidence) == "argued-refuted"
        own = replace(evidence, kind="symbolic-proof")  # a claim cannot say so itself
        assert _outcome(own) == "undecided"
    finally:
        find_coq.cache_clear()
