"""What models do on data, against numpy written down anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from solvers.sdl.evaluate.data import Rows, rows_of_files, rows_of_run
from solvers.sdl.evaluate.decoder import alike, nearest
from solvers.sdl.evaluate.evaluation import agreements, evaluate
from solvers.sdl.evaluate.groups import by_frequency
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.stored_model import StoredModel
from theory.errors import InputError

N, P, Q = 150, 6, 10
KINDS = {
    "relu": {},
    "jumprelu": {"threshold": 0.3},
    "topk": {"k": 3},
    "batchtopk": {"k": 3},
    "gated": {},
    "matryoshka": {"k": 2, "prefixes": (4, Q)},
    "pursuit": {"k": 3, "encoder_bias": False, "selection": "absolute"},
}


def stored(kind: str, **more: object) -> StoredModel:
    sizes = {"inputs": (P,), "outputs": (P,)} | more
    model = SDLModel(Architecture(kind, width=Q, **KINDS[kind], **sizes), seed=3, dtype=torch.float64)  # pyright: ignore[reportArgumentType]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn(
                parameter.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64
            )
    return StoredModel(Path(kind), model.eval())


def rows_of(x: np.ndarray, y: np.ndarray | None = None) -> Rows:
    data, target = torch.from_numpy(x), None if y is None else torch.from_numpy(y)
    return Rows("rows", len(x), lambda s: Batch(data[s], data[s] if target is None else target[s]))


@pytest.fixture
def x() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(N, P)) + 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_is_that_of_numpy(kind: str, x: np.ndarray) -> None:
    subject = stored(kind)
    found = evaluate(subject, rows_of(x), pages=Q)
    with torch.no_grad():
        out = subject.model(torch.from_numpy(x))
    codes, written, decoder = out.codes_bq.numpy(), out.y_br.numpy(), subject.model.decoder_qr.detach().numpy()
    spread = np.square(x - x.mean(0)).sum()
    assert found.unexplained == pytest.approx(np.square(x - written).sum() / spread)
    assert found.error == pytest.approx(np.square(x - written).sum(1).mean())
    assert found.l0 == pytest.approx((codes != 0).sum(1).mean())
    assert found.active_counts == np.bincount((codes != 0).sum(1)).tolist()
    assert found.neurons.fires == (codes != 0).sum(0).tolist()
    fires = np.maximum((codes != 0).sum(0), 1)
    np.testing.assert_allclose(found.neurons.mean, np.abs(codes).sum(0) / fires)
    np.testing.assert_allclose(found.neurons.largest, np.abs(codes).max(0))
    assert found.silent == (codes == 0).all(0).sum()
    unit = decoder / np.linalg.norm(decoder, axis=1, keepdims=True)
    cosines = unit @ unit.T - 3 * np.eye(Q)
    assert found.neurons.nearest == cosines.argmax(1).tolist()
    np.testing.assert_allclose([c for c in found.neurons.cosine if c is not None], cosines.max(1), atol=1e-6)
    bias = 0 if subject.model.decoder_bias_r is None else subject.model.decoder_bias_r.detach().numpy()
    groups = by_frequency(torch.tensor(found.neurons.fires), N)
    for group in found.groups:
        of = groups[group.name].numpy() if group.name in groups else np.arange(Q) < 4
        part, rest = codes[:, of] @ decoder[of], codes[:, ~of] @ decoder[~of]
        assert group.neurons == of.sum()
        assert group.alone == pytest.approx(np.square(x - part - bias).sum() / spread)
        assert group.without == pytest.approx(np.square(x - rest - bias).sum() / spread)
    assert len(found.groups) == len(groups) + (kind == "matryoshka")
    for page in found.pages:
        j, size = page.neuron, np.abs(codes[:, page.neuron])
        order = [i for i in np.argsort(-size, kind="stable")[:12] if size[i] > 0]
        assert [e.row for e in page.top] == order
        np.testing.assert_allclose([e.code for e in page.top], size[order], rtol=1e-6)
        expected = np.histogram(size[size > 0], bins=20, range=(0, size.max()))[0]
        assert sum(page.histogram) == found.neurons.fires[j]
        assert np.abs(np.cumsum(page.histogram) - np.cumsum(expected)).max() <= 1  # an edge may round either way
        for near in page.together:
            other = codes[:, near.neuron] != 0
            assert near.neuron != j
            assert near.value == pytest.approx((other & (size > 0)).sum() / (other | (size > 0)).sum())
        assert [near.neuron for near in page.alike] == np.argsort(-cosines[j], kind="stable")[:5].tolist()


def test_a_transcoder_and_a_crosscoder(x: np.ndarray) -> None:
    y = np.random.default_rng(1).normal(size=(N, 4)) + x[:, :4]
    found = evaluate(stored("relu", outputs=(4,), form="transcoder"), rows_of(x, y))
    assert (found.form, found.outputs) == ("transcoder", [4])
    both = evaluate(stored("topk", inputs=(2, 4), outputs=(2, 4), form="crosscoder"), rows_of(x))
    errors = [t.error for t in both.targets]
    assert [t.size for t in both.targets] == [2, 4]
    assert sum(errors) == pytest.approx(both.error)
    spreads = [np.square(part - part.mean(0)).sum() for part in (x[:, :2], x[:, 2:])]
    assert [t.unexplained for t in both.targets] == pytest.approx(
        [N * e / s for e, s in zip(errors, spreads, strict=True)]
    )


def test_rows_that_are_all_alike_or_one_explain_nothing() -> None:
    for x in (np.ones((5, P)), np.ones((1, P))):
        found = evaluate(stored("relu"), rows_of(x), pages=2)
        assert found.unexplained is None
        assert found.groups == []
        assert found.targets[0].unexplained is None


def test_one_neuron_zero_rows_and_ties() -> None:
    one = nearest(torch.ones(1, 3))
    assert one.index_q.tolist() == [-1]
    zeros = nearest(torch.zeros(3, 2))
    assert zeros.index_q.tolist() == [-1, -1, -1]
    twins = nearest(torch.tensor([[1.0, 0], [1, 0], [2, 0], [-1, 0]]))
    assert twins.index_q.tolist() == [1, 0, 0, 0]
    assert twins.cosine_q.tolist() == [1, 1, 1, -1]
    assert alike(torch.zeros(2, 2), torch.ones(2, 2)) is None


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = torch.randn(37, 5, generator=torch.Generator().manual_seed(0))
    other = torch.randn(11, 5, generator=torch.Generator().manual_seed(1))
    whole, same = nearest(rows), alike(rows, other)
    monkeypatch.setattr("solvers.sdl.evaluate.decoder.CELLS", 100)
    assert nearest(rows).index_q.tolist() == whole.index_q.tolist()
    pieces = alike(rows, other)
    assert pieces is not None
    assert same is not None
    assert vars(pieces) == pytest.approx(vars(same), abs=1e-6)


def test_two_models_with_the_same_rows_in_another_order(x: np.ndarray) -> None:
    one, other = stored("topk"), stored("topk")
    order = torch.randperm(Q, generator=torch.Generator().manual_seed(5))
    state = {name: values[order] if len(values) == Q else values for name, values in one.model.state_dict().items()}
    other.model.load_state_dict(state)
    found = [evaluate(m, rows_of(x)) for m in (one, other)]
    (same,) = agreements([one, other], found)
    assert (same.forth, same.back, same.shared, same.matched) == pytest.approx((1, 1, 1, 1), abs=1e-6)


def test_data_that_do_not_fit(tmp_path: Path, x: np.ndarray) -> None:
    np.save(tmp_path / "x.npy", x)
    wide = Architecture("relu", inputs=(P + 1,), outputs=(P + 1,), width=3)
    with pytest.raises(InputError, match="data: found width 6; the model has 7"):
        rows_of_files(wide, [tmp_path / "x.npy"])
    transcoder = Architecture("relu", inputs=(P,), outputs=(2,), width=3, form="transcoder")
    with pytest.raises(InputError, match="targets: found nothing; a transcoder"):
        rows_of_files(transcoder, [tmp_path / "x.npy"])
    with pytest.raises(InputError, match="targets: found width 6; the model has 2"):
        rows_of_files(transcoder, [tmp_path / "x.npy"], tmp_path / "x.npy")
    sae = Architecture("relu", inputs=(P,), outputs=(P,), width=3)
    with pytest.raises(InputError, match=r"targets: .*writes what it reads"):
        rows_of_files(sae, [tmp_path / "x.npy"], tmp_path / "x.npy")
    with pytest.raises(InputError, match="is no run"):
        rows_of_run(stored("relu"))
