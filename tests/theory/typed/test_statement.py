"""The typed language: what has a type, what is refused, and that the readers say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from theory.certificates import Rejected, check
from theory.decision import proved_by
from theory.evidence import derivation, implication, relation, term
from theory.formal import names
from theory.sdl.formal import D, E, M, W, loss_at
from theory.typed import (
    NAT,
    SCALAR,
    ByHand,
    Definition,
    IllTyped,
    NotEvaluable,
    TypedStatement,
    both,
    dot,
    exists,
    family,
    for_all,
    iff,
    implies,
    index,
    indicator,
    maps,
    mat,
    relu,
    size,
    tabulate,
    total,
    var,
    vec,
)

x, y, t = var("x", SCALAR), var("y", SCALAR), var("t", SCALAR)
u, A = var("u", vec("n")), var("A", mat("m", "n"))
c = var("c", family("n", SCALAR))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: W @ W,
        lambda: M[t],
        lambda: W[0, 0],
        lambda: loss_at(E, D),
        lambda: t + W,
        lambda: u + var("v", vec("m")),
        lambda: A[var("i", index("n")), var("j", index("n"))],
        lambda: x + 0.5,
        lambda: x + True,
        lambda: x**-1,
        lambda: both(x > 0),
        lambda: both(x, y > 0),
        lambda: x < u,
        lambda: u == A,
        lambda: c == c,
        lambda: size("n") - 1,
        lambda: var("forall", SCALAR),
        lambda: var("i_", SCALAR),
        lambda: var("R", SCALAR),
        lambda: var("a b", SCALAR),
        lambda: for_all("n", lambda i: for_all("n", lambda j: c[i] > 0, "i"), "i"),
        lambda: indicator(x),
    ],
)
def test_what_has_no_type_is_refused(wrong: Callable[[], Any]) -> None:
    with pytest.raises(IllTyped):
        wrong()


@pytest.mark.parametrize(
    ("sizes", "variables", "hypotheses", "conclusion"),
    [
        ("", (x,), {}, y > 0),  # undeclared
        ("", (u,), {}, x > 0),  # undeclared size
        ("n", (x, x), {}, x > 0),  # twice
        ("n", (x, u), {}, for_all("n", lambda i: u[i] > 0, "x")),  # bound although declared
        ("n", (u,), {}, total("n", lambda i: u[i])),  # no truth value
        ("", (x, y), {}, x / y > 0),  # a divisor that may be zero
        ("", (x, y), {"sign": y >= 0}, x / y >= x),
        ("n", (c,), {"some": exists("n", lambda i: c[i] > 0)}, for_all("n", lambda k: 1 / c[k] > 0, "k")),
        ("n", (c, x), {"other": x > 0}, for_all("n", lambda k: 1 / c[k] > 0, "k")),
        ("", (x,), {"a *) False -> (* b": x > 0}, x > 1),  # would be a hypothesis that only Rocq sees
        ("n : nat) (h : False) (m", (x,), {}, x > 1),
        ("", (var("relu", maps(SCALAR, SCALAR)), x), {}, relu(x) > 1),  # Rocq would read the variable
        ("n", (u, var("dot", SCALAR)), {}, dot(u, u) >= 0),
        ("n", (u,), {}, for_all("n", lambda i: u[i] == dot(u, u), "norm2")),
        ("n p q r", (D, E, W, M, var("loss", SCALAR)), {}, loss_at(D, E) > var("loss", SCALAR)),
    ],
)
def test_what_is_no_statement(sizes: str, variables: Any, hypotheses: Any, conclusion: Any) -> None:
    with pytest.raises(IllTyped):
        TypedStatement(sizes, variables, hypotheses, conclusion)


@pytest.mark.parametrize(
    ("sizes", "variables", "hypotheses", "conclusion"),
    [
        ("", (x, y), {"sign": y > 0}, x / y == x / y),
        ("", (x, y), {"not": both(x > 0, y != 0)}, 1 / (x * y**2) == x),
        ("n", (c,), {"positive": for_all("n", lambda i: c[i] > 0)}, for_all("n", lambda k: 1 / c[k] > 0, "k")),
        ("", (x,), {}, x / 2 < x),
    ],
)
def test_divisors_that_are_covered(sizes: str, variables: Any, hypotheses: Any, conclusion: Any) -> None:
    TypedStatement(sizes, variables, hypotheses, conclusion)


def test_a_value_of_the_wrong_shape_is_no_counterexample() -> None:
    statement = TypedStatement("n", (u,), {}, total("n", lambda i: u[i] ** 2) > 0)
    formal = statement.statement()
    check(formal.refuted_by({"n": 2, "u": [0, 0]}))
    check(formal.refuted_by({"n": 0, "u": []}))
    for point in ({"n": 1, "u": [0, 0]}, {"n": -1, "u": []}, {"n": 2, "u": [[0], [0]]}, {"n": "1/2", "u": [0]}):
        with pytest.raises(Rejected):
            check(formal.refuted_by(point))


def test_infinite_quantifiers_are_read_but_not_evaluated() -> None:
    sigma = var("sigma", maps(SCALAR, SCALAR))
    for statement in (
        TypedStatement("", (x,), {}, exists(SCALAR, lambda z: z > x, "z")),
        TypedStatement("", (sigma, x), {}, sigma(x) == x),
    ):
        assert statement.latex()
        assert statement.rocq()
        with pytest.raises(NotEvaluable):
            statement.statement()


def test_what_is_said_for_all_values_becomes_a_variable() -> None:
    every = for_all(NAT, lambda k: for_all(vec("k"), lambda v: total("k", lambda i: v[i]) == 0, "v"), "k")
    formal = TypedStatement("", (), {}, every).statement()
    assert (formal.variables, formal.whole) == (("k", "v"), True)
    assert formal.holds({"k": 2, "v": [1, -1]})
    assert not formal.holds({"k": 1, "v": [1]})
    larger = exists(SCALAR, lambda z: z > x, "z")
    above = for_all(SCALAR, lambda z: implies(z > x, z > y), "z")
    part = TypedStatement("", (x, y), {}, both(iff(x >= y, above), larger)).statement()
    assert (part.variables, part.whole) == (("x", "y", "z"), False)
    assert part.holds({"x": 1, "y": 0, "z": 2})
    assert not TypedStatement("", (x, y), {}, iff(x >= y + 1, above)).statement().whole, (
        "from right to left it is left out"
    )
    assert (
        not TypedStatement("", (x, y), {}, iff(x >= y - 1, above))
        .statement()
        .holds({"x": 0, "y": 1, "z": Fraction(1, 2)})
    )
    true = TypedStatement("", (x,), {}, both(x**2 >= 0, larger)).statement()
    (number,) = names("x")
    proof = implication("x", assume=[], conclude=relation(number**2, ">="), by=derivation(term(1, square=number)))
    assert proved_by(replace(true, whole=True), [proof])
    assert not proved_by(true, [proof]), "a proof of the part is none of the statement"


def test_definitions_are_unfolded_where_they_quantify() -> None:
    z, w = var("z", SCALAR), var("w", SCALAR)
    least = Definition(
        "least", (w,), for_all(vec("n"), lambda v: total("n", lambda i: v[i] ** 2) >= w, "v"), "L({0})", "Vectors"
    )
    with pytest.raises(IllTyped, match="size"):  # a size inside a definition comes from the types of its parameters
        TypedStatement("", (z,), {}, least(z)).statement()
    below = Definition("below", (w,), for_all(SCALAR, lambda y: implies(y < 0, y < w), "y"), "B({0})", "Vectors")
    assert not TypedStatement("", (z,), {}, below(z - 1)).statement().holds({"z": 0, "y": Fraction(-1, 2)})
    with pytest.raises(IllTyped, match="captured"):
        TypedStatement("", (y,), {}, below(y)).statement()


@pytest.mark.parametrize(
    "text",
    [
        "True. Axiom bad : False",
        "True.\nAxiom bad : False.",
        'True (* "',
        "(* (* *) True",
        "ltac:(exact I) = I",
        '"a" = "a"',
    ],
)
def test_a_proposition_by_hand_is_one_term(text: str) -> None:
    with pytest.raises(IllTyped):
        ByHand("$0 = 0$", text, "nothing")


def test_a_proposition_by_hand_counts_what_it_uses() -> None:
    text = "(* a comment on loss *)\nforall (R : realFieldType) q p n (E F : 'M[R]_(q, p)) (W : 'M[R]_(p, n)), same_pattern E F W"
    formal = ByHand("$P$", text, "nothing: a test", uses=("Sdl",))
    assert {name for name, _ in formal.definitions()} == {"same_pattern", "codes", "positive_part", "relu"}
    assert formal.proposition() in formal.rocq()
    with pytest.raises(NotEvaluable):
        formal.statement()
    with pytest.raises(IllTyped, match="no shared file"):
        ByHand("$P$", "True", "nothing", uses=("Missing",))


def test_the_readers_of_one_statement() -> None:
    statement = TypedStatement(
        "n", (c, x), {"small": for_all("n", lambda i: c[i] <= x)}, implies(x < 0, for_all("n", lambda k: c[k] < 0, "k"))
    )
    assert "(* small *) (forall i : 'I_n, ((c i) <= x)) ->" in statement.proposition()
    assert r"$\forall i \in [n]: c_{i} \le x$" in statement.latex()
    formal = statement.statement()
    assert formal.holds({"n": 2, "c": [-1, -2], "x": -1})
    assert formal.violated_hypothesis({"n": 1, "c": [1], "x": 0}) == "small"


def test_products_know_the_shape_of_empty_matrices() -> None:
    B = var("B", mat("n", "m"))
    product = TypedStatement("m n", (A, B), {}, A @ B == tabulate("m", "m", lambda i, k: 0 * a_number(), "i k"))
    assert product.statement().holds({"m": 2, "n": 0, "A": [[], []], "B": []})


def a_number() -> Any:
    """A number that is no variable: 1, by a comparison that always holds."""
    return indicator(size("m") == size("m"))


def test_a_power_of_a_square_is_a_formula() -> None:
    r"""``\| x \|^2^{2}`` is refused by LaTeX, and ``\frac{a}{b}^{2}`` looks like the square of a."""
    from theory.typed import norm2
    from theory.typed.latex import latex

    x, a = var("x", vec("n")), var("a", SCALAR)
    assert latex(norm2(x) ** 2) == r"\left(\| x \|^2\right)^{2}"
    assert latex((a**2) ** 3) == r"\left(a^{2}\right)^{3}"
    assert latex((1 / a) ** 2) == r"\left(\frac{1}{a}\right)^{2}"
    assert latex(a**2) == "a^{2}"
