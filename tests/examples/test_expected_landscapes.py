"""The landscapes of the example problems, against values derived by hand.

Notation: ``pattern: (value, type)``; a pattern is the sorted list of supports of its live neurons, whose order does not matter.
Gains used: one feature with |v| = 1 and weight M gains M; two unit features with inner product c and weight 1 gain 1 + c
(activations (1, 1)); features dropped cost their weight.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvers.sdl.landscape.solve import solve
from tests.examples.floating_point import floats, loss, slopes
from theory.certificates import check
from theory.sdl import read_problem
from theory.sdl.landscape import CriticalPoint, Landscape

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "problems"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
Key = tuple[tuple[int, ...], ...]


@cache
def landscape(name: str) -> Landscape:
    return solve(read_problem(FOLDER / f"{name}.json"), time_limit=60)


def key(*supports: tuple[int, ...]) -> Key:
    return tuple(sorted(supports))


def key_of(c: CriticalPoint) -> Key:
    return key(*(tuple(on) for on in c.pattern if on))


def critical(name: str) -> dict[Key, tuple[Any, str]]:
    """Critical points by pattern; infima that are not attained are left out."""
    rows = [c for c in landscape(name).critical_points if c.type != "boundary_infimum"]
    out = {key_of(c): (c.value, c.type) for c in rows}
    assert len(out) == len(rows)
    return out


def infima(name: str) -> dict[Key, tuple[Any, Key]]:
    """Infima that are not attained: pattern -> (value, limit pattern)."""
    rows = landscape(name).of_type("boundary_infimum")
    return {key_of(c): (c.value, key(*(tuple(on) for on in c.limit_pattern or [] if on))) for c in rows}


LOCAL, GLOBAL, SADDLE, FLAT = "local_minimum", "global_minimum", "strict_saddle", "non_strict_local_minimum"


@pytest.mark.parametrize("name", ["example-3.5", "example-3.5-relu"])
def test_example_3_5(name: str) -> None:
    assert landscape(name).status == "complete"
    assert critical(name) == {
        key((0,), (1,)): (0, GLOBAL),
        key((0,)): (1, LOCAL),
        key((1,)): (1, LOCAL),
        key((0, 1)): (1, FLAT),  # the published partial optimum; B is a multiple of the identity
        key(): (2, LOCAL),
    }
    assert infima(name) == {}


def test_counterexample_to_theorem_3_6() -> None:
    """Orthonormal features with weights 1 and 2: the mixed pattern has no critical point; its infimum is that of {1}."""
    name = "theorem-3.6-counterexample"
    assert landscape(name).status == "complete"
    expected = {key((0,), (1,)): (0, GLOBAL), key((1,)): (1, LOCAL), key((0,)): (2, LOCAL), key(): (3, LOCAL)}
    assert critical(name) == expected
    assert infima(name) == {key((0, 1)): (1, key((1,)))}


def test_mercedes_benz() -> None:
    """Three features at 120 degrees, over Q(sqrt 3): they positively span the plane, so a dead row is 0 and can be revived.

    Spare neurons that are on for a feature that is served already, and for no other, cannot: local minima with the same outputs.
    """
    name = "mercedes-benz"
    assert landscape(name).status == "complete"
    expected = {key(): (3, SADDLE), key((0,), (1,), (2,)): (0, GLOBAL)}
    expected |= {key((d,)): (2, SADDLE) for d in range(3)}
    expected |= {key((d,), (e,)): (1, SADDLE) for d, e in combinations(range(3), 2)}
    expected |= {key(pair): ("5/2", SADDLE) for pair in combinations(range(3), 2)}  # gain 1 + cos 120 = 1/2
    expected |= {
        key((0, 1), (2,)): ("3/2", SADDLE),
        key((0, 2), (1,)): ("3/2", SADDLE),
        key((1, 2), (0,)): ("3/2", SADDLE),
    }
    expected |= {key((d,), (d,), (d,)): (2, LOCAL) for d in range(3)}
    expected |= {key((d,), (d,), (e,)): (1, LOCAL) for d, e in permutations(range(3), 2)}
    assert critical(name) == expected
    pair_alone = {key(pair): (2, key(pair[:1])) for pair in combinations(range(3), 2)}
    assert {k: v[0] for k, v in infima(name).items() if len(k) == 1} == {k: v[0] for k, v in pair_alone.items()}
    assert {v[0] for k, v in infima(name).items() if len(k) == 2} == {1}


def test_pentagon() -> None:
    """One neuron on two neighbours gains 1 + cos 72 = (3 + sqrt 5)/4; on three only 1 + 2 cos^2 72, which is not the top gain."""
    found = landscape("pentagon")
    assert found.status == "complete"
    best = found.of_type(GLOBAL)
    assert {key_of(c) for c in best} == {key(tuple(sorted((d, (d + 1) % 5)))) for d in range(5)}
    for c in best:
        assert c.value == {"poly": ["71/4", "-17/2", 1], "interval": [3, 4]}  # (17 - sqrt 5)/4
        assert c.float == pytest.approx((17 - math.sqrt(5)) / 4, rel=1e-14)
    assert sorted(round(c.float, 9) for c in found.of_type(SADDLE)) == [
        round((15.5 + math.sqrt(5)) / 4 - 0.625, 9)
    ] * 5 + [5.0]


def test_plus_minus_basis() -> None:
    """Every loss of a disjoint point is the number of features not served: the clusters that can be on are orthonormal."""
    found = landscape("plus-minus-basis")
    assert found.status == "complete"
    assert found.global_minimum is not None
    assert found.global_minimum.value == 0
    served = {k: 4 - sum(1 for _ in k) for k in critical("plus-minus-basis")}
    assert {k: v for k, (v, _) in critical("plus-minus-basis").items()} == served
    assert critical("plus-minus-basis")[key()] == (4, SADDLE)
    assert [key_of(c) for c in found.of_type(GLOBAL)] == [key((0,), (1,), (2,), (3,))]


def test_not_attained_has_the_infimum_1_and_no_minimum() -> None:
    """Codes (x, 0, 1, 0) and (0, x, 1, 0) span, as x falls to 0, the codes (0, 0, 1, 0) and (1, -1, 0, 0): only -e_2 is lost."""
    found = landscape("not-attained")
    assert found.status == "complete"
    assert found.infimum.lower == found.infimum.upper == 1
    assert found.infimum.attained is False
    assert found.infimum.upper_certificate in found.proofs
    assert found.global_minimum is not None
    assert not found.global_minimum.proved
    assert found.global_minimum.float > 1
    assert min(v for v, _ in critical("not-attained").values()) == 2


def test_hierarchical() -> None:
    """A parent and two children: Gram 1, 3/5, 9/25, all positive, so two dense neurons are best (the tail lambda_min)."""
    name = "hierarchical"
    found = landscape(name)
    assert found.status == "complete"
    (best,) = found.of_type(GLOBAL)
    assert best.pattern == [[0, 1, 2], [0, 1, 2]]
    assert best.value == {"poly": ["16/25", "-59/25", 1], "interval": [0, 1]}
    assert found.infimum.lower_certificate is not None
    values = {k: v for k, (v, type_) in critical(name).items() if type_ == LOCAL}
    assert values[key((0, 1), (2,))] == values[key((0, 2), (1,))] == "2/5"  # parent absorbed into one child
    assert values[key((1, 2), (0,))] == "16/25"
    assert values[key((0, 1, 2))] == {"poly": ["64/25", "-91/25", 1], "interval": [0, 1]}  # 3 - x is the top eigenvalue
    assert len(values) == 14


def test_equal_weights() -> None:
    """Eigenvectors (1,1,0), (1,-1,0), (0,0,1): the pattern of all three features has no critical point."""
    name = "equal-weights"
    assert landscape(name).status == "complete"
    assert key((0, 1, 2)) not in critical(name)
    assert infima(name) == {key((0, 1, 2)): ("7/5", key((0, 1)))}
    assert critical(name)[key((0, 1), (2,))] == ("2/5", LOCAL)
    assert critical(name)[key((0, 2))] == (2, FLAT)
    assert critical(name)[key((0,), (1,), (2,))] == (0, GLOBAL)


def test_spurious_local_minimum() -> None:
    name = "spurious-local-minimum"
    expected = {
        key((0,), (1,)): (0, GLOBAL),
        key((0, 1)): ("2/5", LOCAL),  # 2 - (1 + 3/5)
        key((0,)): (1, LOCAL),
        key((1,)): (1, LOCAL),
        key(): (2, LOCAL),
    }
    assert critical(name) == expected


def test_open_set() -> None:
    """Gram 3/5, 1/10, -1/5: no eigenvector of the full Gram matrix is positive, and this survives small changes."""
    name = "open-set"
    assert landscape(name).status == "complete"
    assert key((0, 1, 2)) not in critical(name)
    assert critical(name)[key((1, 2))] == ("11/5", SADDLE)  # gain 1 - 1/5, the smaller eigenvalue
    assert critical(name)[key((0, 2))] == ("19/10", LOCAL)
    assert infima(name) == {
        key((0, 1, 2)): ("7/5", key((0, 1))),
        key((1, 2)): (2, key((1,))),
        key((1, 2), (0,)): (1, key((0,), (1,))),
    }


def test_transcoder_with_zero_loss() -> None:
    """r = 1 and equal targets: the polysemantic pattern has loss 0, so Theorem 3.6 needs a hypothesis on the outputs."""
    expected = {key((0, 1)): (0, GLOBAL), key((0,)): (1, LOCAL), key((1,)): (1, LOCAL), key(): (2, LOCAL)}
    assert critical("transcoder-zero-loss") == expected


def test_antipodal_transcoder() -> None:
    """The targets are a relation between all relu codes: no network of any width does better than the zero network."""
    found = landscape("antipodal-transcoder")
    assert found.status == "complete"
    assert (found.infimum.lower, found.infimum.upper) == (4, 4)
    lower = found.proofs[found.infimum.lower_certificate or ""]
    assert lower["kind"] == "code_relations"
    assert {c.value for c in found.critical_points} == {4}


def test_crosscoder() -> None:
    """|v|^2 = 2, inner product -7/25, weights 1 and 2: the positive eigenvector belongs to the smaller eigenvalue."""
    value = {"poly": ["4902/625", -6, 1], "interval": [2, 5]}
    assert critical("crosscoder") == {
        key((1,)): (2, GLOBAL),
        key((0,)): (4, LOCAL),
        key((0, 1)): (value, SADDLE),
        key(): (6, LOCAL),
    }
    assert infima("crosscoder") == {key((0, 1)): (2, key((1,)))}


def test_top1() -> None:
    """(1,0), (3/5,4/5), (-3/5,4/5) have the inner products 3/5 (0 and 1), 7/25 (1 and 2), -3/5 (0 and 2).

    One neuron on 1 and 2 has the activations (1, 1), so the row (0, 1), which is orthogonal to feature 0: a wall.
    """
    found = landscape("top1")
    assert found.status == "complete"
    assert critical("top1") == {
        key((0, 1), (2,)): ("2/5", GLOBAL),
        key((1, 2), (0,)): ("18/25", LOCAL),
        key((0,), (1,)): (1, LOCAL),
        key((0,), (2,)): (1, LOCAL),
        key((1,), (2,)): (1, LOCAL),
        key((0, 1)): ("7/5", LOCAL),
        key((1, 2)): ("43/25", SADDLE),  # 3 - (1 + 7/25)
        key((0,)): (2, LOCAL),
        key((2,)): (2, LOCAL),
        key(): (3, LOCAL),
    }
    assert found.proofs[found.infimum.lower_certificate or ""]["kind"] == "partition_bound"


def test_jumprelu() -> None:
    """Under JumpReLU every singleton is realizable (under relu the middle feature is, the outer ones with it only)."""
    assert landscape("jumprelu").status == "complete"
    found = critical("jumprelu")
    assert found[key((0,), (1,), (2,))] == (0, GLOBAL)
    assert found[key((0, 1), (2,))] == ("2/5", LOCAL)
    assert found[key((0, 2), (1,))] == ("18/25", LOCAL)
    assert {found[key((d,))] for d in range(3)} == {(2, LOCAL)}


def test_top2() -> None:
    """Orthonormal with weights 1, 2, 4 and two neurons: the best drop the lightest feature; clusters have no critical point."""
    assert landscape("top2").status == "complete"
    weights = (1, 2, 4)
    expected: dict[Key, tuple[Any, str]] = {key(): (7, LOCAL)}
    expected |= {key((d,)): (7 - weights[d], LOCAL) for d in range(3)}
    expected |= {key((d,), (e,)): (7 - weights[d] - weights[e], LOCAL) for d, e in combinations(range(3), 2)}
    expected[key((1,), (2,))] = (1, GLOBAL)
    assert critical("top2") == expected


def test_too_large_is_bounded_and_not_solved() -> None:
    found = landscape("too-large")
    assert found.status == "incomplete"
    assert 2.4 < found.infimum.lower_float < found.infimum.upper_float < 2.41
    assert found.proofs[found.infimum.lower_certificate or ""]["kind"] == "eigenvalue_tail"
    assert found.global_minimum is not None
    assert not found.global_minimum.proved
    assert any("too large" in sentence for sentence in found.scope)


@pytest.mark.parametrize("name", NAMES)
def test_every_certificate_is_accepted(name: str) -> None:
    found = landscape(name)
    for certificate in found.certificates():
        check(certificate)
    named = {sha for c in found.critical_points for sha in c.certificates}
    assert named <= set(found.proofs)


@pytest.mark.parametrize("name", NAMES)
def test_gradient_vanishes_in_numpy(name: str) -> None:
    """The loss at every listed point equals its value, and central differences see no slope unless a wall is near."""
    problem = read_problem(FOLDER / f"{name}.json")
    for c in landscape(name).critical_points:
        if c.W_E is None or c.W_D is None:
            continue
        encoder, decoder = (floats(x, c.field) for x in (c.W_E, c.W_D))
        assert loss(problem, encoder, decoder) == pytest.approx(c.float, abs=1e-9)
        if c.type in ("strict_saddle", "local_minimum", "non_strict_local_minimum"):
            assert np.abs(slopes(problem, encoder, decoder)).max() < 1e-5
