"""The kernel says no: to false proofs, holes, axioms, other propositions, and to attempts to bend the check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from proofs_checks import kernel, kernel_all
from proofs_checks.kernel import check_proof, run_kernel
from proofs_checks.kernel_coq import Coq, find_coq
from proofs_checks.kernel_evidence import kernel_evidence
from proofs_checks.kernel_library import ROOT, folders
from proofs_checks.kernel_text import axioms, forbidden
from proofs_checks.report_kernel import kernel_html
from tests.proofs_checks.kernel_case import COQ, PRODUCT, PROOF, START, needs_rocq, x, y
from theory.typed import ByHand, Expr


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("SDL_ATLAS_KERNEL_CACHE", str(folder))
    return folder


@needs_rocq
def test_a_true_proof_is_accepted_and_kept(tmp_path: Path, own_cache: Path) -> None:
    file = tmp_path / "a_claim.v"
    file.write_text(PROOF)
    first = check_proof(PRODUCT, file)
    assert (first.status, first.says, first.axioms, first.cached) == ("accepted", "accepted; no axioms", [], False)
    assert first.statement_lines == 3
    assert first.seconds > 0
    again = check_proof(PRODUCT, file)
    assert again.cached
    assert again.seconds == first.seconds
    strict = PRODUCT.concluding(x * y > x)  # the same proof of another statement is not looked up
    assert check_proof(strict, file).status == "rejected"
    assert not list(tmp_path.glob("*.vo*")), "nothing is written beside the claim"


CHEATS = {
    "false": START + "Theorem proof : claim.\nProof. by move=> R x y [x0 y0]; apply: addr_gt0. Qed.\n",
    "admitted": START + "Theorem proof : claim. Admitted.\n",
    "axiom": START + "Axiom magic : forall P : Prop, P.\nDefinition proof : claim := magic claim.\n",
    "section variable": START + "Variable magic : forall P : Prop, P.\nDefinition proof : claim := magic claim.\n",
    "own claim": START + "Definition claim : Prop := True.\nTheorem proof : claim. Proof. by []. Qed.\n",
    "weaker": START + "Theorem proof : forall (R : realFieldType) (x : R), 0 < x -> 0 < x * x.\n"
    "Proof. by move=> R x h; apply: mulr_gt0. Qed.\n",
    "vocabulary": START + 'Notation "x < y" := (x <= y) (only parsing).\n'
    "Theorem proof : forall (R : realFieldType) (x y : R), (0 < x) /\\ (0 < y) -> 0 < x * y.\n"
    "Proof. by move=> R x y [x0 y0]; apply: mulr_ge0. Qed.\n",
    "module statement": START.replace("Import statement", "statement")
    + "Module statement. Definition claim : Prop := True. End statement.\n"
    "Theorem proof : statement.claim. Proof. by []. Qed.\n",
    "module Claim": START
    + "Module Claim. Module statement. Definition claim : Prop := True. End statement. End Claim.\n"
    "Theorem proof : Claim.statement.claim. Proof. by []. Qed.\n",
    "unguarded": START + "Unset Guard Checking.\nFixpoint magic (P : Prop) (n : nat) {struct n} : P := magic P n.\n"
    "Definition proof : claim := magic claim 0.\n",
    "type in type": START
    + "#[global] Unset Universe Checking.\nDefinition proof : claim := (fun P : Type => P) claim.\n",
    "universes unchecked": START + "Unset Universe Checking.\n" + PROOF[len(START) :],
    "not positive": START + "Unset Positivity Checking.\nInductive bad : Prop := make (f : bad -> False).\n"
    "Lemma no (b : bad) : False. Proof. by case: (b) => f; apply: f. Qed.\n"
    "Definition proof : claim := match no (make no) with end.\n",
    "declared module": START + "Module Type T. Variable magic : forall P : Prop, P. End T.\n"
    "Declare Module M : T.\nDefinition proof : claim := M.magic claim.\n",
    "no theorem": START + "Theorem prof : True. Proof. by []. Qed.\n",
    "hidden hole": START
    + "Theorem proof : claim.\nProof. move=> R x y [x0 y0]. have h : false by admit. by []. Admitted.\n",
}


@needs_rocq
@pytest.mark.parametrize("name", CHEATS)
def test_the_kernel_alone_catches(name: str) -> None:
    """Without any reading of the text: compiled, compared with the proposition, axioms printed."""
    assert isinstance(COQ, Coq)
    says, _, _ = run_kernel(COQ, folders(PRODUCT.files(), COQ), PRODUCT.rocq(), CHEATS[name])
    assert says, f"{name} was accepted"
    if name == "own claim":  # it compiles; what is compared is the proposition, not a name
        assert says.startswith("the proof proves something else")


@needs_rocq
def test_a_refused_proof_has_no_evidence(tmp_path: Path) -> None:
    file = tmp_path / "a_claim.v"
    file.write_text(CHEATS["admitted"])
    record = check_proof(PRODUCT, file)
    assert record.status == "rejected"
    assert kernel_evidence(record) == []


@pytest.mark.parametrize(
    "line",
    [
        'Declare ML Module "evil".',
        'Load "other".',
        'Cd "..".',
        'Add LoadPath "x" as Claim.',
        'Redirect "f" Print nat.',
        'Extraction "f" nat.',
        "Unset  Guard Checking.",
        "#[bypass_check(guard)] Fixpoint f (n : nat) : nat := f n.",
        "Global Set Printing All.",
        "#[global] Unset Universe Checking.",
        "From Coq Require Import Classical.",
        'Print Sorted  Universes "f".',
        'Write State "f".',
        "Set Definitional UIP.",
        "Require Import Classical.",
        "Axiom a : False.",
        "Parameter a : False.",
        "Proof. admit. Admitted.",
    ],
)
def test_what_no_file_may_contain(line: str, tmp_path: Path) -> None:
    assert forbidden(START + line)
    assert forbidden(PROOF + line)
    harmless = line.replace('"', "")
    assert not forbidden(PROOF + f"(* {harmless} (* nested *) *)")


def test_comments_do_not_hide_commands() -> None:
    assert forbidden('Definition a := "(*". Axiom b : False. Definition c := "*)".')
    assert forbidden("(* a comment *) Axiom b : False. (* another *)")


def test_axioms_are_read() -> None:
    assert axioms("Closed under the global context\n") == []
    assert axioms("Axioms:\nmagic : forall P : Prop, P\nother\n  : long\n") == ["magic", "other"]
    assert axioms("Axioms:\nmagic is assumed to be guarded.\n") == ["magic is assumed to be guarded."]
    assert axioms("") == ["unreadable answer of Print Assumptions"]


@needs_rocq
def test_what_was_accepted_before_it_was_forbidden_is_not_looked_up(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "_kernel", lambda *_: ("", [], 0.1))
    file = tmp_path / "a_claim.v"
    file.write_text(PROOF)
    assert [check_proof(PRODUCT, file).cached for _ in range(2)] == [False, True]
    monkeypatch.setattr(kernel, "forbidden", lambda _: "no longer allowed")
    assert (check_proof(PRODUCT, file).status, check_proof(PRODUCT, file).says) == ("rejected", "no longer allowed")


def test_no_file_of_ours_has_what_is_forbidden() -> None:
    """Shared files that were compiled before are not read again."""
    found = {
        path: forbidden(path.read_text())
        for floor in ("theory", "proofs_checks")
        for path in (ROOT / floor).rglob("*.v")
    }
    assert len(found) > 50
    assert {path: says for path, says in found.items() if says} == {}


@needs_rocq
def test_an_allowed_axiom_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(COQ, Coq)
    library = folders(PRODUCT.files(), COQ)
    says, names, _ = run_kernel(COQ, library, PRODUCT.rocq(), CHEATS["axiom"])
    assert "magic" in says
    assert names == ["proof.magic"]
    monkeypatch.setattr(kernel, "ALLOWED_AXIOMS", frozenset(names))
    says, names, _ = run_kernel(COQ, library, PRODUCT.rocq(), CHEATS["axiom"])
    assert (says, names) == ("", ["proof.magic"])


def test_without_rocq_nothing_is_called_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_ATLAS_COQC", "")
    find_coq.cache_clear()
    try:
        file = tmp_path / "a_claim.v"
        file.write_text(PROOF)
        record = check_proof(PRODUCT, file)
        assert record.status == "unchecked"
        assert record.says.startswith("kernel proof on file, not checked on this machine")
        assert [e.supports for e in kernel_evidence(record)] == ["unchecked"]
        assert kernel_all.main(["sdl.thm-3.2-relu"]) == 0
        assert kernel_all.main(["--strict", "sdl.thm-3.2-relu"]) == 3
    finally:
        find_coq.cache_clear()


@needs_rocq
def test_every_kernel_proof_is_accepted() -> None:
    """The proofs themselves; what was checked before from the same files is not compiled again."""
    records = kernel_all.check_all(kernel_all.proofs([]), 2, lambda _: None)
    assert records
    assert not [r.says for r in records if r.status != "accepted"]


HAND = ByHand(
    r"The product of positive numbers of a real closed field is positive.",
    "forall (R : rcfType) (x y : R), 0 < x /\\ 0 < y -> 0 < x * y",
    "nothing: a test",
)


@needs_rocq
def test_a_proposition_by_hand_is_what_must_be_proved(tmp_path: Path) -> None:
    """The same machinery: exactly this proposition, no axioms, and the record and the report say that it is by hand."""
    file = tmp_path / "a_claim.v"
    file.write_text(PROOF)
    record = check_proof(HAND, file)
    assert (record.status, record.by_hand, record.statement_lines) == ("accepted", "nothing: a test", 1)
    assert "nothing but a reader" in kernel_html(record)
    assert "nothing but a reader" not in kernel_html(check_proof(PRODUCT, file))
    (evidence,) = kernel_evidence(record)
    assert evidence.numbers["written by hand"] == "the language lacks nothing: a test"
    stronger = replace(HAND, text="forall (R : rcfType) (x y : R), 0 < x \\/ 0 < y -> 0 < x * y")
    assert check_proof(stronger, file).status == "rejected"
    assert check_proof(replace(HAND, text="forall (R : rcfType) (x : R), x + 1%N = x"), file).says.startswith(
        "the proposition is not"
    )


def test_a_weaker_statement_has_other_text() -> None:
    weaker: Expr = x * y >= 0
    assert PRODUCT.rocq() != PRODUCT.concluding(weaker).rocq()
    assert (y > 0).type == weaker.type
