"""Best units against all subsets of neurons, and proofs that are checked and can be wrong."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from solvers.concepts.best_unit import BestUnit, best_unit
from solvers.concepts.columns import Columns
from theory.certificates import Rejected, check
from theory.concepts import FormalContext
from theory.concepts.best_unit_proof import BestUnitProof, unit_certificate
from theory.concepts.metrics import Fit
from theory.errors import InputError


def error(table: np.ndarray, concept: np.ndarray, proof: BestUnitProof) -> str | None:
    """Why there is no certificate, or why the checker rejects it."""
    try:
        check(unit_certificate(FormalContext.from_bool(table), concept, proof, name="c"))
    except (ArithmeticError, Rejected) as reason:
        return str(reason)
    return None


def instances(count: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(0)
    out = []
    while len(out) < count:
        n, d = int(rng.integers(1, 40)), int(rng.integers(0, 8))
        table = rng.random((n, d)) < rng.random()
        concept = rng.random(n) < rng.random()
        if d > 2 and len(out) % 2:
            concept = (table[:, 0] & table[:, 2]) ^ (rng.random(n) < 0.1)
        if concept.any():
            out.append((table, concept))
    return out


def test_no_subset_of_neurons_is_better() -> None:
    for table, concept in instances(150):
        found = best_unit(Columns.of(FormalContext.from_bool(table)), concept)
        subsets = itertools.chain.from_iterable(
            itertools.combinations(range(table.shape[1]), k) for k in range(table.shape[1] + 1)
        )
        fits = {m: Fit.of(table[:, list(m)].all(axis=1), concept) for m in subsets}
        assert found.fit.jaccard == max(f.jaccard for f in fits.values())
        assert found.fit.f1 == max(f.f1 for f in fits.values())
        assert found.fit == fits[tuple(sorted(found.neurons))]
        assert all(fits[tuple(sorted(set(found.neurons) - {i}))] != found.fit for i in found.neurons)
        assert error(table, concept, found.proof) is None


def test_searches_that_leave_something_out_get_no_certificate() -> None:
    left_out = 0
    for table, concept in instances(60):
        proof = best_unit(Columns.of(FormalContext.from_bool(table)), concept).proof
        for i in range(len(proof.visited)):
            shorter = replace(proof, visited=proof.visited[:i] + proof.visited[i + 1 :])
            left_out += error(table, concept, shorter) is not None
        assert error(table, concept, replace(proof, best=proof.best + Fraction(1, 1000))) is not None
        assert error(table, concept, replace(proof, best=proof.best / 2)) is not None
    # a set that only became hopeless after it was visited may be left out, the others may not
    assert left_out > 100


def test_certificates_say_what_the_table_says() -> None:
    for table, concept in instances(60):
        k = FormalContext.from_bool(table)
        asserts = unit_certificate(k, concept, best_unit(Columns.of(k), concept).proof, name="c")["asserts"]
        place = {name: j for j, name in enumerate(k.attributes)}
        kept = [place[name] for name in asserts["neurons"]]
        for on, inside, outside in asserts["rows"]:
            here = (table[:, kept] == np.isin(np.arange(len(kept)), on)).all(axis=1)
            assert (inside, outside) == (np.count_nonzero(here & concept), np.count_nonzero(here & ~concept))
        assert sum(r[1] + r[2] for r in asserts["rows"]) == len(table)
        assert {n: c for n, c in asserts["others"]} == {
            n: np.count_nonzero(table[:, j] & concept) for n, j in place.items() if j not in kept
        }


@pytest.mark.parametrize("n", [1, 63, 64, 65, 1000])
def test_columns_are_the_transposed_rows(n: int) -> None:
    table = np.random.default_rng(n).random((n, 70)) < 0.3
    columns = Columns.of(FormalContext.from_bool(table))
    assert columns.sizes.tolist() == table.sum(0).tolist()
    concept = table[:, 0] | table[:, 69]
    assert columns.common(columns.pack(concept)).tolist() == (table & concept[:, None]).sum(0).tolist()


def test_limits() -> None:
    table = ~np.eye(12, dtype=bool)
    columns = Columns.of(FormalContext.from_bool(table))
    with pytest.raises(InputError, match="at least one"):
        best_unit(columns, np.zeros(12, dtype=bool))
    with pytest.raises(InputError, match="more than 3 sets"):
        best_unit(columns, np.arange(12) < 3, limit=3)
    assert isinstance(best_unit(columns, np.arange(12) < 3), BestUnit)
