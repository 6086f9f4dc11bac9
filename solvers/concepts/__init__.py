"""Concept lattices of large contexts, stem bases, and the best units of given neurons."""
