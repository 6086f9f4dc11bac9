"""The readers agree: what the exact evaluator computes is what Rocq proves, row by row of the table, each true and false once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.discovery import discover
from proofs_checks.sdl._biconvexity_case import in_decoder
from tests.proofs_checks.kernel_case import compiled, needs_rocq
from theory.concepts import formal as concepts
from theory.sdl import flips, minima, pair, regions, top_one
from theory.sdl import formal as sdl
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    absolute,
    binomial,
    both,
    by_entries,
    cardinal,
    column,
    cond,
    dot,
    either,
    exists,
    factorial,
    family,
    for_all,
    iff,
    implies,
    index,
    indicator,
    inside,
    join,
    larger,
    listed,
    mat,
    meet,
    member,
    negation,
    norm2,
    one,
    ordinal,
    power,
    relu,
    scalar,
    size,
    smaller,
    subset,
    tabulate,
    those,
    total,
    transposed,
    var,
    vec,
    zero,
)
from theory.typed.instances import definitions_agree, instances, refutation
from theory.typed.table import BINDERS, TABLE

A, B, u, v = var("A", mat("m", "n")), var("B", mat("n", "m")), var("u", vec("n")), var("v", vec("n"))
a, b, X, Y = var("a", SCALAR), var("b", SCALAR), var("X", subset("n")), var("Y", subset("n"))
i, j, h = var("i", index("n")), var("j", index("m")), var("h", index("n"))
c, t = var("c", family("n", SCALAR)), var("t", family("n", family("m", SCALAR)))
POINT: dict[str, Any] = {
    "m": 2,
    "n": 3,
    "A": [[1, -2, 0], [3, 1, 1]],
    "B": [[1, 0], [0, 1], [2, -1]],
    "u": [1, 0, -1],
    "v": [2, 5, 1],
    "a": 3,
    "b": -2,
    "i": 1,
    "j": 0,
    "h": 2,
    "X": [0, 1],
    "Y": [0, 1, 2],
    "c": [1, 2, 3],
    "t": [[1, 2], [3, 4], [5, 6]],
}
n = size("n")
# operation: a true and a false sentence at the point
ROWS: dict[str, tuple[Expr, Expr]] = {
    "add": (a + b == 1, a + b == 2),
    "sub": (a - b == 5, a - b == 1),
    "neg": (-a == b - 1, -a == 3),
    "mul": (a * b == -6, a * b == 6),
    "scale": ((a * v)[i] == 15, (a * v)[i] == 5),
    "div": (b / 4 == -(1 + 0 * a) / 2, b / 4 == 2),
    "abs": (absolute(b) == 2, absolute(b) == b),
    "relu": (relu(b) == 0, relu(a) == 0),
    "max": (larger(a, b) == a, larger(a, b) == b),
    "min": (smaller(a, b) == b, smaller(a, b) == a),
    "dot": (dot(u, v) == 1, dot(u, v) == 3),
    "norm2": (norm2(u) == 2, norm2(u) == 0),
    "mulmx": ((A @ u)[j] == 1, (A @ B)[j, j] == 0),
    "transpose": (transposed(A)[i, j] == -2, transposed(A)[i, j] == 3),
    "column": (norm2(column(A, i)) == 5, norm2(column(A, i)) == 4),
    "at_vec": (v[i] == 5, v[i] == 2),
    "at_mat": (total("m", lambda k: A[k, i], "k") == -1, total("m", lambda k: B[i, k], "k") == 0),
    "at_family": (c[i] == 2, c[i] == 1),
    "nat_add": (n + 1 == 4, n + 1 == 3),
    "nat_mul": (n * n == 9, n * n == 6),
    "nat_pow": (power(n, 2) == 9, power(2, n) == 9),
    "factorial": (factorial(n) == 6, factorial(n) == 3),
    "ordinal": (ordinal(i) == 2, ordinal(i) == 1),
    "to_scalar": (scalar(n) == a, scalar(n) == b),
    "binomial": (binomial(n, 2) == 3, binomial(n, 1) == 2),
    "eq": (a == 3, a == 4),
    "ne": (a != 4, a != 3),
    "lt": (b < a, a < a),
    "le": (a <= a, a <= b),
    "gt": (a > b, a > a),
    "ge": (a >= a, b >= a),
    "nat_lt": (n < 4, n < 3),
    "nat_le": (n <= 3, n <= 2),
    "index_lt": (i < h, i < i),
    "member": (member(i, X), member(i, those("n", lambda k: k != i, "k"))),
    "subset": (inside(X, Y), inside(Y, X)),
    "meet": (meet(X, Y) == X, meet(X, Y) == Y),
    "join": (join(X, Y) == Y, join(X, Y) == X),
    "cardinal": (cardinal(X) == 2, cardinal(Y) == 2),
    "and": (both(a > 0, b < 0), both(a > 0, b > 0)),
    "or": (either(a > 0, b > 0), either(a < 0, b > 0)),
    "not": (negation(a < 0), negation(a > 0)),
    "implies": (implies(a < 0, b > 0), implies(a > 0, b > 0)),
    "iff": (iff(a < 0, b > 0), iff(a > 0, b > 0)),
    "sum": (total("n", lambda k: c[k], "k") == 6, total("n", lambda k: c[k], "k") == 5),
    "sum over subsets": (
        total(subset("n"), lambda k: indicator(member(i, k)), "k") == 4,
        total(subset("n"), lambda k: indicator(member(i, k)), "k") == 3,
    ),
    "forall": (for_all("n", lambda k: c[k] > 0, "k"), for_all("n", lambda k: u[k] > 0, "k")),
    "exists": (exists("n", lambda k: u[k] < 0, "k"), exists("n", lambda k: c[k] < 0, "k")),
    "matrix": (
        tabulate("n", "m", lambda k, e: A[e, k], "k e")[i, j] == -2,
        tabulate("n", "m", lambda k, e: A[e, k], "k e")[i, j] == 3,
    ),
    "vector": (by_entries("n", lambda k: c[k], "k")[i] == 2, by_entries("n", lambda k: c[k], "k")[i] == 1),
    "family": (listed("n", lambda k: c[k] + 1, "k")[i] == 3, listed("n", lambda k: c[k], "k")[i] == 3),
    "comprehension": (those("n", lambda k: c[k] < 3, "k") == X, those("n", lambda k: c[k] < 3, "k") == Y),
    "pow": (b**2 == 4, b**2 == -4),
    "indicator": (indicator(a > 0) == 1, indicator(a > 0) == 0),
    "cond": (cond(a > 0, b, 0) == b, cond(a > 0, b, 0) == 0),
    "zero": (zero(vec("n"))[i] == 0, zero(mat("m", "n"))[j, i] == 1),
    "one": (one("m")[j, j] == 1, one("m")[j, j] == 0),
    "holds": (
        for_all("n", lambda k: implies(member(k, X), member(k, Y)), "k"),
        for_all("n", lambda k: member(k, X), "k"),
    ),
}
# MathComp's rank does not compute, maps have no values
NOT_COMPARED = {"apply", "rank"}


def statement(rows: list[str]) -> TypedStatement:
    sentences = {
        f"{name.replace('_', '-').replace(' ', '-')}-{k}": e for name in rows for k, e in enumerate(ROWS[name])
    }
    return TypedStatement("m n", (A, B, u, v, a, b, i, j, h, X, Y, c, t), sentences, a == a)


def test_every_row_has_a_true_and_a_false_sentence() -> None:
    assert set(TABLE) | BINDERS <= set(ROWS) | NOT_COMPARED
    for name, (true, false) in ROWS.items():
        made = TypedStatement("m n", (A, B, u, v, a, b, i, j, h, X, Y, c, t), {"true": true}, false).statement()
        assert made.violated_hypothesis(POINT) is None, name
        assert not made.holds(POINT), name


@needs_rocq
def test_rocq_and_the_evaluator_agree_on_every_row(tmp_path: Path) -> None:
    text, true, false = instances(statement(list(ROWS)), [POINT])
    assert (true, false) == (len(ROWS) + 1, len(ROWS))
    done = compiled(text, ["Vectors", "Instance"], tmp_path)
    assert done.ok, done.said


@needs_rocq
@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("ge", {"rocq": "({0} <= {1})", "truth": "({0} <= {1})"}),
        ("sub", {"rocq": "({0} + {1})"}),
        ("and", {"rocq": " \\/ "}),
        ("relu", {"rocq": "(relu (- {0}))"}),
        ("subset", {"rocq": r"({1} \subset {0})"}),
        ("max", {"rocq": "(Num.min {0} {1})"}),
    ],
)
def test_a_wrong_row_is_caught(
    name: str, changed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TABLE, name, replace(TABLE[name], **changed))
    text, _, _ = instances(statement([name]), [POINT])
    done = compiled(text, ["Vectors", "Instance"], tmp_path)
    assert not done.ok
    assert "No applicable tactic" in done.said or "Unable to unify" in done.said or "Cannot" in done.said


@needs_rocq
def test_shared_definitions_are_the_typed_ones(tmp_path: Path) -> None:
    done = compiled(
        definitions_agree(
            [
                *sdl.DEFINITIONS,
                *regions.DEFINITIONS,
                *minima.DEFINITIONS,
                *pair.DEFINITIONS,
                *flips.DEFINITIONS,
                *top_one.DEFINITIONS,
                *concepts.DEFINITIONS,
            ]
        ),
        ["Vectors", "Sdl", "TopK", "Regions", "Minima", "Pair", "Flips", "TopOne", "Contexts"],
        tmp_path,
    )
    assert done.ok, done.said


@needs_rocq
def test_another_definition_does_not_agree(tmp_path: Path) -> None:
    wrong = replace(
        sdl.positive_part, body=tabulate("q", "n", lambda i, d: relu(-sdl.positive_part.parameters[0][i, d]), "i d")
    )
    assert not compiled(definitions_agree([wrong]), ["Vectors", "Sdl"], tmp_path).ok


@needs_rocq
def test_a_wrong_variant_is_refuted_by_the_kernel(tmp_path: Path) -> None:
    """From the evaluator's own counterexample; the true statement is not refuted by its example."""
    claim = next(f for f in discover() if f.claim.id == "sdl.thm-3.2-relu").load()
    strict = claim.T.typed.concluding(in_decoder(lambda encoder: sdl.codes(encoder, sdl.W), Expr.__lt__))
    files = [*strict.files(), "Instance"]
    done = compiled(refutation(strict, {**claim.T.example, "t": 1}), files, tmp_path)
    assert done.ok, done.said
    assert "Closed under the global context" in done.said
    assert not compiled(refutation(claim.T.typed, claim.T.example), files, tmp_path).ok
