"""A valid certificate of every kind, spoilt by construction at every place: no truth value, float, NaN, negative index, repetition passes.

``samples/KIND.json`` is one accepted certificate of each kind of the folder ``kinds``; a new kind needs one.  The places are all atoms,
lists and objects of what is asserted and of the witness.  Which integers are indices or sizes is found out, not listed: they are those
that the checker does not take as text (``"3"`` is a number and no index).
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.theory.certificates.fuzz.decisions import true
from tests.theory.certificates.fuzz.mutants import places
from theory.certificates import Rejected, all_kinds, check, judge, seal
from theory.certificates.checker import parse

SAMPLES = Path(__file__).parent / "samples"
KINDS = sorted(all_kinds())
NO_NUMBERS: tuple[Any, ...] = (True, False, 0.5, float("nan"), "NaN", "Infinity", "1e999")
FLOATS = ("0.5", "1.0", "1e0", "1e999", "NaN", "Infinity", "-Infinity")  # as they stand in a file
MARK = "@here@"
LONGEST = 5.0  # seconds for one mutant of a sample that is checked in well under a second; a hang is far more
Path_ = tuple[Any, ...]


def sample(kind: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{kind}.json").read_text(encoding="utf-8"))


def at(body: Any, path: Path_) -> Any:
    for key in path:
        body = body[key]
    return body


def replaced(certificate: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    """The certificate with another value at a place, sealed again."""
    body = copy.deepcopy({part: certificate[part] for part in ("asserts", "witness")})
    at(body, path[:-1])[path[-1]] = value
    return seal(certificate["kind"], body["asserts"], body["witness"])


def accepted(certificate: dict[str, Any]) -> bool:
    """The answer of the checker, which is the only thing that may come of a file, and soon."""
    started = time.process_time()
    try:
        assert check(certificate)
        return True
    except Rejected:
        return False
    finally:
        assert time.process_time() - started < LONGEST


def parts(certificate: dict[str, Any]) -> Iterator[tuple[Path_, Any]]:
    """Every place of the statement and the witness but captions and the seals of certificates inside, with its value."""
    for path in places({part: certificate[part] for part in ("asserts", "witness")}):
        if len(path) > 1 and path[-1] not in ("means", "sha256", "schema", "kind"):
            yield path, at(certificate, path)


def is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    try:
        Fraction(value)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def is_index(certificate: dict[str, Any], path: Path_, value: Any) -> bool:
    """An integer that the checker does not take as text; a number it does."""
    return type(value) is int and value >= 0 and not accepted(replaced(certificate, path, str(value)))


@pytest.fixture(params=KINDS)
def certificate(request: pytest.FixtureRequest) -> dict[str, Any]:
    found = sample(request.param)
    # a certificate inside another one is a sample of its own kind; resealing the outer one alone would only test its seal
    assert accepted(found)
    return found


def test_every_kind_has_a_sample_and_every_sample_a_kind() -> None:
    assert sorted(p.stem for p in SAMPLES.glob("*.json")) == KINDS
    assert all(sample(kind)["kind"] == kind for kind in KINDS)


def test_indices_are_told_from_numbers() -> None:
    found = sample("realizable")
    assert is_index(found, ("asserts", "pattern", 0, 1), 1)
    assert not is_index(found, ("asserts", "features_in", 1, 0), 1)


def test_nothing_else_passes_for_a_number(certificate: dict[str, Any]) -> None:
    for path, value in parts(certificate):
        wrong = NO_NUMBERS if is_number(value) else tuple(x for x in NO_NUMBERS if type(x) is float)
        passed = [x for x in wrong if not isinstance(value, dict | list) and accepted(replaced(certificate, path, x))]
        assert not passed, f"{path}: {value!r} replaced by {passed}"


def test_no_number_passes_for_a_truth_value(certificate: dict[str, Any]) -> None:
    for path, value in parts(certificate):
        if isinstance(value, bool):
            assert not [x for x in (0, 1, "true", None, []) if accepted(replaced(certificate, path, x))], path


def test_no_index_is_negative(certificate: dict[str, Any]) -> None:
    """Python reads ``x[-1]``; whatever the lists are long, the alias of an index is not accepted for it."""
    lengths = {len(value) for _, value in parts(certificate) if isinstance(value, list)} | {1}
    for path, value in parts(certificate):
        if is_index(certificate, path, value):
            if certificate["kind"] == "branch_and_bound" and path[:2] == ("witness", "search") and len(path) > 5:
                continue  # numerators of multipliers, which may be negative
            aliases = {value - n for n in lengths if value < n} | {-value} - {0}
            assert not [x for x in sorted(aliases) if accepted(replaced(certificate, path, x))], path


def test_no_index_or_name_is_listed_twice(certificate: dict[str, Any]) -> None:
    for path, value in parts(certificate):
        if not isinstance(value, list) or not value:
            continue
        twice = [[*value[:i], x, *value[i:]] for i, x in enumerate(value)] + [[*value, value[0]]]
        passed = [x for x in twice if accepted(replaced(certificate, path, x))]
        names = path[0] == "asserts" and len(path) == 2 and all(isinstance(x, str) for x in value)
        if names or all(is_index(certificate, (*path, i), x) for i, x in enumerate(value)):
            assert not passed, path
        for other in passed:  # what was proved before, or a condition once more: a statement that says so and is true
            changed = replaced(certificate, path, other)
            assert path[0] == "witness" or check(changed) != check(certificate), path
            assert true(changed), path


def test_empty_lists_are_answered_and_what_is_accepted_of_them_is_true(certificate: dict[str, Any]) -> None:
    for path, value in parts(certificate):
        if isinstance(value, dict | list) and value:
            for empty in ([], {}, [[]]):
                other = replaced(certificate, path, empty)
                assert not accepted(other) or true(other), f"{path}: {empty}"


def test_no_float_and_no_key_twice_is_read_from_a_file(certificate: dict[str, Any], tmp_path: Path) -> None:
    for path, value in parts(certificate):
        texts: list[str] = []
        if isinstance(value, dict):
            for key in value:
                twice = json.dumps(replaced(certificate, path, {**value, MARK: value[key]}))
                texts.append(twice.replace(json.dumps(MARK), json.dumps(key)))
        elif not isinstance(value, list):
            marked = json.dumps(replaced(certificate, path, MARK))
            texts += [marked.replace(json.dumps(MARK), token) for token in FLOATS]
        for text in texts:
            with pytest.raises(Rejected, match=r"float|same key twice"):
                parse(text)
        if texts:
            file = tmp_path / "certificate.json"
            file.write_text(texts[-1], encoding="utf-8")
            assert judge(file)[0] == 2, path
