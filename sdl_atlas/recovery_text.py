"""What trained models recovered, as a page of text."""

from __future__ import annotations

from collections.abc import Sequence

from solvers.sdl.recovery.trained_runs import SMALL_CODE, Landed

SHOWN = (0.5, 0.8, 0.9, 0.95, 0.99)


def summary(runs: Sequence[Landed]) -> str:
    """One block per run."""
    return "\n".join(_block(run) for run in runs)


def _block(run: Landed) -> str:
    a, found = run.architecture, run.recovery
    lines = [
        f"{run.name}: {a['kind']} {a.get('form', 'sae')}, {a['width']} neurons, {len(found.encoder.best_n)} features",
        "recovered      " + "".join(f"{f'cos {tau:g}':>9}" for tau in SHOWN) + f"{'mean':>8}{'matched':>9}",
    ]
    for name, half in (("encoder", found.encoder), ("decoder", found.decoder)):
        shares = "".join(f"{100 * half.at(tau):8.1f}%" for tau in SHOWN)
        lines.append(f"  {name:<13}{shares}{half.m_ip:8.3f}{half.matched:9.3f}")
    for label, use in (("all codes", found.neurons), (f"codes > {SMALL_CODE:g}", run.without_small.neurons)):
        if use is not None:
            absorbed = "" if use.absorbed is None else f"; absorbed {use.absorbed:.1%} of parents"
            lines.append(
                f"neurons        {use.monosemantic:.1%} monosemantic, {use.polysemantic:.1%} polysemantic, {use.dead:.1%} dead; "
                f"features: {use.owned:.1%} owned, {use.shared:.1%} shared, {use.silent:.1%} silent{absorbed} ({label})"
            )
    if found.gaps is not None:
        g = found.gaps
        lines.append(
            f"optimum        single-feature loss {g.decoder.loss:.6g} (zero model {g.scale:.6g}); "
            f"decoder within {g.decoder.at_most:.3g} of its optimum, encoder within {g.encoder.at_most:.3g} (floating point)"
        )
    return "\n".join(lines) + "\n"
