"""Claims about concept manifolds: what a sparse autoencoder makes of a circle, a sphere, a torus."""

from __future__ import annotations

from theory.claims import Convention, Page

CONVENTIONS: tuple[Convention, ...] = ()

PAGES = (
    Page(
        "manifolds",
        "Concept manifolds",
        "Does a sparse autoencoder capture a manifold, tile it, or dilute it (arXiv 2604.28119, as reported)?",
    ),
)
