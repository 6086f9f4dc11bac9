"""Deciding equivalence, alias errors and identifiability of sparse autoencoders on functions."""
