"""The statement language: every operation against an independent computation, and no way out of it."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from theory.certificates import Rejected
from theory.certificates.language import Evaluator
from theory.certificates.polynomials import Polynomial

small = st.integers(-4, 4)


def matrices(n: int, m: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(small, min_size=m, max_size=m), min_size=n, max_size=n)


def value(expression: object, **names: object) -> object:
    evaluator = Evaluator()
    for name, data in names.items():
        evaluator.define(name, evaluator.value(["data", data]))
    return evaluator.value(expression)


def floats(x: object) -> object:
    return [floats(y) for y in x] if isinstance(x, list) else float(x)


@given(matrices(3, 3), matrices(3, 3))
def test_linear_algebra_against_numpy(a: list, b: list) -> None:
    x, y = np.array(a, dtype=float), np.array(b, dtype=float)
    assert floats(value(["matmul", "a", "b"], a=a, b=b)) == (x @ y).tolist()
    assert floats(value(["transpose", "a"], a=a)) == x.T.tolist()
    assert floats(value(["gram", "a"], a=a)) == (x @ x.T).tolist()
    assert float(value(["det", "a"], a=a)) == pytest.approx(np.linalg.det(x), abs=1e-9)  # rounding of numpy's LU
    assert value(["rank", "a"], a=a) == np.linalg.matrix_rank(x)
    assert floats(value(["+", "a", "b"], a=a, b=b)) == (x + y).tolist()
    assert floats(value(["-", "a", "b"], a=a, b=b)) == (x - y).tolist()
    assert floats(value(["matvec", "a", ["at", "b", 0]], a=a, b=b)) == (x @ y[0]).tolist()


@given(matrices(3, 3))
def test_symbolic_determinant_against_sympy(a: list) -> None:
    evaluator = Evaluator(indeterminates=["x"])
    evaluator.define("a", evaluator.value(["data", a]))
    shifted = ["-", "a", ["scale", "x", ["identity", 3]]]
    ours = evaluator.value(["det", shifted])
    x = sympy.Symbol("x")
    theirs = sympy.Poly((sympy.Matrix(a) - x * sympy.eye(3)).det(), x)
    assert [int(c) for c in ours.univariate("x")] == [int(c) for c in reversed(theirs.all_coeffs())]


def test_binders_and_domains() -> None:
    assert value(["sum", "i", ["range", 5], ["*", "i", "i"]]) == 30
    assert value(["product", "i", ["range", 1, 5], "i"]) == 24
    assert value(["forall", "s", ["signs", 3], [">=", ["dot", "s", "s"], 3]]) is True
    assert len(value(["subsets", 4])) == 16
    assert value(["permutations", 3]) == [[Fraction(i) for i in p] for p in itertools.permutations(range(3))]
    assert value(["exists", "i", ["range", 0], True]) is False
    assert value(["max_over", "i", ["range", 4], ["*", "i", ["-", 3, "i"]]]) == 2
    assert value(["let", [["x", 2], ["y", ["*", "x", "x"]]], ["+", "x", "y"]]) == 6
    assert value(["if", ["<", 1, 2], 10, ["/", 1, 0]]) == 10
    assert value(["implies", False, ["<", 1, "nonsense"]]) is True


@given(st.integers(-5, 5), st.integers(1, 4))
def test_polynomials_against_sympy(c: int, n: int) -> None:
    evaluator = Evaluator(indeterminates=["x", "y"])
    expression = ["^", ["+", ["*", "x", "y"], ["-", "x", c]], n]
    ours = evaluator.value(expression)
    x, y = sympy.symbols("x y")
    theirs = sympy.Poly((x * y + x - c) ** n, x, y)
    expected = {m: Fraction(int(k)) for m, k in theirs.terms() if k}
    found = {(dict(m).get("x", 0), dict(m).get("y", 0)): k for m, k in ours.terms.items()}
    assert found == expected
    derivative = evaluator.value(["diff", expression, "x"])
    assert derivative == Polynomial.of(ours).derivative("x")
    assert not (derivative - _from_sympy(theirs.diff(x))).terms


def _from_sympy(p: sympy.Poly) -> Polynomial:
    names = [str(g) for g in p.gens]
    return Polynomial(
        {tuple((n, e) for n, e in zip(names, m, strict=True) if e): Fraction(int(c)) for m, c in p.terms() if c}
    )


@pytest.mark.parametrize(
    "expression",
    [
        ["eval", "1"],
        ["__import__", "os"],
        ["_do_let"],
        "unknown",
        "__class__",
        "1 + 1",
        [],
        [1, 2],
        [[]],
        ["+", 1, True],
        ["<", True, 1],
        ["and", 1],
        ["if", 1, 2, 3],
        ["/", 1, 0],
        ["^", 2, 10**7],
        ["^", 0, -1],
        ["at", ["data", [1]], 1],
        ["at", ["data", [1]], -1],
        ["dot", ["data", [1]], ["data", [1, 2]]],
        ["sum", "x y", ["range", 2], 1],
        ["range", 10**9],
        ["subsets", 40],
        ["signs", -1],
        ["det", ["data", [[1, 2]]]],
        ["call", "f", 1],
        ["sigma", 1, ["data", [1]]],
        ["max_over", "i", ["range", 0], "i"],
        0.5,
        None,
        {"a": 1},
        ["let", [["x"]], 1],
        ["forall", "i", 3, True],
    ],
)
def test_what_is_rejected(expression: object) -> None:
    with pytest.raises(Rejected):
        value(expression)


def test_bounded_depth_and_steps() -> None:
    deep: object = 1
    for _ in range(250):
        deep = ["neg", deep]
    with pytest.raises(Rejected, match="deeply"):
        value(deep)


def test_inequality_between_polynomials_is_rejected() -> None:
    with pytest.raises(Rejected, match="sign of the polynomial"):
        Evaluator(indeterminates=["x"]).value(["<=", 0, ["*", "x", "x"]])


@pytest.mark.parametrize(
    "test", [["!=", "x", 0], ["not", ["=", "x", 0]], ["or", ["=", "x", 0], True], ["in", "x", ["data", [1]]]]
)
def test_no_truth_value_depends_on_an_indeterminate(test: object) -> None:
    with pytest.raises(Rejected, match="not an identity"):
        Evaluator(indeterminates=["x"]).value(test)


def test_polynomials_that_differ_by_a_number_are_never_equal() -> None:
    assert Evaluator(indeterminates=["x"]).value(["!=", "x", ["+", "x", 1]]) is True


def test_definitions_cannot_recurse() -> None:
    call = ["lambda", ["x"], ["call", "f", "x"]]
    for definitions in ({"f": call}, {"f": ["lambda", ["x"], ["call", "g", "x"]], "g": call}):
        with pytest.raises(Rejected, match="without an end"):
            Evaluator().define_functions(definitions)
    evaluator = Evaluator()
    evaluator.define_functions({"h": call, "f": ["lambda", ["x"], ["+", "x", 1]]})
    assert evaluator.value(["call", "h", 1]) == 2
    with pytest.raises(Rejected, match="an operation"):
        Evaluator().define_functions({"det": call})
