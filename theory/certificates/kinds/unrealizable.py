"""No single neuron has exactly (or at least) a given support on given features: a Farkas combination.

ReLU: ``a.w_d > 0`` for d in ``on``, ``a.w_e <= 0`` for e in ``off``.  JumpReLU with a threshold theta > 0, whose scale may be
absorbed in a: ``a.w_d > 1`` and ``a.w_e <= 1``.  Multipliers that refute these rows (see ``farkas``) prove that no
encoder row exists.  With ``off`` = all features outside ``on`` this is the support {on}; with fewer it says more.

asserts: ``features_in``, ``activation`` (relu or jumprelu), ``on``, ``off``, optional ``field``, ``means``
witness: ``multipliers``: first those of ``on``, then those of ``off``
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.exact_numbers import Rejected, read_field, sign
from theory.certificates.kinds.farkas import read_multipliers, refute
from theory.certificates.language import Evaluator
from theory.certificates.statement import exact_matrix, facts, indices, only


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"features_in", "activation", "on", "off"}, {"field", "means"})
    only(witness, {"multipliers"}, set(), "witness")
    names = Evaluator(field=read_field(asserts.get("field")))
    features = exact_matrix(asserts["features_in"], names, "features_in")
    activation = sdl.read_activation(asserts["activation"])
    if activation["type"] == "jumprelu":
        if sign(activation["theta"]) <= 0:
            raise Rejected("activation.theta: the scaling argument needs theta > 0")
        level = Fraction(1)
    elif activation["type"] == "relu":
        level = Fraction(0)
    else:
        raise Rejected("activation: a single neuron's region is defined for relu and jumprelu only")
    on, off = (indices(asserts[x], len(features), x) for x in ("on", "off"))
    if set(on) & set(off):
        raise Rejected("on, off: a feature is in both")
    rows = [(features[d], ">", level) for d in on] + [([-x for x in features[e]], ">=", -level) for e in off]
    refute(rows, read_multipliers(witness["multipliers"], names.field))
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    told = facts(asserts, "on", "off", "features_in", "activation")
    return f"no encoder row is on for all features of the first list and off for all features of the second: {told}"
