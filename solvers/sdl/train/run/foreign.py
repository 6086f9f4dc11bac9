"""Reading what other packages write: their JSON objects, fields and tensors, all of them hostile until they were looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from theory.errors import InputError
from theory.stored_arrays import StoredArray, widened

MAX_CONFIG = 1 << 20  # octets; a configuration has a few thousand


def json_object(path: Path) -> dict[str, Any]:
    """The JSON object of a small file.

    Raises:
        InputError: a file that cannot be read, is too large, or holds anything else.
    """
    try:
        size = path.stat().st_size
        if size > MAX_CONFIG:
            raise InputError(f"{path}: file", f"{size} octets", f"a configuration has at most {MAX_CONFIG}")
        raw = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(str(path), error.strerror, "cannot be read", "give the folder of a model") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: file", "no JSON", "the configuration is a JSON object") from None
    if not isinstance(raw, dict):
        raise InputError(f"{path}: file", type(raw).__name__, "the configuration is a JSON object")
    return raw


def flag(raw: Mapping[str, Any], name: str, default: bool) -> bool:
    """A field that is true or false.

    >>> flag({"transcode": True}, "transcode", False), flag({}, "transcode", False)
    (True, False)
    """
    value = raw.get(name, default)
    if not isinstance(value, bool):
        raise InputError(name, value, "must be true or false")
    return value


def count(name: str, value: Any) -> int:
    """A whole number between 1 and 2^31 - 1; some packages store it as a float.

    >>> count("k", 4.0)
    4
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 1 << 31:
        raise InputError(name, "nothing" if value is None else value, "must be a whole number of at least 1")
    return value


def tensor(array: StoredArray) -> Tensor:
    """A stored array of floating-point numbers; numbers of type BF16 become single precision, exactly."""
    if not array.bfloat and array.dtype.kind != "f":
        raise InputError(array.name, str(array.dtype), "parameters are floating-point numbers")
    cells = array.read()
    return torch.from_numpy((widened(cells) if array.bfloat else cells.astype(cells.dtype.newbyteorder("="))).copy())


def finite(tensors: Mapping[str, Tensor], where: object, why: str) -> None:
    """Refuse NaN and infinity.

    Raises:
        InputError: names the first tensor that has one.
    """
    for name, values in tensors.items():
        if not bool(values.isfinite().all()):
            raise InputError(f"{where}: {name}", "NaN or infinity", why, "write the checkpoint again")
