"""Kernel proofs: does the Rocq kernel accept the proof that lies beside a claim, of exactly the statement of that claim?

Three files are compiled in a folder of their own:

* ``statement.v``, generated from the typed statement: ``Definition claim : Prop := ...``;
* ``proof.v``, the file beside the claim, compiled after the statement, so that it cannot bend it;
* ``check.v``, which fixes the proposition before it loads the proof, asks the kernel whether the proof has that type, and prints
  the axioms that it rests on.

A file with a theorem ``refutation`` must prove the negation of the statement: its ``statement.v`` defines ``negation`` and no ``claim``.

The answer is kept under a hash of everything that it depends on.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from proofs_checks.kernel_coq import Coq, cache_folder, coqc, find_coq
from proofs_checks.kernel_library import Broken, folders, key, required, sources
from proofs_checks.kernel_text import ALLOWED_AXIOMS, axioms, definition_lines, forbidden, stripped
from theory.files import write_atomically
from theory.verdicts import KernelRecord

CHECK = """From Claim Require statement.
Definition wanted : Prop := Claim.statement.claim.
From Claim Require proof.
Set Guard Checking. Set Positivity Checking. Set Universe Checking.
Definition checked : wanted := Claim.proof.proof.
Print Assumptions checked.
"""
CHECK_NEGATION = CHECK.replace("statement.claim", "statement.negation").replace("proof.proof", "proof.refutation")
_REFUTATION = re.compile(r"\b(?:Theorem|Lemma|Definition)\s+refutation\b")
FORMAT = "1"  # changed when the way of checking changes, so that no old answer is used
ON_FILE = "kernel proof on file, not checked on this machine"


def check_proof(formal: Any, proof: Path) -> KernelRecord:
    """Check one proof file against one statement: a TypedStatement, or a proposition written by hand (``theory.typed.ByHand``).

    The record says ``accepted``, ``rejected``, or ``unchecked`` where Rocq is missing or is another version than the proofs need.
    """
    text = proof.read_text()
    refutes = is_refutation(text)
    if refutes and not hasattr(formal, "negation"):
        says = (
            "only what the typed language says can be refuted: of a proposition by hand nobody knows over which fields"
        )
        return KernelRecord("rejected", says, "", [], 0, 0, 0.0, refutes=True)
    proposition = formal.negation() if refutes else formal.proposition()
    return msgspec.structs.replace(
        _answer(formal, text, formal.rocq_negation() if refutes else formal.rocq()),
        statement_lines=lines_to_read(formal, proposition),
        proof_lines=sum(1 for line in stripped(text).splitlines() if line.strip()),
        formula=formal.latex(),
        proposition=proposition,
        by_hand=getattr(formal, "lacks", ""),
        refutes=refutes,
    )


def is_refutation(text: str) -> bool:
    """Is this file to be checked against the negation?  Only that is asked; what it proves the kernel says."""
    return _REFUTATION.search(stripped(text)) is not None


def _answer(formal: Any, text: str, statement: str) -> KernelRecord:
    coq = find_coq()
    if isinstance(coq, str):
        return KernelRecord("unchecked", f"{ON_FILE}: {coq}", "", [], 0, 0, 0.0)
    if problem := forbidden(statement) or forbidden(text):  # also for what was accepted once, when less was forbidden
        return KernelRecord("rejected", problem, coq.version, [], 0, 0, 0.0)
    try:
        below = [key(name, coq) for name in (*formal.files(), *required(text))]
    except Broken as problem:
        return KernelRecord("rejected", str(problem), coq.version, [], 0, 0, 0.0)
    name = hashlib.sha256(
        "\0".join([FORMAT, coq.version, coq.fingerprint, statement, text, *below]).encode()
    ).hexdigest()[:32]
    kept = cache_folder() / "answers" / f"{name}.json"
    if kept.exists():
        return msgspec.structs.replace(msgspec.json.decode(kept.read_bytes(), type=KernelRecord), cached=True)
    says, names, seconds = _kernel(coq, formal.files(), statement, text)
    status = "accepted" if not says else "rejected"
    record = KernelRecord(status, says or _words(names), coq.version, names, 0, 0, round(seconds, 1))
    if status == "accepted":  # a refusal may have a passing cause, such as a full disk
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, msgspec.json.encode(record))
    return record


def _words(names: list[str]) -> str:
    return f"accepted; axioms: {', '.join(names)}" if names else "accepted; no axioms"


def _kernel(coq: Coq, files: list[str], statement: str, text: str) -> tuple[str, list[str], float]:
    """Why the kernel does not accept the proof (empty when it does), the axioms, and the seconds."""
    try:
        library = folders([*files, *required(text)], coq)
    except Broken as problem:
        return str(problem), [], 0.0
    return run_kernel(coq, library, statement, text)


def run_kernel(coq: Coq, library: list[tuple[Path, str]], statement: str, text: str) -> tuple[str, list[str], float]:
    """Compile the three files.  Nothing is read into the text of the proof here: the kernel alone has to catch what is wrong."""
    seconds = 0.0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        search = [*library, (folder, "Claim")]
        check = CHECK_NEGATION if is_refutation(text) else CHECK
        for name, content in (("statement", statement), ("proof", text), ("check", check)):
            (folder / f"{name}.v").write_text(content)
            done = coqc(coq.path, folder / f"{name}.v", search)
            seconds += done.seconds
            if not done.ok:
                what = {"statement": "the proposition is not well formed", "proof": "the proof does not compile"}
                said = " ".join(done.said.replace(str(folder), "").split())[:600]
                return f"{what.get(name, 'the proof proves something else')}: {said}", [], seconds
        names = axioms(done.said)
    unknown = [a for a in names if a not in ALLOWED_AXIOMS]
    return (f"rests on {', '.join(unknown)}, which is not allowed" if unknown else ""), names, seconds


def lines_to_read(formal: Any, proposition: str) -> int:
    """Lines of Rocq that a reader has to believe mean what they say: the proposition and the definitions that it uses."""
    own = sum(1 for line in proposition.splitlines() if line.strip())
    return own + sum(definition_lines(sources()[file].read_text(), name) for name, file in formal.definitions())


def proof_of(module: Any) -> Path | None:
    """The proof beside a claim's module, or None."""
    path = Path(getattr(module, "__file__", None) or "none.py").with_suffix(".v")
    return path if path.is_absolute() and path.is_file() else None
