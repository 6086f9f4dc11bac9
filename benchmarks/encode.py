"""`sdl-atlas encode`: how much of its time is the product of rows and encoder, and how much memory it takes.

    python -m benchmarks.encode                  # 16,384 rows, d = 768, q = 16,384, k = 32
    python -m benchmarks.encode 1000000          # a million of them: minutes

CPU seconds of one thread: the bare product on the same pieces of rows and the whole command's work are timed by turns, three times; the
peak of the memory is that of the whole process, which holds the model (100 MB), PyTorch and one piece of codes.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from solvers.sdl.evaluate.codes import encode
from solvers.sdl.evaluate.data import rows_read
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel

D, Q, K = 768, 16_384, 32


def main() -> None:
    """Print one row of a Markdown table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 16_384
    torch.set_num_threads(1)
    model = SDLModel(Architecture("topk", (D,), (D,), Q, k=K), seed=0).eval()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "x.npy"
        written = np.lib.format.open_memmap(file, "w+", np.float32, (count, D))
        rng = np.random.default_rng(0)
        for first in range(0, count, 4096):
            written[first : first + 4096] = rng.standard_normal((min(4096, count - first), D), np.float32)
        written.flush()
        rows = rows_read(model.architecture, [file])
        whole, bare = [], []
        for turn in range(3):
            start = time.process_time()
            for batch in rows.pieces(Q):
                with torch.no_grad():
                    torch.mm(batch.x_bp, model.encoder_qp.T)
            middle = time.process_time()
            encode(model, rows, Path(name) / "codes.npz")
            bare.append(middle - start)
            whole.append(time.process_time() - middle)
            print(f"turn {turn + 1}: product {bare[-1]:.1f} s, encode {whole[-1]:.1f} s", file=sys.stderr)
    product, all_of_it = statistics.median(bare), statistics.median(whole)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print("| rows | d | q | k | product, CPU s | encode, CPU s | share of the product | peak memory, GiB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print(
        f"| {count:,} | {D} | {Q:,} | {K} | {product:.1f} | {all_of_it:.1f} | {product / all_of_it:.0%} | {peak:.2f} |"
    )


if __name__ == "__main__":
    main()
