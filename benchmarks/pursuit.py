"""Matching pursuit in its forms, and SAELens's own encoder where SAELens is installed: seconds of processor time, interleaved.

    python -m benchmarks.pursuit [--width 6144 --inputs 768 --steps 32 --batch 1024 --rounds 3]

The data are sums of ``steps`` atoms with coefficients between 1/2 and 3/2 and a little noise. Stops are off on both sides: everybody
makes all steps. A training step is forward, squared error, and the gradient by the dictionary.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from solvers.pursuit.compiled import COMPILED
from solvers.pursuit.encode import Settings, pursue
from solvers.pursuit.gradient import encode


def sample(inputs: int, width: int, steps: int, batch: int) -> tuple[Tensor, Tensor]:
    """Samples and the dictionary that they are made from."""
    g = torch.Generator().manual_seed(0)
    atoms = torch.nn.functional.normalize(torch.randn(width, inputs, generator=g), dim=1)
    support = torch.stack([torch.randperm(width, generator=g)[:steps] for _ in range(batch)])
    sizes = 0.5 + torch.rand(batch, steps, generator=g)
    x = torch.einsum("bk,bkm->bm", sizes, atoms[support])
    return x + 0.01 * torch.randn(batch, inputs, generator=g), atoms


def peers() -> Callable[..., Tensor] | None:
    """SAELens's encoder, or None."""
    try:
        from sae_lens.saes import matching_pursuit_sae  # pyright: ignore[reportMissingImports]
    except ImportError:
        return None
    return matching_pursuit_sae._encode_matching_pursuit


def cases(x: Tensor, atoms: Tensor, steps: int, theirs: Callable[..., Tensor] | None) -> dict[str, Callable[[], Any]]:
    """What is timed."""
    settings, gram = Settings("nonnegative", steps), atoms @ atoms.t()

    def own_step() -> None:
        d = atoms.clone().requires_grad_()
        encode(x, d, settings)[2].square().sum().backward()

    out: dict[str, Callable[[], Any]] = {
        "forward, residual form": lambda: pursue(x, atoms, settings, form="residual"),
        "forward, Gram form in torch": lambda: pursue(x, atoms, settings, form="gram"),
        "forward, Gram matrix at hand, in torch": lambda: pursue(x, atoms, settings, form="gram", gram_qq=gram),
        "training step": own_step,
    }
    if COMPILED:
        out["forward, compiled"] = lambda: pursue(x, atoms, settings, form="compiled")
        out["forward, Gram matrix at hand, compiled"] = lambda: pursue(x, atoms, settings, gram_qq=gram)
    if theirs is not None:

        def their_step() -> None:
            d = atoms.clone().requires_grad_()
            (x - theirs(x, d, 0.0, steps, False) @ d).square().sum().backward()

        out["SAELens: forward"] = lambda: theirs(x, atoms, 0.0, steps, False)
        out["SAELens: training step"] = their_step
    return out


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser()
    for name, default in (("inputs", 768), ("width", 6144), ("steps", 32), ("batch", 1024), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    a = parser.parse_args()
    x, atoms = sample(a.inputs, a.width, a.steps, a.batch)
    timed = cases(x, atoms, a.steps, peers())
    seconds: dict[str, list[float]] = {name: [] for name in timed}
    for turn in range(a.rounds + 1):  # the first turn compiles and warms up
        for name, run in timed.items():
            start = time.process_time()
            run()
            if turn:
                seconds[name].append(time.process_time() - start)
    print(
        f"| {a.inputs} inputs, {a.width} atoms, {a.steps} steps, batch {a.batch}, {torch.get_num_threads()} thread(s) | s |"
    )
    print("| --- | --- |")
    for name, values in seconds.items():
        print(f"| {name} | {statistics.median(values):.3f} |")


if __name__ == "__main__":
    main()
