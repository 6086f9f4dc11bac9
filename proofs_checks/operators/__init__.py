"""Claims about sparse autoencoders on functions."""

from __future__ import annotations

from theory.claims import Convention, Page

CONVENTIONS: tuple[Convention, ...] = ()

PAGES = (
    Page(
        "operators",
        "Sparse autoencoder neural operators",
        "Lifting, Fourier layers and what changes with the resolution (arXiv 2509.03738, as read from the abstracts).",
    ),
)
