"""A short run of the fuzzer, on certificates that cover the language; the long one is ``make fuzz``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.theory.certificates.fuzz.decisions import DECISIONS, true
from tests.theory.certificates.fuzz.run import SAMPLES, fuzz
from tests.theory.certificates.fuzz.values import Undefined
from tests.theory.certificates.kinds.test_core_kinds import REAL
from theory.certificates import all_kinds, check, seal

IDENTITY = seal(
    "evaluation",
    {
        "indeterminates": ["x", "y"],
        "let": [["d", ["diff", ["*", ["^", "x", 2], "y"], "x"]]],
        "holds": [
            "and",
            ["=", "d", ["*", 2, "x", "y"]],
            ["=", ["det", ["tuple", ["tuple", "x", 1], ["tuple", 1, "y"]]], ["-", ["*", "x", "y"], 1]],
        ],
    },
    {},
)
ROOT = seal(
    "evaluation",
    {
        "field": {"poly": [-2, 0, 1], "interval": [1, 2]},
        "let": [["a", ["data", {"alg": [1, 1]}]]],
        "holds": ["and", ["=", ["^", "a", 2], ["+", ["*", 2, "a"], 1]], [">", "a", "12/5"], ["<=", ["*", 5, "a"], 13]],
    },
    {},
)
NETWORK = seal(
    "evaluation",
    {
        "let": [
            ["w", ["data", [[1, 0], ["3/5", "4/5"], ["-3/5", "4/5"]]]],
            ["z", ["codes", {"type": "topk", "k": 1}, "w", "w"]],
        ],
        "definitions": {"on": ["lambda", ["c"], ["length", ["support", "c"]]]},
        "holds": [
            "and",
            ["forall", "c", "z", ["=", ["call", "on", "c"], 1]],
            [">=", ["rank", "w"], 2],
            ["in", 1, ["flatten", "z"]],
        ],
    },
    {},
)
CORPUS = [IDENTITY, ROOT, NETWORK, *REAL.values(), *(json.loads(p.read_text()) for p in sorted(SAMPLES.glob("*.json")))]
# for every kind one change after which the statement (or, where that is all there is, the argument) is false
FALSE: dict[str, tuple[tuple[Any, ...], Any]] = {
    "best_unit": (("asserts", "rows", 3, 0), [0, 1]),
    "branch_and_bound": (("asserts", "lower_bound"), "6501/6250"),
    "code_relations": (("asserts", "lower_bound"), "5/25"),
    "copositive": (("asserts", "matrix", 1, 0, 0), "1/2"),
    "counterexample": (("asserts", "conclusion", 0), "<="),
    "eigenvalue_tail": (("asserts", "lower_bound"), {"alg": ["1/1000000", "1"]}),
    "enclosure": (("asserts", "holds", 0, 2, 2), "9/10"),
    "evaluation": (("asserts", "holds", 2, 2), "1.61"),
    "farkas": (("asserts", "rows", 0, 1), ">="),
    "implication": (("asserts", "conclude", 1), ">"),
    "induction": (("asserts", "sequences", "P", "next", 2, 1), "1/2"),
    "isolated_point": (("asserts", "loss", 1), "67517/131072"),
    "local_minimum": (("asserts", "features_in", 1, 1), 1),
    "monotone_path": (("asserts", "change"), "constant"),
    "partial_minimum": (("witness", "multipliers"), []),
    "partition_bound": (("asserts", "lower_bound"), "41/100"),
    "pattern_enumeration": (("asserts", "features_in", 1, 0), 2),
    "plane_bound": (("asserts", "field", "poly", 1), -5),
    "plane_infimum": (("asserts", "infimum"), "9/10"),
    "psd": (("asserts", "matrix", 1, 1, 1), 1),
    "realizable": (("asserts", "pattern", 0), [0]),
    "region_infimum": (("asserts", "infimum"), "9/10"),
    "saddle": (("asserts", "order"), 1),
    "spectrum": (("asserts", "signs", 0, 1), 1),
    "unit_ideal": (("asserts", "equations", 1), ["-", "x", 1]),
    "unrealizable": (("asserts", "features_in", 2, 0), "3/5"),
}


def test_the_second_decisions_agree_with_the_checker() -> None:
    for certificate in CORPUS:
        assert check(certificate)
        assert true(certificate)


@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_every_second_decision_can_say_no(kind: str) -> None:
    certificate = json.loads((SAMPLES / f"{kind}.json").read_text())
    path, value = FALSE[kind]
    place: Any = certificate
    for key in path[:-1]:
        place = place[key]
    assert place[path[-1]] != value
    place[path[-1]] = value
    try:
        assert not true(certificate)
    except Undefined:
        pytest.fail("no meaning is no answer here")


def test_there_is_a_second_decision_of_every_kind_that_says_something_of_its_own() -> None:
    assert set(all_kinds()) == {*DECISIONS, "proof", "illustration"}


@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_accepted_of_mutants_is_true(seed: int) -> None:
    found, false = fuzz(CORPUS, 1500, seed)
    assert false == []
    assert sum(v for (_, x), v in found.items() if x == "rejected") > 500
    assert sum(v for (_, x), v in found.items() if x == "accepted and true") > 50
