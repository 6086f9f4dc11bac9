"""Points of a typed statement that owe nothing to its author: values of the declared types, all sizes from 0 on.

A search that starts from the examples of a claim alone is as good as these examples.  The declared types say what else there is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from theory.typed import TypedStatement
from theory.typed.evaluable_part import evaluable_part
from theory.typed.types import NAT, NotEvaluable, Type

LARGEST = 3  # of a size; a context has as many subsets of objects as two to its size
NUMBERS: tuple[Any, ...] = (0, 0, 1, 1, -1, 2, "1/2", -2, 3, "-1/2")
TRIES = 20  # sizes that are drawn until all types have a value: there is no index below 0


def typed_points(statement: TypedStatement, seed: int) -> Iterator[dict[str, Any]]:
    """Without an end: small sizes one after the other, then random ones, and random values; nothing where there are none.

    >>> from theory.typed import SCALAR, TypedStatement, var, vec
    >>> x, v = var("x", SCALAR), var("v", vec("n"))
    >>> points = typed_points(TypedStatement("n", (x, v), {}, x == x), seed=0)
    >>> [sorted(next(points)) for _ in range(2)]
    [['n', 'v', 'x'], ['n', 'v', 'x']]
    """
    more = evaluable_part(statement.conclusion)[1]  # what the conclusion says for all values of is a variable there
    sizes_bound, bound = [v for v in more if v.type == NAT], [v for v in more if v.type != NAT]
    about = (*statement.variables, *bound)
    names = [*statement.sizes.split(), *(v.info[0] for v in sizes_bound)]
    rng, misses, turn = random.Random(seed), 0, 0
    while misses < TRIES:
        every = turn <= LARGEST  # first all sizes are 0, then all are 1, ...
        sizes = {name: turn if every else rng.randint(0, LARGEST) for name in names}
        plain = turn % 3 == 0
        try:
            point = {**sizes, **{v.info[0]: value(v.type, sizes, rng, plain=plain) for v in about}}
        except (NotEvaluable, IndexError):
            misses += 1
        else:
            misses = 0
            yield point
        turn += 1


def value(of: Type, sizes: dict[str, int], rng: random.Random, *, plain: bool = False) -> Any:
    """A value of a type, as data; ``plain`` numbers are 0 and 1 only.

    Raises IndexError for an index below 0, NotEvaluable for a map.
    """

    def size(k: int) -> int:
        s = of.sizes[k]
        return sizes[s] if isinstance(s, str) else s

    def several(count: int, inner: Type) -> list[Any]:
        return [value(inner, sizes, rng, plain=plain) for _ in range(count)]

    match of.kind:
        case "scalar":
            return rng.choice((0, 1) if plain else NUMBERS)
        case "nat":
            return rng.randint(0, LARGEST)
        case "bool":
            return rng.random() < 0.5
        case "index":
            return rng.choice(range(size(0)))
        case "set":
            return [i for i in range(size(0)) if rng.random() < 0.5]
        case "vec":
            return several(size(0), Type("scalar"))
        case "mat":
            return [several(size(1), Type("scalar")) for _ in range(size(0))]
        case "family":
            return several(size(0), of.part())
        case _:
            raise NotEvaluable("an unknown map")
