"""Rocq texts that test the readers against each other on closed instances over the rationals.

``refutation`` proves that a (wrong) statement is false, from the evaluator's own counterexample; ``instances`` proves that each
part of a statement has in Rocq the truth value that the evaluator computes; ``definitions_agree`` proves by conversion that a
shared definition is the one written in the typed language.  ``theory/rocq/Instance.v`` has the tactics.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from theory.typed.build import Definition
from theory.typed.evaluable import to_json
from theory.typed.rocq import header, literal, to_rocq
from theory.typed.statement import TypedStatement

OVER_RATIONALS = "Notation R := rat_realFieldType.\n"
INSTANCE = "Instance"  # the shared file with the tactics


def refutation(statement: TypedStatement, assignment: dict[str, Any]) -> str:
    """A file that proves the negation of the statement from one assignment; its theorem is called ``refuted``."""
    sizes = statement.sizes.split()
    env = {n: assignment[n] for n in sizes}
    values = [f"{v}%N" for v in env.values()]
    values += [literal(v.type, assignment[v.info[0]], env) for v in statement.variables]
    return (
        f"{header([*statement.files(), INSTANCE])}Definition claim : Prop :=\n{statement.proposition()}.\n{OVER_RATIONALS}"
        f"Theorem refuted : ~ claim.\nProof.\nmove=> /(_ R {' '.join(values)}) h; refute h.\nQed.\nPrint Assumptions refuted.\n"
    )


def instances(statement: TypedStatement, points: Iterable[dict[str, Any]]) -> tuple[str, int, int]:
    """A file that proves, for every part of the statement at every point, what the evaluator says; how many true and false goals."""
    evaluable, goals = statement.statement(), {True: 0, False: 0}
    text = [header([*statement.files(), INSTANCE]) + OVER_RATIONALS]
    for point in points:
        if evaluable.well_formed(point):  # the evaluator refuses, say a division by zero: no answer to compare
            continue
        names = evaluable._evaluator(point, None)
        given = " ".join(_bindings(statement, point))
        for e in (*statement.hypotheses.values(), statement.conclusion):
            true = bool(names.true(to_json(e)))
            goals[true] += 1
            text.append(f"Goal {'' if true else '~ '}({given} {to_rocq(e)}).\nProof. settle. Qed.\n")
    return "".join(text), goals[True], goals[False]


def _bindings(statement: TypedStatement, point: dict[str, Any]) -> list[str]:
    env = {n: point[n] for n in statement.sizes.split()}
    out = [f"let {n} := {k}%N in" for n, k in env.items()]
    for v in statement.variables:
        out.append(f"let {v.info[0]} : {v.type.at(env).rocq()} := {literal(v.type, point[v.info[0]], env)} in")
    return out + [f"let {x.info[0]} : {x.type.rocq()} := {to_rocq(v)} in" for x, v in statement.let]


def definitions_agree(definitions: Iterable[Definition]) -> str:
    """A file with one goal for each shared definition: it is the body written in the typed language, by conversion."""
    found = list(definitions)
    files = dict.fromkeys(["Vectors", *(d.file for d in found)])
    out = [header(list(files))]
    for d in found:
        sizes = list(dict.fromkeys(s for p in d.parameters for s in p.type.sizes if isinstance(s, str)))
        sizes = sorted({n for p in d.parameters for n in p.type.names()}, key=lambda n: (n not in sizes, n))
        binders = [f"({' '.join(sizes)} : nat)"] if sizes else []
        binders += [f"({p.info[0]} : {p.type.rocq()})" for p in d.parameters]
        call = " ".join([d.name, *(p.info[0] for p in d.parameters)])
        relation = "<->" if d.body.type.kind == "bool" else "="
        out.append(
            f"Goal forall (R : realFieldType) {' '.join(binders)}, {call} {relation} {to_rocq(d.body)}.\nProof. by []. Qed.\n"
        )
    return "".join(out)
