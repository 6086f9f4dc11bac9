"""The optional compiler of the lattice kernels, the one machine instruction they need, and the step that two of them share.

Without numba ``compiled`` leaves a function as it is, so that every module imports everywhere; ``lattice.py`` and
``stem_base.py`` then use the engines that need no compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import numba
    from numba.extending import intrinsic
except ImportError:
    numba = None

COMPILED: bool = numba is not None
_ONE, _ZERO = np.uint64(1), np.uint64(0)


def _lowest(word: Any) -> int:
    return (int(word) & -int(word)).bit_length() - 1


def _machine(typingctx: Any, word: Any) -> Any:
    """Place of the lowest bit of a word that is not 0, one instruction."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        count = builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))
        return context.cast(builder, count, types.uint64, types.int64)

    types = numba.types  # pyright: ignore[reportOptionalMemberAccess]
    return types.int64(types.uint64), generate


compiled: Any = (lambda function: function) if numba is None else numba.njit(cache=True, nogil=True)
trailing_zeros: Any = _lowest if numba is None else intrinsic(_machine)  # pyright: ignore


@compiled
def hand_over(form, rows, line, start, end, wanted, place):
    """Append every row of ``line[start:end]`` to the lists of the children, at ``place``, whose attributes it has.

    ``form`` says at compile time whether a row is one word: it is a tuple of one entry then.
    """
    for i in range(start, end):
        g = line[i]
        for w in range(1 if len(form) == 1 else rows.shape[1]):
            word = rows[g, w] & wanted[w]
            while word != _ZERO:
                m = (w << 6) + trailing_zeros(word)
                word &= word - _ONE
                line[place[m]] = g
                place[m] += 1
