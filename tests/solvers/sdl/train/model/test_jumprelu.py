"""The straight-through kernel by values computed by hand, and its mean against the derivative of an expectation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import Tensor

from solvers.sdl.train.model.jumprelu import jumprelu, step
from theory.sdl import Activation

# theta = 1/2, epsilon = 1/4: the kernel is 1 strictly between 3/8 and 5/8; all numbers are exact in binary
PRE = [[0.375, 0.4375], [0.5, 0.5625], [0.625, -0.5]]
EPSILON = 0.25


def _inputs() -> tuple[Tensor, Tensor]:
    z = torch.tensor(PRE, dtype=torch.float64, requires_grad=True)
    return z, torch.tensor([0.5, 0.5], dtype=torch.float64, requires_grad=True)


def test_values_are_those_of_the_theory() -> None:
    z, theta = _inputs()
    activation = Activation("jumprelu", theta=Fraction(1, 2))
    values = jumprelu(z, theta, EPSILON).detach().numpy()
    assert np.array_equal(values, activation.numpy(np.array(PRE)))
    assert values.tolist() == [[0, 0], [0, 0.5625], [0.625, 0]]
    assert step(z, theta, EPSILON).tolist() == [[0, 0], [0, 1], [1, 0]]


def test_gradients_of_jumprelu_by_hand() -> None:
    z, theta = _inputs()
    weight = torch.tensor([[1.0, 2.0], [4.0, 8.0], [16.0, 32.0]], dtype=torch.float64)
    (jumprelu(z, theta, EPSILON) * weight).sum().backward()
    assert z.grad is not None
    assert theta.grad is not None
    assert z.grad.tolist() == [[0, 0], [0, 8], [16, 0]]  # the weight where z > theta, 0 at z = theta
    # -(theta / epsilon) = -2 times the weights inside the kernel; its ends 3/8 and 5/8 are outside
    assert theta.grad.tolist() == [-2 * 4, -2 * (2 + 8)]


def test_gradients_of_the_step_by_hand() -> None:
    z, theta = _inputs()
    weight = torch.tensor([[1.0, 2.0], [4.0, 8.0], [16.0, 32.0]], dtype=torch.float64)
    (step(z, theta, EPSILON) * weight).sum().backward()
    assert theta.grad is not None
    assert theta.grad.tolist() == [-4 * 4, -4 * (2 + 8)]
    assert z.grad is None or not z.grad.any()


@pytest.mark.parametrize("theta", [0.3, 0.7])
def test_the_estimate_of_an_expected_derivative(theta: float) -> None:
    """z uniform on [0, 1]: E H = 1 - theta and E JumpReLU = (1 - theta^2) / 2, derivatives -1 and -theta."""
    n = 100_000
    z = ((torch.arange(n, dtype=torch.float64) + 0.5) / n)[:, None]
    for function, derivative in ((step, -1.0), (jumprelu, -theta)):
        t = torch.tensor([theta], dtype=torch.float64, requires_grad=True)
        function(z, t, 0.1).mean().backward()
        assert t.grad is not None
        # the grid misplaces at most one point in 10,000 of the kernel at each of its ends
        assert abs(float(t.grad) - derivative) < 3e-4
