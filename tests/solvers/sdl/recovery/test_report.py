"""The report reads every kind of model correctly: its loss is recomputed with torch, its metrics by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from solvers.sdl.recovery.report import block_problem, report
from solvers.sdl.train.data.batch import Truth
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from theory.errors import InputError

OPTIONS: dict[str, dict[str, object]] = {
    "relu": {},
    "jumprelu": {"threshold": 0.3},
    "topk": {"k": 2},
    "batchtopk": {"k": 2},
    "gated": {},
    "matryoshka": {"k": 2, "prefixes": (3, 7)},
}


def noisy(kind: str, form: str = "sae") -> SDLModel:
    a = Architecture(kind, inputs=(4,), outputs=(4,), width=7, form=form, **OPTIONS[kind])  # type: ignore[arg-type]
    model = SDLModel(a, seed=3, dtype=torch.float64)
    stream = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape, generator=stream, dtype=torch.float64))
        if kind == "batchtopk":
            model.batch_threshold.fill_(0.2)
    return model


def truth(seed: int = 0) -> Truth:
    features = np.random.default_rng(seed).standard_normal((5, 4))
    rows = torch.from_numpy(features / np.linalg.norm(features, axis=1)[:, None])
    return Truth(rows, rows)


@pytest.mark.parametrize("form", ["sae", "transcoder"])
@pytest.mark.parametrize("kind", [k for k in OPTIONS if k != "matryoshka"])
def test_loss_is_the_one_of_the_network(kind: str, form: str) -> None:
    model, known = noisy(kind, form), truth()
    known = known if form == "sae" else Truth(known.features_in_np, truth(1).features_out_nr)
    magnitudes, weights = np.linspace(1, 2, 5), np.linspace(0.5, 1, 5)
    found = report(model, known, magnitudes_n=magnitudes, weights_n=weights).gaps
    size = torch.from_numpy(magnitudes)[:, None]
    with torch.no_grad():
        y = model.eval()(known.features_in_np * size).y_br
    want = (torch.from_numpy(weights) * ((known.features_out_nr - y / size) ** 2).sum(1)).sum()
    assert found is not None
    assert found.encoder.loss == pytest.approx(float(want), abs=1e-12)
    assert found.decoder.loss == pytest.approx(float(want), abs=1e-12)
    assert 0 < found.encoder.at_least <= found.encoder.at_most
    assert found.encoder.at_most - found.encoder.at_least < 1e-5


def test_matryoshka_has_metrics_but_no_gaps() -> None:
    found = report(noisy("matryoshka"), truth())
    assert found.gaps is None
    assert set(found.to_json()) == {"encoder", "decoder", "neurons"}
    with pytest.raises(InputError, match="prefix"):
        block_problem(noisy("matryoshka"), np.ones((1, 4)), np.ones((1, 4)), np.ones(1))


def test_the_true_dictionary_is_recovered_and_a_partial_optimum() -> None:
    a = Architecture("relu", inputs=(4,), outputs=(4,), width=4, encoder_bias=False, decoder_bias=False)
    model, rows = SDLModel(a, seed=0), torch.eye(4)
    with torch.no_grad():
        model.encoder_qp.copy_(rows)
        model.decoder_qr.copy_(rows)
    found = report(model, Truth(rows, rows))
    assert found.encoder.m_gt == found.decoder.m_gt == (1.0,) * len(found.encoder.m_gt)
    assert found.neurons is not None
    assert (found.neurons.monosemantic, found.neurons.owned) == (1.0, 1.0)
    assert found.gaps is not None
    assert found.gaps.delta < 1e-9


def test_absorption_is_seen_through_the_model() -> None:
    """Neuron 0 fires on the parent alone (the child switches it off), neuron 1 on the child."""
    a = Architecture("relu", inputs=(2,), outputs=(2,), width=2, encoder_bias=False, decoder_bias=False)
    model, rows = SDLModel(a, seed=0), torch.eye(2)
    with torch.no_grad():
        model.encoder_qp.copy_(torch.tensor([[1.0, -1.0], [0.0, 1.0]]))
        model.decoder_qr.copy_(torch.tensor([[1.0, 0.0], [1.0, 1.0]]))
    found = report(model, Truth(rows, rows), parent_n=[-1, 0], gaps=False)
    assert found.neurons is not None
    assert found.neurons.absorbed == 1.0
    with torch.no_grad():
        model.encoder_qp.copy_(rows)
    again = report(model, Truth(rows, rows), parent_n=[-1, 0], gaps=False)
    assert again.neurons is not None
    assert again.neurons.absorbed == 0.0


def test_weights_must_be_positive() -> None:
    with pytest.raises(InputError, match="positive number"):
        report(noisy("relu"), truth(), weights_n=np.zeros(5))
