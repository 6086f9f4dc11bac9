"""Dead neurons: the promised decrease is the measured one, exactly, and it is as large as theory allows where that is known."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import SPARSE, Architecture, Kind
from solvers.sdl.train.model.losses import squares
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.step.resampling import resample
from solvers.sdl.train.step.resampling_gain import Moment
from solvers.sdl.train.step.resampling_search import best_directions, gains
from tests.solvers.sdl.random_problems import features
from theory.errors import InputError
from theory.sdl import Activation, Problem

Q, P, B = 8, 4, 30
DEAD = torch.arange(Q) >= 5


def _model(kind: Kind, *, k: int = 2, seed: int = 0) -> tuple[SDLModel, Batch]:
    """Random biases and rows, and three neurons that never fire."""
    a = Architecture(
        kind,
        inputs=(P,),
        outputs=(P,),
        width=Q,
        k=k if kind in SPARSE else None,
        prefixes=_prefixes(kind),
        threshold=0.3,
    )
    model = SDLModel(a, seed=seed, dtype=torch.float64)
    rng = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.3 * torch.randn(parameter.shape, generator=rng, dtype=torch.float64)
        assert model.encoder_bias_q is not None
        model.encoder_bias_q[DEAD] = -100
        if kind == "gated":
            model.gate_bias_q[DEAD] = -100
    x = torch.randn(B, P, generator=rng, dtype=torch.float64)
    return model, Batch(x, x)


def _prefixes(kind: Kind) -> tuple[int, ...]:
    return (3, Q) if kind == "matryoshka" else ()


@torch.no_grad()
def _loss(model: SDLModel, batch: Batch) -> float:
    return float(squares(batch.y_br - model(batch.x_bp).y_br))


@pytest.mark.parametrize("kind", ["relu", "jumprelu", "gated", "topk"])
@pytest.mark.parametrize("k", [1, 2, Q])
@pytest.mark.parametrize("seed", range(4))
def test_the_loss_falls_by_what_was_promised(kind: Kind, k: int, seed: int) -> None:
    model, batch = _model(kind, k=k, seed=seed)
    before = _loss(model, batch)
    done = resample(model, batch, DEAD, how="optimal")
    after = _loss(model, batch)
    assert done.neurons == (5, 6, 7)
    assert min(done.decrease) > 0.01 * before
    assert before - after == pytest.approx(sum(done.decrease), rel=1e-12)


def test_one_neuron_at_a_time_is_the_same() -> None:
    (together, batch), (apart, _) = _model("topk"), _model("topk")
    done = resample(together, batch, DEAD, how="optimal")
    for j, promised in zip(done.neurons, done.decrease, strict=True):
        before = _loss(apart, batch)
        one = resample(apart, batch, torch.arange(Q) == j, how="optimal")
        assert one.decrease[0] == pytest.approx(promised, rel=1e-9)
        assert before - _loss(apart, batch) == pytest.approx(one.decrease[0], rel=1e-12)


@pytest.mark.parametrize(
    "activation",
    [Activation("relu"), Activation("jumprelu", theta=Fraction(1, 4)), *(Activation("topk", k=k) for k in (1, 2))],
    ids=lambda a: f"{a.kind}{a.k or ''}",
)
@pytest.mark.parametrize("seed", range(5))
def test_the_exact_loss_of_the_problem_falls_by_what_was_promised(activation: Activation, seed: int) -> None:
    rng = random.Random(seed)
    w = features(5, 3, rng)
    problem = Problem.sae(w, weights=[Fraction(rng.randint(1, 5), 2) for _ in w], activation=activation, width=3)
    a = Architecture(
        activation.kind,  # type: ignore[arg-type]
        inputs=(3,),
        outputs=(3,),
        width=3,
        k=activation.k,
        threshold=float(activation.theta or 1),
        encoder_bias=False,
        decoder_bias=False,
    )
    model = SDLModel(a, seed=seed, dtype=torch.float64)
    with torch.no_grad():
        model.encoder_qp[1:] = 0  # dead

    def exact() -> Fraction:
        rows, columns = (
            [[Fraction(v) for v in row] for row in m.detach().tolist()] for m in (model.encoder_qp, model.decoder_qr.T)
        )
        return problem.loss(rows, columns)  # type: ignore[return-value]

    x, v, m = (torch.from_numpy(t) for t in problem.arrays())
    before = exact()
    done = resample(model, Batch(x, v), torch.arange(3) >= 1, how="optimal", weights_b=m)
    assert done.neurons == (1, 2)
    # the model's features are roundings of the exact ones: they move the loss by some 1e-16
    assert float(before - exact()) == pytest.approx(sum(done.decrease), abs=1e-13)


def _top_value(b: np.ndarray) -> float:
    """max y'By over y >= 0, |y| = 1, by the eigenvectors of every support."""
    best = 0.0
    for size in range(1, len(b) + 1):
        for support in itertools.combinations(range(len(b)), size):
            values, vectors = np.linalg.eigh(b[np.ix_(support, support)])
            good = (vectors > 0).all(0) | (vectors < 0).all(0)
            best = max([best, *values[good]])
    return best


@pytest.mark.parametrize("seed", range(12))
def test_with_independent_samples_the_gain_is_the_top_value(seed: int) -> None:
    """Codes are then free nonnegative numbers, so the best gain is max y'By for B = sqrt(M) R R' sqrt(M)."""
    rng = np.random.default_rng(seed)
    n, p, r = 4, 5, 3
    x, residual, weights = rng.normal(size=(n, p)), rng.normal(size=(n, r)), rng.uniform(0.5, 2, n)
    root = np.sqrt(weights)[:, None]
    top = _top_value(root * residual @ (root * residual).T)
    t = [torch.from_numpy(v) for v in (x, residual, weights)]
    found = float(gains(best_directions(*t), *t)[0][0])
    assert found <= top * (1 + 1e-12)
    assert found >= 0.98 * top  # the row is searched; what it gains is known exactly


def test_gradient_of_the_gain_by_automatic_differentiation() -> None:
    rng = torch.Generator().manual_seed(0)
    rows, x, residual = (torch.randn(*s, generator=rng, dtype=torch.float64) for s in ((3, 4), (9, 4), (9, 2)))
    weights = torch.rand(9, generator=rng, dtype=torch.float64) + 0.5
    rows.requires_grad_()
    codes = (x @ rows.T).relu()
    value = ((weights[:, None] * codes).T @ residual).square().sum(1) / (weights[:, None] * codes**2).sum(0)
    (expected,) = torch.autograd.grad(value.sum(), [rows])
    got, slope = gains(rows.detach(), x, residual, weights)
    assert torch.allclose(got, value.detach(), rtol=1e-13, atol=0)
    assert torch.allclose(slope, expected, rtol=0, atol=1e-12)


def test_an_isolated_feature_is_learned_whole() -> None:
    """Orthonormal features, two of three served: the third gains M_d |r_d|^2, which leaves no loss."""
    a = Architecture("relu", inputs=(3,), outputs=(3,), width=3, encoder_bias=False, decoder_bias=False)
    model = SDLModel(a, seed=0, dtype=torch.float64)
    eye = torch.eye(3, dtype=torch.float64)
    with torch.no_grad():
        model.encoder_qp.copy_(eye)
        model.decoder_qr.copy_(eye)
        model.encoder_qp[2] = -1
    done = resample(model, Batch(eye, eye), torch.arange(3) == 2, how="optimal", weights_b=torch.tensor([1.0, 2, 5]))
    assert done.decrease == (pytest.approx(5),)
    assert _loss(model, Batch(eye, eye)) == pytest.approx(0, abs=1e-25)
    assert resample(model, Batch(eye, eye), torch.tensor([True, False, False]), how="optimal").neurons == ()  # it fires


def test_nothing_to_gain_changes_nothing() -> None:
    model, batch = _model("relu")
    with torch.no_grad():
        perfect = Batch(batch.x_bp, model(batch.x_bp).y_br)
    before = model.encoder_qp.detach().clone()
    assert resample(model, perfect, DEAD, how="optimal").neurons == ()
    assert torch.equal(model.encoder_qp.detach(), before)
    nobody = torch.zeros(Q, dtype=torch.bool)
    assert resample(model, batch, nobody, how="optimal") == resample(model, batch, nobody)


def _state(model: SDLModel) -> dict[str, Tensor]:
    return {n: t.detach().clone() for n, t in model.state_dict().items()}


@pytest.mark.parametrize("kind", ["relu", "jumprelu", "gated", "topk", "batchtopk", "matryoshka"])
def test_the_heuristic(kind: Kind) -> None:
    model, batch = _model(kind)
    before, told = _state(model), []
    size = before["encoder_qp"][~DEAD].norm(dim=1).mean()
    centred = model.centred(batch.x_bp).detach()
    done = resample(model, batch, DEAD, forget=lambda j: told.append(j.tolist()))
    after = _state(model)
    assert done.neurons == (5, 6, 7)
    assert done.decrease == ()
    assert told == [[5, 6, 7]]
    for name, value in after.items():
        if name.endswith(("_qp", "_qr", "_q")):
            assert torch.equal(value[~DEAD], before[name][~DEAD])
    assert torch.allclose(after["decoder_qr"][DEAD].norm(dim=1), torch.ones(3, dtype=torch.float64))
    assert torch.allclose(after["encoder_qp"][DEAD].norm(dim=1), 0.2 * size)
    assert not after["encoder_bias_q"][DEAD].any()
    cosines = torch.nn.functional.normalize(centred) @ torch.nn.functional.normalize(after["encoder_qp"][DEAD]).T
    assert torch.allclose(cosines.amax(0), torch.ones(3, dtype=torch.float64))  # each points at a sample
    if kind == "jumprelu":
        assert torch.allclose(model.threshold_q.detach()[DEAD], torch.full((3,), 0.3, dtype=torch.float64))


def test_the_heuristic_prefers_samples_by_their_squared_loss() -> None:
    a = Architecture("relu", inputs=(2,), outputs=(2,), width=2000, decoder_bias=False)
    model = SDLModel(a, seed=0, dtype=torch.float64)
    with torch.no_grad():
        model.decoder_qr.zero_()
    x = torch.tensor([[1.0, 0.0], [0.0, 3.0**0.25]], dtype=torch.float64)  # losses 1 and sqrt(3), squared 1 and 3
    resample(model, Batch(x, x), torch.ones(2000, dtype=torch.bool))
    share = float((model.decoder_qr.detach()[:, 1] > 0.5).double().mean())
    assert abs(share - 0.75) < 4 * (0.75 * 0.25 / 2000) ** 0.5  # four standard deviations of 2000 draws


def test_the_seed_decides_the_draws() -> None:
    ends = []
    for seed in (0, 0, 1):
        model, batch = _model("relu")
        resample(model, batch, DEAD, seed=seed)
        ends.append(model.encoder_qp.detach()[DEAD])
    assert torch.equal(ends[0], ends[1])
    assert not torch.equal(ends[0], ends[2])


def test_a_model_whose_neurons_are_all_dead_is_revived() -> None:
    model, batch = _model("relu")
    everyone = torch.ones(Q, dtype=torch.bool)
    with torch.no_grad():
        assert model.encoder_bias_q is not None
        model.encoder_bias_q.fill_(-100)
    assert len(resample(model, batch, everyone).neurons) == Q
    assert bool((model.codes(batch.x_bp) > 0).any())


@pytest.mark.parametrize("kind", ["batchtopk", "matryoshka"])
def test_optimal_is_refused_where_codes_change_elsewhere(kind: Kind) -> None:
    model, batch = _model(kind)
    with pytest.raises(InputError, match=f"resample: found optimal; a new {kind} neuron changes codes elsewhere"):
        resample(model, batch, DEAD, how="optimal")


def _tied(j: int, rows: int) -> tuple[SDLModel, Moment]:
    """Top-1 where neuron 1 alone is active, with the value 1 on every sample; neuron j is to come."""
    a = Architecture("topk", inputs=(2,), outputs=(2,), width=3, k=1, encoder_bias=False, decoder_bias=False)
    model = SDLModel(a, seed=0, dtype=torch.float64)
    with torch.no_grad():
        model.encoder_qp.zero_()
        model.decoder_qr.zero_()
        model.encoder_qp[1, 0] = 1
        model.decoder_qr[1, 1] = -1  # the wrong column: whoever takes the place gains
    assert j != 1
    x = torch.tensor([[1.0, 0.0]] * rows, dtype=torch.float64)
    return model, Moment.of(model, Batch(x, x), torch.ones(rows, dtype=torch.float64))


@torch.no_grad()
@pytest.mark.parametrize(("j", "wins"), [(0, True), (2, False)])
def test_at_an_exact_tie_the_smaller_index_wins(j: int, wins: bool) -> None:
    """The new row gives exactly the value 1 of neuron 1: Top-k keeps the smaller of the two, and so does the promise."""
    model, moment = _tied(j, 2)
    assert moment.loser_b.tolist() == [1, 1]
    row = torch.tensor([1.0, 5.0], dtype=torch.float64)
    place = moment.place(row, j)
    model.encoder_qp[j] = row
    index = model.encode(moment.x_bp).sparse
    assert index is not None
    assert index.index_bk[:, 0].tolist() == ([j, j] if wins else [1, 1])
    assert (place is not None) == wins
    if place is not None:
        assert place.taken_b.all()
        # the residual (1, 1) of squared length 2 becomes (1, 0), once neuron 1 is gone, and 0 with the best column
        assert place.decrease == pytest.approx(4)
        assert place.column_r.tolist() == [1, 0]


def test_an_unused_place_that_names_the_new_neuron_is_the_one_it_fills() -> None:
    """Top-2 without active neurons: both places are filled up with neurons of value 0, and one of them is the new one itself.

    The list must stay free of repetitions, or the next neuron meets a wrong bar.
    """
    x = torch.tensor([[1.0, 0.0]], dtype=torch.float64)
    nothing = torch.zeros(1, 2, dtype=torch.float64)
    decoder = torch.tensor([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]], dtype=torch.float64)
    moment = Moment(x, x, torch.ones(1, dtype=torch.float64), nothing[:, 0], x, torch.zeros(1, dtype=torch.int64))
    # two unused places: neurons 0 and 2, both of value 0; the loser is the last of them, and j = 0 is the other one
    moment = moment.competing(nothing, torch.tensor([[0, 2]]), decoder)
    assert moment.loser_b.tolist() == [2]
    place = moment.place(torch.tensor([1.0, 0.0], dtype=torch.float64), 0)
    assert place is not None
    later = moment.after(place, 0, decoder)
    assert later.index_bk is not None
    assert later.values_bk is not None
    assert later.index_bk.tolist() == [[0, 2]], "neuron 0 stands in the list once"
    assert later.values_bk.tolist() == [[1.0, 0.0]]
    assert later.bar_b.tolist() == [0.0]
    assert later.loser_b.tolist() == [2], "one place is still unused, and the next neuron takes that"
