"""An argument in steps: certificates that are checked, held together by sentences that a person must read.

This kind proves no theorem.  Accepted means: every certificate among the steps is accepted, each read step names a rule
from the closed list below and uses earlier steps only, and every step is used on the way to the last one, the
conclusion, so that no certificate lends its weight to an argument that does not need it.  What a checked step shows is
the sentence that its certificate proves (there may be none); ``gloss`` is the author's reading of it.  That reading, the
read steps and the theorem are text: nothing ties them to the certificates, and a verdict that rests on this kind says
"argued", with the number of steps to be read.  A certificate that only illustrates is of the kind ``illustration`` and
stands beside the argument.

asserts: ``theorem`` (text), optional ``means``
witness: ``steps``: each {id, gloss, certificate} (checked), or {id, says, rule, uses} (read)
"""

from __future__ import annotations

import re
from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import only
from theory.certificates.text import count, quoted

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.'_-]{0,59}\Z", re.ASCII)
RULES = {
    "definition": "unfolding a definition",
    "linearity": "adding up or averaging a relation over finitely many terms, or taking an expectation",
    "cases": "distinguishing cases that exhaust all possibilities",
    "induction": "induction over a finite set or the integers",
    "instance": "applying an earlier step to particular objects",
    "conclusion": "combining earlier steps by propositional logic",
    "continuity": "a continuous or open-set argument in finite dimension",
    "counting": "pigeonhole or elementary counting",
    "linear-algebra": "a fact of a first course in linear algebra (rank, dimension, bases, spectral theorem)",
    "eckart-young": "the best rank-k approximation theorem",
    "motzkin": "Motzkin's transposition theorem (Farkas)",
    "perron-frobenius": "the Perron-Frobenius theorem",
    "separation": "separation of convex sets or cones by hyperplanes",
    "convexity": "first-order optimality, Jensen's inequality or compactness for convex problems",
    "probability": "independence, union bound or a classical distribution identity",
    "cited": "a published theorem named in the sentence",
}


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"theorem"}, {"means"})
    only(witness, {"steps"}, set(), "witness")
    if not isinstance(asserts["theorem"], str) or not isinstance(witness["steps"], list):
        raise Rejected("theorem must be text, and steps a list")
    used: dict[str, list[str]] = {}
    checked = 0
    for step in witness["steps"]:
        name = step.get("id") if isinstance(step, dict) else None
        if not isinstance(name, str) or not _ID.match(name) or name in used:
            raise Rejected(f"steps: {str(name)[:40]!r} is not a new name (letters, digits, . ' _ -)")
        if "certificate" in step:
            _checked(name, step)
            checked, used[name] = checked + 1, []
        else:
            used[name] = _read(name, step, used)
    if not used:
        raise Rejected("steps: there is none")
    reached = _reached(used)
    if loose := [name for name in used if name not in reached]:
        raise Rejected(f"steps: {loose[:8]} are not used on the way to the last step; what only illustrates is no step")
    return f"{count(checked, 'step')} checked, {len(used) - checked} to be read, and so is the theorem: {quoted(asserts['theorem'])}"


def _checked(name: str, step: dict[str, Any]) -> None:
    from theory.certificates.checker import check as check_certificate  # the only kinds that check other certificates

    only(step, {"id", "gloss", "certificate"}, set(), f"step {name}")
    certificate = step["certificate"]
    if not isinstance(step["gloss"], str):
        raise Rejected(f"step {name}: gloss must be text")
    if not isinstance(certificate, dict) or certificate.get("kind") in ("proof", "illustration"):
        raise Rejected(f"step {name}: neither a proof nor an illustration may be nested in a proof")
    try:
        check_certificate(certificate)
    except Rejected as reason:
        raise Rejected(f"step {name}: {reason}") from None


def _read(name: str, step: dict[str, Any], before: dict[str, list[str]]) -> list[str]:
    only(step, {"id", "says", "rule", "uses"}, set(), f"step {name}")
    rule, uses = step["rule"], step["uses"]
    if not isinstance(step["says"], str) or not step["says"].strip():
        raise Rejected(f"step {name}: says must be text")
    if not isinstance(rule, str) or rule not in RULES:
        raise Rejected(f"step {name}: unknown rule {str(rule)[:40]!r}")
    if not isinstance(uses, list) or not all(isinstance(u, str) for u in uses) or len(set(uses)) != len(uses):
        raise Rejected(f"step {name}: uses is a list of different names of steps")
    if unknown := {u for u in uses if u not in before}:
        raise Rejected(f"step {name}: uses {sorted(unknown)[:8]}, which do not come before it")
    return uses


def _reached(used: dict[str, list[str]]) -> set[str]:
    """The steps on which the last one rests, itself among them."""
    reached: set[str] = set()
    waiting = list(used)[-1:]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += used[name]
    return reached
