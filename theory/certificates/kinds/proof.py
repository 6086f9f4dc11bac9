"""A proof in steps: the checked steps are certificates of their own, the read steps are sentences for a person.

This kind guarantees what it says and no more: every certificate among the steps is accepted, every step that a read
step builds on exists before it, and each read step names a rule from the closed list below.  A verdict that rests on
it reports how many steps were checked and how many must be read.

asserts: ``theorem`` (text), optional ``means``
witness: ``steps``: each {id, says, certificate} (checked), or {id, says, rule, uses} (read)
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import Rejected
from theory.certificates.statement import only

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
    from theory.certificates.checker import check as check_certificate  # the only recursion in the checker

    only(asserts, {"theorem"}, {"means"})
    only(witness, {"steps"}, set(), "witness")
    seen: list[str] = []
    checked = read = 0
    for step in witness["steps"]:
        name = step.get("id")
        if not isinstance(name, str) or name in seen:
            raise Rejected(f"steps: {str(name)[:40]!r} is not a new name")
        if "certificate" in step:
            only(step, {"id", "says", "certificate"}, set(), f"step {name}")
            if step["certificate"].get("kind") == "proof":
                raise Rejected(f"step {name}: a proof may not be nested in a proof")
            try:
                check_certificate(step["certificate"])
            except Rejected as reason:
                raise Rejected(f"step {name}: {reason}") from None
            checked += 1
        else:
            only(step, {"id", "says", "rule", "uses"}, set(), f"step {name}")
            if step["rule"] not in RULES:
                raise Rejected(f"step {name}: unknown rule {str(step['rule'])[:40]!r}")
            if unknown := set(step["uses"]) - set(seen):
                raise Rejected(f"step {name}: uses {sorted(unknown)}, which do not come before it")
            read += 1
        seen.append(name)
    if not checked:
        raise Rejected("steps: a proof without a single checked step proves nothing here")
    return f"{asserts['theorem']} ({checked} steps checked, {read} to be read)"
