"""A short run of the fuzzer, on certificates that cover the language; the long one is ``make fuzz``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.theory.certificates.fuzz.language import holds, refuted
from tests.theory.certificates.fuzz.run import fuzz
from tests.theory.certificates.kinds.test_core_kinds import REAL
from theory.certificates import check, seal

IDENTITY = seal(
    "evaluation",
    {
        "indeterminates": ["x", "y"],
        "let": [["d", ["diff", ["*", ["^", "x", 2], "y"], "x"]]],
        "holds": ["and", ["=", "d", ["*", 2, "x", "y"]],
                  ["=", ["det", ["tuple", ["tuple", "x", 1], ["tuple", 1, "y"]]], ["-", ["*", "x", "y"], 1]]],
    },
    {},
)  # fmt: skip
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
        "let": [["w", ["data", [[1, 0], ["3/5", "4/5"], ["-3/5", "4/5"]]]], ["z", ["codes", {"type": "topk", "k": 1}, "w", "w"]]],
        "definitions": {"on": ["lambda", ["c"], ["length", ["support", "c"]]]},
        "holds": ["and", ["forall", "c", "z", ["=", ["call", "on", "c"], 1]], [">=", ["rank", "w"], 2], ["in", 1, ["flatten", "z"]]],
    },
    {},
)  # fmt: skip
CORPUS = [IDENTITY, ROOT, NETWORK, REAL["evaluation"], REAL["counterexample"]]


def test_the_second_reader_agrees_with_the_checker() -> None:
    for certificate in CORPUS:
        assert check(certificate)
        asserts, witness = certificate["asserts"], certificate["witness"]
        decide: Callable[[], Any] = (
            (lambda a=asserts: holds(a))
            if certificate["kind"] == "evaluation"
            else (lambda a=asserts, w=witness: refuted(a, w["assignment"], w.get("field")))
        )
        assert decide() is True


@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_accepted_of_mutants_is_true(seed: int) -> None:
    found, false = fuzz([*CORPUS, *REAL.values()], 1500, seed)
    assert false == []
    assert found["rejected"] > 500
    assert found["accepted and true"] > 50
