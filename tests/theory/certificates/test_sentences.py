"""Sentences of degenerate statements: nothing to list, one of a kind, none of it; each is a sentence all the same."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.theory.certificates.fuzz.mutants import places
from theory.certificates import Rejected, all_kinds, check, seal

SAMPLES = Path(__file__).parent / "samples"
# what a list without entries leaves behind, and a plural of one
BROKEN = re.compile(
    r", ,|\b(of|all|for|is|in|with|no|where|and) [,;:]|  |[:;] ;|[,;:] *\Z|\b(of|all|for|is|in|with|where|that|and) *\Z|^[,;:]|"
    r"for all (it|the)\b|real :|complex  |(?<![\d/.])1 (neurons|points|cones|bounds|patterns|steps)\b"
)
PLANE = {"features_in": [[1]], "features_out": None, "weights": [1], "activation": {"type": "relu"}}
POINT: dict[str, Any] = {**PLANE, "encoder": [[-1]], "decoder": [[0]], "loss": 1}
UNIT: dict[str, Any] = {"concept": "", "neurons": [], "rows": [[[], 1, 0]], "others": [], "unit": [], "jaccard": 1}
SEARCH: dict[str, Any] = {"order": [], "visited": [[[], 1, 0]]}
ON_BY_ITSELF: dict[str, Any] = {"features_in": [[0]], "activation": {"type": "relu"}}
DEGENERATE: dict[str, tuple[str, dict[str, Any], dict[str, Any], str]] = {
    "no neurons": (
        "best_unit",
        UNIT,
        SEARCH,
        r'the concept "" \(1 point\) better than all points: .*; conjunctions of no neurons given',
    ),
    "others only": (
        "best_unit",
        {**UNIT, "others": [["c", 1]]},
        SEARCH,
        r'no neurons given point by point, .* and of "c" \(1\), of which only',
    ),
    "no variables": (
        "counterexample",
        {"variables": [], "hypotheses": {}, "conclusion": ["=", 0, 1]},
        {"assignment": {}},
        r"it is false that 0 = 1\Z",
    ),
    "hypotheses only": (
        "counterexample",
        {"variables": [], "hypotheses": {"h": ["=", 0, 0]}, "conclusion": ["=", 0, 1]},
        {"assignment": {}},
        r'it is false that the hypotheses "h": 0 = 0 imply that 0 = 1\Z',
    ),
    "no hypotheses": (
        "counterexample",
        {"variables": ["x"], "hypotheses": {}, "conclusion": ["=", "x", 1]},
        {"assignment": {"x": 0}},
        "for all x it holds that x = 1; a",
    ),
    "no indeterminates": (
        "implication",
        {"indeterminates": [], "assume": [], "conclude": [1, ">"]},
        {"terms": [{"weight": 1}]},
        r"it is true that 1 > 0\Z",
    ),
    "nothing to solve": (
        "unit_ideal",
        {"indeterminates": [], "equations": [1]},
        {"cofactors": [1]},
        r"it is false that 1 = 0\Z",
    ),
    "no equations": (
        "unit_ideal",
        {"indeterminates": ["t"], "equations": [], "nonzero": 0, "inverse": "t"},
        {"cofactors": [-1]},
        r"it is false that 0 != 0 \(its inverse named t\)\Z",
    ),
    "no sequences": (
        "induction",
        {"n": "n", "start": 0, "parameters": [], "sequences": {}, "assume": [], "relations": [["n", ">="]]},
        {"base": [{}], "step": [{"terms": [{"weight": 1, "use": [0]}, {"weight": 1}]}]},
        r"for every integer n >= 0: n >= 0\Z",
    ),
    "no coordinates": ("farkas", {"rows": [[[], ">", 0]]}, {"multipliers": [1]}, "no real x satisfies"),
    "no matrix": ("psd", {"matrix": ["data", []], "definite": True}, {"L": [], "d": []}, r"positive definite: \[\]"),
    "no form": ("copositive", {"matrix": ["data", []]}, {"L": [], "d": [], "N": []}, r"copositive: \[\]"),
    "one eigenvalue": (
        "spectrum",
        {"matrix": ["data", [[2]]], "signs": [[1]]},
        {"intervals": [[1, 3]], "columns": [0]},
        "1 strictly positive",
    ),
    "no moves": (
        "monotone_path",
        {
            **PLANE,
            "change": "constant",
            "start": {"W_E": [[1]], "W_D": [[1]]},
            "end": {"W_E": [[1]], "W_D": [[1]]},
            "start_loss": 0,
            "end_loss": 0,
            "fixed": [],
        },
        {"moves": []},
        "along a continuous path, from",
    ),
    "no live neuron": ("local_minimum", POINT, {"groups": []}, "local minimum"),
    "nothing off": (
        "unrealizable",
        {**ON_BY_ITSELF, "on": [0], "off": []},
        {"multipliers": [1]},
        r"on \[0\], off \[\]",
    ),
    "one pattern": (
        "pattern_enumeration",
        {**ON_BY_ITSELF, "width": 1, "patterns": [[[]]]},
        {"encoders": [[[1]]], "preactivations": [[[0]]], "cuts": [[["on", 0, 0, 1]]]},
        "exactly 1 pattern can be realized by 1 neuron:",
    ),
    "one neuron, tail": (
        "eigenvalue_tail",
        {"features_out": [[1]], "weights": [1], "width": 1, "lower_bound": 0},
        {"t": 1, "Y": [[0]]},
        "with 1 neuron, any",
    ),
    "one neuron, partition": (
        "partition_bound",
        {"features_out": [[1]], "weights": [1], "activation": {"type": "topk", "k": 1}, "width": 1, "lower_bound": 0},
        {"sets": [[1, [1]]], "total": 2},
        "with 1 neuron is",
    ),
    "a read step": (
        "proof",
        {"theorem": "t"},
        {"steps": [{"id": "a", "says": "so", "rule": "cited", "uses": []}]},
        "0 steps checked, 1 to be read",
    ),
}


def sentence(kind: str, asserts: dict[str, Any], witness: dict[str, Any]) -> str | None:
    """What is printed, or None if it is rejected."""
    try:
        return check(seal(kind, asserts, witness))
    except Rejected:
        return None


@pytest.mark.parametrize("name", DEGENERATE)
def test_a_degenerate_statement_is_a_sentence(name: str) -> None:
    kind, asserts, witness, expected = DEGENERATE[name]
    text = check(seal(kind, asserts, witness))
    assert re.search(expected, text), text
    assert not BROKEN.search(text), text


@pytest.mark.parametrize("kind", sorted(all_kinds()))
def test_no_list_is_printed_that_is_not_there(kind: str) -> None:
    """Every list and object of a sample empty, or of one entry; always a sentence."""
    found = json.loads((SAMPLES / f"{kind}.json").read_text(encoding="utf-8"))
    body = {part: found[part] for part in ("asserts", "witness")}
    whole = check(found)
    assert not BROKEN.search(whole), whole
    for path in places(body):
        value: Any = body
        for key in path:
            value = value[key]
        if not isinstance(value, dict | list):
            continue
        for shorter in (
            ({}, *({k: v} for k, v in value.items())) if isinstance(value, dict) else ([], value[:1], value[:2])
        ):
            other = copy.deepcopy(body)
            at: Any = other
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = shorter
            text = sentence(kind, other["asserts"], other["witness"])
            assert text is None or not BROKEN.search(text), text
