"""Random numbers addressed by place: the number of sample i in column d is a function of (key, i, d) and of nothing before it.

A stream that must be left off anywhere, repeated, and split over machines cannot be a generator with a state. Here every
sample owns a SplitMix64 stream (Steele, Lea, Flood 2014, OOPSLA), started from a hash of its number. All steps are integer
operations modulo 2^64, so the bits are the same on every device and for every way of cutting a batch.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

_WEYL, _FIRST, _SECOND = (c - (1 << 64) for c in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_CELLS = 1 << 18  # hashed at a time on a CPU, so that the dozen passes over them stay in the cache


def key_of(seed: int, purpose: str) -> int:
    """A 64-bit key (as a signed integer) for one use of a seed; different purposes get unrelated numbers.

    >>> key_of(0, "activity") == key_of(0, "activity") != key_of(0, "noise")
    True
    """
    words = np.random.SeedSequence([seed, *purpose.encode()]).generate_state(1, np.uint64)
    return int(words.view(np.int64)[0])


def _shifted(x: Tensor, by: int) -> Tensor:
    return (x >> by).bitwise_and_((1 << (64 - by)) - 1)  # torch's shift copies the sign


def _mixed(x: Tensor) -> Tensor:
    x = (x ^ _shifted(x, 30)).mul_(_FIRST)
    x = x.bitwise_xor_(_shifted(x, 27)).mul_(_SECOND)
    return x.bitwise_xor_(_shifted(x, 31))


def hashes(key: int, samples_b: Tensor, columns: int) -> Tensor:
    """Sixty-four random bits per sample and column, shape (b, columns), type int64, on the device of ``samples_b``.

    Args:
        key: of :func:`key_of`.
        samples_b: numbers of the samples, int64, shape (b,).
        columns: how many numbers every sample gets.
    """
    own_b = _mixed(samples_b * _WEYL + key)
    steps_d = (torch.arange(1, columns + 1, device=samples_b.device)) * _WEYL
    rows = max(1, _CELLS // max(1, columns)) if samples_b.device.type == "cpu" else max(1, len(samples_b))
    parts = [_mixed(own[:, None] + steps_d) for own in own_b.split(rows)]
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def open_uniforms(bits: Tensor) -> Tensor:
    """The lowest 23 bits as a number strictly between 0 and 1, float32: odd multiples of 2^-24, each exactly representable."""
    return ((bits & 0x7FFFFF).to(torch.float32) + 0.5) * 2.0**-23


def happens(bits: Tensor, probability: Tensor | float) -> Tensor:
    """Whether an event of this probability (to within 2^-32) happens, from the upper 32 bits: independent of :func:`open_uniforms`.

    >>> import torch
    >>> happens(hashes(key_of(0, "x"), torch.arange(1000), 1000), 0.01).double().mean().item()  # doctest: +ELLIPSIS
    0.0100...
    """
    level = torch.as_tensor(probability, dtype=torch.float64, device=bits.device).mul(2.0**32).round().to(torch.int64)
    return _shifted(bits, 32) < level


def normals(key: int, samples_b: Tensor, columns: int) -> Tensor:
    """Standard normal numbers, float32, shape (b, columns); never beyond 5.3 in absolute value, because a uniform has 23 bits."""
    return torch.special.ndtri(open_uniforms(hashes(key, samples_b, columns)))
