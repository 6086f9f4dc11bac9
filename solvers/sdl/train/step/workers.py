"""Several processes that train one model: who computes which part of a batch, and how the parts come together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from theory.errors import InputError


@dataclass(frozen=True)
class Workers:
    """This process among all: ``rank`` in 0, ..., ``size`` - 1."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes files and talks."""
        return self.rank == 0

    def parts(self, micro_batches: int) -> tuple[range, int]:
        """The parts of every batch that this process computes, and the number of parts.

        >>> Workers(1, 2).parts(4)
        (range(2, 4), 4)
        """
        parts = self.size if micro_batches == 1 else micro_batches
        if parts % self.size:
            raise InputError(
                "optimiser.micro_batches", micro_batches, f"must be a multiple of the {self.size} processes"
            )
        each = parts // self.size
        return range(self.rank * each, (self.rank + 1) * each), parts

    def add(self, tensors: Sequence[Tensor]) -> None:
        """Replace every tensor by its sum over the processes, in one message.

        A one-layer model has all its gradients at the same moment, so nothing would be gained by sending them one by one.
        """
        if self.size == 1 or not tensors:
            return
        flat = torch.cat([t.reshape(-1) for t in tensors])
        torch.distributed.all_reduce(flat)
        for t, piece in zip(tensors, flat.split([t.numel() for t in tensors]), strict=True):
            t.copy_(piece.view_as(t))

    def follow(self, tensors: Sequence[Tensor]) -> None:
        """Replace every tensor by that of the first process."""
        if self.size > 1:
            for t in tensors:
                torch.distributed.broadcast(t, 0)

    def any(self, here: bool, device: torch.device) -> bool:
        """Whether it is so in any process."""
        if self.size == 1:
            return here
        flag = torch.tensor([int(here)], device=device)
        torch.distributed.all_reduce(flag)
        return bool(flag)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            torch.distributed.barrier()


@contextmanager
def torchrun(device: str) -> Iterator[Workers]:
    """The processes that ``torchrun`` started; one process where it did not."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1 or "RANK" not in os.environ:
        yield Workers()
        return
    torch.distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    try:
        yield Workers(torch.distributed.get_rank(), torch.distributed.get_world_size())
    finally:
        torch.distributed.destroy_process_group()
