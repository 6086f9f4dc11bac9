"""The types of the values that a statement can compute, and the readers that insist on them.

A value is a truth value (``bool``), a scalar (``Fraction``, ``Algebraic``, or ``Polynomial`` in declared indeterminates), an
activation (``dict``) or a list of values.  A vector is a list of scalars, a matrix a list of vectors of one length.
No type passes for another: Python's ``True + True``, ``1.0``, ``[0] * 2`` and ``"12"[0]`` have no meaning here.
A matrix without rows is a :class:`NoRows`, which remembers its number of columns; what is written ``[]`` is a list
without entries, and operations that need its columns reject it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Algebraic, Rejected
from theory.certificates.polynomials import Polynomial
from theory.certificates.work import bits, cost, spend

Value = Any  # bool | Fraction | Algebraic | Polynomial | dict (an activation) | list[Value]
SCALARS = frozenset((Fraction, Algebraic, Polynomial))


class NoRows(list[Value]):
    """A matrix with no rows and some number of columns."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.columns = columns


def rows_or_none(rows: list[list[Value]], columns: int) -> list[list[Value]]:
    """A matrix of known width, also when it has no rows."""
    return rows or NoRows(columns)


def kind_of(value: Value) -> str:
    """The type of a value in words, for messages and to compare."""
    if type(value) is bool:
        return "a truth value"
    if type(value) in SCALARS:
        return "a number" if type(value) is not Polynomial else "a polynomial"
    if isinstance(value, list):
        return "a list"
    return "an activation" if type(value) is dict else f"a {type(value).__name__}"


def scalar(value: Value) -> Value:
    """A number or a polynomial."""
    if type(value) is not Fraction and type(value) not in SCALARS:
        raise Rejected(f"expected a number, found {kind_of(value)}")
    return value


def number(value: Value) -> Fraction | Algebraic:
    """The number that a scalar is; a polynomial must be constant."""
    if type(value) is Fraction:
        return value
    if type(value) is Polynomial:
        constant = value.constant()
        if constant is None:
            raise Rejected(f"the sign of the polynomial {str(value)[:60]} is not defined")
        return constant
    return scalar(value)


def integer(value: Value) -> int:
    """A number that must be an integer of moderate size."""
    x = number(value)
    if type(x) is not Fraction or x.denominator != 1:
        raise Rejected("expected an integer")
    out = x.numerator
    if not -(10**6) <= out <= 10**6:
        raise Rejected("an integer outside -10^6..10^6 where a size or an index is expected")
    return out


def truth(value: Value) -> bool:
    """A value that must be a truth value."""
    if type(value) is not bool:
        raise Rejected(f"expected a truth value, found {kind_of(value)}")
    return value


def activation(value: Value) -> dict[str, Any]:
    """A value that must be an activation."""
    if type(value) is not dict:
        raise Rejected(f"expected an activation, found {kind_of(value)}")
    return value


def entries(value: Value) -> list[Value]:
    """A value that must be a list, of whatever."""
    if not isinstance(value, list):
        raise Rejected(f"expected a list, found {kind_of(value)}")
    return value


def vector(value: Value) -> list[Value]:
    """A list of scalars."""
    spend(1 + len(entries(value)) // 8)
    for x in value:
        scalar(x)
    return value


def matrix(value: Value) -> list[list[Value]]:
    """A list of vectors of one length."""
    spend(1 + len(entries(value)))
    for row in value:
        if len(vector(row)) != len(value[0]):
            raise Rejected("expected a matrix: its rows have different lengths")
    return value


def columns(a: list[list[Value]]) -> int:
    """The number of columns of a matrix."""
    if a:
        return len(a[0])
    if isinstance(a, NoRows):
        return a.columns
    raise Rejected("an empty list where the number of columns of a matrix is needed")


def same_kind_of_empty(a: list[Value], b: list[Value]) -> bool:
    """Whether two lists without entries are the same; raises if only one of them is known to be a matrix."""
    if isinstance(a, NoRows) != isinstance(b, NoRows):
        raise Rejected("an empty list compared or combined with a matrix without rows")
    return not isinstance(a, NoRows) or columns(a) == columns(b)


def charge(value: Value) -> None:
    """Pay for a value that has been computed, entry by entry, and insist that it is a value."""
    kind = type(value)
    if kind is Fraction:
        spend(2 + cost(value.numerator.bit_length() + value.denominator.bit_length()))
    elif kind is list or kind is NoRows:
        spend(2)
        for x in value:
            charge(x)
    elif kind is bool or kind is dict:
        spend(1)
    elif kind in SCALARS:
        spend(2 + cost(bits(value)) + 3 * len(getattr(value, "terms", ())))
    else:
        raise Rejected(f"{kind.__name__} is no type of value")


def walk(value: Value) -> None:
    """Pay for going through a value once."""
    if isinstance(value, list):
        spend(1 + len(value))
        for x in value:
            walk(x)
    elif type(value) in SCALARS:
        spend(cost(bits(value)))
