"""The entries of a problem, checked one by one: the same checks and messages for files and for Python.

Legend as in :mod:`theory.sdl.problem`.  ``where`` is the place that a message names, such as ``features_in[1][0]``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from numbers import Integral
from typing import Any

from theory.certificates.exact_numbers import Rejected, sturm_count, u_derivative, u_gcd
from theory.doors import an_integer, plain
from theory.errors import InputError
from theory.exact import Algebraic, Exact, NumberField, parse_rational, sign
from theory.sdl.activations import Activation

MAX_FEATURES, MAX_DIMENSION, MAX_WIDTH, MAX_DEGREE = 10_000, 10_000, 1_000_000, 32
Vector = tuple[Exact, ...]
Reader = Callable[[Any, str], Exact]  # value and place to number


def number_field_of(data: Any) -> NumberField | None:
    """The number field of a record; None when all entries are rational."""
    if data is None:
        return None
    if not isinstance(data, dict) or set(data) != {"poly", "interval"}:
        raise InputError("field", data, "expected null or an object with poly and interval")
    return field_from_json(data, "field")


def field_from_json(data: dict[str, Any], where: str) -> NumberField:
    """Q(alpha) from ``{"poly": [...], "interval": [lo, hi]}``; exactly one root must lie in the interval."""
    poly, interval = data["poly"], data["interval"]
    if not isinstance(poly, list) or not 2 <= len(poly) <= MAX_DEGREE + 1:
        raise InputError(f"{where}.poly", poly, f"expected 2 to {MAX_DEGREE + 1} coefficients, constant first")
    if not isinstance(interval, list) or len(interval) != 2:
        raise InputError(f"{where}.interval", interval, "expected [lo, hi]")
    c = [parse_rational(x, f"{where}.poly[{i}]") for i, x in enumerate(poly)]
    lo, hi = (parse_rational(x, f"{where}.interval[{i}]") for i, x in enumerate(interval))
    if c[-1] == 0 or lo >= hi:
        raise InputError(where, data, "the leading coefficient must not be zero and lo must be below hi")
    if len(u_gcd(list(c), u_derivative(c))) > 1:
        raise InputError(
            f"{where}.poly", poly, "the polynomial is not square-free", "divide it by its repeated factors"
        )
    try:
        count = sturm_count(c, lo, hi)
    except Rejected as reason:
        raise InputError(f"{where}.interval", interval, str(reason), "move the end a little") from None
    if count != 1:
        raise InputError(
            f"{where}.interval", interval, f"it contains {count} roots", "give an interval with exactly one"
        )
    return NumberField(tuple(c), (lo, hi))


def number_reader(number_field: NumberField | None) -> Reader:
    """Reads one entry of a file: ``3``, ``"3/5"``, ``"0.6"``, or an element of the problem's number field."""

    def read(value: Any, where: str) -> Exact:
        if not isinstance(value, dict):
            return parse_rational(value, where)
        if set(value) == {"alg"} and isinstance(value["alg"], list) and len(value["alg"]) <= MAX_DEGREE:
            if number_field is None:
                raise InputError(where, value, "an algebraic number in a problem without a field", "add the field")
            return number_field.element([parse_rational(x, where) for x in value["alg"]])
        if set(value) == {"poly", "interval"}:
            own = field_from_json(value, where)
            if len(own.poly) == 2:
                return -own.poly[0] / own.poly[1]
            if number_field is not None and own.key() == number_field.key():
                return number_field.generator
            raise InputError(
                where,
                value,
                "all irrational entries must lie in the problem's field",
                'name it in "field" and write {"alg": [...]}',
            )
        raise InputError(where, value, "not an exact number", 'write 3, "3/5", "0.6" or {"alg": [c0, c1, ...]}')

    return read


def python_reader() -> Reader:
    """Reads one entry given in Python: what a file may hold, and numbers that are exact already; never a float."""
    from_file = number_reader(None)

    def read(value: Any, where: str) -> Exact:
        if isinstance(value, Algebraic | Fraction):
            return value
        if isinstance(value, Integral) and not isinstance(value, bool):
            return Fraction(int(value))
        return from_file(value, where)

    return read


def vectors(data: Any, where: str, read: Reader) -> tuple[Vector, ...]:
    """Vectors of one length as tuples of exact numbers; those of ``features_in`` are not zero."""
    data = plain(data)
    if not isinstance(data, list | tuple) or not 1 <= len(data) <= MAX_FEATURES:
        raise InputError(where, data, f"expected a list of 1 to {MAX_FEATURES} vectors")
    out: list[Vector] = []
    for d, vector in enumerate(map(plain, data)):
        if not isinstance(vector, list | tuple) or not 1 <= len(vector) <= MAX_DIMENSION:
            raise InputError(f"{where}[{d}]", vector, f"expected a list of 1 to {MAX_DIMENSION} numbers")
        if out and len(vector) != len(out[0]):
            raise InputError(f"{where}[{d}]", f"{len(vector)} entries", f"the vectors before it have {len(out[0])}")
        row = tuple(read(x, f"{where}[{d}][{i}]") for i, x in enumerate(vector))
        if not any(sign(x) for x in row) and where == "features_in":
            raise InputError(f"{where}[{d}]", "the zero vector", "a feature needs a direction", "remove it")
        out.append(row)
    return tuple(out)


def positive_weights(data: Any, n: int, read: Reader) -> Vector:
    """One positive number for each of n features; None means that all are 1."""
    if data is None:
        return tuple(Fraction(1) for _ in range(n))
    data = plain(data)
    if not isinstance(data, list | tuple) or len(data) != n:
        found = f"{len(data)} numbers" if isinstance(data, list | tuple) else data
        raise InputError("weights", found, f"expected one number for each of the {n} features")
    out = tuple(read(x, f"weights[{i}]") for i, x in enumerate(data))
    for i, x in enumerate(out):
        if sign(x) <= 0:
            raise InputError(
                f"weights[{i}]", data[i], "a weight must be positive", "remove a feature that never occurs"
            )
    return out


def checked_width(width: Any) -> int:
    """A number of neurons."""
    return an_integer(width, "width", 1, MAX_WIDTH)


def activation_from_json(data: Any, width: int) -> Activation:
    """An activation of ``problem/1``: relu, jumprelu with theta > 0, topk with 1 <= k <= width."""
    parameters = {"relu": None, "jumprelu": "theta", "topk": "k"}
    if not isinstance(data, dict) or not isinstance(data.get("type"), str) or data["type"] not in parameters:
        raise InputError(
            "activation",
            data,
            'expected {"type": "relu"}, {"type": "jumprelu", "theta": ...} or {"type": "topk", "k": ...}',
        )
    kind, parameter = data["type"], parameters[data["type"]]
    for name in sorted(set(data) - {"type", parameter}):
        raise InputError(f"activation.{name}", data[name], f"{kind} takes {parameter or 'no parameter'}")
    if parameter and parameter not in data:
        raise InputError(f"activation.{parameter}", "nothing", f"{kind} needs {parameter}")
    if kind == "jumprelu":
        theta = parse_rational(data["theta"], "activation.theta")
        if theta <= 0:
            raise InputError("activation.theta", data["theta"], "must be positive", "use relu for a threshold of zero")
        return Activation("jumprelu", theta=theta)
    if kind == "topk":
        k = data["k"]
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= width:
            raise InputError("activation.k", k, f"must be an integer between 1 and the width {width}")
        return Activation("topk", k=k)
    return Activation("relu")
