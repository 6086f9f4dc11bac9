"""Anchors: from known features, from class means, and what is refused."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from solvers.sdl.solution_set.anchored import AnchoredProblem
from solvers.sdl.solution_set.path import Point
from solvers.sdl.train.data.batch import Truth
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from theory.errors import InputError
from theory.sdl import Activation, Problem

EYE = torch.eye(3)


def _model(p: int = 3, r: int = 3, width: int = 4) -> SDLModel:
    return SDLModel(Architecture("relu", inputs=(p,), outputs=(r,), width=width, form="transcoder"), seed=0)


def test_from_truth_takes_the_chosen_features() -> None:
    anchors = Anchors.from_truth(Truth(EYE, EYE.flip(0)), [2, 0], neurons=[1, 3])
    assert anchors.features_kp.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert anchors.targets_kr.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert anchors.neurons == (1, 3)
    assert Anchors.from_truth(Truth(EYE, EYE), range(3)).neurons == (0, 1, 2)


def test_penalty_is_that_of_the_exact_problem() -> None:
    problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=3)
    rows, columns = [[0, 1], [2, 0], [3, -1]], [[1, 1], [1, 0], [-2, 0]]
    exact = AnchoredProblem(problem, {0: 1, 2: 0}).penalty(
        Point.of(rows, [list(c) for c in zip(*columns, strict=True)])
    )
    model = _model(2, 2, 3)
    with torch.no_grad():
        model.encoder_qp.copy_(torch.tensor(rows))
        model.decoder_qr.copy_(torch.tensor(columns))
    truth = Truth(torch.eye(2), torch.eye(2))
    assert float(Anchors.from_truth(truth, [1, 0], neurons=[0, 2]).penalty(model).detach()) == float(exact)  # type: ignore[arg-type]


@pytest.mark.parametrize("centred", [False, True])
def test_class_means(centred: bool) -> None:
    x = torch.randn(40, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64) + 2
    y = x @ torch.randn(3, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    labels = torch.arange(40) % 3 * 5
    anchors = Anchors.from_class_means(x, labels, y_br=y, centred=centred)
    for i, c in enumerate((0, 5, 10)):
        for rows, got in ((x, anchors.features_kp), (y, anchors.targets_kr)):
            mean = rows[labels == c].mean(0) - (rows.mean(0) if centred else 0)
            assert torch.allclose(got[i], mean / mean.norm(), rtol=0, atol=1e-13)
    assert anchors.neurons == (0, 1, 2)


@pytest.mark.parametrize(
    ("features", "targets", "neurons", "message"),
    [
        (2 * EYE, EYE, (0, 1, 2), r"anchors.features\[0\]: found norm 2; anchors are unit vectors"),
        (EYE, EYE * 0, (0, 1, 2), r"anchors.targets\[0\]: found norm 0"),
        (EYE.index_fill(1, torch.tensor([1]), float("nan")), EYE, (0, 1, 2), r"anchors.features\[0\]: found norm nan"),
        (EYE, EYE[:2], (0, 1, 2), r"anchors.targets: found shape \(2, 3\); there are 3 neurons"),
        (EYE[0], EYE, (0, 1, 2), r"anchors.features: found shape \(3,\)"),
        (EYE, EYE, (0, 1, 1), r"anchors.neurons: found \[0, 1, 1\]; every anchor needs a neuron of its own"),
        (EYE, EYE, (0, 1, -1), r"anchors.neurons: found \[0, 1, -1\]"),
    ],
)
def test_bad_anchors_are_refused(features: Tensor, targets: Tensor, neurons: tuple[int, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Anchors(features, targets, neurons)


def test_anchors_that_do_not_fit_the_model_are_refused() -> None:
    anchors = Anchors(EYE, EYE, (0, 1, 4))
    with pytest.raises(InputError, match=r"anchors\.neurons: found 4; the model has neurons 0 to 3"):
        anchors.penalty(_model())
    with pytest.raises(InputError, match=r"anchors\.targets: found 3 entries; the model has 2"):
        anchors.penalty(_model(3, 2, 5))


def test_a_feature_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match=r"anchors\.features: found 3; features are 0 to 2"):
        Anchors.from_truth(Truth(EYE, EYE), [0, 3])


X = torch.tensor([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]])


@pytest.mark.parametrize(
    ("x", "labels", "message"),
    [
        (X, torch.tensor([7, 7, 1]), "activations, class 7: found mean 0; the mean has no direction"),
        (X, torch.tensor([0, 1]), r"activations: found shapes \(3, 2\) and \(2,\)"),
        (X[:0], torch.tensor([], dtype=torch.int64), r"activations: found shapes \(0, 2\)"),
        (X, torch.tensor([0.0, 1.0, 2.0]), "labels: found torch.float32; classes are integers"),
        (X / 0, torch.tensor([0, 1, 2]), r"activations\[0\]: found NaN or infinity; means need finite numbers"),
    ],
)
def test_bad_class_means_are_refused(x: Tensor, labels: Tensor, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Anchors.from_class_means(x, labels)
