"""``sdl-atlas land`` as a user meets it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import msgspec
import pytest
import torch

from sdl_atlas.command_line import main
from solvers.sdl.ensemble.files import load_ensemble
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import save
from theory.certificates import check
from theory.training_records import EnsembleRecord, LandingRecord, ModelRecord, RecoveryRecord

PROBLEMS = Path(__file__).resolve().parents[2] / "examples" / "problems"
TOP1, JUMP = str(PROBLEMS / "top1.json"), str(PROBLEMS / "jumprelu.json")
SHORT = ["--train", "60", "--steps", "1500", "--learning-rate", "0.1"]
FILES = {"ensemble.json", "ensemble.safetensors", "landing.json", "landing.csv", "landing.png"}


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("landed")
    assert main(["land", "--problem", TOP1, *SHORT, "--out", str(out)]) == 0
    return out


def test_the_files_say_the_same(landed: Path) -> None:
    assert {p.name for p in landed.iterdir()} == FILES
    data = json.loads((landed / "landing.json").read_text())
    with (landed / "landing.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert data["runs"] == len(rows) == sum(data["classes"].values()) == load_ensemble(landed).runs == 60
    for kind, count in data["classes"].items():
        assert sum(row["class"] == kind for row in rows) == count
    for k, point in enumerate(data["list"]):
        assert sum(row["listed"] == str(k) for row in rows) == point["runs"] == round(60 * point["share"])
    assert data["open"] == []
    assert (landed / "landing.png").read_bytes().startswith(b"\x89PNG")


def test_the_records_follow_their_schemas(landed: Path) -> None:
    msgspec.json.decode((landed / "landing.json").read_bytes(), type=LandingRecord)
    ensemble = msgspec.json.decode((landed / "ensemble.json").read_bytes(), type=EnsembleRecord)
    assert ensemble.runs == 60
    broken = json.loads((landed / "landing.json").read_text()) | {"surprise": 1}
    with pytest.raises(msgspec.ValidationError, match="surprise"):
        msgspec.convert(broken, LandingRecord)


def test_new_points_carry_certificates_that_the_checker_accepts(landed: Path, tmp_path: Path) -> None:
    """The point on a wall is taken out of the landscape, so that its runs are at a new point."""
    main(["solve", TOP1, "--out", str(tmp_path / "whole.json")])
    whole = json.loads((tmp_path / "whole.json").read_text())
    points = [point for point in whole["critical_points"] if point["pattern"] != [[1, 2], []]]
    assert len(points) == len(whole["critical_points"]) - 1
    (tmp_path / "shorter.json").write_text(json.dumps(whole | {"critical_points": points}))
    main(["land", str(landed), "--landscape", str(tmp_path / "shorter.json"), "--out", str(tmp_path / "again")])
    data = json.loads((tmp_path / "again" / "landing.json").read_text())
    msgspec.json.decode((tmp_path / "again" / "landing.json").read_bytes(), type=LandingRecord)
    (new,) = data["new"]
    assert new["pattern"] == [[1, 2]]
    assert data["classes"]["stationary_not_on_list"] == len(new["runs"]) > 0
    assert "exactly one point of the slice" in check(data["proofs"][new["certificate"]])


def test_an_ensemble_is_matched_again_with_the_same_result(
    landed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    landscape = tmp_path / "landscape.json"
    assert main(["solve", TOP1, "--out", str(landscape)]) == 0
    capsys.readouterr()
    assert main(["land", str(landed), "--landscape", str(landscape), "--out", str(tmp_path / "again")]) == 0
    printed = capsys.readouterr()
    assert "global_minimum {2} {0,1}" in printed.out
    assert "0.00 %     0 still moving" in printed.out
    assert printed.err == ""
    for name in sorted(FILES):
        assert (tmp_path / "again" / name).read_bytes() == (landed / name).read_bytes(), name


def test_the_true_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = str(PROBLEMS / "theorem-3.6-counterexample.json")
    options = [
        "--loss",
        "true",
        "--present",
        "1/2",
        "--optimiser",
        "adam",
        "--learning-rate",
        "0.02",
        "--steps",
        "2000",
    ]
    main(["land", "--problem", problem, "--train", "30", *options, "--out", str(tmp_path)])
    assert "theorem-3.6-counterexample, true loss: 3 inputs in R^2" in capsys.readouterr().out
    data = json.loads((tmp_path / "landing.json").read_text())
    assert sum(data["classes"].values()) == 30
    assert data["classes"]["diverged"] == 0


def checkpoint(folder: Path, kind: str = "jumprelu", **options: object) -> SDLModel:
    size = {"inputs": (2,), "outputs": (2,), "width": 3, "encoder_bias": False, "decoder_bias": False}
    model = SDLModel(Architecture(kind, **{**size, **options}), seed=0)  # type: ignore[arg-type]
    save(folder, model)
    return model


def test_a_checkpoint_at_the_global_minimum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows that see one feature each; thresholds of the model differ from the problem's, so that scalings are needed."""
    model = checkpoint(tmp_path / "model", threshold=0.125)
    w = torch.tensor([[0.6, 0.8], [1.0, 0.0], [-0.6, 0.8]])
    rows = torch.tensor([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    for d in range(3):  # orthogonal to nothing: a.w_d large, the others below the threshold
        rows[d] = w[d] * 0.2
        others = [e for e in range(3) if e != d]
        assert all(float(rows[d] @ w[e]) <= 0.125 < float(rows[d] @ w[d]) for e in others)
    with torch.no_grad():
        model.encoder_qp.copy_(rows)
        model.decoder_qr.copy_(w / 0.2)
    save(tmp_path / "model", model)
    for given in (tmp_path / "model", tmp_path):  # a checkpoint, and the folder of its run
        assert main(["land", str(given), "--problem", JUMP]) == 0
        assert "1 at zero loss" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "neither RUN nor --train"),
        (["somewhere", "--train", "5"], "give one of the two"),
        (["--train", "5"], "--problem"),
        (["--train", "0", "--problem", TOP1], "--train: found 0"),
        (["--train", "5", "--problem", TOP1, "--steps", "-1"], "--steps"),
        (["--train", "5", "--problem", TOP1, "--learning-rate", "nan"], "--learning-rate"),
        (["--train", "5", "--problem", TOP1, "--seed", "-1"], "--seed"),
        (["--train", "99999999999", "--problem", TOP1], "memory"),
        (["--train", "5", "--problem", TOP1, "--loss", "true", "--present", "2"], "probability"),
        (["--train", "5", "--problem", "nothing.json"], "nothing.json"),
        (["nowhere", "--problem", TOP1], "cannot be read"),
        (["nowhere"], "--problem"),
        (["nowhere"], "nowhere: found nothing; there is no such folder"),
        ([str(PROBLEMS)], "problems: found no run"),
        (["nowhere", "--loss", "true"], "--loss"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["land", *arguments]) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"kind": "topk", "k": 1}, "a topk model"),
        ({"kind": "jumprelu", "width": 4}, "q, p, r = 4"),
        ({"kind": "jumprelu", "encoder_bias": True}, "not zero"),
    ],
)
def test_checkpoints_that_do_not_fit(
    tmp_path: Path, options: dict[str, object], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model = checkpoint(tmp_path / "model", **options)  # type: ignore[arg-type]
    if options.get("encoder_bias"):
        with torch.no_grad():
            model.encoder_bias_q.fill_(1.0)  # type: ignore[union-attr]
        save(tmp_path / "model", model)
    assert main(["land", str(tmp_path / "model"), "--problem", JUMP]) == 2
    assert says in capsys.readouterr().err


def test_another_problem_or_landscape_is_refused(
    landed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["land", str(landed), "--problem", JUMP]) == 2
    assert "the ensemble is of top1" in capsys.readouterr().err
    main(["solve", JUMP, "--out", str(tmp_path / "other.json")])
    assert main(["land", str(landed), "--landscape", str(tmp_path / "other.json")]) == 2
    assert "another problem" in capsys.readouterr().err


def test_the_commands_of_the_tutorial_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = PROBLEMS.parents[1]
    text = (root / "docs" / "land.md").read_text()
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^\$ sdl-atlas (.*)$", text, re.MULTILINE)
    assert len(lines) == 6
    short = " --set optimiser.steps=30 --set optimiser.decay_steps=10"  # the numbers shown are those of 3,000 steps
    lines = [line + short if line.startswith("train") else line for line in lines]
    assert [main(line.split()) for line in lines] == [0] * 6
    printed = capsys.readouterr().out
    shown = re.search(r"top1: 3 inputs(?:.*\n)+? 100.00 %.*\n", text)
    assert shown is not None
    assert shown.group() in printed


TREE = """
[model]
kind = "topk"
width = 12
k = 2
[data]
kind = "hierarchy"
branching = [2, 2]
dimension = 8
stop = 0.3
[optimiser]
steps = 40
batch_size = 64
learning_rate = 0.01
[run]
seeds = [0, 1]
"""


def test_training_runs_are_held_against_the_features_of_their_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tree.toml").write_text(TREE)
    assert main(["train", str(tmp_path / "tree.toml"), "--out", str(tmp_path / "runs"), "--jobs", "1"]) == 0
    capsys.readouterr()
    assert main(["land", str(tmp_path / "runs"), "--out", str(tmp_path / "landed")]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^seed-1: topk sae, 12 neurons, 6 features$", said, re.M)
    assert "absorbed" in said
    data = json.loads((tmp_path / "landed" / "recovery.json").read_text())
    assert len(msgspec.convert(data, RecoveryRecord).runs) == 2
    msgspec.json.decode((tmp_path / "runs" / "seed-0" / "model" / "model.json").read_bytes(), type=ModelRecord)
    assert [run["name"] for run in data["runs"]] == ["seed-0", "seed-1"]
    with (tmp_path / "landed" / "recovery.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 2 * 6
    for run in data["runs"]:
        mine = [row for row in rows if row["run"] == run["name"]]
        for half in ("encoder", "decoder"):
            mean = sum(float(row[f"{half}_cosine"]) for row in mine) / 6
            assert mean == pytest.approx(run[half]["M_IP"], abs=1e-7)
        gaps = run["block_gaps"]
        assert 0 <= gaps["decoder"]["at_least"] <= gaps["decoder"]["at_most"] <= gaps["loss_of_zero"]
    # one run of the sweep alone gives the same numbers
    assert main(["land", str(tmp_path / "runs" / "seed-1"), "--no-gaps", "--out", str(tmp_path / "one")]) == 0
    (one,) = json.loads((tmp_path / "one" / "recovery.json").read_text())["runs"]
    assert one["encoder"] == data["runs"][1]["encoder"]
    assert "block_gaps" not in one


def test_a_run_on_data_without_known_features_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import numpy as np

    np.save(tmp_path / "x.npy", np.random.default_rng(0).standard_normal((64, 4)).astype(np.float32))
    own = (
        TREE.split("[data]")[0] + '[data]\nkind = "files"\nfiles = ["x.npy"]\n[optimiser]\nsteps = 3\nbatch_size = 16\n'
    )
    (tmp_path / "own.toml").write_text(own)
    assert main(["train", str(tmp_path / "own.toml"), "--out", str(tmp_path / "run")]) == 0
    capsys.readouterr()
    assert main(["land", str(tmp_path / "run"), "--out", str(tmp_path / "landed")]) == 2
    message = capsys.readouterr().err
    assert "features behind the data are not known" in message
    assert message.count("\n") == 1
    assert not (tmp_path / "landed").exists()
