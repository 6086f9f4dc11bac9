"""Every formal statement that is called proved or argued is attacked: a counterexample is looked for near its own examples.

The points of a claim (witnesses of its hypotheses, drop tests, mutations) are made degenerate in every simple way and then changed
at random (``proofs_checks/perturbation.py``).  A point at which all hypotheses hold and the conclusion fails is sealed as a
certificate and checked; then the claim is false as stated, whatever its proof says.  Nothing found proves nothing.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from proofs_checks.perturbation import Point, degenerate, distinct, random_points
from theory.certificates import Rejected, check, seal
from theory.certificates.statement import evaluator
from theory.certificates.work import BASE, PER_BYTE, metered
from theory.claims import Budget, Certificate
from theory.statement import Statement

WORK = 200_000  # units of the checker's meter for one point: a fifth of a second at most
BASES = 8  # examples of a claim that are changed


@dataclass(frozen=True)
class Attack:
    """What an attack tried: ``points`` in all, of which ``admissible`` satisfy the hypotheses; ``hit`` is a counterexample."""

    points: int
    admissible: int
    hit: Certificate | None = None


def attack(statement: Statement, certificates: Iterable[Certificate], budget: Budget) -> Attack:
    """Look for a counterexample to ``statement`` near the points that occur in ``certificates``.

    Bounded in points and in time; the points depend on the seed only, their number on the time if it runs out.
    """
    bases = list(itertools.islice(_points(statement, certificates), BASES))
    if not bases or not statement.variables:  # a statement without variables is decided by its own certificate
        return Attack(0, 0)
    limit, seconds = budget.pick(quick=400, full=20_000), float(budget.pick(quick=1, full=60))
    started = time.monotonic()
    tried = admissible = 0
    for point, field in itertools.islice(_candidates(bases, budget.seed), limit):
        if time.monotonic() - started > seconds:
            break
        tried += 1
        holds = _evaluated(statement, point, field)
        if holds is None:
            continue
        admissible += 1
        if holds is False and (hit := _sealed(statement, point, field)) is not None:
            return Attack(tried, admissible, hit)
    return Attack(tried, admissible)


Based = tuple[Point, Any]  # a point and the number field of its numbers, or None


def _candidates(bases: list[Based], seed: int) -> Iterator[Based]:
    """First the examples themselves, then their degenerate forms in turn, with random changes of them mixed in."""
    yield from bases
    streams: list[Iterator[Based]] = []
    for number, (point, field) in enumerate(bases):
        streams.append((p, field) for p in distinct(degenerate(point)))
        streams.append((p, field) for p in distinct(random_points([point], seed + number)))
    while streams:
        for stream in list(streams):
            following = next(stream, None)
            if following is None:
                streams.remove(stream)
            else:
                yield following


def _points(statement: Statement, certificates: Iterable[Certificate]) -> Iterator[Based]:
    """Values of all variables of the statement, from certificates that give them: counterexamples and evaluations."""
    seen: list[Point] = []
    for certificate in certificates:
        asserts, witness = certificate["asserts"], certificate["witness"]
        if certificate["kind"] == "counterexample":
            values, field = witness["assignment"], witness.get("field")
        elif certificate["kind"] == "evaluation":
            given = {b[0]: b[1] for b in asserts.get("let", [])}
            values = {k: v[1] for k, v in given.items() if isinstance(v, list) and len(v) == 2 and v[0] == "data"}
            field = asserts.get("field")
        else:
            continue
        if set(statement.variables) <= set(values):
            point = {name: values[name] for name in statement.variables}
            if point not in seen:
                seen.append(point)
                yield point, field


def _evaluated(statement: Statement, point: Point, field: Any) -> bool | None:
    """Is the conclusion true at the point?  None where a hypothesis fails or something has no value."""
    asserts = statement.asserts()
    bindings = asserts.get("let", [])
    early, late = _by_need(asserts)
    try:
        with metered((WORK - BASE) // PER_BYTE):
            names = evaluator({"field": field}, point)
            if not all(names.true(h) for h in early):  # most points fail here, before anything expensive is computed
                return None
            for name, value in bindings:
                names.define(name, names.value(value))
            return names.true(asserts["conclusion"]) if all(names.true(h) for h in late) else None
    except (Rejected, KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError):
        return None


def _by_need(asserts: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """The hypotheses that use no abbreviation, and the others."""
    abbreviations = {name for name, _ in asserts.get("let", [])}
    early: list[Any] = []
    late: list[Any] = []
    for hypothesis in asserts["hypotheses"].values():
        (late if abbreviations & _words(hypothesis) else early).append(hypothesis)
    return early, late


def _words(expression: Any) -> set[str]:
    if isinstance(expression, str):
        return {expression}
    return {w for part in expression for w in _words(part)} if isinstance(expression, list) else set()


def _sealed(statement: Statement, point: Point, field: Any) -> Certificate | None:
    """The counterexample as a certificate that the checker accepts, or None."""
    certificate = seal(
        "counterexample", statement.asserts(), {"assignment": point, **({"field": field} if field else {})}
    )
    try:
        check(certificate)
    except Rejected:
        return None
    return certificate
