"""The operations of the statement language: plain functions of exact values.

``OPERATIONS`` maps each name to its function.  None of them loops without a bound, and large ones announce their cost.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import Value, determinant, dot, integer, matmul, number, rank, transpose, vector
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.polynomials import Polynomial
from theory.certificates.work import bits, cost, spend


def _elementwise(f: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    def apply(a: Value, b: Value) -> Value:
        if isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b):
                raise Rejected(f"lists of lengths {len(a)} and {len(b)} combined entry by entry")
            return [apply(x, y) for x, y in zip(a, b, strict=True)]
        if isinstance(a, list) or isinstance(b, list) or isinstance(a, bool) or isinstance(b, bool):
            raise Rejected("a scalar and a list (or a truth value) combined; use scale")
        return f(a, b)

    return apply


def _scale(c: Value, a: Value) -> Value:
    return [_scale(c, x) for x in a] if isinstance(a, list) else c * a


def _divide(a: Value, b: Value) -> Value:
    if isinstance(b, Fraction) and b == 0:
        raise Rejected("division by zero")
    return a / b


def _power(a: Value, e: Value) -> Value:
    n = integer(e)
    if abs(n) > 10_000:
        raise Rejected("an exponent outside -10000..10000")
    spend(cost(bits(a) * abs(n)))
    return a**n if n >= 0 else _divide(Fraction(1), a ** (-n))


def truth(value: Value) -> bool:
    """A value that must be a truth value."""
    if not isinstance(value, bool):
        raise Rejected("expected a truth value")
    return value


def equal(a: Value, b: Value) -> bool:
    """Equality with one answer for all values of the indeterminates.

    A truth value must never depend on them: if the difference is a polynomial that is neither zero nor a nonzero
    number, equality would hold at some points only, and ``not``, ``or``, ``if`` would turn that into nonsense.
    """
    if isinstance(a, list) or isinstance(b, list):
        if not (isinstance(a, list) and isinstance(b, list)) or len(a) != len(b):
            return False
        return all([equal(x, y) for x, y in zip(a, b, strict=True)])
    if isinstance(a, bool) != isinstance(b, bool):
        raise Rejected("a truth value compared with something else")
    spend(1)
    if isinstance(a, Polynomial) or isinstance(b, Polynomial):
        difference = Polynomial.of(a) - b
        if difference.constant() is None:
            raise Rejected(f"not an identity: the two sides differ by {str(difference)[:120]}")
        return not difference.terms
    return bool(a == b)


def _index(a: Value, *indices: Value) -> Value:
    for i in indices:
        k = integer(i)
        if not 0 <= k < len(vector(a)):
            raise Rejected(f"index {k} outside a list of length {len(a)}")
        a = a[k]
    return a


def _derivative(p: Value, name: Value) -> Value:
    variable = Polynomial.of(name)
    if len(variable.terms) != 1 or variable.terms != {((next(iter(variable.names()), ""), 1),): Fraction(1)}:
        raise Rejected("diff: the second argument must be an indeterminate")
    return Polynomial.of(p).derivative(next(iter(variable.names())))


def _small(n: Value, limit: int) -> int:
    size = integer(n)
    if not 0 <= size <= limit:
        raise Rejected(f"a domain of size parameter {size}; the limit is {limit}")
    return size


def _product_set(*sets: Value) -> Value:
    length = len(sets)
    for s in sets:
        length *= len(vector(s))
    spend(length)
    return [list(t) for t in itertools.product(*sets)]


def _binomial(n: Value, k: Value) -> Value:
    top, bottom = integer(n), integer(k)
    spend(cost(min(abs(bottom), abs(top - bottom)) * top.bit_length()))
    return Fraction(sdl.binomial(top, bottom))


def _range(a: Value, b: Value = None) -> Value:
    domain = range(integer(a)) if b is None else range(integer(a), integer(b))
    spend(len(domain))
    return _fractions(domain)


def _fractions(values: Any) -> list[Value]:
    return [Fraction(v) for v in values]


ADD, SUB, MUL = (_elementwise(f) for f in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b))


def _fold(f: Callable[[Value, Value], Value]) -> Callable[..., Value]:
    def apply(first: Value, *rest: Value) -> Value:
        for x in rest:
            first = f(first, x)
        return first

    return apply


OPERATIONS: dict[str, Callable[..., Value]] = {
    "+": _fold(ADD),
    "-": SUB,
    "*": _fold(MUL),
    "/": _divide,
    "^": _power,
    "neg": lambda a: _scale(Fraction(-1), a),
    "abs": lambda a: -a if sign(number(a)) < 0 else a,
    "pos": lambda a: a if sign(number(a)) > 0 else Fraction(0),
    "max": lambda *xs: max(number(x) for x in xs),
    "min": lambda *xs: min(number(x) for x in xs),
    "scale": _scale,
    "dot": dot,
    "norm2": lambda a: dot(a, a),
    "matmul": matmul,
    "matvec": lambda a, x: [dot(row, x) for row in vector(a)],
    "transpose": transpose,
    "gram": lambda a: matmul(a, transpose(a)),
    "identity": lambda n: [[Fraction(int(i == j)) for j in range(_small(n, 1000))] for i in range(integer(n))],
    "diag": lambda d: [[x if i == j else Fraction(0) for j in range(len(d))] for i, x in enumerate(vector(d))],
    "det": determinant,
    "rank": lambda a: Fraction(rank(a)),
    "at": _index,
    "length": lambda a: Fraction(len(vector(a))),
    "flatten": lambda a: [x for row in vector(a) for x in vector(row)],
    "append": lambda *lists: [x for one in lists for x in vector(one)],
    "tuple": lambda *xs: list(xs),
    "in": lambda x, a: any(equal(x, y) for y in vector(a)),
    "=": equal,
    "!=": lambda a, b: not equal(a, b),
    "<": lambda a, b: number(a) < number(b),
    "<=": lambda a, b: number(a) <= number(b),
    ">": lambda a, b: number(a) > number(b),
    ">=": lambda a, b: number(a) >= number(b),
    "not": lambda a: not truth(a),
    "diff": _derivative,
    "binomial": _binomial,
    "factorial": lambda n: Fraction(sdl.factorial(_small(n, 500))),
    "range": _range,
    "subsets": lambda n: [
        _fractions(s) for r in range(_small(n, 18) + 1) for s in itertools.combinations(range(integer(n)), r)
    ],
    "signs": lambda n: [_fractions(s) for s in itertools.product((1, -1), repeat=_small(n, 18))],
    "permutations": lambda n: [_fractions(s) for s in itertools.permutations(range(_small(n, 8)))],
    "product_set": _product_set,
    "sigma": lambda act, z: sdl.activate(act, [number(x) for x in vector(z)]),
    "codes": lambda act, w_e, w_p: sdl.codes(act, w_e, w_p),
    "loss": lambda act, w_e, w_d, w_p, w_r, m: sdl.loss(act, w_e, w_d, w_p, w_r, m),
    "pattern_codes": lambda pattern, w_e, w_p: sdl.pattern_codes(pattern, w_e, w_p),
    "code_loss": lambda z, w_d, w_r, m: sdl.code_loss(z, w_d, w_r, m),
    "support": lambda z: [Fraction(i) for i, x in enumerate(vector(z)) if sign(number(x)) > 0],
}
