"""Write statements for the checker's language as ordinary Python expressions.

>>> x, y = names("x y")
>>> ((x + 1) * y <= norm2(x)).json
['<=', ['*', ['+', 'x', 1], 'y'], ['norm2', 'x']]
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from theory.exact import Algebraic, json_tree


class Expression:
    """One expression; ``.json`` is what goes into a certificate.  ``==`` builds an equation, it does not compare."""

    __slots__ = ("json",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, json: Any) -> None:
        self.json = json

    def __add__(self, other: Any) -> Expression:
        return op("+", self, other)

    def __radd__(self, other: Any) -> Expression:
        return op("+", other, self)

    def __sub__(self, other: Any) -> Expression:
        return op("-", self, other)

    def __rsub__(self, other: Any) -> Expression:
        return op("-", other, self)

    def __mul__(self, other: Any) -> Expression:
        return op("*", self, other)

    def __rmul__(self, other: Any) -> Expression:
        return op("*", other, self)

    def __truediv__(self, other: Any) -> Expression:
        return op("/", self, other)

    def __rtruediv__(self, other: Any) -> Expression:
        return op("/", other, self)

    def __pow__(self, other: Any) -> Expression:
        return op("^", self, other)

    def __neg__(self) -> Expression:
        return op("neg", self)

    def __eq__(self, other: Any) -> Expression:  # type: ignore[override]
        return op("=", self, other)

    def __ne__(self, other: Any) -> Expression:  # type: ignore[override]
        return op("!=", self, other)

    def __lt__(self, other: Any) -> Expression:
        return op("<", self, other)

    def __le__(self, other: Any) -> Expression:
        return op("<=", self, other)

    def __gt__(self, other: Any) -> Expression:
        return op(">", self, other)

    def __ge__(self, other: Any) -> Expression:
        return op(">=", self, other)

    def __getitem__(self, index: Any) -> Expression:
        return op("at", self, *(index if isinstance(index, tuple) else (index,)))

    def __bool__(self) -> bool:
        raise TypeError("an Expression has no truth value here; use both(), either(), implies()")


def expr(value: Any) -> Expression:
    """Numbers, nested lists of numbers, activations and expressions, as an expression."""
    if isinstance(value, Expression):
        return value
    if hasattr(value, "json") and callable(value.json):
        return Expression(["data", value.json()])
    if isinstance(value, bool | str):
        return Expression(value)
    if isinstance(value, int | Fraction | Algebraic):
        return Expression(json_tree(value))
    if isinstance(value, dict):
        return Expression(["data", value])
    if isinstance(value, list | tuple):
        if any(_symbolic(x) for x in value):
            return op("tuple", *value)
        return Expression(["data", json_tree(value)])
    raise TypeError(f"{type(value).__name__} cannot be part of a statement")


def _symbolic(value: Any) -> bool:
    return isinstance(value, Expression) or (isinstance(value, list | tuple) and any(_symbolic(x) for x in value))


def op(name: str, *arguments: Any) -> Expression:
    """Any operation of the language by name."""
    return Expression([name, *(expr(a).json for a in arguments)])


def names(text: str) -> tuple[Expression, ...]:
    """Variables: ``W_E, W_D = names("W_E W_D")``."""
    return tuple(Expression(name) for name in text.split())


def _operation(name: str) -> Callable[..., Expression]:
    def build(*arguments: Any) -> Expression:
        return op(name, *arguments)

    build.__name__ = build.__qualname__ = name
    build.__doc__ = f"The operation ``{name}`` of the statement language."
    return build


dot, norm2, gram, matmul, matvec, transpose = (
    _operation(n) for n in ["dot", "norm2", "gram", "matmul", "matvec", "transpose"]
)
scale, det, rank, diag, identity, length = (
    _operation(n) for n in ["scale", "det", "rank", "diag", "identity", "length"]
)
largest, smallest, absolute, positive_part = (_operation(n) for n in ["max", "min", "abs", "pos"])
diff, binomial, factorial, member = (_operation(n) for n in ["diff", "binomial", "factorial", "in"])
span, subsets, signs, permutations = (_operation(n) for n in ["range", "subsets", "signs", "permutations"])
sigma, codes, loss, support = (_operation(n) for n in ["sigma", "codes", "loss", "support"])
pattern_codes, code_loss = _operation("pattern_codes"), _operation("code_loss")
both, either, implies, negation = (_operation(n) for n in ["and", "or", "implies", "not"])


def _binder(name: str) -> Callable[..., Expression]:
    def build(domain: Any, body: Callable[[Expression], Any], variable: str = "i") -> Expression:
        return Expression([name, variable, expr(domain).json, expr(body(Expression(variable))).json])

    build.__name__ = build.__qualname__ = name
    build.__doc__ = f"``{name}(domain, lambda x: ..., 'x')``; nested binders need different variable names."
    return build


for_all, exists, total, product, listing = (_binder(n) for n in ["forall", "exists", "sum", "product", "list"])
maximum_over, minimum_over = _binder("max_over"), _binder("min_over")
