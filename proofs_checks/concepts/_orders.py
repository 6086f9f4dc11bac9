"""Ordered sets in the statement language: ``P[i][j] = 1`` says that element i is at most element j."""

from __future__ import annotations

import itertools
from typing import Any

from proofs_checks.concepts._contexts import let
from theory.formal import Expression, both, exists, for_all, implies, length, listing, member, names, op, span, support

P, G, M = names("P G M")


def order(n: int, covers: list[tuple[int, int]]) -> list[list[int]]:
    """The order that the pairs (lower, upper) generate."""
    table = [[int(i == j) for j in range(n)] for i in range(n)]
    for i, j in covers:
        table[i][j] = 1
    for k, i, j in itertools.product(range(n), repeat=3):
        table[i][j] |= table[i][k] & table[k][j]
    return table


def chain(n: int) -> list[list[int]]:
    return order(n, [(i, i + 1) for i in range(n - 1)])


SQUARE = order(4, [(0, 1), (0, 2), (1, 3), (2, 3)])
PENTAGON = order(5, [(0, 1), (1, 2), (2, 4), (0, 3), (3, 4)])
DIAMOND = order(5, [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4)])
# every lattice with up to five elements, up to isomorphism; the first five have up to four
LATTICES = [
    *(chain(n) for n in range(1, 5)),
    SQUARE,
    chain(5),
    order(5, [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]),
    order(5, [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)]),
    PENTAGON,
    DIAMOND,
]


def below(i: Any, j: Any) -> Expression:
    """Element i is at most element j."""
    return P[i, j] == 1


def everywhere() -> Expression:
    """All elements."""
    return span(length(P))


def is_order() -> Expression:
    """Reflexive, antisymmetric, transitive."""
    x, y = names("x y")
    anti = implies(both(below(x, y), below(y, x)), x == y)
    step = for_all(everywhere(), lambda z: implies(both(below(x, y), below(y, z)), below(x, z)), "z")
    pairs = for_all(everywhere(), lambda x: for_all(everywhere(), lambda y: both(anti, step), "y"), "x")
    return both(for_all(everywhere(), lambda x: below(x, x), "x"), pairs)


def least_above(v: Any, s: Any) -> Expression:
    """v is the least upper bound of the set s."""
    upper = lambda w: for_all(s, lambda x: below(x, w), "x")  # noqa: E731
    return both(upper(v), for_all(everywhere(), lambda w: implies(upper(w), below(v, w)), "w"))


def greatest_below(v: Any, s: Any) -> Expression:
    """v is the greatest lower bound of the set s."""
    lower = lambda w: for_all(s, lambda x: below(w, x), "x")  # noqa: E731
    return both(lower(v), for_all(everywhere(), lambda w: implies(lower(w), below(w, v)), "w"))


def is_lattice() -> Expression:
    """An order in which every two elements have a least upper and a greatest lower bound (finite, not empty: complete)."""
    x, y = names("a b")
    bounds = lambda test: exists(everywhere(), lambda v: test(v, op("tuple", x, y)), "v")  # noqa: E731
    pairs = for_all(
        everywhere(),
        lambda _: for_all(everywhere(), lambda _: both(bounds(least_above), bounds(greatest_below)), "b"),
        "a",
    )
    return both(length(P) > 0, is_order(), pairs)


def chosen(test: Any) -> Expression:
    """The elements that pass the test, as an increasing list."""
    return support(listing(everywhere(), lambda e: op("if", test(e), 1, 0), "e"))


def down(v: Any, inside: Any) -> Expression:
    """The members of ``inside`` that are at most v."""
    return chosen(lambda e: both(member(e, inside), below(e, v)))


def up(v: Any, inside: Any) -> Expression:
    """The members of ``inside`` that are at least v."""
    return chosen(lambda e: both(member(e, inside), below(v, e)))


def join_dense() -> Expression:
    """Every element is the least upper bound of the members of G below it."""
    return for_all(everywhere(), lambda v: let({"D": down(v, G)}, least_above(v, "D")), "v")


def meet_dense() -> Expression:
    """Every element is the greatest lower bound of the members of M above it."""
    return for_all(everywhere(), lambda v: let({"U": up(v, M)}, greatest_below(v, "U")), "v")


def common_above(s: Any, inside: Any) -> Expression:
    """The derivation of a set of objects in the context (G, M, at most)."""
    return chosen(lambda e: both(member(e, inside), for_all(s, lambda x: below(x, e), "x")))


def common_below(s: Any, inside: Any) -> Expression:
    """The derivation of a set of attributes in the context (G, M, at most)."""
    return chosen(lambda e: both(member(e, inside), for_all(s, lambda x: below(e, x), "x")))
