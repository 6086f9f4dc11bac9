"""Features and samples in space: unit vectors, the promised interference, and every sample is a sum of its active features."""

from __future__ import annotations

import numpy as np

from paper_figs.sdl import fig9_features_samples as figure
from theory.claims import Budget


def test_samples_are_sums_of_their_active_features() -> None:
    tables = figure.compute(Budget())
    features = np.array([tables["features"].floats(a) for a in "xyz"]).T
    gram = features @ features.T
    assert np.allclose(np.diag(gram), 1, atol=1e-6)
    assert (gram - 2 * np.eye(4)).max() <= -0.3 + 1e-6
    points = np.array([tables["samples"].floats(a) for a in "xyz"]).T
    for active, x in zip(tables["samples"]["active"], points, strict=True):
        on = [int(d) for d in active.split("+")] if active != "none" else []
        if len(on) == 4:
            continue  # four vectors in space depend on each other
        sizes, *_ = np.linalg.lstsq(features[on].T, x, rcond=None)
        assert np.allclose(features[on].T @ sizes, x, atol=1e-5)
        assert (sizes > 1 - 1e-5).all()  # magnitudes are 1 + Exp(1)
    share = sum(a != "none" for a in tables["samples"]["active"]) / figure.SAMPLES
    assert abs(share - (1 - 0.75**4)) < 0.1  # four standard deviations
