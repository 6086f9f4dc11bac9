"""Which clusters of a user's problem carry a partial or a local minimum, decided exactly when the features are independent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from proofs_checks.sdl._spectra import gram_weighted, positive, signs_of, spectrum
from theory.claims import Certificate, InstanceReport
from theory.evidence import evaluation
from theory.formal import identity, names, scale
from theory.sdl import Problem

MAX_FEATURES = 8  # 2^8 clusters, each an exact spectrum of size at most 8: seconds


@dataclass(frozen=True)
class Cluster:
    """A set of features with what its matrix ``G diag(M)`` says: ``top``, ``partial``, ``none`` or ``undecided``."""

    members: tuple[int, ...]
    status: str
    certificate: Certificate | None


def unsuitable(problem: Problem, *, kinds: tuple[str, ...] = ("relu", "jumprelu", "topk")) -> str | None:
    """Why the criterion by eigenvectors does not apply, or None."""
    from solvers.exact.linear import rank

    if problem.field is not None:
        return "the criterion is implemented for rational data"
    if problem.activation.kind not in kinds:
        return f"the statement is about {', '.join(kinds)}, not {problem.activation.kind}"
    if problem.activation.theta is not None and problem.activation.theta < 0:
        return "the statement is about thresholds that are not negative"
    n = len(problem.features_in)
    if n > MAX_FEATURES:
        return f"{n} features; at most {MAX_FEATURES} are enumerated"
    if rank(problem.features_in) < n:
        return "the input features are dependent, and the criterion by eigenvectors of G diag(M) needs them independent"
    return None


def classify(problem: Problem, members: tuple[int, ...]) -> Cluster:
    """The status of one cluster; ``undecided`` when its spectrum is not simple and nothing simpler decides."""
    matrix, means = gram_weighted(problem, members), f"G diag(M) of the cluster {list(members)}"
    multiple = [[matrix[0][0] * (i == j) for j in range(len(members))] for i in range(len(members))]
    if matrix == multiple:  # every vector is an eigenvector for the only eigenvalue
        b = names("B")[0]
        scalar = evaluation(
            b == scale(matrix[0][0], identity(len(members))), let={"B": matrix}, record="B", means=means
        )
        return Cluster(members, "top", scalar)
    signs = signs_of(matrix)
    if signs is None:
        return Cluster(members, "undecided", None)
    found = [k for k, row in enumerate(signs) if positive(row)]
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
    from solvers.exact.linear import rank

    clusters = [c for c in table(problem) if len(c.members) >= 2]
    if not clusters:
        return InstanceReport("hypothesis-fails", "a single feature has no polysemantic pattern")
    for c in clusters:
        if c.status == "none" and c.certificate is not None:
            text = f"no partial minimum lets one neuron be on for exactly the features {list(c.members)}"
            return InstanceReport("violated", text, (c.certificate,))
    for c in clusters:
        # targets on one ray: the top eigenvalue is the trace, and the other features get neurons of their own
        if c.status == "top" and rank([problem.features_out[d] for d in c.members]) < 2:
            certificates = (c.certificate,) if c.certificate else ()
            if problem.width >= 1 + len(problem.features_in) - len(c.members):
                text = f"with the cluster {list(c.members)} on one neuron, its targets parallel, all partial minima have loss 0"
                return InstanceReport("violated", text, certificates)
            return InstanceReport("not-applicable", "parallel targets, and too few neurons to decide positivity here")
    return _report(
        clusters, "every cluster has a positive eigenvector, so every polysemantic pattern has a partial minimum"
    )


def minima(problem: Problem, *, kinds: tuple[str, ...] = ("relu",)) -> InstanceReport:
    """The repaired statement on a problem: which clusters carry partial minima, which of them local minima."""
    if why := unsuitable(problem, kinds=kinds):
        return InstanceReport("not-applicable", why)
    clusters = table(problem)
    words = "; ".join(f"{list(c.members)}: {c.status}" for c in clusters)
    return _report(clusters, f"clusters with a positive eigenvector (top: local minima): {words}")


def _report(clusters: list[Cluster], text: str) -> InstanceReport:
    if any(c.status == "undecided" for c in clusters):
        return InstanceReport("not-applicable", "some clusters have a repeated eigenvalue and are not decided here")
    return InstanceReport("holds", text, tuple(c.certificate for c in clusters if c.certificate is not None))
