"""Claims about concepts, neurons and concept lattices."""

from __future__ import annotations

from theory.claims import Convention

CONVENTIONS: tuple[Convention, ...] = ()
