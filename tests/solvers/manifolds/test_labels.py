"""Labels from files, and verdicts on labelled activations of autoencoders that are known exactly."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

import sdl_atlas as sa
from sdl_atlas.command_line import main
from solvers.manifolds.capture.labels import read_labels
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import save
from solvers.sdl.train.run.saelens import write_saelens
from theory.errors import InputError


def test_columns_become_manifolds(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("day,colour.hue,colour.light,year\nMon,0.1,1,1900\nTue,0.5,2,1901\n,0.1,1,\nMon,0.5,2,1901\n")
    day, colour, year = read_labels(path, 4)
    assert (day.name, day.rows_n.tolist(), day.cells_n.tolist()) == ("day", [0, 1, 3], [0, 1, 0])
    assert (colour.rows_n.tolist(), colour.cells_n.tolist()) == ([0, 1, 2, 3], [0, 1, 0, 1])
    assert year.cells_n.tolist() == [0, 1, 1]


def test_many_values_become_cells_of_equal_size(tmp_path: Path) -> None:
    angle = np.random.default_rng(0).uniform(0, 2 * np.pi, 1000)
    np.save(tmp_path / "angle.npy", angle)
    (one,) = read_labels(tmp_path / "angle.npy", 1000)
    counts = np.bincount(one.cells_n)
    assert (len(counts), counts.min(), counts.max()) == (50, 20, 20)
    means = [angle[one.cells_n == c] for c in range(50)]
    assert all(a.max() <= b.min() for a, b in itertools.pairwise(means))
    np.save(tmp_path / "plane.npy", np.random.default_rng(1).standard_normal((500, 2)))
    (two,) = read_labels(tmp_path / "plane.npy", 500)
    assert 20 <= len(np.unique(two.cells_n)) <= 25


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\n1\n2\n", "2 rows"),
        ("a\n1\n1\n1\n", "one point"),
        ("a\n1\nnan\n2\n", "finite"),
        ("a\n1\ninf\n2\n", "finite"),
        ("a,a\n1,1\n1,1\n2,2\n", "different names"),
        ("a,\n1,1\n1,1\n2,2\n", "different names"),
        ("a,b\n1,1\n1\n2,2\n", "line 3"),
        ("a.x,a.y\n1,1\n,1\n2,2\n", "some cells empty"),
        ("a\n\n\n\n", "line 2"),
        ("", "first line"),
    ],
)
def test_bad_labels(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=why):
        read_labels(path, 3)


def test_other_bad_label_files(tmp_path: Path) -> None:
    np.save(tmp_path / "nan.npy", np.array([1.0, np.nan, 2.0]))
    np.save(tmp_path / "cube.npy", np.zeros((3, 2, 2)))
    (tmp_path / "text.npy").write_text("no array")
    (tmp_path / "labels.txt").write_text("a\n")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    for name in ("nan.npy", "cube.npy", "text.npy", "labels.txt", "bytes.csv", "missing.csv", "missing.npy"):
        with pytest.raises(InputError):
            read_labels(tmp_path / name, 3)
    np.save(tmp_path / "few.npy", np.arange(50.0))
    with pytest.raises(InputError, match="take more samples"):
        read_labels(tmp_path / "few.npy", 50)


PLANE = np.linalg.qr(np.random.default_rng(0).standard_normal((10, 2)))[0].T


def autoencoder(atoms: np.ndarray, gain: float = 1.0) -> SDLModel:
    """ReLU codes ``gain u_j . x`` with these atoms and nothing else."""
    model = SDLModel(
        Architecture("relu", inputs=(atoms.shape[1],), outputs=(atoms.shape[1],), width=len(atoms)), seed=0
    )
    with torch.no_grad():
        model.decoder_qr.copy_(torch.from_numpy(atoms))
        model.encoder_qp.copy_(torch.from_numpy(gain * atoms))
    return model


def circle_with_noise(n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    angle = rng.uniform(0, 2 * np.pi, n)
    point = np.column_stack([np.cos(angle), np.sin(angle)]) @ PLANE
    return (point + 0.1 * rng.standard_normal((n, 10))).astype(np.float32), angle


def ring(n: int) -> np.ndarray:
    angle = 2 * np.pi * np.arange(n) / n
    return np.column_stack([np.cos(angle), np.sin(angle)]) @ PLANE


@pytest.mark.parametrize(("atoms", "gain", "word"), [(4, 1.0, "captured"), (6, 2 / 3, "diluted")])
@pytest.mark.parametrize("layout", ["checkpoint", "saelens"])
def test_a_labelled_circle(tmp_path: Path, atoms: int, gain: float, word: str, layout: str) -> None:
    model = autoencoder(ring(atoms), gain)
    save(tmp_path / "sae", model) if layout == "checkpoint" else write_saelens(tmp_path / "sae", model)
    x, angle = circle_with_noise()
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "angle.npy", angle)
    found = sa.capture(tmp_path / "sae", activations=tmp_path / "x.npy", labels=tmp_path / "angle.npy")
    (verdict,) = found.manifolds
    assert (verdict.name, verdict.verdict, verdict.dimension) == ("angle", word, 2)
    assert verdict.r2.whole > 0.98
    assert found.predicted is None


def test_classes_that_are_sometimes_absent(tmp_path: Path) -> None:
    """Three directions at the corners of a triangle, written by one atom each: as many atoms as classes."""
    rng = np.random.default_rng(5)
    corners = np.linalg.qr(rng.standard_normal((10, 3)))[0].T
    which = rng.integers(-1, 3, 3000)
    x = np.where(which[:, None] >= 0, corners[which], 0) + 0.02 * rng.standard_normal((3000, 10))
    save(tmp_path / "sae", autoencoder(corners))
    np.save(tmp_path / "x.npy", x.astype(np.float32))
    (tmp_path / "kind.csv").write_text("kind\n" + "".join(f"{'' if w < 0 else 'abc'[w]} \n" for w in which))
    (verdict,) = sa.capture(tmp_path / "sae", activations=tmp_path / "x.npy", labels=tmp_path / "kind.csv").manifolds
    assert (verdict.verdict, verdict.dimension, verdict.points) == ("captured", 2, int((which >= 0).sum()))
    assert sorted(verdict.group) == [0, 1, 2]


def test_groups_of_given_activations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = autoencoder(ring(4))
    save(tmp_path / "sae", model)
    x, _ = circle_with_noise()
    x[::2] = 0
    np.save(tmp_path / "x.npy", x)
    out = tmp_path / "out"
    assert main(["capture", str(tmp_path / "sae"), "--activations", str(tmp_path / "x.npy"), "--out", str(out)]) == 0
    assert "information, louvain: 1 groups, 0 atoms alone" in capsys.readouterr().out
    assert sorted(p.name for p in out.iterdir()) == ["capture.html", "capture.json", "capture.png"]
    (group,) = sa.read_capture(out).groupings[0].groups
    assert (group.atoms, group.dimension, group.antipodal_pairs, group.planted) == ([0, 1, 2, 3], 2, 2, None)


def test_what_does_not_fit_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(tmp_path / "sae", autoencoder(ring(4)))
    sae = str(tmp_path / "sae")
    arrays = {
        "wide": np.ones((9, 11)),
        "same": np.ones((9, 10)),
        "nan": np.full((9, 10), np.nan),
        "one": np.ones((1, 10)),
    }
    for name, x in arrays.items():
        np.save(tmp_path / f"{name}.npy", x.astype(np.float32))
    x, _ = circle_with_noise(400)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "chance.npy", np.arange(400) % 2)
    flat = np.tile(x[:200], (2, 1))
    np.save(tmp_path / "flat.npy", flat)
    np.save(tmp_path / "half.npy", np.repeat([0, 1], 200))
    wrong = {
        "wide": "reads 10 numbers",
        "same": "all are alike",
        "one": "all are alike",
        "nan": "finite",
        "none": "cannot be opened",
    }
    cases = [
        ([sae], "no activations"),
        ([sae, "--labels", str(tmp_path / "half.npy")], "belong to activations"),
        *(([sae, "--activations", str(tmp_path / f"{n}.npy")], w) for n, w in wrong.items()),
        ([sae, "--activations", str(tmp_path / "x.npy"), "--labels", str(tmp_path / "one.npy")], "1 rows"),
        (
            [sae, "--activations", str(tmp_path / "flat.npy"), "--labels", str(tmp_path / "half.npy")],
            "constant activations",
        ),
        ([sae, "--activations", str(tmp_path / "x.npy"), "--groups", "vibes"], "must be of cosine"),
        ([sae, "--activations", str(tmp_path / "x.npy"), "--clustering", "vibes"], "louvain or spectral"),
    ]
    for arguments, why in cases:
        assert main(["capture", *arguments, "--out", str(tmp_path / "out")]) == 2, arguments
        said = capsys.readouterr()
        assert len(said.err.strip().splitlines()) == 1
        assert why in said.err, said.err
        assert not (tmp_path / "out").exists()
