"""Reading ``problem/1`` files.  The file is hostile until the last field has been checked."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from theory.certificates.checker import parse
from theory.certificates.exact_numbers import Rejected, sturm_count, u_derivative, u_gcd
from theory.errors import InputError
from theory.exact import Exact, NumberField, parse_rational, sign
from theory.sdl.activations import Activation
from theory.sdl.problem import Problem, Vector

SCHEMA = "sdl-atlas/problem/1"
MAX_BYTES = 8 * 2**20  # far above any problem that can be solved exactly
MAX_FEATURES, MAX_DIMENSION, MAX_WIDTH, MAX_DEGREE = 10_000, 10_000, 1_000_000, 32
_FIELDS = {"schema", "name", "kind", "features_in", "features_out", "weights", "activation", "width", "field"}
_REQUIRED = {"schema", "features_in", "activation", "width"}


def read_problem(path: str | Path) -> Problem:
    """Read and check a problem file; raises :class:`~theory.errors.InputError` with file, field, value and remedy."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(str(path), f"{size} bytes", f"a problem file has at most {MAX_BYTES} bytes")
        if size == 0:
            raise InputError(str(path), "an empty file", "expected a JSON object", "see docs/solve.md for the format")
        data = parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(str(path), error.strerror or "an error", "the file cannot be read") from None
    except UnicodeDecodeError:
        raise InputError(str(path), "bytes that are not UTF-8", "expected JSON text") from None
    except Rejected as reason:
        raise InputError(str(path), str(reason), "the file cannot be used") from None
    try:
        return problem_from_json(data)
    except InputError as error:
        raise error.within(path) from None


def problem_from_json(data: Any) -> Problem:
    """Build a problem from parsed JSON.

    >>> problem_from_json({"schema": "sdl-atlas/problem/1", "features_in": [[1]], "activation": {"type": "relu"}, "width": 0})
    Traceback (most recent call last):
    theory.errors.InputError: width: found 0; must be an integer between 1 and 1000000
    """
    if not isinstance(data, dict):
        raise InputError("problem", type(data).__name__, "expected a JSON object")
    for name in sorted(set(data) - _FIELDS):
        raise InputError(name, "an unknown field", f"a problem has only {', '.join(sorted(_FIELDS))}")
    for name in sorted(_REQUIRED - set(data)):
        raise InputError(name, "nothing", "the field is required", "see docs/solve.md for the format")
    if data["schema"] != SCHEMA:
        raise InputError("schema", data["schema"], f"expected {SCHEMA!r}")
    kind = data.get("kind", "sae" if data.get("features_out") is None else "transcoder")
    if kind not in ("sae", "transcoder", "crosscoder"):
        raise InputError("kind", kind, "must be sae, transcoder or crosscoder")
    name = data.get("name", "problem")
    if not isinstance(name, str) or len(name) > 200:
        raise InputError("name", name, "must be text of at most 200 characters")
    number_field = _field(data.get("field"))
    read = _number_reader(number_field)
    features_in = _vectors(data["features_in"], "features_in", read)
    out = data.get("features_out")
    features_out = features_in if out is None else _vectors(out, "features_out", read)
    if len(features_out) != len(features_in):
        raise InputError("features_out", f"{len(features_out)} vectors", f"features_in has {len(features_in)}")
    if kind == "sae" and features_out != features_in:
        raise InputError(
            "features_out",
            "vectors that differ from features_in",
            "an SAE reconstructs its input",
            "use kind transcoder",
        )
    width = data["width"]
    if not isinstance(width, int) or isinstance(width, bool) or not 1 <= width <= MAX_WIDTH:
        raise InputError("width", width, f"must be an integer between 1 and {MAX_WIDTH}")
    weights = _weights(data.get("weights"), len(features_in), read)
    return Problem(
        name, kind, features_in, features_out, weights, _activation(data["activation"], width), width, number_field
    )


def matrix_from_json(data: Any, number_field: Any, where: str) -> tuple[Vector, ...]:
    """A matrix of exact numbers, with the record of their field (None: rational numbers).

    >>> matrix_from_json([["1/2", 3]], None, "W_E")
    ((Fraction(1, 2), Fraction(3, 1)),)
    """
    return _vectors(data, where, _number_reader(_field(number_field)))


def _field(data: Any) -> NumberField | None:
    if data is None:
        return None
    if not isinstance(data, dict) or set(data) != {"poly", "interval"}:
        raise InputError("field", data, "expected null or an object with poly and interval")
    return _number_field(data, "field")


def _number_field(data: dict[str, Any], where: str) -> NumberField:
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


def _number_reader(number_field: NumberField | None) -> Callable[[Any, str], Exact]:
    def read(value: Any, where: str) -> Exact:
        if not isinstance(value, dict):
            return parse_rational(value, where)
        if set(value) == {"alg"} and isinstance(value["alg"], list) and len(value["alg"]) <= MAX_DEGREE:
            if number_field is None:
                raise InputError(where, value, "an algebraic number in a problem without a field", "add the field")
            return number_field.element([parse_rational(x, where) for x in value["alg"]])
        if set(value) == {"poly", "interval"}:
            own = _number_field(value, where)
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


def _vectors(data: Any, where: str, read: Callable[[Any, str], Exact]) -> tuple[Vector, ...]:
    if not isinstance(data, list) or not 1 <= len(data) <= MAX_FEATURES:
        raise InputError(where, data, f"expected a list of 1 to {MAX_FEATURES} vectors")
    out: list[Vector] = []
    for d, vector in enumerate(data):
        if not isinstance(vector, list) or not 1 <= len(vector) <= MAX_DIMENSION:
            raise InputError(f"{where}[{d}]", vector, f"expected a list of 1 to {MAX_DIMENSION} numbers")
        if out and len(vector) != len(out[0]):
            raise InputError(f"{where}[{d}]", f"{len(vector)} entries", f"the vectors before it have {len(out[0])}")
        row = tuple(read(x, f"{where}[{d}][{i}]") for i, x in enumerate(vector))
        if not any(sign(x) for x in row) and where == "features_in":
            raise InputError(f"{where}[{d}]", "the zero vector", "a feature needs a direction", "remove it")
        out.append(row)
    return tuple(out)


def _weights(data: Any, n: int, read: Callable[[Any, str], Exact]) -> Vector:
    if data is None:
        return tuple(Fraction(1) for _ in range(n))
    if not isinstance(data, list) or len(data) != n:
        found = f"{len(data)} numbers" if isinstance(data, list) else data
        raise InputError("weights", found, f"expected one number for each of the {n} features")
    out = tuple(read(x, f"weights[{i}]") for i, x in enumerate(data))
    for i, x in enumerate(out):
        if sign(x) <= 0:
            raise InputError(
                f"weights[{i}]", data[i], "a weight must be positive", "remove a feature that never occurs"
            )
    return out


def _activation(data: Any, width: int) -> Activation:
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
