"""What models do on data, as a page of text: each by itself, then side by side."""

from __future__ import annotations

import numpy as np

from theory.evaluation_records import EvaluationRecord, ModelEvaluation


def summary(record: EvaluationRecord) -> str:
    """What is printed."""
    lines: list[str] = []
    for m in record.models:
        lines += _one(m)
    if len(record.models) > 1:
        lines += _table(record)
    for a in record.agreements:
        matched = "" if a.matched is None else f"; one to one {a.matched:.3f}"
        one, other = record.models[a.first].source, record.models[a.second].source
        lines.append(
            f"decoders of {one} and {other}: mean largest cosine {a.forth:.3f} forth, {a.back:.3f} back{matched}; {a.shared:.0%} shared"
        )
    return "\n".join(lines) + "\n"


def quantiles(m: ModelEvaluation) -> tuple[int, int, int]:
    """Active neurons of a row: the 5% quantile, the median, the 95% quantile."""
    below = np.cumsum(m.active_counts) / m.rows
    low, middle, high = (int(np.argmax(below >= share - 1e-12)) for share in (0.05, 0.5, 0.95))
    return low, middle, high


def percent(value: float | None) -> str:
    """A share, where there is one."""
    return "unknown (all rows alike)" if value is None else f"{value:.2%}"


def _one(m: ModelEvaluation) -> list[str]:
    budget = "" if m.k is None else f", k = {m.k}"
    low, middle, high = quantiles(m)
    lines = [
        f"{m.source}: {m.form}, {m.kind}, {m.width:,} neurons{budget}; {m.rows:,} {m.of}",
        f"  unexplained {percent(m.unexplained)}, mean squared error {m.error:.4g}{_bias(m)}",
        f"  L0 {m.l0:.1f} (90% of the rows between {low} and {high}, median {middle})",
        f"  neurons: {m.silent:,} silent on these rows, {m.dense:,} active on more than half of them, {m.duplicates:,} with a decoder row "
        "much like another's (cosine 0.9 or more)",
    ]
    if len(m.targets) > 1:
        for i, t in enumerate(m.targets):
            lines.append(f"  target {i + 1}: unexplained {percent(t.unexplained)}, mean squared error {t.error:.4g}")
    if m.groups:
        lines.append("  neurons that ...                      neurons  active  unexplained by them alone  without them")
        for g in m.groups:
            lines.append(
                f"    {g.name:<36}{g.neurons:>8,}{g.active:>8.2f}{percent(g.alone):>27}{percent(g.without):>14}"
            )
    return lines


def _bias(m: ModelEvaluation) -> str:
    found = m.targets[0].bias
    if len(m.targets) > 1 or found is None:
        return ""
    offset = m.targets[0].offset
    more = f"; {offset:.0%} of the error is a constant" if offset > 0.005 else ""
    return f", reconstruction bias {found:.3f}{more}"


def _table(record: EvaluationRecord) -> list[str]:
    rows = [("model", "kind", "neurons", "unexplained", "L0", "silent", "dense", "duplicates")]
    rows += [
        (
            m.source,
            m.kind,
            f"{m.width:,}",
            percent(m.unexplained),
            f"{m.l0:.1f}",
            f"{m.silent:,}",
            f"{m.dense:,}",
            f"{m.duplicates:,}",
        )
        for m in record.models
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{c:<{w}}" if i < 2 else f"{c:>{w}}" for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
