"""Reading ``problem/1`` files.  The file is hostile until the last field has been checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from theory.certificates.checker import parse
from theory.certificates.exact_numbers import Rejected
from theory.doors import a_path
from theory.errors import InputError
from theory.sdl.entries import (
    Vector,
    activation_from_json,
    checked_width,
    number_field_of,
    number_reader,
    positive_weights,
    vectors,
)
from theory.sdl.problem import Problem

SCHEMA = "sdl-atlas/problem/1"
MAX_BYTES = 8 * 2**20  # far above any problem that can be solved exactly
_FIELDS = {"schema", "name", "kind", "features_in", "features_out", "weights", "activation", "width", "field"}
_REQUIRED = {"schema", "features_in", "activation", "width"}


def read_problem(path: str | Path) -> Problem:
    """A problem from its file, which is not trusted until its last field has been checked.

    Args:
        path: JSON of at most 8 MiB in the format ``problem/1``.

    Raises:
        InputError: names the file, the field, the value found and what would be right.

    Source: the format is ``docs/schemas/problem.json``.

    >>> read_problem("examples/problems/example-3.5.json")
    <Problem 'example-3.5': sae, 2 features in R^2, 2 neurons, topk>
    """
    path = a_path(path, "path")
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
    """A problem from parsed JSON.

    Args:
        data: what ``json.loads`` makes of a ``problem/1`` file.

    Raises:
        InputError: a field that is missing, unknown or out of range.

    Source: the format is ``docs/schemas/problem.json``.

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
    number_field = number_field_of(data.get("field"))
    read = number_reader(number_field)
    features_in = vectors(data["features_in"], "features_in", read)
    out = data.get("features_out")
    features_out = features_in if out is None else vectors(out, "features_out", read)
    if len(features_out) != len(features_in):
        raise InputError("features_out", f"{len(features_out)} vectors", f"features_in has {len(features_in)}")
    if kind == "sae" and features_out != features_in:
        raise InputError(
            "features_out",
            "vectors that differ from features_in",
            "an SAE reconstructs its input",
            "use kind transcoder",
        )
    width = checked_width(data["width"])
    weights = positive_weights(data.get("weights"), len(features_in), read)
    return Problem(
        name,
        kind,
        features_in,
        features_out,
        weights,
        activation_from_json(data["activation"], width),
        width,
        number_field,
    )


def matrix_from_json(data: Any, number_field: Any, where: str) -> tuple[Vector, ...]:
    """A matrix of exact numbers, with the record of their field (None: rational numbers).

    >>> matrix_from_json([["1/2", 3]], None, "W_E")
    ((Fraction(1, 2), Fraction(3, 1)),)
    """
    return vectors(data, where, number_reader(number_field_of(number_field)))
