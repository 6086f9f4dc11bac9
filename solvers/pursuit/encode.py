"""The encoders of :mod:`theory.pursuit` for batches of floating-point inputs.

Legend: b samples in R^p, q atoms (rows of ``atoms_qp``), T steps at most.  Two forms compute the same thing.  The *residual form*
multiplies what is left of every sample by the dictionary in every step: ``b p q`` products a step.  The *Gram form* does so once and then
subtracts ``a`` times a row of ``D D^T`` from the products: ``b q`` a step, after ``p q^2`` for the Gram matrix.  So the Gram matrix
pays when ``q < b T``.  In both forms coefficients are products with the residual itself, which is kept up to date.

Samples that are finished leave the batch: later steps cost in proportion to the samples that are still moving.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from solvers.pursuit.compiled import COMPILED, gram_steps
from theory.errors import InputError
from theory.pursuit.encoder import RULES, Rule

# A product <d, r> is computed up to about sqrt(p) eps |d| |r| and r itself up to sqrt(T) eps |x|: below 16 eps |d| |x| there is no
# information left for the sizes of practice, and exact arithmetic would often say 0 (the atom selected last is orthogonal to r).
SILENT = 16.0
GRAM_CELLS = 1 << 28  # entries of a Gram matrix: 1 GiB in single precision
CHUNK = 1 << 18  # products of a part of the batch that stay in the cache (1 MiB) while all its steps are made


@dataclass(frozen=True)
class Settings:
    """Which encoder, and when it stops; see :func:`theory.pursuit.encoder.pursue`.

    Args:
        rule: absolute, nonnegative or signed.
        steps: at most so many, at least 1.
        threshold: stop after a step that leaves a residual of smaller norm.
        stop_on_repeat: stop after a step that selected an atom for the second time.

    Raises:
        InputError: for values out of range.
    """

    rule: Rule = "nonnegative"
    steps: int = 1
    threshold: float = 0.0
    stop_on_repeat: bool = False

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise InputError("rule", self.rule, f"one of {', '.join(RULES)}")
        if self.steps < 1:
            raise InputError("steps", self.steps, "must be at least 1")
        if not 0 <= self.threshold < float("inf"):
            raise InputError("threshold", self.threshold, "must be a finite number of at least 0")


@dataclass(frozen=True)
class Pursued:
    """What the encoder did with a batch.

    Args:
        index_bt: the atom of every step; 0 in steps that were not made.
        coefficient_bt: its coefficient; 0 in steps that were not made, and only there.
        residual_bp: what is left.
        first_bq: products of the inputs with all atoms.
    """

    index_bt: Tensor
    coefficient_bt: Tensor
    residual_bp: Tensor
    first_bq: Tensor

    @property
    def codes_bq(self) -> Tensor:
        """The sum of the coefficients of every atom, dense."""
        return torch.zeros_like(self.first_bq).scatter_add_(1, self.index_bt, self.coefficient_bt)

    @property
    def steps_b(self) -> Tensor:
        """Number of steps of every sample."""
        return (self.coefficient_bt != 0).sum(1)


@torch.no_grad()
def pursue(
    x_bp: Tensor, atoms_qp: Tensor, settings: Settings, *, form: str = "auto", gram_qq: Tensor | None = None
) -> Pursued:
    """Matching pursuit of a batch.

    Args:
        x_bp: inputs, float32 or float64.
        atoms_qp: the dictionary, of any norms, same type and device.
        settings: which encoder.
        form: "residual", "gram", "compiled" (the Gram form by numba, single precision on a CPU), or "auto" for what costs least.
        gram_qq: ``D D^T``, where it is at hand; the Gram form then always pays.

    Raises:
        InputError: sizes that do not fit, or the form "compiled" where it is not to be had.

    >>> x, eye = torch.tensor([[-1.0, -2.0]]), torch.eye(2)
    >>> pursue(x, eye, Settings("absolute", 2)).codes_bq, pursue(x, eye, Settings("nonnegative", 2)).codes_bq
    (tensor([[-1., -2.]]), tensor([[0., 0.]]))
    """
    if x_bp.ndim != 2 or atoms_qp.ndim != 2 or x_bp.shape[1] != atoms_qp.shape[1] or not len(atoms_qp):
        raise InputError("inputs", f"shapes {tuple(x_bp.shape)}, {tuple(atoms_qp.shape)}", "must be (b, p) and (q, p)")
    (b, _), q, steps = x_bp.shape, len(atoms_qp), settings.steps
    out = Pursued(
        torch.zeros(b, steps, dtype=torch.int64, device=x_bp.device),
        x_bp.new_zeros(b, steps),
        x_bp.detach().clone(),
        x_bp @ atoms_qp.t(),
    )
    norms = torch.linalg.vector_norm(atoms_qp, dim=1).amax()
    floor_b = SILENT * torch.finfo(x_bp.dtype).eps * norms * torch.linalg.vector_norm(x_bp, dim=1)
    able = compiles(x_bp)
    if form == "compiled" and not able:
        raise InputError(
            "form", form, "needs numba, and single precision on a CPU", "install the extra sdl-atlas[fast]"
        )
    if form != "residual" and (form != "auto" or gram_qq is not None or gram_pays(b, q, steps)):
        gram_qq = atoms_qp @ atoms_qp.t() if gram_qq is None else gram_qq
        if able and form != "gram":
            _compiled(out, atoms_qp, gram_qq, floor_b, settings)
            return out
        size = max(16, CHUNK // q) if x_bp.device.type == "cpu" else max(1, b)
        for start in range(0, b, size):
            _chunk(out, slice(start, start + size), atoms_qp, gram_qq, floor_b, settings)
    else:
        _chunk(out, slice(0, b), atoms_qp, None, floor_b, settings)
    return out


def compiles(x: Tensor) -> bool:
    """Whether the compiled kernels take it: numba is installed, and these are floats of single precision on a CPU."""
    return COMPILED and x.dtype == torch.float32 and x.device.type == "cpu"


def gram_pays(b: int, q: int, steps: int) -> bool:
    """Whether one Gram matrix costs less than a product with the dictionary in every step.

    >>> gram_pays(1024, 6144, 32), gram_pays(1024, 6144, 1), gram_pays(16, 6144, 32)
    (True, False, False)
    """
    return steps > 1 and q < b * (steps - 1) and q * q <= GRAM_CELLS


def _compiled(out: Pursued, atoms_qp: Tensor, gram_qq: Tensor, floor_b: Tensor, settings: Settings) -> None:
    """All samples by the compiled kernel, written into ``out``."""
    arrays = (out.first_bq.clone(), out.residual_bp, gram_qq.contiguous(), atoms_qp.contiguous(), floor_b)
    found = (out.index_bt, out.coefficient_bt)
    rule = RULES.index(settings.rule)
    gram_steps(*(t.numpy() for t in (*arrays, *found)), rule, settings.threshold, settings.stop_on_repeat)


def _chunk(
    out: Pursued, part: slice, atoms_qp: Tensor, gram_qq: Tensor | None, floor_b: Tensor, settings: Settings
) -> None:
    """All steps of some samples, written into ``out``."""
    r, c, floor = out.residual_bp[part].clone(), out.first_bq[part].clone(), floor_b[part]
    rows = torch.arange(len(r), device=r.device) + (part.start or 0)
    for t in range(settings.steps):
        if not len(rows):
            return
        j = (
            (c.abs() if settings.rule == "absolute" else c).max(dim=1).indices
        )  # the first one where several are largest
        d = atoms_qp.index_select(0, j)
        a = (d * r).sum(1)
        moving = (a > floor) if settings.rule == "nonnegative" else (a.abs() > floor)
        if not bool(moving.all()):
            r, c, floor, rows, j, d, a = _kept(moving, r, c, floor, rows, j, d, a)
            if not len(rows):
                return
        r.addcmul_(d, a[:, None], value=-1)
        ended = torch.linalg.vector_norm(r, dim=1) < settings.threshold
        if settings.stop_on_repeat:
            ended |= (out.index_bt[rows, :t] == j[:, None]).any(1)
        out.index_bt[rows, t], out.coefficient_bt[rows, t], out.residual_bp[rows] = j, a, r
        r, c, rows, floor, j, a = _kept(~ended, r, c, rows, floor, j, a)
        if t + 1 < settings.steps:
            if gram_qq is None:
                c = r @ atoms_qp.t()
            else:
                c.addcmul_(gram_qq.index_select(0, j), a[:, None], value=-1)


def _kept(which: Tensor, *tensors: Tensor) -> tuple[Tensor, ...]:
    return tensors if bool(which.all()) else tuple(t[which] for t in tensors)
