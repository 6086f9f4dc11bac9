"""The engine against closed forms, against many local searches, and against itself without the compiler."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.sdl.branch_and_bound import EngineResult, Progress, minimise
from solvers.sdl.branch_and_bound.instance import objective, read_instance
from solvers.sdl.branch_and_bound.local import multistart
from theory.certificates import sdl

pytestmark = pytest.mark.usefixtures("kernels")
LAM = Fraction(1, 100)


def random_features(n: int, p: int, seed: int) -> list[list[Fraction]]:
    rows = np.random.default_rng(seed).normal(size=(n, p))
    rows /= np.linalg.norm(rows, axis=1)[:, None]
    return [[Fraction(round(float(x) * 2**16), 2**16) for x in row] for row in rows]


def local_best(result_of: Any, starts: int, seed: int) -> float:
    X, A = result_of.floats()
    U = np.random.default_rng(seed).normal(size=(starts, result_of.width, X.shape[1]))
    values = np.empty(starts)
    multistart(U, X, A, float(result_of.ridge), 80, values)
    return float(values.min())


def test_orthonormal_features_and_one_neuron_keep_the_heaviest_feature() -> None:
    result = minimise([[1, 0, 0], [0, 1, 0], [0, 0, 1]], width=1, ridge=LAM, weights=[1, 2, 4], starts=10, proof=True)
    assert float(result.upper) == pytest.approx(7 - 4 / 1.01, rel=1e-9)
    assert result.complete
    assert result.certificate is not None


def test_features_in_a_half_plane_reach_the_spectral_tail() -> None:
    features = [["1", "0"], ["4/5", "3/5"], ["12/13", "5/13"]]
    W = np.array([[float(Fraction(x)) for x in w] for w in features])
    top = np.linalg.svd(W, compute_uv=False)[0] ** 2
    result = minimise(features, width=1, ridge=LAM, starts=10, proof=True)
    assert float(result.upper) == pytest.approx(3 - top / 1.01, rel=1e-9)
    assert result.lower <= result.upper <= result.lower * Fraction(10002, 10000)


def test_spurious_example_has_the_known_global_value() -> None:
    """Four features +-e1, +-e2: one neuron serves one of them, two neurons two opposite or adjacent ones."""
    features = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    one = minimise(features, width=1, ridge=LAM, starts=20)
    assert float(one.upper) == pytest.approx(4 - 1 / 1.01, rel=1e-6)


@pytest.mark.parametrize(
    ("n", "p", "k", "gap"), [(5, 2, 1, 5e-3), (5, 2, 2, 5e-3), (6, 2, 3, 2e-2), (5, 3, 1, 5e-3), (4, 3, 2, 0.1)]
)
def test_bounds_enclose_the_best_of_many_local_searches(n: int, p: int, k: int, gap: float) -> None:
    for seed in range(2):
        features = random_features(n, p, seed)
        result = minimise(features, width=k, ridge=LAM, relative_gap=gap, seed=seed, time_limit=120)
        best = local_best(read_instance(features, None, None, k, LAM), 100, 77 + seed)
        assert result.complete
        assert float(result.lower) <= best + 1e-9  # local searches and bounds are floats of size about 1
        assert float(result.upper) <= best * (1 + gap) + 1e-9


def test_a_bad_incumbent_is_improved_by_the_tree() -> None:
    features = random_features(6, 2, 1)
    poor = minimise(features, width=2, ridge=LAM, starts=1, relative_gap=1e-3)
    good = minimise(features, width=2, ridge=LAM, starts=100, relative_gap=1e-3)
    assert poor.complete
    assert float(poor.upper) == pytest.approx(float(good.upper), rel=1e-3)


def test_order_and_scale_of_the_features_do_not_matter() -> None:
    features = random_features(5, 2, 3)
    forward = minimise(features, width=2, ridge=LAM, relative_gap=1e-3)
    backward = minimise(features[::-1], width=2, ridge=LAM, relative_gap=1e-3)
    assert float(forward.upper) == pytest.approx(float(backward.upper), rel=2e-3)
    doubled = minimise(features, features_out=features, weights=[4] * 5, width=2, ridge=LAM, relative_gap=1e-3)
    assert float(doubled.upper) == pytest.approx(4 * float(forward.upper), rel=2e-3)


def test_jumprelu_never_loses_to_relu_and_isolates_every_feature() -> None:
    features = random_features(4, 2, 5)
    relu = minimise(features, width=1, ridge=LAM, relative_gap=1e-3)
    jump = minimise(features, width=1, ridge=LAM, relative_gap=1e-3, theta=1)
    assert jump.complete
    assert jump.lower <= relu.upper
    tiny = minimise([["1", "0"], ["4/5", "3/5"]], width=2, ridge=LAM, relative_gap=1e-2, theta="1/2")
    assert float(tiny.upper) <= 2 * 0.01 / 1.01 * 1.01  # one neuron per feature: only the ridge is left


@given(seed=st.integers(0, 10**6), k=st.integers(1, 3), theta=st.sampled_from([None, Fraction(1, 2)]))
@settings(max_examples=20, derandomize=True, deadline=None)
def test_exact_objective_agrees_with_the_checkers_loss(seed: int, k: int, theta: Fraction | None) -> None:
    rng = np.random.default_rng(seed)
    pick = lambda *shape: [[Fraction(int(x), 7) for x in row] for row in rng.integers(-9, 10, size=shape)]  # noqa: E731
    w, a, U, V = pick(4, 2), pick(4, 3), pick(k, 2), pick(3, k)
    weights = [Fraction(1), Fraction(2), Fraction(1, 3), Fraction(5)]
    if not any(any(row) for row in w):
        return
    instance = read_instance(w, a, weights, k, LAM, theta)
    act = {"type": "relu"} if theta is None else {"type": "jumprelu", "theta": theta}
    z = sdl.codes(act, U, w)
    ridge = sum(
        sum(V[o][i] ** 2 for o in range(3)) * sum(m * code[i] ** 2 for m, code in zip(weights, z, strict=True))
        for i in range(k)
    )
    assert objective(instance, U, V) == sdl.loss(act, U, V, w, a, weights) + LAM * ridge


def test_upper_bound_is_the_exact_value_of_the_point_returned() -> None:
    features = random_features(5, 2, 8)
    result = minimise(features, width=2, ridge=LAM, relative_gap=1e-2)
    instance = read_instance(features, None, None, 2, LAM)
    assert objective(instance, result.encoder, result.decoder) == result.upper


SCRIPT = """
import json, sys
from fractions import Fraction
from solvers.sdl.branch_and_bound import minimise
from solvers.sdl.branch_and_bound.jit import COMPILED
features = [[Fraction(x) for x in w] for w in json.loads(sys.argv[1])]
out = []
for width in (1, 2):
    r = minimise(features, width=width, ridge="1/100", starts=3, relative_gap=0.02)
    out.append([str(r.upper), float(r.lower), r.nodes, r.complete])
sys.stdout.write(json.dumps(out))
"""


def test_plain_and_compiled_paths_agree() -> None:
    features = json.dumps([[str(x) for x in w] for w in random_features(4, 2, 11)])
    answers = []
    for disabled in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, features], env=environment, capture_output=True, text=True, check=True
        )
        answers.append(json.loads(done.stdout))
    for plain, compiled in zip(*answers, strict=True):
        assert plain[2:] == compiled[2:]
        assert plain[1] == pytest.approx(compiled[1], rel=1e-9)  # summation order inside LAPACK may differ
        assert float(Fraction(plain[0])) == pytest.approx(float(Fraction(compiled[0])), rel=1e-9)


def hard() -> dict[str, Any]:
    return {"features_in": random_features(10, 3, 2), "width": 4, "ridge": LAM, "relative_gap": 1e-6}


def test_time_limit_gives_valid_bounds() -> None:
    arguments = hard()
    result = minimise(arguments.pop("features_in"), time_limit=0.5, starts=20, **arguments)
    assert not result.complete
    assert 0 <= result.lower < result.upper
    assert result.seconds < 20  # one chunk and, on a cold cache, compilation may come after the limit


def test_interrupt_keeps_what_was_found() -> None:
    seen: list[Progress] = []

    def stop(report: Progress) -> None:
        seen.append(report)
        if len(seen) == 3:
            raise KeyboardInterrupt

    arguments = hard()
    result = minimise(arguments.pop("features_in"), time_limit=60, starts=20, progress=stop, **arguments)
    assert isinstance(result, EngineResult)
    assert not result.complete
    assert len(seen) == 3
    assert 0 <= result.lower < result.upper
    assert all(report.lower <= report.upper for report in seen)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ridge": 0}, "ridge"),
        ({"width": 0}, "width"),
        ({"weights": [1, -1]}, "weights"),
        ({"weights": [1]}, "lengths"),
        ({"relative_gap": 0.0}, "gaps"),
        ({"features_in": [["0", "0"], ["0", "0"]]}, "zero"),
        ({"features_in": [["x"]]}, "features_in"),
        ({"theta": 1, "proof": True}, "proof"),
    ],
)
def test_bad_input_is_refused_with_a_reason(arguments: dict[str, Any], message: str) -> None:
    settings_ = {"features_in": [[1, 0], [0, 1]], "width": 1, "ridge": LAM} | arguments
    with pytest.raises(ValueError, match=message):
        minimise(settings_.pop("features_in"), **settings_)
