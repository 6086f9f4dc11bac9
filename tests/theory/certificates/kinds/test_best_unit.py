"""Best units: searches are accepted, every corrupted number and every false statement is rejected."""

from __future__ import annotations

import copy
import itertools
import random
from fractions import Fraction
from typing import Any

import pytest

from tests.theory.certificates.corruption import corruptions, survivors
from theory.certificates import Rejected, check, seal

# two neurons whose conjunction is the concept up to one point, one that is closed at once
ASSERTS: dict[str, Any] = {
    "concept": "two",
    "neurons": ["a", "b"],
    "rows": [[[], 0, 7], [[0], 1, 4], [[0, 1], 9, 1], [[1], 0, 5]],
    "others": [["c", 3], ["dead", 0]],
    "unit": [0, 1],
    "jaccard": "9/11",
}
WITNESS: dict[str, Any] = {"order": [1, 0], "visited": [[[], 10, 17], [[1], 9, 6], [[1, 0], 9, 1], [[0], 10, 5]]}


def search(asserts: dict[str, Any], order: list[int], best: Fraction) -> list[list[Any]]:
    """The sets that must be visited, by plain sets of points; a second implementation of the rule."""
    points = [(frozenset(on), i < inside) for on, inside, outside in asserts["rows"] for i in range(inside + outside)]
    size = sum(c for _, c in points)
    out: list[list[Any]] = []

    def visit(chosen: list[int]) -> None:
        here = [p for p in points if p[0] >= set(chosen)]
        out.append([chosen, sum(c for _, c in here), sum(not c for _, c in here)])
        for place, j in enumerate(order):
            if chosen and place <= order.index(chosen[-1]):
                continue
            grown = [p for p in here if j in p[0]]
            earlier = [i for i in order[:place] if any(i not in p[0] for p in here)]
            elsewhere = any(all(i in p[0] for p in grown) for i in earlier)
            if len(grown) < len(here) and sum(c for _, c in grown) > best * size and not elsewhere:
                visit([*chosen, j])

    visit([])
    return out


def random_instance(rng: random.Random, d: int) -> tuple[dict[str, Any], list[list[Any]], list[int]]:
    """All neurons as rows, the best unit by trying every set, and the forced search."""
    subsets = [list(s) for r in range(d + 1) for s in itertools.combinations(range(d), r)]
    rows = [[s, rng.choice((0, 0, 1, 3)), rng.choice((0, 1, 4))] for s in rng.sample(subsets, min(len(subsets), 6))]
    rows = [r for r in rows if r[1] + r[2]] + [[list(range(d)), 2, 0]]
    size = sum(r[1] for r in rows)

    def index(unit: list[int]) -> Fraction:
        inside, outside = (sum(r[part] for r in rows if set(unit) <= set(r[0])) for part in (1, 2))
        return Fraction(inside, size + outside)

    unit = max(subsets, key=index)
    asserts = {
        "concept": "c",
        "neurons": [f"n{j}" for j in range(d)],
        "rows": rows,
        "others": [],
        "unit": unit,
        "jaccard": str(index(unit)),
    }
    order = rng.sample(range(d), d)
    return asserts, search(asserts, order, index(unit)), order


def test_the_example() -> None:
    says = check(seal("best_unit", ASSERTS, WITNESS))
    assert says == (
        'no conjunction of neurons fits the concept "two" (10 points) better than "a" & "b": Jaccard index 9/11, F1 9/10; '
        'conjunctions of "a", "b", with the rows [neurons on, points of the concept, other points] [[[], 0, 7], [[0], 1, 4], '
        '[[0, 1], 9, 1], [[1], 0, 5]], and of "c" (3), "dead" (0), of which only the number of points in common with the '
        "concept is known"
    )
    assert survivors(seal("best_unit", ASSERTS, WITNESS)) == []


def test_random_searches_are_accepted_and_every_number_counts() -> None:
    rng = random.Random(0)
    for case in range(60):
        asserts, visited, order = random_instance(rng, case % 5)
        certificate = seal("best_unit", asserts, {"order": order, "visited": visited})
        check(certificate)
        assert survivors(certificate) == []
        for i in range(len(visited)):
            shorter = {"order": order, "visited": visited[:i] + visited[i + 1 :]}
            with pytest.raises(Rejected, match="visited"):
                check(seal("best_unit", asserts, shorter))


def test_no_unit_that_is_not_the_best_is_accepted() -> None:
    """For every unit that is not the best, even the honest search for its index is rejected."""
    rng, tried = random.Random(1), 0
    for case in range(40):
        asserts, _, order = random_instance(rng, 1 + case % 4)
        size = sum(r[1] for r in asserts["rows"])
        for unit in [list(s) for r in range(3) for s in itertools.combinations(range(len(order)), r)]:
            inside, outside = (sum(r[p] for r in asserts["rows"] if set(unit) <= set(r[0])) for p in (1, 2))
            worse = Fraction(inside, size + outside)
            if worse < Fraction(asserts["jaccard"]):
                tried += 1
                wrong = {**asserts, "unit": unit, "jaccard": str(worse)}
                with pytest.raises(Rejected):
                    check(seal("best_unit", wrong, {"order": order, "visited": search(asserts, order, worse)}))
    assert tried > 100


def test_corrupted_statements_are_rejected_or_still_true() -> None:
    """A changed number of the statement changes a count of the first visited set, the index, or a bound that still holds."""
    accepted = []
    for path, bad in corruptions(seal("best_unit", ASSERTS, WITNESS), "asserts"):
        try:
            check(bad)
        except Rejected:
            continue
        accepted.append(path)
    # one point more of a neuron that is closed at once: 4 and 1 of 10 are below 9/11
    assert accepted == [("others", 0, 1), ("others", 1, 1)]


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("asserts", "rows"), [[[], 0, 3]], "must have points"),
        (("asserts", "rows", 1), [[0], 0, 0], "at least one point"),
        (("asserts", "rows", 1), [[0], -1, 6], "an integer from 0"),
        (("asserts", "rows", 1), [[2], 1, 4], "an integer from 0 to 1"),
        (("asserts", "rows", 2), [[1, 0], 9, 1], "must increase"),
        (("asserts", "rows", 1), [[0], True, 4], "an integer from 0"),
        (("asserts", "others", 0), ["c", 9], "closed by the bound"),
        (("asserts", "others", 0), ["c", 11], "an integer from 0 to 10"),
        (("asserts", "others", 0), ["a", 3], "a name of its own"),
        (("asserts", "unit"), [0], "differs from jaccard"),
        (("asserts", "neurons"), "ab", "neurons: expected a list"),
        (("witness", "order"), [0], "order"),
        (("witness", "order"), [1, 1], "listed twice"),
        (("witness", "visited"), [], "[] was left out"),
        (("witness", "visited", 1, 0), [True], "an integer"),
        (("witness", "visited", 3), [[0, 1], 9, 1], "not an extension"),
    ],
)
def test_malformed_or_false(place: tuple[Any, ...], value: Any, words: str) -> None:
    parts = copy.deepcopy({"asserts": ASSERTS, "witness": WITNESS})
    target: Any = parts
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    with pytest.raises(Rejected) as caught:
        check(seal("best_unit", **parts))
    assert words in str(caught.value)


def test_a_huge_table_is_refused_before_memory_is_taken() -> None:
    names = [f"n{i}" for i in range(50_000)]
    rows = [[[], 1, 0]] * 50_000
    asserts = {**ASSERTS, "neurons": names, "rows": rows, "others": []}
    with pytest.raises(Rejected, match="too many"):
        check(seal("best_unit", asserts, {"order": [], "visited": []}))
