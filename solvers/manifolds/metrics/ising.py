"""Ising models of co-firing: exact for few atoms, pseudo-likelihood with the extended BIC above.

``P(s) ~ exp(sum_a h_a s_a + sum_{a<b} J_ab s_a s_b)`` with s_a = +1 where atom a is active and -1 elsewhere.  J_ab > 0: the two fire
together more often than the others explain.

Source: arXiv 2604.28119, equation 15, as reported; not checked against the paper.  Pseudo-likelihood: Besag 1975; selection of neighbours
with the extended BIC: Barber and Drton 2015 (Electronic Journal of Statistics 9).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logsumexp

from solvers.manifolds.metrics.patterns import Patterns
from solvers.manifolds.metrics.restricted import Array
from theory.errors import InputError

EXACT_ATOMS = 12  # 4,096 states are summed; every further atom doubles them
RIDGE = 1e-3  # atoms that never fire together would otherwise have J = -infinity, and J would not be unique with equal spins
STEPS = 100  # of Newton's method; it needs about ten
FLAT = 1e-9  # norm of the gradient at the end, per sample
PATIENCE = 3  # penalties in a row that do not improve the criterion end the search
LEVELS = 12  # penalties that are tried, from the one that leaves no neighbour down to a hundredth of it


@dataclass(frozen=True)
class Couplings:
    """Fields h, shape (p,), and symmetric couplings J with a zero diagonal, shape (p, p); how they were found."""

    h_p: Array
    j_pp: Array
    method: str


def couplings(patterns: Patterns, *, gamma: float = 0.5) -> Couplings:
    """Exact for at most 12 atoms, by pseudo-likelihood above.

    Args:
        patterns: of p atoms.
        gamma: of the extended BIC, 0 to 1.
    """
    return exact(patterns) if patterns.active_up.shape[1] <= EXACT_ATOMS else pseudo_likelihood(patterns, gamma=gamma)


def exact(patterns: Patterns, *, ridge: float = RIDGE) -> Couplings:
    """The maximum of ``mean log P - ridge/2 (|h|^2 + |J|^2)`` over all 2^p states, by Newton's method.

    Raises:
        InputError: more than 12 atoms.
    """
    p = patterns.active_up.shape[1]
    if p > EXACT_ATOMS:
        raise InputError("atoms", p, f"at most {EXACT_ATOMS} are summed exactly", "use pseudo_likelihood")
    states = np.array(np.meshgrid(*[[-1.0, 1.0]] * p, indexing="ij")).reshape(p, -1).T if p else np.zeros((1, 0))
    above = np.triu_indices(p, 1)
    features = _features(states, above)
    seen = _features(patterns.spins_up, above)
    mean = patterns.count_u @ seen / patterns.count_u.sum()
    theta = np.zeros(features.shape[1])

    def objective(t: Array) -> float:
        return float(mean @ t - logsumexp(features @ t) - ridge / 2 * t @ t)

    for _ in range(STEPS):
        log_weight = features @ theta
        weight = np.exp(log_weight - logsumexp(log_weight))
        expected = weight @ features
        gradient = mean - expected - ridge * theta
        if np.abs(gradient).max(initial=0.0) <= FLAT:
            break
        hessian = (features * weight[:, None]).T @ features - np.outer(expected, expected)
        step = np.linalg.solve(hessian + ridge * np.eye(len(theta)), gradient)
        size, value = 1.0, objective(theta)
        while size > 1e-8 and objective(theta + size * step) < value + 1e-4 * size * gradient @ step:
            size /= 2
        theta = theta + size * step
    j = np.zeros((p, p))
    j[above] = theta[p:]
    return Couplings(theta[:p], j + j.T, "exact")


def _features(spins: Array, above: tuple[NDArray[np.int64], NDArray[np.int64]]) -> Array:
    return np.concatenate([spins, spins[:, above[0]] * spins[:, above[1]]], axis=1)


def pseudo_likelihood(patterns: Patterns, *, gamma: float = 0.5) -> Couplings:
    """One logistic regression per atom on all others, L1-penalised; the penalty by the extended BIC; J is the mean of both directions.

    The criterion of an atom is ``-2 log L + m (log n + 2 gamma log(p - 1))`` with m neighbours.
    """
    p = patterns.active_up.shape[1]
    h, w = np.zeros(p), np.zeros((p, p))
    for i in range(p):
        others = [j for j in range(p) if j != i]
        h[i], w[i, others] = neighbourhood(patterns, i, others, gamma=gamma)
    return Couplings(h, (w + w.T) / 2, "pseudo-likelihood")


def neighbourhood(patterns: Patterns, atom: int, others: list[int], *, gamma: float = 0.5) -> tuple[float, Array]:
    """Field and couplings of one atom given the others: ``P(s_i = 1 | rest) = 1 / (1 + exp(-2 (h + sum_j w_j s_j)))``."""
    n, spins = patterns.samples, patterns.spins_up
    y, x = spins[:, atom], spins[:, others]
    weight = patterns.count_u / n
    rate = float(weight @ (y > 0))
    bound = math.atanh(1 - 1 / (n + 1))  # of the field of a spin that never changed in n samples
    constant = math.atanh(2 * rate - 1) if 0 < rate < 1 else math.copysign(bound, rate - 0.5)
    top = float(np.abs((2 * weight * (y - (2 * rate - 1))) @ x).max(initial=0.0))
    if top <= FLAT:  # constant, or independent of all others
        return constant, np.zeros(len(others))
    centre = weight @ x
    best = (math.inf, constant, np.zeros(len(others)))
    beta = np.concatenate([[constant + 0.0], np.zeros(len(others))])
    worse = 0
    for level in np.geomspace(top, top / 100, LEVELS):
        beta = _proximal(np.column_stack([np.ones(len(x)), x - centre]), y, weight, level, beta)
        used = int(np.count_nonzero(beta[1:]))
        log_likelihood = n * float(weight @ log_expit(2 * y * (beta[0] + (x - centre) @ beta[1:])))
        score = -2 * log_likelihood + used * (math.log(n) + 2 * gamma * math.log(max(1, len(others))))
        worse = worse + 1 if score >= best[0] else 0
        if worse == PATIENCE:
            break
        if score < best[0]:
            best = (score, float(beta[0] - centre @ beta[1:]), beta[1:].copy())
    return best[1], best[2]


def _proximal(design: Array, y: Array, weight: Array, level: float, beta: Array) -> Array:
    """Minimum of ``-sum w log P + level |beta_1..|_1`` by accelerated proximal gradient with restarts."""
    largest = float(np.linalg.eigvalsh((design * weight[:, None]).T @ design)[-1])
    rate = 1 / largest if largest > 0 else 1.0  # the second derivative of -log P in the argument is at most 1
    ahead, before, t = beta.copy(), beta.copy(), 1.0
    for _ in range(500):
        gradient = -(2 * weight * y * expit(-2 * y * (design @ ahead))) @ design
        new = ahead - rate * gradient
        new[1:] = np.sign(new[1:]) * np.maximum(np.abs(new[1:]) - rate * level, 0.0)
        if np.abs(new - before).max() <= 1e-6:  # couplings are of order 1
            return new
        if (ahead - new) @ (new - before) > 0:
            t = 1.0
        following = (1 + math.sqrt(1 + 4 * t * t)) / 2
        ahead, before, t = new + (t - 1) / following * (new - before), new, following
    return before
