"""How pursuit with a dictionary does on data: prefix curve, interference, stalls, and the same of dictionaries without structure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from solvers.pursuit.contraction import margins
from solvers.pursuit.encode import Settings, pursue
from theory.errors import InputError

Array = NDArray[np.float64]
ROWS = 1 << 14  # inputs at a time
RANKED = 2048  # atoms at most whose second moments are decomposed: a second
UNIT_NORM = 1e-5  # norms that single precision stores as 1 differ from it by less


@dataclass(frozen=True)
class OnData:
    """Means over inputs, energies in shares of the mean energy of the (centred) inputs.

    Args:
        samples: number of inputs.
        explained_t: share of the energy explained by the first 1, 2, ... steps.
        null_t: the same for random dictionaries of the same shape, the mean over them.
        null_spread_t: largest minus smallest of these.
        steps: mean number of steps.
        active: mean number of different atoms.
        repeated: share of the samples in which an atom came again.
        stalled: share of the samples that ended before their last step with a residual above the threshold.
        interference: ``sum_{s != t} a_s a_t <d_s, d_t>``, the mean.
        identity_gap: largest ``|interference + 2 <x_hat, r>|`` over the energy of the sample; rounding for atoms of norm 1.
        unused: atoms that no sample selected.
        effective_rank: exponential of the entropy of the eigenvalues of ``Z^T Z``, divided by their sum, for the codes Z; None for wide
            dictionaries.
        null_rank: the same for random dictionaries, the mean over them.
        margin: median over the samples of the norm of noise that changes no selection; None but for unit atoms and the rule ``absolute``.
    """

    samples: int
    explained_t: tuple[float, ...]
    null_t: tuple[float, ...]
    null_spread_t: tuple[float, ...]
    steps: float
    active: float
    repeated: float
    stalled: float
    interference: float
    identity_gap: float
    unused: int
    effective_rank: float | None = None
    null_rank: float | None = None
    margin: float | None = None


def on_data(x_bp: Array, atoms_qp: Array, settings: Settings, *, null: int = 3, seed: int = 0) -> OnData:
    """Encode inputs and compare with random dictionaries.

    Args:
        x_bp: inputs, centred, at least one that is not zero.
        atoms_qp: the dictionary.
        settings: which encoder.
        null: number of random dictionaries of independent normal unit atoms, as many as ``atoms_qp`` has.
        seed: of these.

    Raises:
        InputError: no inputs, other widths, or inputs that are all zero.
    """
    if x_bp.ndim != 2 or x_bp.shape[1] != atoms_qp.shape[1] or not len(x_bp):
        raise InputError(
            "data", f"shape {x_bp.shape}", f"inputs of {atoms_qp.shape[1]} numbers are needed, like the atoms"
        )
    energy = float((x_bp**2).sum())
    if not energy > 0:
        raise InputError("data", "all zero", "there is nothing to encode")
    x, d = torch.from_numpy(x_bp), torch.from_numpy(atoms_qp)
    sums = [_sums(part, d, settings) for part in x.split(ROWS)]
    total: dict[str, Any] = {name: sum(s[name] for s in sums) for name in sums[0] if name not in ("gap", "used")}
    b = len(x)
    explained = 1 - np.asarray(total["left"]) / energy
    random = [_of_random(x, d.shape, settings, seed, i) for i in range(null)]
    curves = np.array([1 - left / energy for left, _ in random]).reshape(-1, settings.steps)
    ranks = [effective_rank(moments) for _, moments in random] if len(d) <= RANKED else []
    used = torch.stack([s["used"] for s in sums]).any(0)
    return OnData(
        b,
        tuple(explained.tolist()),
        tuple(curves.mean(axis=0).tolist()) if null else (),
        tuple((curves.max(axis=0) - curves.min(axis=0)).tolist()) if null else (),
        float(total["steps"]) / b,
        float(total["active"]) / b,
        float(total["repeated"]) / b,
        float(total["stalled"]) / b,
        float(total["interference"]) / b,
        max(float(s["gap"]) for s in sums),
        int((~used).sum()),
        effective_rank(total["moments"]) if len(d) <= RANKED else None,
        float(np.mean(ranks)) if ranks else None,
        _margin(x, d, settings),
    )


def _margin(x: Tensor, d: Tensor, settings: Settings) -> float | None:
    if settings.rule != "absolute" or float((d.norm(dim=1) - 1).abs().max()) > UNIT_NORM:
        return None
    return float(torch.cat([margins(part, d, settings.steps) for part in x.split(ROWS)]).median())


def effective_rank(moments_qq: Tensor) -> float:
    """``exp(-sum_i p_i log p_i)`` for the eigenvalues of a matrix of second moments divided by their sum; 0 for no codes at all.

    Between 1 and the rank; with one active atom per sample it only measures how evenly atoms are used
    (pursuit.one-active-atom-is-diagonal).

    Source: Roy and Vetterli 2007; Figure 6 of arXiv 2506.03093, as reported.

    >>> round(effective_rank(torch.diag(torch.tensor([3.0, 3.0, 0.0]))), 6)
    2.0
    """
    p = torch.linalg.eigvalsh(moments_qq.double()).clamp_min(0)
    if not float(p.sum()) > 0:
        return 0.0
    p = p / p.sum()
    return float(torch.exp(-torch.special.xlogy(p, p).sum()))


def _of_random(x: Tensor, shape: torch.Size, settings: Settings, seed: int, i: int) -> tuple[Array, Any]:
    """What random dictionaries leave after every step, and the second moments of their codes."""
    state = int(np.random.SeedSequence([seed, i, *b"null"]).generate_state(1, np.uint64)[0])
    g = torch.Generator().manual_seed(state % 2**63)
    d = torch.nn.functional.normalize(torch.randn(*shape, generator=g, dtype=torch.float64), dim=1)
    sums = [_sums(part, d, settings) for part in x.split(ROWS)]
    return np.sum([s["left"] for s in sums], axis=0), sum(s["moments"] for s in sums)


def _sums(x: Tensor, d: Tensor, settings: Settings) -> dict[str, Any]:
    run = pursue(x, d, settings)
    left, r = [], x.clone()
    for t in range(settings.steps):
        r = r - run.coefficient_bt[:, t : t + 1] * d[run.index_bt[:, t]]
        left.append(float(r.square().sum()))
    made = run.coefficient_bt != 0
    written = x - run.residual_bp
    squares = (run.coefficient_bt.square() * d.square().sum(1)[run.index_bt]).sum(1)
    interference = written.square().sum(1) - squares
    product = (written * run.residual_bp).sum(1)
    energy = x.square().sum(1).clamp_min(torch.finfo(x.dtype).tiny)
    active = _active(run.index_bt, made, run.first_bq)
    count = active.sum(1)
    # a residual of a millionth of a typical input is what rounding leaves, and no stall
    least = max(settings.threshold, 1e-6 * float(x.square().sum(1).mean()) ** 0.5)
    big = run.residual_bp.square().sum(1) > least**2
    return {
        "left": np.array(left),
        "steps": int(run.steps_b.sum()),
        "active": int(count.sum()),
        "repeated": int((count < run.steps_b).sum()),
        "stalled": int(((run.steps_b < settings.steps) & big).sum()),
        "interference": float(interference.sum()),
        "gap": float(((interference + 2 * product).abs() / energy).max()),
        "used": active.any(0),
        "moments": run.codes_bq.T @ run.codes_bq if len(d) <= RANKED else 0,
    }


def _active(index_bt: Tensor, made_bt: Tensor, like_bq: Tensor) -> Tensor:
    """Which atoms a sample selected."""
    counts = torch.zeros_like(like_bq).scatter_add_(1, index_bt, made_bt.to(like_bq.dtype))
    return counts > 0
