"""What tests of the kernel share: a small true statement with its proof, and Rocq where it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.kernel_coq import Compiled, Coq, coqc, find_coq
from proofs_checks.kernel_library import folders
from theory.typed import SCALAR, TypedStatement, both, var

COQ = find_coq()
needs_rocq = pytest.mark.skipif(isinstance(COQ, str), reason=f"kernel proofs cannot be checked here: {COQ}")

x, y = var("x", SCALAR), var("y", SCALAR)
PRODUCT = TypedStatement("", (x, y), {"positive": both(x > 0, y > 0)}, x * y > 0)
START = """From mathcomp Require Import all_ssreflect all_algebra.
From Claim Require Import statement.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.
"""
PROOF = START + "Theorem proof : claim.\nProof. by move=> R x y [x0 y0]; apply: mulr_gt0. Qed.\n"


def compiled(text: str, files: list[str], folder: Path) -> Compiled:
    """One file compiled with these shared files."""
    assert isinstance(COQ, Coq)
    (folder / "text.v").write_text(text)
    return coqc(COQ.path, folder / "text.v", folders(files, COQ))
