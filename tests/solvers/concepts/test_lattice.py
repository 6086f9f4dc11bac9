"""Lattices against brute force, against each other, and against an independent library."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
import pytest

from solvers.concepts import lattice as subject
from solvers.concepts.compiled import COMPILED
from solvers.concepts.found import Found
from solvers.concepts.lattice import concept_lattice, enumerate_concepts
from tests.solvers.concepts import contexts as brute
from theory.concepts import ConceptLattice, FormalContext, bits
from theory.concepts.bounds import concept_bound, height_bound
from theory.concepts.reading import read_context
from theory.errors import InputError

ENGINES = ["numpy", "numba"]
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "contexts"


def test_the_compiled_engine_is_tested() -> None:
    assert COMPILED, "install the extra fast: these tests compare both engines"


def sets(lattice: ConceptLattice) -> list[frozenset[int]]:
    return [frozenset(lattice.intent(i)) for i in range(len(lattice))]


def check(rows: brute.Rows, d: int, engine: str, least: int = 0) -> None:
    lattice = concept_lattice(brute.context(rows, d), min_support=least, engine=engine)  # type: ignore[arg-type]
    found = sets(lattice)
    wanted = {b for b in brute.intents(rows, d) if brute.support(rows, b) >= least}
    assert len(found) == len(wanted)
    assert set(found) == wanted
    assert lattice.supports.tolist() == [brute.support(rows, b) for b in found]
    assert (np.diff(lattice.supports) <= 0).all()
    pairs = [(found[u], found[v]) for u, v in lattice.covers]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == brute.covers(wanted)


@pytest.mark.parametrize("engine", ENGINES)
def test_all_contexts_up_to_three_by_three(engine: str) -> None:
    for rows, d in brute.exhaustive(3):
        check(rows, d, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_contexts_of_four_by_four(engine: str) -> None:
    everything = [(rows, d) for rows, d in brute.exhaustive(4) if len(rows) == d == 4] if THOROUGH else []
    for rows, d in everything or brute.sampled(300, 4, 4, seed=4):
        check(rows, d, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_random_contexts_and_icebergs(engine: str) -> None:
    for i, (rows, d) in enumerate(brute.sampled(1000 if THOROUGH else 150, 12, 10, seed=1)):
        check(rows, d, engine, least=min(len(rows), (0, 0, 1, 2, 5)[i % 5]))


@pytest.mark.parametrize("engine", ENGINES)
def test_more_attributes_than_a_machine_word(engine: str) -> None:
    rng = np.random.default_rng(2)
    for d in (63, 64, 65, 128, 130, 200):
        table = rng.random((14, d)) < 0.2
        check([frozenset(np.flatnonzero(r).tolist()) for r in table], d, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("n", "d", "concepts", "edges"), [(0, 0, 1, 0), (0, 3, 1, 0), (3, 0, 1, 0), (1, 1, 1, 0)])
def test_degenerate_contexts(engine: str, n: int, d: int, concepts: int, edges: int) -> None:
    lattice = concept_lattice(FormalContext.from_bool(np.ones((n, d), dtype=bool)), engine=engine)  # type: ignore[arg-type]
    assert (len(lattice), len(lattice.covers)) == (concepts, edges)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "concepts", "edges"), [("live_in_water", 19, 32), ("southern_women", 65, 148)])
def test_known_lattices(engine: str, name: str, concepts: int, edges: int) -> None:
    lattice = concept_lattice(read_context(EXAMPLES / f"{name}.cxt").context, engine=engine)  # type: ignore[arg-type]
    assert (len(lattice), len(lattice.covers)) == (concepts, edges)


def top_k(n: int, d: int, k: int, seed: int) -> FormalContext:
    order = np.argsort(np.random.default_rng(seed).random((n, d)), axis=1)[:, :k]
    table = np.zeros((n, d), dtype=bool)
    np.put_along_axis(table, order, True, axis=1)
    return FormalContext.from_bool(table)


@pytest.mark.parametrize("shape", [(3000, 40, 4), (500, 100, 5), (300, 20, 9)])
@pytest.mark.parametrize("least", [0, 3])
def test_both_engines_give_the_same(shape: tuple[int, int, int], least: int) -> None:
    k = top_k(*shape, seed=0)
    a, b = (concept_lattice(k, min_support=least, engine=e) for e in ("numpy", "numba"))
    assert np.array_equal(a.intents, b.intents)
    assert np.array_equal(a.supports, b.supports)
    assert np.array_equal(a.covers, b.covers)
    assert len(enumerate_concepts(k, min_support=max(1, least), engine="numpy").intents) == int((a.supports > 0).sum())
    assert a.height() <= height_bound(k.rows)
    assert len(a) <= concept_bound(k.clarified().rows, k.n_objects, k.n_attributes)


def test_numpy_in_small_pieces_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    k = top_k(2000, 30, 4, seed=1)
    whole = concept_lattice(k, engine="numpy")
    monkeypatch.setattr("solvers.concepts.enumeration_numpy.CHUNK", 50)
    pieces = concept_lattice(k, engine="numpy")
    assert np.array_equal(whole.intents, pieces.intents)
    assert np.array_equal(whole.covers, pieces.covers)


def test_equal_fingerprints_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def clash(_intents: object, salt: int) -> bool:
        tried.append(salt)
        return salt == 0

    k = top_k(200, 70, 4, seed=2)
    wanted = concept_lattice(k)
    monkeypatch.setattr(subject, "fingerprints_clash", clash)
    for engine in ENGINES:
        tried.clear()
        found = concept_lattice(k, engine=engine)  # type: ignore[arg-type]
        assert tried == [0, 1]
        assert np.array_equal(found.covers, wanted.covers)


def test_an_independent_library_agrees() -> None:
    """``concepts`` on contexts too large for brute force: intents, extents and neighbours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library predates Python 3.12
        import concepts

    rng = np.random.default_rng(7)
    for i in range(100 if THOROUGH else 12):
        n, d = int(rng.integers(15, 40)), int(rng.integers(10, 18))
        table = rng.random((n, d)) < rng.uniform(0.1, 0.5)
        names = [f"o{g}" for g in range(n)], [f"a{m}" for m in range(d)]
        other = concepts.Context(*names, [tuple(bool(x) for x in row) for row in table]).lattice
        lattice = concept_lattice(FormalContext.from_bool(table, *names), engine=ENGINES[i % 2])  # type: ignore[arg-type]
        named = [frozenset(lattice.context.names(b)) for b in lattice.intents]
        assert dict(zip(named, lattice.supports, strict=True)) == {frozenset(c.intent): len(c.extent) for c in other}
        below = {(frozenset(c.intent), frozenset(x.intent)) for c in other for x in c.lower_neighbors}
        assert {(named[u], named[v]) for u, v in lattice.covers} == below


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lattice_that_would_not_fit_is_refused_with_its_bound(engine: str) -> None:
    contranominal = FormalContext.from_bool(~np.eye(12, dtype=bool))
    assert len(concept_lattice(contranominal, engine=engine, limit=2**12)) == 2**12  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"up to 4096 concepts.*--iceberg"):
        concept_lattice(contranominal, engine=engine, limit=2**12 - 2)  # type: ignore[arg-type]


def test_thresholds_and_engines_are_checked() -> None:
    k = top_k(10, 5, 2, seed=0)
    for wrong in (-1, 11):
        with pytest.raises(InputError, match="10 objects"):
            concept_lattice(k, min_support=wrong)
    with pytest.raises(InputError, match="engine"):
        concept_lattice(k, engine="rust")  # type: ignore[arg-type]


def test_without_numba_the_numpy_engine_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "COMPILED", False)
    k = top_k(50, 8, 3, seed=0)
    with pytest.raises(InputError, match=r"sdl-atlas\[fast\]"):
        concept_lattice(k, engine="numba")
    assert isinstance(enumerate_concepts(k), Found)


def test_height_is_the_longest_chain() -> None:
    for rows, d in brute.sampled(40, 8, 6, seed=11):
        lattice = concept_lattice(brute.context(rows, d))
        found = sets(lattice)
        longest = {b: 0 for b in found}
        for b in sorted(found, key=len):
            longest[b] = max((longest[a] + 1 for a in found if a < b), default=0)
        assert lattice.height() == max(longest.values())


def test_neighbours_and_attribute_concepts() -> None:
    lattice = concept_lattice(top_k(60, 12, 3, seed=3))
    k = lattice.context
    for i in range(len(lattice)):
        assert all(i in lattice.upper(int(v)) for v in lattice.lower(i))
        assert len(lattice.extent(i)) == lattice.supports[i]
        assert np.array_equal(k.intent(k.extent(lattice.intents[i])), lattice.intents[i])
    for m in range(k.n_attributes):
        at = lattice.attribute_concept(m)
        assert at is not None
        assert np.array_equal(lattice.intents[at], k.closure(bits.row([m], k.n_attributes)))
    assert lattice.lower_lists() == [lattice.lower(i).tolist() for i in range(len(lattice))]
    assert lattice.intent_lists() == [list(lattice.intent(i)) for i in range(len(lattice))]
