"""``python -m tests.repo.records`` writes examples/records: one small record of every format, made by the library itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copyfile

import sdl_atlas as sa
from theory.files import write_atomically, write_json
from theory.record_files import write_record

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "examples" / "records"
FEW = {"steps": 20, "warmup_steps": 2, "decay_steps": 5, "batch_size": 64}
FEATURES = {"model": {"kind": "topk", "width": 6, "k": 2}, "data": {"kind": "bench", "features": 4, "inputs": [3]}}
CIRCLE = {
    "model": {"kind": "topk", "width": 6, "k": 2},
    "data": {"kind": "manifolds", "dimension": 3, "manifolds": ["circle"]},
}
TWO = {"sweep": [{"model.k": 1}, {"model.k": 2}]}
WAVES = {"model": {"kind": "sae-fno", "concepts": 2, "modes": 3}, "data": {"kind": "functions", "grid": 12}}


def main() -> None:
    """Write all of them."""
    problem = sa.Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=sa.Activation("topk", k=1), width=2)
    landscape = sa.solve(problem)
    write_atomically(RECORDS / "landscape.json", landscape.to_json())
    write_json(RECORDS / "certificate.json", next(iter(landscape.certificates())))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        sa.land(problem=problem, landscape=landscape, train=8, steps=800, out=out / "landed")
        sa.train({**FEATURES, "optimiser": FEW}, out / "features", device="cpu")
        sa.land(out / "features", out=out / "recovered")
        sa.train({**FEATURES, "optimiser": FEW, "run": TWO}, out / "sweep", device="cpu")
        sa.train({**CIRCLE, "optimiser": FEW}, out / "circle", device="cpu")
        write_record(RECORDS / "capture.json", sa.capture(out / "circle", samples=500))
        sa.train({**WAVES, "optimiser": {"steps": 20, "batch_size": 16}}, out / "waves")
        sa.land(out / "waves", out=out / "landed-waves")
        sa.lattice(ROOT / "examples" / "contexts" / "live_in_water.cxt", iceberg=4, out=out / "lattice")
        sa.verify("sdl.table-1-vs-4", out=out / "verified")
        for name in (
            "landed/landing.json",
            "recovered/recovery.json",
            "landed-waves/operators.json",
            "features/result.json",
            "features/metrics.csv",
            "sweep/runs.csv",
            "lattice/lattice.json",
            "verified/verdicts.jsonl",
        ):
            copyfile(out / name, RECORDS / Path(name).name)


if __name__ == "__main__":
    main()
