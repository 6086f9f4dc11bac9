"""The fewest of given atoms whose cone contains a subspace, with a proof that fewer do not.

A subset S of the atoms fails exactly if some vector v with ``v . t < 0`` for a target t has ``v . a_j >= 0`` on S (see
:mod:`solvers.exact.positive_span`).  So S succeeds exactly if it hits ``{j : v . a_j < 0}`` for each such v: a hitting set.  The search
keeps a list of these sets, takes a smallest hitting set of them, and either it succeeds, and is smallest, or its separator joins the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from solvers.exact.positive_span import Frozen, Rows, Separated, Spanned, positive_span
from solvers.exact.vectors import dot, sign
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.exact import NumberField
from theory.formal import both, either, exists, for_all, length, matmul, names, span, subsets, transpose
from theory.formal import dot as inner

CHECKED_ATOMS = 12  # the checker runs through all subsets: 4,096 of them within its ten seconds


@dataclass(frozen=True)
class LeastSubset:
    """The fewest atoms whose cone contains the subspace.

    ``members``: their indices.  ``spanned``: the proof for them.  ``separators``: no smaller subset of the atoms hits, for every one
    of them, an atom with ``vector . a_j < 0``.
    """

    atoms: Frozen
    members: tuple[int, ...]
    spanned: Spanned
    separators: tuple[Separated, ...]

    def lower_bound(self, field: NumberField | None = None) -> Certificate:
        """Every smaller subset leaves out some target: an evaluation over all subsets, for at most ``CHECKED_ATOMS`` atoms."""
        if len(self.atoms) > CHECKED_ATOMS:
            raise ValueError(
                f"{len(self.atoms)} atoms: the checker runs through all subsets of {CHECKED_ATOMS} at most"
            )
        vectors, targets, values = names("vectors targets values")
        apart = for_all(span(length(vectors)), lambda i: inner(vectors[i], targets[i]) < 0, "i")
        smaller = for_all(
            subsets(len(self.atoms)),
            lambda s: either(
                length(s) >= len(self.members),
                exists(values, lambda row: for_all(s, lambda j: row[j] >= 0, "j"), "row"),
            ),
            "s",
        )
        let = {
            "atoms": self.atoms,
            "vectors": tuple(s.vector for s in self.separators),
            "targets": tuple(s.target for s in self.separators),
            "values": matmul(vectors, transpose(names("atoms")[0])),
        }
        text = f"fewer than {len(self.members)} of the atoms have a target outside their cone"
        return evaluation(both(apart, smaller), let=let, field=field, means=text)


def least_positive_span(atoms: Rows, generators: Rows | None = None) -> LeastSubset | Separated:
    """The least subset of the atoms whose cone contains the span of the generators; Separated if not even all of them do.

    Arguments as for :func:`~solvers.exact.positive_span.positive_span`.  The search is exponential in the number of atoms at worst.

    >>> cross = [(1, 0), (0, 1), (-1, 0), (0, -1), (-1, -1)]
    >>> least_positive_span(cross).members
    (0, 1, 4)
    >>> least_positive_span(cross[:4]).members
    (0, 1, 2, 3)
    """
    whole = positive_span(atoms, generators)
    if isinstance(whole, Separated):
        return whole
    fixed = tuple(map(tuple, atoms))
    generators = whole.targets[:-1]
    separators: list[Separated] = []
    hits: list[frozenset[int]] = []
    while True:
        members = smallest_hitting_set(hits, len(fixed))
        tried = positive_span([fixed[j] for j in members], generators)
        if isinstance(tried, Spanned):
            return LeastSubset(fixed, members, tried, tuple(separators))
        separator = _sharpened(fixed, generators, members)
        separators.append(separator)
        hits.append(frozenset(j for j, a in enumerate(fixed) if sign(dot(separator.vector, a)) < 0))


def _sharpened(atoms: Frozen, generators: Frozen, members: Sequence[int]) -> Separated:
    """A separator of a largest failing superset of the members: its set of atoms to hit is minimal."""
    inside = list(members)
    found = positive_span([atoms[j] for j in inside], generators)
    assert isinstance(found, Separated)
    for j in range(len(atoms)):
        if j in inside:
            continue
        tried = positive_span([atoms[i] for i in (*inside, j)], generators)
        if isinstance(tried, Separated):
            inside.append(j)
            found = tried
    return found


def smallest_hitting_set(sets: Sequence[frozenset[int]], size: int) -> tuple[int, ...]:
    """A smallest subset of ``range(size)`` that meets every one of the sets, first in lexicographic order.

    >>> smallest_hitting_set([frozenset({0, 1}), frozenset({1, 2})], 3)
    (1,)
    """
    useful = sorted(set().union(*sets)) if sets else []
    for count in range(size + 1):
        for chosen in combinations(useful, count):
            if all(not one.isdisjoint(chosen) for one in sets):
                return chosen
    raise ValueError("an empty set cannot be hit")
