"""Claims and certificates, for programs: ``sdl-atlas verify`` and ``sdl-atlas check`` without their text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Literal

from proofs_checks.discovery import Found, select
from proofs_checks.instance import evaluate
from proofs_checks.run import Run, run
from proofs_checks.worker import Event
from theory.certificates import check as check_one
from theory.claims import InstanceReport
from theory.doors import a_path, an_instance, an_integer
from theory.errors import InputError
from theory.record_files import read_certificate
from theory.sdl import Problem


def verify(
    *claims: str,
    profile: Literal["quick", "full"] = "quick",
    out: str | Path | None = None,
    jobs: int = 0,
    seed: int = 0,
    resume: bool = False,
    executor: Executor | None = None,
    watch: Callable[[Event], None] = lambda _event: None,
) -> Run:
    """Settle claims: compute their evidence, and let the independent checker accept or reject every certificate.

    Args:
        claims: ids or globs such as ``"sdl.thm-3.*"``; none means all of them (some minutes).
        profile: how much is tried.
        out: folder for verdicts, certificates and junit.xml, as the command writes them; nothing is kept without it.
        jobs: worker processes, 0 or more; 0 settles in this process.
        seed: of every random choice, 0 or more.
        resume: keep verdicts of the same commit, profile and seed that ``out`` holds.
        executor: any ``concurrent.futures.Executor`` instead of processes.
        watch: called with what happens.

    Returns:
        the verdicts, in the order of the ids; ``.ok`` when all is as expected.

    Raises:
        InputError: no claim of that id, a number out of range.

    Source: each verdict names its own: arXiv id and theorem number.

    >>> verify("sdl.table-1-vs-4")
    <Run: 1 of 1 claims as expected; 1 refuted>
    """
    if profile not in ("quick", "full"):
        raise InputError("profile", profile, "must be quick or full")
    jobs, seed = an_integer(jobs, "jobs", 0), an_integer(seed, "seed", 0)
    if resume and out is None:
        raise InputError("resume", resume, "there is no folder to go on from", "name it with out")
    chosen = select(claims)
    options: dict[str, Any] = {"profile": profile, "seed": seed, "executor": executor, "watch": watch}
    options["jobs"] = min(jobs, len(chosen))
    if out is not None:
        return run(chosen, out=a_path(out, "out"), resume=resume, **options)
    with tempfile.TemporaryDirectory(prefix="sdl-atlas-") as folder:
        return run(chosen, out=Path(folder), **options)


def ask(problem: Problem, *claims: str, seed: int = 0) -> dict[str, InstanceReport]:
    """What claims say about one problem: each holds there, is violated, or one of its hypotheses fails.

    Args:
        problem: with n features in R^p and q neurons.
        claims: ids or globs; those that can be evaluated on a problem answer.
        seed: of random choices, 0 or more.

    Returns:
        a report per claim, by its id; the checker has accepted all their certificates.

    Raises:
        InputError: no claim of that id, or none that can be evaluated on a problem; no problem; a seed below 0.

    Source: each claim names its own.

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    >>> ask(p, "sdl.thm-3.6")["sdl.thm-3.6"].status
    'violated'
    """
    an_instance(problem, "problem", Problem, "read it with read_problem")
    seed = an_integer(seed, "seed", 0)
    return {f.claim.id: evaluate(f, problem, seed=seed) for f in askable(claims)}


def askable(claims: Sequence[str]) -> list[Found]:
    """The claims that can be evaluated on a problem."""
    able = [f for f in select(claims) if hasattr(f.load(), "evaluate")]
    if not able:
        raise InputError("ID", " ".join(claims), "no such claim can be evaluated on a problem", "try 'sdl.thm-3.6'")
    return able


def check(certificate: Mapping[str, Any] | str | Path) -> str:
    """Re-check a certificate with the independent checker, which trusts nothing but its JSON.

    Args:
        certificate: as a mapping, or its file.

    Returns:
        in one sentence, what it proves.

    Raises:
        Rejected: it does not prove what it asserts; the first condition that fails is named.
        InputError: the file cannot be read or is no certificate.

    Source: the theorem behind each kind is in the docstring of its file in ``theory/certificates/kinds``.

    >>> from theory.certificates import seal
    >>> check(seal("evaluation", {"holds": ["=", ["+", 1, 1], 2]}, {}))
    'it is true that (1 + 1) = 2'
    """
    if isinstance(certificate, str | Path):
        return check_one(read_certificate(certificate))
    return check_one(dict(an_instance(certificate, "certificate", Mapping, "or the path of its file")))
