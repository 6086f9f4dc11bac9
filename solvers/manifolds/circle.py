"""The circle with a regular N-gon of unit atoms: closed forms of errors and costs, as rigorous real balls.

Legend: x uniform on the unit circle, atoms at the angles ``2 pi j/N``, loss ``E |x - xhat|^2``; h = pi/N is half a gap.  All functions
return python-flint balls (``arb``), which contain the true value whatever the rounding; :func:`bounds` gives rational ends.

Source: the formulas are ours; the questions are those of arXiv 2604.28119 and arXiv 2509.02565 (latents that tile a circle).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, ctx  # type: ignore[import-untyped]

from theory.exact import to_fmpq

Number = Fraction | int
BITS = 128


def ball(x: Any) -> arb:
    """A rational, or a ball, as a ball of ``BITS`` bits."""
    ctx.prec = BITS
    return x if isinstance(x, arb) else arb(to_fmpq(Fraction(x)))


def bounds(x: arb) -> tuple[Fraction, Fraction]:
    """Rational ends of a ball: ``lo <= x <= hi``.

    >>> lo, hi = bounds(tiling_error(8))
    >>> Fraction(498, 10**4) < lo < hi < Fraction(499, 10**4)
    True
    """
    middle, radius = (_dyadic(part) for part in (x.mid(), x.rad()))
    return middle - radius, middle + radius


def _dyadic(x: arb) -> Fraction:
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _square(x: arb) -> arb:
    return x * x  # ``x**2`` of python-flint is no number for a ball around 0


def _atoms(N: int, least: int = 1) -> arb:
    if isinstance(N, bool) or not isinstance(N, int) or N < least:
        raise ValueError(f"N = {N!r} atoms: the formula holds for integers of at least {least}")
    return ball(N)


def tiling_error(N: int) -> arb:
    """The error of one active atom of N with the best nonnegative code: ``1/2 - (N/4pi) sin(2pi/N)``, for N = 1 it is 3/4.

    >>> round(float(tiling_error(8).mid()), 6), float(tiling_error(1).mid())
    (0.049842, 0.75)
    """
    n = _atoms(N)
    if N == 1:  # half of the circle is on the far side of the atom, where its code is 0
        return ball(Fraction(3, 4))
    return ball(Fraction(1, 2)) - n / (4 * arb.pi()) * (2 * arb.pi() / n).sin()


def constant_scale_error(N: int) -> arb:
    """The same with one scale for all codes, the best: ``1 - ((N/pi) sin(pi/N))^2``."""
    n = _atoms(N)
    return 1 - _square(n / arb.pi() * (arb.pi() / n).sin())


def relu_coefficient(n: int, w: Any) -> arb:
    """The n-th Fourier coefficient of ``(cos t - cos w)_+``, ``0 < w <= pi``; even in n.

    >>> round(float(relu_coefficient(1, arb.pi() / 2).mid()), 12)
    0.25
    """
    w, n = ball(w), abs(n)
    if n == 0:
        return (w.sin() - w * w.cos()) / arb.pi()
    if n == 1:
        return (w - w.sin() * w.cos()) / (2 * arb.pi())
    first = ((n - 1) * w).sin() / (2 * (n - 1)) + ((n + 1) * w).sin() / (2 * (n + 1))
    return (first - w.cos() * (n * w).sin() / n) / arb.pi()


def jumprelu_coefficient(n: int, w: Any, a: Any, b: Any) -> arb:
    """The n-th Fourier coefficient of ``(a cos t + b) 1[|t| < w]``, ``0 < w <= pi``; even in n."""
    w, a, b, n = ball(w), ball(a), ball(b), abs(n)
    if n == 0:
        return (a * w.sin() + b * w) / arb.pi()
    first = w if n == 1 else ((n - 1) * w).sin() / (n - 1)
    return (a / 2 * (first + ((n + 1) * w).sin() / (n + 1)) + b * (n * w).sin() / n) / arb.pi()


def aliased_error(N: int, w: Any, gain: Any, terms: int = 400) -> arb:
    """The error of the N-gon with codes ``gain * (cos(theta - alpha_j) - cos w)_+``, the aliasing formula:

    ``(N g f_1 - 1)^2 + (N g)^2 sum_{m != 0} f_{1 + mN}^2`` with the coefficients f of :func:`relu_coefficient`.  The tail is bounded by
    ``|f_n| < 1/n^2``: the derivative of f has total variation at most 6, and ``|f_n| <= variation / (2 pi n^2)``.
    """
    n, g = _atoms(N), ball(gain)
    aliases = ball(0)
    for m in range(1, terms + 1):
        aliases += _square(relu_coefficient(1 + m * N, w)) + _square(relu_coefficient(1 - m * N, w))
    # sum over m > M of 2/(mN - 1)^4 is at most 2/(3 N (MN - 1)^3)
    tail = Fraction(2, 3 * N * (terms * N - 1) ** 3) if terms * N > 1 else Fraction(8)
    aliases += arb(to_fmpq(tail / 2), to_fmpq(tail / 2))
    return _square(n * g * relu_coefficient(1, w) - 1) + _square(n * g) * aliases


def relu_residual(N: int) -> arb:
    """The error of the bias-free N-gon (w = pi/2) at its best gain, ``1 - (N/4)^2 / P``; exactly 0 for even N from 4 on.

    ``P = N sum_j cos(b_j) C(b_j)``, ``b_j = 2 pi j/N``, with ``C(b) = (sin b + (pi - b) cos b)/(4 pi)``, ``0 <= b <= pi``, the mean of the
    product of two codes.  ``N/4`` is the mean of ``x . xhat`` at gain 1 and P that of ``|xhat|^2``.

    >>> [round(float(relu_residual(N).mid()), 6) for N in (1, 2, 3, 4, 5)]
    [0.75, 0.5, 0.158251, 0.0, 0.008535]
    """
    n, power = _atoms(N), ball(0)
    if N % 2 == 0 and N >= 4:  # antipodal pairs of a tight frame: exact (claim manifolds.antipodal-pairs-are-exact)
        return ball(0)
    for j in range(N):
        b = 2 * arb.pi() * min(j, N - j) / n
        power += n * b.cos() * (b.sin() + (arb.pi() - b) * b.cos()) / (4 * arb.pi())
    return 1 - _square(n / 4) / power


def l1_of_tiles(N: int) -> arb:
    """Mean L1 of exact codes of least L1, N >= 3: ``(N/pi) tan(pi/N)``, decreasing to 1."""
    n = _atoms(N, 3)
    return n / arb.pi() * (arb.pi() / n).tan()


def l1_of_receptive_fields(w: Any) -> arb:
    """Mean L1 at exact reconstruction as N grows, receptive fields of half-width w: ``2 (sin w - w cos w)/(w - sin w cos w)``."""
    w = ball(w)
    return 2 * (w.sin() - w * w.cos()) / (w - w.sin() * w.cos())


def transition_price(mu: Number) -> arb:
    """The price of an atom at which capture and tiling exchange under L0, for an activity price ``0 < mu <= 1/2``.

    ``kappa = (sqrt(mu (1 - mu)) + (2 mu - 1) asin sqrt mu) / (2 pi)``.  Dearer atoms: three of them, cheaper ones: as many that one is
    active nearly everywhere.  For mu > 1/2 no code at all is cheaper than two active atoms, and the formula is another one.

    >>> round(float(transition_price(Fraction(1, 20)).mid()), 8)
    0.0023846
    """
    if not 0 < mu <= Fraction(1, 2):
        raise ValueError(
            f"mu = {mu}: the price is defined for 0 < mu <= 1/2; above, the zero code beats two active atoms"
        )
    m = ball(mu)
    return ((m * (1 - m)).sqrt() + (2 * m - 1) * m.sqrt().asin()) / (2 * arb.pi())


def l0_cost(N: int, mu: Number) -> arb:
    """Mean of ``error + mu * active`` with optimal codes on the N-gon, N >= 3, ``0 < mu <= 1/2``: linear in N, then mu + tiling error."""
    n, kappa = _atoms(N, 3), transition_price(mu)
    linear = ball(mu).sqrt().asin() < arb.pi() / n
    return 2 * ball(mu) - n * kappa if linear else ball(mu) + tiling_error(N)


def lasso_cost(N: int, offset: Any, lam: Number) -> arb:
    """Least ``|x - sum_j z_j d_j|^2 + lam sum_j z_j`` over z >= 0, x at the angle ``offset`` from the middle of a gap, N >= 3.

    ``|offset| <= pi/N``.  Two atoms are active where ``sin(h - |offset|) >= (lam/2) tan h``, else at most the nearest one.
    """
    h, phi, price = arb.pi() / _atoms(N, 3), abs(ball(offset)), ball(lam)
    near = (h - phi).cos() - price / 2
    if (h - phi).sin() >= price / 2 * h.tan():
        return price * phi.cos() / h.cos() - _square(price) / (4 * _square(h.cos()))
    return 1 - _square(near) if near > 0 else ball(1)


def frozen_topk(N: int, k: int) -> tuple[arb, arb]:
    """Scale and error of the regular N-gon at which Top-k gradients vanish (backpropagation ignores the boundaries of Top-k).

    Encoders ``a d_j``, decoders ``d_j``, ``N >= 3``, ``1 <= k <= N/2``; positive error unless k = N/2, though zero error exists for k >= 2.

    >>> [round(float(frozen_topk(N, 2)[1].mid()), 5) for N in (4, 5, 6, 8)]
    [0.0, 0.0261, 0.03805, 0.03415]
    """
    n = _atoms(N, 3)
    if not 1 <= k <= N // 2:
        raise ValueError(f"k = {k} of N = {N}: the kept codes are positive for 1 <= k <= N/2 only")
    A = (2 * arb.pi() * k / n).sin() / (2 * arb.pi() / n).sin()
    U, V, S = (k + A) / 2, (k - A) / 2, tiling_error(N)
    C = 1 - S
    a = (U * C + V * S) / (_square(U) * C + _square(V) * S)
    return a, _square(a * U - 1) * C + _square(a * V - 1) * S


def product_of_fields(b: Any, w: Any) -> arb:
    """``int (cos t - cos w)(cos(t - b) - cos w) dt / 2 pi`` over the overlap of two fields of half-width w, b apart, ``0 <= b <= 2 w``."""
    b, w = ball(b), ball(w)
    u = w - b / 2  # half of the overlap
    waves = u * b.cos() + (2 * u).sin() / 2 - 4 * w.cos() * (b / 2).cos() * u.sin()
    return (waves + 2 * u * _square(w.cos())) / (2 * arb.pi())


def polygon_cost(N: int, w: Any, lam: Number) -> arb:
    """Least ``E |x - xhat|^2 + lam E sum_j z_j`` over the gain of the N-gon with receptive fields of half-width ``0 < w <= pi``.

    With gain g it is ``1 - 2 g B + g^2 P + lam g S``, B the mean of ``x . xhat``, P that of ``|xhat|^2`` and S that of the codes at
    gain 1; so the least is ``1 - (B - lam S/2)^2 / P``, or 1 where the bracket is negative.

    >>> round(float(polygon_cost(4, arb.pi() / 2, 0).mid()), 9), round(float(polygon_cost(8, Fraction(13, 20), Fraction(1, 10)).mid()), 5)
    (0.0, 0.1094)
    """
    n, w = _atoms(N), ball(w)
    along, codes = n * relu_coefficient(1, w), n * relu_coefficient(0, w)
    power, m = product_of_fields(0, w), 1
    while 2 * arb.pi() * m / n < 2 * w:  # fields that overlap; also once around the circle
        b = 2 * arb.pi() * m / n
        power += 2 * b.cos() * product_of_fields(b, w)
        m += 1
    bracket = along - ball(lam) * codes / 2
    return 1 - _square(bracket) / (n * power) if bracket > 0 else ball(1)
