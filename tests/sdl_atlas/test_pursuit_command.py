"""``sdl-atlas pursuit``: what it says of dictionaries of every origin, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from sdl_atlas.command_line import main
from solvers.pursuit.stored.dictionary import read_dictionary
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import save
from solvers.sdl.train.run.saelens import write_saelens
from solvers.sdl.train.run.train import train
from tests.solvers.sdl.train.configurations import tiny


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["pursuit", *words]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["pursuit", *words]) == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    return text


def test_a_table_and_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "atoms.npy", np.array([[1.0, 0.0], [0.6, 0.8], [2.0, 0.0]]))
    np.save(tmp_path / "x.npy", np.array([[1.0, 0.5], [-1.0, 0.2], [0.3, 0.3]]))
    text = said(capsys, str(tmp_path / "atoms.npy"), "--data", str(tmp_path / "x.npy"), "--steps", "2")
    assert "3 atoms in 2 dimensions, norms 1 to 2" in text
    assert "never told apart, positive multiples of each other: atoms 0 and 2" in text
    assert "every code of up to 0 atoms keeps" in text
    assert "does not converge for all inputs (exact)" in text
    assert "squared norm above 2" in text
    assert "3 samples, nonnegative, 2 steps" in text


def test_models_of_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(tiny(model={"kind": "pursuit", "k": 3, "residual_threshold": 0.25}), tmp_path / "run")
    np.save(tmp_path / "x.npy", np.random.default_rng(0).standard_normal((20, 8)))
    text = said(capsys, str(tmp_path / "run"), "--data", str(tmp_path / "x.npy"), "--null", "0")
    assert "pursuit sae" in text
    assert "3 steps, until the residual is below 0.25" in text
    assert "random" not in text
    model = SDLModel(Architecture("topk", inputs=(8,), outputs=(8,), width=12, k=2), seed=0)
    save(tmp_path / "m", model)
    write_saelens(tmp_path / "lens", model)
    save_file(
        {"W_dec": model.decoder_qr.detach().numpy(), "b_dec": np.zeros(8, np.float32)}, tmp_path / "w.safetensors"
    )
    for name in ("m", "lens", "w.safetensors"):
        assert "12 atoms in 8 dimensions" in said(capsys, str(tmp_path / name))


@pytest.mark.parametrize("name", ["W", "dictionary._weights", "dictionary.dictionary"])
def test_states_of_other_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    atoms = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
    save_file({name: atoms, "encoder.bias": np.zeros(5, np.float32)}, tmp_path / "state.safetensors")
    assert (read_dictionary(tmp_path / "state.safetensors").atoms_qp == atoms).all()
    assert "5 atoms in 4 dimensions" in said(capsys, str(tmp_path / "state.safetensors"))


def test_support_and_level(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    atoms = str(tmp_path / "atoms.npy")
    np.save(atoms, np.array([[1.0, 0, 0], [0, 3.0, 0], [0.6, 0.8, 0], [0, 0, 2.0]]))
    text = said(capsys, atoms, "--support", "0,3", "--level", "0,1,2", "--certificates", str(tmp_path / "proofs"))
    assert "support 0, 3 (atoms divided by their norms, exact): non-negative pursuit keeps to it" in text
    assert "nearest is atom 2 with 0.6 < 1" in text
    assert "no one-step ReLU encoder is exact, as d_2 = 0.6 d_0 + 0.8 d_1" in text
    files = sorted(map(str, (tmp_path / "proofs").iterdir()))
    assert len(files) == 2
    assert main(["check", *files]) == 0
    capsys.readouterr()
    assert "selects atom 2" in said(capsys, atoms, "--support", "0,1")
    assert "atoms 1 and 2 have the product 0.8 > 0" in said(capsys, atoms, "--support", "1,2")
    assert "a one-step ReLU encoder is exact" in said(capsys, atoms, "--level", "0,2")
    assert "every step leaves at most" in text


def test_noise_that_a_run_bears(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "atoms.npy", np.eye(2))
    np.save(tmp_path / "x.npy", np.array([[3.0, 1.0]]))
    words = (str(tmp_path / "atoms.npy"), "--data", str(tmp_path / "x.npy"), "--steps", "1", "--null", "0")
    assert "bear noise of norm 1" in said(capsys, *words, "--rule", "absolute")
    assert "bear noise" not in said(capsys, *words)


def test_refusals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "zero.npy", np.array([[1.0, 0.0], [0.0, 0.0]]))
    np.save(tmp_path / "nan.npy", np.array([[1.0, np.nan]]))
    np.save(tmp_path / "good.npy", np.eye(2))
    np.save(tmp_path / "wide.npy", np.ones((3, 5)))
    (tmp_path / "empty").mkdir()
    assert "atom 1" in refused(capsys, str(tmp_path / "zero.npy"))
    assert "finite" in refused(capsys, str(tmp_path / "nan.npy"))
    assert "nothing" in refused(capsys, str(tmp_path / "none"))
    assert "no model" in refused(capsys, str(tmp_path / "empty"))
    good = str(tmp_path / "good.npy")
    assert "the atoms have 2" in refused(capsys, good, "--data", str(tmp_path / "wide.npy"))
    assert "at least 1" in refused(capsys, good, "--steps", "0")
    for value in ("-1", "0", "nan"):
        assert "must be positive" in refused(capsys, good, "--threshold", value)
    for words in (("--support", "0,0"), ("--support", "0,5"), ("--level", "-1"), ("--level", "0,1,2")):
        assert words[0][2:] in refused(capsys, good, *words)
    a = Architecture("pursuit", inputs=(2,), outputs=(2,), width=2, k=3, encoder_bias=False, stop_on_repeat=True)
    save(tmp_path / "p", SDLModel(a, seed=0))
    assert "there are 2 atoms" in refused(capsys, str(tmp_path / "p"))
    assert "at least 1" in refused(capsys, good, "--samples", "0")
    a = Architecture("relu", inputs=(2,), outputs=(3,), width=4, form="transcoder")
    save(tmp_path / "t", SDLModel(a, seed=0, dtype=torch.float64))
    assert "a transcoder" in refused(capsys, str(tmp_path / "t"))
