"""What neurons mean: data concepts, activation sets, units, formal contexts and concept lattices.

Source: arXiv 2606.07007.  Its full text was not available; statements taken from secondary accounts say "as reported; not
checked against the paper".
"""

from theory.concepts.context import Clarified, FormalConcept, FormalContext, Numbered, Oddities
from theory.concepts.lattice import ConceptLattice

__all__ = ["Clarified", "ConceptLattice", "FormalConcept", "FormalContext", "Numbered", "Oddities"]
