"""Where runs landed, as a page of text, as a record and as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np

from solvers.sdl.landing.match import NewPoint
from solvers.sdl.landing.settle import Settled, nearest_listed, parameter_distances
from theory.claims import Certificate
from theory.sdl.landscape import Landscape

SCHEMA = "sdl-atlas/landing/1"
MAX_ROWS = 30  # rows of each table on the page; the record has all of them
MEANING = {
    "predicted": "at a listed point",
    "zero_loss": "at zero loss",
    "in_listed_family": "stationary, with the pattern and the loss of a listed point, but another function",
    "in_valley": "near an infimum that no parameters attain, and above it",
    "stationary_not_on_list": "at a stationary point that the list does not have",
    "moving": "still moving",
    "diverged": "blew up",
}
UNEXPLAINED = ("moving", "diverged")


def summary(settled: Settled, landscape: Landscape, proofs: list[Certificate | None]) -> str:
    """The classes, the basins, the new points, and what is still moving."""
    landing, problem = settled.landing, settled.ensemble.problem
    runs = len(landing.classes)
    out = [
        f"{problem.name}: {problem.n} inputs in R^{problem.p}, {problem.width} neurons, {problem.activation.kind}",
        f"list          {len(landing.predictions)} points; landscape {landscape.status}",
        f"runs          {runs}, seed {settled.ensemble.seed}; {len(settled.restarted)} started again, "
        f"{len(settled.continued)} trained further",
    ]
    for kind, means in MEANING.items():
        count = landing.count(kind)  # type: ignore[arg-type]
        if count or kind == "moving":
            out.append(f"{100 * count / runs:7.2f} %     {count} {means}")
    out += _basins(settled) + _new(settled, proofs) + _moving(settled)
    return "\n".join(out) + "\n"


def _basins(settled: Settled) -> list[str]:
    rows = sorted(_listed(settled), key=lambda row: (-row["runs"], row["loss"]))
    visited = [row for row in rows if row["runs"]]
    if not visited:
        return []
    out = ["", f"{'loss':>12} {'runs':>6} {'share':>8} {'distance':>9} {'parameters':>10}  listed point"]
    for row in visited[:MAX_ROWS]:
        far = "-" if row["parameter_distance"] is None else f"{row['parameter_distance']:.1e}"
        end = "" if row["attained"] else ", not attained"
        out.append(
            f"{row['loss']:12.6g} {row['runs']:6d} {100 * row['share']:6.2f} % {row['distance']:9.1e} {far:>10}  {row['label']}{end}"
        )
    more = len(visited) - MAX_ROWS
    return out + ([f"{'':12} ... {more} more in the record"] if more > 0 else [])


def _new(settled: Settled, proofs: list[Certificate | None]) -> list[str]:
    if not settled.landing.new:
        return []
    out = ["", f"{'loss':>12} {'runs':>6} {'functions':>9}  stationary points that the list does not have"]
    for group, proof in list(zip(settled.landing.new, proofs, strict=True))[:MAX_ROWS]:
        how = "stationary to rounding, not certified" if proof is None else f"certificate {proof['sha256'][:12]}"
        where = (
            how if group.listed < 0 else f"in the family of {settled.landing.predictions[group.listed].label}; {how}"
        )
        out.append(f"{group.loss:12.6g} {len(group.runs):6d} {group.functions:9d}  {_pattern(group)}: {where}")
    more = len(settled.landing.new) - MAX_ROWS
    return out + ([f"{'':12} ... {more} more in the record"] if more > 0 else [])


def _pattern(group: NewPoint) -> str:
    return " ".join("{" + ",".join(map(str, on)) + "}" for on in group.point.pattern) or "nothing"


def _moving(settled: Settled) -> list[str]:
    rows = [i for i, c in enumerate(settled.landing.classes) if c in UNEXPLAINED]
    if not rows:
        return []
    at, gaps = nearest_listed(settled.ensemble, settled.landing.predictions)
    out = ["", f"{'run':>6} {'loss':>12} {'fell by':>9} {'distance':>9}  nearest listed point"]
    for i in rows[:MAX_ROWS]:
        label = settled.landing.predictions[at[i]].label if at[i] >= 0 else "none"
        out.append(f"{i:6d} {settled.ensemble.loss_s[i]:12.6g} {settled.fell_s[i]:9.1e} {gaps[i]:9.1e}  {label}")
    more = len(rows) - MAX_ROWS
    return out + ([f"{'':6} ... {more} more in the record"] if more > 0 else [])


def _listed(settled: Settled) -> list[dict[str, Any]]:
    """One row per listed point: its basin, and how far the runs in it are from it."""
    landing, parameters = settled.landing, parameter_distances(settled.ensemble, settled.landing)
    index, out = np.array(landing.index), []
    for k, prediction in enumerate(landing.predictions):
        here = index == k
        gaps = landing.loss_s[here] - prediction.loss
        known = parameters[here][np.isfinite(parameters[here])]
        out.append(
            {
                "label": prediction.label,
                "loss": prediction.loss,
                "attained": prediction.attained,
                "runs": int(here.sum()),
                "share": float(here.mean()),
                "distance": float(landing.distance[here].max()) if here.any() else None,
                "loss_gap": float(np.abs(gaps).max()) if here.any() else None,
                "parameter_distance": float(np.median(known)) if len(known) else None,
            }
        )
    return out


def record(
    settled: Settled, landscape: Landscape, say: Callable[[str], None] = lambda _text: None
) -> tuple[str, list[Certificate | None]]:
    """The ``landing/1`` record as JSON text, and the certificates of the new points, None for those without."""
    from solvers.sdl.landing.isolated import isolated

    landing, ensemble = settled.landing, settled.ensemble
    proofs: list[Certificate | None] = []
    new = []
    for k, group in enumerate(landing.new):
        say(f"certificate of new point {k + 1} of {len(landing.new)}")
        proof = isolated(ensemble.problem, group.point)
        proofs.append(proof)
        new.append(
            {
                "loss": group.loss,
                "pattern": [list(on) for on in group.point.pattern],
                "runs": list(group.runs),
                "functions": group.functions,
                "in_family_of": group.listed if group.listed >= 0 else None,
                "encoder": group.point.encoder.tolist(),
                "decoder": group.point.decoder.tolist(),
                "certificate": None if proof is None else proof["sha256"],
            }
        )
    at, gaps = nearest_listed(ensemble, landing.predictions)
    open_ = [
        {
            "run": i,
            "class": c,
            "loss": _finite(ensemble.loss_s[i]),
            "fell": _finite(settled.fell_s[i]),
            "moved": _finite(ensemble.moved_s[i]),
            "nearest": int(at[i]),
            "distance": _finite(gaps[i]),
        }
        for i, c in enumerate(landing.classes)
        if c in UNEXPLAINED
    ]
    data = {
        "schema": SCHEMA,
        "problem_name": ensemble.problem.name,
        "problem_sha256": ensemble.problem.sha256(),
        "landscape_status": landscape.status,
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "classes": {kind: landing.count(kind) for kind in MEANING},  # type: ignore[arg-type]
        "started_again": list(settled.restarted),
        "trained_further": list(settled.continued),
        "list": _listed(settled),
        "new": new,
        "open": open_,
        "proofs": {proof["sha256"]: proof for proof in proofs if proof is not None},
    }
    return json.dumps(data, indent=1, sort_keys=True, allow_nan=False) + "\n", proofs


def _finite(x: Any) -> float | None:
    return float(x) if np.isfinite(x) else None


def csv_table(settled: Settled) -> str:
    """One line per run."""
    landing, parameters = settled.landing, parameter_distances(settled.ensemble, settled.landing)
    new = {i: k for k, group in enumerate(landing.new) for i in group.runs}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["run", "class", "listed", "new", "loss", "loss_gap", "distance", "parameter_distance", "polished"])
    for i, kind in enumerate(landing.classes):
        at, loss = landing.index[i], float(landing.loss_s[i])
        gap = f"{loss - landing.predictions[at].loss:.6e}" if at >= 0 else ""
        far = f"{parameters[i]:.6e}" if np.isfinite(parameters[i]) else ""
        near = f"{landing.distance[i]:.6e}" if np.isfinite(landing.distance[i]) else ""
        listed = at if at >= 0 else ""
        writer.writerow([i, kind, listed, new.get(i, ""), repr(loss), gap, near, far, int(landing.polished[i])])
    return out.getvalue()
