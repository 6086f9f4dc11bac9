"""Each kind: real certificates are accepted, every corrupted number and every false statement is rejected."""

from __future__ import annotations

import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, all_kinds, check, seal

GOLDEN = {"poly": [-1, -1, 1], "interval": [1, 2]}
SQUARE_SUM = {"indeterminates": ["x", "y"], "assume": [["x", ">="]], "conclude": [["+", ["^", "y", 2], "x"], ">="]}
BERNOULLI = {
    "n": "n",
    "start": 0,
    "parameters": ["x"],
    "sequences": {"P": {"start": 1, "next": ["*", "P", ["+", 1, "x"]]}},
    "assume": [["x", ">="]],
    "relations": [[["-", "P", ["+", 1, ["*", "n", "x"]]], ">="]],
}
BERNOULLI_WITNESS = {
    "base": [{"terms": []}],
    "step": [
        {"terms": [{"weight": 1, "use": [2]}, {"weight": 1, "use": [0, 2]}, {"weight": 1, "square": "x", "use": [1]}]}
    ],
}
GRAM = ["data", [[1, "3/5", "1/10"], ["3/5", 1, "-1/5"], ["1/10", "-1/5", 1]]]


def gradient_system() -> dict[str, Any]:
    """Stationarity of (1 - x y)^2 + (2 - x)^2 + y^2 has no complex solution with x = 0."""
    loss = ["+", ["^", ["-", 1, ["*", "x", "y"]], 2], ["^", ["-", 2, "x"], 2]]
    return {"indeterminates": ["x", "y"], "let": [["loss", loss]], "equations": [["diff", "loss", "x"], "x"]}


REAL: dict[str, dict[str, Any]] = {
    "evaluation": seal(
        "evaluation",
        {
            "field": GOLDEN,
            "let": [["phi", ["data", {"alg": [0, 1]}]], ["phi2", ["*", "phi", "phi"]]],
            "holds": ["and", ["=", "phi2", ["+", "phi", 1]], ["<", "phi", "1.7"], [">", "phi", "1.6"]],
        },
        {"values": {"phi2": {"alg": [1, 1]}}},
    ),
    "counterexample": seal(
        "counterexample",
        {
            "variables": ["x", "y"],
            "let": [["s", ["+", "x", ["*", 2, "y"]]], ["t", ["*", "x", "y"]]],
            "hypotheses": {"positive": [">", "s", 0]},
            "conclusion": [">=", "t", 0],
        },
        {"assignment": {"x": 3, "y": "-1/2"}, "values": {"s": 2, "t": "-3/2"}},
    ),
    "implication": seal(
        "implication",
        SQUARE_SUM,
        {"terms": [{"weight": 1, "square": "y", "use": []}, {"weight": 1, "square": 1, "use": [0]}]},
    ),
    "induction": seal("induction", BERNOULLI, BERNOULLI_WITNESS),
    "unit_ideal": seal(
        # g1 = diff(loss, x) = -2y(1 - xy) - 2(2 - x), g2 = x, and t*(y+2) - 1: at x = 0, g1 = -2y - 4 = -2(y + 2)
        "unit_ideal",
        {**gradient_system(), "indeterminates": ["x", "y", "t"], "nonzero": ["+", "y", 2], "inverse": "t"},
        {"cofactors": [["*", "-1/2", "t"], ["*", "t", ["+", ["*", "y", "y"], 1]], -1]},
    ),
    "farkas": seal(
        "farkas",
        {"rows": [[[1, 1], ">", 0], [[-1, 0], ">=", 0], [[0, -1], ">=", 0]]},
        {"multipliers": [1, 1, 1]},
    ),
    "psd": seal(
        "psd",
        {"matrix": ["data", [[4, 2], [2, 5]]], "definite": True},
        {"L": [[1, 0], ["1/2", 1]], "d": [4, 4]},
    ),
    "copositive": seal(
        "copositive",
        {"matrix": ["data", [[1, -1, 1], [-1, 1, 3], [1, 3, 1]]]},
        {"L": [[1], [-1], [1]], "d": [1], "N": [[0, 0, 0], [0, 0, 4], [0, 4, 0]]},
    ),
    "spectrum": seal(
        "spectrum",
        {"matrix": GRAM, "signs": [[1, -1, -1], [-1, 1, -1], [1, 1, -1]]},
        {"intervals": [["1/4", "1/2"], ["9/10", "5/4"], ["3/2", 2]], "columns": [0, 0, 0]},
    ),
    "realizable": seal(
        "realizable",
        {
            "features_in": [["3/5", "4/5"], [1, 0], ["-3/5", "4/5"]],
            "activation": {"type": "relu"},
            "pattern": [[0, 1]],
        },
        {"encoder": [["5/6", 0]], "preactivations": [["1/2", "5/6", "-1/2"]]},
    ),
    "unrealizable": seal(
        "unrealizable",
        {
            "features_in": [["3/5", "4/5"], [1, 0], ["-3/5", "4/5"]],
            "activation": {"type": "relu"},
            "on": [0],
            "off": [1, 2],
        },
        {"multipliers": [1, "6/5", 1]},
    ),
}
REAL["proof"] = seal(
    "proof",
    {"theorem": "a sum of squares is not negative"},
    {
        "steps": [
            {"id": "a", "gloss": "x >= 0 gives y^2 + x >= 0", "certificate": REAL["implication"]},
            {"id": "b", "says": "add over all terms", "rule": "linearity", "uses": ["a"]},
        ]
    },
)
REAL["illustration"] = seal("illustration", {"caption": "one case"}, {"certificate": REAL["implication"]})


def test_every_kind_is_corrupted_somewhere() -> None:
    """A kind that is not in this file has another test file that corrupts every number of a real certificate."""
    texts = [p.read_text() for p in Path(__file__).parents[3].rglob("test_*.py") if p != Path(__file__)]
    for name in set(all_kinds()) - set(REAL):
        assert any(name in text and ("survivors" in text or "corruptions" in text) for text in texts), (
            f"no test corrupts a certificate of kind {name}"
        )


@pytest.mark.parametrize("name", sorted(REAL))
def test_accepted(name: str) -> None:
    assert check(REAL[name])


@pytest.mark.parametrize("name", sorted(set(REAL) - {"spectrum", "proof"}))
def test_every_number_of_the_witness_bears_load(name: str) -> None:
    assert survivors(REAL[name]) == []


def test_spectrum_intervals_and_columns() -> None:
    certificate = REAL["spectrum"]
    for k, interval in enumerate([["1/2", "9/10"], [0, "5/4"], ["9/10", 2]]):
        bad = copy.deepcopy(certificate["witness"])
        bad["intervals"][k] = interval
        with pytest.raises(Rejected):
            check(seal("spectrum", certificate["asserts"], bad))
    for path in ([0, 0], [1, 1], [2, 2]):
        bad = copy.deepcopy(certificate["asserts"])
        bad["signs"][path[0]][path[1]] *= -1
        with pytest.raises(Rejected, match="signs"):
            check(seal("spectrum", bad, certificate["witness"]))


@pytest.mark.parametrize("name", sorted(REAL))
def test_broken_seal(name: str) -> None:
    bad = copy.deepcopy(REAL[name])
    bad["sha256"] = "0" * 64
    with pytest.raises(Rejected, match="seal"):
        check(bad)


@pytest.mark.parametrize("name", sorted(REAL))
@pytest.mark.parametrize("part", ["asserts", "witness"])
def test_missing_and_unknown_fields(name: str, part: str) -> None:
    for key in list(REAL[name][part]):
        bad = {p: dict(REAL[name][p]) for p in ("asserts", "witness")}
        del bad[part][key]
        if key in ("means", "values", "let", "field", "assume", "indeterminates", "inverse", "nonzero", "terms"):
            continue  # optional fields; what depends on them is tested above
        with pytest.raises(Rejected):
            check(seal(name, bad["asserts"], bad["witness"]))
    bad = {p: dict(REAL[name][p]) for p in ("asserts", "witness")}
    bad[part]["surprise"] = 1
    with pytest.raises(Rejected):
        check(seal(name, bad["asserts"], bad["witness"]))


def rejects(kind: str, asserts: dict[str, Any], witness: dict[str, Any], match: str) -> None:
    with pytest.raises(Rejected, match=match):
        check(seal(kind, asserts, witness))


def test_false_evaluations() -> None:
    rejects("evaluation", {"holds": ["=", 1, 2]}, {}, "is false")
    rejects("evaluation", {"holds": 1}, {}, "truth value")
    rejects("evaluation", {"indeterminates": ["x"], "holds": ["=", ["*", "x", "x"], "x"]}, {}, "not an identity")


def test_counterexample_to_a_true_statement() -> None:
    asserts = {"variables": ["x"], "hypotheses": {"positive": [">", "x", 0]}, "conclusion": [">", ["*", "x", "x"], 0]}
    rejects("counterexample", asserts, {"assignment": {"x": 2}}, "is true")
    rejects("counterexample", asserts, {"assignment": {"x": -2}}, "hypotheses.positive")
    rejects("counterexample", asserts, {"assignment": {"x": 0, "y": 1}}, "unknown .'y'")


def test_implications_that_do_not_follow() -> None:
    x_positive = {"indeterminates": ["x"], "assume": [["x", ">="]], "conclude": ["x", ">"]}
    rejects("implication", x_positive, {"terms": [{"weight": 1, "use": [0]}]}, "strict")
    rejects("implication", {**x_positive, "conclude": ["x", "="]}, {"terms": [{"weight": 1, "use": [0]}]}, "equation")
    negative = {"indeterminates": ["x"], "assume": [], "conclude": [["neg", ["^", "x", 2]], ">="]}
    rejects("implication", negative, {"terms": [{"weight": -1, "square": "x"}]}, "negative")
    factor = {"indeterminates": ["x", "y"], "assume": [["x", ">="], [["*", "x", "y"], ">="]], "conclude": ["y", ">="]}
    rejects(
        "implication", factor, {"terms": [{"weight": 1, "use": [1]}], "factor": {"weight": 1, "use": [0]}}, "needed >"
    )
    inequality = {"indeterminates": ["x", "y"], "assume": [["x", ">="]], "conclude": [["*", "y", "x"], ">="]}
    rejects("implication", inequality, {"multiples": [{"of": 0, "by": "y"}]}, "needed =")


def test_strict_factor_and_equations_do_follow() -> None:
    factor = {"indeterminates": ["x", "y"], "assume": [["x", ">"], [["*", "x", "y"], ">="]], "conclude": ["y", ">="]}
    assert check(
        seal("implication", factor, {"terms": [{"weight": 1, "use": [1]}], "factor": {"weight": 1, "use": [0]}})
    )
    equation = {"indeterminates": ["x", "y"], "assume": [["x", "="]], "conclude": [["*", "y", "x"], "="]}
    assert check(seal("implication", equation, {"multiples": [{"of": 0, "by": "y"}]}))


def test_inductions_that_fail() -> None:
    too_strong = {**BERNOULLI, "relations": [[["-", "P", ["+", 1, ["*", ["+", "n", 1], "x"]]], ">="]]}
    rejects("induction", too_strong, BERNOULLI_WITNESS, "differ")
    about_n = {**BERNOULLI, "assume": [["n", ">="]]}
    rejects("induction", about_n, BERNOULLI_WITNESS, "parameters only")
    no_base = {**BERNOULLI, "sequences": {"P": {"start": 0, "next": ["*", "P", ["+", 1, "x"]]}}}
    rejects("induction", no_base, BERNOULLI_WITNESS, "differ")


def test_unit_ideal_inverse_must_be_fresh() -> None:
    asserts = {"indeterminates": ["t"], "equations": [["-", "t", 1]], "nonzero": 1, "inverse": "t"}
    rejects("unit_ideal", asserts, {"cofactors": [0, 0]}, "occurs in no equation")


def test_farkas_needs_a_contradiction() -> None:
    rejects("farkas", {"rows": [[[1], ">=", 0], [[-1], ">=", 0]]}, {"multipliers": [1, 1]}, "not a contradiction")
    rejects("farkas", {"rows": [[[1], ">", 0], [[-1], ">=", 0]]}, {"multipliers": [-1, -1]}, "negative")
    rejects("farkas", {"rows": [[[1], "<", 0]]}, {"multipliers": [0]}, "row is")


def test_indefinite_matrices() -> None:
    rejects(
        "psd",
        {"matrix": ["data", [[1, 2], [2, 1]]], "definite": False},
        {"L": [[1, 0], [2, 1]], "d": [1, -3]},
        "negative",
    )
    rejects("psd", {"matrix": ["data", [[1, 1], [1, 1]]], "definite": True}, {"L": [[1], [1]], "d": [1]}, "definite")
    rejects(
        "psd",
        {"matrix": ["data", [[1, 0], [1, 1]]], "definite": False},
        {"L": [[1, 0], [0, 1]], "d": [1, 1]},
        "differs",
    )
    rejects("copositive", {"matrix": ["data", [[-1]]]}, {"L": [[1]], "d": [0], "N": [[-1]]}, "N: a negative")


def test_spectrum_with_a_double_eigenvalue() -> None:
    asserts = {"matrix": ["data", [[1, 0], [0, 1]]], "signs": [[1, 0], [0, 1]]}
    rejects("spectrum", asserts, {"intervals": [[0, 2], [0, 2]], "columns": [0, 1]}, "not simple")


def test_unrealizable_needs_a_positive_threshold() -> None:
    asserts = {"features_in": [[1], [-1]], "activation": {"type": "jumprelu", "theta": 0}, "on": [0], "off": [1]}
    rejects("unrealizable", asserts, {"multipliers": [1, 1]}, "theta > 0")
    good = {"features_in": [[1], [2]], "activation": {"type": "jumprelu", "theta": "1/2"}, "on": [0], "off": [1]}
    assert check(seal("unrealizable", good, {"multipliers": [2, 1]}))


def test_what_is_no_proof() -> None:
    theorem = {"theorem": "anything"}
    read = {"id": "b", "says": "clearly", "rule": "conclusion", "uses": ["a"]}
    first = REAL["proof"]["witness"]["steps"][0]
    assert check(seal("proof", theorem, {"steps": [first, read]})).startswith("1 step checked, 1 to be read")
    rejects("proof", theorem, {"steps": []}, "there is none")
    rejects("proof", theorem, {"steps": [first, {**read, "uses": ["a", "z"]}]}, "do not come before")
    rejects("proof", theorem, {"steps": [first, {**read, "uses": ["a", "a"]}]}, "different names")
    rejects("proof", theorem, {"steps": [first, {**read, "uses": ["b"]}]}, "do not come before")
    rejects("proof", theorem, {"steps": [first, {**read, "rule": "magic"}]}, "unknown rule")
    rejects("proof", theorem, {"steps": [first, {**read, "says": " "}]}, "must be text")
    rejects("proof", theorem, {"steps": [first, first]}, "not a new name")
    rejects("proof", theorem, {"steps": [{**first, "id": "a\nb"}]}, "not a new name")
    rejects("proof", {"theorem": ["x"]}, {"steps": [first]}, "must be text")
    bad = {**first, "certificate": seal("evaluation", {"holds": False}, {})}
    rejects("proof", theorem, {"steps": [bad]}, "is false")
    for inner in (REAL["proof"], REAL["illustration"]):
        rejects("proof", theorem, {"steps": [{**first, "certificate": inner}]}, "nested")
        rejects("illustration", {"caption": ""}, {"certificate": inner}, "nested")
    rejects("illustration", {"caption": ""}, {"certificate": bad["certificate"]}, "is false")


def test_every_step_is_needed_for_the_conclusion() -> None:
    first = REAL["proof"]["witness"]["steps"][0]
    last = {"id": "z", "says": "hence", "rule": "conclusion", "uses": ["a"]}
    loose: list[dict[str, object]] = [
        {**first, "id": "b"},
        {"id": "b", "says": "also", "rule": "cases", "uses": ["a"]},
    ]
    for step in loose:
        rejects("proof", {"theorem": "t"}, {"steps": [first, step, last]}, r"\['b'\] are not used")
        assert check(seal("proof", {"theorem": "t"}, {"steps": [first, step, {**last, "uses": ["a", "b"]}]}))
    rejects("proof", {"theorem": "t"}, {"steps": [first, last, {**first, "id": "b"}]}, r"\['a', 'z'\] are not used")


def test_characteristic_polynomial_against_sympy() -> None:
    import sympy

    from theory.certificates.kinds.spectrum import characteristic

    a = [
        [Fraction(2), Fraction(1, 3), Fraction(0)],
        [Fraction(-1), Fraction(5), Fraction(2)],
        [Fraction(7), Fraction(0), Fraction(1)],
    ]
    poly, adjugate = characteristic(a)
    x = sympy.Symbol("x")
    m = x * sympy.eye(3) - sympy.Matrix(3, 3, lambda i, j: sympy.Rational(a[i][j].numerator, a[i][j].denominator))
    theirs = sympy.Poly(m.det(), x).all_coeffs()[::-1]
    assert [sympy.Rational(c.numerator, c.denominator) for c in poly] == theirs
    adj = m.adjugate().expand()
    for i in range(3):
        for j in range(3):
            ours = sum(
                sympy.Rational(adjugate[e][i][j].numerator, adjugate[e][i][j].denominator) * x**e for e in range(3)
            )
            assert sympy.expand(ours - adj[i, j]) == 0
