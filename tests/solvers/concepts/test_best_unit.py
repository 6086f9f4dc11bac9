"""Best units against all subsets of neurons, and proofs that are checked and can be wrong."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from solvers.concepts.best_unit import BestUnit, best_unit
from solvers.concepts.columns import Columns
from theory.concepts import FormalContext
from theory.concepts.best_unit_proof import BestUnitProof, proof_error
from theory.concepts.metrics import Fit
from theory.errors import InputError


def integer(mask: np.ndarray) -> int:
    return sum(1 << int(x) for x in np.flatnonzero(mask))


def error(table: np.ndarray, concept: np.ndarray, proof: BestUnitProof) -> str | None:
    return proof_error([integer(table[:, i]) for i in range(table.shape[1])], integer(concept), len(table), proof)


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


def test_proofs_that_leave_something_out_are_refused() -> None:
    left_out = 0
    for table, concept in instances(60):
        proof = best_unit(Columns.of(FormalContext.from_bool(table)), concept).proof
        for i in range(len(proof.visited)):
            shorter = replace(proof, visited=proof.visited[:i] + proof.visited[i + 1 :])
            left_out += error(table, concept, shorter) is not None
        assert error(table, concept, replace(proof, best=proof.best + Fraction(1, 1000))) is not None
        assert error(table, concept, replace(proof, best=proof.best / 2)) is not None
        if proof.order:
            assert "order" in str(error(table, concept, replace(proof, order=proof.order[1:])))
    # a set that only became hopeless after it was visited may be left out, the others may not
    assert left_out > 100
    assert proof_error([1], 0, 1, BestUnitProof((0,), ((),), (), Fraction(0))) == "the concept has no points"


def test_a_better_unit_that_was_hidden_is_found_out() -> None:
    table = np.array([[1, 1], [1, 0], [0, 1]], dtype=bool)
    concept = np.array([True, False, False])
    lazy = BestUnitProof((0, 1), ((),), (0,), Fraction(1, 2))
    assert error(table, concept, lazy) == "the extension of [] by neuron 0 was left out"
    honest = best_unit(Columns.of(FormalContext.from_bool(table)), concept)
    assert honest.neurons in ((0, 1), (1, 0))
    assert honest.fit.separates


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
