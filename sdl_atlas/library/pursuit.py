"""Matching pursuit with a dictionary of one's own: guarantees, convergence, and what it does on data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from theory.doors import a_path, an_integer
from theory.errors import InputError

if TYPE_CHECKING:
    from solvers.pursuit.convergence import Convergence
    from solvers.pursuit.encode import Settings
    from solvers.pursuit.guarantee import Guarantee
    from solvers.pursuit.on_data import OnData
    from solvers.pursuit.rays import Combined, OneStep
    from solvers.pursuit.stored.dictionary import Dictionary
    from solvers.pursuit.support import Leaves, PositivePair, Stays
    from theory.claims import Certificate


@dataclass(frozen=True)
class Pursuit:
    """What was found.

    Args:
        dictionary: as it was read.
        settings: the encoder that the data were encoded by.
        guarantee: bounds by coherence.
        convergence: whether the non-negative encoder converges for every input.
        data: None where no data were given.
        frame: lower bound of ``sum_j <d_j, r>^2 / |r|^2`` for unit atoms; 0 where they do not span the space.
        support: whether non-negative pursuit keeps to a support that was asked about.
        level: whether a one-step encoder is exact on a level that was asked about.
        certificates: of these two answers, on the atoms divided by their norms.
    """

    dictionary: Dictionary
    settings: Settings
    guarantee: Guarantee
    convergence: Convergence
    data: OnData | None
    frame: float = 0.0
    support: Stays | Leaves | PositivePair | None = None
    level: OneStep | Combined | None = None
    certificates: tuple[Certificate, ...] = ()


def pursuit(
    dictionary: Path | str,
    *,
    data: Path | str | None = None,
    samples: int = 10_000,
    steps: int | None = None,
    rule: Literal["absolute", "nonnegative", "signed"] | None = None,
    threshold: float | None = None,
    null: int = 3,
    seed: int = 0,
    support: Sequence[int] | None = None,
    level: Sequence[int] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Pursuit:
    """What a dictionary guarantees to matching pursuit, and how it does on data.

    Args:
        dictionary: a run, a checkpoint, a folder of SAELens, or a table with one atom per row.
        data: inputs, one per row.
        samples: how many of them, the first ones.
        steps: of pursuit; None: those of the model, else 16.
        rule: of selection; None: that of the model, else nonnegative.
        threshold: norm of a residual that is small enough; None: that of the model, else 0.
        null: number of random dictionaries to compare with.
        seed: of these.
        support: atoms; decide whether non-negative pursuit keeps to them for every non-negative code on them.
        level: atoms that occur alone; decide whether a one-step ReLU encoder is exact on them.
        say: called with one line now and then.

    Raises:
        InputError: files that cannot be read or do not fit, and numbers out of range.

    Source: Tropp 2004 for the guarantee; claims pursuit.babel-recovery and pursuit.positive-span-no-stall.

    >>> import numpy, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     numpy.save(f"{folder}/atoms.npy", numpy.eye(3))
    ...     found = pursuit(f"{folder}/atoms.npy")
    >>> found.guarantee.safe, found.convergence.converges
    (2, False)
    """
    from solvers.pursuit.contraction import least_frame_bound
    from solvers.pursuit.convergence import converges
    from solvers.pursuit.encode import Settings
    from solvers.pursuit.guarantee import guarantee
    from solvers.pursuit.stored.dictionary import read_dictionary

    dictionary = a_path(dictionary, "dictionary")
    for name, value, least in (("samples", samples, 1), ("null", null, 0), ("seed", seed, 0)):
        an_integer(value, name, least)
    if threshold is not None and not threshold > 0:
        raise InputError("threshold", threshold, "must be positive", "leave it out to stop at nothing but the steps")
    say(f"reading {dictionary}")
    read = read_dictionary(dictionary)
    base = read.settings or Settings(steps=16)
    changes = {"steps": steps, "rule": rule, "threshold": threshold}
    settings = replace(base, **{k: v for k, v in changes.items() if v is not None})
    if settings.stop_on_repeat and settings.steps > len(read.atoms_qp):
        why = f"there are {len(read.atoms_qp)} atoms, and this encoder stops when one comes again"
        raise InputError("steps", settings.steps, why)
    say("coherence")
    bounds = guarantee(read.atoms_qp)
    say("positive spanning")
    answer = converges(read.atoms_qp)
    kept, encoder, proofs = _decided(read, support, level)
    found = None if data is None else _encoded(read, Path(data), samples, settings, null, seed, say)
    frame = least_frame_bound(read.atoms_qp)
    return Pursuit(read, settings, bounds, answer, found, frame, kept, encoder, proofs)


def _decided(
    read: Dictionary, support: Sequence[int] | None, level: Sequence[int] | None
) -> tuple[Stays | Leaves | PositivePair | None, OneStep | Combined | None, tuple[Certificate, ...]]:
    from solvers.pursuit import rays
    from solvers.pursuit import support as supports

    if support is None and level is None:
        return None, None, ()
    atoms, proofs = supports.shrunk(read.atoms_qp), []
    kept = None if support is None else supports.keeps_to_support(atoms, support)
    if kept is not None and not isinstance(kept, supports.PositivePair):
        proofs.append(supports.certificate(atoms, kept))
    encoder = None if level is None else rays.one_step_encoder(atoms, level)
    if encoder is not None:
        proofs.append(rays.certificate(atoms, encoder))
    return kept, encoder, tuple(proofs)


def _encoded(
    read: Dictionary, path: Path, samples: int, settings: Settings, null: int, seed: int, say: Callable[[str], None]
) -> OnData:
    import numpy as np

    from solvers.pursuit.on_data import on_data
    from solvers.sdl.train.data.row_files import RowFiles

    say(f"reading {path}")
    file = RowFiles(path, scan=False)
    if file.width != read.atoms_qp.shape[1]:
        raise InputError(str(path), f"rows of {file.width} numbers", f"the atoms have {read.atoms_qp.shape[1]}")
    rows = file.rows(np.arange(min(samples, len(file)))).astype(np.float64)
    say("pursuit, and that of random dictionaries")
    try:
        return on_data(rows - read.centre_p, read.atoms_qp, settings, null=null, seed=seed)
    except InputError as error:
        raise error.within(path) from None
