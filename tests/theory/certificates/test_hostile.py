"""Certificates of false statements that were once accepted, and small files that once kept the checker busy."""

from __future__ import annotations

import time
from typing import Any

import pytest

from theory.certificates import Rejected, check, seal
from theory.certificates.work import spend


def _evaluation(holds: Any, **setup: Any) -> dict[str, Any]:
    return seal("evaluation", {"holds": holds, **setup}, {})


def test_an_induction_over_halves_says_nothing_about_integers() -> None:
    # (n - 1/2)(n - 3/2) >= 0 at 1/2, 3/2, 5/2, ..., but not at n = 1
    product = ["*", ["-", "n", "1/2"], ["-", "n", "3/2"]]
    asserts = {
        "n": "n",
        "start": "1/2",
        "parameters": [],
        "sequences": {},
        "assume": [],
        "relations": [[product, ">="]],
    }
    step = {"terms": [{"weight": 1, "use": [0]}, {"weight": 1, "square": ["-", "n", "1/2"]}]}
    with pytest.raises(Rejected, match="integer"):
        check(seal("induction", asserts, {"base": [{"terms": []}], "step": [step]}))


def test_a_matrix_that_is_not_square_is_not_positive_semidefinite() -> None:
    with pytest.raises(Rejected, match="square"):
        check(seal("psd", {"matrix": ["data", [[1, -5]]], "definite": False}, {"L": [[1]], "d": [1]}))


def test_a_negative_code_belongs_to_the_support() -> None:
    asserts = {"features_in": [[1]], "activation": {"type": "identity"}, "pattern": [[]]}
    with pytest.raises(Rejected, match="realizes"):
        check(seal("realizable", asserts, {"encoder": [[-1]], "preactivations": [[-1]]}))


@pytest.mark.parametrize("feature", ["1/2", -1, 1])
def test_a_pattern_lists_features(feature: Any) -> None:
    codes = ["pattern_codes", ["data", [[feature]]], ["data", [[1]]], ["data", [[1]]]]
    with pytest.raises(Rejected, match="pattern"):
        check(_evaluation(["=", codes, codes]))


def test_a_truth_value_is_not_a_number() -> None:
    with pytest.raises(Rejected, match="truth value"):
        check(_evaluation(["=", True, 1]))


MATRIX = [[str(7**40 + i * j + (i == j)) for j in range(150)] for i in range(150)]
SLOW: dict[str, dict[str, Any]] = {
    "tower of powers": _evaluation(["=", ["^", ["^", 2, 10000], 10000], 0]),
    "product of long numbers": _evaluation(["=", ["product", "i", ["range", 100000], "9" * 3900], 0]),
    "large product set": _evaluation(["=", ["product_set", ["range", 10**5], ["range", 10**5]], 0]),
    "binomial": _evaluation(["=", ["binomial", 10**6, 5 * 10**5], 1]),
    "long polynomial": _evaluation(["=", ["^", ["+", "x", "9" * 3900], 1000], 0], indeterminates=["x"]),
    "field of large degree": _evaluation(
        ["=", ["data", {"alg": [0, 1]}], 0],
        field={"poly": [-(10**3000) - 7, *(10**2999 + i for i in range(62)), 1], "interval": [0, 1000]},
    ),
    "orthants": seal(
        "branch_and_bound",
        {
            "features_in": [[int(i == j) for j in range(24)] for i in range(24)],
            "features_out": None,
            "weights": [1] * 24,
            "activation": {"type": "relu"},
            "width": 1,
            "ridge": 0,
            "lower_bound": -1,
        },
        {
            "basis": [[int(i == j) for j in range(24)] for i in range(24)],
            "cover": [],
            "groups": [],
            "rotations": [],
            "search": [],
            "total": 0,
        },
    ),
}


@pytest.mark.parametrize("name", SLOW)
def test_small_files_are_checked_or_rejected_soon(name: str) -> None:
    started = time.process_time()
    with pytest.raises(Rejected):
        check(SLOW[name])
    assert time.process_time() - started < 20  # without the meter each of these takes minutes, or all memory


@pytest.mark.parametrize("operation", ["matmul", "append", "nested"])
def test_the_allowance_is_used_up(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theory.certificates.work.BASE", 10**5)  # the limit scaled down, so that the test is quick
    doubled = [[f"a{i + 1}", ["append", f"a{i}", f"a{i}"]] for i in range(30)]
    certificates = {
        "matmul": _evaluation(["=", ["matmul", ["data", MATRIX], ["data", MATRIX]], 0]),
        "append": _evaluation(["=", ["length", "a30"], 0], let=[["a0", ["range", 10]], *doubled]),
        "nested": _evaluation(["forall", "i", ["range", 1000], ["forall", "j", ["range", 1000], ["=", "i", "i"]]]),
    }
    monkeypatch.setattr("theory.certificates.work.PER_BYTE", 0)
    with pytest.raises(Rejected, match="too much work"):
        check(certificates[operation])


def test_outside_a_check_nothing_is_counted() -> None:
    spend(10**12)
    assert check(_evaluation(["=", 1, 1]))
    spend(10**12)
