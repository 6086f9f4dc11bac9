"""Claims about matching pursuit and the sparse autoencoders that are built on it."""

from __future__ import annotations

from theory.claims import Convention, Page

CONVENTIONS: tuple[Convention, ...] = ()

PAGES = (
    Page(
        "pursuit",
        "Matching pursuit",
        "For which codes does pursuit with a dictionary recover the truth (arXiv 2506.03093, as reported)?",
    ),
)
