"""The exact linear programs: both answers verified by hand-made tests, both routes agree, wrong answers are noticed."""

from __future__ import annotations

import importlib
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from solvers.exact.lp import Feasible, Infeasible, solve, verify
from solvers.exact.lp_proposal import proposal
from theory.certificates import Rejected
from theory.certificates.kinds.farkas import refute
from theory.exact import NumberField

Q = Fraction
System = tuple[list[list[int]], list[str], list[int]]
PHI = NumberField((Q(-1), Q(-1), Q(1)), (Q(1), Q(2))).generator


@st.composite
def systems(draw: st.DrawFn) -> System:
    n, m, size = draw(st.integers(1, 4)), draw(st.integers(0, 8)), draw(st.sampled_from([1, 3]))
    entry = st.integers(-size, size)
    rows = [[draw(entry) for _ in range(n)] for _ in range(m)]
    return rows, [draw(st.sampled_from([">", ">=", "="])) for _ in range(m)], [draw(entry) for _ in range(m)]


def holds(system: System, point: Any) -> bool:
    compare = {">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "=": lambda a, b: a == b}
    return all(
        compare[relation](sum((c * x for c, x in zip(row, point, strict=True)), Q(0)), b)
        for row, relation, b in zip(*system, strict=True)
    )


def contradiction(system: System, multipliers: Any) -> bool:
    """The checker's own verdict on the multipliers: code written separately."""
    try:
        refute([([Q(c) for c in row], r, Q(b)) for row, r, b in zip(*system, strict=True)], list(multipliers))
    except Rejected:
        return False
    return True


@given(systems())
def test_every_answer_is_right_by_the_checker(system: System) -> None:
    for propose in (False, True):
        answer = solve(*system, propose=propose)
        assert (
            holds(system, answer.point) if isinstance(answer, Feasible) else contradiction(system, answer.multipliers)
        )


@given(systems())
def test_against_floating_point(system: System) -> None:
    rows, relations, rhs = system
    n = len(rows[0]) if rows else 1
    # maximise the margin of the strict rows, at most 1; entries are at most 3, so a positive margin is far from 0
    upper = [[-x for x in row] + [float(r == ">")] for row, r in zip(rows, relations, strict=True) if r != "="]
    equal = [[*row, 0.0] for row, r in zip(rows, relations, strict=True) if r == "="]
    result = linprog(
        [0.0] * n + [-1.0],
        A_ub=np.array(upper) if upper else None,
        b_ub=[-b for b, r in zip(rhs, relations, strict=True) if r != "="] if upper else None,
        A_eq=np.array(equal) if equal else None,
        b_eq=[b for b, r in zip(rhs, relations, strict=True) if r == "="] if equal else None,
        bounds=[(None, None)] * n + [(None, 1.0)],
    )
    feasible = result.status == 0 and (result.x[-1] > 1e-6 or ">" not in relations)  # 1e-6: ten times HiGHS's tolerance
    assert isinstance(solve(*system), Feasible) == feasible


@given(systems())
def test_proposals_are_usable(system: System) -> None:
    assume(system[0])
    answer = proposal(*system)
    assert answer is not None
    assert verify(*system, answer)


@pytest.mark.parametrize("n", [12, 25])
def test_larger_systems_by_both_routes(n: int) -> None:
    rng = np.random.default_rng(n)
    rows = [[int(x) for x in row] for row in rng.integers(-9, 10, (3 * n, n))]
    point = rng.integers(-5, 6, n)
    # the first system has a vertex at the point; 3n random half spaces have no common interior but with probability < 5 %
    for relation, rhs, kind in [
        (">=", [int(np.dot(r, point)) for r in rows], Feasible),
        (">", [9] * len(rows), Infeasible),
    ]:
        relations = [relation] * len(rows)
        first, second = (solve(rows, relations, rhs, propose=p) for p in (False, True))
        assert type(first) is type(second) is kind


def test_a_wrong_proposal_is_discarded(monkeypatch: pytest.MonkeyPatch) -> None:
    import solvers.exact.lp_proposal

    monkeypatch.setattr(solvers.exact.lp_proposal, "proposal", lambda *_: Feasible((Q(-1),)))
    assert solve([(1,)], [">"], [0], propose=True) == Feasible((Q(1),))
    monkeypatch.setattr(solvers.exact.lp_proposal, "proposal", lambda *_: Infeasible((Q(1),)))
    assert solve([(1,)], [">"], [0], propose=True) == Feasible((Q(1),))


def test_without_highs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "solvers.exact.lp_proposal", None)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("solvers.exact.lp_proposal")
    assert solve([(1,)], [">"], [0], propose=True) == Feasible((Q(1),))


@pytest.mark.parametrize(
    ("system", "wrong"),
    [
        (([(1,)], [">"], [0]), Feasible((Q(0),))),
        (([(1,)], ["="], [2]), Feasible((Q(3),))),
        (([(1,), (-1,)], [">=", ">="], [0, 0]), Infeasible((Q(1), Q(1)))),
        (([(1,), (-1,)], [">=", ">"], [0, 0]), Infeasible((Q(1), Q(0)))),
        (([(1,), (-1,)], [">=", ">"], [1, -1]), Infeasible((Q(-1), Q(-1)))),
        (([(1,), (1,)], [">", ">"], [0, 0]), Infeasible((Q(0), Q(0)))),
    ],
)
def test_verify_says_no(system: Any, wrong: Any) -> None:
    assert not verify(*system, wrong)


def test_strictness_decides() -> None:
    rows = [(1, 1), (-1, -1)]
    assert isinstance(solve(rows, [">=", ">="], [1, -1]), Feasible)
    assert isinstance(solve(rows, [">=", ">"], [1, -1]), Infeasible)
    assert isinstance(solve(rows, ["=", ">"], [Q(1, 3), Q(-1, 3)]), Infeasible)
    assert isinstance(solve([(0, 0)], [">"], [0]), Infeasible)
    assert isinstance(solve([(0, 0)], ["="], [1]), Infeasible)
    assert solve([], [], []) == Feasible(())


def test_number_field() -> None:
    # phi x > 1 and x < 1/phi exclude each other; with 1/phi + 10^-30 they do not
    rows, inverse = [(PHI,), (-1,)], PHI - 1
    refuted = solve(rows, [">", ">="], [1, -inverse])
    assert isinstance(refuted, Infeasible)
    y = refuted.multipliers
    assert y[0] * PHI == y[1]
    found = solve(rows, [">", ">="], [1, -inverse - Q(1, 10**30)])
    assert isinstance(found, Feasible)
    assert PHI * found.point[0] > 1
    assert found.point[0] <= inverse + Q(1, 10**30)


def test_blands_rule_alone_also_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    import solvers.exact.simplex

    monkeypatch.setattr(solvers.exact.simplex, "PATIENCE", -1)
    rng = np.random.default_rng(0)
    for _ in range(20):
        rows = rng.integers(-2, 3, (12, 5)).tolist()
        answer = solve(rows, [">="] * 12, [0] * 11 + [1], propose=False)
        assert verify(rows, [">="] * 12, [0] * 11 + [1], answer)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="relations\\[0\\] = '<': use one of >, >=, ="):
        solve([(1,)], ["<"], [0])
    with pytest.raises(ValueError, match="2 rows, 1 relations and 1 right-hand sides"):
        solve([(1,), (1,)], [">"], [0])
    with pytest.raises(ValueError, match="rows\\[1\\] has 2 coefficients but rows\\[0\\] has 1"):
        solve([(1,), (1, 2)], [">", ">"], [0, 0])
