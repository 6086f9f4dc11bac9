"""Models from folders, whoever wrote them; sparsify against its own formula in numpy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import save
from solvers.sdl.train.run.saelens import write_saelens
from solvers.sdl.train.run.stored_model import read_model
from theory.errors import InputError

P, Q, K = 5, 20, 3


def tensors(outputs: int = P) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = {"encoder.weight": (Q, P), "encoder.bias": (Q,), "W_dec": (Q, outputs), "b_dec": (outputs,)}
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def put(folder: Path, arrays: dict[str, np.ndarray], **config: Any) -> Path:
    save_file(arrays, folder / "sae.safetensors")
    whole = {"activation": "topk", "expansion_factor": Q // P, "num_latents": 0, "k": K, "d_in": P, "multi_topk": False}
    (folder / "cfg.json").write_text(json.dumps({**whole, **config}))
    return folder


@pytest.mark.parametrize("transcode", [False, True])
def test_sparsify(tmp_path: Path, transcode: bool) -> None:
    t = tensors(P + 2 if transcode else P)
    model = read_model(put(tmp_path, t, transcode=transcode)).model
    x = np.random.default_rng(1).normal(size=(40, P)).astype(np.float32)
    pre = np.maximum((x if transcode else x - t["b_dec"]) @ t["encoder.weight"].T + t["encoder.bias"], 0)
    codes = np.where(pre >= np.sort(pre, axis=1)[:, -K, None], pre, 0)
    out = model(torch.from_numpy(x))
    np.testing.assert_allclose(out.codes_bq.detach(), codes, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(out.y_br.detach(), codes @ t["W_dec"] + t["b_dec"], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("config", "word"),
    [
        ({"activation": "groupmax"}, "activation: found groupmax"),
        ({"skip_connection": True}, "skip_connection: found True"),
        ({"gram_lookup": True}, "gram_lookup: found True"),
        ({"k": 0}, "k: found 0"),
        ({"k": "3"}, "k: found 3; must be a whole number"),
        ({"d_in": None}, "d_in: found nothing"),
        ({"d_in": P + 1}, "encoder.weight: found shape"),
        ({"transcode": 1}, "transcode: found 1; must be true or false"),
        ({"num_latents": 7}, "encoder.weight: found shape"),
    ],
)
def test_sparsify_says_no(tmp_path: Path, config: dict[str, Any], word: str) -> None:
    with pytest.raises(InputError) as raised:
        read_model(put(tmp_path, tensors(), **config))
    assert word in str(raised.value)


def test_sparsify_tensors_that_are_wrong(tmp_path: Path) -> None:
    good = tensors()
    for name in good:
        with pytest.raises(InputError, match=name):
            read_model(put(tmp_path, {k: v for k, v in good.items() if k != name}))
        bad = {**good, name: np.full_like(good[name], np.nan)}
        with pytest.raises(InputError, match=f"{name}: found NaN"):
            read_model(put(tmp_path, bad))
    with pytest.raises(InputError, match="W_skip: found a tensor"):
        read_model(put(tmp_path, {**good, "W_skip": np.zeros((P, P), np.float32)}))
    with pytest.raises(InputError, match="an autoencoder writes what it reads"):
        read_model(put(tmp_path, tensors(P + 1)))
    (tmp_path / "sae.safetensors").write_bytes(b"\x80\x04 no tensors")
    with pytest.raises(InputError, match=r"sae\.safetensors"):
        read_model(tmp_path)
    (tmp_path / "cfg.json").write_text("[1]")
    with pytest.raises(InputError, match=r"cfg\.json: file: found list"):
        read_model(tmp_path)


def test_pickles_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ae.pt").write_bytes(b"\x80\x04")
    with pytest.raises(InputError, match=r"ae\.pt: found pickled objects; reading them may run any program"):
        read_model(tmp_path)


def test_ours_and_saelens(tmp_path: Path) -> None:
    model = SDLModel(Architecture("topk", inputs=(P,), outputs=(P,), width=Q, k=K), seed=0)
    save(tmp_path / "ours", model)
    write_saelens(tmp_path / "theirs", model)
    x = torch.randn(9, P, generator=torch.Generator().manual_seed(0))
    for name in ("ours", "theirs"):
        torch.testing.assert_close(read_model(tmp_path / name).model(x).y_br, model.eval()(x).y_br)
    with pytest.raises(InputError, match="found no folder"):
        read_model(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"cfg\.json"):
        read_model(tmp_path / "empty")
