"""Does the count of active neurons follow its weight?  JumpReLU here and in SAELens, on the same data, batches, steps and step sizes.

    pip install -c constraints.txt -e '.[examples,peers]'
    python -m benchmarks.jumprelu_sparsity [--steps N] [--width N] [--rates X ...] [--weights X ...] [--data NAME ...]

Data: the 1,797 images of handwritten digits that ship with scikit-learn, as they are (64 pixels of 0 to 16) and divided by the root mean
square of their entries about the mean; and 20,000 sparse combinations of 128 random directions in 64 dimensions.  Weights of the penalty
are in units of the mean squared distance of a sample from the mean, so they mean the same everywhere.  Both minimise squared error plus
weight times L0, with Adam at the same step size and a linear decay over the last fifth; everything else is at each library's defaults.
Two step sizes are compared because models start at different sizes (unit decoder rows here, rows of norm 0.1 there), so that the same
step size is not the same speed.  L0, FVU (squared error over squared distance from the mean) and dead neurons are measured on all
samples after training.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.config.tables import from_tables
from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.run.build import build_model, build_source, loss_config
from solvers.sdl.train.step.loop import fit

BATCH = 256
WEIGHTS = (0.0003, 0.003, 0.03, 0.3)


@dataclass(frozen=True)
class Setting:
    """What both libraries are given: the data, and how long to train."""

    rows: Tensor
    file: Path
    width: int
    steps: int
    rate: float

    @property
    def spread(self) -> float:
        """Mean squared distance from the mean."""
        return float((self.rows - self.rows.mean(0)).square().sum(1).mean())

    def source(self) -> ActivationFiles:
        """Batches: all samples, in a new order in every epoch."""
        return ActivationFiles(self.file, seed=0)


def digits() -> Tensor:
    """Real data that ship with a package."""
    from sklearn.datasets import load_digits

    return torch.from_numpy(load_digits().data.astype(np.float32))


def sparse_sums() -> Tensor:
    """Synthetic data: four of 128 random directions on average, magnitudes 1/2 and more."""
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(128, 64))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    codes = (rng.random((20_000, 128)) < 4 / 128) * (0.5 + rng.exponential(size=(20_000, 128)))
    return torch.from_numpy((codes @ directions + 0.01 * rng.normal(size=(20_000, 64))).astype(np.float32))


def unit_digits() -> Tensor:
    """The same in units of the root mean square of its entries about the mean."""
    pixels = digits()
    return pixels / (pixels - pixels.mean(0)).square().mean().sqrt()


DATA = {"digits": digits, "unit-digits": unit_digits, "sparse-sums": sparse_sums}


def ours(setting: Setting, weight: float) -> tuple[float, float, float]:
    """A configuration with nothing but kind, width and weight."""
    config = from_tables(
        {
            "model": {"kind": "jumprelu", "width": setting.width},
            "data": {"kind": "files", "files": [str(setting.file)]},
            "loss": {"l0": weight},
            "optimiser": {
                "steps": setting.steps,
                "batch_size": BATCH,
                "learning_rate": setting.rate,
                "decay_steps": setting.steps // 5,
            },
        }
    )
    source = build_source(config, seed=0)
    model = build_model(config, source, seed=0)
    fit(model, source, config.optimiser, loss_config=loss_config(config))
    model.eval()
    with torch.no_grad():
        output = model(setting.rows)
    return measured(setting, output.y_br, output.codes_bq)


def sae_lens(setting: Setting, weight: float) -> tuple[float, float, float]:
    """``SAETrainer.step`` on the same batches."""
    from sae_lens.config import LoggingConfig, SAETrainerConfig
    from sae_lens.saes.jumprelu_sae import JumpReLUTrainingSAE, JumpReLUTrainingSAEConfig
    from sae_lens.training.sae_trainer import SAETrainer

    torch.manual_seed(0)
    sae = JumpReLUTrainingSAE(
        JumpReLUTrainingSAEConfig(d_in=setting.rows.shape[1], d_sae=setting.width, l0_coefficient=weight, device="cpu")
    )
    config = SAETrainerConfig(
        n_checkpoints=0,
        checkpoint_path=None,
        save_final_checkpoint=False,
        total_training_samples=BATCH * setting.steps,
        device="cpu",
        autocast=False,
        train_batch_size_samples=BATCH,
        lr=setting.rate,
        lr_end=setting.rate,
        lr_decay_steps=setting.steps // 5,
        feature_sampling_window=2000,
        dead_feature_window=1000,
        logger=LoggingConfig(log_to_wandb=False),
    )
    trainer, source = SAETrainer(config, sae, iter([])), setting.source()
    for step in range(setting.steps):
        trainer.n_training_steps += 1
        trainer.step(source.batch(step, BATCH).x_bp)
    with torch.no_grad():
        codes = sae.encode(setting.rows)
        return measured(setting, sae.decode(codes), codes)


def measured(setting: Setting, y_br: Tensor, codes_bq: Tensor) -> tuple[float, float, float]:
    """L0, FVU, share of neurons that never fire, over all samples."""
    on = codes_bq > 0
    error = float((setting.rows - y_br).square().sum(1).mean())
    return float(on.sum(1).float().mean()), error / setting.spread, float((~on.any(0)).float().mean())


def table(
    name: str, setting: Setting, weights: list[float], methods: dict[str, Callable[..., tuple[float, float, float]]]
) -> None:
    """One line per weight."""
    print(
        f"\n{name}: {len(setting.rows)} samples, width {setting.width}, {setting.steps} steps, rate {setting.rate:g}\n"
    )
    print("| weight / spread | " + " | ".join(f"{m}: L0 | FVU | never fire" for m in methods) + " |")
    print("|---" * (1 + 3 * len(methods)) + "|", flush=True)
    for weight in weights:
        cells = []
        for method in methods.values():
            l0, fvu, dead = method(setting, weight * setting.spread)
            cells += [f"{l0:.1f}", f"{fvu:.2%}", f"{dead:.0%}"]
        print(f"| {weight:g} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--rates", type=float, nargs="+", default=[1e-3, 1e-2], help="step sizes of Adam")
    parser.add_argument("--data", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--weights", type=float, nargs="+", default=list(WEIGHTS))
    args = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")  # of the peer
    methods: dict[str, Callable[..., tuple[float, float, float]]] = {"ours": ours}
    try:
        import sae_lens as _  # noqa: F401

        methods["SAELens"] = sae_lens
        print(f"SAELens {metadata.version('sae-lens')}, torch {torch.__version__}")
    except ImportError as error:
        print(f"SAELens is left out ({error}); pip install -c constraints.txt sae-lens", file=sys.stderr)
    for name in args.data:
        rows = DATA[name]()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rows.npy"
            np.save(file, rows.numpy())
            for rate in args.rates:
                table(name, Setting(rows, file, args.width, args.steps, rate), args.weights, methods)


if __name__ == "__main__":
    main()
