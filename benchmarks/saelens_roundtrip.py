"""Does SAELens compute what we compute?  Checkpoints go both ways, for all five architectures, against the package itself.

    python benchmarks/saelens_roundtrip.py

Needs sae-lens beside this package (``pip install -c constraints.txt sae-lens``); exits with 1 if any code or reconstruction differs.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
warnings.filterwarnings("ignore")

from sae_lens import SAE, __version__  # noqa: E402
from sae_lens.saes import batchtopk_sae, gated_sae, jumprelu_sae, standard_sae, topk_sae  # noqa: E402
from sae_lens.saes.sae import TrainStepInput  # noqa: E402

from solvers.sdl.train.model.architecture import Architecture  # noqa: E402
from solvers.sdl.train.model.module import SDLModel  # noqa: E402
from solvers.sdl.train.run.saelens import read_saelens, write_saelens  # noqa: E402
from theory.errors import InputError  # noqa: E402

P, Q, K, SAMPLES = 24, 96, 7, 512
# float32: sums of 24 products of numbers of size 1 are good to about 1e-6; thresholds move by about 1e-6 of their value (see
# read_saelens), and no pre-activation of these seeds lies that close to one
TOLERANCE = 1e-5
THEIRS: dict[str, tuple[type, type]] = {
    "standard": (standard_sae.StandardSAE, standard_sae.StandardSAEConfig),
    "topk": (topk_sae.TopKSAE, topk_sae.TopKSAEConfig),
    "jumprelu": (jumprelu_sae.JumpReLUSAE, jumprelu_sae.JumpReLUSAEConfig),
    "gated": (gated_sae.GatedSAE, gated_sae.GatedSAEConfig),
    "standard, training": (standard_sae.StandardTrainingSAE, standard_sae.StandardTrainingSAEConfig),
    "topk, training": (topk_sae.TopKTrainingSAE, topk_sae.TopKTrainingSAEConfig),
    "batchtopk, training": (batchtopk_sae.BatchTopKTrainingSAE, batchtopk_sae.BatchTopKTrainingSAEConfig),
    "jumprelu, training": (jumprelu_sae.JumpReLUTrainingSAE, jumprelu_sae.JumpReLUTrainingSAEConfig),
    "gated, training": (gated_sae.GatedTrainingSAE, gated_sae.GatedTrainingSAEConfig),
}


def samples() -> Tensor:
    """The same inputs for every comparison."""
    return torch.randn(SAMPLES, P, generator=torch.Generator().manual_seed(1))


def shaken(module: torch.nn.Module, seed: int) -> None:
    """Random parameters, also where the start is zero; thresholds positive."""
    stream = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            values = 0.4 * torch.randn(parameter.shape, generator=stream)
            if name == "threshold":
                values = 0.1 + values.abs()
            if name == "log_threshold_q":
                values = values - 1.0
            parameter.copy_(values)


def difference(first: Tensor, second: Tensor) -> float:
    """Largest difference, relative to the largest entry of the first where that exceeds 1."""
    return float((first - second).abs().max() / max(1.0, float(first.abs().max())))


def compare(name: str, theirs: Any, ours: SDLModel, norms: Tensor | None = None) -> bool:
    """Codes and reconstructions on the same samples."""
    x_bp = samples()
    with torch.no_grad():
        codes, written = theirs.encode(x_bp), theirs(x_bp)
        output = ours(x_bp)
    gaps = difference(codes, output.codes_bq), difference(written, output.y_br)
    active = float((codes > 0).float().sum(1).mean())
    good = max(gaps) <= TOLERANCE and 0 < active < Q
    print(f"{'ok ' if good else 'BAD'} {name:58s} codes {gaps[0]:.1e}  output {gaps[1]:.1e}  active {active:.1f}")
    return good


def reading(folder: Path) -> list[bool]:
    """What SAELens writes, read by us."""
    results: list[bool] = []
    for name, (model, config) in THEIRS.items():
        variants: list[dict[str, Any]] = [{}, {"apply_b_dec_to_input": False}]
        if "topk" in name:
            variants = [v | {"k": K, "rescale_acts_by_decoder_norm": r} for v in variants for r in (False, True)]
        for i, variant in enumerate(variants):
            sae = model(config(d_in=P, d_sae=Q, **variant))
            shaken(sae, 10 + i)
            if name.startswith("batchtopk"):
                results += batch_variants(name, sae, variant, folder)
                continue
            sae.save_model(folder)
            results.append(compare(f"{name} {_shown(variant)} -> read", sae, read_saelens(folder).model))
            if "training" in name:
                sae.save_inference_model(folder)
                theirs = SAE.load_from_disk(folder)
                results.append(compare(f"{name}, saved for inference -> read", theirs, read_saelens(folder).model))
    return results


def batch_variants(name: str, sae: Any, variant: dict[str, Any], folder: Path) -> list[bool]:
    """BatchTopK is compared while it ranks a batch, and as the JumpReLU that is saved."""
    for _ in range(30):  # enough for a running threshold that lets some neurons through and others not
        sae.training_forward_pass(
            TrainStepInput(
                sae_in=samples(), coefficients={}, dead_neuron_mask=None, n_training_steps=0, is_logging_step=False
            )
        )
    sae.save_model(folder)
    ours = read_saelens(folder).model
    same = difference(sae.topk_threshold.float(), ours.batch_threshold) == 0.0
    results = [same, compare(f"{name} {_shown(variant)} -> read", sae, ours.train())]
    sae.save_inference_model(folder)
    results.append(
        compare("batchtopk, saved for inference -> read", SAE.load_from_disk(folder), read_saelens(folder).model)
    )
    results.append(compare("batchtopk, inference against ours in evaluation", SAE.load_from_disk(folder), ours.eval()))
    return results


def _shown(variant: dict[str, Any]) -> str:
    return " ".join(f"{k.split('_')[0]}={v}" for k, v in variant.items())


def writing(folder: Path) -> list[bool]:
    """What we write, read by SAELens and by us."""
    results: list[bool] = []
    for kind in ("relu", "topk", "batchtopk", "jumprelu", "gated"):
        for biases in (True, False):
            k = {"k": K} if kind in ("topk", "batchtopk") else {}
            sizes: dict[str, Any] = {"inputs": (P,), "outputs": (P,), "width": Q, **k}
            architecture = Architecture(kind, encoder_bias=biases, decoder_bias=biases, **sizes)  # type: ignore[arg-type]
            ours = SDLModel(architecture, seed=0)
            shaken(ours, 20)
            if kind == "batchtopk":
                ours.batch_threshold.fill_(0.75)
            ours.eval()
            write_saelens(folder, ours)
            results.append(
                compare(f"ours: {kind} biases={biases} -> loaded by SAELens", SAE.load_from_disk(folder), ours)
            )
            again = read_saelens(folder).model
            results.append(compare(f"ours: {kind} biases={biases} -> read again", SAE.load_from_disk(folder), again))
    return results


def refusing(folder: Path) -> list[bool]:
    """What changes the function and cannot be represented must be refused, by its name."""
    model, config = THEIRS["standard"]
    results: list[bool] = []
    for field, value in (
        ("normalize_activations", "layer_norm"),
        ("normalize_activations", "constant_norm_rescale"),
        ("normalize_activations", "expected_average_only_in"),
        ("reshape_activations", "hook_z"),
    ):
        model(config(d_in=P, d_sae=Q, **{field: value})).save_model(folder)
        try:
            read_saelens(folder)
            good = False
        except InputError as error:
            good = field in str(error)
        print(f"{'ok ' if good else 'BAD'} {field}={value} is refused by name")
        results.append(good)
    return results


def main() -> int:
    """All comparisons; 1 if any disagrees."""
    print(f"sae-lens {__version__}, torch {torch.__version__}; d_in {P}, d_sae {Q}, {SAMPLES} samples")
    with tempfile.TemporaryDirectory() as name:
        results = reading(Path(name)) + writing(Path(name)) + refusing(Path(name))
    print(f"{sum(results)} of {len(results)} comparisons agree")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
