"""Claims about concepts, neurons and concept lattices."""
