"""Problem files are hostile: the answer is a problem or one line that names the field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.errors import InputError
from theory.sdl import Problem, problem_from_json, read_problem

GOOD = {
    "schema": "sdl-atlas/problem/1",
    "name": "example-3.5",
    "kind": "sae",
    "features_in": [["1", "0"], ["0", "1"]],
    "features_out": None,
    "weights": ["1", "2"],
    "activation": {"type": "topk", "k": 1},
    "width": 2,
}


def test_round_trip() -> None:
    problem = problem_from_json(GOOD)
    assert problem_from_json(problem.json()) == problem
    assert problem.sha256() == problem_from_json(problem.json()).sha256()


def test_number_field_round_trip() -> None:
    golden = {"poly": ["-1", "-1", "1"], "interval": ["1", "2"]}
    data = {**GOOD, "field": golden, "features_in": [[{"alg": [0, 1]}, 0], [0, golden]]}
    problem = problem_from_json(data)
    assert problem.features_in[0][0] == problem.features_in[1][1]
    assert problem.features_in[0][0] > 1
    assert problem_from_json(problem.json()).json() == problem.json()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"features_in": [["1", "0"], ["0"]]}, "features_in[1]"),
        ({"features_in": [["1", "0"], ["0", "x"]]}, "features_in[1][1]"),
        ({"features_in": [["1", "0"], ["0", "__import__('os')"]]}, "features_in[1][1]"),
        ({"features_in": [["1", "0"], ["0", 0]]}, "features_in[1]"),
        ({"features_in": []}, "features_in"),
        ({"features_in": "1"}, "features_in"),
        ({"features_in": [[]]}, "features_in[0]"),
        ({"features_in": [["1", "0"], ["0", "9" * 5000]]}, "features_in[1][1]"),
        ({"features_in": [["1", "0"], ["0", {"alg": [0, 1]}]]}, "features_in[1][1]"),
        ({"features_out": [["1"]], "kind": "transcoder"}, "features_out"),
        ({"features_out": [["1"], ["2"]]}, "features_out"),
        ({"weights": ["1", "0"]}, "weights[1]"),
        ({"weights": ["1", "-2"]}, "weights[1]"),
        ({"weights": ["1"]}, "weights"),
        ({"weights": 3}, "weights"),
        ({"activation": {"type": "gelu"}}, "activation"),
        ({"activation": {"type": "relu", "k": 1}}, "activation.k"),
        ({"activation": {"type": "jumprelu", "theta": 0}}, "activation.theta"),
        ({"activation": {"type": "jumprelu", "theta": "-1/2"}}, "activation.theta"),
        ({"activation": {"type": "jumprelu"}}, "activation.theta"),
        ({"activation": {"type": "topk", "k": 0}}, "activation.k"),
        ({"activation": {"type": "topk", "k": 3}}, "activation.k"),
        ({"activation": {"type": "topk", "k": True}}, "activation.k"),
        ({"activation": None}, "activation"),
        ({"width": 0}, "width"),
        ({"width": "2"}, "width"),
        ({"width": 10**9}, "width"),
        ({"kind": "vae"}, "kind"),
        ({"name": 7}, "name"),
        ({"schema": "sdl-atlas/problem/2"}, "schema"),
        ({"colour": "red"}, "colour"),
        ({"field": {"poly": ["1", "0", "1"], "interval": ["0", "1"]}}, "field.interval"),
        ({"field": {"poly": ["1", "2", "1"], "interval": ["-2", "0"]}}, "field.poly"),
        ({"field": {"poly": ["-2", "0", "1"], "interval": ["2", "1"]}}, "field"),
        ({"field": 7}, "field"),
    ],
)
def test_one_line_names_the_field(change: dict, where: str) -> None:
    with pytest.raises(InputError) as caught:
        problem_from_json({**GOOD, **change})
    assert str(caught.value).startswith(f"{where}: found ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["schema", "features_in", "activation", "width"])
def test_missing_field(name: str) -> None:
    with pytest.raises(InputError, match=f"^{name}: found nothing"):
        problem_from_json({k: v for k, v in GOOD.items() if k != name})


def test_duplicate_features_are_allowed_and_reported() -> None:
    assert problem_from_json({**GOOD, "features_in": [[1, 0], [1, 0]]}).duplicates == ((0, 1),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "an empty file"),
        (b"{", "not JSON"),
        (b"[1]", "expected a JSON object"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a": 1, "a": 2}', "same key twice"),
        (b'{"width": 0.5}', "is a float"),
        (b'{"width": NaN}', "is a float"),
        (b'{"width": ' + b"9" * 1_000_000 + b"}", "digits"),
    ],
)
def test_files(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        read_problem(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    with path.open("wb") as stream:
        stream.truncate(2**30)  # sparse: a gigabyte that takes no space
    with pytest.raises(InputError, match="at most"):
        read_problem(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_problem(tmp_path / "nothing.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["1", "1/2", "-3", "0"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*GOOD, "type", "k", "theta", "poly"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.sampled_from(sorted(GOOD)), json_values)
def test_fuzzed_field(name: str, value: object) -> None:
    assert reads(json.loads(json.dumps({**GOOD, name: value})))


def reads(data: object) -> bool:
    """A problem comes back, or one line; anything else (a crash) is raised."""
    try:
        return isinstance(problem_from_json(data), Problem)
    except InputError as error:
        return "\n" not in str(error)


@given(json_values)
def test_fuzzed_whole(value: object) -> None:
    with pytest.raises(InputError):
        problem_from_json(value)
