"""What training says: a row of the metrics, the last state of a run, and the pace, in words."""

from __future__ import annotations

from sdl_atlas.progress import duration
from solvers.sdl.train.run.sweep import Outcome
from solvers.sdl.train.step.loop import Progress
from theory.training_tables import MeasuredRecord, MetricsRow


def numbers(row: MetricsRow) -> str:
    """A row as a person reads it; all of it belongs to one batch but the silent neurons, which are counted over many.

    >>> numbers(MetricsRow(100, 800, 0.5, 0.5, 0.25, 2.0, None, 0.1, 3.0, 0.5, 1.0, silent=0.125))
    'loss 0.5000, unexplained 25.00%, L0 2.0, never active yet 12.5%, recovered 50%/100%'
    >>> numbers(MetricsRow(100, 800, 0.5, 0.5, None, 2.0, 0.25, 0.1, 3.0))
    'loss 0.5000, unexplained not known, L0 2.0, dead 25.0%'
    """
    text = f"loss {row.loss:.4f}, unexplained {_percent(row.unexplained)}, L0 {row.l0:.1f}"
    if row.dead is not None:
        text += f", dead {row.dead:.1%}"
    elif row.silent is not None:
        text += f", never active yet {row.silent:.1%}"
    if row.recovered_encoder is None or row.recovered_decoder is None:
        return text
    return f"{text}, recovered {row.recovered_encoder:.0%}/{row.recovered_decoder:.0%}"


def measured_text(measured: MeasuredRecord, last: MetricsRow) -> str:
    """What a trained model does, as a person reads it.

    >>> found = MeasuredRecord(4096, "held-out rows", 0.5, 0.25, 2.0, 0.125)
    >>> measured_text(found, MetricsRow(100, 800, 0.5, 0.5, 0.25, 2.0, None, 0.1, 3.0))
    'unexplained 25.00%, L0 2.0, 12.5% of the neurons never active on 4,096 held-out rows'
    """
    text = f"unexplained {_percent(measured.unexplained)}, L0 {measured.l0:.1f}, {measured.silent:.1%} of the neurons never active"
    text += f" on {measured.rows:,} {measured.of}"
    if last.recovered_encoder is None or last.recovered_decoder is None:
        return text
    return f"{text}; recovered {last.recovered_encoder:.0%}/{last.recovered_decoder:.0%}"


def ending(outcome: Outcome) -> str:
    """How a run of a sweep ended: what was measured, the last batch, or why it stopped."""
    if outcome.last is None:
        return outcome.message
    if outcome.measured is None:
        return f"last batch: {numbers(outcome.last)}"
    return measured_text(outcome.measured, outcome.last)


def under_way(progress: Progress) -> str:
    """The step, the numbers of its batch, and the time that is left."""
    rate = progress.samples_per_second
    pace = f", {rate:,.0f} samples/s, {duration(progress.seconds_left)} left" if rate else ""
    return f"step {progress.row.step}/{progress.steps}: {numbers(progress.row)}{pace}"


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{share:.2%}"
