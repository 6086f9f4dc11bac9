"""Large instances of every kind, made for its most expensive step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.theory.certificates.hostile.enclosures import ENCLOSURES, enclosure
from tests.theory.certificates.hostile.planes import PLANES
from tests.theory.certificates.hostile.values import dense, identity, number, symmetric
from theory.certificates import seal

Make = Callable[[], dict[str, Any]]


def problem(n: int, p: int, digits: int, **activation: Any) -> dict[str, Any]:
    """Features without structure."""
    act = activation or {"type": "relu"}
    return {"features_in": dense(n, p, digits), "features_out": None, "weights": [1] * n, "activation": act}


def one_line(n: int, digits: int, **activation: Any) -> dict[str, Any]:
    """A feature n times, and as many relations."""
    asserts = {**problem(n, n, 1, **activation), "features_in": dense(1, n, digits) * n, "lower_bound": 0}
    return seal("code_relations", asserts, {"relations": [[1, -1, *[0] * (n - 2)]] * n, "values": [0] * n})


SIZES = (
    (8, 1900),
    (20, 300),
    (60, 30),
    (140, 6),
    (280, 1),
)  # rows and digits of matrices of about the same file length


def kinds() -> Iterator[tuple[str, Make]]:
    """(name, maker of the certificate)."""
    for n, digits in SIZES:
        for name, make in MATRICES.items():
            yield f"{name} of size {n} with {digits} digits", lambda make=make, n=n, digits=digits: make(n, digits)
    for name, make in MADE.items():
        yield name, make


def _point(n: int, digits: int, q: int) -> dict[str, Any]:
    p = min(n, 60)
    encoder = [[-1 if i % 2 else 1] + [0] * (p - 1) for i in range(q)]
    return {**problem(n, p, digits), "encoder": encoder, "decoder": [[0] * q for _ in range(p)], "loss": 0}


MATRICES: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "psd": lambda n, k: seal(
        "psd", {"matrix": ["data", symmetric(n, k)], "definite": True}, {"L": dense(n, n, k), "d": [1] * n}
    ),
    "psd, product": lambda n, k: seal(
        "psd", {"matrix": ["gram", ["data", dense(n, n, k)]], "definite": False}, {"L": dense(n, n, k), "d": [1] * n}
    ),
    "copositive": lambda n, k: seal(
        "copositive", {"matrix": ["data", symmetric(n, k)]}, {"L": dense(n, 1, k), "d": [1], "N": symmetric(n, k)}
    ),
    "spectrum": lambda n, k: seal(
        "spectrum",
        {"matrix": ["data", symmetric(min(n, 12), k)], "signs": [[1] * min(n, 12)] * min(n, 12)},
        {"intervals": [[i, i + 1] for i in range(min(n, 12))], "columns": [0] * min(n, 12)},
    ),
    "eigenvalue_tail": lambda n, k: seal(
        "eigenvalue_tail",
        {"features_out": dense(n, n, k), "weights": [1] * n, "width": 2, "lower_bound": 0},
        {"t": 10**9, "Y": identity(n)},
    ),
    "enclosure": enclosure,
    "farkas": lambda n, k: seal(
        "farkas",
        {"rows": [[row, ">=", 1] for row in dense(n, n, k)]},
        {"multipliers": [number(i, k) for i in range(n)]},
    ),
    "unrealizable": lambda n, k: seal(
        "unrealizable",
        {"features_in": dense(n, n, k), "activation": {"type": "relu"}, "on": list(range(n)), "off": []},
        {"multipliers": [number(i, k) for i in range(n)]},
    ),
    "realizable": lambda n, k: seal(
        "realizable",
        {"features_in": dense(n, n, k), "activation": {"type": "topk", "k": 3}, "pattern": [[]] * n},
        {"encoder": dense(n, n, k), "preactivations": dense(n, n, 1)},
    ),
    "code_relations": lambda n, k: seal(
        "code_relations", {**problem(n, n, k), "lower_bound": 0}, {"relations": dense(n, n, 1), "values": [0] * n}
    ),
    "code_relations, one line": lambda n, k: one_line(n, k),
    "code_relations, equal features": lambda n, k: one_line(n, k, type="topk", k=2),
    "partial_minimum": lambda n, k: seal(
        "partial_minimum", {**_point(n, k, 3), "pattern": [[]] * 3}, {"multipliers": [[1, 0, 1]] * 1000}
    ),
    "local_minimum": lambda n, k: seal(
        "local_minimum", _point(n, k, 3), {"groups": [{"neurons": [0], "t": 1, "S": identity(min(n, 60))}]}
    ),
    "saddle": lambda n, k: seal(
        "saddle",
        {**_point(n, k, 3), "stationary": True, "order": 4},
        {
            "encoder_direction": dense(3, min(n, 60), 3),
            "decoder_direction": dense(min(n, 60), 3, 3),
            "total": 0,
            "coefficient": -1,
        },
    ),
    "monotone_path": lambda n, k: seal(
        "monotone_path",
        {
            **problem(n, n, k),
            "change": "constant",
            "start": {"W_E": dense(2, n, 3), "W_D": dense(n, 2, 3)},
            "end": {"W_E": dense(2, n, 3), "W_D": dense(n, 2, 3)},
            "start_loss": 0,
            "end_loss": 0,
        },
        {"moves": [[["encoder", 0, [1] * n]]] * 20},
    ),
    "isolated_point": lambda n, k: seal(
        "isolated_point",
        {
            **problem(n, min(n, 12), k),
            "pattern": [list(range(n))] * 2,
            "held": [[], []],
            "encoder": dense(2, min(n, 12), 3),
            "directions": [identity(min(n, 12))[1:]] * 2,
            "decoder": dense(min(n, 12), 2, 3),
            "radius": "1/1000",
            "dimension": 2,
            "loss": [0, 10**9],
        },
        {"inverse": identity(2 * (2 * min(n, 12) - 1)), "total": 0},
    ),
    "branch_and_bound": lambda n, k: seal(
        "branch_and_bound",
        {**problem(n, min(n, 10), k), "width": 3, "ridge": 1, "lower_bound": 0},
        {
            "basis": identity(min(n, 10)),
            "cover": [[0, 1, 1, 1]] * 20_000,
            "groups": [],
            "rotations": [],
            "search": [],
            "total": 0,
        },
    ),
    "region_infimum": lambda n, k: seal(
        "region_infimum",
        {
            **problem(n, min(n, 10), min(k, 300)),
            "pattern": [list(range(min(n, 10)))],
            "infimum": 0,
            "limit_pattern": [[]],
        },
        {
            "limit": identity(min(n, 10))[:1],
            "direction": identity(min(n, 10))[:1],
            "preactivations": [],
            "decoder": [],
            "bounds": [{"nu": 10**9, "sets": [[1] * s.bit_count() for s in range(1, 2 ** min(n, 10))]}],
            "neuron": 0,
            "unattained": [],
            "total": 0,
        },
    ),
    "partition_bound": lambda n, k: seal(
        "partition_bound",
        {
            "features_out": dense(min(n, 12), min(n, 12), min(k, 300)),
            "weights": [1] * min(n, 12),
            "activation": {"type": "topk", "k": 1},
            "width": 12,
            "lower_bound": 0,
        },
        {"sets": [[10**9, [1] * s.bit_count()] for s in range(1, 2 ** min(n, 12))], "total": 0},
    ),
    "plane_bound": lambda n, k: seal(
        "plane_bound", {**problem(n, 2, k, type="jumprelu", theta=1), "width": 2, "lower_bound": 0}, {}
    ),
    "plane_infimum": lambda n, k: seal(
        "plane_infimum",
        {**problem(n, 2, k), "width": 2, "infimum": 0},
        {"bound": {}, "cones": [0, 1], "path": [[number(1, k), 8], [number(2, k), -8]]},
    ),
    "pattern_enumeration": lambda n, k: seal(
        "pattern_enumeration",
        {"features_in": dense(n, n, k), "activation": {"type": "relu"}, "width": 1, "patterns": [[list(range(n))]]},
        {"encoders": [dense(1, n, 1)], "preactivations": [dense(1, n, 1)], "cuts": []},
    ),
    "best_unit": lambda n, k: seal(
        "best_unit",
        {
            "concept": "c",
            "neurons": [f"n{i}" for i in range(n)],
            "rows": [[sorted({(i * j) % n for j in range(k + 3)}), 1 + i % 2, i % 3] for i in range(n)],
            "others": [],
            "unit": [],
            "jaccard": "1/1000",
        },
        {"order": list(range(n)), "visited": [[[], n, n]] * 5000},
    ),
}
X = ["+", 1, *[f"x{i}" for i in range(12)]]
NAMES = [f"x{i}" for i in range(12)]
MADE: dict[str, Make] = {
    "implication, powers": lambda: seal(
        "implication",
        {"indeterminates": NAMES, "assume": [[X, ">="]], "conclude": [["^", X, 5], ">="]},
        {"terms": [{"weight": 1, "use": [0] * 5}]},
    ),
    "implication, use again": lambda: seal(
        "implication",
        {"indeterminates": ["x"], "assume": [[["+", "x", 1], ">="]], "conclude": ["x", ">="]},
        {"terms": [{"weight": 1, "use": [0] * 100_000}]},
    ),
    "implication, long": lambda: seal(
        "implication",
        {"indeterminates": ["x"], "assume": [[["+", "x", "7" * 3900], ">="]], "conclude": ["x", ">="]},
        {"terms": [{"weight": 1, "use": [0] * 2000}]},
    ),
    "implication, terms": lambda: seal(
        "implication",
        {"indeterminates": NAMES, "assume": [], "conclude": ["x0", ">="]},
        {"terms": [{"weight": 1, "square": ["^", X, 2]}] * 2000},
    ),
    "unit_ideal, powers": lambda: seal(
        "unit_ideal", {"indeterminates": NAMES, "equations": [["^", X, 4]] * 200}, {"cofactors": [["^", X, 4]] * 200}
    ),
    "induction, substitution": lambda: seal(
        "induction",
        {
            "n": "n",
            "start": 0,
            "parameters": NAMES,
            "sequences": {"P": {"start": 1, "next": ["*", "P", ["^", X, 3]]}},
            "assume": [],
            "relations": [[["^", ["+", "P", "n"], 30], ">="]],
        },
        {"base": [{}], "step": [{}]},
    ),
    "induction, powers": lambda: seal(
        "induction",
        {
            "n": "n",
            "start": 0,
            "parameters": [],
            "sequences": {},
            "assume": [],
            "relations": [[["^", ["+", "n", 1], 5000], ">="]],
        },
        {"base": [{"terms": [{"weight": 1}]}], "step": [{}]},
    ),
    "monotone_path, moves": lambda: seal(
        "monotone_path",
        {
            **problem(12, 3, 3),
            "change": "constant",
            "start": {"W_E": dense(4, 3, 3), "W_D": [[0] * 4] * 3},
            "end": {"W_E": dense(4, 3, 3), "W_D": [[0] * 4] * 3},
            "start_loss": 0,
            "end_loss": 0,
        },
        {"moves": [[["decoder", 0, [1, 0, 0]]], [["decoder", 0, [-1, 0, 0]]]] * 8000},
    ),
    "pattern_enumeration, width": lambda: seal(
        "pattern_enumeration",
        {"features_in": [[1]] * 100, "activation": {"type": "relu"}, "width": 8, "patterns": [[[]] * 8]},
        {
            "encoders": [[[0]] * 8],
            "preactivations": [[[0] * 100] * 8],
            "cuts": [[["on", 0, i, 1], ["off", 0, i, 1]] for i in range(8)] * 400,
        },
    ),
    **ENCLOSURES,
    **PLANES,
    "field": lambda: seal(
        "evaluation",
        {"field": {"poly": [number(i, 1900) for i in range(65)], "interval": [0, 1]}, "holds": ["=", 0, 1]},
        {},
    ),
    "field, close roots": lambda: seal(
        "evaluation",
        {
            "field": {"poly": [-2, *[0] * 62, 1], "interval": [1, 2]},
            "holds": ["=", ["-", ["data", {"alg": [0, 1]}], "1." + "0110622" * 500], 0],
        },
        {},
    ),
    "proof, steps": lambda: seal(
        "proof",
        {"theorem": "t"},
        {
            "steps": [
                *({"id": f"s{i}", "says": "so", "rule": "cited", "uses": []} for i in range(9000)),
                {"id": "end", "says": "so", "rule": "cited", "uses": [f"s{i}" for i in range(9000)]},
            ]
        },
    ),
    "proof, certificates": lambda: seal(
        "proof",
        {"theorem": "t"},
        {
            "steps": [
                {
                    "id": f"s{i}",
                    "gloss": "g",
                    "certificate": seal("evaluation", {"holds": ["=", ["rank", ["identity", 60]], 60]}, {}),
                }
                for i in range(3000)
            ]
            + [{"id": "end", "says": "so", "rule": "cited", "uses": [f"s{i}" for i in range(3000)]}]
        },
    ),
    "illustration": lambda: seal(
        "illustration", {"caption": "c" * 900_000}, {"certificate": seal("evaluation", {"holds": ["=", 1, 1]}, {})}
    ),
    "counterexample": lambda: seal(
        "counterexample",
        {
            "variables": ["x"],
            "hypotheses": {f"h{i}": ["=", "x", "x"] for i in range(2000)},
            "conclusion": ["=", ["dot", "x", "x"], 0],
        },
        {"assignment": {"x": [number(i, 1900) for i in range(150)]}},
    ),
}
