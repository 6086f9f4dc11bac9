"""One training step of a Top-k sparse autoencoder, against SAELens and dictionary_learning.

A step is everything that each library's own trainer does with a batch that is in memory, at its defaults: forward, backward,
clipping of the gradient, Adam, its own treatment of decoder norms, and the count of silent neurons.  Ours is ``Trainer.step``
with clipping at 1 and unit decoder rows.  d=768, q=4096, batch 1024, k=32, float32, two threads:

    pip install -c constraints.txt -e '.[peers]'
    python -m benchmarks.train_step [--rounds N] [--threads N]

(If torchvision came along and does not fit this torch, uninstall it: the peers import without it, not with a broken one.)  The
trainers take turns, round by round; medians of the rounds, in wall-clock and in processor time.  The first row is the product
``x W_E^T`` alone, which no exact method can do without: its time over that of a step is the share of the bound that is reached.
On a loaded machine only the processor time means much, and with several threads only under ``OMP_WAIT_POLICY=passive``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib import metadata

import torch
from torch import Tensor

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.data.batch import Batch, Truth
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.step.trainer import Trainer

D, Q, B, K = 768, 4096, 1024, 32
PEERS = {"SAELens": "sae-lens", "dictionary_learning": "dictionary-learning"}
Step = Callable[[], object]


class Fixed:
    """Batches that lie in memory, in turn."""

    inputs = outputs = (D,)
    truth: Truth | None = None

    def __init__(self, batches: list[Tensor]) -> None:
        self.batches = [Batch(x, x) for x in batches]

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        """All of it: the benchmark has one part."""
        return self.batches[step % len(self.batches)]


def data(count: int) -> list[Tensor]:
    """Samples of 4,096 random directions, 40 of them active in each, and noise."""
    g = torch.Generator().manual_seed(0)
    directions = torch.nn.functional.normalize(torch.randn(Q, D, generator=g), dim=1)
    out = []
    for _ in range(count):
        active = torch.rand(B, Q, generator=g) < 40 / Q
        out.append((active * torch.rand(B, Q, generator=g)) @ directions + 0.01 * torch.randn(B, D, generator=g))
    return out


def ours(batches: list[Tensor]) -> Step:
    """``Trainer.step`` of this repository."""
    model = SDLModel(Architecture("topk", inputs=(D,), outputs=(D,), width=Q, k=K), seed=0)
    settings = Settings(steps=100_000, batch_size=B, learning_rate=3e-4, clip_norm=1.0, unit_norm_decoder=True)
    trainer = Trainer(model, Fixed(batches), settings, loss_config=LossConfig())
    count = iter(range(settings.steps))
    return lambda: trainer.step(next(count))


def sae_lens(batches: list[Tensor]) -> Step:
    """``SAETrainer.step`` of SAELens; the loop around it counts the steps."""
    from sae_lens.config import LoggingConfig, SAETrainerConfig
    from sae_lens.saes.topk_sae import TopKTrainingSAE, TopKTrainingSAEConfig
    from sae_lens.training.sae_trainer import SAETrainer

    sae = TopKTrainingSAE(TopKTrainingSAEConfig(d_in=D, d_sae=Q, k=K, device="cpu"))
    config = SAETrainerConfig(
        n_checkpoints=0,
        checkpoint_path=None,
        save_final_checkpoint=False,
        total_training_samples=B * 100_000,
        device="cpu",
        autocast=False,
        train_batch_size_samples=B,
        lr_end=3e-5,  # a tenth of the default step size, as its own configuration fills it in
        feature_sampling_window=2000,
        dead_feature_window=1000,
        logger=LoggingConfig(log_to_wandb=False),
    )
    trainer = SAETrainer(config, sae, iter([]))

    def step() -> object:
        trainer.n_training_steps += 1
        return trainer.step(batches[trainer.n_training_steps % len(batches)])

    return step


def dictionary_learning(batches: list[Tensor]) -> Step:
    """``TopKTrainer.update`` of dictionary_learning."""
    from dictionary_learning.trainers.top_k import TopKTrainer

    trainer = TopKTrainer(steps=100_000, activation_dim=D, dict_size=Q, k=K, layer=0, lm_name="none", device="cpu")
    count = iter(range(100_000))

    def step() -> object:
        at = next(count)
        return trainer.update(at, batches[at % len(batches)])

    return step


def clocked(step: Step) -> tuple[float, float]:
    """Wall-clock and processor seconds of one step."""
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return time.perf_counter() - wall, time.process_time() - cpu


def compare(steps: dict[str, Step], rounds: int) -> dict[str, tuple[float, float]]:
    """Median wall-clock and processor seconds, the methods in turn; three rounds before the clock starts."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for number in range(rounds + 3):
        for name, step in steps.items():
            found = clocked(step)
            if number >= 3:
                times[name].append(found)
    return {name: tuple(map(statistics.median, zip(*all_, strict=True))) for name, all_ in times.items()}  # type: ignore[misc]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    batches = data(4)
    builders = {"ours": ours, "SAELens": sae_lens, "dictionary_learning": dictionary_learning}
    x, w = batches[0], torch.randn(Q, D)
    steps: dict[str, Step] = {"x W_E^T alone": lambda: x @ w.t()}
    for name, build in builders.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of the peers, at import
                steps[name] = build(batches)
        except ImportError as error:
            print(f"{name} is left out ({error}); pip install -c constraints.txt {PEERS[name]}", file=sys.stderr)
    found = compare(steps, args.rounds)
    print(f"torch {torch.__version__}, {args.threads} threads, load {os.getloadavg()[0]:.1f}; " + versions())
    print("\n| | wall (ms) | times ours | processor (ms) | times ours |\n|---|---|---|---|---|")
    wall, cpu = found["ours"]
    for name, (w_, c_) in found.items():
        print(f"| {name} | {1000 * w_:.1f} | {w_ / wall:.2f} | {1000 * c_:.1f} | {c_ / cpu:.2f} |")


def versions() -> str:
    """The peers that are installed."""
    out = []
    for package in PEERS.values():
        try:
            out.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            out.append(f"{package} not installed")
    return ", ".join(out)


if __name__ == "__main__":
    main()
