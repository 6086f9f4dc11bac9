"""The list of small lattices is complete and has no lattice twice."""

from __future__ import annotations

import itertools

from proofs_checks.concepts._orders import LATTICES, is_lattice, order
from theory.certificates import Rejected, check
from theory.evidence import evaluation
from theory.formal import Expression

# numbers of lattices with 1, 2, ... elements up to isomorphism (OEIS A006966)
COUNTS = {1: 1, 2: 1, 3: 1, 4: 2, 5: 5}
Table = list[list[int]]


def lattice(table: Table) -> bool:
    """By the definition, not in the statement language."""
    everything = range(len(table))

    def has_bounds(i: int, j: int) -> bool:
        above = [v for v in everything if table[i][v] and table[j][v]]
        under = [v for v in everything if table[v][i] and table[v][j]]
        return any(all(table[v][w] for w in above) for v in above) and any(
            all(table[w][v] for w in under) for v in under
        )

    return all(has_bounds(i, j) for i in everything for j in everything)


def naturally_ordered(n: int) -> list[Table]:
    """All orders in which a smaller element has a smaller number; every order is isomorphic to one."""
    pairs = list(itertools.combinations(range(n), 2))
    return [order(n, [p for b, p in enumerate(pairs) if mask >> b & 1]) for mask in range(2 ** len(pairs))]


def canonical(table: Table) -> Table:
    n = len(table)
    return min([[table[p[i]][p[j]] for j in range(n)] for i in range(n)] for p in itertools.permutations(range(n)))


def test_the_list_of_lattices() -> None:
    for n, count in COUNTS.items():
        listed = [canonical(t) for t in LATTICES if len(t) == n]
        assert len(listed) == count
        distinct = {str(t): t for t in naturally_ordered(n) if lattice(t)}
        assert {str(t) for t in listed} == {str(canonical(t)) for t in distinct.values()}


def test_the_language_agrees_on_what_a_lattice_is() -> None:
    for table in naturally_ordered(4):
        certificate = evaluation(Expression(["=", is_lattice().json, lattice(table)]), let={"P": table})
        try:
            check(certificate)
        except Rejected as reason:
            raise AssertionError(f"{table}: {reason}") from None
