"""A pattern of activations is realized by an encoder: the codes of the given activation have exactly that support.

asserts: ``features_in``, ``activation``, ``pattern`` (per neuron the features that switch it on), optional ``field``, ``means``
witness: ``encoder`` (q x p), ``preactivations`` (q x n; recorded so that every entry of the encoder bears load)
"""

from __future__ import annotations

from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import dot, number
from theory.certificates.exact_numbers import Rejected, read_field, sign
from theory.certificates.language import Evaluator
from theory.certificates.statement import only
from theory.certificates.text import data


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"features_in", "activation", "pattern"}, {"field", "means"})
    only(witness, {"encoder", "preactivations"}, set(), "witness")
    names = Evaluator(field=read_field(asserts.get("field")))
    features, encoder = (names.value(["data", x]) for x in (asserts["features_in"], witness["encoder"]))
    recorded = names.value(["data", witness["preactivations"]])
    found = [[dot(row, w) for w in features] for row in encoder]
    if len(found) != len(recorded) or any(
        len(a) != len(b) or any(x != y for x, y in zip(a, b, strict=True)) for a, b in zip(found, recorded, strict=True)
    ):
        raise Rejected("preactivations: differ from encoder . features")
    codes = sdl.codes(sdl.read_activation(asserts["activation"]), encoder, features)
    pattern = [[d for d, z in enumerate(codes) if sign(number(z[i])) != 0] for i in range(len(encoder))]
    if pattern != [sorted(neuron) for neuron in asserts["pattern"]]:
        raise Rejected(f"pattern: the encoder realizes {pattern}")
    return f"pattern {pattern} is realized under {data(asserts['activation'])} for features {data(asserts['features_in'])[:300]}"
