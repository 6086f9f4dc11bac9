"""How many threads PyTorch computes on: few enough for small models, and the same ones when a run goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import torch

from theory.errors import InputError

# Up to this product of width and batch size one step takes a few milliseconds, of which a second thread saves nothing that could be
# measured (docs/train.md); on a busy machine waiting for it costs more than the step.
SMALL = 1 << 17


def chosen(asked: int | None, *, width: int, batch_size: int) -> int:
    """The number of threads of a fresh run.

    What was asked for; else what ``OMP_NUM_THREADS`` says; else one for small models and PyTorch's own choice for larger ones.
    It does not depend on how busy the machine is, so that the same run gives the same bits.

    >>> chosen(3, width=4096, batch_size=1024)
    3
    """
    if asked is not None:
        return asked
    if "OMP_NUM_THREADS" not in os.environ and width * batch_size <= SMALL:
        return 1
    return torch.get_num_threads()


def on_resume(record: Mapping[str, Any], asked: int | None, *, device: str, warn: Callable[[str], None]) -> int | None:
    """The number of threads of a run that goes on: the recorded one unless another one was asked for; None when there is no record.

    Args:
        record: of the checkpoint, with what :func:`machine` said when it was written.
        asked: the number in the configuration.
        device: where the run goes on.
        warn: told, one line each, what may change the last bits of the result, or its speed.

    Raises:
        InputError: the record does not hold a number of threads.
    """
    before = record.get("machine")
    if before is None:
        return None  # written by a version that did not record it
    number = before.get("threads") if isinstance(before, Mapping) else None
    if type(number) is not int or number < 1:
        raise InputError("machine.threads", number, "the record of a checkpoint holds a number of threads")
    here = machine(device)
    for name in ("device", "torch"):
        if before.get(name) != here[name]:
            warn(f"{name}: the run began with {before.get(name)} and goes on with {here[name]}; {_BITS}")
    if asked is not None and asked != number:
        warn(f"run.threads: the run began with {number} threads and goes on with {asked}; {_BITS}")
        return asked
    cores = os.cpu_count() or 1
    if number > cores:
        warn(
            f"run.threads: the run began with {number} threads, here are {cores} cores; {cores} is faster, but {_BITS}"
        )
    return number


_BITS = "the result may differ in the last bits"


def machine(device: str) -> dict[str, Any]:
    """What speed and the last bits depend on."""
    name = torch.cuda.get_device_name() if device.startswith("cuda") else "cpu"
    return {"device": name, "threads": torch.get_num_threads(), "torch": str(torch.__version__)}
