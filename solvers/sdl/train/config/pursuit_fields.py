"""What a configuration of matching pursuit may and may not say."""

from __future__ import annotations

from solvers.sdl.train.config.sections import LossSection, ModelSection
from theory.errors import InputError

OWN = ("selection", "residual_threshold", "stop_on_repeat")


def check_pursuit(model: ModelSection, loss: LossSection, normalise: str | None) -> None:
    """Refuse fields of pursuit with other kinds, and what pursuit cannot do.

    Raises:
        InputError: naming the field.
    """
    if model.kind != "pursuit":
        for name in OWN:
            if (value := getattr(model, name)) is not None:
                raise InputError(f"model.{name}", value, f"{model.kind} has no steps", 'it belongs to kind = "pursuit"')
        return
    if loss.reanimate:
        why = "pursuit has no pre-activations that could be pulled upwards"
        raise InputError("loss.reanimate", loss.reanimate, why, 'use optimiser.resample = "heuristic"')
    if loss.auxk:
        why = "pursuit has no pre-activations that dead atoms could be ranked by once the steps are made"
        raise InputError("loss.auxk", loss.auxk, why, 'use optimiser.resample = "heuristic"')
    if normalise == "unit" and model.form == "crosscoder":
        why = "a size of its own for every source would change which atom a step takes"
        raise InputError("data.normalise", normalise, why, "scale the files, or leave it out")
