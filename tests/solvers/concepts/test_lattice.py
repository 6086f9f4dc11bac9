"""Lattices against brute force, against each other, and against an independent library."""

from __future__ import annotations

import os
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from solvers.concepts import lattice as subject
from solvers.concepts.compiled import COMPILED
from solvers.concepts.covers import resolve_numba, resolve_numpy
from solvers.concepts.enumeration_numba import enumerate_numba
from solvers.concepts.enumeration_numpy import enumerate_numpy
from solvers.concepts.lattice import Concepts, concept_lattice, enumerate_concepts
from tests.solvers.concepts import contexts as brute
from tests.solvers.concepts import independent
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


def top_k(n: int, d: int, k: int, seed: int, zipf: float = 0.0) -> FormalContext:
    """k attributes per object, drawn without replacement with weights 1 / rank^zipf."""
    order = np.argsort(np.random.default_rng(seed).exponential(size=(n, d)) * np.arange(1, d + 1) ** zipf, axis=1)
    table = np.zeros((n, d), dtype=bool)
    np.put_along_axis(table, order[:, :k], True, axis=1)
    return FormalContext.from_bool(table)


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


def words_to_integers(rows: bits.Words) -> list[int]:
    return [int.from_bytes(np.ascontiguousarray(r).astype("<u8").tobytes(), "little") for r in rows]


def check_independently(k: FormalContext, engine: str, least: int = 0) -> None:
    lattice = concept_lattice(k, min_support=least, engine=engine)  # type: ignore[arg-type]
    sizes, pairs = independent.lattice(k.table(), least)
    found = words_to_integers(lattice.intents)
    assert dict(zip(found, lattice.supports.tolist(), strict=True)) == sizes
    assert len(found) == len(sizes)
    assert {(found[u], found[v]) for u, v in lattice.covers} == pairs
    assert len(lattice.covers) == len(pairs)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_independent_algorithm_is_right(engine: str) -> None:
    for i, (rows, d) in enumerate(brute.sampled(40, 10, 8, seed=3)):
        least = min(len(rows), i % 3)
        wanted = {b for b in brute.intents(rows, d) if brute.support(rows, b) >= least}
        sizes, pairs = independent.lattice(brute.context(rows, d).table(), least)
        number = {b: sum(1 << m for m in b) for b in wanted}
        assert sizes == {number[b]: brute.support(rows, b) for b in wanted}
        assert pairs == {(number[a], number[b]) for a, b in brute.covers(wanted)}
        check_independently(brute.context(rows, d), engine, least)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("n", "d", "k"), [(1000, 65, 4), (1000, 128, 4), (1000, 1024, 8), (300, 4096, 16)])
def test_wide_contexts_with_covers(engine: str, n: int, d: int, k: int) -> None:
    context = top_k(n, d, k, seed=d, zipf=0.8)
    check_independently(context, engine)
    check_independently(context, engine, least=5)


@pytest.mark.parametrize("engine", ENGINES)
def test_attributes_at_the_ends_of_machine_words(engine: str) -> None:
    """Fingerprints that multiply lose bit 63: {63} and {98, 127} were equal for every salt, and the search never ended."""
    d = 130
    pairs = [(63,), (98, 127), (0, 63, 64, 127, 128), (63, 98, 127), (127,), (62, 63), (63, 127, 129), (98,)]
    table = np.zeros((len(pairs), d), dtype=bool)
    for row, members in zip(table, pairs, strict=True):
        row[list(members)] = True
    check_independently(FormalContext.from_bool(table), engine)
    check_independently(FormalContext.from_bool(np.eye(d, dtype=bool)), engine)


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


@pytest.mark.parametrize("covers", [True, False])
@pytest.mark.parametrize("d", [60, 70])
def test_numba_in_many_small_steps_gives_the_same(monkeypatch: pytest.MonkeyPatch, covers: bool, d: int) -> None:
    """The kernel stops when an array is full, and after every concept here; it goes on without losing anything."""
    k = top_k(3000, d, 4, seed=1)
    whole = enumerate_concepts(k, engine="numba", covers=covers)
    monkeypatch.setattr("solvers.concepts.enumeration_numba._first_guess", lambda n, *_rest: (1, 1, 1, n))
    monkeypatch.setattr("solvers.concepts.enumeration_numba.PAUSE", 0)
    said: list[int] = []
    steps = enumerate_concepts(k, engine="numba", covers=covers, progress=said.append)
    assert np.array_equal(steps.intents, whole.intents)
    assert np.array_equal(steps.supports, whole.supports)
    assert np.array_equal(steps.upper, whole.upper)
    assert np.array_equal(steps.lower, whole.lower)
    assert len(said) > 100
    assert said == sorted(said)
    assert said[-1] == len(whole.intents)


@pytest.mark.parametrize("bits_kept", [0, 3, 8])
def test_equal_fingerprints_change_nothing(bits_kept: int) -> None:
    """Concepts are told apart by their intents when fingerprints do not: here all, most or many of them are equal."""
    k, mask = top_k(200, 70, 4, seed=2), np.uint64(2**bits_kept - 1)
    for enumerate_, resolve in ((enumerate_numpy, resolve_numpy), (enumerate_numba, resolve_numba)):
        found = enumerate_(k.clarified(), k.n_attributes, min_support=0, covers=True, limit=10**6)
        keys = bits.fingerprint(found.intents)
        assert len(np.unique(keys)) == len(keys) > 1 + int(mask)
        coarse = replace(found, edge_lower=found.edge_lower & mask)
        assert np.array_equal(resolve(coarse, keys & mask), resolve(found))
        below = found.intents[resolve(found)]
        assert np.array_equal(bits.fingerprint(below), found.edge_lower)


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
    assert isinstance(enumerate_concepts(k), Concepts)


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
