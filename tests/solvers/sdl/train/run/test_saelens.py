"""Checkpoints in the layout of SAELens: they compute what that package computes, written out in numpy, or are refused by name.

The comparison with the package itself is benchmarks/saelens_roundtrip.py.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.saelens import CONFIG, WEIGHTS, read_saelens, write_saelens
from theory.errors import InputError

P, Q, K = 6, 15, 4
ALL = ("standard", "topk", "batchtopk", "jumprelu", "gated")
X = np.random.default_rng(9).standard_normal((40, P))
# single precision: sums of 6 products of numbers of size 1, and thresholds that move by a millionth; no code of these seeds is so near
CLOSE = {"rtol": 1e-4, "atol": 1e-5}
FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def tensors_of(architecture: str, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {"W_enc": (P, Q), "W_dec": (Q, P), "b_dec": (P,)}
    if architecture == "gated":
        shapes |= {"b_gate": (Q,), "b_mag": (Q,), "r_mag": (Q,)}
    else:
        shapes["b_enc"] = (Q,)
    out = {name: rng.normal(size=shape).astype(np.float32) / 2 for name, shape in shapes.items()}
    if architecture == "jumprelu":
        out["threshold"] = rng.uniform(0.1, 1, Q).astype(np.float32)
    if architecture == "batchtopk":
        out["topk_threshold"] = np.array(0.7)
    return out


def config_of(architecture: str, **changes: Any) -> dict[str, Any]:
    raw = {
        "architecture": architecture,
        "d_in": P,
        "d_sae": Q,
        "dtype": "float32",
        "device": "cpu",
        "apply_b_dec_to_input": True,
        "normalize_activations": "none",
        "reshape_activations": "none",
        "metadata": {"sae_lens_version": "6.5.0"},
    }
    if architecture in ("topk", "batchtopk"):
        raw |= {"k": K, "rescale_acts_by_decoder_norm": False}
    return raw | changes


def put(folder: Path, config: Any, tensors: dict[str, np.ndarray]) -> Path:
    (folder / CONFIG).write_text(json.dumps(config))
    save_file(tensors, folder / WEIGHTS)
    return folder


def reference(config: dict[str, Any], t: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Codes (before any division by norms) and reconstructions, from the definitions, in double precision."""
    t = {name: values.astype(np.float64) for name, values in t.items()}
    x = X - t["b_dec"] * config["apply_b_dec_to_input"]
    norms = np.linalg.norm(t["W_dec"], axis=1) if config.get("rescale_acts_by_decoder_norm") else np.ones(Q)
    if config["architecture"] == "gated":
        magnitude = x @ (t["W_enc"] * np.exp(t["r_mag"])) + t["b_mag"]
        codes = (x @ t["W_enc"] + t["b_gate"] > 0) * np.maximum(magnitude, 0)
    else:
        pre = (x @ t["W_enc"] + t["b_enc"]) * norms
        codes = np.maximum(pre, 0)
        if config["architecture"] == "topk":
            codes *= pre >= np.sort(pre, axis=1)[:, [-K]]
        if config["architecture"] in ("jumprelu", "batchtopk"):
            codes *= pre > (t["threshold"] if "threshold" in t else t["topk_threshold"])
    return codes, codes / norms @ t["W_dec"] + t["b_dec"]


def same(folder: Path, config: dict[str, Any], tensors: dict[str, np.ndarray]) -> SDLModel:
    model = read_saelens(put(folder, config, tensors)).model
    with torch.no_grad():
        output = model(torch.from_numpy(X).to(model.decoder_qr.dtype))
    codes, written = reference(config, tensors)
    assert 0 < (codes > 0).mean() < 1
    np.testing.assert_allclose(output.codes_bq.numpy(), codes, **CLOSE)
    np.testing.assert_allclose(output.y_br.numpy(), written, **CLOSE)
    return model


@pytest.mark.parametrize("subtracts", [True, False])
@pytest.mark.parametrize("architecture", ALL)
def test_codes_and_reconstructions(tmp_path: Path, architecture: str, subtracts: bool) -> None:
    model = same(tmp_path, config_of(architecture, apply_b_dec_to_input=subtracts), tensors_of(architecture))
    assert model.architecture.kind == ("relu" if architecture == "standard" else architecture)
    assert not model.training


@pytest.mark.parametrize("subtracts", [True, False])
@pytest.mark.parametrize("architecture", ["topk", "batchtopk"])
def test_ranking_by_decoder_norm(tmp_path: Path, architecture: str, subtracts: bool) -> None:
    config = config_of(architecture, rescale_acts_by_decoder_norm=True, apply_b_dec_to_input=subtracts)
    model = same(tmp_path, config, tensors_of(architecture))
    assert model.decoder_qr.norm(dim=1).detach() == pytest.approx(torch.ones(Q), abs=1e-6)
    plain = read_saelens(put(tmp_path, config_of(architecture), tensors_of(architecture))).model
    assert not torch.equal(plain.encoder_qp, model.encoder_qp)  # the option matters


def test_number_types(tmp_path: Path) -> None:
    double = {name: values.astype(np.float64) for name, values in tensors_of("standard").items()}
    assert same(tmp_path, config_of("standard"), double).decoder_qr.dtype == torch.float64
    half = {name: values.astype(np.float16) for name, values in tensors_of("standard").items()}
    assert same(tmp_path, config_of("standard"), half).decoder_qr.dtype == torch.float32


def test_thresholds_of_zero(tmp_path: Path) -> None:
    tensors = tensors_of("jumprelu")
    tensors["threshold"][:7] = 0
    assert same(tmp_path, config_of("jumprelu"), tensors).architecture.kind == "jumprelu"
    tensors["threshold"][:] = 0
    assert same(tmp_path, config_of("jumprelu"), tensors).architecture.kind == "relu"


def test_thresholds_stored_as_logarithms(tmp_path: Path) -> None:
    tensors = tensors_of("jumprelu")
    older = {name: values for name, values in tensors.items() if name != "threshold"}
    older["log_threshold"] = np.log(tensors["threshold"])
    put(tmp_path, config_of("jumprelu", jumprelu_bandwidth=0.05), older)
    model = read_saelens(tmp_path).model
    np.testing.assert_allclose(model.threshold_q.detach().numpy(), tensors["threshold"], rtol=1e-5)
    assert model.architecture.bandwidth == 0.05


def test_configurations_of_older_versions(tmp_path: Path) -> None:
    old = {
        "d_in": P,
        "d_sae": Q,
        "hook_point": "blocks.0.hook_resid_pre",
        "activation_fn_str": "topk",
        "activation_fn_kwargs": {"k": K},
        "normalize_activations": False,
        "lp_norm": 1.0,
    }
    imported = read_saelens(put(tmp_path, old, tensors_of("topk")))
    assert (imported.model.architecture.kind, imported.model.architecture.k) == ("topk", K)
    assert imported.set_aside == {"hook_point": "blocks.0.hook_resid_pre", "lp_norm": 1.0}
    del old["activation_fn_str"], old["activation_fn_kwargs"]
    assert read_saelens(put(tmp_path, old, tensors_of("standard"))).model.architecture.kind == "relu"


def model_of(kind: str, biases: bool = True) -> SDLModel:
    k = {"k": K} if kind in ("topk", "batchtopk") else {}
    sizes: dict[str, Any] = {"inputs": (P,), "outputs": (P,), "width": Q, **k}
    model = SDLModel(Architecture(kind, encoder_bias=biases, decoder_bias=biases, **sizes), seed=3)  # pyright: ignore[reportArgumentType]
    stream = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(0.5 * torch.randn(parameter.shape, generator=stream) - float(name == "log_threshold_q"))
        if kind == "batchtopk":
            model.batch_threshold.fill_(0.6)
    return model.eval()


@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("kind", ["relu", "topk", "batchtopk", "jumprelu", "gated"])
def test_what_is_written_is_what_was_trained(tmp_path: Path, kind: str, biases: bool) -> None:
    model = model_of(kind, biases)
    folder = tmp_path / "new" / "folder"
    write_saelens(folder, model)
    config, tensors = json.loads((folder / CONFIG).read_text()), load_file(folder / WEIGHTS)
    assert config["architecture"] == {"relu": "standard", "batchtopk": "jumprelu"}.get(kind, kind)
    assert sorted(p.name for p in folder.iterdir()) == [CONFIG, WEIGHTS]
    codes, written = reference(config, tensors)
    again = read_saelens(folder / WEIGHTS).model
    with torch.no_grad():
        for m in (model, again):
            output = m(torch.from_numpy(X).float())
            np.testing.assert_allclose(output.codes_bq.numpy(), codes, **CLOSE)
            np.testing.assert_allclose(output.y_br.numpy(), written, **CLOSE)


@pytest.mark.parametrize(
    ("architecture", "word"),
    [
        (Architecture("relu", inputs=(3,), outputs=(2,), width=4, form="transcoder"), "form"),
        (Architecture("relu", inputs=(3, 3), outputs=(3, 3), width=4, form="crosscoder"), "form"),
        (Architecture("matryoshka", inputs=(3,), outputs=(3,), width=4, k=1, prefixes=(2, 4)), "kind"),
    ],
)
def test_what_the_layout_cannot_say_is_not_written(tmp_path: Path, architecture: Architecture, word: str) -> None:
    with pytest.raises(InputError, match=f"^{word}"):
        write_saelens(tmp_path / "out", SDLModel(architecture, seed=0))
    assert not (tmp_path / "out").exists()


def test_diverged_models_are_not_written(tmp_path: Path) -> None:
    model = model_of("relu")
    with torch.no_grad():
        model.decoder_qr[1, 2] = math.nan
    with pytest.raises(InputError, match="decoder_qr"):
        write_saelens(tmp_path, model)


BAD_CONFIG: list[tuple[dict[str, Any], str]] = [
    ({"normalize_activations": "layer_norm"}, "normalize_activations"),
    ({"normalize_activations": "expected_average_only_in"}, "normalize_activations"),
    ({"normalize_activations": True}, "normalize_activations"),
    ({"reshape_activations": "hook_z"}, "reshape_activations"),
    ({"reshape_activations": None, "hook_name": "blocks.0.attn.hook_z"}, "reshape_activations"),
    ({"finetuning_scaling_factor": True}, "finetuning_scaling_factor"),
    ({"activation_fn": "tanh-relu"}, "activation_fn"),
    ({"architecture": "skip_transcoder"}, "architecture: found skip_transcoder"),
    ({"architecture": ["topk"]}, "architecture"),
    ({"apply_b_dec_to_input": "yes"}, "apply_b_dec_to_input"),
    ({"rescale_acts_by_decoder_norm": True}, "rescale_acts_by_decoder_norm"),
    ({"d_in": P + 1}, "W_enc"),
    ({"d_sae": Q - 1}, "W_enc"),
    ({"d_in": 0}, "d_in"),
    ({"d_in": None}, "d_in: found nothing"),
    ({"d_sae": 1 << 40}, "d_sae"),
    ({"d_sae": True}, "d_sae"),
    ({"jumprelu_bandwidth": 0}, "jumprelu_bandwidth"),
    ({"architecture": "topk"}, "k: found nothing"),
    ({"architecture": "topk", "k": Q + 1}, "k=16"),
    ({"architecture": "topk", "k": 2.5}, "k: found 2.5"),
    ({"architecture": "gated"}, "b_enc"),
]


@pytest.mark.parametrize(("changes", "word"), BAD_CONFIG)
def test_configurations_that_cannot_be_represented(tmp_path: Path, changes: dict[str, Any], word: str) -> None:
    put(tmp_path, config_of("standard") | changes, tensors_of("standard"))
    with pytest.raises(InputError) as raised:
        read_saelens(tmp_path)
    assert word in str(raised.value)
    assert tmp_path.name in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("architecture", ALL)
def test_tensors_are_all_there_and_finite_and_no_others(tmp_path: Path, architecture: str) -> None:
    good = tensors_of(architecture)
    for name in good:
        with pytest.raises(InputError, match=f"{name}: found nothing"):
            read_saelens(put(tmp_path, config_of(architecture), {k: v for k, v in good.items() if k != name}))
        for value in (np.nan, np.inf):
            bad = good[name].copy()
            bad[(0,) * bad.ndim] = value
            with pytest.raises(InputError, match=f"{name}: found NaN or infinity"):
                read_saelens(put(tmp_path, config_of(architecture), good | {name: bad}))
        with pytest.raises(InputError, match=f"{name}: found shape"):
            read_saelens(put(tmp_path, config_of(architecture), good | {name: good[name].reshape(1, -1)}))
    with pytest.raises(InputError, match="scaling_factor"):
        read_saelens(put(tmp_path, config_of(architecture), good | {"scaling_factor": np.ones(Q, np.float32)}))
    with pytest.raises(InputError, match="floating-point"):
        read_saelens(put(tmp_path, config_of(architecture), good | {"b_dec": np.ones(P, np.int32)}))


def test_impossible_values(tmp_path: Path) -> None:
    zero = tensors_of("topk")
    zero["W_dec"][3] = 0
    with pytest.raises(InputError, match="a zero row"):
        read_saelens(put(tmp_path, config_of("topk", rescale_acts_by_decoder_norm=True), zero))
    large = tensors_of("gated")
    large["r_mag"][0] = 1e4
    with pytest.raises(InputError, match="NaN or infinity; after folding"):
        read_saelens(put(tmp_path, config_of("gated", apply_b_dec_to_input=False), large))


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cfg.json: found No such file"):
        read_saelens(tmp_path)
    put(tmp_path, config_of("standard"), tensors_of("standard"))
    whole = (tmp_path / WEIGHTS).read_bytes()
    for content in (b"", whole[:-1], b"\x80\x04" + whole, whole[:20]):
        (tmp_path / WEIGHTS).write_bytes(content)
        with pytest.raises(InputError, match=WEIGHTS):
            read_saelens(tmp_path)
    (tmp_path / WEIGHTS).unlink()
    with pytest.raises(InputError, match=r"sae_weights.safetensors: found No such file"):
        read_saelens(tmp_path)
    for text in ("", "{", "[]", "[" * 100_000, "x" * (1 << 20) + "x"):
        (tmp_path / CONFIG).write_text(text)
        with pytest.raises(InputError, match=CONFIG):
            read_saelens(tmp_path)


FIELDS = [
    "architecture",
    "d_in",
    "d_sae",
    "k",
    "normalize_activations",
    "activation_fn",
    "jumprelu_bandwidth",
    "metadata",
]
FIELDS += ["activation_fn_kwargs", "apply_b_dec_to_input", "hook_name"]


@FOLDER
@given(
    st.sampled_from(ALL),
    st.lists(
        st.tuples(
            st.sampled_from(FIELDS),
            st.sampled_from([None, True, False, [], *ALL]) | st.integers() | st.floats() | st.text(max_size=3),
        ),
        max_size=3,
    ),
)
def test_any_configuration_is_read_or_refused(
    tmp_path: Path, architecture: str, changes: list[tuple[str, Any]]
) -> None:
    put(tmp_path, config_of(architecture) | dict(changes), tensors_of(architecture))
    message, model = "", None
    try:
        model = read_saelens(tmp_path).model
    except InputError as error:
        message = str(error)
    assert (model is None) == bool(message)
    assert "\n" not in message
    if model is not None:
        assert model.encoder_qp.shape == (Q, P)
