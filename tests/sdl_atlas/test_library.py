"""The library: the same results as the commands, records that are read back as they were written, and doors that refuse."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import sdl_atlas as sa
from sdl_atlas.command_line import main

ROOT = Path(__file__).resolve().parents[2]
TOP1 = str(ROOT / "examples" / "problems" / "top1.json")
WATER = str(ROOT / "examples" / "contexts" / "live_in_water.cxt")
RELU = sa.Activation("relu")
QUICK = {"steps": 20, "warmup_steps": 2, "decay_steps": 5, "batch_size": 64}


def test_import_is_quick_and_brings_nothing_heavy() -> None:
    heavy = "{'torch', 'numpy', 'scipy', 'cvxpy', 'sympy', 'matplotlib', 'flint', 'msgspec'}"
    code = f"import sys, sdl_atlas; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_names_for_type_checkers_are_the_names() -> None:
    text = (ROOT / "sdl_atlas" / "__init__.py").read_text()
    block = text[text.index("if TYPE_CHECKING") : text.index("_WHERE = {")]
    said = {line.split()[-1]: line.split()[1] for line in block.splitlines() if " import " in line}
    assert set(said) == set(sa.__all__)
    for name in sa.__all__:
        assert getattr(sa, name) is getattr(sys.modules[said[name]], name)


def test_solve_as_the_command(tmp_path: Path) -> None:
    assert main(["solve", TOP1, "--out", str(tmp_path / "landscape.json")]) == 0
    read, made = sa.read_landscape(tmp_path / "landscape.json"), sa.solve(sa.read_problem(TOP1))
    timeless = {"budget": read.budget, "versions": read.versions}
    assert msgspec.structs.replace(made, **timeless) == read
    assert made.global_minimum is not None
    assert read.to_json() == (tmp_path / "landscape.json").read_bytes()


def test_land_as_the_command(tmp_path: Path) -> None:
    options = ["--train", "10", "--steps", "500", "--time-limit", "20"]
    main(["land", "--problem", TOP1, *options, "--out", str(tmp_path / "command")])
    found = sa.land(problem=sa.read_problem(TOP1), train=10, steps=500, out=tmp_path / "library")
    assert found == sa.read_landing(tmp_path / "command") == sa.read_landing(tmp_path / "library" / "landing.json")
    names = {p.name for p in (tmp_path / "command").iterdir()}
    assert names == {p.name for p in (tmp_path / "library").iterdir()}
    for name in names:
        assert (tmp_path / "command" / name).read_bytes() == (tmp_path / "library" / name).read_bytes(), name


def test_train_and_land_as_the_commands(tmp_path: Path) -> None:
    config = str(ROOT / "examples" / "train" / "topk.toml")
    changes = [f"--set=optimiser.{k}={v}" for k, v in QUICK.items()]
    assert main(["train", config, "--out", str(tmp_path / "command"), "--device", "cpu", "--no-plot", *changes]) == 0
    rows: list[Any] = []
    change = {f"optimiser.{k}": v for k, v in QUICK.items()}
    sa.train(config, tmp_path / "library", change=change, device="cpu", progress=rows.append)
    model = Path("model") / "model.safetensors"
    assert (tmp_path / "command" / model).read_bytes() == (tmp_path / "library" / model).read_bytes()
    assert rows[-1].row.step == QUICK["steps"]
    main(["land", str(tmp_path / "command"), "--no-gaps", "--out", str(tmp_path / "landed")])
    (by_command,) = sa.read_recovery(tmp_path / "landed").runs
    found = sa.land(tmp_path / "library", gaps=False)
    assert isinstance(found, sa.RecoveryRecord)
    assert msgspec.structs.replace(found.runs[0], name="command") == by_command


def test_lattice_as_the_command(tmp_path: Path) -> None:
    assert main(["lattice", WATER, "--implications", "--out", str(tmp_path)]) == 0
    found = sa.lattice(WATER, implications=True)
    assert found.record == sa.read_lattice(tmp_path)
    given = sa.read_context(Path(WATER)).context
    assert sa.lattice(given, iceberg="50%").record.min_support == 4


def test_verify_as_the_command(tmp_path: Path) -> None:
    main(["verify", "sdl.thm-3.8", "--jobs", "0", "--out", str(tmp_path)])
    (read,) = sa.read_verdicts(tmp_path)
    (made,) = sa.verify("sdl.thm-3.8").verdicts
    assert msgspec.structs.replace(made, seconds=read.seconds) == read
    for path in (tmp_path / "certificates").glob("*.json"):
        assert sa.check(path) == sa.check(sa.read_certificate(path))


def test_exact_matrices_have_arrays_beside_them() -> None:
    w = [["3/5", "4/5"], [1, 0]]
    point = sa.solve(sa.Problem.sae(w, activation=RELU, width=2)).critical_points[0]
    assert point.W_E is not None
    assert point.W_E.to_numpy() == pytest.approx(np.array(point.W_E.exact(), dtype=float))
    assert np.asarray(point.W_E).dtype == np.float64


def test_an_irrational_matrix_is_read_in_its_field(tmp_path: Path) -> None:
    problem = sa.read_problem(ROOT / "examples" / "problems" / "mercedes-benz.json")
    assert problem.field is not None
    landscape = sa.solve(problem, time_limit=20)
    point = next(
        p for p in landscape.critical_points if p.field is not None and p.W_E is not None and p.W_D is not None
    )
    encoder, decoder = point.W_E.to_numpy(), point.W_D.to_numpy()  # type: ignore[union-attr]
    w, v, m = problem.arrays()
    z = problem.activation.numpy(w @ encoder.T)
    assert (m[:, None] * (v - z @ decoder.T) ** 2).sum() == pytest.approx(point.float, rel=1e-12, abs=1e-12)


def sae(features: Any = ((1, 0), (0, 1)), **changes: Any) -> sa.Problem:
    return sa.Problem.sae(features, **{"activation": RELU, "width": 1, **changes})


CONTEXT = sa.FormalContext.of(["a", "b"])

BAD: list[tuple[str, Callable[[], Any]]] = [
    ("features_in[0][1]: found 0.5; not an exact number", lambda: sae([[1, 0.5]])),
    ("features_in[0][0]: found 1.0; not an exact number", lambda: sae(np.eye(2).tolist())),
    ("features_in[1]: found 1 entries; the vectors before it have 2", lambda: sae([[1, 0], [1]])),
    ("features_in[0]: found the zero vector", lambda: sae([[0, 0]])),
    ("width: found 0; must be an integer between", lambda: sae(width=0)),
    ("width: found 1.5; must be an integer between", lambda: sae(width=1.5)),
    ("weights[0]: found -1; a weight must be positive", lambda: sae(weights=[-1, 1])),
    ("weights: found 1 numbers; expected one number for each of the 2", lambda: sae(weights=[1])),
    ("activation: found relu; expected an Activation", lambda: sae(activation="relu")),
    ("activation: found gelu; there are relu", lambda: sa.Activation("gelu")),  # type: ignore[arg-type]
    ("activation.theta: found 0.5; not an exact number", lambda: sa.Activation("jumprelu", theta=0.5)),  # type: ignore[arg-type]
    ("activation.k: found 1.5; must be an integer", lambda: sa.Activation("topk", k=1.5)),  # type: ignore[arg-type]
    ("sources[1]: found 2 vectors", lambda: sa.Problem.crosscoder([[[1]], [[1], [2]]], activation=RELU, width=1)),
    ("problem: found str; expected a Problem", lambda: sa.solve(TOP1)),  # type: ignore[arg-type]
    ("ridge: found 0.5; not an exact number", lambda: sa.solve(sae(), ridge=0.5)),  # type: ignore[arg-type]
    ("train: found 0; must be an integer of at least 1", lambda: sa.land(problem=sae(), train=0)),
    ("optimiser: found sgd; must be gd or adam", lambda: sa.land(problem=sae(), train=1, optimiser="sgd")),
    ("epochs: found 3; land has no such option", lambda: sa.land(problem=sae(), train=1, epochs=3)),
    ("iceberg: found 9; must be from 1 to the 8", lambda: sa.lattice(WATER, iceberg=9)),
    ("profile: found slow; must be quick or full", lambda: sa.verify(profile="slow")),  # type: ignore[arg-type]
    ("jobs: found -1", lambda: sa.verify("sdl.thm-3.8", jobs=-1)),
    ("config: found int; expected a file", lambda: sa.train(3, "nowhere")),  # type: ignore[arg-type]
    ("nothing.json: found not a file", lambda: sa.check("nothing.json")),
    ("features_in[0][0]: found 1.0; not an exact number", lambda: sae(np.eye(2))),
    ("features_in[0][0]: found [1, 1]; not an exact number", lambda: sae(np.ones((2, 2, 2), int))),
    ("features_in[0][0]: found nan; not an exact number", lambda: sae([[float("nan"), 1]])),
    ("name: found int; expected a str", lambda: sae(name=3)),
    ("sources: found 3; expected a list of tables", lambda: sa.Problem.crosscoder(3, activation=RELU, width=1)),  # type: ignore[arg-type]
    ("encoder[0][0]: found 0.5; not an exact number", lambda: sae().loss([[0.5, 0]], [[1], [0]])),  # type: ignore[list-item]
    ("encoder[0]: found 1 numbers; expected 2", lambda: sae().loss([[1]], [[1], [0]])),
    ("decoder: found 1 rows; expected r = 2", lambda: sae().loss([[1, 0]], [[1]])),
    ("time_limit: found x; must be a positive number", lambda: sa.solve(sae(), time_limit="x")),  # type: ignore[arg-type]
    ("problem: found str; expected a Problem", lambda: sa.land(problem="p.json", train=1)),  # type: ignore[arg-type]
    ("steps: found 2.5; must be an integer", lambda: sa.land(problem=sae(), train=1, steps=2.5)),
    ("landscape: found int; expected a Landscape", lambda: sa.land(problem=sae(), train=1, landscape=3)),  # type: ignore[arg-type]
    ("seed: found -1; must be an integer of at least 0", lambda: sa.ask(sae(), "sdl.thm-3.6", seed=-1)),
    ("claim: found int; expected a str", lambda: sa.verify(3)),  # type: ignore[arg-type]
    ("certificate: found int; expected a Mapping", lambda: sa.check(3)),  # type: ignore[arg-type]
    ("path: found int; expected the path", lambda: sa.read_landscape(3)),  # type: ignore[arg-type]
    ("path: found NoneType; expected the path", lambda: sa.read_problem(None)),  # type: ignore[arg-type]
    ("nope.cxt: found nothing; there is no such file", lambda: sa.read_context("nope.cxt")),
    ("context: found NoneType; expected the path", lambda: sa.lattice(None)),  # type: ignore[arg-type]
    ("table[0][0]: found nan; neither true nor false", lambda: sa.FormalContext.from_bool([[float("nan"), 1]])),  # type: ignore[list-item]
    ("table: found entries of type <U1", lambda: sa.FormalContext.from_bool([["a"]])),  # type: ignore[list-item]
    ("attributes: found fly; the context has no such", lambda: sa.FormalContext.of([{"swim"}]).having(["fly"])),
    ("rows[1]: found b; is not among the attributes", lambda: sa.FormalContext.of(["a", {"b"}], attributes=["a"])),
    ("labels: found 1 objects; the context has 2", lambda: sa.align(CONTEXT, sa.FormalContext.of(["a"]))),
    ("concept: found bool[1]; expected 2 truth values", lambda: sa.best_unit(CONTEXT, np.array([True]))),
    ("context: found NoneType; expected a FormalContext", lambda: sa.concept_lattice(None)),  # type: ignore[arg-type]
    ("context: found NoneType; expected a FormalContext", lambda: sa.stem_base(None)),  # type: ignore[arg-type]
    ("change: found int; expected a Mapping", lambda: sa.train("nope.toml", "x", change=3)),  # type: ignore[arg-type]
    ("model: found NoneType; expected the path", lambda: sa.capture(None)),  # type: ignore[arg-type]
    ("groups: found cosine; expected a list", lambda: sa.capture("nope", groups="cosine")),  # type: ignore[arg-type]
    ("dictionary: found ndarray; expected the path", lambda: sa.pursuit(np.eye(3))),  # type: ignore[arg-type]
]


def test_integers_of_numpy_are_integers() -> None:
    given = sae(np.eye(2, dtype=int), width=np.int64(2), weights=np.array([1, 2]))
    assert given == sae(((1, 0), (0, 1)), width=2, weights=(1, 2))
    assert type(given.width) is int


@pytest.mark.parametrize(("says", "call"), BAD, ids=[b[0] for b in BAD])
def test_refused_at_the_door(
    says: str, call: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(sa.InputError) as caught:
        call()
    assert says in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"schema": "sdl-atlas/landscape/1", "status": 3}')
    with pytest.raises(sa.InputError, match=r"schema: found sdl-atlas/landscape/1; expected 'sdl-atlas/landing/1'"):
        sa.read_landing(path)
    with pytest.raises(sa.InputError, match=r"x\.json: status: found .*; no landscape/1 record"):
        sa.read_landscape(path)
    for raw in (b"", b"[", b"\xff\xfe", b"[" * 100_000, b"{}"):
        path.write_bytes(raw)
        for read in (sa.read_landing, sa.read_landscape, sa.read_lattice, sa.read_recovery):
            with pytest.raises(sa.InputError):
                read(path)


def test_reprs_are_short_and_pages_escape(tmp_path: Path) -> None:
    evil = sa.solve(sae(name="<script>"))
    assert "<script>" not in evil._repr_html_()
    problem = sae(weights=[Fraction(1), Fraction(2)], name="two")
    shown = [problem, evil, evil.critical_points[0], evil.global_minimum.points[0], sa.lattice(WATER)]  # type: ignore[union-attr]
    shown += [sa.verify("sdl.thm-3.8"), sa.verify("sdl.thm-3.8").verdicts[0]]
    assert all(len(repr(x)) < 160 for x in shown), shown
