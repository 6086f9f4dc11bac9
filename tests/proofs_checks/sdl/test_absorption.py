"""Splitting: refutations against enumeration, counterexamples that bear load, answers on users' problems."""

from __future__ import annotations

import importlib
import random
from fractions import Fraction as Q

import pytest

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl import _top_one as top
from proofs_checks.sdl._instances import distinct_units
from proofs_checks.sdl.realizable_counts import curve, generic
from proofs_checks.sdl.thm_3_8 import MINIMAL, MINIMAL_ROWS, PARTITION, PENTAGON, SINE
from proofs_checks.sdl.thm_3_8_top_1_uncovered import FEATURES
from solvers.sdl.patterns.joint_patterns import joint_patterns
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check
from theory.claims import Budget
from theory.sdl import Activation, Problem

RELU, JUMP, TOP1, TOP2 = (
    Activation("relu"),
    Activation("jumprelu", theta=Q(1)),
    Activation("topk", k=1),
    Activation("topk", k=2),
)


@pytest.mark.parametrize("activation", [RELU, JUMP])
def test_a_split_is_refuted_exactly_when_a_new_set_is_missing(activation: Activation) -> None:
    rng = random.Random(3)
    for _ in range(6):
        features = distinct_units(rng, 4, rng.choice((2, 3)))
        supports = neuron_supports(features, activation)
        for mask in supports:
            for d in members_of(mask) if mask.bit_count() >= 2 else []:
                realizable = 1 << d in supports and mask & ~(1 << d) in supports
                assert (split.refutation(features, members_of(mask), d, activation) is None) == realizable


def test_a_top_one_split_is_refuted_exactly_when_it_is_not_enumerated() -> None:
    rng = random.Random(4)
    for features in [FEATURES, *(distinct_units(rng, 4, 2) for _ in range(3))]:
        pairs = {tuple(sorted(p)) for p in joint_patterns(features, TOP1, 2).encoders}
        for (mask,) in joint_patterns(features, TOP1, 1).encoders:
            for d in members_of(mask) if mask.bit_count() >= 2 else []:
                realizable = tuple(sorted((mask & ~(1 << d), 1 << d))) in pairs
                assert (top.refutation(features, members_of(mask), d) is None) == realizable


@pytest.mark.parametrize(("features", "rows"), [(MINIMAL, MINIMAL_ROWS), (PARTITION, [[2, -1], [-1, Q(1, 2)]])])
def test_every_number_of_a_counterexample_bears_load(features: list, rows: list) -> None:
    assert survivors(split.counterexample(features, rows)) == []


def test_no_counterexample_where_a_split_exists() -> None:
    with pytest.raises(Rejected):
        check(split.counterexample([[1, 0], [0, 1]], [[1, 1]]))
    with pytest.raises(Rejected):
        check(split.counterexample(MINIMAL, [[2, 0]], activation=JUMP))
    with pytest.raises(Rejected):
        check(top.counterexample(FEATURES[:3], [1, 0], of=top.statement(covering=False)))
    with pytest.raises(ValueError, match="is realizable"):
        split.unrealizable(MINIMAL, [1])


@pytest.mark.parametrize(
    ("features", "activation", "status"),
    [
        (MINIMAL, RELU, "violated"),
        (PENTAGON, RELU, "violated"),
        (PENTAGON, JUMP, "holds"),
        (MINIMAL, TOP2, "violated"),
        ([[1, 0], [0, 1]], RELU, "holds"),
        ([[1, 0], [2, 0]], RELU, "hypothesis-fails"),
        ([[1, 0], [1, 0]], RELU, "hypothesis-fails"),
        (MINIMAL, TOP1, "not-applicable"),
    ],
)
def test_decision_on_a_problem(features: list, activation: Activation, status: str) -> None:
    report = split.decide(Problem.sae(features, activation=activation, width=2))
    assert report.status == status
    assert all(check(c) for c in report.certificates)
    assert bool(report.certificates) == (status == "violated")


def test_top_one_decision_on_a_problem() -> None:
    problem = Problem.sae(FEATURES, activation=TOP1, width=2)
    assert top.decide(problem, covering=True).status == "holds"
    uncovered = top.decide(problem, covering=False)
    assert uncovered.status == "violated"
    assert [check(c) for c in uncovered.certificates]


def test_the_pentagon_is_regular() -> None:
    cosines = [sum((x * y for x, y in zip(PENTAGON[0], w, strict=True)), SINE.element([Q(0)])) for w in PENTAGON]
    assert [round(float(c), 6) for c in cosines] == [1.0, 0.309017, -0.809017, -0.809017, 0.309017]


def test_points_on_the_curve_are_in_general_position() -> None:
    assert all(generic(curve(n, p)) for n, p in ((3, 1), (6, 2), (6, 3)))
    assert not generic([[1, 0], [2, 0]])


NAMES = (
    "thm_3_8 thm_3_8_topk thm_3_8_top_1 thm_3_8_top_1_uncovered thm_3_8_jumprelu thm_3_8_conditions thm_3_8_minimality thm_3_8_bias "
    "thm_3_8_conditions_jumprelu realizable_supports "
    "code_row_dimension gauge_relu gauge_jumprelu gauge_jumprelu_repaired top_k_gauge top_k_gauge_repaired dead_on_singles "
    "dead_on_singles_jumprelu realizable_counts norm_weighted_l1_identifies top_1_identifies_decoder "
    "superposition_threshold resampling_gain dead_local_minimum top_1_valleys top_1_ray_clustering"
)


@pytest.mark.parametrize("name", NAMES.split())
def test_claims_answer_on_any_problem(name: str) -> None:
    """No crash, accepted certificates, and a proved claim is never violated."""
    module = importlib.import_module(f"proofs_checks.sdl.{name}")
    small = [[Q(1, 10), 0], [0, Q(1, 20)]]
    answers = set()
    for features in (MINIMAL, [[1, 0], [0, 1]], [[1], [-1]], [[1]], [[1, 0], [2, 1]], [[1, 0], [1, 0]], small):
        for activation in (RELU, JUMP, TOP1, TOP2):
            report = module.evaluate(Problem.sae(features, activation=activation, width=3), Budget())
            assert all(check(c) for c in report.certificates)
            answers.add(report.status)
    for activation in (RELU, JUMP, TOP1, TOP2):
        outputs = Problem.transcoder([[1, 0], [0, 1]], [[1], [2]], activation=activation, width=3)
        answers.add(module.evaluate(outputs, Budget()).status)
    assert "not-applicable" in answers
    assert answers - {"not-applicable"}
    if module.CLAIM.expected in ("proved", "argued"):
        assert "violated" not in answers
