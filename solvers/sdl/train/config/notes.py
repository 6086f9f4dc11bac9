"""Configurations that are possible and do not do what they seem to: one line each, before training."""

from __future__ import annotations

from solvers.sdl.train.config.tables import TrainConfig


def notes(config: TrainConfig) -> list[str]:
    """What a person should know about a configuration before hours of training.

    >>> from solvers.sdl.train.config.tables import from_tables
    >>> tables = {"model": {"kind": "relu", "width": 8}, "data": {"preset": "mini"}, "loss": {"auxk": 0.1}, "optimiser": {"steps": 10}}
    >>> [text[:58] for text in notes(from_tables(tables))]
    ['optimiser.dead_after = 1,000,000 samples is longer than th']
    """
    return [text for text in (_window(config), _cheated(config)) if text]


def _window(config: TrainConfig) -> str:
    settings, loss = config.optimiser, config.loss
    seen = settings.steps * settings.batch_size
    users = [
        name for name, used in (("loss.auxk", loss.auxk), ("optimiser.resample", settings.resample != "off")) if used
    ]
    if not users or settings.dead_after <= seen:
        return ""
    return (
        f"optimiser.dead_after = {settings.dead_after:,} samples is longer than the run ({seen:,}): no neuron will count as dead, so "
        f"{' and '.join(users)} will do nothing; lower optimiser.dead_after"
    )


def _cheated(config: TrainConfig) -> str:
    loss = config.loss
    field = "loss.l1" if loss.l1 else "loss.l0" if loss.l0 and loss.l0_kind == "tanh" else ""
    if not field or loss.l1_decoder_norm or config.optimiser.unit_norm_decoder:
        return ""
    return (
        f"{field} without decoder norms can be made as small as one likes by small codes and a large decoder, with the same outputs; "
        "set loss.l1_decoder_norm = true or optimiser.unit_norm_decoder = true"
    )
