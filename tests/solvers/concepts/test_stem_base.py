"""Stem bases against the recursive definition, and both engines against each other."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from solvers.concepts.lattice import concept_lattice
from solvers.concepts.stem_base import stem_base
from tests.solvers.concepts import contexts as brute
from tests.solvers.concepts.test_lattice import top_k
from theory.concepts import FormalContext
from theory.concepts.implications import Implication, model_closure
from theory.concepts.reading import read_context
from theory.errors import InputError

ENGINES = ["python", "numba"]
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "contexts"


def check(rows: brute.Rows, d: int, engine: str) -> None:
    wanted = [
        Implication(tuple(sorted(p)), tuple(sorted(brute.closure(rows, d, p) - p)), brute.support(rows, p))
        for p in brute.pseudo_intents(rows, d)
    ]
    found = stem_base(brute.context(rows, d), engine=engine)  # type: ignore[arg-type]
    assert found == sorted(wanted, key=lambda r: (len(r.premise), r.premise))


@pytest.mark.parametrize("engine", ENGINES)
def test_all_contexts_up_to_three_by_three(engine: str) -> None:
    for rows, d in brute.exhaustive(3):
        check(rows, d, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_random_contexts(engine: str) -> None:
    for rows, d in brute.sampled(1000 if THOROUGH else 100, 12, 9, seed=3):
        check(rows, d, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "size"), [("live_in_water", 10), ("southern_women", 23)])
def test_known_bases(engine: str, name: str, size: int) -> None:
    assert len(stem_base(read_context(EXAMPLES / f"{name}.cxt").context, engine=engine)) == size  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", [(600, 24, 4), (60, 80, 3), (150, 14, 6)])
def test_both_engines_give_the_same(shape: tuple[int, int, int]) -> None:
    k = top_k(*shape, seed=5)
    assert stem_base(k, engine="python") == stem_base(k, engine="numba")


def test_the_base_is_complete_and_none_can_be_left_out() -> None:
    """The sets closed under the implications are the intents, and dropping any implication lets one set too many through."""
    for rows, d in brute.sampled(20, 8, 6, seed=9):
        rules = stem_base(brute.context(rows, d))
        subsets = [frozenset(m for m in range(d) if s >> m & 1) for s in range(1 << d)]
        models = {s for s in subsets if model_closure(s, rules) == s}
        assert models == brute.intents(rows, d)
        for left_out in range(len(rules)):
            rest = rules[:left_out] + rules[left_out + 1 :]
            assert {s for s in subsets if model_closure(s, rest) == s} > models


def test_closures_by_the_base_are_closures_in_a_larger_context() -> None:
    k = top_k(400, 70, 4, seed=6)
    rules, lattice = stem_base(k), concept_lattice(k)
    rng = np.random.default_rng(0)
    for i in rng.integers(0, len(lattice), 30):
        intent = frozenset(lattice.intent(int(i)))
        assert model_closure(intent, rules) == intent
    for _ in range(30):
        some = frozenset(rng.choice(70, 2, replace=False).tolist())
        assert model_closure(some, rules) == frozenset(k.concept(some).intent)


@pytest.mark.parametrize("engine", ENGINES)
def test_too_many_keys_are_refused(engine: str) -> None:
    k = FormalContext.from_bool(~np.eye(10, dtype=bool))
    with pytest.raises(InputError, match="leave --implications out"):
        stem_base(k, engine=engine, limit=100)  # type: ignore[arg-type]
