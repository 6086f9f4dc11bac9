"""Which clusters of a user's problem carry a partial or a local minimum, decided exactly when the features are independent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from proofs_checks.sdl._spectra import gram_weighted, positive, signs_of, spectrum
from theory.claims import Certificate, InstanceReport
from theory.sdl import Problem

MAX_FEATURES = 8  # 2^8 clusters, each an exact spectrum of size at most 8: seconds


@dataclass(frozen=True)
class Cluster:
    """A set of features with what its matrix ``G diag(M)`` says: ``top``, ``partial``, ``none`` or ``undecided``."""

    members: tuple[int, ...]
    status: str
    certificate: Certificate | None


def unsuitable(problem: Problem) -> str | None:
    """Why the criterion by eigenvectors does not apply, or None."""
    from solvers.exact_linear import rank

    if problem.field is not None:
        return "the criterion is implemented for rational data"
    if problem.activation.kind not in ("relu", "jumprelu", "topk"):
        return f"the statement is about ReLU, JumpReLU and Top-k of ReLU, not {problem.activation.kind}"
    n = len(problem.features_in)
    if n > MAX_FEATURES:
        return f"{n} features; at most {MAX_FEATURES} are enumerated"
    if rank(problem.features_in) < n:
        return "the input features are dependent, and the criterion by eigenvectors of G diag(M) needs them independent"
    return None


def classify(problem: Problem, members: tuple[int, ...]) -> Cluster:
    """The status of one cluster; ``undecided`` when its spectrum is not simple and nothing simpler decides."""
    matrix = gram_weighted(problem, members)
    if all(matrix[i][j] == 0 for i in range(len(matrix)) for j in range(len(matrix)) if i != j):
        equal = len({matrix[i][i] for i in range(len(matrix))}) == 1
        if equal:  # a multiple of the identity: every vector is a top eigenvector
            return Cluster(members, "top", None)
    signs = signs_of(matrix)
    if signs is None:
        return Cluster(members, "undecided", None)
    found = [k for k, row in enumerate(signs) if positive(row)]
    means = f"G diag(M) of the cluster {list(members)}"
    status = "none" if not found else "top" if found[0] == len(signs) - 1 else "partial"
    return Cluster(members, status, spectrum(matrix, means=means))


def table(problem: Problem) -> list[Cluster]:
    """All nonempty clusters that a partition pattern of the given width can contain."""
    n = len(problem.features_in)
    sizes = range(1, n + 1) if problem.width >= 2 else range(n, n + 1)
    return [classify(problem, members) for k in sizes for members in combinations(range(n), k)]


def smallest_bad_cluster(problem: Problem) -> InstanceReport:
    """Theorem 3.6 as published on a problem: violated by a cluster without a positive eigenvector or without loss."""
    if why := unsuitable(problem):
        return InstanceReport("not-applicable", why)
    from solvers.exact_linear import rank

    clusters = [c for c in table(problem) if len(c.members) >= 2]
    if not clusters:
        return InstanceReport("hypothesis-fails", "a single feature has no polysemantic pattern")
    for c in clusters:
        if c.status == "none" and c.certificate is not None:
            text = f"no partial minimum lets one neuron be on for exactly the features {list(c.members)}"
            return InstanceReport("violated", text, (c.certificate,))
    for c in clusters:
        if c.status != "undecided" and rank([problem.features_out[d] for d in c.members]) < 2:
            alone = len(c.members) == len(problem.features_out)
            certificates = (c.certificate,) if c.certificate else ()
            if alone:
                return InstanceReport(
                    "violated", f"the cluster {list(c.members)} has partial minima, all of loss 0", certificates
                )
    if any(c.status == "undecided" for c in clusters):
        return InstanceReport("not-applicable", "some clusters have a repeated eigenvalue and are not decided here")
    shown = tuple(c.certificate for c in clusters if c.certificate is not None)
    return InstanceReport(
        "holds", "every cluster has a positive eigenvector, so every polysemantic pattern has one", shown
    )


def minima(problem: Problem) -> InstanceReport:
    """The repaired statement on a problem: which clusters carry partial minima, which of them local minima."""
    if why := unsuitable(problem):
        return InstanceReport("not-applicable", why)
    clusters = table(problem)
    words = [f"{list(c.members)}: {c.status}" for c in clusters]
    shown = tuple(c.certificate for c in clusters if c.certificate is not None)
    return InstanceReport(
        "holds", "clusters with a positive eigenvector (top: local minima): " + "; ".join(words), shown
    )
