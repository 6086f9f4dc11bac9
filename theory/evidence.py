"""Short ways to make certificates from statements written with ``theory.formal``."""

from __future__ import annotations

from typing import Any

from theory.certificates import seal
from theory.certificates.statement import evaluator
from theory.certificates.values import NoRows
from theory.claims import Certificate
from theory.exact import NumberField, json_tree
from theory.formal import Expression, expr
from theory.prose import flowing

Relation = tuple[Any, str]


def as_data(value: Any) -> Any:
    """Python value to certificate data: exact numbers, nested lists, truth values, activations."""
    if isinstance(value, bool | dict):
        return value
    if hasattr(value, "json") and callable(value.json):
        return value.json()
    if isinstance(value, list | tuple):
        return [as_data(v) for v in value]
    return json_tree(value)


def _from_value(value: Any) -> Any:
    """Checker value back to data, to be recorded in a witness."""
    if isinstance(value, NoRows):
        return {"no_rows": value.columns}
    if isinstance(value, list):
        return [_from_value(v) for v in value]
    if isinstance(value, dict):  # an activation as the checker reads it, its parameter a Fraction
        return {key: v if isinstance(v, str) else str(v) for key, v in value.items()}
    if isinstance(value, bool):
        return value
    return {"alg": [str(c) for c in value.c]} if hasattr(value, "c") else str(value)


def _let(bindings: dict[str, Any] | None) -> list[list[Any]]:
    return [[name, expr(value).json] for name, value in (bindings or {}).items()]


def _field(number_field: NumberField | None) -> dict[str, Any]:
    return {} if number_field is None else {"field": number_field.json()}


def evaluation(
    holds: Expression,
    *,
    let: dict[str, Any] | None = None,
    indeterminates: str = "",
    record: str = "",
    field: NumberField | None = None,
    definitions: dict[str, Any] | None = None,
    means: str = "",
) -> Certificate:
    """The expression is true; names in ``record`` (of ``let``) have their values written into the witness."""
    asserts: dict[str, Any] = {"holds": expr(holds).json, **_field(field)}
    if definitions:
        asserts["definitions"] = definitions
    if let:
        asserts["let"] = _let(let)
    if indeterminates:
        asserts["indeterminates"] = indeterminates.split()
    if means:
        asserts["means"] = means
    values: dict[str, Any] = {}
    if record:
        names = evaluator(asserts)
        values = {name: _from_value(names.value(name)) for name in record.split()}
    return seal("evaluation", asserts, {"values": values} if values else {})


def counterexample(
    *,
    variables: dict[str, Any],
    hypotheses: dict[str, Any],
    conclusion: Any,
    let: dict[str, Any] | None = None,
    record: str = "",
    field: NumberField | None = None,
    definitions: dict[str, Any] | None = None,
    means: str = "",
) -> Certificate:
    """For ``variables`` (name -> value) all hypotheses hold and the conclusion fails; ``definitions`` are functions by name."""
    asserts: dict[str, Any] = {
        "variables": list(variables),
        "hypotheses": {name: expr(h).json for name, h in hypotheses.items()},
        "conclusion": expr(conclusion).json,
    }
    if definitions:
        asserts["definitions"] = definitions
    if let:
        asserts["let"] = _let(let)
    if means:
        asserts["means"] = means
    witness: dict[str, Any] = {"assignment": {k: as_data(v) for k, v in variables.items()}, **_field(field)}
    if record:
        names = evaluator({**asserts, **_field(field)}, witness["assignment"])
        witness["values"] = {name: _from_value(names.value(name)) for name in record.split()}
    return seal("counterexample", asserts, witness)


def relation(left: Any, sign: str, right: Any = 0) -> list[Any]:
    """``left sign right`` with sign one of >=, >, =, as the checker wants it: an expression compared with 0."""
    difference = expr(left) if isinstance(right, int) and right == 0 else expr(left) - expr(right)
    return [difference.json, sign]


def term(weight: Any = 1, *, square: Any = 1, use: tuple[int, ...] = ()) -> dict[str, Any]:
    """``weight * square^2 * prod of assumptions`` in a derivation."""
    return {"weight": json_tree(weight), "square": expr(square).json, "use": list(use)}


def derivation(
    *terms: dict[str, Any], multiples: dict[int, Any] | None = None, factor: tuple[Any, tuple[int, ...]] | None = None
) -> dict[str, Any]:
    """A derivation: ``factor * conclusion = sum of terms + sum of multiples[i] * equation i``."""
    out: dict[str, Any] = {"terms": list(terms)}
    if multiples:
        out["multiples"] = [{"of": i, "by": expr(by).json} for i, by in multiples.items()]
    if factor:
        out["factor"] = {"weight": json_tree(factor[0]), "use": list(factor[1])}
    return out


def implication(
    variables: str,
    *,
    assume: list[list[Any]],
    conclude: list[Any],
    by: dict[str, Any],
    let: dict[str, Any] | None = None,
    means: str = "",
) -> Certificate:
    """For all real values of ``variables``: the assumptions imply the conclusion, by the given derivation."""
    asserts: dict[str, Any] = {"indeterminates": variables.split(), "assume": assume, "conclude": conclude}
    if let:
        asserts["let"] = _let(let)
    if means:
        asserts["means"] = means
    return seal("implication", asserts, by)


def proof(theorem: str, *steps: dict[str, Any]) -> Certificate:
    """A proof in steps; build the steps with :func:`checked` and :func:`read`.  The last step must rest on all others."""
    return seal("proof", {"theorem": flowing(theorem)}, {"steps": list(steps)})


def illustration(caption: str, certificate: Certificate) -> Certificate:
    """A certificate that stands beside a proof as an example; it is checked and never counted."""
    return seal("illustration", {"caption": flowing(caption)}, {"certificate": certificate})


def checked(id: str, gloss: str, certificate: Certificate) -> dict[str, Any]:
    """A step that the checker re-computes; ``gloss`` is the author's reading of what it shows, which nobody checks."""
    return {"id": id, "gloss": flowing(gloss), "certificate": certificate}


def read(id: str, says: str, rule: str, *uses: str) -> dict[str, Any]:
    """A step for a reader; ``rule`` is one of ``theory.certificates.kinds.proof.RULES``."""
    return {"id": id, "says": flowing(says), "rule": rule, "uses": list(uses)}
