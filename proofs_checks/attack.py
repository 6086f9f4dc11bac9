"""Every formal statement that is called proved or argued is attacked: a counterexample is looked for near its own examples.

All points of a claim (witnesses of its hypotheses, drop tests, mutations) are tried, made degenerate in every simple way and then
changed at random (``proofs_checks/perturbation.py``); where the statement declares types, points that owe nothing to the claim are
tried as well (``proofs_checks/typed_points.py``).  A point at which all hypotheses hold and the conclusion fails is sealed as a
certificate and checked; then the claim is false as stated, whatever its proof says.  Nothing found proves nothing.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from proofs_checks.perturbation import Point, changed, degenerate
from proofs_checks.typed_points import typed_points
from theory.certificates import Rejected, check, seal
from theory.certificates.statement import evaluator
from theory.certificates.work import BASE, PER_BYTE, metered
from theory.claims import Budget, Certificate
from theory.statement import Statement
from theory.typed import TypedStatement

WORK = 2_000_000  # units of the checker's meter for one point: two seconds at most
BASES = 8  # examples of a claim that are changed
POOL = 400  # points that satisfy the hypotheses and are changed again
PATIENCE = 300  # repetitions in a row that end a search: there is nothing new nearby


@dataclass(frozen=True)
class Attack:
    """What an attack tried: ``points`` in all, of which ``admissible`` satisfy the hypotheses; ``hit`` is a counterexample."""

    points: int
    admissible: int
    hit: Certificate | None = None


def attack(
    statement: Statement,
    certificates: Iterable[Certificate],
    budget: Budget,
    typed: TypedStatement | None = None,
) -> Attack:
    """Look for a counterexample to ``statement`` near the points that occur in ``certificates``, and among those of its types.

    Bounded in points and in time; the points depend on the seed only, their number on the time if it runs out.
    """
    own = list(points_in(statement, certificates))
    if not statement.variables:  # it is decided by its own certificate, unless its hypotheses are false
        return Attack(1, int(Reading(statement).at({}, None) is not None)) if statement.hypotheses else Attack(0, 0)
    limit = budget.pick(quick=1_000, full=5_000)
    # of the processor: what the machine does besides is no matter
    seconds = min(budget.pick(quick=6, full=60) / 10, budget.seconds / 10)
    fallback: list[Based] = [(dict.fromkeys(statement.variables, 1), None)]
    reading, walk, started = Reading(statement), _Walk(own or fallback, budget.seed), time.thread_time()
    if typed is not None:
        walk.fresh = typed_points(typed.evaluable()[0], budget.seed)
    tried = admissible = 0
    for point, field in itertools.islice(walk, limit):
        if time.thread_time() - started > seconds:
            break
        tried += 1
        holds = reading.at(point, field)
        if holds is None:
            continue
        admissible += 1
        walk.reached((point, field))
        if holds is False and (hit := reading.sealed(point, field)) is not None:
            return Attack(tried, admissible, hit)
    return Attack(tried, admissible)


Based = tuple[Point, Any]  # a point and the number field of its numbers, or None


class _Walk:
    """Points to try: the examples, their degenerate forms, points of the declared types, and random changes of all points that
    satisfied the hypotheses.

    A counterexample is often two changes away (a weight becomes zero, then the row that it weighed may be anything), and the
    hypotheses hold in between; so the points that satisfy them are where the search goes on.
    """

    def __init__(self, bases: list[Based], seed: int) -> None:
        self.own = bases
        self.reachable = bases[:BASES]
        self.random = random.Random(seed)
        self.simple = [((p, field) for p in degenerate(point)) for point, field in self.reachable]
        self.fresh: Iterator[Point] = iter(())
        self.seen: set[str] = set()

    def reached(self, based: Based) -> None:
        """A point that satisfies the hypotheses."""
        if len(self.reachable) < POOL:
            self.reachable.append(based)
            self.simple.append((p, based[1]) for p in degenerate(based[0]))

    def __iter__(self) -> Iterator[Based]:
        yield from [b for b in self.own if self._new(b)]
        repeated = 0
        while repeated < PATIENCE:
            for based in self._simple() + self._fresh() + self._changed():
                repeated = 0 if self._new(based) else repeated + 1
                if not repeated:
                    yield based

    def _new(self, based: Based) -> bool:
        key = repr(sorted(based[0].items()))
        known = key in self.seen
        self.seen.add(key)
        return not known

    def _simple(self) -> list[Based]:
        """The next degenerate form of the example whose turn it is."""
        while self.simple:
            stream = self.simple.pop(0)
            if (following := next(stream, None)) is not None:
                self.simple.append(stream)
                return [following]
        return []

    def _fresh(self) -> list[Based]:
        """The next point of the declared types."""
        return [(point, None) for point in itertools.islice(self.fresh, 1)]

    def _changed(self) -> list[Based]:
        """Two random changes: of any point that satisfies the hypotheses, and of a recent one."""
        chosen = [self.random.choice(self.reachable), self.random.choice(self.reachable[-20:])]
        return [(changed(point, self.random), field) for point, field in chosen]


def points_in(statement: Statement, certificates: Iterable[Certificate]) -> Iterator[Based]:
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


class Reading:
    """A statement, prepared to be evaluated at many points."""

    def __init__(self, statement: Statement) -> None:
        self.asserts = statement.asserts()
        self.let: list[list[Any]] = self.asserts.get("let", [])
        abbreviations = {name for name, _ in self.let}
        every = list(self.asserts["hypotheses"].values())
        # most points fail at a hypothesis that uses no abbreviation, before anything expensive is computed
        self.early = [h for h in every if not abbreviations & _words(h)]
        self.late = [h for h in every if abbreviations & _words(h)]

    def at(self, point: Point, field: Any) -> bool | None:
        """Is the conclusion true at the point?  None where a hypothesis fails or something has no value."""
        try:
            with metered((WORK - BASE) // PER_BYTE):
                names = evaluator({"field": field, "definitions": self.asserts.get("definitions", {})}, point)
                if not all(names.true(h) for h in self.early):
                    return None
                for name, value in self.let:
                    names.define(name, names.value(value))
                return names.true(self.asserts["conclusion"]) if all(names.true(h) for h in self.late) else None
        except (Rejected, KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError):
            return None

    def sealed(self, point: Point, field: Any) -> Certificate | None:
        """The counterexample as a certificate that the checker accepts, or None."""
        certificate = seal("counterexample", self.asserts, {"assignment": point, **({"field": field} if field else {})})
        try:
            check(certificate)
        except Rejected:
            return None
        return certificate


def _words(expression: Any) -> set[str]:
    if isinstance(expression, str):
        return {expression}
    return {w for part in expression for w in _words(part)} if isinstance(expression, list) else set()
