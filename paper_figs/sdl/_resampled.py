"""Training of small ReLU models most of whose neurons start dead, with and without resampling, and what each resampling did to the loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solvers.sdl.train.run.stack import Stack

HOWS = ("none", "heuristic", "optimal")
NEURONS, ALIVE, STEPS, BATCH, EVERY, UNTIL = 64, 16, 900, 128, 150, 450
L1, FAR = 0.3, -20.0  # bias of the neurons that start dead: no sample comes near it
DEAD_AFTER = 50  # batches without activity
PROBE = 1024  # samples on which a resampling is measured


@dataclass(frozen=True)
class Resampling:
    """One call: the decrease that was promised (optimal only), and the loss on its batch before and after."""

    how: str
    seed: int
    step: int
    neurons: int
    promised: float
    before: float
    after: float


@dataclass(frozen=True)
class Outcome:
    """Mean losses over windows of ``EVERY // 2`` steps, one per run, and all resamplings."""

    runs: tuple[tuple[str, int], ...]
    losses: tuple[tuple[int, tuple[float, ...]], ...]
    dead: tuple[int, ...]
    resamplings: tuple[Resampling, ...]


def train(seeds: int, *, steps: int = STEPS) -> Outcome:
    """All runs as one stack: every seed with every way of resampling, from the same start on the same batches."""
    import torch

    from solvers.sdl.train.config.settings import Settings
    from solvers.sdl.train.data.linear_representation import LinearRepresentationBench
    from solvers.sdl.train.model.architecture import Architecture
    from solvers.sdl.train.model.losses import LossConfig
    from solvers.sdl.train.model.module import SDLModel
    from solvers.sdl.train.run.stack import Samples, Stack, fit_stack

    runs = tuple((how, seed) for how in HOWS for seed in range(seeds))
    benches = [LinearRepresentationBench.preset("mini", seed=s, samples=16_384) for s in range(seeds)]
    x = torch.stack([b.batch(0, 16_384).x_bp for b in benches])
    shape = Architecture("relu", (32,), (32,), NEURONS, decoder_bias=False)
    models = [SDLModel(shape, seed=seed) for _, seed in runs]
    for model in models:
        assert model.encoder_bias_q is not None  # the architecture has it
        model.encoder_bias_q.data[ALIVE:] = FAR
    stack = Stack(models)
    hook = _Hook(stack, runs, x, steps)
    settings = Settings(steps=steps, batch_size=BATCH, learning_rate=5e-3, decay_steps=steps // 3)
    samples = Samples(x, x, tuple(seed for _, seed in runs))
    rows = fit_stack(stack, samples, settings, loss_config=LossConfig(l1=L1), log_every=1, after_step=hook)
    window = EVERY // 2
    means = [torch.stack([r for _, r in rows[i : i + window]]).mean(0) for i in range(0, len(rows), window)]
    losses = tuple((min((i + 1) * window, steps), tuple(m.tolist())) for i, m in enumerate(means))
    return Outcome(runs, losses, tuple(hook.dead().sum(1).tolist()), tuple(hook.made))


class _Hook:
    """Counts how long each neuron has been silent, and resamples."""

    def __init__(self, stack: Stack, runs: tuple[tuple[str, int], ...], x: Any, steps: int) -> None:
        import torch

        self.stack, self.runs, self.x = stack, runs, x
        self.until = min(UNTIL, steps // 2)
        self.silent = torch.zeros(len(runs), NEURONS, dtype=torch.int64)
        self.made: list[Resampling] = []

    def dead(self) -> Any:
        """Which neurons of which run count as dead."""
        return self.silent >= DEAD_AFTER

    def __call__(self, done: int, codes: Any, adam: Any) -> None:
        import torch

        self.silent = torch.where((codes > 0).any(1), 0, self.silent + 1)
        if done % EVERY or done > self.until:
            return
        for i, (how, seed) in enumerate(self.runs):
            if how != "none" and bool(self.dead()[i].any()):
                self._resample(i, how, seed, done, adam)

    def _resample(self, i: int, how: str, seed: int, done: int, adam: Any) -> None:
        import torch

        from solvers.sdl.train.data.batch import Batch
        from solvers.sdl.train.step.resampling import resample

        x = self.x[seed, (done * PROBE) % self.x.shape[1] :][:PROBE]
        model, batch = self.stack.models[i], Batch(x, x)
        with torch.no_grad():
            before = float((x - model(x).y_br).square().sum() / len(x))
            found = resample(model, batch, self.dead()[i], how=how, seed=done)  # type: ignore[arg-type]
            after = float((x - model(x).y_br).square().sum() / len(x))
        for shared in self.stack.parameters.values():
            for moment in ("exp_avg", "exp_avg_sq"):
                adam.state[shared][moment][i, list(found.neurons)] = 0
        self.silent[i, list(found.neurons)] = 0
        self.made.append(Resampling(how, seed, done, len(found.neurons), sum(found.decrease), before, after))
