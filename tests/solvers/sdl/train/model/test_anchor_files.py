"""Anchors from files: the same ones as in memory, trained to be held, and whatever does not fit is one InputError."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from solvers.sdl.train.config.tables import from_tables, load_config
from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.model import anchor_files
from solvers.sdl.train.model.anchor_files import anchors_of_classes, anchors_of_file
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.run.build import build_anchors, build_model, build_source, loss_config
from solvers.sdl.train.step.loop import fit
from theory.errors import InputError

RNG = np.random.default_rng(5)
N, P, R = 60, 6, 4
X, Y = (RNG.standard_normal((N, w)).astype(np.float32) + 1 for w in (P, R))
CLASSES = RNG.choice([-3, 0, 8], N)  # not 0, 1, 2, and not in order
TABLE = np.stack([c == CLASSES for c in (-3, 0, 8)], axis=1)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def write_csv(path: Path, table: np.ndarray, header: str = "low,zero,high") -> Path:
    path.write_text("\n".join([header, *(",".join(str(int(v)) for v in row) for row in table)]) + "\n")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    np.save(tmp_path / "x.npy", X)
    np.save(tmp_path / "y.npy", Y)
    np.save(tmp_path / "labels.npy", CLASSES)
    write_csv(tmp_path / "labels.csv", TABLE)
    np.save(tmp_path / "unit.npy", unit(X[:3]))
    np.save(tmp_path / "written.npy", unit(Y[:3]))
    return tmp_path


@pytest.mark.parametrize("labels", ["labels.npy", "labels.csv"])
@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("chunk", [7, 4096])
def test_class_means_in_one_pass_are_those_in_memory(
    data: Path, labels: str, centred: bool, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchor_files, "CHUNK", chunk)
    source = ActivationFiles(data / "x.npy", data / "y.npy", seed=3)
    found = anchors_of_classes(data / labels, source, centred=centred)
    x, y = (torch.from_numpy(t).double() for t in (X, Y))
    wanted = Anchors.from_class_means(x, torch.from_numpy(CLASSES), y_br=y, centred=centred)
    torch.testing.assert_close(found.features_kp, wanted.features_kp.float(), rtol=0, atol=1e-6)
    torch.testing.assert_close(found.targets_kr, wanted.targets_kr.float(), rtol=0, atol=1e-6)
    assert found.neurons == (0, 1, 2)
    # and by hand, for one class
    rows = X[CLASSES == 0].mean(0) - (X.mean(0) if centred else 0)
    np.testing.assert_allclose(found.features_kp[1], rows / np.linalg.norm(rows), atol=1e-6)


def test_a_sample_may_have_several_labels_or_none(data: Path) -> None:
    table = np.zeros((N, 2), dtype=int)
    table[[0, 1], 0] = 1
    table[[1, 2], 1] = 1
    source = ActivationFiles(data / "x.npy", seed=0)
    found = anchors_of_classes(write_csv(data / "few.csv", table, "a,b"), source)
    np.testing.assert_allclose(found.features_kp, unit(np.stack([X[:2].mean(0), X[1:3].mean(0)])), atol=1e-6)


def test_unit_vectors_of_every_format(data: Path) -> None:
    features, targets = unit(X[:3]), unit(Y[:3])
    save_file({"features": torch.from_numpy(features), "targets": torch.from_numpy(targets)}, data / "both.safetensors")
    np.savez(data / "both.npz", features=features, targets=targets)
    for found in (
        anchors_of_file(data / "unit.npy", data / "written.npy", transcoder=True),
        anchors_of_file(data / "both.safetensors", transcoder=True),
        anchors_of_file(data / "both.npz", transcoder=True),
        anchors_of_file(data / "both.npz", data / "both.safetensors", transcoder=True),
    ):
        np.testing.assert_array_equal(found.features_kp, features)
        np.testing.assert_array_equal(found.targets_kr, targets)
    alone = anchors_of_file(data / "both.safetensors")
    np.testing.assert_array_equal(alone.targets_kr, features)


def tables(**loss: object) -> dict[str, dict[str, object]]:
    return {
        "model": {"kind": "topk", "width": 8, "k": 2},
        "data": {"kind": "files", "files": ["x.npy"]},
        "optimiser": {"steps": 300, "batch_size": 16, "learning_rate": 0.01},
        "loss": {"anchor": 50.0, **loss},
    }


@pytest.mark.parametrize("loss", ['anchor_labels = "labels.csv"', 'anchor_features = "unit.npy"'])
def test_training_holds_them_and_names_are_relative_to_the_configuration(data: Path, loss: str) -> None:
    text = '[model]\nkind="topk"\nwidth=8\nk=2\n[data]\nkind="files"\nfiles=["x.npy"]\n'
    text += "[optimiser]\nsteps=300\nbatch_size=16\nlearning_rate=0.01\n[loss]\nanchor=50.0\n" + loss
    (data / "c.toml").write_text(text)
    config = load_config(data / "c.toml")
    source = build_source(config, seed=0)
    anchors, model = build_anchors(config, source), build_model(config, source, seed=0)
    assert anchors is not None
    fit(model, source, config.optimiser, loss_config=loss_config(config), anchors=anchors)
    for rows, wanted in ((model.encoder_qp, anchors.features_kp), (model.decoder_qr, anchors.targets_kr)):
        near = torch.nn.functional.cosine_similarity(rows[:3], wanted)
        assert float(near.detach().min()) > 0.95


def refusal(data: Path, **loss: object) -> str:
    config = tables(**loss)
    config["data"]["files"] = [str(data / "x.npy")]
    with pytest.raises(InputError) as caught:
        built(config)
    return str(caught.value)


def built(config: dict[str, dict[str, object]]) -> Anchors | None:
    read = from_tables(config)
    return build_anchors(read, build_source(read, seed=0))


@pytest.mark.parametrize(
    ("field", "content", "why"),
    [
        ("anchor_labels", np.zeros(N - 1, dtype=int), "found 59 labels; the data have 60 samples"),
        ("anchor_labels", np.zeros(N), "expected one integer per sample"),
        ("anchor_labels", np.zeros((N, 2), dtype=int), "expected one integer per sample"),
        ("anchor_labels", np.arange(N), "found 59; the model has neurons 0 to 7"),
        ("anchor_labels", np.empty(0, dtype=int), "found 0 classes"),
        ("anchor_features", 2 * unit(X[:2]), "anchors.features[0]: found norm 2; anchors are unit vectors"),
        ("anchor_features", unit(X[:2])[:, :5].copy(), "anchors are unit vectors"),
        ("anchor_features", np.full((2, P), np.nan, dtype=np.float32), "must be finite"),
        ("anchor_features", unit(Y[:2]), "anchors.features: found 4 entries; the model has 6"),
        ("anchor_features", unit(X[:9]), "the model has neurons 0 to 7"),
    ],
)
def test_files_that_do_not_fit(data: Path, field: str, content: np.ndarray, why: str) -> None:
    np.save(data / "bad.npy", content)
    assert why in refusal(data, **{field: str(data / "bad.npy")})


def test_classes_without_a_direction(data: Path) -> None:
    table = np.zeros((N, 2), dtype=int)
    table[:, 0] = 1
    path = write_csv(data / "few.csv", table, "all,none")
    assert "few.csv: none: found no sample" in refusal(data, anchor_labels=str(path))
    path = write_csv(data / "all.csv", table[:, :1], "all")
    assert "all.csv: all: found mean 0" in refusal(data, anchor_labels=str(path), anchor_centred=True)


@pytest.mark.parametrize(
    ("loss", "why"),
    [
        ({"anchor_labels": "none.npy"}, "none.npy: found No such file or directory; cannot be read"),
        ({"anchor_labels": "labels.txt"}, "labels are integers in .npy, or 0 and 1 in .csv"),
        ({"anchor_features": "none.npy"}, "none.npy"),
        ({"anchor_labels": "a.npy", "anchor_features": "b.npy"}, "loss.anchor_features is set, too"),
        ({"anchors": 2, "anchor_labels": "a.npy"}, "loss.anchors is set, too"),
        ({"anchor_features": "b.npy", "anchor": 0.0}, "loss.anchor_features: found b.npy; loss.anchor = 0; set both"),
        ({"anchor_targets": "b.npy", "anchors": 1}, "belongs to loss.anchor_features"),
        ({"anchor_centred": True, "anchors": 1}, "belongs to loss.anchor_labels"),
        ({}, "loss.anchors: found 0; loss.anchor = 50; set both, or neither"),
    ],
)
def test_fields_at_odds(data: Path, loss: dict[str, object], why: str) -> None:
    assert why in refusal(data, **loss)


def test_transcoders_need_targets_and_labels_need_files(data: Path) -> None:
    with pytest.raises(InputError, match=r"loss\.anchor_targets: found nothing; a transcoder writes something else"):
        anchors_of_file(data / "unit.npy", transcoder=True)
    np.save(data / "two.npy", unit(Y[:2]))
    with pytest.raises(InputError, match=r"anchors\.targets: found shape \(2, 4\); there are 3 neurons"):
        anchors_of_file(data / "unit.npy", data / "two.npy", transcoder=True)
    synthetic = {**tables(anchor_labels="labels.npy"), "data": {"preset": "mini"}}
    with pytest.raises(InputError, match=r'loss\.anchor_labels: .* belong to data\.kind = "files"'):
        from_tables(synthetic)
