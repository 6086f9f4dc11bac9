"""The operations of the statement language: functions of exact values, with the types of their arguments.

``OPERATIONS`` maps each name to its function and the readers of its arguments (``values.py``), the last one repeated where
``...`` follows.  No argument of another type reaches a function, and no function works before it has announced its cost.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import determinant, dot, matmul, rank, transpose
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.polynomials import Polynomial
from theory.certificates.values import (
    SCALARS,
    NoRows,
    Value,
    activation,
    charge,
    columns,
    entries,
    integer,
    kind_of,
    matrix,
    number,
    rows_or_none,
    same_kind_of_empty,
    scalar,
    truth,
    vector,
    walk,
)
from theory.certificates.work import bits, cost, spend

Reader = Callable[[Value], Value]


def anything(value: Value) -> Value:
    """A value of any type."""
    return value


def _elementwise(f: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    def apply(a: Value, b: Value) -> Value:
        if type(a) in SCALARS and type(b) in SCALARS:
            spend(3 * cost(bits(a) + bits(b)))
            return f(a, b)
        if not isinstance(a, list) or not isinstance(b, list):
            raise Rejected(f"{kind_of(a)} and {kind_of(b)} combined; use scale for a number times a list")
        if len(a) != len(b) or not (a or same_kind_of_empty(a, b)):
            raise Rejected(f"lists of lengths {len(a)} and {len(b)} combined entry by entry")
        return [apply(x, y) for x, y in zip(a, b, strict=True)] if a else a

    return apply


def summand(a: Value) -> Value:
    """A value that can be added: a scalar, or a list of such."""
    if not isinstance(a, list):
        return scalar(a)
    spend(1 + len(a) // 8)
    for x in a:
        summand(x)
    return a


def _scale(c: Value, a: Value) -> Value:
    if isinstance(a, list):
        return [_scale(c, x) for x in a] if a else a
    spend(3 * cost(bits(c) + bits(scalar(a))))
    return c * a


def _divide(a: Value, b: Value) -> Value:
    if b == 0:
        raise Rejected("division by zero")
    spend(3 * cost(bits(a) + bits(b)))
    return a / b


def _power(a: Value, e: Value) -> Value:
    n = integer(e)
    if abs(n) > 10_000:
        raise Rejected("an exponent outside -10000..10000")
    spend(3 * cost(bits(a) * abs(n)))
    return a**n if n >= 0 else _divide(Fraction(1), a ** (-n))


def equal(a: Value, b: Value) -> bool:
    """Equality with one answer for all values of the indeterminates.

    A truth value must never depend on them: if the difference is a polynomial that is neither zero nor a nonzero
    number, equality would hold at some points only, and ``not``, ``or``, ``if`` would turn that into nonsense.
    Values of different types are not compared; lists of different lengths differ.
    """
    spend(1)
    if isinstance(a, list) and isinstance(b, list):
        if not a and not b:
            return same_kind_of_empty(a, b)
        return len(a) == len(b) and all([equal(x, y) for x, y in zip(a, b, strict=True)])
    if type(a) in SCALARS and type(b) in SCALARS:
        spend(2 * cost(bits(a) + bits(b)))
        if type(a) is not Polynomial and type(b) is not Polynomial:
            return bool(a == b)
        difference = Polynomial.of(a) - b
        if difference.constant() is None:
            raise Rejected(f"not an identity: the two sides differ by {str(difference)[:120]}")
        return not difference.terms
    if type(a) is not type(b):
        raise Rejected(f"{kind_of(a)} compared with {kind_of(b)}")
    return a == b


def _compare(f: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    def apply(a: Value, b: Value) -> bool:
        spend(2 * cost(bits(a) + bits(b)))
        return f(a, b)

    return apply


def extreme(pick: Callable[..., Value]) -> Callable[..., Value]:
    """The largest or smallest of some numbers."""

    def apply(*values: Value) -> Value:
        if not values:
            raise Rejected("the maximum or minimum of nothing")
        for x in values:
            walk(x)
        return pick(number(x) for x in values)

    return apply


def _index(a: Value, *indices: int) -> Value:
    for k in indices:
        if not 0 <= k < len(entries(a)):
            raise Rejected(f"index {k} outside a list of length {len(a)}")
        a = a[k]
    return a


def _derivative(p: Value, name: Value) -> Value:
    variable = Polynomial.of(name)
    if len(variable.terms) != 1 or variable.terms != {((next(iter(variable.names()), ""), 1),): Fraction(1)}:
        raise Rejected("diff: the second argument must be an indeterminate")
    return Polynomial.of(p).derivative(next(iter(variable.names())))


def _append(*lists: list[Value]) -> list[Value]:
    widths = {a.columns for a in lists if isinstance(a, NoRows)}
    joined = _flatten(*lists)
    if widths and (len(widths) > 1 or any(not a and not isinstance(a, NoRows) for a in lists)):
        raise Rejected("matrices without rows appended to lists of another kind")
    if widths and joined and columns(matrix(joined)) not in widths:
        raise Rejected("a matrix without rows appended to one with another number of columns")
    return rows_or_none(joined, *widths) if widths else joined


def _small(n: int, limit: int) -> int:
    if not 0 <= n <= limit:
        raise Rejected(f"a domain of size parameter {n}; the limit is {limit}")
    return n


def _domain(count: int, length: int, lists: Any) -> list[Value]:
    """``count`` lists of at most ``length`` integers, paid for before they are made."""
    spend(count * (2 + 3 * length))
    return [[Fraction(v) for v in one] for one in lists]


def _subsets(n: int) -> list[Value]:
    sizes = range(_small(n, 18) + 1)
    return _domain(2**n, n, (s for r in sizes for s in itertools.combinations(range(n), r)))


def _permutations(n: int) -> list[Value]:
    return _domain(sdl.factorial(_small(n, 8)), n, itertools.permutations(range(n)))


def _product_set(*sets: list[Value]) -> Value:
    length = 2 + 2 * len(sets)
    for s in sets:
        length *= len(s)
        if length > 10**7:
            raise Rejected("a product set that is too large")
    spend(length)
    return [list(t) for t in itertools.product(*sets)]


def _binomial(n: int, k: int) -> Value:
    spend(3 * cost(min(abs(k), abs(n - k)) * n.bit_length()))
    return Fraction(sdl.binomial(n, k))


def _range(a: int, *b: int) -> Value:
    if len(b) > 1:
        raise Rejected("takes one or two arguments")
    domain = range(a, *b)
    spend(4 * len(domain))
    return [Fraction(v) for v in domain]


def _identity(n: int) -> Value:
    spend(3 * _small(n, 1000) ** 2)
    return rows_or_none([[Fraction(int(i == j)) for j in range(n)] for i in range(n)], n)


def _diag(d: list[Value]) -> Value:
    spend(2 * len(d) ** 2)
    return rows_or_none([[x if i == j else Fraction(0) for j in range(len(d))] for i, x in enumerate(d)], len(d))


def _matvec(a: list[list[Value]], x: list[Value]) -> Value:
    if isinstance(a, NoRows) and a.columns != len(x):
        raise Rejected(f"a matrix with {a.columns} columns times a vector of length {len(x)}")
    return [dot(row, x) for row in a]


ADD, SUB, MUL = (_elementwise(f) for f in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b))


def _fold(f: Callable[[Value, Value], Value]) -> Callable[..., Value]:
    def apply(first: Value, *rest: Value) -> Value:
        if not rest:
            return summand(first)
        for x in rest:
            first = f(first, x)
        return first

    return apply


def _flatten(*lists: list[Value]) -> list[Value]:
    spend(2 * sum(len(entries(one)) for one in lists))
    return [x for one in lists for x in one]


OPERATIONS: dict[str, tuple[Any, ...]] = {
    "+": (_fold(ADD), anything, ...),
    "-": (SUB, anything, anything),
    "*": (_fold(MUL), anything, ...),
    "/": (_divide, scalar, scalar),
    "^": (_power, scalar, number),
    "neg": (lambda a: _scale(Fraction(-1), a), anything),
    "abs": (lambda a: -a if sign(a) < 0 else a, number),
    "pos": (lambda a: a if sign(a) > 0 else Fraction(0), number),
    "max": (extreme(max), number, ...),
    "min": (extreme(min), number, ...),
    "scale": (_scale, scalar, anything),
    "dot": (dot, vector, vector),
    "norm2": (lambda a: dot(a, a), vector),
    "matmul": (matmul, matrix, matrix),
    "matvec": (_matvec, matrix, vector),
    "transpose": (transpose, matrix),
    "gram": (lambda a: [[dot(x, y) for y in a] for x in a] if a else NoRows(0), matrix),
    "identity": (_identity, integer),
    "diag": (_diag, vector),
    "det": (determinant, matrix),
    "rank": (lambda a: Fraction(rank(a)), matrix),
    "at": (_index, entries, integer, ...),
    "length": (lambda a: Fraction(len(a)), entries),
    "flatten": (lambda a: _flatten(*a), entries),
    "append": (_append, entries, ...),
    "tuple": (lambda *xs: list(xs), anything, ...),
    "in": (lambda x, a: any([equal(x, y) for y in a]), anything, entries),
    "=": (equal, anything, anything),
    "!=": (lambda a, b: not equal(a, b), anything, anything),
    "<": (_compare(lambda a, b: a < b), number, number),
    "<=": (_compare(lambda a, b: a <= b), number, number),
    ">": (_compare(lambda a, b: a > b), number, number),
    ">=": (_compare(lambda a, b: a >= b), number, number),
    "not": (lambda a: not a, truth),
    "diff": (_derivative, scalar, scalar),
    "binomial": (_binomial, integer, integer),
    "factorial": (lambda n: Fraction(sdl.factorial(_small(n, 500))), integer),
    "range": (_range, integer, ...),
    "subsets": (_subsets, integer),
    "signs": (lambda n: _domain(2 ** _small(n, 18), n, itertools.product((1, -1), repeat=n)), integer),
    "permutations": (_permutations, integer),
    "product_set": (_product_set, entries, ...),
    "sigma": (sdl.activate, activation, vector),
    "codes": (sdl.codes, activation, matrix, matrix),
    "loss": (sdl.loss, activation, matrix, matrix, matrix, matrix, vector),
    "pattern_codes": (sdl.pattern_codes, entries, matrix, matrix),
    "code_loss": (sdl.code_loss, matrix, matrix, matrix, vector),
    "support": (lambda z: [Fraction(i) for i, x in enumerate(z) if sign(number(x)) > 0], vector),
}


def apply(name: str, arguments: list[Value]) -> Value:
    """The value of an operation; raises :class:`Rejected` on an argument of the wrong type or a wrong number of them."""
    function, *readers = OPERATIONS[name]
    if readers[-1] is ...:
        readers[-1:] = readers[-2:-1] * max(0, len(arguments) - len(readers) + 1)
    if len(readers) != len(arguments):
        raise Rejected(f"{name}: takes {len(readers)} arguments, found {len(arguments)}")
    try:
        result = function(*[read(x) for read, x in zip(readers, arguments)])  # noqa: B905  (of one length, see above)
    except Rejected as reason:
        raise Rejected(f"{name}: {reason}") from None
    charge(result)
    return result
