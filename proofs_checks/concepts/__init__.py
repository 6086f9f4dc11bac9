"""Claims about concepts, neurons and concept lattices."""

from __future__ import annotations

from theory.claims import Convention, Page

CONVENTIONS: tuple[Convention, ...] = ()

PAGES = (
    Page(
        "concepts-neurons",
        "Concepts, neurons and units",
        "The geometric theory of concept learning (arXiv 2606.07007, as reported): separation, units, capacity, absorption.",
    ),
    Page(
        "concepts-lattices",
        "Concept lattices and the two directions",
        "Formal concept analysis of neurons, and when concept-to-neuron and neuron-to-concept agree.",
    ),
)
