"""Matrices of exact numbers as records hold them, with floating-point arrays beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from theory.exact import Exact

SHOWN = 36  # entries that a repr writes out


class ExactMatrix(list[list[Any]]):
    """A matrix whose entries are written as in JSON: ``3``, ``"3/5"`` or ``{"alg": [c0, c1, ...]}`` over a number field.

    It is a list of rows, so that records with it are written as before.

    Args:
        rows: lists of equal length, shape (m, n).
        field: the record ``{"poly", "interval"}`` of the number field of the entries; None when all are rational.

    Raises:
        InputError: from :meth:`exact` and :meth:`to_numpy`, for entries that are not exact numbers, and for ragged rows.

    >>> W = ExactMatrix([[1, "1/2"], [0, 3]])
    >>> W.shape, W.exact()[0][1]
    ((2, 2), Fraction(1, 2))
    >>> W.to_numpy()
    array([[1. , 0.5],
           [0. , 3. ]])
    """

    def __init__(self, rows: Iterable[Iterable[Any]], field: dict[str, Any] | None = None) -> None:
        super().__init__([list(row) for row in rows])
        self.field = field

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self), len(self[0]) if self else 0

    def exact(self) -> tuple[tuple[Exact, ...], ...]:
        """The entries as numbers to calculate with: fractions, or elements of the number field."""
        from theory.sdl.entries import number_field_of, number_reader, vectors

        if not self:
            return ()
        return vectors(list(self), "matrix", number_reader(number_field_of(self.field)))

    def to_numpy(self) -> NDArray[np.float64]:
        """The matrix in floating point, every entry correctly rounded or nearly so; shape (m, n)."""
        import numpy as np

        return np.array([[float(x) for x in row] for row in self.exact()], dtype=np.float64).reshape(self.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """What ``numpy.asarray`` makes of it: the floating-point matrix, never an array of texts."""
        out = self.to_numpy()
        return out if dtype is None else out.astype(dtype)

    def __repr__(self) -> str:
        m, n = self.shape
        return super().__repr__() if m * n <= SHOWN else f"<ExactMatrix {m} x {n}>"
