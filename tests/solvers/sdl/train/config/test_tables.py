"""The configuration: every field is documented, every mistake is named."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from solvers.sdl.train.config.tables import (
    SECTIONS,
    TrainConfig,
    difference,
    expand,
    from_tables,
    load_config,
    overridden,
)
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.run.build import loss_config
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError

MODEL = {"kind": "topk", "width": 8, "k": 2}
GOOD: dict[str, Any] = {"model": MODEL, "data": {"preset": "mini"}}

BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"model": MODEL | {"kind": "signedtopk", "k": 2}, "loss": {"auxk": 0.1}}, "loss.auxk", "both sides of zero"),
    ({"loss": {"normalise": True, "reconstruction": "absolute"}}, "loss.normalise", "mean of squares"),
    (
        {"model": MODEL | {"kind": "pursuit", "k": 2}, "loss": {"reanimate": 0.1}},
        "loss.reanimate",
        "no pre-activations",
    ),
    ({"modle": {}}, "modle", 'did you mean "model"?'),
    ({"optimiser": {"learning_rat": 1}}, "optimiser.learning_rat", 'did you mean "learning_rate"?'),
    ({"optimiser": {"learning_rate": 0.0}}, "optimiser.learning_rate", "greater than 0"),
    ({"optimiser": {"learning_rate": "fast"}}, "optimiser.learning_rate", "must be a number"),
    ({"optimiser": {"steps": True}}, "optimiser.steps", "must be an integer"),
    ({"optimiser": {"steps": 2.5}}, "optimiser.steps", "must be an integer"),
    ({"optimiser": {"learning_rate": float("nan")}}, "optimiser.learning_rate", "must be finite"),
    ({"optimiser": {"warmup_steps": 8, "decay_steps": 8, "steps": 10}}, "optimiser.warmup_steps", "more than steps"),
    ({"optimiser": {"batch_size": 10, "micro_batches": 3}}, "optimiser.micro_batches", "must divide"),
    ({"model": {**MODEL, "k": 9}}, "model.k", "at most model.width = 8"),
    ({"model": {**MODEL, "kind": "relu"}}, "model.k", "relu has no k"),
    ({"model": {"kind": "topk", "width": 8}}, "model.k", "topk needs k"),
    ({"model": {**MODEL, "kind": "topkk"}}, "model.kind", "must be one of"),
    ({"model": {"kind": "relu"}}, "model.width", "required"),
    ({"model": {**MODEL, "prefixes": [4, 8]}}, "model.prefixes", "matryoshka"),
    ({"model": 3}, "model", "must be a table"),
    ({"loss": {"anchors": 9, "anchor": 1.0}}, "loss.anchors", "at most model.width"),
    ({"loss": {"anchors": 3}}, "loss.anchors", "set both"),
    ({"loss": {"l0": 0.1}}, "loss.l0_kind", "no thresholds"),
    ({"run": {"seeds": []}}, "run.seeds", "at least one"),
    ({"run": {"seeds": [1, 1]}}, "run.seeds", "different"),
    ({"run": {"seeds": [-1]}}, "run.seeds[0]", "at least 0"),
    ({"run": {"sweep": [{"model.k": 9}]}}, "run.sweep[0]: model.k", "at most"),
    ({"run": {"sweep": [{"model.kk": 9}]}}, "run.sweep[0]: model.kk", "no field"),
    ({"data": {}}, "data.preset", "give a preset"),
    ({"data": {"kind": "files"}}, "data.files", "required"),
    ({"data": {"preset": "mini", "branching": [2]}}, "data.branching", "no meaning"),
    ({"data": {"kind": "files", "files": ["a.npy", "b.npy"]}}, "data.files", "crosscoders have several"),
    ({"data": {"preset": "mini", "files": ["a.npy"]}}, "data.files", 'needs data.kind = "files"'),
    ({"data": {"kind": "correlated", "preset": "mini"}}, "data.blocks", "need data.blocks"),
]


@pytest.mark.parametrize(("change", "where", "why"), BAD, ids=[f"{w}-{i}" for i, (_, w, _) in enumerate(BAD)])
def test_mistakes_are_named(change: dict[str, Any], where: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        from_tables(GOOD | change)
    assert caught.value.where == where
    assert why in str(caught.value)


def test_missing_section() -> None:
    with pytest.raises(InputError, match="data: found nothing; this section is required"):
        from_tables({"model": MODEL})


@pytest.mark.parametrize(
    ("content", "why"), [(b"[model", "no TOML"), (b"\xff\xfe", "no TOML"), (b"x" * (1 << 21), "bytes"), (b"", "model")]
)
def test_files_that_are_no_configuration(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "c.toml").write_bytes(content)
    with pytest.raises(InputError, match=why):
        load_config(tmp_path / "c.toml")
    with pytest.raises(InputError, match="cannot be read"):
        load_config(tmp_path / "missing.toml")


def test_file_names_are_relative_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(
        '[model]\nkind = "relu"\nwidth = 4\n[data]\nkind = "files"\nfiles = ["x.npy"]\n', encoding="utf-8"
    )
    assert load_config(tmp_path / "c.toml").data.files == (str(tmp_path / "x.npy"),)


def test_every_field_is_documented() -> None:
    for cls in SECTIONS.values():
        for f in dataclasses.fields(cls):
            assert len(f.metadata["doc"]) > 10, f"{cls.__name__}.{f.name}"


def test_loss_section_has_every_weight_of_the_loss_with_the_same_default() -> None:
    assert loss_config(tiny()) == LossConfig()
    ours = get_type_hints(SECTIONS["loss"])
    assert set(get_type_hints(LossConfig)) <= set(ours)


def test_expand_multiplies_changes_and_seeds() -> None:
    config = from_tables(GOOD | {"run": {"seeds": [4, 7], "sweep": [{"model.k": 1}, {"optimiser.learning_rate": 0.5}]}})
    runs = expand(config)
    assert [(s.name, s.config.model.k, s.config.optimiser.learning_rate, s.config.run.seeds) for s in runs] == [
        ("sweep-0-seed-4", 1, 1e-3, (4,)),
        ("sweep-0-seed-7", 1, 1e-3, (7,)),
        ("sweep-1-seed-4", 2, 0.5, (4,)),
        ("sweep-1-seed-7", 2, 0.5, (7,)),
    ]
    assert all(not s.config.run.sweep for s in runs)


def test_difference_names_the_field_and_leaves_free_what_changes_no_result() -> None:
    config = tiny()
    stored = config.to_json()
    as_read = {s: {k: list(v) if isinstance(v, tuple) else v for k, v in t.items()} for s, t in stored.items()}
    assert difference(as_read, config) is None
    assert difference(as_read, overridden(config, {"run.checkpoint_every": 3})) is None
    assert difference(as_read, overridden(config, {"optimiser.learning_rate": 0.5})) == "optimiser.learning_rate"
    assert difference(as_read, overridden(config, {"data.inputs": [9]})) == "data.inputs"
    assert difference({}, config) == "model.kind"


def test_sections_are_those_of_the_configuration() -> None:
    assert list(SECTIONS) == [f.name for f in dataclasses.fields(TrainConfig)]
