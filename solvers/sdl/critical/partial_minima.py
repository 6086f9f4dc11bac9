"""All critical points in which no feature is served by two neurons: products of stationary neurons.

Legend: a pattern ``(F_1, .., F_q)`` with disjoint supports; features in none of them are dropped.  Its loss is ``sum_d M_d |v_d|^2``
minus the gains of its neurons, which are found one by one (:mod:`solvers.sdl.critical.one_neuron`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solvers.exact.number_fields import adjoin
from solvers.exact.real_roots import RealRoot
from solvers.sdl.critical.exact_point import Embedding, ExactPoint, accepted, same
from solvers.sdl.critical.one_neuron import ClusterPoint
from solvers.sdl.critical.second_order import (
    Direction,
    behind_a_wall,
    better_direction,
    local_minimum,
    no_slope,
    partial_minimum,
    revival,
    saddle,
    turns_at_walls,
)
from theory.claims import Certificate
from theory.exact import Algebraic, Exact, NumberField
from theory.sdl import Problem
from theory.sdl.landscape import Type

Support = tuple[int, ...]


@dataclass(frozen=True)
class Classified:
    """A critical point, its type and the certificates for it; ``live``: its neurons that serve something, in its field."""

    point: ExactPoint
    type: Type
    certificates: tuple[Certificate, ...]
    live: tuple[ClusterPoint, ...] = ()


def disjoint_families(supports: Sequence[Support], most: int) -> Iterator[tuple[Support, ...]]:
    """All sets of at most ``most`` pairwise disjoint supports, the empty set included.

    >>> list(disjoint_families([(0,), (1,), (0, 1)], 2))
    [(), ((0,),), ((0,), (1,)), ((1,),), ((0, 1),)]
    """
    masks = [sum(1 << d for d in s) for s in supports]

    def extend(start: int, used: int, chosen: tuple[Support, ...]) -> Iterator[tuple[Support, ...]]:
        yield chosen
        if len(chosen) < most:
            for k in range(start, len(supports)):
                if not masks[k] & used:
                    yield from extend(k + 1, used | masks[k], (*chosen, supports[k]))

    return extend(0, 0, ())


def choices(
    family: Sequence[Support], points: Mapping[Support, Sequence[ClusterPoint]]
) -> Iterator[tuple[ClusterPoint, ...]]:
    """One stationary neuron for each support of a family, in all ways."""
    if not family:
        yield ()
        return
    for rest in choices(family[1:], points):
        for first in points[family[0]]:
            yield (first, *rest)


def compositum(
    base: NumberField | None, fields: Sequence[NumberField | None]
) -> tuple[NumberField | None, Embedding, list[Embedding]]:
    """A field that contains the base and all fields given: (field, embedding of the base, one embedding each).

    Raises :class:`~solvers.exact.real_roots.TooLarge`.
    """
    field: NumberField | None = base
    base_embedding: Embedding = same
    embeddings: list[Embedding] = [same for _ in fields]
    known: dict[object, Exact] = {}
    for k, other in enumerate(fields):
        if other is None or (base is not None and other.key() == base.key()):
            embeddings[k] = base_embedding
            continue
        if other.key() not in known:
            extended, embed, generator = adjoin(field, RealRoot(other.poly, other.interval))
            if extended is not field:
                known = {key: embed(x) for key, x in known.items()}
                base_embedding = _after(base_embedding, embed)
                field = extended
            known[other.key()] = generator
    for k, other in enumerate(fields):
        if other is not None and other.key() in known:
            embeddings[k] = _substitution(known[other.key()])
        else:
            embeddings[k] = base_embedding
    return field, base_embedding, embeddings


def _after(first: Embedding, then: Embedding) -> Embedding:
    return lambda x: then(first(x))


def _substitution(generator: Exact) -> Embedding:
    def embed(x: Exact) -> Exact:
        if not isinstance(x, Algebraic):
            return x
        out: Exact = 0 * generator
        for c in reversed(x.coefficients()):
            out = out * generator + c
        return out

    return embed


def assemble(
    problem: Problem, chosen: Sequence[ClusterPoint], dead: Sequence[Exact]
) -> tuple[ExactPoint, list[ClusterPoint]]:
    """The point whose neurons are ``chosen`` and otherwise dead with row ``dead``; and the neurons in its field."""
    field, base, embeddings = compositum(problem.field, [c.field for c in chosen])
    live = [_embedded(c, field, e) for c, e in zip(chosen, embeddings, strict=True)]
    nothing = [base(0 * problem.weights[0])] * problem.r
    dead_neuron = ([base(x) for x in dead], nothing)
    neurons = [*((c.row, c.column) for c in live), *[dead_neuron] * (problem.width - len(chosen))]
    return ExactPoint.of_neurons(problem, neurons, field, base), live


def _embedded(c: ClusterPoint, field: NumberField | None, embed: Embedding) -> ClusterPoint:
    """The neuron with all of its numbers, the multipliers of its walls too, in a larger field."""
    return replace(
        c,
        row=tuple(embed(x) for x in c.row),
        column=tuple(embed(x) for x in c.column),
        gain=embed(c.gain),
        field=field,
        multipliers=tuple((e, embed(mu)) for e, mu in c.multipliers),
    )


def classify(
    problem: Problem, chosen: Sequence[ClusterPoint], dead: Sequence[Exact], *, strictly_dead: bool
) -> Classified:
    """The disjoint point made of the chosen neurons, with its type and its certificates.

    Raises :class:`~solvers.exact.real_roots.TooLarge` when its numbers need a field of too large a degree.
    """
    point, live = assemble(problem, chosen, dead)
    kind = classify_on_walls if any(c.walls for c in live) else classify_inside
    return replace(kind(point, live, strictly_dead=strictly_dead), live=tuple(live))


def classify_on_walls(point: ExactPoint, chosen: Sequence[ClusterPoint], *, strictly_dead: bool) -> Classified:
    """The type of a disjoint point with a live neuron on a wall: a partial minimum, or a strict saddle where that is proved.

    A saddle certificate on a partial minimum says that the loss falls along a line, from a point with a slope to another side.
    """
    multipliers = [(i, e, mu) for i, c in enumerate(chosen) for e, mu in c.multipliers]
    first = accepted(partial_minimum(point, multipliers))
    directions: list[Direction | None] = [behind_a_wall(point, i, c.walls) for i, c in enumerate(chosen)]
    if len(chosen) < point.problem.width and not strictly_dead:
        directions.append(revival(point, len(chosen)))
    second = (x for i, c in enumerate(chosen) for x in turns_at_walls(point, i, c))
    direction = next((x for x in directions if x is not None), None) or next(second, None)
    if direction is None:
        return Classified(point, "partial_minimum", (first,))
    stationary = no_slope(point, chosen)
    falls = saddle(point, direction, stationary=stationary)
    if falls is None:
        return Classified(point, "partial_minimum", (first,))
    return Classified(point, "strict_saddle" if stationary else "partial_minimum", (first, accepted(falls)))


def classify_inside(point: ExactPoint, chosen: Sequence[ClusterPoint], *, strictly_dead: bool) -> Classified:
    """The type of a disjoint point whose live neurons are strictly inside the pattern."""
    first = accepted(partial_minimum(point))
    below = next((i for i, c in enumerate(chosen) if not c.top), None)
    if below is not None:
        direction = better_direction(point, below, chosen[below].support)
    elif len(chosen) < point.problem.width and not strictly_dead:
        direction = revival(point, len(chosen))
    else:
        type_: Type = "local_minimum" if all(c.simple for c in chosen) else "non_strict_local_minimum"
        return Classified(point, type_, (first, accepted(local_minimum(point, [c.gain for c in chosen]))))
    falls = None if direction is None else saddle(point, direction)
    if falls is None:
        return Classified(point, "partial_minimum", (first,))
    return Classified(point, "strict_saddle", (first, accepted(falls)))
