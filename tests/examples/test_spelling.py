"""The example of a network that reads words: the same states as PyTorch's recurrent layer, English sounds, rows that fit together."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import sdl_atlas as sa

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "spelling"
FEW = {"optimiser.steps": 60, "optimiser.warmup_steps": 2, "optimiser.decay_steps": 5, "model.width": 64}


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The scripts of the folder, which import one another as they do when they are run."""
    monkeypatch.syspath_prepend(FOLDER)
    found = {name: importlib.import_module(name) for name in ("network", "rows", "pronounced")}
    for name in found:
        monkeypatch.delitem(sys.modules, name)
    return found


def test_states_are_those_of_pytorch(modules: dict[str, Any]) -> None:
    network = modules["network"].Network.installed()
    layer = torch.nn.GRU(256, 256)
    for ours, theirs in (
        ("w_ih", "weight_ih_l0"),
        ("w_hh", "weight_hh_l0"),
        ("b_ih", "bias_ih_l0"),
        ("b_hh", "bias_hh_l0"),
    ):
        getattr(layer, theirs).data = torch.from_numpy(network.weights[f"enc_{ours}"])
    words = ["a", "sparse", "dictionary"]
    for word, states in zip(words, network.states(words), strict=True):
        codes = [modules["network"].LETTERS.index(c) for c in word] + [2]
        expected = layer(torch.from_numpy(network.weights["enc_emb"][codes]))[0].detach().numpy()
        # float32: products of 256 terms of size about 1
        assert np.abs(states - expected).max() < 1e-4


def test_sounds_are_english(modules: dict[str, Any]) -> None:
    network = modules["network"].Network.installed()
    # as the CMU pronouncing dictionary has them; "matrix" is one that the network gets wrong without its dictionary
    known = {"python": "P AY1 TH AH0 N", "learning": "L ER1 N IH0 NG", "thought": "TH AO1 T", "sparse": "S P AA1 R S"}
    last = np.stack([s[-1] for s in network.states(list(known))])
    assert [" ".join(s) for s in network.sounds(last)] == list(known.values())


def test_rows_model_and_loss(
    modules: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    words = ["abbreviated", "able", "end", "ending", "nation", "string", "that", "three", "tree", "write"]
    monkeypatch.setattr(modules["rows"], "words_of_help", lambda: words)
    data = tmp_path / "spelling"
    monkeypatch.setattr(sys, "argv", ["rows.py", str(data)])
    modules["rows"].main()
    states = np.load(data / "states.npy")
    texts = (data / "texts.txt").read_text().splitlines()
    header, *labels = (data / "labels.csv").read_text().splitlines()
    starts = {w[: t + 1] for w in words for t in range(len(w))}
    assert len(states) == len(texts) == len(labels) == len(starts) + len(words)
    assert len({row.tobytes() for row in states}) == len(states)  # no row twice

    def of(text: str) -> set[str]:
        marks = labels[texts.index(text)].split(",")
        return {name for name, mark in zip(header.split(","), marks, strict=True) if mark == "1"}

    assert of("[e]") == {"letter e", "first letter", "vowel"}
    assert of("t[h]") == {"letter h", "after t", "th", "second letter"}
    assert of("thre[e]") == {"letter e", "after e", "ee", "vowel", "after a vowel", "doubled letter"}
    assert of("natio[n]") == {"letter n", "after o", "tion", "after a vowel"}
    assert of("end[end]") == {"after d", "end"}

    sa.train(data / "sae.toml", tmp_path / "run", change={**FEW, "data.holdout": 0.2, "optimiser.batch_size": 16})
    assert sa.evaluate(tmp_path / "run", data=data / "states.npy").models[0].rows == len(states)
    monkeypatch.setattr(sys, "argv", ["pronounced.py", str(data), str(tmp_path / "run")])
    modules["pronounced"].main()
    assert "of 10 words sound the same" in capsys.readouterr().out


def test_what_does_no_harm_recovers_everything(modules: dict[str, Any], tmp_path: Path) -> None:
    rows = np.random.default_rng(0).standard_normal((20, 32)).astype(np.float32)
    sa.train("examples/train/topk.toml", tmp_path / "run", change={k: v for k, v in FEW.items() if k != "model.width"})
    blind = sa.downstream(tmp_path / "run", rows, lambda _x: 1.0)
    assert (blind.original, blind.reconstructed, blind.mean, blind.recovered) == (1.0, 1.0, 1.0, None)
    with pytest.raises(sa.InputError, match="finite number"):
        sa.downstream(tmp_path / "run", rows, lambda _x: float("nan"))
    for bad in (rows[0], rows[:, :3], rows[:0], np.full_like(rows, np.inf), np.array([["a"]])):
        with pytest.raises(sa.InputError, match="rows"):
            sa.downstream(tmp_path / "run", bad, lambda _x: 1.0)
