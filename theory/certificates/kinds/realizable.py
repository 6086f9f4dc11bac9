"""A pattern of activations is realized by an encoder: the codes of the given activation have exactly that support.

asserts: ``features_in``, ``activation``, ``pattern`` (per neuron the features that switch it on), optional ``field``, ``means``
witness: ``encoder`` (q x p), ``preactivations`` (q x n; recorded so that every entry of the encoder bears load)
"""

from __future__ import annotations

from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import dot
from theory.certificates.exact_numbers import Rejected, read_field, sign
from theory.certificates.language import Evaluator
from theory.certificates.statement import exact_matrix, facts, indices, items, only


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"features_in", "activation", "pattern"}, {"field", "means"})
    only(witness, {"encoder", "preactivations"}, set(), "witness")
    names = Evaluator(field=read_field(asserts.get("field")))
    features = exact_matrix(asserts["features_in"], names, "features_in")
    encoder = exact_matrix(witness["encoder"], names, "encoder", len(features[0]))
    recorded = exact_matrix(witness["preactivations"], names, "preactivations", len(features))
    if len(recorded) != len(encoder):
        raise Rejected("preactivations: one row per row of the encoder")
    for row, values in zip(encoder, recorded, strict=True):
        if any(dot(row, w) != x for w, x in zip(features, values, strict=True)):
            raise Rejected("preactivations: differ from encoder . features")
    codes = sdl.codes(sdl.read_activation(asserts["activation"]), encoder, features)
    found = [[d for d, z in enumerate(codes) if sign(z[i]) != 0] for i in range(len(encoder))]
    pattern = [indices(on, len(features), "pattern") for on in items(asserts["pattern"], "pattern", len(encoder))]
    if found != [sorted(on) for on in pattern]:
        raise Rejected(f"pattern: the encoder realizes {found}")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    told = facts(asserts, "pattern", "features_in", "activation")
    return f"some encoder has codes with exactly the supports of the pattern, neuron by neuron: {told}"
