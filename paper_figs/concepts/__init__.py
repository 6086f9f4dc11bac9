"""Pictures of concept lattices, and the figures of concept geometry."""

from paper_figs.concepts._diagram import Diagram, Node, diagram
from paper_figs.concepts._lattice_drawing import draw_lattice, render_lattice
from paper_figs.concepts._lattice_page import lattice_page

__all__ = ["Diagram", "Node", "diagram", "draw_lattice", "lattice_page", "render_lattice"]
