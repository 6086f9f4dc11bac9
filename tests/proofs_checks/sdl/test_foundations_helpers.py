"""Helpers of the claims around Theorems 3.1 to 3.3, the tables and the searches: two routes for every quantity."""

from __future__ import annotations

import importlib
import random
from fractions import Fraction as Q
from typing import Any

import numpy as np
import pytest

from proofs_checks.discovery import select
from proofs_checks.instance import evaluate
from proofs_checks.sdl import _construction as star
from proofs_checks.sdl import _descent as descent
from proofs_checks.sdl import _exact_algebra as algebra
from proofs_checks.sdl import _instances as instances
from proofs_checks.sdl import _laws as law
from proofs_checks.sdl import _published_tables as printed
from proofs_checks.sdl import _sparsity_bounds as bounds
from proofs_checks.sdl import _top_k_search as top_k
from proofs_checks.sdl.open_overlapping_minima import known_values
from proofs_checks.sdl.thm_3_1_sharpness import decoder, encoder
from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check
from theory.sdl import Activation, Problem

RELU = Activation("relu")


def _random_law(rng: random.Random, n: int) -> dict[str, Any]:
    return law.product_law([law.random_marginal(rng, Q(1, 2)) for _ in range(n)])


def test_laws_are_laws_and_the_statement_computes_the_direct_losses() -> None:
    rng = random.Random(1)
    for n in (1, 2, 3):
        law_ = _random_law(rng, n)
        assert sum(law_["probabilities"]) == 1
        assert all(q > 0 for q in law_["probabilities"])
        w, v = instances.distinct_units(rng, n, 2), instances.matrix(rng, n, 2)
        e, d = instances.matrix(rng, 2, 2), instances.matrix(rng, 2, 2)
        given = {"activation": RELU.json(), "w_p": w, "w_r": v, "W_E": e, "W_D": d, "S": Q(1, 2), **law_}
        true, single, worst, several = law.direct_losses(RELU, w, v, e, d, law_)
        same = law.both(law.true_loss == true, law.single_loss == single, worst == law.C, law.several == several)
        assert law.REPAIRED.concluding(same).holds(given)
        assert not law.REPAIRED.concluding(law.true_loss == true + 1).holds(given)


def test_true_loss_is_the_sampled_mean() -> None:
    rng = random.Random(2)
    law_ = _random_law(rng, 2)
    w, e, d = instances.distinct_units(rng, 2, 2), instances.matrix(rng, 2, 2), instances.matrix(rng, 2, 2)
    exact = float(law.direct_losses(RELU, w, w, e, d, law_)[0])
    chances = np.array([float(q) for q in law_["probabilities"]])
    points = np.array([[float(y) for y in x] for x in law_["inputs"]])
    drawn = points[np.random.default_rng(0).choice(len(points), size=200_000, p=chances / chances.sum())]
    features = np.array([[float(y) for y in row] for row in w])
    mixed = drawn @ features
    out = np.maximum(mixed @ np.array(e, dtype=float).T, 0) @ np.array(d, dtype=float).T
    errors = ((mixed - out) ** 2).sum(axis=1)
    # five standard errors of the mean: a wrong formula is off by far more, chance by less than one in a million
    assert abs(errors.mean() - exact) < 5 * errors.std() / np.sqrt(len(errors)) + 1e-12


def test_the_sharp_network_has_error_one_on_every_nonzero_input() -> None:
    for n in (1, 2, 3, 4):
        read, write = np.array(encoder(n), float), np.array(decoder(n), float)
        for k in range(2**n):
            x = np.array([k >> i & 1 for i in range(n)], float)
            assert np.allclose(x - write @ np.maximum(read @ x, 0), np.eye(n)[0] if k else 0)


@pytest.mark.parametrize(
    "certificate",
    [
        bounds.pair_count(),
        bounds.beta_bound(),
        bounds.slope(),
        star.single_term(),
        star.mixed_term(),
        star.more_is_worse(),
        star.coarse(),
    ],
    ids=lambda c: c["kind"],
)
def test_every_number_of_a_derivation_counts(certificate: dict[str, Any]) -> None:
    assert survivors(certificate) == []


@pytest.mark.parametrize(
    ("claim", "maker"),
    [
        ("thm_3_1_transfer_local", "equal_codes"),
        ("width_for_zero_true_loss", "count"),
        ("open_zero_loss_width", "not_two"),
        ("thm_3_1_default_configuration", "_facts"),
        ("table_5_noise", "noise"),
    ],
)
def test_every_number_of_a_claim_certificate_counts(claim: str, maker: str) -> None:
    module = importlib.import_module(f"proofs_checks.sdl.{claim}")
    assert survivors(getattr(module, maker)()) == []


def test_jensen_identity_for_two_neurons_in_numbers() -> None:
    rng = np.random.default_rng(0)
    for act in (RELU, Activation("jumprelu", theta=Q(1, 4)), Activation("topk", k=1)):
        w, v, m = rng.standard_normal((3, 2)), rng.standard_normal((3, 2)), rng.uniform(1, 2, 3)
        x, d = rng.standard_normal((2, 2)), rng.standard_normal((2, 2))
        y, t = x * 1.01, 0.3  # a multiple of x close to it: the same pattern
        zx, zy, zm = (act.numpy(w @ e.T) for e in (x, y, t * x + (1 - t) * y))
        assert (zx > 0).tolist() == (zy > 0).tolist() == (zm > 0).tolist()
        fx, fy, fm = (float((m[:, None] * (v - z @ d.T) ** 2).sum()) for z in (zx, zy, zm))
        gap = t * (1 - t) * float((m[:, None] * ((zx - zy) @ d.T) ** 2).sum())
        assert np.isclose(t * fx + (1 - t) * fy - fm, gap, atol=1e-12)


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_equiangular_systems(n: int) -> None:
    for vectors, cosine in star.angles(n, 3):
        gram = algebra.gram(vectors)
        assert all(gram[i][j] == (1 if i == j else cosine) for i in range(n) for j in range(n))
        assert 0 < cosine < 1
        assert star.largest_inner_product(vectors) == cosine


def test_construction_bound_against_numpy() -> None:
    rng = random.Random(5)
    for _ in range(10):
        n = rng.randint(2, 4)
        w, v = instances.distinct_units(rng, n, 3), instances.distinct_units(rng, n, 3)
        given = {"activation": {"type": "relu"}, "w_p": w, "w_r": v, "m": [Q(1)] * n, "q": n, "k": n}
        gram_w, gram_v = (np.array(algebra.gram(x), float) for x in (w, v))
        off = np.maximum(gram_w, 0) - np.eye(n)
        closed = float(np.trace(off @ gram_v @ off))
        loss = Problem.transcoder(w, v, activation=RELU, width=n).loss(w, algebra.transposed(v))
        assert np.isclose(float(loss), closed)
        assert star.REPAIRED.concluding(star.at_star == loss).holds(given)


def test_exact_solving_against_numpy() -> None:
    rng = random.Random(6)
    for n in (1, 2, 4):
        a, b = instances.matrix(rng, n, n, bound=5), instances.matrix(rng, n, 2)
        found = algebra.solve(a, b)
        if found is None:
            assert abs(np.linalg.det(np.array(a, float))) < 1e-9
        else:
            assert algebra.product(a, found) == b
    assert algebra.solve([[Q(1), Q(2)], [Q(2), Q(4)]], [[Q(1)], [Q(1)]]) is None
    rows = [[Q(1), Q(2), Q(0)], [Q(0), Q(1), Q(1)]]
    decoder_ = algebra.projecting_decoder(rows)
    assert decoder_ is not None
    projector = algebra.product(decoder_, rows)
    assert algebra.product(projector, projector) == projector
    assert algebra.projecting_decoder([*rows, rows[0]]) is None


def test_printed_numbers() -> None:
    assert printed.share("0") == (0, Q(1, 20000))
    assert printed.share("100")[1] == 1
    low, high = printed.score("0.205")
    assert low < Q(205, 1000) < high
    assert high - low == Q(1, 1000)
    assert printed.TABLE_6["0.01"]["TopK"] == printed.TABLE_1["TopK"]


def test_descent_gradient_against_differences() -> None:
    rng = np.random.default_rng(3)
    w = rng.standard_normal((3, 3))
    for sample in (descent.single_features(w, np.array([1.0, 2.0, 3.0])), descent.sparse_inputs(w, 0.2)):
        e, d = descent.starts(rng, 2, 2, 3, 3)
        in_e, in_d = descent.gradient(sample, e, d)
        step_e, step_d, h = rng.standard_normal(e.shape), rng.standard_normal(d.shape), 1e-6
        ahead = descent.losses(sample, e + h * step_e, d + h * step_d)
        behind = descent.losses(sample, e - h * step_e, d - h * step_d)
        slope = (in_e * step_e).sum(axis=(1, 2)) + (in_d * step_d).sum(axis=(1, 2))
        # central differences: error of order h^2, rounding of order 1e-10
        assert np.allclose((ahead - behind) / (2 * h), slope, rtol=1e-5, atol=1e-7)


def test_sparse_inputs_tend_to_single_features() -> None:
    rng = np.random.default_rng(4)
    w = rng.standard_normal((3, 2))
    e, d = descent.starts(rng, 3, 2, 2, 2)
    single = descent.losses(descent.single_features(w, np.ones(3)), e, d)
    assert np.allclose(descent.losses(descent.sparse_inputs(w, 1e-7), e, d), single, atol=1e-4)


def test_known_values_of_two_orthonormal_features() -> None:
    assert known_values(np.eye(2), np.array([1.0, 2.0]), 2) == [0.0, 1.0, 2.0, 3.0]
    with_angle = known_values(np.array([[1, 0.6], [0.6, 1]]), np.ones(2), 1)
    assert np.allclose(with_angle, [0.4, 1.0, 2.0])


def test_top_k_search_agrees_with_the_activation() -> None:
    rng = np.random.default_rng(7)
    pre = rng.standard_normal((20, 4))
    assert np.allclose(top_k.top_k(pre.copy(), 2), Activation("topk", k=2).numpy(pre))
    inputs = top_k.sparse_inputs(3, 2)
    found = top_k.zero_loss(np.eye(3), inputs, 2)
    assert found is not None
    assert top_k.recovered(found) == 3
    cycle = np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]])
    assert top_k.zero_loss(cycle, inputs, 2) is None
    only_single = top_k.zero_loss(cycle, np.eye(3), 2)
    assert only_single is not None
    assert top_k.recovered(only_single) == 0


PROBLEMS = [
    Problem.sae([[1, 0], [Q(3, 5), Q(4, 5)]], activation=RELU, width=2),
    Problem.sae([[1, 0], [1, 0]], activation=Activation("topk", k=1), width=2),
    Problem.sae([[1, 0], [-1, 0], [0, 1]], activation=Activation("jumprelu", theta=Q(1, 2)), width=3),
    Problem.transcoder([[1, 0], [0, 1]], [[1], [-1]], weights=[1, 2], activation=RELU, width=1),
    Problem.sae([[2, 0], [0, 3]], activation=Activation("topk", k=2), width=4),
]
WITH_EVALUATE = [
    f
    for f in select(
        [
            "sdl.thm-3.[123]*",
            "sdl.metrics*",
            "sdl.semi-nonnegative-factorisation",
            "sdl.global-optimum-is-pca",
            "sdl.width-for-zero-true-loss",
            "sdl.partial-optima-whole-problem",
        ]
    )
    if hasattr(f.load(), "evaluate")
]


@pytest.mark.parametrize("found", WITH_EVALUATE, ids=lambda f: f.claim.id)
def test_answers_on_users_problems(found: Any) -> None:
    for problem in PROBLEMS:
        answer = evaluate(found, problem)  # checks every certificate
        assert answer.text
        assert not (answer.status == "violated" and found.claim.expected in ("proved", "argued"))
        if answer.status == "violated":
            assert answer.certificates


def test_expected_answers() -> None:
    by_id = {f.claim.id: f for f in WITH_EVALUATE}
    pair, duplicates, antipodal, transcoder, long = PROBLEMS
    assert evaluate(by_id["sdl.thm-3.3-global-minimum"], pair).status == "violated"
    assert evaluate(by_id["sdl.thm-3.3-tight"], pair).status == "holds"
    assert evaluate(by_id["sdl.thm-3.3-duplicates"], duplicates).status == "holds"
    assert evaluate(by_id["sdl.thm-3.3-jumprelu"], antipodal).status == "holds"
    assert evaluate(by_id["sdl.thm-3.3-repaired"], long).status == "hypothesis-fails"
    assert evaluate(by_id["sdl.semi-nonnegative-factorisation"], transcoder).status == "holds"
    assert evaluate(by_id["sdl.thm-3.1-repaired"], pair).status == "holds"


def test_a_wrong_bound_is_rejected() -> None:
    with pytest.raises(Rejected):
        check(bounds.beta_bound(Q(99, 100)))
